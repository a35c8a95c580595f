"""The kind of rule that comes again and again: at least n in a limit, rolling or by calendar period (E4, E9).

The duties of a run of days follow one another without a gap. Each sentence of the run has an anchor of its own (the
n-th newest qualifying event since its spell began, else the start of its spell) and a due date of its own; the duty to
the person has the earliest of them (rulings 9, 23, 25).
"""

import bisect
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from caseload_tui.domain.calendar import Calendar
from caseload_tui.domain.words import AnchorKind, ClosedBecause
from caseload_tui.engine import dues
from caseload_tui.engine.dues import Clock, Due
from caseload_tui.engine.obligation import Obligation, Second
from caseload_tui.engine.parts import EVER, Anchor
from caseload_tui.engine.schedule import Schedule
from caseload_tui.engine.spans import Stage, spans
from caseload_tui.standards.rule import Rule


class Event(NamedTuple):
    """A qualifying event: several on one day are one."""

    on: dt.date
    id: str
    kind: AnchorKind


@dataclass(frozen=True, slots=True)
class Strand:
    """One sentence's part in a run: its days, what starts its clock, and the clock."""

    from_on: dt.date
    to_on: dt.date | None
    start: Anchor
    clock: Clock

    def is_active(self, day: dt.date) -> bool:
        """Return whether the sentence's spell contains the day."""
        return self.from_on <= day and (self.to_on is None or day < self.to_on)


