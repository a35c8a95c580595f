"""Go to: one field that finds commands, views, days, drafts and people; or a list of one kind to choose from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final, Literal

from textual import on
from textual.widgets import Input

from caseload_tui.domain import days, wording
from caseload_tui.domain.verbs import VERBS
from caseload_tui.ui import keys, orders, text
from caseload_tui.ui.messages import RowOpened
from caseload_tui.ui.screens.dialog import Dialog
from caseload_tui.ui.text import BOLD, KEY, MUTED, TEXT, Line, line
from caseload_tui.ui.widgets.columns import Column
from caseload_tui.ui.widgets.paging import Few
from caseload_tui.ui.widgets.rows import Rows

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType

_MOST_PEOPLE = 20
_COLUMNS = (Column("", 9), Column("", 20, most=999), Column("", 10, "right"))
HIDDEN = frozenset({"palette.open", "store.unlock", "store.init"})
"""What is done by being here, or before."""


Kind = Literal["draft", "do", "view", "sort", "day", "person"]
_TITLES: Final[dict[Kind | None, tuple[str, str]]] = {
    None: ("Go to, do, find", "a command, a name, a reference, a day"),
    "view": ("Show a view", "a digit, or a few letters"),
    "sort": ("Order this list by", "a few letters"),
}
"""What the dialog is called, and what is typed there."""


@dataclass(frozen=True, slots=True)
class Found:
    """One thing to go to or to do."""

    kind: Kind
    value: str
    words: str
    key: str = ""
    detail: str = ""


class PaletteDialog(Dialog[tuple[Kind, str] | None]):
    """Finds one thing by a few letters; a view by its digit too."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape", "close", "close")]
    KEYS = (("enter", "do it"), ("up down", "choose"), ("esc", "close"))

    def __init__(self, place: keys.Place, only: Kind | None = None) -> None:
        """Keep the place, whose commands come first, and the one kind that is looked for."""
        super().__init__()
        self._place = place
        self._only = only
        self._wanted = ""
        self._people_shown: tuple[str, ...] = ()

    def body(self) -> ComposeResult:
        """Give the field and the list."""
        yield Input(id="palette-field", placeholder=_TITLES[self._only][1])
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
        named = next((found for found in self._views() if self._only == "view" and found.key == self._wanted), None)
        if named and self._wanted:
            self.dismiss((named.kind, named.value))
        else:
            self._show()

    def _show(self) -> None:
        if self._only == "view":
            found = self._views()
        elif self._only == "sort":
            found = self._orders()
        else:
            people = self._people()
            self._people_shown = tuple(item.value for item in people)
            found = [*self._drafts(), *self._commands(), *self._views(), *self._days(), *people]
        self.query_one(Rows).set_source(Few(found), keep=False)
        self.show_title(line((_TITLES[self._only][0], BOLD)), line((f"{len(found)}", MUTED)))

    def _kept(self, listed: Iterable[Found]) -> list[Found]:
        """Return what has all the words that are typed; what is named so before what only mentions them."""
        words = self._wanted.split()
        kept = [item for item in listed if all(word in f"{item.words} {item.detail}".lower() for word in words)]
        return sorted(kept, key=lambda item: not item.words.lower().startswith(self._wanted))

    def _commands(self) -> list[Found]:
        usable = [key for key in keys.KEYS if key.verb not in HIDDEN and (not key.places or self._place in key.places)]
        return self._kept(
            Found("do", key.verb, VERBS[key.verb].title, key.label if key.keys else "", VERBS[key.verb].help)
            for key in usable
        )

    def _views(self) -> list[Found]:
        named = orders.views(self.session.officer_code)
        is_all = self._only is not None
        listed = [
            Found("view", v.title, v.title, v.digit if is_all or not v.digit else f"v {v.digit}", v.line) for v in named
        ]
        return listed if is_all and self._wanted.isdecimal() else self._kept(listed)

    def _orders(self) -> list[Found]:
        return self._kept(
            Found("sort", column, title, "", directions[orders.usual(column).descending])
            for column, (title, *directions) in orders.ORDERS.items()
        )

    def _drafts(self) -> list[Found]:
        """Return what was typed and not yet saved, the newest first."""
        listed = []
        for key in self.session.store.drafts():
            verb, *crns = key.split()
            about = "; ".join(map(self.person, crns)) or "not saved yet"
            listed.append(Found("draft", key, VERBS[verb].title, "", about))
        return self._kept(listed)

    def _days(self) -> list[Found]:
        """Return the day that is typed, as the last one and as the next one of that name."""
        today, words = self.session.today, self._wanted.removeprefix("go to ")
        try:
            meant = [days.read_written_day(words, today, ahead=ahead) for ahead in (False, True)]
        except days.NoSuchDayError:
            return []
        found = dict.fromkeys(day for day in meant if day is not None)
        return [Found("day", day.isoformat(), wording.day(day), "", _as_of(day, today)) for day in found]

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
            if found.kind == "person":
                self._say_who_was_shown()
            self.dismiss((found.kind, found.value))

    def action_close(self) -> None:
        """Close."""
        self._say_who_was_shown()
        self.dismiss(None)

    def _say_who_was_shown(self) -> None:
        if self._people_shown:
            from caseload_tui.ui import upkeep

            upkeep.looked_at(self.caseload, "palette.open", *self._people_shown)


def _as_of(day: dt.date, today: dt.date) -> str:
    return f"everything as it {'was' if day < today else 'is'} {text.relative('', day, 0, today)}"


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
