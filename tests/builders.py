"""Short makers of records, rules and profiles for tests: every argument has a value that does no harm."""

import datetime as dt
from collections.abc import Iterable, Mapping
from itertools import count

from caseload_tui.domain import records as r
from caseload_tui.domain.clocks import Limit
from caseload_tui.domain.facts import CaseFacts
from caseload_tui.domain.words import (
    AppliesTo,
    Clock,
    LevelBy,
    Mode,
    PauseKind,
    Period,
    PlanKind,
    ReviewOf,
    RuleKind,
    SentenceType,
    Setting,
    Severity,
    SpellBecause,
    Trigger,
)
from caseload_tui.standards.rule import Profile, Rule, Source, Standing, Steps

CRN = "X000001"
PAUSING: frozenset[PauseKind] = frozenset(
    {"custody_sentence", "recall", "remand", "hospital", "approved_leave", "contact_suspended", "maternity"}
)
"""The kinds that stop an in-person gap (docs/practice.md, pauses)."""

SUPERVISED: frozenset[AppliesTo] = frozenset({"CO", "SSO", "LIC", "PSS"})
IN_PERSON: frozenset[Mode] = frozenset({"in_person_office", "in_person_home", "in_person_community"})
SEEN = frozenset({"ATTC", "AFTC", "ATSH", "AFDA"})
REGISTRATIONS = {"L": "RLRH", "M": "RMRH", "H": "RHRH", "VH": "RVHR"}
LOCAL = Source("local", "Invented for a test", 2026, "D")

_numbers = count(1)


def day(text: str) -> dt.date:
    """Return the day written as YYYY-MM-DD."""
    return dt.date.fromisoformat(text)


def _day(when: str | dt.date | None) -> dt.date | None:
    return dt.date.fromisoformat(when) if isinstance(when, str) else when


def _some_day(when: str | dt.date) -> dt.date:
    return dt.date.fromisoformat(when) if isinstance(when, str) else when


def a_case(
    *rows: object,
    crn: str = CRN,
    rosh: str | None = "M",
    officer_code: str | None = "N01A001",
    nation: str | None = "England",
    profile: str | None = None,
    closed_on: str | dt.date | None = None,
    surname: str | None = "ASHBY",
    forenames: str | None = "Rowan",
) -> CaseFacts:
    """Return the facts of one person, each row put where its kind belongs."""
    case = r.Case(
        crn=crn,
        surname=surname,
        forenames=forenames,
        officer_code=officer_code,
        rosh=rosh,  # type: ignore[arg-type] # a test may name a level that is none
        nation=nation,  # type: ignore[arg-type]
        profile=profile,
        closed_on=_day(closed_on),
    )
    held: dict[str, list[object]] = {}
    for row in rows:
        held.setdefault(_TABLE_OF[type(row)], []).append(row)
    return CaseFacts(case=case, **{name: tuple(found) for name, found in held.items()})  # type: ignore[arg-type]


_TABLE_OF: dict[type, str] = {
    r.Allocation: "allocations",
    r.Sentence: "sentences",
    r.Spell: "spells",
    r.ReleaseDate: "release_dates",
    r.Pause: "pauses",
    r.Contact: "contacts",
    r.Outcome: "outcomes",
    r.Enforcement: "enforcement",
    r.Plan: "plans",
    r.Review: "reviews",
    r.PlanAction: "plan_actions",
    r.Registration: "registrations",
    r.Address: "addresses",
    r.HousingStep: "housing_steps",
    r.DutyToRefer: "duty_to_refer",
    r.Placement: "placements",
    r.Requirement: "requirements",
    r.Referral: "referrals",
    r.Oversight: "oversight",
    r.CaseProfile: "case_profiles",
    r.Snooze: "snoozes",
}


def a_sentence(
    sentence_id: str = "S1",
    type: SentenceType = "CO",  # noqa: A002 - the column's name
    *,
    starts: str | dt.date | None = "2025-01-06",
    sentenced: str | dt.date | None = None,
    allocated: str | dt.date | None = None,
    ends: str | dt.date | None = None,
    ended: str | dt.date | None = None,
    crn: str = CRN,
) -> r.Sentence:
    """Return a sentence; a day not given for sentencing is the day it starts."""
    return r.Sentence(
        sentence_id=sentence_id,
        crn=crn,
        type=type,
        sentenced_on=_day(sentenced) if sentenced is not None else _day(starts),
        allocated_on=_day(allocated),
        starts_on=_day(starts),
        ends_on=_day(ends),
        ended_on=_day(ended),
    )


