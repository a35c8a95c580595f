"""Where errors become words: what nobody caught in a key, a timer, a worker or while painting ends here.

Textual would end the program. It does so for a mistake of the program only; a store that cannot be worked on is closed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.worker import WorkerFailed

from caseload_tui.errors import CaseloadError
from caseload_tui.ui.keys_in_order import KeysInOrder

if TYPE_CHECKING:
    from rich.console import RenderableType
    from textual.message import Message


class Boundary(KeysInOrder):
    """An app that goes on after a refusal nobody caught, and leaves in plain words after a mistake."""

    def give_up(self, why: CaseloadError) -> None:
        """Close the store, which cannot be worked on any more, and say why."""
        raise NotImplementedError

    async def _dispatch_message(self, message: Message) -> None:
        """Keep the app itself alive; a screen whose own turn failed is given up and made anew."""
        try:
            await super()._dispatch_message(message)
        except CaseloadError as refusal:
            self._handle_exception(refusal)

    def _handle_exception(self, error: Exception) -> None:
        """Tell a refusal from a mistake; every way an error can take in Textual leads through here."""
        cause = error.error if isinstance(error, WorkerFailed) else error
        if isinstance(cause, CaseloadError):
            self.give_up(cause)
        else:
            super()._handle_exception(error)

    def _fatal_error(self) -> None:
        """Leave with a plain sentence: a traceback could hold names, and would stand in the terminal's history."""
        from caseload_tui.ui import choices

        choices.log(self._exception)
        words = "Caseload stopped because of a mistake in the program. What was saved is safe; drafts are kept.\n"
        self._exit_renderables.append(words)
        self._close_messages_no_wait()

    def panic(self, *_renderables: RenderableType) -> None:
        """Leave as after any mistake: what Textual's threads hand over is a traceback with what was typed in it."""
        self._return_code = 1
        self._fatal_error()
