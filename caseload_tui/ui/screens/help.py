"""Keys: every key that works here, narrowed as you type."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.widgets import Input

from caseload_tui.domain.verbs import VERBS
from caseload_tui.ui import keys
from caseload_tui.ui.screens.dialog import Dialog
from caseload_tui.ui.text import BOLD, KEY, MUTED, NO_LINE, Line, line
from caseload_tui.ui.widgets.lines import Sheet

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType


class HelpDialog(Dialog[None]):
    """Lists the keys of a place, those of every place, and how one moves."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape", "close", "close")]
    KEYS = (("type", "to narrow"), ("esc", "close"))

    def __init__(self, place: keys.Place) -> None:
        """Keep the place."""
        super().__init__()
        self._place = place

    def body(self) -> ComposeResult:
        """Give the field and the list."""
        yield Input(id="help-filter", placeholder="type to narrow")
        yield Sheet(id="help-list", ground="surface")

    def on_mount(self) -> None:
        """Show all."""
        self.show_title(line(("Keys here", BOLD), f"  {self._place.title}"))
        self._show("")
        self.query_one(Input).focus()

    @on(Input.Changed)
    def _typing(self, event: Input.Changed) -> None:
        self._show(event.value.strip().lower())

    def _show(self, wanted: str) -> None:
        listed = keys.here(self._place, read_only=self.session.is_read_only)
        groups = (
            (f"Here: {self._place.title}", [key for key in listed if key.places]),
            ("Everywhere", [key for key in listed if not key.places]),
        )
        lines: list[Line] = []
        for title, found in groups:
            rows = [(key.label, VERBS[key.verb].title, VERBS[key.verb].help) for key in found]
            lines += _rows(title, rows, wanted)
        lines += _rows("Move", [(label, words, "") for label, words in keys.MOVES], wanted)
        self.query_one(Sheet).show(
            lambda _: lines or [line(("No key does that here; ", MUTED), (":", KEY), " finds every command")]
        )

    def action_close(self) -> None:
        """Close."""
        self.dismiss(None)


def _rows(title: str, rows: list[tuple[str, str, str]], wanted: str) -> list[Line]:
    kept = [row for row in rows if wanted in " ".join(row).lower()]
    if not kept:
        return []
    listed = [
        line((label.ljust(11), KEY), (words.ljust(17), BOLD if help_ else "foreground"), (help_, MUTED))
        for label, words, help_ in kept
    ]
    return [line((title, MUTED)), *listed, NO_LINE]
