"""Go to: one field that finds commands and people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.widgets import Input

from caseload_tui.domain.verbs import VERBS
from caseload_tui.ui import keys, text
from caseload_tui.ui.messages import RowOpened
from caseload_tui.ui.screens.dialog import Dialog
from caseload_tui.ui.text import BOLD, KEY, MUTED, TEXT, Line, line
from caseload_tui.ui.widgets.columns import Column
from caseload_tui.ui.widgets.paging import Few
from caseload_tui.ui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType

_MOST_PEOPLE = 20
_COLUMNS = (Column("", 9), Column("", 20, most=999), Column("", 10, "right"))
HIDDEN = frozenset({"palette.open", "store.unlock", "store.init"})
"""What is done by being here, or before."""


@dataclass(frozen=True, slots=True)
class Found:
    """One thing to go to or to do."""

    kind: str
    value: str
    words: str
    key: str = ""
    detail: str = ""


class PaletteDialog(Dialog[tuple[str, str] | None]):
    """Finds a command or a person by a few letters."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape", "close", "close")]
    KEYS = (("enter", "do it"), ("up down", "choose"), ("esc", "close"))

    def __init__(self, place: keys.Place) -> None:
        """Keep the place, whose commands come first."""
        super().__init__()
        self._place = place
        self._wanted = ""

    def body(self) -> ComposeResult:
        """Give the field and the list."""
        yield Input(id="palette-field", placeholder="a command, a name, a reference")
        yield Rows(
            _COLUMNS,
            self._cells,
            lambda found: f"{found.kind} {found.value}",
            has_header=False,
            ground="surface",
            id="palette-list",
        )

    def on_mount(self) -> None:
        """Show the commands."""
        rows = self.query_one(Rows)
        rows.is_lead = True
        rows.can_focus = False
        self._show()
        self.query_one(Input).focus()

    @on(Input.Changed)
    def _typing(self, event: Input.Changed) -> None:
        self._wanted = event.value.strip().lower()
        self._show()

    def _show(self) -> None:
        found = [*self._commands(), *self._people()]
        self.query_one(Rows).set_source(Few(found), keep=False)
        self.show_title(line(("Go to, do, find", BOLD)), line((f"{len(found)}", MUTED)))

    def _commands(self) -> list[Found]:
        usable = [key for key in keys.KEYS if key.verb not in HIDDEN and (not key.places or self._place in key.places)]
        listed = [Found("do", key.verb, VERBS[key.verb].title, key.label, VERBS[key.verb].help) for key in usable]
        words = self._wanted.split()
        kept = [item for item in listed if all(word in f"{item.words} {item.detail}".lower() for word in words)]
        # A command that is named so comes before one whose help only mentions the word.
        return sorted(kept, key=lambda item: not item.words.lower().startswith(self._wanted))

    def _people(self) -> list[Found]:
        if not self._wanted:
            return []
        session = self.caseload.open_session
        from caseload_tui.domain.filters import FilterError, parse
        from caseload_tui.services import caseload

        try:
            where = parse(self._wanted, me=session.officer_code, today=session.today)
        except FilterError:
            return []
        hidden = self.caseload.names_hidden
        rows = caseload.page(session, where).rows(0, _MOST_PEOPLE)
        return [
            Found("person", row.crn, text.name(row.name, row.crn, hidden=hidden), "", "" if hidden else row.crn)
            for row in rows
        ]

    def _cells(self, found: Found) -> Sequence[Line]:
        words = _lit(text.plain(found.words), self._wanted)
        detail: Line = ((f"  {text.plain(found.detail)}", MUTED),) if found.detail else ()
        return line((found.kind, MUTED)), (*words, *detail), line((found.key, KEY))

    def on_key(self, event: events.Key) -> None:
        """Hand the arrows on to the list, though the field has the focus."""
        steps = {"down": 1, "up": -1, "ctrl+n": 1, "ctrl+p": -1}
        if event.key in steps:
            event.stop()
            self.query_one(Rows).action_move(steps[event.key])

    @on(Input.Submitted)
    @on(RowOpened)
    def _chosen(self) -> None:
        found: Found | None = self.query_one(Rows).current
        if found is not None:
            self.dismiss((found.kind, found.value))

    def action_close(self) -> None:
        """Close."""
        self.dismiss(None)


def _lit(words: str, wanted: str) -> Line:
    """Return the words with the letters that were looked for set off."""
    at = words.lower().find(wanted) if wanted else -1
    if at < 0:
        return ((words, TEXT),)
    return (
        (words[:at], TEXT),
        (words[at : at + len(wanted)], "accent bold underline"),
        (words[at + len(wanted) :], TEXT),
    )
