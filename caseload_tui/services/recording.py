"""Recording a contact from a draft; giving a past appointment its outcome. What it would do is in `previewing`."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from caseload_tui.domain import codes, wording
from caseload_tui.domain import records as r
from caseload_tui.domain.drafts import ContactDraft, EntryDraft
from caseload_tui.domain.facts import CaseFacts
from caseload_tui.domain.identity import new_id
from caseload_tui.domain.text import clean
from caseload_tui.domain.words import MODE_TITLES, RESCHEDULED
from caseload_tui.errors import Problem, RefusedError
from caseload_tui.services import sentences
from caseload_tui.services.refusing import not_saved
from caseload_tui.services.session import Session
from caseload_tui.services.views import Saved

_NO_SENT_HOME = frozenset({"COPT", "CHVS", "COVC"})
"""Types of which nobody can be sent home (national outcome choices)."""

_SENT_HOME = frozenset({"ATSH", "ATSS"})
_NOT_SHOWN = ""
_AHEAD = frozenset({"acceptable", "rescheduled"})
_LONG_SENTENCE_ONLY = "CO10"
_LONG_SENTENCE_MONTHS = 24


@dataclass(frozen=True, slots=True)
class Planned:
    """The records a draft becomes: the contact (new, or an appointment that gets its outcome) and the bookings."""

    contact: r.Contact | None
    given: r.Contact | None
    """The appointment in the diary that the contact is the outcome of."""

    bookings: tuple[r.Contact, ...]

    @property
    def records(self) -> tuple[r.Contact, ...]:
        """Return what would be written."""
        return (*((self.contact,) if self.contact else ()), *self.bookings)


def outcome_problem(type_code: str, date: dt.date, code: str, facts: CaseFacts, today: dt.date) -> str:
    """Return why an outcome cannot stand on a contact of this type and day, or "" when it can (ruling P 3.39)."""
    kind, outcome = codes.contact_types().get(type_code), codes.outcomes().get(code)
    if outcome is None:
        return f"{code} is not an outcome"
    if kind is not None and not kind.appointment:
        return f"{kind.title} takes no outcome"
    if date > today and (outcome.attended or outcome.absence_kind not in _AHEAD):
        return "That day has not come yet: acceptable absence or moved can be recorded"
    if date < today and code in RESCHEDULED:
        return "That day is over: it can no longer be moved, only attended or missed"
    return _unfit(type_code, code, facts)


def _unfit(type_code: str, code: str, facts: CaseFacts) -> str:
    """Return why an outcome is not offered for this type or these sentences."""
    if code in _SENT_HOME and type_code in _NO_SENT_HOME:
        return "Nobody can be sent home from a contact of this type"
    longest = max((s.length_months or 0 for s in facts.sentences), default=0)
    if code == _LONG_SENTENCE_ONLY and longest <= _LONG_SENTENCE_MONTHS:
        return "This outcome is only for sentences longer than 24 months"
    return ""


def problems(session: Session, facts: CaseFacts, draft: EntryDraft) -> tuple[Problem, ...]:
    """Return what keeps a draft from being saved, each with what would be accepted."""
    today = session.today
    found: list[Problem] = []
    if draft.contact is None and not draft.bookings:
        found.append(Problem("say what took place", "office, home, phone, video, letter and so on", column="Type"))
    if draft.contact is not None:
        found += _contact_problems(draft.contact, facts, today)
    for booking in draft.bookings:
        if booking.date is None:
            found.append(Problem("an appointment needs a day", "tue, 13/11, +1w", column="Books"))
        elif booking.date < today:
            found.append(Problem("an appointment lies ahead", "a day from today on", column="Books"))
        if booking.type_code is None:
            found.append(Problem("an appointment needs a type", "office, home, phone, video", column="Books"))
    for part in (draft.contact, *draft.bookings):
        if part is not None and part.officer_code and session.officer(part.officer_code) is None:
            found.append(Problem("is no officer known here", "an officer code", column="With", value=part.officer_code))
    return tuple(found)


def _contact_problems(contact: ContactDraft, facts: CaseFacts, today: dt.date) -> list[Problem]:
    found: list[Problem] = []
    if contact.type_code is None:
        found.append(Problem("say what took place", "office, home, phone, video, letter and so on", column="Type"))
    elif contact.type_code not in codes.contact_types():
        found.append(Problem("is not a contact type", "a national code", column="Type", value=contact.type_code))
    if contact.date is None:
        found.append(Problem("say on which day", "today, yesterday, mon, 13/11, -2d", column="When"))
    else:
        first = sentences.first_day(facts)
        if first is not None and contact.date < first:
            words = wording.day(first, today)
            found.append(Problem("is before the sentence", f"{words} or later", column="When", value=str(contact.date)))
        if contact.outcome_code and contact.type_code:
            why = outcome_problem(contact.type_code, contact.date, contact.outcome_code, facts, today)
            if why:
                found.append(Problem(why, column="Outcome"))
        kind = codes.contact_types().get(contact.type_code or "")
        if contact.date > today and kind is not None and not kind.appointment:
            found.append(Problem("That day has not come yet: only an appointment can lie ahead", column="When"))
    if contact.start_time and contact.end_time and contact.end_time <= contact.start_time:
        found.append(Problem(f"{contact.end_time} is before the start, {contact.start_time}", column="End time"))
    known = {s.sentence_id for s in facts.sentences}
    if contact.sentence_id and contact.sentence_id not in known:
        found.append(Problem("is not a sentence of this person", ", ".join(sorted(known)), column="Sentence"))
    return found


def plan(session: Session, facts: CaseFacts, draft: EntryDraft) -> Planned:
    """Return the records that a draft without problems becomes."""
    today = session.today
    contact, given = None, None
    if draft.contact is not None:
        given = _in_diary(draft.contact, facts)
        contact = (
            _with_outcome(given, draft.contact, today)
            if given is not None
            else _new_contact(session, facts.case.crn, draft.contact)
        )
    bookings = tuple(_new_contact(session, facts.case.crn, booking) for booking in draft.bookings)
    return Planned(contact, given, bookings)


def _in_diary(draft: ContactDraft, facts: CaseFacts) -> r.Contact | None:
    """Return the appointment of that day and type which still waits for its outcome, so that it is not doubled."""
    if draft.outcome_code is None and draft.mode != "none":
        return None
    waiting = [
        c
        for c in facts.contacts
        if c.date == draft.date and c.type_code == draft.type_code and c.outcome_code is None and c.mode != "none"
    ]
    timed = [c for c in waiting if draft.start_time and c.start_time == draft.start_time]
    if timed:
        return timed[0]
    open_ones = [c for c in waiting if not draft.start_time or c.start_time is None]
    return open_ones[0] if len(open_ones) == 1 else None


def _with_outcome(contact: r.Contact, draft: ContactDraft, today: dt.date) -> r.Contact:
    notes = "\n\n".join(part for part in (contact.notes, clean(draft.notes or "")) if part) or None
    return replace(
        contact,
        outcome_code=draft.outcome_code,
        outcome_on=today if draft.outcome_code else None,
        mode=draft.mode if draft.mode == "none" else contact.mode,
        doorstep=draft.doorstep if draft.doorstep is not None else contact.doorstep,
        rar_day=draft.rar_day if draft.rar_day is not None else contact.rar_day,
        end_time=draft.end_time or contact.end_time,
        sensitive=draft.sensitive if draft.sensitive is not None else contact.sensitive,
        notes=notes,
    )


def _new_contact(session: Session, crn: str, draft: ContactDraft) -> r.Contact:
    kind = codes.contact_types()[draft.type_code or ""]
    today = session.today
    return r.Contact(
        contact_id=new_id("c"),
        crn=crn,
        sentence_id=draft.sentence_id,
        type_code=kind.code,
        date=draft.date or today,
        start_time=draft.start_time,
        end_time=draft.end_time,
        outcome_code=draft.outcome_code,
        outcome_on=today if draft.outcome_code else None,
        mode=draft.mode,
        doorstep=draft.doorstep,
        officer_code=draft.officer_code or session.officer_code,
        place=clean(draft.place) if draft.place else None,
        arranged_on=min(today, draft.date or today) if kind.appointment else None,
        rar_day=draft.rar_day,
        sensitive=draft.sensitive,
        notes=clean(draft.notes) if draft.notes else None,
        entered_on=today,
    )


def record_contact(session: Session, crns: Sequence[str], draft: EntryDraft) -> Saved:
    """Save a contact and what it books as one action, for one person or for all of a group; returns after the commit.

    Raises:
        RefusedError: the draft has problems, for whichever of them; nothing was written for anyone.
    """
    stamp = session.stamp()
    people = [session.facts(crn) for crn in crns]
    found = tuple(problem for facts in people for problem in _named(session, facts, draft, is_alone=len(people) == 1))
    if found:
        raise not_saved(found)
    plans = [plan(session, facts, draft) for facts in people]
    records = [record for planned in plans for record in planned.records]
    if len(people) == 1:
        crn, whom = people[0].case.crn, people[0].case.name
        with session.store.write("contact.add", stamp=stamp, subject=crn) as change:
            for record in records:
                change.put(record, was=plans[0].given if record is plans[0].contact else None)
    else:
        crn, whom = None, wording.count(len(people), "person", "people")
        with session.store.bulk("contact.add", stamp=stamp, source="a contact with several people") as load:
            load.put_all("contacts", records)
    ids = tuple(record.contact_id for record in records)
    return Saved(f"{_saved_words(draft, session.today)}, {whom}", crn, "contact.add", ids)


def _named(session: Session, facts: CaseFacts, draft: EntryDraft, *, is_alone: bool) -> tuple[Problem, ...]:
    """Return a person's problems, with the reference before the reason where there are several people."""
    found = problems(session, facts, draft)
    return found if is_alone else tuple(p._replace(why=f"{facts.case.crn}: {p.why}") for p in found)


