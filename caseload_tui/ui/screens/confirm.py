"""Confirm: one question before something that is hard to bring back. The safe answer is the one at hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from caseload_tui.ui import text
from caseload_tui.ui.screens.dialog import Dialog
from caseload_tui.ui.text import BOLD, line
from caseload_tui.ui.widgets.lines import Bar, Sheet

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType


class ConfirmDialog(Dialog[bool]):
    """Asks; only its own letter says yes, enter and escape say no."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("y", "answer(True)", "yes"),
        ("enter,escape,n", "answer(False)", "no"),
    ]

    def __init__(self, title: str, words: str, yes: str) -> None:
        """Keep the question, what it would mean, and the words beside `y`."""
        super().__init__()
        self._question = title
        self._words = words
        self._yes = yes

    def body(self) -> ComposeResult:
        """Give what it would mean."""
        yield Sheet(id="confirm-words", ground="surface")

    def on_mount(self) -> None:
        """Draw the question."""
        self.show_title(line((self._question, BOLD)))
        self.query_one(Sheet).show(lambda cells: text.wrap(self._words, cells))
        self.call_after_refresh(self._show_answers)

    def _show_answers(self) -> None:
        keys = text.keys(("enter", "leave it as it is"), ("y", self._yes))
        self.query_one("#dialog-keys", Bar).show(keys)

    def action_answer(self, answer: bool) -> None:
        """Close with the answer."""
        self.dismiss(answer)
