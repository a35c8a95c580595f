"""What lists give: plain frozen rows of cells, nothing left to work out."""

import datetime as dt
from dataclasses import dataclass, field

from caseload_tui.domain.words import AT_LARGE, Severity, State


@dataclass(frozen=True, slots=True)
class Flag:
    """The worst live duty of a person."""

    state: State
    severity: Severity
    rule: str
    title: str
    due_on: dt.date | None
    days_late: int
    sentence_id: str | None = None


def at_large(since: dt.date, day: dt.date, worst: Flag | None) -> Flag:
    """Return the flag of somebody unlawfully at large, in place of their duties (ruling 43): it names the worst."""
    rule, sentence_id = (worst.rule, worst.sentence_id) if worst else ("", None)
    return Flag("overdue", "red", rule, AT_LARGE, since, (day - since).days, sentence_id)


@dataclass(frozen=True, slots=True)
class FlagCounts:
    """People under the worst flag they have: red and amber overdue, due today or soon, blue overdue, nothing.

    Somebody unlawfully at large is red.
    """

    people: int = 0
    red: int = 0
    amber: int = 0
    soon: int = 0
    blue: int = 0


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One row of the Caseload."""

    crn: str
    name: str
    tier: str | None
    rosh: str | None
    officer_code: str | None
    team_code: str | None
    is_restricted: bool
    flag: Flag | None
    seen_on: dt.date | None
    seen_mode: str | None
    contact_on: dt.date | None
    contact_mode: str | None
    booked_on: dt.date | None
    booked_time: str | None
    booked_type: str | None
    plan_review_on: dt.date | None
    release_on: dt.date | None
    ends_on: dt.date | None
    sentence: str | None
    address: str | None
    ual_since: dt.date | None
    closed_on: dt.date | None
    counts: dict[State, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Appointment:
    """One appointment of a diary, with the name of the person it is with."""

    contact_id: str
    crn: str
    name: str
    date: dt.date
    start_time: str | None
    end_time: str | None
    type_code: str
    mode: str | None
    place: str | None
    officer_code: str | None
    outcome_code: str | None


@dataclass(frozen=True, slots=True)
class Found:
    """One person found by name or reference."""

    crn: str
    name: str
    officer_code: str | None
    closed_on: dt.date | None
