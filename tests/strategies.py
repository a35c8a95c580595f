"""Random case histories of about a year, their days drawn to the edges where readings of a rule differ."""

import datetime as dt
from dataclasses import dataclass
from functools import cache

from hypothesis import strategies as st

from caseload_tui.domain import records as r
from caseload_tui.domain.clocks import Limit
from caseload_tui.domain.facts import CaseFacts
from caseload_tui.domain.words import (
    AllocationRole,
    AppliesTo,
    Mode,
    PauseKind,
    PlanKind,
    ReviewOf,
    SentenceType,
    SpellBecause,
)
from caseload_tui.standards.load import shipped
from caseload_tui.standards.rule import Profile, Rule, Standing
from tests.builders import (
    CRN,
    IN_PERSON,
    REGISTRATIONS,
    a_profile,
    a_rule,
)

FIRST = dt.date(2024, 11, 4)
"""A year from here holds a Christmas, an Easter, both May holidays and a month of 28 days."""

YEAR = 400
ONE = dt.timedelta(days=1)
EDGES = (
    0,
    1,
    2,
    5,
    7,
    8,
    13,
    14,
    15,
    21,
    27,
    28,
    29,
    30,
    31,
    42,
    52,
    53,
    56,
    57,
    58,
    83,
    84,
    85,
    91,
    98,
    112,
    166,
    167,
)
"""Distances from a start at which limits, first weeks and (for the fixed start) bank holidays and month ends lie."""

PAUSES: tuple[PauseKind, ...] = (
    "custody_sentence",
    "recall",
    "remand",
    "hospital",
    "approved_leave",
    "ual",
    "contact_suspended",
    "maternity",
)
TYPES = (
    "COAP",
    "COAP",
    "COAP",
    "CHVS",
    "CODC",
    "COAI",
    "COOO",
    "COPT",
    "COVC",
    "CTOB",
    "COUP",
    "COSR",
    "CRSAPT",
    "CIRS",
)
MODES: tuple[Mode | None, ...] = (
    None,
    None,
    None,
    None,
    "in_person_office",
    "in_person_home",
    "phone",
    "video",
    "none",
)
OUTCOMES = ("ATTC", "ATTC", "ATTC", "ATTC", "AFTC", "ATSH", "ATSS", "AFDA", "UAAB", "AFTA", "AAME", "RSSR", "RSOF")


def days(first: int = 0, last: int = YEAR) -> st.SearchStrategy[int]:
    """Draw a distance in days, every second one on an edge."""
    on_edge = [e for e in EDGES if first <= e <= last] or [first]
    return st.one_of(st.integers(first, last), st.sampled_from(on_edge))


def _on(n: int) -> dt.date:
    return FIRST + n * ONE


@st.composite
def _custody(draw: st.DrawFn, sentence_id: str, start: int) -> tuple[list[r.Spell], list[int]]:
    """Draw the spells of a prison sentence: custody, release, perhaps recalls; and the days on which one changes."""
    spells: list[r.Spell] = []
    marks = [start]
    because: SpellBecause = "sentence"
    setting_is_custody = draw(st.booleans())
    if not setting_is_custody:
        because = draw(st.sampled_from(["release", "sentence"]))
    for turn in range(draw(st.sampled_from([1, 2, 3, 3, 4, 5]))):
        end = marks[-1] + draw(days(1, 120))
        setting = "custody" if setting_is_custody else "community"
        spells.append(
            r.Spell(sentence_id, "custody" if setting == "custody" else "community", _on(marks[-1]), _on(end), because)
        )
        marks.append(end)
        was_recalled = because == "recall"
        setting_is_custody = not setting_is_custody
        because = "recall" if setting_is_custody else ("re-release" if was_recalled or turn > 1 else "release")
    if draw(st.booleans()):
        spells[-1] = r.Spell(sentence_id, spells[-1].setting, spells[-1].from_on, None, spells[-1].because)
    return spells, marks


@dataclass(frozen=True)
class Drawn:
    """A case history, who judges it, and what kind of history it is."""

    facts: CaseFacts
    standing: Standing
    marks: tuple[int, ...]

    @property
    def last_day(self) -> dt.date:
        """Return the day of the last fact."""
        return max(_fact_days(self.facts), default=FIRST)

    @property
    def has_pause(self) -> bool:
        """Return whether any pause is recorded."""
        return bool(self.facts.pauses)

    @property
    def has_risk_change(self) -> bool:
        """Return whether the risk of serious harm changes at least once."""
        return len({x.type_code for x in self.facts.registrations if x.type_code in REGISTRATIONS.values()}) > 1

    @property
    def has_two_sentences(self) -> bool:
        """Return whether there is more than one sentence."""
        return len(self.facts.sentences) > 1

    @property
    def has_recall(self) -> bool:
        """Return whether a spell ends in recall."""
        return any(s.because == "recall" for s in self.facts.spells)


