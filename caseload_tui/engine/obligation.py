"""What the engine gives: an obligation with its whole life, and what a day sees of it."""

import datetime as dt
from dataclasses import dataclass

from caseload_tui.domain.clocks import Limit
from caseload_tui.domain.words import (
    AnchorKind,
    ClosedBecause,
    Mark,
    RuleKind,
    Severity,
    State,
)
from caseload_tui.standards.rule import Source


@dataclass(frozen=True, slots=True)
class Anchor:
    """What started the clock: a record of a kind, its id and its day."""

    kind: AnchorKind
    id: str
    on: dt.date


@dataclass(frozen=True, slots=True)
class Span:
    """Days [from_on, to_on) on which an obligation has one due date and one severity; `to_on` None has no end yet.

    `due_on` None: an open-ended pause holds the clock, or a fact is missing. `soon_from` is the first day on which the
    duty is due soon (ruling 52), `limit` the limit in force with the words that name it.
    """

    from_on: dt.date
    to_on: dt.date | None
    due_on: dt.date | None
    severity: Severity
    soon_from: dt.date | None = None
    limit: Limit | None = None
    limit_words: str = ""
    profile: str = ""
    profile_version: str = ""
    source: Source | None = None
    stage: int | None = None
    hard_due_on: dt.date | None = None
    red_from: dt.date | None = None
    mark: Mark | None = None

    def holds(self, day: dt.date) -> bool:
        """Return whether the day lies in the span."""
        return self.from_on <= day and (self.to_on is None or day < self.to_on)


@dataclass(frozen=True, slots=True)
class Reading:
    """The same duty by a second reading, such as attended beside arranged (engine.md ruling 15)."""

    name: str
    state: State
    due_on: dt.date | None
    satisfied_on: dt.date | None


@dataclass(frozen=True, slots=True)
class Obligation:
    """One duty to one person, from the day it opened to the day it was met or closed, days to come included.

    Spans cover [opened_on, end) without gap or overlap, where the end is the earlier of satisfied_on and closed_on;
    an obligation met on the day it opened has one span of that day. `missing` names the facts whose absence makes it
    unknown.
    """

    rule: str
    kind: RuleKind
    title: str
    crn: str
    sentence_id: str | None
    opened_on: dt.date
    anchor: Anchor
    spans: tuple[Span, ...]
    window_opens_on: dt.date | None = None
    satisfied_on: dt.date | None = None
    satisfied_by: str | None = None
    closed_on: dt.date | None = None
    closed_because: ClosedBecause | None = None
    missing: tuple[str, ...] = ()
    second: tuple[Reading, ...] = ()

    @property
    def ends_on(self) -> dt.date | None:
        """Return the day the duty ended, met or closed, None while it lives."""
        ends = [day for day in (self.satisfied_on, self.closed_on) if day is not None]
        return min(ends, default=None)

    def span_on(self, day: dt.date) -> Span:
        """Return the span that holds the day; before the first the first, after the end the last."""
        for span in self.spans:
            if span.to_on is None or day < span.to_on:
                return span
        return self.spans[-1]


@dataclass(frozen=True, slots=True)
class NotApplicable:
    """A rule of the profile that has no obligation for this case, and why."""

    crn: str
    sentence_id: str | None
    rule: str
    why: str


@dataclass(frozen=True, slots=True)
class History:
    """Every obligation a case ever had, oldest first, and the rules that never applied."""

    obligations: tuple[Obligation, ...]
    not_applicable: tuple[NotApplicable, ...]


@dataclass(frozen=True, slots=True)
class TraceLine:
    """One fact the engine looked at: whether it counted, and why or why not."""

    on: dt.date
    why: str
    counted: bool = False
    contact_id: str | None = None


@dataclass(frozen=True, slots=True)
class Assessed:
    """An obligation as seen on a day: all that JSON and the Why screen print of it, in the words of interchange.md 3."""

    obligation: Obligation
    as_of: dt.date
    state: State
    severity: Severity
    due_on: dt.date | None
    days_late: int
    working_days_late: int
    satisfied_on: dt.date | None
    satisfied_by: str | None
    closed_on: dt.date | None
    closed_because: ClosedBecause | None
    span: Span
    readings: tuple[Reading, ...]
    ual_since: dt.date | None
    officer_code: str | None
    fell_due_under: str | None
    snoozed_until: dt.date | None
    would_clear: str