@dataclass(slots=True)
class Cadence:
    """One run of days of a cadence rule: gives its duties for any set of events.

    `waits_since` makes the first duty open with the first event since that day (no plan, no plan review); None opens it
    with the run.
    """

    rule: Rule
    crn: str
    schedule: Schedule
    calendar: Calendar
    strands: tuple[Strand, ...]
    from_on: dt.date
    to_on: dt.date | None
    closed_because: ClosedBecause = "lapsed"
    waits_since: dt.date | None = None
    second: Second = ()
    _events: Sequence[Event] = ()
    _days: list[dt.date] = field(default_factory=list)
    _made: dict[tuple[Event | None, Event | None, dt.date, dt.date], Obligation] = field(default_factory=dict)
    _runs: dict[tuple[int, dt.date, dt.date | None], list[Due]] = field(default_factory=dict)

    def duties(self, events: Sequence[Event]) -> list[Obligation]:
        """Return the duties of the run, oldest first, given the qualifying events by day."""
        if self.rule.quota == 1:
            return self.versions([(event, EVER) for event in events])
        self._look_at([event for event in events if self._holds(event.on)])
        if self._waits(events) and not self._events:
            return []
        found: list[Obligation] = []
        opened, at = self.from_on, 0
        while True:
            obligation = self._duty(opened, at)
            found.append(obligation)
            if obligation.satisfied_on is None:
                return found
            opened = obligation.satisfied_on
            at = bisect.bisect_right(self._days, opened)

    def versions(self, known: Sequence[tuple[Event, dt.date]]) -> list[Obligation]:
        """Return the same where every event meets a duty, and each is known from a day on, EVER for its own day.

        A duty lies between two events with none known between them: it is seen from the day both are known to the day
        the next one between comes to light.
        """
        inside = [(event, since) for event, since in known if self._holds(event.on)]
        opens: list[tuple[Event | None, dt.date]] = [*inside]
        offset = 1
        if not self._waits([event for event, _ in known]):
            opens.insert(0, (None, EVER))
            offset = 0
        found: list[Obligation] = []
        for number, (start, start_known) in enumerate(opens, start=offset):
            until = dt.date.max
            for place in range(number, len(inside)):
                end, end_known = inside[place]
                since = max(start_known, end_known)
                if since < until:
                    found.append(self._between(start, end, since, until))
                until = min(until, end_known)
                if until <= start_known:
                    break
            else:
                found.append(self._between(start, None, start_known, until))
        return [duty for duty in found if duty.seen_to is None or duty.opened_on < duty.seen_to]

    def _holds(self, day: dt.date) -> bool:
        return self.from_on <= day and (self.to_on is None or day < self.to_on)

    def _waits(self, events: Sequence[Event]) -> bool:
        """Return whether the first duty waits for an event: none has happened yet in the run (ruling 37)."""
        since = self.waits_since
        return since is not None and not any(since <= event.on < self.from_on for event in events)

    def _look_at(self, events: list[Event]) -> None:
        self._events, self._days = events, [event.on for event in events]

    def _between(self, start: Event | None, end: Event | None, since: dt.date, until: dt.date) -> Obligation:
        """Return the duty from one event, or the start of the run, to the next, as days [since, until) see it."""
        key = (start, end, since, until)
        duty = self._made.get(key)
        if duty is None:
            opened = self.from_on if start is None else start.on
            seen = (None if since == EVER else since, None if until == dt.date.max else until)
            if self._is_quiet(opened, self.to_on if end is None else end.on):
                duty = self._made[key] = self._put_together(opened, [self._only(opened, start)], end, seen)
            else:
                self._look_at([event for event in (start, end) if event is not None])
                duty = self._made[key] = self._duty(opened, 0 if start is None else 1, seen)
        return duty

    def _duty(self, opened: dt.date, at: int, seen: tuple[dt.date | None, dt.date | None] = (None, None)) -> Obligation:
        """Return the duty that opens on a day; `at` is the place of the first event that may meet it."""
        stages, met = self._stages(opened, at)
        return self._put_together(opened, stages, met, seen)

    def _put_together(
        self, opened: dt.date, stages: list[Stage], met: Event | None, seen: tuple[dt.date | None, dt.date | None]
    ) -> Obligation:
        end = self.to_on if met is None else met.on
        return Obligation(
            rule=self.rule.id,
            kind="cadence",
            title=self.rule.title,
            crn=self.crn,
            sentence_id=None,
            opened_on=opened,
            anchor=stages[0][2],
            spans=spans(stages, end, self.schedule, self.calendar),
            satisfied_on=None if met is None else met.on,
            satisfied_by=None if met is None else met.id,
            closed_on=self.to_on if met is None else None,
            closed_because=self.closed_because if met is None and self.to_on is not None else None,
            second=self.second,
            seen_from=seen[0],
            seen_to=seen[1],
        )

    def _stages(self, opened: dt.date, at: int) -> tuple[list[Stage], Event | None]:
        """Return the due dates of a duty as the days give them, and the event that met it."""
        limit = self._days[at] if self.rule.quota == 1 and at < len(self._days) else None
        strand, due, anchor = self._earliest(opened, at)
        stages: list[Stage] = [(opened, due, anchor)]
        if at < len(self._days) and self._days[at] == opened and self._meets(strand, at):
            return stages, self._events[at]
        for day in self._points(opened, limit, at):
            place = bisect.bisect_left(self._days, day)
            is_event = place < len(self._days) and self._days[place] == day and place >= at
            if is_event and self._meets(strand, place):
                return stages, self._events[place]
            last = stages[-1][1]
            if last.due_on is not None and day > last.due_on:
                continue
            strand, due, anchor = self._earliest(day, place + 1 if is_event else place)
            if (due[1:], anchor) != (last[1:], stages[-1][2]):
                stages.append((day, due, anchor))
        return stages, None

    def _is_quiet(self, opened: dt.date, end: dt.date | None) -> bool:
        """Return whether one sentence runs and nothing changes before the duty ends, which is the usual case."""
        if len(self.strands) > 1:
            return False
        points = self.strands[0].clock.points
        at = bisect.bisect_right(points, opened)
        return at == len(points) or (end is not None and points[at] >= end)

    def _only(self, opened: dt.date, start: Event | None) -> Stage:
        """Return the one due date of such a duty."""
        strand = self.strands[0]
        anchor = strand.start if start is None else Anchor(start.kind, start.id, start.on)
        return opened, strand.clock.first(opened, is_first=start is None), anchor

    def _points(self, opened: dt.date, limit: dt.date | None, at: int) -> list[dt.date]:
        """Return the days after `opened` on which something may change, up to the event that must meet the duty."""
        days: set[dt.date] = set() if limit is None else {limit}
        if limit is None:
            days.update(day for day in self._days[at:] if day > opened)
        end = limit or self.to_on
        for strand in self.strands:
            for day in (*strand.clock.points, strand.from_on, strand.to_on):
                if day is not None and day > opened and (end is None or day < end):
                    days.add(day)
        return sorted(days)

    def _meets(self, strand: int, place: int) -> bool:
        """Return whether an event moves the anchor of a sentence, which after its end it still may (ruling 23)."""
        since = bisect.bisect_left(self._days, self.strands[strand].from_on)
        return place - since + 1 >= self.rule.quota

    def _earliest(self, day: dt.date, passed: int) -> tuple[int, Due, Anchor]:
        """Return the sentence with the earliest due date on a day, after the first `passed` events (E9)."""
        best: tuple[tuple[dt.date, dt.date], int, Due, Anchor] | None = None
        for number, strand in enumerate(self.strands):
            if not strand.is_active(day):
                continue
            anchor, run = self._clock_of(number, strand, passed)
            due = dues.at(run, day)
            order = (due.due_on or dt.date.max, anchor.on)
            if best is None or order < best[0]:
                best = (order, number, due, anchor)
        if best is None:
            raise ValueError("no sentence is active on a day of the run")
        return best[1:]

    def _clock_of(self, number: int, strand: Strand, passed: int) -> tuple[Anchor, list[Due]]:
        """Return a sentence's anchor after so many events, and the due dates that follow from it."""
        since = bisect.bisect_left(self._days, strand.from_on)
        place = passed - self.rule.quota
        if place >= since:
            event = self._events[place]
            anchor = Anchor(event.kind, event.id, event.on)
            return anchor, self._run(number, strand, event.on, None, is_first=False)
        first = self._days[since] if since < len(self._days) and self.rule.quota > 1 else None
        return strand.start, self._run(number, strand, strand.start.on, first, is_first=True)

    def _run(
        self, number: int, strand: Strand, anchor: dt.date, counted_from: dt.date | None, *, is_first: bool
    ) -> list[Due]:
        key = (number if not is_first else -1 - number, anchor, counted_from)
        run = self._runs.get(key)
        if run is None:
            run = strand.clock.run(anchor, counted_from=counted_from, is_first=is_first)
            self._runs[key] = run
        return run
