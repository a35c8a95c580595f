"""What the engine gives: an obligation with its whole life, and what a day sees of it."""

import datetime as dt
from dataclasses import dataclass, field

from caseload_tui.domain.words import (
    LIVE_STATES,
    ClosedBecause,
    Mark,
    RuleKind,
    Severity,
    State,
)
from caseload_tui.engine.parts import UNDATED, Anchor, Span
from caseload_tui.standards.rule import Source


@dataclass(frozen=True, slots=True)
class Reading:
    """The same duty by a second reading, such as attended beside arranged (ruling E15)."""

    name: str
    state: State
    due_on: dt.date | None
    satisfied_on: dt.date | None


@dataclass(frozen=True, slots=True)
class Obligation:
    """One duty to one person, from the day it opened to the day it was met or closed, days to come included.

    Spans cover [opened_on, end) without gap or overlap, where the end is the earlier of satisfied_on and closed_on;
    an obligation met on or before the day it opened has one span of that day, and one met by a due date that came into
    force on the day it was met has a last span of that day. `missing` names the facts whose absence
    makes it unknown.

    A fact may come to light after the day it is about, such as an outcome typed in a week later. Then the duty has one
    version for the days before and one for the days since: a day sees the version with seen_from <= day < seen_to.
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
    second: "Second" = ()
    """Second readings, by name: all duties of that reading, of which a day shows the one open beside this."""

    seen_from: dt.date | None = None
    seen_to: dt.date | None = None
    is_listed_early: bool = False
    """Its rule knows a future opening, so it is listed before it opens (ruling 53)."""

    @property
    def ends_on(self) -> dt.date | None:
        """Return the day the duty ended, met or closed, None while it lives."""
        met_on, closed_on = self.satisfied_on, self.closed_on
        if met_on is None or closed_on is None:
            return closed_on if met_on is None else met_on
        return min(met_on, closed_on)

    @property
    def is_undated(self) -> bool:
        """Return whether the day it opened is not recorded."""
        return self.opened_on == UNDATED

    def span_on(self, day: dt.date) -> Span:
        """Return the span that holds the day; before the first the first, after the end the last."""
        for span in self.spans:
            if span.to_on is None or day < span.to_on:
                return span
        return self.spans[-1]

    def is_seen_on(self, day: dt.date) -> bool:
        """Return whether a day sees this version of the duty, opened or not."""
        return (self.seen_from is None or self.seen_from <= day) and (self.seen_to is None or day < self.seen_to)

    def is_listed_on(self, day: dt.date) -> bool:
        """Return whether a day lists the duty: it is seen, and has opened or is known to open."""
        return self.is_seen_on(day) and (self.opened_on <= day or self.is_listed_early)


Second = tuple[tuple[str, tuple[Obligation, ...]], ...]
"""Duties by other readings of the same rule, each with the name of the reading."""


@dataclass(frozen=True, slots=True)
class NotApplicable:
    """A rule of the profile that has no obligation for this case, and why."""

    crn: str
    sentence_id: str | None
    rule: str
    why: str


@dataclass(frozen=True, slots=True)
class History:
    """Every obligation a case ever had, oldest first, the rules that never applied, and the day of the last fact."""

    obligations: tuple[Obligation, ...]
    not_applicable: tuple[NotApplicable, ...]
    last_fact_on: dt.date = dt.date.min


@dataclass(frozen=True, slots=True)
class TraceLine:
    """One fact the engine looked at: whether it counted, and why or why not."""

    on: dt.date
    why: str
    counted: bool = False
    contact_id: str | None = None


@dataclass(frozen=True, slots=True)
class Assessed:
    """An obligation as seen on a day: all that JSON and the Why screen print of it, in the words of docs/schemas/.

    What lies after the day is masked: `satisfied_on`, `closed_on` and the span are those of the day. Read these fields
    and properties, not `obligation`, which knows what came later.
    """

    obligation: Obligation = field(repr=False)
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
    clock: str = ""
    """The arithmetic of the due date in words: from which day, how long, paused how long, until when."""

    is_snoozed: bool = False
    """Out of the worker's list, until a date or until a fact changes."""

    @property
    def crn(self) -> str:
        """Return whose duty it is about."""
        return self.obligation.crn

    @property
    def rule(self) -> str:
        """Return the rule id."""
        return self.obligation.rule

    @property
    def kind(self) -> RuleKind:
        """Return the kind of rule."""
        return self.obligation.kind

    @property
    def sentence_id(self) -> str | None:
        """Return the sentence, None for a duty to the person."""
        return self.obligation.sentence_id

    @property
    def is_live(self) -> bool:
        """Return whether the duty is still to be met."""
        return self.state in LIVE_STATES

    @property
    def title(self) -> str:
        """Return what is due, with the word overdue while it is."""
        return f"{self.obligation.title} overdue" if self.state == "overdue" else self.obligation.title

    @property
    def opened_on(self) -> dt.date | None:
        """Return the day it opened, None where the start is not recorded."""
        return None if self.obligation.is_undated else self.obligation.opened_on

    @property
    def window_opens_on(self) -> dt.date | None:
        """Return the day a countdown's window opens."""
        return self.obligation.window_opens_on

    @property
    def anchor(self) -> Anchor | None:
        """Return what started the clock, None where the start is not recorded."""
        return None if self.obligation.is_undated else self.span.anchor

    @property
    def missing(self) -> tuple[str, ...]:
        """Return the facts whose absence makes it unknown."""
        return self.obligation.missing

    @property
    def limit(self) -> str:
        """Return the limit in words."""
        return self.span.limit_words

    @property
    def limit_code(self) -> str | None:
        """Return the limit as a code, such as CD(7)."""
        return None if self.span.limit is None else self.span.limit.code

    @property
    def profile(self) -> str:
        """Return the profile that sets the limit."""
        return self.span.profile

    @property
    def profile_version(self) -> str:
        """Return the version of that profile."""
        return self.span.profile_version

    @property
    def source(self) -> Source:
        """Return where the limit comes from."""
        return self.span.source

    @property
    def mark(self) -> Mark | None:
        """Return whether the due date was moved, or the sentence is too short for the standard."""
        return self.span.mark

    @property
    def stage(self) -> int | None:
        """Return the stage of a duty that goes up in stages."""
        return self.span.stage

    @property
    def hard_due_on(self) -> dt.date | None:
        """Return the hard end of a range, where the rule has one."""
        return self.span.hard_due_on

    @property
    def shown_red_from(self) -> dt.date | None:
        """Return the first day shown as late: the day after the due date, and grace later (ruling E18)."""
        return self.span.red_from
