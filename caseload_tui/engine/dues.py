"""One clock: the due date that each day gives it, from its anchor on (E5, rulings 13, 14, 15, 21, 22, 24)."""

import bisect
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from caseload_tui.domain.calendar import Calendar
from caseload_tui.domain.clocks import Limit, Pause, reach
from caseload_tui.domain.words import Mark
from caseload_tui.engine.parts import Anchor, Terms
from caseload_tui.engine.pauses import PauseBook
from caseload_tui.engine.schedule import Entry, Schedule, changes_after

_DAY = dt.timedelta(days=1)
EARLY = "first 12 weeks"
LATER = "after the first 12 weeks"


class Due(NamedTuple):
    """The due date in force from a day on, the limit that gives it and the day that limit is counted from."""

    from_on: dt.date
    due_on: dt.date | None
    terms: Terms
    base_on: dt.date
    mark: Mark | None = None
    anchor: Anchor | None = None
    """What is counted from, where that itself changes; None is what started the clock."""


class _Held(NamedTuple):
    """How the due date in force came about, so that a pause can move it."""

    base_on: dt.date
    entry: Entry
    in_phase1: bool
    is_first: bool


@dataclass(frozen=True, slots=True)
class Clock:
    """What a due date depends on beside its anchor.

    `phase_end` is the first day after phase 1, None where there are no phases. `plans` are the planned ends a due date
    is cut to, each with the day since which it is known, earliest first.
    """

    schedule: Schedule
    book: PauseBook
    calendar: Calendar
    phase_end: dt.date | None = None
    plans: tuple[tuple[dt.date, dt.date | None], ...] = ()
    opened_on: dt.date | None = None
    points: list[dt.date] = field(init=False)
    """The days on which a due date may change, earliest first."""

    def __post_init__(self) -> None:
        """Gather the days of change once."""
        days = {*self.schedule.days, *self.book.days, *(day for day, _ in self.plans)}
        object.__setattr__(self, "points", sorted(days))

    def first(self, anchor: dt.date, *, is_first: bool = False) -> Due:
        """Return the due date that the anchor's own day gives."""
        entry = self.schedule.on(anchor)
        held = _Held(anchor, entry, self._in_phase1(anchor), is_first and _has_first(entry))
        return self._due(held, anchor, self.book.on(anchor))

    def run(self, anchor: dt.date, *, counted_from: dt.date | None = None, is_first: bool = False) -> list[Due]:
        """Return the due dates from the anchor's day on, each with the day it comes into force.

        `is_first` counts the limit for the time while nothing qualifying has happened; `counted_from` is then the
        day on which something has, None when that day ends the duty (ruling 22).
        """
        current = self.schedule.on(anchor)
        first = is_first and _has_first(current)
        ways: tuple[_Held, ...] = (_Held(anchor, current, self._in_phase1(anchor), first),)
        found = [self._due(ways[0], anchor, self.book.on(anchor))]
        following: Sequence[dt.date] = changes_after(self.points, anchor)
        if counted_from is not None and counted_from > anchor:
            following = sorted({*following, counted_from})
        for day in following:
            last = found[-1]
            if last.due_on is not None and day > last.due_on and not self._was_cut_at(day, last):
                break
            before = current, first
            current = self.schedule.on(day)
            first = is_first and _has_first(current) and (counted_from is None or day < counted_from)
            if current.steps is None:
                break
            if (current, first) != before:
                ways = self._changed(day, ways, _Held(anchor, current, self._in_phase1(day), first))
            due = self._earliest(ways, day, self.book.on(day))
            if due[1:] != last[1:]:
                found.append(due)
        return found

    def _was_cut_at(self, day: dt.date, due: Due) -> bool:
        """Return whether a due date was cut to an end planned for a day: it may not come."""
        return due.mark == "short" and day == self._planned_end(due.from_on)

    def _changed(self, day: dt.date, ways: tuple[_Held, ...], new: _Held) -> tuple[_Held, ...]:
        """Return how the due date comes about after the limit changed on a day that is not past it (ruling 13).

        A looser limit counts from the anchor. A tighter one counts from the day of the change, unless what held before
        comes first; both are kept, since a pause may hold them for now. Under a pause without an end the two are
        weighed as if it ended that day.
        """
        pauses = self.book.on(day)
        if pauses and pauses[-1].to_on is None:
            pauses = (*pauses[:-1], Pause(pauses[-1].from_on, day))
        due, loosened = self._earliest(ways, day, pauses), self._due(new, day, pauses)
        if due.due_on is None or loosened.due_on is None or loosened.due_on >= due.due_on:
            return (new,)
        return (*ways, new._replace(base_on=day))

    def _earliest(self, ways: tuple[_Held, ...], day: dt.date, pauses: Sequence[Pause]) -> Due:
        if len(ways) == 1:
            return self._due(ways[0], day, pauses)
        return min((self._due(held, day, pauses) for held in ways), key=lambda due: due.due_on or dt.date.max)

    def _in_phase1(self, day: dt.date) -> bool:
        return self.phase_end is not None and day < self.phase_end

    def _due(self, held: _Held, day: dt.date, pauses: Sequence[Pause]) -> Due:
        """Return the due date as a day knows it, cut to the planned end."""
        due_on, limit, phase, base_on = self._reached(held, pauses)
        mark: Mark | None = None
        planned = self._planned_end(day)
        if planned is not None and due_on is not None and due_on >= planned:
            due_on, mark = max(planned - _DAY, self.opened_on or held.base_on), "short"
        return Due(day, due_on, self.schedule.terms(held.entry, limit, phase), base_on, mark)

    def _planned_end(self, day: dt.date) -> dt.date | None:
        at = bisect.bisect_right(self.plans, day, key=lambda plan: plan[0]) if self.plans else 0
        return self.plans[at - 1][1] if at else None

    def _reached(self, held: _Held, pauses: Sequence[Pause]) -> tuple[dt.date | None, Limit, str, dt.date]:
        """Return the due date by the limit of the phase, the limit, the phase's name and the day counted from."""
        rule, later, early = held.entry.rule, held.entry.later, held.entry.early
        if rule is None or later is None or early is None:
            raise ValueError("a rule without a limit has no due date")
        if held.is_first and rule.first is not None:
            return reach(rule.first, held.base_on, self.calendar, pauses), rule.first, "first", held.base_on
        eventually = reach(later, held.base_on, self.calendar, pauses, rule.period)
        if self.phase_end is None or early == later:
            return eventually, later, "", held.base_on
        if not held.in_phase1:
            return eventually, later, LATER, held.base_on
        soon = reach(early, held.base_on, self.calendar, pauses, rule.period)
        if soon is None or soon < self.phase_end:
            return soon, early, EARLY, held.base_on
        cut = reach(later, self.phase_end, self.calendar, pauses, rule.period)
        options = [(eventually, later, LATER, held.base_on)]
        if eventually is not None and eventually < soon:
            options = [(soon, early, EARLY, held.base_on), (cut, later, LATER, self.phase_end)]
        return min(options, key=lambda option: option[0] or dt.date.max)


def _has_first(entry: Entry) -> bool:
    return entry.rule is not None and entry.rule.first is not None


def at(dues: Sequence[Due], day: dt.date) -> Due:
    """Return the due date in force on a day."""
    return dues[max(0, bisect.bisect_right(dues, day, key=lambda due: due.from_on) - 1)]
