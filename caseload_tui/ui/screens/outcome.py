"""Outcome: gives a past appointment how it went. Nothing is preset; the outcomes of the national list are offered."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.widgets import Input

from caseload_tui.domain import codes, wording
from caseload_tui.domain.entry.vocabulary import OUTCOME_WORDS
from caseload_tui.errors import CaseloadError
from caseload_tui.services import recording
from caseload_tui.services.views import Saved, TimelineEntry
from caseload_tui.ui import text
from caseload_tui.ui.messages import RowOpened
from caseload_tui.ui.screens.dialog import Dialog
from caseload_tui.ui.text import BOLD, MUTED, NO_LINE, Line, line
from caseload_tui.ui.widgets.columns import Column
from caseload_tui.ui.widgets.lines import Bar, Sheet
from caseload_tui.ui.widgets.paging import Few
from caseload_tui.ui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType

_COLUMNS = (Column("", 6), Column("", 30, most=60), Column("", 20))


class OutcomeDialog(Dialog[Saved | None]):
    """Chooses the outcome of one appointment."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape", "close", "close")]
    KEYS = (("type", "to narrow"), ("up down", "choose"), ("enter", "save"), ("esc", "close"))

    def __init__(self, crn: str, entry: TimelineEntry) -> None:
        """Keep whose appointment, and which."""
        super().__init__()
        self._crn = crn
        self._entry = entry
        self._is_chosen = False
        """Whether somebody has named or moved to an outcome: none is taken from silence."""

    def body(self) -> ComposeResult:
        """Give the appointment, a field to narrow and the outcomes."""
        yield Bar(id="outcome-of", margin=0, ground="surface")
        yield Input(id="outcome-field", placeholder="attended, missed, medical")
        yield Sheet(id="outcome-refusal", ground="surface")
        yield Rows(_COLUMNS, _cells, lambda code: code.code, has_header=False, ground="surface", id="outcome-list")

    def on_mount(self) -> None:
        """Say which appointment it is."""
        self.show_title(line(("Outcome", BOLD), f"  {self.person(self._crn)}"))
        entry = self._entry
        when = f"{wording.day(entry.date, self.session.day)} {entry.time or ''}"
        words = text.joined((entry.type_title, when, entry.outcome_title or "no outcome yet"))
        self.query_one("#outcome-of", Bar).show(line(words))
        self.query_one(Rows).can_focus = False
        self._show("")
        self.query_one(Input).focus()

    @on(Input.Changed)
    def _typing(self, event: Input.Changed) -> None:
        if event.value.strip():
            self._choose()
        self._show(event.value.strip().lower())

    def _choose(self) -> None:
        self._is_chosen = self.query_one(Rows).is_lead = True

    def _show(self, wanted: str) -> None:
        """List the outcomes with these letters, first those whose title or word of the contact line begins so."""
        listed = [o for o in codes.outcomes().values() if o.active and wanted in _words(o).lower()]
        listed.sort(key=lambda o: not _begins(o, wanted))
        self.query_one(Rows).set_source(Few(listed), keep=False)
        if listed:
            self.query_one("#outcome-refusal", Sheet).show(lambda _: [NO_LINE])
        else:
            self._refuse(f"No outcome has these letters. Accepted: {', '.join(OUTCOME_WORDS.values())}.")

    def _refuse(self, why: str) -> None:
        words = line(("! ", "flag-red bold"), (why, BOLD))
        self.query_one("#outcome-refusal", Sheet).show(lambda cells: text.wrap_pieces(words, cells, indent=2))

    def on_key(self, event: events.Key) -> None:
        """Hand the arrows on to the list, though the field has the focus."""
        if event.key in ("down", "up"):
            event.stop()
            if self._is_chosen:
                self.query_one(Rows).action_move(1 if event.key == "down" else -1)
            self._choose()

    @on(RowOpened)
    def _clicked(self) -> None:
        self._choose()
        self._save()

    @on(Input.Submitted)
    def _save(self) -> None:
        if not self._is_chosen:
            self._refuse("Say how it went: type a word, or go to an outcome with the arrows.")
            return
        code: codes.OutcomeCode | None = self.query_one(Rows).current
        if code is None:
            return
        try:
            saved = recording.record_outcome(
                self.session, self._entry.contact_id, code.code, shown=self._entry.outcome_code
            )
        except CaseloadError as refusal:
            self._refuse("; ".join(problem.why for problem in refusal.problems) or refusal.message)
            return
        self.dismiss(saved)

    def action_close(self) -> None:
        """Close."""
        self.dismiss(None)


def _words(code: codes.OutcomeCode) -> str:
    return f"{code.code} {code.title} {code.description} {OUTCOME_WORDS.get(code.code, '')}"


def _begins(code: codes.OutcomeCode, wanted: str) -> bool:
    return code.title.lower().startswith(wanted) or f" {wanted}" in f" {OUTCOME_WORDS.get(code.code, '')}"


def _cells(code: codes.OutcomeCode) -> Sequence[Line]:
    return line((code.code, MUTED)), line(code.title), line((code.absence_kind.replace("_", " "), MUTED))
