"""Outcome: gives a past appointment how it went. Nothing is preset; the outcomes of the national list are offered."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.widgets import Input

from caseload_tui.domain import codes, wording
from caseload_tui.errors import CaseloadError
from caseload_tui.services import casefile, recording
from caseload_tui.services.views import Saved, TimelineEntry
from caseload_tui.ui import text
from caseload_tui.ui.messages import RowOpened
from caseload_tui.ui.screens.dialog import Dialog
from caseload_tui.ui.text import BOLD, MUTED, NO_LINE, Line, line
from caseload_tui.ui.widgets.columns import Column
from caseload_tui.ui.widgets.lines import Bar
from caseload_tui.ui.widgets.paging import Few
from caseload_tui.ui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType

_COLUMNS = (Column("", 6), Column("", 30, most=60), Column("", 20))


class OutcomeDialog(Dialog[Saved | None]):
    """Chooses the outcome of one appointment; the oldest that waits, unless one is under the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape", "close", "close")]
    KEYS = (("type", "to narrow"), ("up down", "choose"), ("enter", "save"), ("esc", "close"))

    def __init__(self, crn: str, contact_id: str | None) -> None:
        """Keep whose appointment, and which."""
        super().__init__()
        self._crn = crn
        self._contact_id = contact_id
        self._entry: TimelineEntry | None = None
        self._is_chosen = False
        """Whether somebody has named or moved to an outcome: none is taken from silence."""

    def body(self) -> ComposeResult:
        """Give the appointment, a field to narrow and the outcomes."""
        yield Bar(id="outcome-of", margin=0, ground="surface")
        yield Bar(id="outcome-refusal", margin=0, ground="surface")
        yield Input(id="outcome-field", placeholder="attended, missed, medical")
        yield Rows(_COLUMNS, _cells, lambda code: code.code, has_header=False, ground="surface", id="outcome-list")

    def on_mount(self) -> None:
        """Find the appointment."""
        self.show_title(line(("Outcome", BOLD), f"  {self.person(self._crn)}"))
        case = casefile.open_case(self.session, self._crn)
        waiting = [e for e in case.timeline if e.mark == "awaited" and e.date <= case.as_of]
        chosen = [e for e in case.timeline if e.contact_id == self._contact_id]
        self._entry = next(iter([*chosen, *reversed(waiting)]), None)
        rows = self.query_one(Rows)
        rows.can_focus = False
        words = self.query_one("#outcome-of", Bar)
        if self._entry is None:
            words.show(line(("No appointment of this person waits for an outcome.", BOLD)))
        else:
            when = f"{wording.day(self._entry.date, case.as_of)} {self._entry.time or ''}"
            words.show(line(text.joined((self._entry.type_title, when, self._entry.outcome_title or "no outcome yet"))))
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
        listed = [
            o for o in codes.outcomes().values() if o.active and wanted in f"{o.code} {o.title} {o.description}".lower()
        ]
        self.query_one(Rows).set_source(Few(listed), keep=False)

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
            words = "Say how it went: type a word, or go to an outcome with the arrows."
            self.query_one("#outcome-refusal", Bar).show(line(("! ", "flag-red bold"), (words, BOLD)), NO_LINE)
            return
        code: codes.OutcomeCode | None = self.query_one(Rows).current
        if code is None or self._entry is None:
            return
        try:
            saved = recording.record_outcome(
                self.session, self._entry.contact_id, code.code, shown=self._entry.outcome_code
            )
        except CaseloadError as refusal:
            why = "; ".join(problem.why for problem in refusal.problems) or refusal.message
            self.query_one("#outcome-refusal", Bar).show(line(("! ", "flag-red bold"), (why, BOLD)), NO_LINE)
            return
        self.dismiss(saved)

    def action_close(self) -> None:
        """Close."""
        self.dismiss(None)


def _cells(code: codes.OutcomeCode) -> Sequence[Line]:
    return line((code.code, MUTED)), line(code.title), line((code.absence_kind.replace("_", " "), MUTED))
