"""A standard as data: what one rule of a profile says, and the profile that holds it. No number of practice is here."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from caseload_tui.domain.clocks import Limit
from caseload_tui.domain.words import (
    CONFIDENCE_TITLES,
    AppliesTo,
    Clock,
    Confidence,
    LevelBy,
    Mode,
    PauseKind,
    Period,
    RuleKind,
    Severity,
    SourceType,
    Trigger,
)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule and its numbers come from, and how sure we are (the marks of docs/practice.md)."""

    type: SourceType
    title: str
    year: int | None
    confidence: Confidence

    @property
    def words(self) -> str:
        """Return it, and how sure it is: `contract: Measure SL006, 2023, verified`; what the title says only once."""
        kind = "" if self.title.lower().startswith(self.type) else f"{self.type}: "
        sure = "" if self.confidence == "D" and not kind else CONFIDENCE_TITLES[self.confidence]
        return ", ".join(part for part in (f"{kind}{self.title}", str(self.year or ""), sure) if part)


@dataclass(frozen=True, slots=True)
class Steps:
    """The limit of one level: the same throughout, or another one in the first weeks of a community spell."""

    phase1: int
    later: int


@dataclass(frozen=True, slots=True)
class Rule:
    """One duty: what starts its clock, how long it runs, what satisfies it, for whom it holds."""

    id: str
    kind: RuleKind
    title: str
    trigger: Trigger
    source: Source
    severity: Mapping[str, Severity]
    """Severity by RoSH level; the key "" stands for every level not named."""

    applies_to: frozenset[AppliesTo]
    clock: Clock | None = None
    by: LevelBy | None = None
    limits: Mapping[str, Steps | None] = field(default_factory=dict)
    """Limit by level, in units of `clock`; the key "" when `by` is None; None where the rule is off."""

    quota: int = 1
    period: Period = "rolling"
    first: Limit | None = None
    """Limit of the first obligation, while nothing qualifying has happened yet (ruling 22)."""

    modes: frozenset[Mode] = frozenset()
    other_modes: frozenset[Mode] = frozenset()
    """Modes of the second reading (ruling E15)."""

    types: frozenset[str] = frozenset()
    outcomes: frozenset[str] = frozenset()
    paused_by: frozenset[PauseKind] = frozenset()
    hard: int | None = None
    grace: int = 0
    """Days after the due date before the screen shows red; never moves the due date (ruling E18)."""

    count: int | None = None
    window: int | None = None
    weeks: int | None = None
    maximum: int | None = None
    per: str | None = None
    licence: bool = False
    delegated_in_person: bool = False

    def steps(self, level: str | None) -> Steps | None:
        """Return the limit of a level, None where the rule is off; no level recorded takes the least (ruling 24)."""
        if self.by is None:
            return self.limits.get("")
        if level is not None and level in self.limits:
            return self.limits[level]
        if level is not None and self.by == "tier" and level[:1] in self.limits:
            return self.limits[level[:1]]
        if level is not None:
            return self.limits.get("")
        held = [steps for steps in self.limits.values() if steps is not None]
        return min(held, key=lambda s: (s.phase1, s.later), default=None)

    def severity_at(self, rosh: str | None) -> Severity:
        """Return the severity for a RoSH level; an unrecorded level takes the worst one named."""
        if rosh in self.severity:
            return self.severity[rosh or ""]
        if "" in self.severity:
            return self.severity[""]
        order: dict[Severity, int] = {"red": 0, "amber": 1, "blue": 2}
        return min(self.severity.values(), key=lambda s: order[s])


@dataclass(frozen=True, slots=True)
class Profile:
    """A named, versioned, dated set of rules; a rule it does not name is off in it."""

    id: str
    version: str
    title: str
    rules: Mapping[str, Rule]
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    path: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """Which profile judges a case on which day (ruling 6)."""

    default: Profile
    rows: tuple[tuple[dt.date, dt.date | None, Profile], ...] = ()
    """Dated profiles [from, to), in no order; the newest start wins where they overlap."""

    def on(self, day: dt.date) -> Profile:
        """Return the profile that holds on a day."""
        held = [row for row in self.rows if row[0] <= day and (row[1] is None or day < row[1])]
        return max(held, key=lambda row: row[0])[2] if held else self.default

    def changes(self) -> tuple[dt.date, ...]:
        """Return the days on which another profile may come into force, earliest first."""
        days = {row[0] for row in self.rows} | {row[1] for row in self.rows if row[1] is not None}
        return tuple(sorted(days))
