"""Long checks with a result in words: proving the store, in a thread with a connection of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from caseload_tui.errors import CaseloadError, Problem
from caseload_tui.ui import text
from caseload_tui.ui.glyphs import G
from caseload_tui.ui.screens.dialog import Dialog
from caseload_tui.ui.text import BOLD, MUTED, line
from caseload_tui.ui.widgets.lines import Sheet

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType


class CheckDialog(Dialog[None]):
    """Proves that file, journal and overdue list are whole and agree."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape", "close", "close")]

    def body(self) -> ComposeResult:
        """Give the place of the result."""
        yield Sheet(id="check-result", ground="surface")

    def on_mount(self) -> None:
        """Start."""
        self.show_title(line(("Check the store", BOLD)))
        self.query_one(Sheet).show(lambda _: [line((f"checking {G.cut}", MUTED))])
        self.run_worker(self._check, thread=True, exclusive=True, exit_on_error=False)

    def _check(self) -> None:
        store = self.session.store.again()
        try:
            self.app.call_from_thread(self._checked, store.check())
        except CaseloadError as refusal:
            self.app.call_from_thread(self._checked, [Problem(refusal.message, refusal.advice)])
        finally:
            store.close()

    def _checked(self, problems: list[Problem]) -> None:
        if not problems:
            self.query_one(Sheet).show(
                lambda _: [
                    line((G.met, "flag-green"), " The file, the journal and the overdue list are whole and agree.")
                ]
            )
            return
        rows = [str(problem) for problem in problems]
        self.query_one(Sheet).show(lambda cells: [part for row in rows for part in text.wrap(row, cells)])

    def action_close(self) -> None:
        """Close."""
        self.dismiss(None)
