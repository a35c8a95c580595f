"""The due date of one duty of one sentence, carried from day to day (E5, rulings 13, 14, 15, 22)."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from caseload_tui.domain.words import Clock
from caseload_tui.standards.rule import Rule, Steps
from tests.oracle.days import ONE, Held, Paused, reach
from tests.oracle.world import Stay, World

FIRST_WEEKS = 84
FAR = dt.date.max


@dataclass(frozen=True)
class Term:
    """A way a due date can be computed: this limit, counted from this day, in the first weeks or not."""

    clock: Clock
    steps: Steps
    base: dt.date
    is_early: bool


class Count:
    """Counts days for one rule, one pause at a time known, and remembers what it counted."""

    def __init__(self, world: World, pauses_with: Callable[[Stay], bool]) -> None:
        self.world = world
        self.pauses_with = pauses_with
        self._memo: dict[tuple[object, ...], dt.date] = {}

    def __call__(
        self, rule: Rule, clock: Clock, n: int, base: dt.date, known_on: dt.date, *, released: bool
    ) -> dt.date:
        """Return the day reached, FAR where a pause holds it; `released` takes open pauses as ending on `known_on`."""
        pauses = self.world.pause_key(rule, known_on)
        key = (clock, n, base, rule.period, rule.paused_by, pauses, released and known_on)
        if key not in self._memo:
            paused = self.world.paused(rule, known_on, self.pauses_with)
            asker = _released(paused, known_on) if released else paused
            self._memo[key] = reach(clock, n, base, self.world.calendar, asker, rule.period) or FAR
        return self._memo[key]


def _released(paused: Paused, on: dt.date) -> Paused:
    def ask(day: dt.date) -> Held:
        held = paused(day)
        if held is Held.FOR_EVER:
            return Held.YES if day < on else Held.NO
        return held

    return ask


class Duty:
    """The due date of one duty from its anchor on; ask `due_on` for one day after another.

    The due date is the earliest that its terms give: one, and after the limit was tightened another one each time.
    The planned end of the spell is the one thing looked at again on the day after: it was not the end if supervision
    goes on that day.
    """

    end: dt.date | None

    def __init__(
        self,
        rule_id: str,
        count: Count,
        anchor: dt.date,
        phase_start: dt.date | None,
        *,
        is_first: bool = False,
        clamp: Callable[[dt.date], dt.date | None] = lambda _: None,
    ) -> None:
        self.rule_id, self.count, self.world = rule_id, count, count.world
        self.anchor, self.phase_start, self.is_first, self.clamp = anchor, phase_start, is_first, clamp
        self.limit = self._limit(self._rule(anchor), anchor)
        self.terms = [self._term(anchor, anchor)]
        self.due = self._evaluate(self.terms, anchor)
        self.day = anchor

    def _rule(self, day: dt.date) -> Rule:
        rule = self.world.rule(self.rule_id, day)
        assert rule is not None
        return rule

    def _limit(self, rule: Rule, day: dt.date) -> tuple[Clock, Steps]:
        if self.is_first and rule.first is not None:
            return rule.first.clock, Steps(rule.first.n, rule.first.n)
        steps = self.world.steps(rule, day)
        assert steps is not None
        assert rule.clock is not None
        return rule.clock, steps

    def _is_early(self, day: dt.date) -> bool:
        return self.phase_start is not None and day < self.phase_start + FIRST_WEEKS * ONE

    def _term(self, base: dt.date, decided_on: dt.date) -> Term:
        return Term(*self.limit, base, self._is_early(base) and self._is_early(decided_on))

    def _evaluate(self, terms: list[Term], known_on: dt.date, *, released: bool = False) -> dt.date:
        """Return the due date the terms give; FAR where a pause without an end holds it."""
        due = min(self._reached(term, known_on, released=released) for term in terms)
        self.end = self.clamp(known_on)
        self.is_cut = self.end is not None and due != FAR and due >= self.end
        if self.end is not None and self.is_cut:
            due = max(self.end - ONE, self.anchor)
        return due

    def _reached(self, term: Term, known_on: dt.date, *, released: bool) -> dt.date:
        rule = self._rule(known_on)

        def at(n: int, base: dt.date) -> dt.date:
            return self.count(rule, term.clock, n, base, known_on, released=released)

        if not term.is_early or self.phase_start is None:
            return at(term.steps.later, term.base)
        change = self.phase_start + FIRST_WEEKS * ONE
        due = at(term.steps.phase1, term.base)
        if due < change:
            return due
        later = at(term.steps.later, term.base)
        return later if later >= due else min(due, at(term.steps.later, change))

    def due_on(self, day: dt.date) -> dt.date | None:
        """Return the due date as it stands on a day, which must not be before the last one asked for."""
        while self.day < day:
            self.day += ONE
            if self.day <= self.due or (self.is_cut and self.day == self.end):
                self._live(self.day)
        return None if self.due == FAR else self.due

    def _live(self, day: dt.date) -> None:
        """Let a day pass on which the duty is not overdue."""
        limit = self._limit(self._rule(day), day)
        if limit != self.limit:
            self.limit = limit
            whole = self._term(self.anchor, day)
            if self._evaluate([whole], day, released=True) >= self._evaluate(self.terms, day, released=True):
                self.terms = [whole]
            else:
                self.terms = [*self.terms, self._term(day, day)]
        self.due = self._evaluate(self.terms, day)