def _fact_days(facts: CaseFacts) -> list[dt.date]:
    found: list[dt.date | None] = [facts.case.closed_on]
    for s in facts.sentences:
        found += [s.sentenced_on, s.allocated_on, s.starts_on, s.ended_on, s.ends_on]
    for p in facts.spells:
        found += [p.from_on, p.to_on]
    for u in facts.pauses:
        found += [u.from_on, u.to_on]
    for c in facts.contacts:
        found += [c.date, c.outcome_on, c.arranged_on]
    found += [o.recorded_on for o in facts.outcomes]
    found += [p.completed_on for p in facts.plans] + [v.reviewed_on for v in facts.reviews]
    for x in facts.registrations:
        found += [x.registered_on, x.removed_on]
    for row in facts.case_profiles:
        found += [row.from_on, row.to_on]
    for a in facts.allocations:
        found += [a.from_on, a.to_on]
    for h in facts.addresses:
        found += [h.from_on, h.to_on, h.recorded_on]
    return [d for d in found if d is not None]


@st.composite
def _sentences(draw: st.DrawFn) -> tuple[list[r.Sentence], list[r.Spell], list[int]]:
    sentences: list[r.Sentence] = []
    spells: list[r.Spell] = []
    marks: list[int] = [0]
    for number in range(1, draw(st.sampled_from([1, 1, 2, 2, 3])) + 1):
        sentence_id = f"S{number}"
        kind: SentenceType = draw(st.sampled_from(["CO", "SSO", "CUSTODY", "CUSTODY", "PSS"]))
        start = 0 if number == 1 else draw(st.one_of(days(0, 250), st.sampled_from(marks)))
        ends = draw(st.one_of(st.none(), st.none(), days(start + 1, 500)))
        own: list[r.Spell] = []
        if kind == "CUSTODY" and draw(st.integers(0, 9)):
            own, changes = draw(_custody(sentence_id, start))
            marks += changes
        elif kind == "PSS" and draw(st.booleans()):
            own = [r.Spell(sentence_id, "community", _on(start), None, draw(st.sampled_from([None, "release"])))]
        ended = draw(st.one_of(st.none(), st.none(), st.none(), days(start + 1, YEAR)))
        marks += [m for m in (start, ends, ended) if m is not None]
        sentences.append(
            r.Sentence(
                sentence_id,
                CRN,
                kind,
                sentenced_on=_on(start),
                allocated_on=draw(st.sampled_from([None, _on(start), _on(start + 2)])),
                starts_on=draw(st.sampled_from([_on(start), _on(start), None])),
                ends_on=None if ends is None else _on(ends),
                ended_on=None if ended is None else _on(ended),
            )
        )
        spells += own
    return sentences, spells, sorted(set(marks))


def _near(marks: list[int]) -> st.SearchStrategy[int]:
    """Draw a day anywhere, on an edge after one of the marks, or on a mark."""
    after_mark = st.builds(lambda m, e: m + e, st.sampled_from(marks), st.sampled_from(EDGES))
    return st.one_of(st.integers(0, YEAR), after_mark, st.sampled_from(marks))


@st.composite
def _contact(
    draw: st.DrawFn, number: int, marks: list[int], sentence_ids: list[str]
) -> tuple[r.Contact, list[r.Outcome]]:
    on = draw(_near(marks))
    contact_id = f"C{number:03d}"
    outcome = draw(st.one_of(st.none(), *[st.sampled_from(OUTCOMES)] * 5))
    later = draw(st.sampled_from([None, None, None, 0, 1, 3, 10]))
    earlier: list[r.Outcome] = []
    if outcome is not None and later not in (None, 0) and draw(st.integers(0, 3)) == 0:
        earlier = [r.Outcome(contact_id, draw(st.sampled_from(["AFTA", "UAAB", "ATTC"])), _on(on))]
    if outcome in ("RSSR", "RSOF") and draw(st.booleans()):
        later = -draw(st.sampled_from([1, 3, 7]))
    booked = draw(st.sampled_from([None, 0, 1, 3, 7, 14, 30]))
    contact = r.Contact(
        contact_id,
        CRN,
        draw(st.sampled_from([None, None, None, *sentence_ids, ";".join(sentence_ids)])),
        draw(st.sampled_from(TYPES)),
        _on(on),
        outcome_code=outcome,
        outcome_on=None if later is None or outcome is None else _on(on + later),
        mode=draw(st.sampled_from(MODES)),
        doorstep=draw(st.sampled_from([None, None, None, True])),
        arranged_on=None if booked is None else _on(on - booked),
        entered_on=draw(st.sampled_from([None, None, None, _on(on), _on(on - 2), _on(on + 2)]))
        if later is None
        else None,
    )
    return contact, earlier


