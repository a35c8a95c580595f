"""The parts of an obligation: what started its clock, the terms in force, and the days of one due date."""

import datetime as dt
from dataclasses import dataclass

from caseload_tui.domain.clocks import Limit
from caseload_tui.domain.words import AnchorKind, Mark, Severity
from caseload_tui.standards.rule import Rule, Source

EVER = dt.date.min
"""The day before all days, since which what is known on its own day is known."""

UNDATED = dt.date.min
"""Stands where a start is not recorded: such a duty is unknown, and is shown on every day."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """What started the clock: a record of a kind, its id and its day."""

    kind: AnchorKind
    id: str
    on: dt.date


@dataclass(frozen=True, slots=True)
class Terms:
    """The limit in force, in the words that name it, with the rule and the profile that say so."""

    rule: Rule
    profile: str
    profile_version: str
    limit: Limit | None
    words: str
    level: str | None = None
    """The level of risk, tier or MAPPA that the limit is for, where it depends on one."""


@dataclass(frozen=True, slots=True)
class Span:
    """Days [from_on, to_on) on which an obligation has one due date and one severity; `to_on` None has no end yet.

    `due_on` None: an open-ended pause holds the clock, or a fact is missing. `base_on` is the day the limit is counted
    from, which is the anchor's day unless a change tightened it. `soon_from` is the first day due soon (ruling 52).
    """

    from_on: dt.date
    to_on: dt.date | None
    due_on: dt.date | None
    severity: Severity
    terms: Terms
    base_on: dt.date
    anchor: Anchor
    soon_from: dt.date | None = None
    mark: Mark | None = None
    stage: int | None = None
    hard_due_on: dt.date | None = None
    red_from: dt.date | None = None

    @property
    def limit(self) -> Limit | None:
        """Return the limit in force."""
        return self.terms.limit

    @property
    def limit_words(self) -> str:
        """Return the limit for people, with the level and the phase it is for."""
        return self.terms.words

    @property
    def profile(self) -> str:
        """Return the id of the profile that sets the limit."""
        return self.terms.profile

    @property
    def profile_version(self) -> str:
        """Return the version of that profile."""
        return self.terms.profile_version

    @property
    def source(self) -> Source:
        """Return where the limit comes from."""
        return self.terms.rule.source

    def holds(self, day: dt.date) -> bool:
        """Return whether the day lies in the span."""
        return self.from_on <= day and (self.to_on is None or day < self.to_on)
