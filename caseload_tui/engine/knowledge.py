"""What a day knows: the facts dated up to it, and of those the ones that had been entered (E2, rulings 17, 34, 57).

Plans are known before their day (`ends_on`, release dates, a pause's `to`, a placement's planned end, an appointment);
what has happened is not (`ended_on`, a spell's `to`, `removed_on`, an outcome).
"""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from caseload_tui.domain import records as r
from caseload_tui.domain.codes import contact_types
from caseload_tui.domain.facts import CaseFacts

RowT = TypeVar("RowT")
Version = tuple[dt.date, str | None]
"""The day an outcome was recorded, and its code."""


def is_appointment(contact: r.Contact) -> bool:
    """Return whether a contact is an appointment: its type is one, and it was not a mere attempt (rulings 9, 39)."""
    kind = contact_types().get(contact.type_code)
    return kind is not None and kind.appointment and contact.mode != "none"


def fact_from(contact: r.Contact) -> dt.date:
    """Return the day from which a contact is a fact: an appointment from when it was arranged (ruling 34).

    A booking said to be arranged after its own day is a fact from its day.
    """
    if not is_appointment(contact):
        return contact.date
    told = contact.arranged_on or contact.entered_on
    return contact.date if told is None else min(told, contact.date)


def outcome_versions(contact: r.Contact, earlier: Sequence[r.Outcome]) -> tuple[Version, ...]:
    """Return the outcomes of a contact in the order they were recorded, the present one last of its day (ruling 2)."""
    present = contact.outcome_code
    if not earlier:
        return () if present is None else ((contact.outcome_on or contact.date, present),)
    versions = [(row.recorded_on, 0, row.outcome_code) for row in earlier]
    if present is not None:
        versions.append((contact.outcome_on or contact.date, 1, present))
    return tuple((day, code) for day, _, code in sorted(versions))


def earlier_outcomes(rows: Iterable[r.Outcome]) -> dict[str, list[r.Outcome]]:
    """Return the earlier outcomes by contact."""
    by_contact: dict[str, list[r.Outcome]] = {}
    for row in rows:
        by_contact.setdefault(row.contact_id, []).append(row)
    return by_contact


def address_from(address: r.Address) -> dt.date:
    """Return the day from which an address is a fact (ruling 3)."""
    return address.recorded_on or address.verified_on or address.from_on


def sentence_from(sentence: r.Sentence, spells: Iterable[r.Spell]) -> dt.date | None:
    """Return the first day on which anything of a sentence is dated, None where nothing is."""
    days = [sentence.sentenced_on, sentence.allocated_on, sentence.starts_on]
    days += [spell.from_on for spell in spells if spell.sentence_id == sentence.sentence_id]
    return min((day for day in days if day is not None), default=None)


def _by(rows: tuple[RowT, ...], day: dt.date, dated: Callable[[RowT], dt.date | None]) -> tuple[RowT, ...]:
    """Return the rows dated up to a day; a row without a date is always known."""
    return tuple(row for row in rows if (on := dated(row)) is None or on <= day)


def _unless_later(value: dt.date | None, day: dt.date) -> dt.date | None:
    return None if value is None or value > day else value


def seen_on(facts: CaseFacts, day: dt.date) -> CaseFacts:
    """Return the facts of a case as they stood on a day."""
    earlier = earlier_outcomes(facts.outcomes)
    contacts = [
        _contact_on(contact, earlier.get(contact.contact_id, ()), day)
        for contact in facts.contacts
        if fact_from(contact) <= day
    ]
    sentences = _by(facts.sentences, day, lambda row: sentence_from(row, facts.spells))
    closed = facts.case.closed_on is not None and facts.case.closed_on > day
    facts = _circumstances_on(_work_on(facts, day), day)
    return replace(
        facts,
        case=replace(facts.case, closed_on=None, closed_because=None) if closed else facts.case,
        allocations=tuple(
            replace(row, to_on=_unless_later(row.to_on, day))
            for row in _by(facts.allocations, day, lambda row: row.from_on)
        ),
        sentences=tuple(_sentence_on(row, day) for row in sentences),
        spells=tuple(
            replace(row, to_on=_unless_later(row.to_on, day)) for row in _by(facts.spells, day, lambda row: row.from_on)
        ),
        release_dates=_by(facts.release_dates, day, lambda row: row.recorded_on),
        pauses=_by(facts.pauses, day, lambda row: row.from_on),
        contacts=tuple(contact for contact, _ in contacts),
        outcomes=tuple(row for _, rows in contacts for row in rows),
    )


