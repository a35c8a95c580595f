"""Drafts: what has been typed so far, before it is checked and becomes a record. Nothing is defaulted but the day."""

import datetime as dt
from dataclasses import dataclass

from caseload_tui.domain.words import Mode, Rosh, SentenceType


@dataclass(frozen=True, slots=True)
class ContactDraft:
    """A contact or an appointment as typed. `mode` none with no outcome is an attempt that reached nobody."""

    type_code: str | None = None
    mode: Mode | None = None
    doorstep: bool | None = None
    date: dt.date | None = None
    start_time: str | None = None
    end_time: str | None = None
    outcome_code: str | None = None
    rar_day: bool | None = None
    sensitive: bool | None = None
    officer_code: str | None = None
    sentence_id: str | None = None
    place: str | None = None
    notes: str | None = None


@dataclass(frozen=True, slots=True)
class EntryDraft:
    """What one line says: the contact, and the appointments booked after the `;`."""

    contact: ContactDraft | None = None
    bookings: tuple[ContactDraft, ...] = ()
    people: tuple[str, ...] = ()
    """References of the people named with `@`; none means the person under the cursor."""


@dataclass(frozen=True, slots=True)
class PersonDraft:
    """A new person as typed: the least that lets the duties be worked out."""

    crn: str = ""
    surname: str | None = None
    forenames: str | None = None
    date_of_birth: dt.date | None = None
    rosh: Rosh | None = None
    tier: str | None = None
    officer_code: str | None = None
    team_code: str | None = None
    sentence_type: SentenceType | None = None
    sentenced_on: dt.date | None = None
    starts_on: dt.date | None = None
    ends_on: dt.date | None = None
    released_on: dt.date | None = None
    """Day of release on licence, for a CUSTODY sentence now served in the community."""