def a_spell(
    from_: str | dt.date,
    to: str | dt.date | None = None,
    setting: Setting = "community",
    because: SpellBecause | None = None,
    sentence_id: str = "S1",
) -> r.Spell:
    """Return a spell [from_, to)."""
    return r.Spell(sentence_id, setting, _some_day(from_), _day(to), because)


def a_pause(from_: str | dt.date, to: str | dt.date | None, kind: PauseKind = "hospital", crn: str = CRN) -> r.Pause:
    """Return a pause [from_, to)."""
    return r.Pause(crn, kind, _some_day(from_), _day(to))


def a_contact(
    on: str | dt.date,
    type_code: str = "COAP",
    outcome: str | None = "ATTC",
    *,
    contact_id: str | None = None,
    sentence_id: str | None = None,
    mode: Mode | None = None,
    doorstep: bool | None = None,
    outcome_on: str | dt.date | None = None,
    arranged: str | dt.date | None = None,
    entered: str | dt.date | None = None,
    crn: str = CRN,
) -> r.Contact:
    """Return a contact, by default an office appointment that was attended; each gets an id of its own."""
    return r.Contact(
        contact_id=contact_id or f"C{next(_numbers):05d}",
        crn=crn,
        sentence_id=sentence_id,
        type_code=type_code,
        date=_some_day(on),
        outcome_code=outcome,
        outcome_on=_day(outcome_on),
        mode=mode,
        doorstep=doorstep,
        arranged_on=_day(arranged),
        entered_on=_day(entered),
    )


def a_plan(on: str | dt.date, kind: PlanKind = "sentence", sentence_id: str | None = None, crn: str = CRN) -> r.Plan:
    """Return a plan completed on a day."""
    return r.Plan(f"P{next(_numbers):05d}", crn, sentence_id, kind, _some_day(on))


def a_review(on: str | dt.date, of: ReviewOf = "plan", crn: str = CRN) -> r.Review:
    """Return a review carried out on a day."""
    return r.Review(f"R{next(_numbers):05d}", crn, of, None, _some_day(on))


def a_registration(level: str, from_: str | dt.date, to: str | dt.date | None = None, crn: str = CRN) -> r.Registration:
    """Return the registration of a RoSH level (L, M, H, VH) or of any other code in force on [from_, to)."""
    code = REGISTRATIONS.get(level, level)
    return r.Registration(crn, code, None, None, _some_day(from_), None, _day(to))


def a_rule(
    rule_id: str = "F2F_GAP",
    limit: int | tuple[int, int] | Mapping[str, int | tuple[int, int] | None] = 28,
    clock: Clock = "CD",
    *,
    kind: RuleKind = "cadence",
    trigger: Trigger = "supervision_start",
    by: LevelBy | None = None,
    quota: int = 1,
    period: Period = "rolling",
    first: Limit | None = None,
    modes: Iterable[Mode] = IN_PERSON,
    outcomes: Iterable[str] = SEEN,
    paused_by: Iterable[PauseKind] = PAUSING,
    applies_to: Iterable[AppliesTo] = SUPERVISED,
    severity: Severity | Mapping[str, Severity] = "amber",
) -> Rule:
    """Return a rule; a limit is a number, (first weeks, later), or one of those by level with `by`."""
    named = limit if isinstance(limit, Mapping) else {"": limit}
    return Rule(
        id=rule_id,
        kind=kind,
        title=rule_id,
        trigger=trigger,
        source=LOCAL,
        severity={"": severity} if isinstance(severity, str) else severity,
        applies_to=frozenset(applies_to),
        clock=clock,
        by=by if by is not None or not isinstance(limit, Mapping) else "rosh",
        limits={level: _steps(value) for level, value in named.items()},
        quota=quota,
        period=period,
        first=first,
        modes=frozenset(modes),
        outcomes=frozenset(outcomes),
        paused_by=frozenset(paused_by),
    )


def _steps(value: int | tuple[int, int] | None) -> Steps | None:
    if value is None:
        return None
    return Steps(*value) if isinstance(value, tuple) else Steps(value, value)


def a_profile(*rules: Rule, profile_id: str = "test") -> Profile:
    """Return a profile of these rules and no other."""
    return Profile(profile_id, "1", profile_id, {rule.id: rule for rule in rules})


def a_standing(*rules: Rule) -> Standing:
    """Return a standing in which one profile of these rules holds on every day."""
    return Standing(a_profile(*rules))
