"""What is recorded already, or waits in the diary for its outcome: noticed before a contact is recorded twice."""

import datetime as dt
from collections.abc import Sequence

from caseload_tui.domain import codes, wording
from caseload_tui.domain import records as r
from caseload_tui.domain.drafts import EntryDraft
from caseload_tui.domain.facts import CaseFacts
from caseload_tui.domain.words import RESCHEDULED
from caseload_tui.engine.counting import effective_mode
from caseload_tui.services.recording import Planned, plan, problems
from caseload_tui.services.session import Session


def already(session: Session, crns: Sequence[str], draft: EntryDraft) -> tuple[str, ...]:
    """Return in words what saving the draft would record a second time; read anew. What is refused records nothing."""
    found: list[str] = []
    for crn in crns:
        facts = session.facts(crn)
        if problems(session, facts, draft):
            return ()
        whom = f"{facts.case.name}: " if len(crns) > 1 else ""
        found += [f"{whom}{words}" for words in twins(facts, plan(session, facts, draft), session.today)]
    return tuple(found)


def twins(facts: CaseFacts, planned: Planned, today: dt.date) -> list[str]:
    """Return the contacts that may be the same as what is planned, and the appointments it may be the outcome of."""
    replaced = {record.contact_id for record in planned.records}
    others = [c for c in facts.contacts if c.contact_id not in replaced]
    same = [c for record in planned.records for c in others if _is_twin(record, c)]
    told = planned.contact if planned.given is None else None
    waiting = [c for c in others if told and c not in same and _may_be_outcome_of(told, c)]
    return [f"Recorded already: {_in_words(c, today)}" for c in same] + [
        f"Waits for its outcome: {_in_words(c, today)}" for c in waiting
    ]


def _is_twin(one: r.Contact, other: r.Contact) -> bool:
    """Return whether two contacts are the same again: day, type, and time as far as both say one.

    Several messages or calls of one day are nothing unusual: they are the same with the same note only.
    """
    is_appointment = codes.contact_types()[one.type_code].appointment
    return (
        _sort(one) == _sort(other)
        and (one.start_time == other.start_time or not one.start_time or not other.start_time)
        and (is_appointment or one.notes == other.notes)
    )


def _sort(contact: r.Contact) -> tuple[object, ...]:
    return contact.date, contact.type_code, contact.mode == "none", contact.outcome_code in RESCHEDULED


def _may_be_outcome_of(one: r.Contact, other: r.Contact) -> bool:
    """Return whether a contact, told with another time or type, may be how an appointment of that day went."""
    is_told = one.outcome_code is not None or one.mode == "none"
    is_waiting = (
        other.outcome_code is None and other.mode != "none" and codes.contact_types()[other.type_code].appointment
    )
    is_alike = one.type_code == other.type_code or effective_mode(one) == effective_mode(other)
    return is_told and is_waiting and one.date == other.date and is_alike


def _in_words(contact: r.Contact, today: dt.date) -> str:
    kind = codes.contact_types()[contact.type_code]
    outcome = codes.outcomes().get(contact.outcome_code or "")
    said = outcome.title if outcome else "attempt" if contact.mode == "none" else ""
    when = " ".join(part for part in (wording.day(contact.date, today), contact.start_time) if part)
    return ", ".join(part for part in (kind.title, when, said) if part)
