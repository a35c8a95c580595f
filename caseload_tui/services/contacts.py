"""A contact in words: its mode, its outcome, what it counts for."""

import datetime as dt
from collections.abc import Callable
from functools import cache

from caseload_tui.domain import codes, wording
from caseload_tui.domain import records as r
from caseload_tui.domain.facts import CaseFacts
from caseload_tui.domain.words import MODE_TITLES, RESCHEDULED
from caseload_tui.engine.counting import counts, effective_mode, outcome_refused
from caseload_tui.services.session import Session
from caseload_tui.services.views import TimelineEntry, Week

IN_PERSON_RULE = "F2F_GAP"
ANY_RULE = "ANY_GAP"
STRIP_ORDER = ("counts", "other", "absent", "acceptable", "awaited", "attempt")
"""Best event of a week first."""

_ABSENCES = {"unacceptable": "absent", "acceptable": "acceptable", "pending_evidence": "awaited"}
_WEEK = dt.timedelta(days=7)


def timeline_entry(
    contact: r.Contact, session: Session, facts: CaseFacts, named: Callable[[str | None], str | None] | None = None
) -> TimelineEntry:
    """Return a contact as lists show it on the day looked at; `named` gives an officer's name."""
    day = session.day
    kind = codes.contact_types().get(contact.type_code)
    outcome = codes.outcomes().get(contact.outcome_code or "")
    mark, words = _mark(contact, session, facts, day)
    return TimelineEntry(
        contact_id=contact.contact_id,
        date=contact.date,
        time=contact.start_time,
        type_code=contact.type_code,
        type_title=kind.title if kind else contact.type_code,
        mode=how(contact),
        outcome_code=contact.outcome_code,
        outcome_title=outcome.title if outcome else (contact.outcome_code or ""),
        mark=mark,
        counts_as=words,
        officer_code=contact.officer_code,
        by=(named or session.officer_name)(contact.officer_code),
        notes=contact.notes,
        is_system=kind is not None and kind.system_generated,
        is_retrospective=contact.entered_on is not None and contact.entered_on > contact.date,
    )


def how(contact: r.Contact) -> str:
    """Return how a contact takes place, in a word."""
    mode, is_doorstep = effective_mode(contact)
    return "doorstep" if is_doorstep else MODE_TITLES[mode]


def appointment_words(contact: r.Contact, day: dt.date) -> str:
    """Return which appointment it is: `the office appointment of Tue 24 Nov`."""
    return f"the {how(contact)} appointment of {wording.day(contact.date, day)}"


def _mark(contact: r.Contact, session: Session, facts: CaseFacts, day: dt.date) -> tuple[str, str]:
    kind = codes.contact_types().get(contact.type_code)
    outcome = codes.outcomes().get(contact.outcome_code or "")
    is_appointment = kind is not None and kind.appointment
    if contact.date > day:
        return "ahead", "appointment"
    rules = session.standing(facts).on(contact.date).rules
    rule, any_rule = rules.get(IN_PERSON_RULE), rules.get(ANY_RULE)
    is_counted, why = counts(contact, rule, day) if rule is not None else (False, "no in-person rule here")
    if is_counted or (any_rule is not None and counts(contact, any_rule, day)[0]):
        return ("counts", "in person") if is_counted else ("other", "contact, not in person")
    if outcome is not None and outcome.absence_kind in _ABSENCES:
        missed = outcome_refused(rule, contact.type_code, contact.outcome_code) if rule is not None else ""
        return _ABSENCES[outcome.absence_kind], missed or why
    if contact.outcome_code in RESCHEDULED or effective_mode(contact)[0] == "none":
        return "attempt", why
    if outcome is None and is_appointment:
        return "awaited", "no outcome yet"
    takes_no_such = rule is not None and bool(rule.modes) and effective_mode(contact)[0] not in rule.modes
    return "other", "nothing" if takes_no_such else why


def timeline(session: Session, facts: CaseFacts) -> tuple[TimelineEntry, ...]:
    """Return every contact known on the day looked at, newest first, later on the same day first."""
    day = session.day
    known = [c for c in facts.contacts if c.date <= day or (c.arranged_on or c.entered_on or c.date) <= day]
    known.sort(key=lambda c: (c.date, c.start_time or "", c.contact_id), reverse=True)
    named = cache(session.officer_name)
    return tuple(timeline_entry(c, session, facts, named) for c in known)


def strip(entries: tuple[TimelineEntry, ...], day: dt.date, weeks: int = 12) -> tuple[Week, ...]:
    """Return the last weeks, oldest first, each with its best event (docs/using.md: the strip)."""
    monday = day - dt.timedelta(days=day.weekday())
    cells = []
    for n in range(weeks - 1, -1, -1):
        start = monday - n * _WEEK
        marks = {e.mark for e in entries if start <= e.date < start + _WEEK and e.date <= day}
        cells.append(Week(start, next((m for m in STRIP_ORDER if m in marks), "none")))
    return tuple(cells)
