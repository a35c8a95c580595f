"""What was known on a day (E2, rulings 2, 17, 34): the facts of a case, less what had not happened yet."""

import datetime as dt
from dataclasses import replace

from caseload_tui.domain import records as r
from caseload_tui.domain.facts import CaseFacts


def became_fact_on(contact: r.Contact) -> dt.date:
    """Return the day from which a contact is known: an appointment from the day it was arranged (ruling 34)."""
    if contact.arranged_on is not None:
        return min(contact.arranged_on, contact.date)
    if contact.entered_on is not None and contact.entered_on < contact.date:
        return contact.entered_on
    return contact.date


def recordings(contact: r.Contact, earlier: tuple[r.Outcome, ...]) -> list[tuple[dt.date, str]]:
    """Return the outcomes of a contact with the days they were recorded on, oldest first (ruling 2)."""
    found = [
        (o.recorded_on, o.outcome_code)
        for o in sorted(earlier, key=lambda o: o.recorded_on)
        if o.contact_id == contact.contact_id
    ]
    if contact.outcome_code is not None:
        found.append((contact.outcome_on or contact.date, contact.outcome_code))
    return sorted(found, key=lambda row: row[0])


def outcome_on_day(contact: r.Contact, earlier: tuple[r.Outcome, ...], day: dt.date) -> str | None:
    """Return the outcome that stood recorded on a day."""
    code = None
    for recorded_on, outcome in recordings(contact, earlier):
        if recorded_on <= day:
            code = outcome
    return code


def _until(on: dt.date | None, day: dt.date) -> dt.date | None:
    return on if on is not None and on <= day else None


def seen(facts: CaseFacts, day: dt.date) -> CaseFacts:
    """Return the facts as they stood at the end of a day."""
    return replace(
        facts,
        case=replace(facts.case, closed_on=_until(facts.case.closed_on, day)),
        sentences=tuple(
            replace(s, ended_on=_until(s.ended_on, day), allocated_on=_until(s.allocated_on, day))
            for s in facts.sentences
            if (s.sentenced_on or s.starts_on or day) <= day
        ),
        spells=tuple(replace(s, to_on=_until(s.to_on, day)) for s in facts.spells if s.from_on <= day),
        pauses=tuple(p for p in facts.pauses if p.from_on <= day),
        contacts=tuple(_contact(c, day) for c in facts.contacts if became_fact_on(c) <= day),
        outcomes=tuple(o for o in facts.outcomes if o.recorded_on <= day),
        plans=tuple(p for p in facts.plans if p.completed_on is not None and p.completed_on <= day),
        reviews=tuple(v for v in facts.reviews if v.reviewed_on <= day),
        registrations=tuple(
            replace(x, removed_on=_until(x.removed_on, day)) for x in facts.registrations if x.registered_on <= day
        ),
        addresses=tuple(
            replace(a, to_on=_until(a.to_on, day))
            for a in facts.addresses
            if (a.recorded_on or a.verified_on or a.from_on) <= day
        ),
    )


def _contact(contact: r.Contact, day: dt.date) -> r.Contact:
    """Return the contact with the outcome that stood on the day, the one in its own row only if it is that one."""
    own = contact.outcome_on or contact.date
    if contact.outcome_code is None or own <= day:
        return contact
    return replace(contact, outcome_code=None, outcome_on=None)
