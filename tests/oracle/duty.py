"""What the oracle answers: an obligation with its life, and the state a day sees it in (rulings 52, 53)."""

import datetime as dt
from dataclasses import dataclass

from caseload_tui.domain.calendar import Calendar
from caseload_tui.domain.words import Severity, State
from tests.oracle.days import ONE


@dataclass
class Found:
    """An obligation as seen from one day; `sentence_id` None stands for the person."""

    rule: str
    sentence_id: str | None
    anchor_on: dt.date
    opened_on: dt.date
    due_on: dt.date | None
    severity: Severity
    satisfied_on: dt.date | None = None
    closed_on: dt.date | None = None
    giver: object = None
    """Which sentence gives the due date of a person's duty."""

    def state(self, as_of: dt.date, calendar: Calendar) -> State:
        """Return the state on a day, by the order of ruling 53."""
        due = self.due_on or dt.date.max
        if self.satisfied_on is not None and self.satisfied_on <= as_of:
            return "met" if self.satisfied_on <= due else "met_late"
        if self.closed_on is not None and self.closed_on <= as_of:
            return "missed" if self.closed_on > due else "lapsed"
        if as_of > due:
            return "overdue"
        return "due_soon" if self.due_on is not None and self._is_soon(as_of, calendar) else "open"

    def _is_soon(self, as_of: dt.date, calendar: Calendar) -> bool:
        assert self.due_on is not None
        length = (self.due_on - self.anchor_on).days
        if length >= 10:
            return (self.due_on - as_of).days <= min(14, length // 5)
        day, left = self.due_on, 2
        while left:
            day -= ONE
            left -= calendar.is_working(day)
        return as_of >= day
