"""A day's view of a case: the same history, cut to what the day knew, with what lists and screens print of it."""

import datetime as dt
from collections.abc import Iterable
from typing import Final

from caseload_tui.domain.calendar import Calendar
from caseload_tui.domain.facts import CaseFacts
from caseload_tui.domain.records import Snooze
from caseload_tui.domain.words import State
from caseload_tui.engine.clearing import would_clear
from caseload_tui.engine.history import history
from caseload_tui.engine.knowledge import fact_from, known_by, seen_on
from caseload_tui.engine.obligation import Assessed, Obligation, Reading
from caseload_tui.engine.person import ual_since
from caseload_tui.engine.state import state
from caseload_tui.engine.wording import clock_words
from caseload_tui.standards.rule import Standing

_DAY: Final = dt.timedelta(days=1)
_FELL_DUE: Final[frozenset[State]] = frozenset({"overdue", "met_late", "missed"})


def assess(
    facts: CaseFacts, standing: Standing, calendar: Calendar, as_of: dt.date, as_known: dt.date | None = None
) -> tuple[Assessed, ...]:
    """Return every duty opened by a day, or listed early, as that day knows it, oldest first.

    `as_known` takes only what had been entered by that day (ruling E2).
    """
    told = facts if as_known is None else known_by(facts, as_known)
    seen = seen_on(told, as_of)
    return viewed(history(seen, standing, calendar).obligations, seen, calendar, as_of)


def viewed(
    obligations: Iterable[Obligation], facts: CaseFacts, calendar: Calendar, as_of: dt.date
) -> tuple[Assessed, ...]:
    """Return the duties that a day lists, each as seen on it."""
    return tuple(view(o, facts, calendar, as_of) for o in obligations if o.is_listed_on(as_of))


def view(obligation: Obligation, facts: CaseFacts, calendar: Calendar, as_of: dt.date) -> Assessed:
    """Return a duty as seen on a day: what lies after the day is masked."""
    now = state(obligation, as_of)
    met = obligation.satisfied_on is not None and obligation.satisfied_on <= as_of
    closed = not met and obligation.closed_on is not None and obligation.closed_on <= as_of
    satisfied_on = obligation.satisfied_on if met else None
    closed_on = obligation.closed_on if closed else None
    span = obligation.span_on(satisfied_on or closed_on or as_of)
    days_late, working_late = _late(now, span.due_on, satisfied_on or closed_on or as_of, calendar)
    snooze = _snooze(obligation, facts, as_of)
    return Assessed(
        obligation=obligation,
        as_of=as_of,
        state=now,
        severity=span.severity,
        due_on=span.due_on,
        days_late=days_late,
        working_days_late=working_late,
        satisfied_on=satisfied_on,
        satisfied_by=obligation.satisfied_by if met else None,
        closed_on=closed_on,
        closed_because=obligation.closed_because if closed else None,
        span=span,
        readings=tuple(_readings(obligation, satisfied_on or closed_on or as_of, as_of)),
        ual_since=ual_since(facts, as_of),
        officer_code=facts.officer_on(as_of),
        fell_due_under=facts.officer_on(span.due_on + _DAY) if span.due_on and now in _FELL_DUE else None,
        snoozed_until=None if snooze is None else snooze.until,
        would_clear=would_clear(obligation, span, now),
        clock="" if obligation.missing else clock_words(span, calendar),
        is_snoozed=snooze is not None,
    )


def _late(now: State, due_on: dt.date | None, until: dt.date, calendar: Calendar) -> tuple[int, int]:
    """Return the days and the working days late (ruling 50)."""
    if due_on is None or now not in _FELL_DUE:
        return 0, 0
    return (until - due_on).days, calendar.working_between(due_on, until)


def _readings(obligation: Obligation, ended_on: dt.date, as_of: dt.date) -> Iterable[Reading]:
    """Give the second readings: of each the last duty that had opened while this one lived (E15)."""
    for name, duties in obligation.second:
        open_then = [
            duty
            for duty in duties
            if duty.is_seen_on(as_of)
            and duty.opened_on <= ended_on
            and (duty.ends_on is None or duty.ends_on >= obligation.opened_on)
        ]
        if open_then:
            duty = open_then[-1]
            met = duty.satisfied_on is not None and duty.satisfied_on <= as_of
            day = duty.satisfied_on if met and duty.satisfied_on is not None else as_of
            yield Reading(name, state(duty, as_of), duty.span_on(day).due_on, duty.satisfied_on if met else None)


def _snooze(obligation: Obligation, facts: CaseFacts, as_of: dt.date) -> Snooze | None:
    """Return the snooze in force: its day has not come, and no fact it waits for has changed (E19)."""
    rows = [
        row
        for row in facts.snoozes
        if row.rule == obligation.rule
        and row.sentence_id == obligation.sentence_id
        and row.snoozed_on <= as_of
        and row.snoozed_on >= obligation.opened_on
        and (row.until is None or as_of < row.until)
        and not (row.until_fact and _has_changed(facts, row.snoozed_on, as_of))
    ]
    return max(rows, key=lambda row: row.snoozed_on, default=None)


def _has_changed(facts: CaseFacts, since: dt.date, as_of: dt.date) -> bool:
    """Return whether a contact took place or was booked after a day."""
    return any(since < fact_from(contact) <= as_of for contact in facts.contacts)
