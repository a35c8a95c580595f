"""The records: one frozen dataclass a table of the contract, fields in the order of the CSV columns.

The store builds them directly; at the edges (drafts, CSV, settings) pydantic validates into the same classes.
`None` means not recorded, which is neither no nor zero. Dates are local civil dates, times `HH:MM`.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Annotated

from annotated_types import Ge, MaxLen, MinLen

from caseload_tui.domain.words import (
    ActionOutcome,
    AllocationRole,
    DutyToReferStatus,
    Grade,
    HelpStep,
    Mode,
    Nation,
    OfficerRole,
    PauseKind,
    PlacementKind,
    PlanKind,
    Quality,
    ReleaseDateKind,
    ReviewOf,
    Rosh,
    Sector,
    SentenceType,
    Setting,
    SpellBecause,
)

Code = Annotated[str, MinLen(1), MaxLen(64)]
"""An identifier or a code of a national or local list."""

Text = Annotated[str, MinLen(1), MaxLen(500)]
"""One line of free text."""

Note = Annotated[str, MinLen(1), MaxLen(65_536)]
"""Free text of several lines."""

Count = Annotated[int, Ge(0)]
Hours = Annotated[float, Ge(0)]
ClockTime = Annotated[str, MinLen(5), MaxLen(5)]
"""A local time of day, HH:MM."""


@dataclass(frozen=True, slots=True)
class Team:
    """A team and the independent groupings it belongs to."""

    team_code: Code
    name: Text | None = None
    pdu: Text | None = None
    region: Text | None = None
    provider: Text | None = None
    owner: Text | None = None
    pcc_area: Text | None = None
    nation: Nation | None = None


@dataclass(frozen=True, slots=True)
class Officer:
    """A probation practitioner, supervisor or administrator; hours are contracted hours a week."""

    officer_code: Code
    name: Text | None = None
    grade: Grade | None = None
    role: OfficerRole | None = None
    team_code: Code | None = None
    contracted_hours: Hours | None = None
    from_on: dt.date | None = None
    to_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """The record of one person on probation. `rosh` is undated: registrations say since when (ruling 1)."""

    crn: Code
    surname: Text | None = None
    forenames: Text | None = None
    date_of_birth: dt.date | None = None
    sex: Code | None = None
    noms_number: Code | None = None
    pnc: Code | None = None
    cro: Code | None = None
    officer_code: Code | None = None
    team_code: Code | None = None
    tier: Code | None = None
    rosh: Rosh | None = None
    mappa_category: Code | None = None
    mappa_level: Code | None = None
    nation: Nation | None = None
    preferred_language: Text | None = None
    limited_access: bool | None = None
    profile: Code | None = None
    closed_on: dt.date | None = None
    closed_because: Text | None = None

    @property
    def name(self) -> str:
        """Return the name as lists show it, `SURNAME, Forenames`, or the CRN where no name is recorded."""
        parts = [part for part in ((self.surname or "").upper(), self.forenames or "") if part]
        return ", ".join(parts) or self.crn


@dataclass(frozen=True, slots=True)
class Allocation:
    """Who holds the case, and for how long: [from_on, to_on)."""

    crn: Code
    officer_code: Code
    role: AllocationRole
    from_on: dt.date
    to_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence or order. `ends_on` is the planned first day without it, `ended_on` the actual one."""

    sentence_id: Code
    crn: Code
    type: SentenceType
    sentenced_on: dt.date | None = None
    allocated_on: dt.date | None = None
    starts_on: dt.date | None = None
    ends_on: dt.date | None = None
    ended_on: dt.date | None = None
    ended_because: Text | None = None
    length_months: Count | None = None
    indeterminate: bool | None = None
    youth: bool | None = None
    court: Text | None = None
    licence_issued_on: dt.date | None = None
    early_allocation: bool | None = None
    immigration: bool | None = None
    open_since: dt.date | None = None
    parole_refused_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Spell:
    """Days [from_on, to_on) of one sentence spent in custody or in the community."""

    sentence_id: Code
    setting: Setting
    from_on: dt.date
    to_on: dt.date | None = None
    because: SpellBecause | None = None


@dataclass(frozen=True, slots=True)
class ReleaseDate:
    """One version of one kind of release date, as told on a day."""

    sentence_id: Code
    kind: ReleaseDateKind
    date: dt.date
    recorded_on: dt.date | None = None
    told_by: Text | None = None


