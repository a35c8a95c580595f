"""The kind of rule that is owed once, within a limit of an event; a negative limit counts back from it (E11, E12).

An opening says what started the clock, until when the duty can stand and what may meet it; this module gives its life.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from caseload_tui.domain.calendar import Calendar
from caseload_tui.domain.words import ClosedBecause
from caseload_tui.engine.dues import Clock, Due
from caseload_tui.engine.obligation import Anchor, Obligation
from caseload_tui.engine.schedule import Schedule
from caseload_tui.engine.seen import Evidence
from caseload_tui.engine.spans import spans
from caseload_tui.standards.rule import Rule

Course = Callable[[Anchor], list[Due]]
"""The due dates that each day gives, for an anchor."""


@dataclass(frozen=True, slots=True)
class Opening:
    """One duty about to be worked out.

    `done` meets it on its own day; `booked` meets it as soon as it is known to take place in time, else on its own day
    (ruling 33). `seen_from` is the day since which the duty can be known at all, where that is after it opened.
    """

    anchor: Anchor
    opened_on: dt.date
    closes_on: dt.date | None
    course: Course
    sentence_id: str | None = None
    done: Sequence[Evidence] = ()
    booked: Sequence[Evidence] = ()
    window_opens_on: dt.date | None = None
    seen_from: dt.date | None = None
    closed_because: ClosedBecause = "lapsed"
    readings: tuple[tuple[str, "Proof"], ...] = ()
    missing: tuple[str, ...] = ()
    seen_to: dt.date | None = None
    started_on: dt.date | None = None


class Proof(NamedTuple):
    """What may meet a duty by another reading."""

    done: Sequence[Evidence] = ()
    booked: Sequence[Evidence] = ()


class Met(NamedTuple):
    """The day a duty was met, and by what."""

    on: dt.date
    id: str


def by_clock(clock: Clock) -> Course:
    """Return the course of a clock that runs forwards from its anchor."""
    return lambda anchor: clock.run(anchor.on)


def duties(
    openings: Iterable[Opening], rule_id: str, schedule: Schedule, calendar: Calendar, crn: str
) -> list[Obligation]:
    """Return the life of each duty, oldest first; a rule that comes into force later opens on that day (ruling 24)."""
    found = [
        obligation for opening in openings for obligation in _lives(opening, _Frame(rule_id, schedule, calendar, crn))
    ]
    return sorted(found, key=lambda o: (o.opened_on, o.sentence_id or "", o.anchor.id))


class _Frame(NamedTuple):
    rule_id: str
    schedule: Schedule
    calendar: Calendar
    crn: str


def _lives(opening: Opening, frame: _Frame) -> Iterable[Obligation]:
    """Give one duty for each stretch of days in which the rule asks anything, until one of them is met."""
    end = opening.closes_on
    for from_on, to_on in frame.schedule.asked(opening.opened_on, end):
        part = opening
        if from_on != opening.opened_on:
            part = replace(opening, opened_on=from_on, anchor=replace(opening.anchor, on=from_on))
        obligation = _life(part, from_on, to_on, frame)
        if part is not opening and obligation.satisfied_on is not None and obligation.satisfied_on < from_on:
            return
        yield obligation
        if obligation.satisfied_on is not None:
            return


def _life(opening: Opening, from_on: dt.date, to_on: dt.date | None, frame: _Frame) -> Obligation:
    rule = frame.schedule.on(from_on).rule
    if rule is None:
        raise ValueError("a rule that is off opens no duty")
    course = opening.course(opening.anchor)
    met = _met(opening.done, opening.booked, course, from_on, to_on)
    proper = _obligation(opening, met, course, to_on, rule, frame)
    if not opening.readings:
        return proper
    others = tuple(
        (name, (_obligation(opening, _met(*proof, course, from_on, to_on), course, to_on, rule, frame),))
        for name, proof in opening.readings
    )
    return replace(proper, second=others)


def _obligation(
    opening: Opening, met: Met | None, course: list[Due], to_on: dt.date | None, rule: Rule, frame: _Frame
) -> Obligation:
    anchor, opened_on = opening.anchor, opening.opened_on
    end = to_on if met is None else max(met.on, opened_on)
    stages = [(max(due.from_on, opened_on), due, due.anchor or anchor) for due in _since(course, opened_on)]
    because: ClosedBecause = opening.closed_because if to_on == opening.closes_on else "no longer applies"
    return Obligation(
        rule=frame.rule_id,
        kind="milestone",
        title=rule.title,
        crn=frame.crn,
        sentence_id=opening.sentence_id,
        opened_on=opened_on,
        anchor=stages[0][2],
        spans=spans(stages, end, frame.schedule, frame.calendar, opening.window_opens_on or opening.started_on),
        window_opens_on=opening.window_opens_on,
        satisfied_on=None if met is None else met.on,
        satisfied_by=None if met is None else met.id,
        closed_on=to_on if met is None else None,
        closed_because=because if met is None and to_on is not None else None,
        missing=opening.missing,
        seen_from=opening.seen_from,
        seen_to=opening.seen_to,
    )


def _since(course: list[Due], day: dt.date) -> list[Due]:
    """Return the due dates in force on a day and later."""
    return [due for at, due in enumerate(course) if at + 1 == len(course) or course[at + 1].from_on > day]


def _met(
    done: Sequence[Evidence],
    booked: Sequence[Evidence],
    course: list[Due],
    opened_on: dt.date,
    closes_on: dt.date | None,
) -> Met | None:
    """Return the first day on which the duty is met before it closes, by the smallest id of that day."""
    found = [Met(evidence.on, evidence.id) for evidence in done]
    found += [Met(_booked_on(evidence, course, opened_on), evidence.id) for evidence in booked]
    return min((met for met in found if closes_on is None or met.on < closes_on), default=None)


def _booked_on(booking: Evidence, course: list[Due], opened_on: dt.date) -> dt.date:
    """Return the first day that knows the booking to take place by the due date then in force, else its own day.

    A due date held by a pause sets no limit, so any booking meets it.
    """
    known = max(booking.on, opened_on)
    for at, due in enumerate(course):
        following = course[at + 1].from_on if at + 1 < len(course) else None
        day = max(known, due.from_on)
        if following is not None and day >= following:
            continue
        if due.due_on is None or booking.date <= due.due_on:
            return min(day, max(known, booking.date))
    return max(known, booking.date)
