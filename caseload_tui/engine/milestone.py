"""The kind of rule that is owed once, within a limit of an event; a negative limit counts back from it (E11, E12).

A start says what started the clock, until when the duty can stand and what may meet it; this module gives its life.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final, NamedTuple

from caseload_tui.domain.calendar import Calendar
from caseload_tui.engine.dues import Clock, Due
from caseload_tui.engine.obligation import Obligation
from caseload_tui.engine.parts import Anchor
from caseload_tui.engine.schedule import Schedule
from caseload_tui.engine.seen import Evidence
from caseload_tui.engine.spans import spans
from caseload_tui.standards.rule import Rule

_DAY: Final = dt.timedelta(days=1)
Course = Callable[[Anchor], list[Due]]
"""The due dates that each day gives, for an anchor."""


@dataclass(frozen=True, slots=True)
class Start:
    """Something that starts a duty: `since` is the first day on which what meets it may lie.

    `sentence_ids` are the sentences a contact may be for, none for any; `sentence_id` is the one the duty is under.
    """

    anchor: Anchor
    opened_on: dt.date
    closes_on: dt.date | None
    course: Course
    since: dt.date
    sentence_id: str | None = None
    sentence_ids: tuple[str, ...] = ()
    begins_on: dt.date | None = None
    """The start of the sentence, since which a plan may lie (ruling 36)."""

    window_opens_on: dt.date | None = None
    met_by: Sequence[Evidence] | None = None
    """What meets the duty, where the trigger itself knows."""

    missing: tuple[str, ...] = ()
    seen_from: dt.date | None = None
    """The day since which the duty can be known at all, where that is after it opened."""

    seen_to: dt.date | None = None
    started_on: dt.date | None = None
    """The day from which the notice of a countdown is measured (ruling 52)."""


class Proof(NamedTuple):
    """What may meet a duty by one reading, named where it is not the one that lists show.

    `done` meets it on its own day; `booked` as soon as it is known to take place in time, else on its own day
    (ruling 33).
    """

    done: Sequence[Evidence] = ()
    booked: Sequence[Evidence] = ()
    name: str = ""


Owed = tuple[Start, Sequence[Proof]]
"""What starts a duty, and what may meet it: by the reading that lists show, then by the others."""


class Met(NamedTuple):
    """The day a duty was met, and by what; `is_new` when by a due date that came into force that very day."""

    on: dt.date
    id: str
    is_new: bool = False


def by_clock(clock: Clock) -> Course:
    """Return the course of a clock that runs forwards from its anchor."""
    return lambda anchor: clock.run(anchor.on)


class Frame(NamedTuple):
    """What the duties of one rule for one case have in common."""

    rule_id: str
    schedule: Schedule
    calendar: Calendar
    crn: str


def duties(owed: Iterable[Owed], frame: Frame) -> list[Obligation]:
    """Return the life of each duty, oldest first; a rule that comes into force later opens on that day (ruling 24)."""
    found = [obligation for start, proofs in owed for obligation in _lives(start, proofs, frame)]
    found.sort(key=lambda o: (o.opened_on, o.sentence_id or "", o.anchor.id))
    return found


def _lives(start: Start, proofs: Sequence[Proof], frame: Frame) -> Iterable[Obligation]:
    """Give one duty for each stretch of days in which the rule asks anything, until one of them is met."""
    for from_on, to_on in frame.schedule.asked(start.opened_on, start.closes_on):
        part = start
        if from_on != start.opened_on:
            part = replace(start, opened_on=from_on, anchor=replace(start.anchor, on=from_on))
        obligation = _life(part, proofs, to_on, frame)
        if part is not start and obligation.satisfied_on is not None and obligation.satisfied_on < from_on:
            return
        yield obligation
        if obligation.satisfied_on is not None:
            return


def _life(start: Start, proofs: Sequence[Proof], to_on: dt.date | None, frame: Frame) -> Obligation:
    rule = frame.schedule.on(start.opened_on).rule
    if rule is None:
        raise ValueError("a rule that is off opens no duty")
    course = start.course(start.anchor)
    second = tuple(
        (proof.name, (_obligation(start, _met(proof, course, start.opened_on, to_on), course, to_on, rule, frame),))
        for proof in proofs[1:]
    )
    met = _met(proofs[0], course, start.opened_on, to_on) if proofs else None
    return _obligation(start, met, course, to_on, rule, frame, second)


def _obligation(
    start: Start,
    met: Met | None,
    course: list[Due],
    to_on: dt.date | None,
    rule: Rule,
    frame: Frame,
    second: tuple[tuple[str, tuple[Obligation, ...]], ...] = (),
) -> Obligation:
    anchor, opened_on = start.anchor, start.opened_on
    end = to_on if met is None else max(met.on, opened_on) + _DAY * met.is_new
    stages = [(max(due.from_on, opened_on), due, due.anchor or anchor) for due in _since(course, opened_on)]
    is_over = to_on == start.closes_on
    return Obligation(
        rule=frame.rule_id,
        kind="milestone",
        title=rule.title,
        crn=frame.crn,
        sentence_id=start.sentence_id,
        opened_on=opened_on,
        anchor=stages[0][2],
        spans=spans(stages, end, frame.schedule, frame.calendar, start.window_opens_on or start.started_on),
        window_opens_on=start.window_opens_on,
        satisfied_on=None if met is None else met.on,
        satisfied_by=None if met is None else met.id,
        closed_on=to_on if met is None else None,
        closed_because=None if met is not None or to_on is None else "lapsed" if is_over else "no longer applies",
        missing=start.missing,
        seen_from=start.seen_from,
        seen_to=start.seen_to,
        second=second,
    )


def _since(course: list[Due], day: dt.date) -> list[Due]:
    """Return the due dates in force on a day and later."""
    return [due for at, due in enumerate(course) if at + 1 == len(course) or course[at + 1].from_on > day]


def _met(proof: Proof, course: list[Due], opened_on: dt.date, closes_on: dt.date | None) -> Met | None:
    """Return the first day on which the duty is met before it closes, by the smallest id of that day."""
    freed = {due.from_on for before, due in pairwise(course) if before.due_on is None}
    found = [Met(evidence.on, evidence.id, evidence.on in freed) for evidence in proof.done]
    found += [
        met
        for evidence in proof.booked
        for met in _booked(evidence, course, opened_on)
        if evidence.until is None or met.on < evidence.until
    ]
    in_time = (met for met in found if closes_on is None or met.on < closes_on)
    return min(in_time, key=lambda met: met[:2], default=None)


def _booked(booking: Evidence, course: list[Due], opened_on: dt.date) -> Iterable[Met]:
    """Give the first day that knows the booking to take place by the due date then in force, else its own day.

    A due date held by a pause sets no limit, so any booking meets it. One that a new profile takes only after its day
    meets nothing unless it took place in time.
    """
    known = max(booking.on, opened_on)
    for at, due in enumerate(course):
        following = course[at + 1].from_on if at + 1 < len(course) else None
        day = max(known, due.from_on)
        if following is not None and day >= following:
            continue
        if due.due_on is None or booking.date <= due.due_on:
            on = min(day, max(known, booking.date))
            before = course[at - 1].due_on if at and on == due.from_on > opened_on else booking.date
            yield Met(on, booking.id, is_new=before is None or booking.date > before)
            return
    if booking.on <= booking.date:
        yield Met(max(known, booking.date), booking.id)