@dataclass(frozen=True, slots=True)
class Pause:
    """Days [from_on, to_on) on which some clocks stand still."""

    crn: Code
    kind: PauseKind
    from_on: dt.date
    to_on: dt.date | None = None
    reason: Text | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact or an appointment. `sentence_id` may hold several, separated by `;`; none means all that ask for it."""

    contact_id: Code
    crn: Code
    sentence_id: Text | None
    type_code: Code
    date: dt.date
    start_time: ClockTime | None = None
    end_time: ClockTime | None = None
    outcome_code: Code | None = None
    outcome_on: dt.date | None = None
    mode: Mode | None = None
    doorstep: bool | None = None
    officer_code: Code | None = None
    place: Text | None = None
    arranged_on: dt.date | None = None
    rar_day: bool | None = None
    evidence_received_on: dt.date | None = None
    sensitive: bool | None = None
    notes: Note | None = None
    entered_on: dt.date | None = None

    @property
    def sentence_ids(self) -> tuple[str, ...]:
        """Return the sentences named, none when the contact is for all of them."""
        return tuple(part.strip() for part in (self.sentence_id or "").split(";") if part.strip())


@dataclass(frozen=True, slots=True)
class Outcome:
    """An earlier outcome of a contact; the present one stands in the contact (ruling 2)."""

    contact_id: Code
    outcome_code: Code
    recorded_on: dt.date
    by: Text | None = None


@dataclass(frozen=True, slots=True)
class Enforcement:
    """An enforcement action taken on a contact."""

    action_id: Code
    contact_id: Code
    action_code: Code
    taken_on: dt.date
    respond_by: dt.date | None = None
    closed_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan; `quality` is a reviewer's judgement and never follows from its date."""

    plan_id: Code
    crn: Code
    sentence_id: Code | None
    kind: PlanKind
    completed_on: dt.date | None = None
    quality: Quality | None = None
    quality_by: Text | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """A review carried out; `ref` is the plan or the registration type it was about."""

    review_id: Code
    crn: Code
    of: ReviewOf
    ref: Code | None
    reviewed_on: dt.date
    reason: Text | None = None
    by: Text | None = None


@dataclass(frozen=True, slots=True)
class PlanAction:
    """An action of a plan: done is one thing, its outcome another."""

    action_id: Code
    plan_id: Code
    pathway: Code | None = None
    need: Text | None = None
    status: Code | None = None
    action: Text | None = None
    step: HelpStep | None = None
    step_on: dt.date | None = None
    due_on: dt.date | None = None
    owner: Text | None = None
    done_on: dt.date | None = None
    outcome: ActionOutcome | None = None


@dataclass(frozen=True, slots=True)
class Registration:
    """A registration in force on days [registered_on, removed_on)."""

    crn: Code
    type_code: Code
    level: Code | None
    category: Code | None
    registered_on: dt.date
    next_review_on: dt.date | None = None
    removed_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Address:
    """Where a person lives, lived or may live. A fact from `recorded_on` (ruling 3)."""

    crn: Code
    type_code: Code
    status_code: Code
    from_on: dt.date
    to_on: dt.date | None = None
    recorded_on: dt.date | None = None
    verified_on: dt.date | None = None
    local_authority: Text | None = None


@dataclass(frozen=True, slots=True)
class HousingStep:
    """One step on the ladder of help with accommodation."""

    crn: Code
    step: HelpStep
    stepped_on: dt.date
    to_whom: Text | None = None
    consent: bool | None = None
    reference: Text | None = None
    outcome: Text | None = None
    because: Text | None = None


@dataclass(frozen=True, slots=True)
class DutyToRefer:
    """A referral to a housing authority, or its refusal by the person."""

    crn: Code
    local_authority: Text | None
    submitted_on: dt.date | None
    reference: Text | None
    status: DutyToReferStatus
    outcome_on: dt.date | None = None
    because: Text | None = None


@dataclass(frozen=True, slots=True)
class Placement:
    """A stay in approved or commissioned accommodation."""

    crn: Code
    kind: PlacementKind
    from_on: dt.date
    planned_end: dt.date | None = None
    ended_on: dt.date | None = None
    move_on: Text | None = None


@dataclass(frozen=True, slots=True)
class Requirement:
    """A requirement of a sentence; `length` is counted in `unit`."""

    requirement_id: Code
    sentence_id: Code
    type_code: Code
    length: Count | None = None
    unit: Code | None = None
    starts_on: dt.date | None = None
    ends_on: dt.date | None = None
    status: Text | None = None
    provider: Text | None = None


@dataclass(frozen=True, slots=True)
class Referral:
    """A referral to a provider; ended is one thing, whether it made a difference another."""

    referral_id: Code
    crn: Code
    provider_code: Code | None
    category: Text | None
    referred_on: dt.date
    accepted_on: dt.date | None = None
    started_on: dt.date | None = None
    ended_on: dt.date | None = None
    outcome: Text | None = None
    made_a_difference: Code | None = None
    because: Text | None = None


@dataclass(frozen=True, slots=True)
class Provider:
    """An organisation that people are referred to."""

    provider_code: Code
    name: Text | None = None
    sector: Sector | None = None
    categories: Text | None = None
    areas: Text | None = None
    women_only: bool | None = None
    accredited: bool | None = None
    from_on: dt.date | None = None
    to_on: dt.date | None = None
    checked_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Oversight:
    """A decision on the record: what was asked, what was decided, by whom."""

    crn: Code
    decided_on: dt.date
    rule: Code | None = None
    sentence_id: Code | None = None
    question: Text | None = None
    decision: Text | None = None
    by: Text | None = None


@dataclass(frozen=True, slots=True)
class CaseProfile:
    """The profile a case is judged by on days [from_on, to_on)."""

    crn: Code
    profile: Code
    from_on: dt.date
    to_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Snooze:
    """An overdue duty put out of the worker's list, with the reason; it changes no state."""

    crn: Code
    rule: Code
    sentence_id: Code | None
    until: dt.date | None
    until_fact: Text | None
    reason: Text | None
    by: Text | None
    snoozed_on: dt.date
