"""Random case histories of about a year, their days drawn to the edges where readings of a rule differ."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from functools import cache
from typing import TypeVar

from hypothesis import strategies as st
from hypothesis.vendor.pretty import RepresentationPrinter

from caseload_tui.domain import records as r
from caseload_tui.domain.clocks import Limit
from caseload_tui.domain.facts import CaseFacts
from caseload_tui.domain.words import (
    AppliesTo,
    Mode,
    PauseKind,
    PlanKind,
    ReviewOf,
    SentenceType,
    Setting,
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
MOST_CONTACTS = 18
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


T = TypeVar("T")


@cache
def _between(low: int, high: int) -> st.SearchStrategy[int]:
    return st.integers(low, high)


@dataclass(frozen=True)
class Dice:
    """Draws by position in a list: many small draws of a few strategies are quick, many strategies are not."""

    draw: st.DrawFn

    def number(self, low: int, high: int) -> int:
        """Return a number between the two, both included."""
        return self.draw(_between(low, high))

    def pick(self, options: Sequence[T]) -> T:
        """Return one of the options; the first is the simplest."""
        return options[self.number(0, len(options) - 1)]

    def is_rare(self, one_in: int) -> bool:
        """Return True once in so many times."""
        return self.number(1, one_in) == one_in

    def distance(self, low: int, high: int) -> int:
        """Return a number of days between the two, every second one on an edge."""
        on_edge = [e for e in EDGES if low <= e <= high]
        return self.pick(on_edge) if on_edge and self.number(0, 1) else self.number(low, high)

    def near(self, marks: Sequence[int]) -> int:
        """Return a day on a mark, on an edge after one, or anywhere."""
        kind = self.number(0, 2)
        if kind == 2:
            return self.number(0, YEAR)
        return self.pick(marks) + (self.pick(EDGES) if kind else 0)

    def several(self, marks: Sequence[int], most: int) -> list[int]:
        """Return some different days, earliest first."""
        return sorted({self.near(marks) for _ in range(self.number(0, most))})


def _on(n: int) -> dt.date:
    return FIRST + n * ONE


def _maybe(n: int | None) -> dt.date | None:
    return None if n is None else _on(n)


def _custody(dice: Dice, sentence_id: str, start: int) -> tuple[list[r.Spell], list[int]]:
    """Return the spells of a prison sentence (custody, release, perhaps recalls) and the days on which one changes."""
    spells: list[r.Spell] = []
    marks = [start]
    setting: Setting = dice.pick(("custody", "community"))
    because: SpellBecause = "sentence" if setting == "custody" else dice.pick(("release", "sentence"))
    was_recalled = False
    for _ in range(dice.pick((1, 2, 3, 3, 4, 5))):
        end = marks[-1] + dice.distance(1, 120)
        spells.append(r.Spell(sentence_id, setting, _on(marks[-1]), _on(end), because))
        marks.append(end)
        was_recalled = was_recalled or because == "recall"
        setting = "community" if setting == "custody" else "custody"
        because = "recall" if setting == "custody" else ("re-release" if was_recalled else "release")
    if dice.number(0, 1):
        spells[-1] = replace(spells[-1], to_on=None)
    return spells, marks


@dataclass(frozen=True, repr=False)
class Drawn:
    """A case history, who judges it, and what kind of history it is."""

    facts: CaseFacts
    standing: Standing
    marks: tuple[int, ...]

    def __repr__(self) -> str:
        """Return the history in short, for the report of a difference."""
        rows = [(f"{start}", f"{end}", profile.id) for start, end, profile in self.standing.rows]
        lines = [f"profile {self.standing.default.id} {rows}", _short(self.facts.case)]
        for name in self.facts.__dataclass_fields__:
            held = getattr(self.facts, name)
            lines += [f"  {name}: {_short(row)}" for row in held] if isinstance(held, tuple) else []
        return "\n".join(lines)

    def _repr_pretty_(self, printer: RepresentationPrinter, _: bool) -> None:  # noqa: FBT001 - Hypothesis calls it so
        """Show the same where Hypothesis prints what it drew."""
        printer.text(repr(self))

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


def _short(record: object) -> str:
    """Return the fields of a record that hold something."""
    held = ((f.name, getattr(record, f.name)) for f in fields(record))  # type: ignore[arg-type]
    return " ".join(f"{name}={value}" for name, value in held if value is not None and name != "crn")


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


def _sentences(dice: Dice) -> tuple[list[r.Sentence], list[r.Spell], list[int]]:
    sentences: list[r.Sentence] = []
    spells: list[r.Spell] = []
    marks: list[int] = [0]
    kinds: tuple[SentenceType, ...] = ("CO", "SSO", "CUSTODY", "CUSTODY", "PSS")
    for n in range(dice.pick((1, 1, 2, 2, 3))):
        sentence_id, kind = f"S{n + 1}", dice.pick(kinds)
        start = 0 if n == 0 else dice.pick((dice.distance(0, 250), dice.pick(marks)))
        ends = start + dice.distance(1, 400) if dice.is_rare(3) else None
        ended = start + dice.distance(1, 300) if dice.is_rare(4) else None
        if kind == "CUSTODY" and not dice.is_rare(10):
            own, changes = _custody(dice, sentence_id, start)
            spells += own
            marks += changes
        elif kind == "PSS" and dice.number(0, 1):
            spells.append(r.Spell(sentence_id, "community", _on(start), None, dice.pick((None, "release"))))
        marks += [m for m in (start, ends, ended) if m is not None]
        sentences.append(
            r.Sentence(
                sentence_id,
                CRN,
                kind,
                sentenced_on=_on(start),
                allocated_on=_maybe(dice.pick((None, start, start + 2))),
                starts_on=_maybe(dice.pick((start, start, None))),
                ends_on=_maybe(ends),
                ended_on=_maybe(ended),
            )
        )
    return sentences, spells, sorted(set(marks))


def _contact(
    dice: Dice, number: int, marks: Sequence[int], sentences: Sequence[str]
) -> tuple[r.Contact, list[r.Outcome]]:
    on, contact_id = dice.near(marks), f"C{number:03d}"
    outcome = None if dice.is_rare(6) else dice.pick(OUTCOMES)
    later = None if outcome is None else dice.pick((None, None, None, 0, 1, 3, 10))
    earlier: list[r.Outcome] = []
    if later and dice.is_rare(4):
        earlier = [r.Outcome(contact_id, dice.pick(("AFTA", "UAAB", "ATTC")), _on(on))]
    elif outcome in ("RSSR", "RSOF") and dice.number(0, 1):
        later = -dice.pick((1, 3, 7))
    booked = dice.pick((None, 0, 1, 3, 7, 14, 30))
    entered = dice.pick((None, None, None, on, on - 2, on + 2)) if later is None else None
    contact = r.Contact(
        contact_id,
        CRN,
        dice.pick((None, None, None, *sentences, ";".join(sentences))),
        dice.pick(TYPES),
        _on(on),
        outcome_code=outcome,
        outcome_on=None if later is None else _on(on + later),
        mode=dice.pick(MODES),
        doorstep=True if dice.is_rare(5) else None,
        arranged_on=None if booked is None else _on(on - booked),
        entered_on=_maybe(entered),
    )
    return contact, earlier


def _registrations(dice: Dice, marks: Sequence[int]) -> list[r.Registration]:
    """Return levels that follow one another, with a gap now and then, and a registration for a sexual offence."""
    turns = dice.several(marks, 4)
    found = []
    for n, at in enumerate(turns):
        code = REGISTRATIONS[dice.pick(("L", "M", "M", "H", "VH"))]
        until = turns[n + 1] if n + 1 < len(turns) else None
        if dice.is_rare(5):
            until = at + dice.pick((1, 7, 30))
        found.append(r.Registration(CRN, code, None, None, _on(at), None, _maybe(until)))
    if dice.is_rare(10):
        found.append(r.Registration(CRN, "ARSO", None, None, _on(dice.near(marks))))
    return found


def _pauses(dice: Dice, marks: Sequence[int]) -> list[r.Pause]:
    """Return pauses: overlapping, touching, on edges, some without an end."""
    found: list[r.Pause] = []
    for _ in range(dice.pick((0, 0, 1, 1, 2, 3))):
        start = dice.near(marks)
        if found and dice.is_rare(3):
            start = ((found[-1].to_on or found[-1].from_on) - FIRST).days
        length = dice.pick((1, 7, 14, 28, 29, dice.number(1, 60), None))
        found.append(r.Pause(CRN, dice.pick(PAUSES), _on(start), None if length is None else _on(start + length)))
    return found


def _addresses(dice: Dice, marks: Sequence[int]) -> list[r.Address]:
    found = []
    for _ in range(dice.pick((0, 0, 0, 1, 2, 3))):
        start = dice.near(marks)
        code, status = dice.pick((("A08A", "M"), ("A05", "M"), ("A01C", "M"), ("A07B", "S"), ("A01C", "MA")))
        found.append(r.Address(CRN, code, status, _on(start), _maybe(dice.pick((None, start + 10, start + 40)))))
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


def _standing(dice: Dice, marks: Sequence[int]) -> tuple[Standing, list[r.CaseProfile]]:
    """Return the profile of a case, and now and then dated rows with another one."""
    ours = list(shipped().values())
    default = dice.pick((*ours, *ours, *synthetic()))
    rows: list[tuple[dt.date, dt.date | None, Profile]] = []
    if default in ours and dice.is_rare(4):
        at = dice.near(marks)
        rows.append((_on(at), _maybe(dice.pick((None, at + 30, at + 90))), dice.pick(ours)))
    return Standing(default, tuple(rows)), [r.CaseProfile(CRN, row[2].id, row[0], row[1]) for row in rows]


@st.composite
def histories(draw: st.DrawFn) -> Drawn:
    """Draw a case of about a year and the profile that judges it."""
    dice = Dice(draw)
    sentences, spells, marks = _sentences(dice)
    drawn: list[tuple[r.Contact, list[r.Outcome]]] = []
    while len(drawn) < MOST_CONTACTS and dice.number(0, MOST_CONTACTS // 2):
        drawn.append(_contact(dice, len(drawn), marks, [s.sentence_id for s in sentences]))
    marks = sorted({*marks, *((c.date - FIRST).days for c, _ in drawn[:4])})
    kinds: tuple[PlanKind, ...] = ("sentence", "sentence", "custody", "resettlement")
    subjects: tuple[ReviewOf, ...] = ("plan", "risk", "risk", "resettlement")
    standing, profile_rows = _standing(dice, marks)
    turns = dice.several(marks, 2)
    facts = CaseFacts(
        case=r.Case(
            CRN,
            officer_code="N01A900",
            rosh=dice.pick(("M", "L", "H", "VH", None)),
            closed_on=_on(dice.distance(30, YEAR)) if dice.is_rare(10) else None,
        ),
        sentences=tuple(sentences),
        spells=tuple(spells),
        pauses=tuple(_pauses(dice, marks)),
        contacts=tuple(c for c, _ in drawn),
        outcomes=tuple(o for _, rows in drawn for o in rows),
        plans=tuple(
            r.Plan(f"P{n}", CRN, dice.pick((None, None, "S1", "S2")), dice.pick(kinds), _on(at))
            for n, at in enumerate(dice.several(marks, 3))
        ),
        reviews=tuple(
            r.Review(f"R{n}", CRN, dice.pick(subjects), None, _on(at)) for n, at in enumerate(dice.several(marks, 3))
        ),
        registrations=tuple(_registrations(dice, marks)),
        addresses=tuple(_addresses(dice, marks)),
        case_profiles=tuple(profile_rows),
        allocations=tuple(
            r.Allocation(CRN, f"N01A{n:03d}", "COM", _on(at), _maybe(turns[n + 1] if n + 1 < len(turns) else None))
            for n, at in enumerate(turns)
        ),
    )
    return Drawn(facts, standing, tuple(marks))


@st.composite
def days_of(draw: st.DrawFn, drawn: Drawn) -> dt.date:
    """Draw a day on which to look at a history: on or just after one of its facts, or any."""
    dice = Dice(draw)
    if dice.is_rare(3):
        return _on(dice.number(0, YEAR + 100))
    known = sorted({d for d in _fact_days(drawn.facts) if d >= FIRST})
    return dice.pick(known or [FIRST]) + dice.pick((0, 1, 2, 7, 14, 28, 29, 84)) * ONE
