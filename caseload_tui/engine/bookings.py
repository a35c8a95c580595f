"""The milestones of single appointments: an outcome for each that took place, and days with nothing booked (38, 39)."""

import datetime as dt
from collections.abc import Iterable
from typing import Final

from caseload_tui.engine.evidence import done
from caseload_tui.engine.milestone import Start, by_clock
from caseload_tui.engine.parts import EVER, Anchor
from caseload_tui.engine.seen import Seen
from caseload_tui.engine.spells import Run, runs, sentence_stretches
from caseload_tui.engine.timeline import Timeline
from caseload_tui.engine.triggers import Starts, clock_for

_DAY: Final = dt.timedelta(days=1)
Days = tuple[dt.date, dt.date | None]
"""Days [from, to)."""


def appointment_passed(t: Timeline, rule_id: str) -> Starts:
    """Start with each appointment in a run of sentences that had no outcome by the end of its day (ruling 39)."""
    active = runs(sentence_stretches(t.facts, t.stretches, t.schedule(rule_id).codes()))
    course = by_clock(clock_for(t, rule_id, None, EVER, None))
    starts = []
    for seen in t.contacts:
        run = _run_on(active, seen.date) if seen.is_appointment else None
        if run is None or (seen.versions and seen.versions[0][0] <= seen.date):
            continue
        on = seen.date
        starts.append(
            Start(
                anchor=Anchor("contact", seen.contact.contact_id, on),
                opened_on=on,
                closes_on=run.to_on,
                course=course,
                since=on,
                met_by=tuple(done(day, seen.contact.contact_id) for day, _ in seen.versions[:1]),
            )
        )
    return Starts(lambda _: starts)


def _run_on(found: Iterable[Run], day: dt.date) -> Run | None:
    return next((run for run in found if run.from_on <= day and (run.to_on is None or day < run.to_on)), None)


def nothing_booked(t: Timeline, rule_id: str) -> Starts:
    """Start with each first day in the community on which no appointment lies ahead (ruling 38).

    The clock starts on the day before, that of the last appointment, or with the run of community days itself; the
    first day with something booked meets the duty.
    """
    covers = sorted(covered(t.contacts))
    began: dict[dt.date, str] = {}
    ended: dict[dt.date, str] = {}
    for start, end, contact_id in covers:
        began[start] = min(began.get(start, contact_id), contact_id)
        ended[end] = min(ended.get(end, contact_id), contact_id)
    starts = []
    for run in t.community_runs(t.schedule(rule_id)):
        course = by_clock(clock_for(t, rule_id, None, run.from_on, None))
        for gap_from, gap_to in _gaps(run, covers):
            opened_on = max(gap_from - _DAY, run.from_on)
            booked_by = None if gap_to is None else began.get(gap_to)
            starts.append(
                Start(
                    anchor=Anchor("contact", ended[gap_from], opened_on)
                    if gap_from in ended and gap_from > run.from_on
                    else Anchor("spell", run.stretches[0].sentence_id, run.from_on),
                    opened_on=opened_on,
                    closes_on=run.to_on,
                    course=course,
                    since=gap_from,
                    met_by=() if gap_to is None or booked_by is None else (done(gap_to, booked_by),),
                    seen_from=gap_from,
                )
            )
    return Starts(lambda _: starts)


def covered(contacts: Iterable[Seen]) -> Iterable[tuple[dt.date, dt.date, str]]:
    """Give the days [from, to) on which an appointment is known to lie ahead or to be that day's, and its id."""
    for seen in contacts:
        last = seen.date + _DAY
        for start, end in seen.booking:
            if start < last:
                yield start, last if end is None else min(end, last), seen.contact.contact_id


def _gaps(run: Run, covers: Iterable[tuple[dt.date, dt.date, str]]) -> list[Days]:
    """Return the days of a run that nothing covers."""
    gaps: list[Days] = []
    free_from = run.from_on
    for start, end, _ in covers:
        if end <= free_from:
            continue
        if run.to_on is not None and start >= run.to_on:
            break
        if start > free_from:
            gaps.append((free_from, start))
        free_from = end
    if run.to_on is None or free_from < run.to_on:
        gaps.append((free_from, None))
    return gaps