def _saved_words(draft: EntryDraft, today: dt.date) -> str:
    contact = draft.contact or draft.bookings[0]
    kind = codes.contact_types()[contact.type_code or ""]
    mode = MODE_TITLES[contact.mode or kind.mode] if (contact.mode or kind.mode) != "none" else "attempt"
    day = wording.day(contact.date or today, today)
    booked = len(draft.bookings)
    if draft.contact is not None:
        return f"{mode}, {day}" + (f" and {booked} booked" if booked else "")
    return f"{mode} booked, {day}" + (f" and {booked - 1} more" if booked > 1 else "")


def record_outcome(session: Session, contact_id: str, code: str, *, shown: str | None = _NOT_SHOWN) -> Saved:
    """Give an appointment its outcome; the earlier one, if any, is kept with its day (ruling 2).

    `shown` is the outcome that the person at the keyboard saw it had, None for none yet.

    Raises:
        RefusedError: no such contact, the outcome cannot stand on it, or another window gave it one meanwhile.
    """
    stamp = session.stamp()
    contact = session.store.get(r.Contact, contact_id)
    if contact is None:
        raise RefusedError(
            "There is no contact with this id.", advice="`caseload timeline CRN --format json` shows the ids."
        )
    if shown not in (_NOT_SHOWN, contact.outcome_code):
        given = codes.outcomes()[contact.outcome_code].title if contact.outcome_code else "no outcome"
        raise RefusedError(
            f"Another window changed this meanwhile: it has {given} now. Nothing was saved.",
            advice="Close this and look again.",
        )
    if contact.outcome_code == code:
        raise RefusedError("It has this outcome already; nothing was changed.", advice="`u` takes a change back.")
    facts = session.facts(contact.crn)
    why = outcome_problem(contact.type_code, contact.date, code, facts, session.today)
    if why:
        raise not_saved([Problem(why, column="Outcome", value=code)])
    with session.store.write("contact.outcome", stamp=stamp, subject=contact.crn) as change:
        if contact.outcome_code is not None and contact.outcome_code != code:
            change.put(
                r.Outcome(contact.contact_id, contact.outcome_code, contact.outcome_on or contact.date, session.actor)
            )
        change.put(replace(contact, outcome_code=code, outcome_on=session.today), was=contact)
    return Saved(
        f"outcome {codes.outcomes()[code].title}, {facts.case.name}", contact.crn, "contact.outcome", (contact_id,)
    )