def _contact_on(contact: r.Contact, earlier: Sequence[r.Outcome], day: dt.date) -> tuple[r.Contact, list[r.Outcome]]:
    """Return a contact with the outcome it had on a day, and the outcomes before that one."""
    known = [version for version in outcome_versions(contact, earlier) if version[0] <= day]
    recorded_on, code = known[-1] if known else (None, None)
    seen = replace(
        contact,
        outcome_code=code,
        outcome_on=recorded_on,
        evidence_received_on=_unless_later(contact.evidence_received_on, day),
    )
    return seen, [row for row in earlier if (row.recorded_on, row.outcome_code) in known[:-1]]


def _sentence_on(sentence: r.Sentence, day: dt.date) -> r.Sentence:
    ended_on = _unless_later(sentence.ended_on, day)
    return replace(
        sentence,
        allocated_on=_unless_later(sentence.allocated_on, day),
        ended_on=ended_on,
        ended_because=None if ended_on is None else sentence.ended_because,
        licence_issued_on=_unless_later(sentence.licence_issued_on, day),
        parole_refused_on=_unless_later(sentence.parole_refused_on, day),
    )


def _work_on(facts: CaseFacts, day: dt.date) -> CaseFacts:
    """Keep what the service did by a day: enforcement, plans, reviews, referrals, decisions."""
    return replace(
        facts,
        enforcement=tuple(
            replace(row, closed_on=_unless_later(row.closed_on, day))
            for row in _by(facts.enforcement, day, lambda row: row.taken_on)
        ),
        plans=_by(facts.plans, day, lambda row: row.completed_on),
        reviews=_by(facts.reviews, day, lambda row: row.reviewed_on),
        plan_actions=tuple(
            replace(row, done_on=_unless_later(row.done_on, day))
            for row in _by(facts.plan_actions, day, lambda row: row.step_on)
        ),
        requirements=_by(facts.requirements, day, lambda row: row.starts_on),
        referrals=tuple(
            replace(
                row,
                accepted_on=_unless_later(row.accepted_on, day),
                started_on=_unless_later(row.started_on, day),
                ended_on=_unless_later(row.ended_on, day),
            )
            for row in _by(facts.referrals, day, lambda row: row.referred_on)
        ),
        oversight=_by(facts.oversight, day, lambda row: row.decided_on),
        case_profiles=_by(facts.case_profiles, day, lambda row: row.from_on),
        snoozes=_by(facts.snoozes, day, lambda row: row.snoozed_on),
    )


def _circumstances_on(facts: CaseFacts, day: dt.date) -> CaseFacts:
    """Keep what was known of a person's life by a day: registrations, addresses, help with housing."""
    return replace(
        facts,
        registrations=tuple(
            replace(row, removed_on=_unless_later(row.removed_on, day))
            for row in _by(facts.registrations, day, lambda row: row.registered_on)
        ),
        addresses=tuple(
            replace(row, to_on=_unless_later(row.to_on, day), verified_on=_unless_later(row.verified_on, day))
            for row in _by(facts.addresses, day, address_from)
        ),
        housing_steps=_by(facts.housing_steps, day, lambda row: row.stepped_on),
        duty_to_refer=tuple(
            replace(row, outcome_on=_unless_later(row.outcome_on, day))
            for row in _by(facts.duty_to_refer, day, lambda row: row.submitted_on or row.outcome_on)
        ),
        placements=tuple(
            replace(row, ended_on=_unless_later(row.ended_on, day))
            for row in _by(facts.placements, day, lambda row: row.from_on)
        ),
    )


def known_by(facts: CaseFacts, day: dt.date) -> CaseFacts:
    """Return only what had been entered by a day; a row that does not say counts from its own date (ruling 57)."""
    entered = tuple(c for c in facts.contacts if c.entered_on is None or c.entered_on <= day)
    return seen_on(replace(facts, contacts=entered), day)


def last_dated(facts: CaseFacts) -> dt.date:
    """Return the last day on which anything but a contact is dated as having happened."""
    days: list[dt.date | None] = [facts.case.closed_on, dt.date.min]
    days += [day for row in facts.allocations for day in (row.from_on, row.to_on)]
    days += [day for row in facts.sentences for day in (row.sentenced_on, row.allocated_on, row.ended_on)]
    days += [day for row in facts.spells for day in (row.from_on, row.to_on)]
    days += [row.from_on for row in facts.pauses]
    days += [row.recorded_on for row in facts.release_dates]
    days += [row.completed_on for row in facts.plans]
    days += [row.reviewed_on for row in facts.reviews]
    days += [day for row in facts.registrations for day in (row.registered_on, row.removed_on)]
    days += [day for row in facts.addresses for day in (address_from(row), row.to_on)]
    days += [row.taken_on for row in facts.enforcement]
    days += [row.snoozed_on for row in facts.snoozes]
    return max(day for day in days if day is not None)