@st.composite
def _registrations(draw: st.DrawFn, marks: list[int]) -> list[r.Registration]:
    """Draw levels that follow one another, with a gap now and then, and a registration for a sexual offence."""
    turns = sorted(set(draw(st.lists(_near(marks), max_size=4))))
    found = []
    for n, at in enumerate(turns):
        code = REGISTRATIONS[draw(st.sampled_from(["L", "M", "M", "H", "VH"]))]
        until = turns[n + 1] if n + 1 < len(turns) else None
        if draw(st.integers(0, 5)) == 0:
            until = at + draw(st.sampled_from([1, 7, 30]))
        found.append(r.Registration(CRN, code, None, None, _on(at), None, None if until is None else _on(until)))
    if draw(st.integers(0, 9)) == 0:
        found.append(r.Registration(CRN, "ARSO", None, None, _on(draw(_near(marks)))))
    return found


@st.composite
def _pauses(draw: st.DrawFn, marks: list[int]) -> list[r.Pause]:
    """Draw pauses: overlapping, touching, on edges, some without an end."""
    found: list[r.Pause] = []
    for _ in range(draw(st.sampled_from([0, 0, 1, 1, 2, 3]))):
        start = draw(_near(marks))
        if found and draw(st.integers(0, 2)) == 0:
            start = ((found[-1].to_on or found[-1].from_on) - FIRST).days
        length = draw(st.one_of(st.sampled_from([1, 7, 14, 28, 29, None]), st.integers(1, 60)))
        kind = draw(st.sampled_from(PAUSES))
        found.append(r.Pause(CRN, kind, _on(start), None if length is None else _on(start + length)))
    return found


@st.composite
def _addresses(draw: st.DrawFn, marks: list[int]) -> list[r.Address]:
    if draw(st.integers(0, 3)):
        return []
    found = []
    for _ in range(draw(st.integers(1, 3))):
        start = draw(_near(marks))
        to = draw(st.sampled_from([None, start + 10, start + 40]))
        code, status = draw(
            st.sampled_from([("A08A", "M"), ("A05", "M"), ("A01C", "M"), ("A07B", "S"), ("A01C", "MA")])
        )
        found.append(r.Address(CRN, code, status, _on(start), None if to is None else _on(to)))
    return found


@cache
def synthetic() -> list[Profile]:
    """Return small profiles for what the shipped ones do not use: quotas, calendar periods, first limits, phases."""
    by_risk = {"L": 28, "M": 14, "H": 7, "VH": 7}
    phased: dict[str, int | tuple[int, int] | None] = {"L": (28, 42), "M": (14, 7), "H": (7, 14), "VH": None}
    return [
        a_profile(a_rule(limit=30, quota=2), a_rule("ANY_GAP", by_risk, quota=2, modes=_ANY), profile_id="quota"),
        a_profile(
            a_rule(limit=1, clock="WK", period="calendar-week"),
            a_rule("ANY_GAP", 1, "MO", period="calendar-month", modes=_ANY),
            a_rule(
                "RISK_REV", 1, "MO", trigger="risk_review", paused_by=["contact_suspended"], period="calendar-month"
            ),
            profile_id="calendar",
        ),
        a_profile(
            a_rule(limit=by_risk, first=Limit("WD", 3)),
            a_rule("ANY_GAP", (28, 10), modes=_ANY),
            a_rule("PLAN_REV", 3, "MO", trigger="plan", paused_by=["contact_suspended"], applies_to=_ALL),
            profile_id="first",
        ),
        a_profile(
            a_rule(
                limit=phased, paused_by=["hospital", "remand", "custody_sentence"], severity={"": "amber", "H": "red"}
            ),
            a_rule("ANY_GAP", {"L": (4, 6), "M": (4, 2), "H": (1, 1)}, "WK", modes=_ANY),
            a_rule("RISK_REV", {"L": 2, "M": 1, "H": None}, "MO", trigger="risk_review", applies_to=_ALL),
            profile_id="phased",
        ),
        a_profile(
            a_rule(limit={"": 10, "H": 5}, clock="WD"),
            a_rule("ANY_GAP", 1, "MO", modes=_ANY, outcomes=["ATTC"]),
            _milestone("HV_INIT", 10, "WD", modes=["in_person_home"]),
            _milestone("NEXT_APPT", 3, "WD"),
            _milestone("OUTCOME_MISSING", 0, "WD", paused_by=[]),
            profile_id="working",
        ),
    ]


_ALL: tuple[AppliesTo, ...] = ("CO", "SSO", "LIC", "PSS", "CUS")
_ANY: tuple[Mode, ...] = (*sorted(IN_PERSON), "group_session", "video", "phone", "remote_checkin")


def _milestone(rule_id: str, limit: int, clock: str, **more: object) -> Rule:
    return a_rule(rule_id, limit, clock, kind="milestone", **more)  # type: ignore[arg-type]


@st.composite
def standings(draw: st.DrawFn, marks: list[int]) -> tuple[Standing, list[r.CaseProfile]]:
    """Draw the profile of a case, and now and then dated rows with another one."""
    main = [shipped()["ps-ns2021"], shipped()["ps-ns2021"], *shipped().values(), *synthetic()]
    default = draw(st.sampled_from(main))
    rows: list[tuple[dt.date, dt.date | None, Profile]] = []
    if default.id in shipped() and draw(st.integers(0, 3)) == 0:
        at = draw(_near(marks))
        until = draw(st.one_of(st.none(), st.sampled_from([at + 30, at + 90])))
        rows.append((_on(at), None if until is None else _on(until), draw(st.sampled_from(list(shipped().values())))))
    return Standing(default, tuple(rows)), [r.CaseProfile(CRN, row[2].id, row[0], row[1]) for row in rows]


@st.composite
def histories(draw: st.DrawFn) -> Drawn:
    """Draw a case of about a year and the profile that judges it."""
    sentences, spells, marks = draw(_sentences())
    drawn = [draw(_contact(n, marks, [s.sentence_id for s in sentences])) for n in range(draw(st.integers(0, 20)))]
    marks = sorted({*marks, *((c.date - FIRST).days for c, _ in drawn[:4])})
    kinds: list[PlanKind] = ["sentence", "sentence", "custody", "resettlement"]
    plans = [
        r.Plan(f"P{n}", CRN, draw(st.sampled_from([None, None, "S1", "S2"])), draw(st.sampled_from(kinds)), _on(at))
        for n, at in enumerate(draw(st.lists(_near(marks), max_size=2)))
    ]
    subjects: list[ReviewOf] = ["plan", "risk", "risk", "resettlement"]
    reviews = [
        r.Review(f"R{n}", CRN, draw(st.sampled_from(subjects)), None, _on(at))
        for n, at in enumerate(draw(st.lists(_near(marks), max_size=3)))
    ]
    standing, profile_rows = draw(standings(marks))
    role: AllocationRole = "COM"
    turns = sorted(set(draw(st.lists(_near(marks), max_size=2))))
    allocations = [
        r.Allocation(CRN, f"N01A{n:03d}", role, _on(at), _on(turns[n + 1]) if n + 1 < len(turns) else None)
        for n, at in enumerate(turns)
    ]
    closed = draw(st.sampled_from([None] * 9 + [1]))
    facts = CaseFacts(
        case=r.Case(
            CRN,
            officer_code="N01A900",
            rosh=draw(st.sampled_from(["L", "M", "H", "VH", "M", None])),
            closed_on=None if closed is None else _on(draw(days(30))),
        ),
        sentences=tuple(sentences),
        spells=tuple(spells),
        pauses=tuple(draw(_pauses(marks))),
        contacts=tuple(c for c, _ in drawn),
        outcomes=tuple(o for _, rows in drawn for o in rows),
        plans=tuple(plans),
        reviews=tuple(reviews),
        registrations=tuple(draw(_registrations(marks))),
        addresses=tuple(draw(_addresses(marks))),
        case_profiles=tuple(profile_rows),
        allocations=tuple(allocations),
    )
    return Drawn(facts, standing, tuple(marks))


def days_of(drawn: Drawn) -> st.SearchStrategy[dt.date]:
    """Draw a day on which to look at a history: on or just after one of its facts, or any."""
    known = sorted({d for d in _fact_days(drawn.facts) if d >= FIRST})
    near = st.builds(
        lambda d, n: d + n * ONE, st.sampled_from(known or [FIRST]), st.sampled_from((0, 1, 2, 7, 14, 28, 29, 84))
    )
    return st.one_of(near, st.integers(0, YEAR + 100).map(_on))
