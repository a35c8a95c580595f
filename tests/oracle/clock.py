"""The due date of one duty of one sentence, carried from day to day (E5, rulings 13, 14, 15, 22)."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from caseload_tui.domain.clocks import Limit
from caseload_tui.domain.words import Clock
from caseload_tui.standards.rule import Rule, Steps
from tests.oracle.days import ONE, reach
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
        self._memo: dict[tuple[object, ...], dt.date | None] = {}

    def __call__(self, rule: Rule, clock: Clock, n: int, base: dt.date, known_on: dt.date) -> dt.date | None:
        key = (clock, n, base, rule.period, rule.id, rule.paused_by, self.world.pause_key(rule, known_on))
        if key not in self._memo:
            paused = self.world.paused(rule, known_on, self.pauses_with)
            self._memo[key] = reach(clock, n, base, self.world.calendar, paused, rule.period)
        return self._memo[key]


class Duty:
    """The due date of one duty from its anchor on; ask `due_on` for one day after another."""

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
        rule = self._rule(anchor)
        self.limit = self._limit(rule, anchor)
        self.term = self._term(anchor, anchor)
        self.due = self._evaluate(self.term, anchor)
        self.day = anchor

    def _rule(self, day: dt.date) -> Rule:
        rule = self.world.rule(self.rule_id, day)
        assert rule is not None
        return rule

    def _limit(self, rule: Rule, day: dt.date) -> tuple[Clock, Steps]:
        if self.is_first and rule.first is not None:
            return _fixed(rule.first)
        steps = self.world.steps(rule, day)
        assert steps is not None
        assert rule.clock is not None
        return rule.clock, steps

    def _is_early(self, day: dt.date) -> bool:
        return self.phase_start is not None and day < self.phase_start + FIRST_WEEKS * ONE

    def _term(self, base: dt.date, decided_on: dt.date) -> Term:
        return Term(*self.limit, base, self._is_early(base) and self._is_early(decided_on))

    def _evaluate(self, term: Term, known_on: dt.date) -> dt.date:
        """Return the due date of a term; FAR where a pause without an end holds it."""
        rule = self._rule(known_on)

        def at(n: int, base: dt.date) -> dt.date:
            return self.count(rule, term.clock, n, base, known_on) or FAR

        if not term.is_early or self.phase_start is None:
            due = at(term.steps.later, term.base)
        else:
            change = self.phase_start + FIRST_WEEKS * ONE
            due = at(term.steps.phase1, term.base)
            if due >= change:
                later = at(term.steps.later, term.base)
                due = later if later >= due else min(due, at(term.steps.later, change))
        end = self.clamp(known_on)
        if end is not None and due is not FAR and due >= end:
            due = max(end - ONE, self.anchor)
        return due

    def due_on(self, day: dt.date) -> dt.date | None:
        """Return the due date as it stands on a day, which must not be before the last one asked for."""
        while self.day < day:
            self.day += ONE
            if self.day <= self.due:
                self._live(self.day)
        return None if self.due is FAR else self.due

    def _live(self, day: dt.date) -> None:
        """Let a day pass on which the duty is not overdue."""
        limit = self._limit(self._rule(day), day)
        due = self._evaluate(self.term, day)
        if limit != self.limit:
            self.limit = limit
            whole, part = self._term(self.anchor, day), self._term(day, day)
            loosened, tightened = self._evaluate(whole, day), self._evaluate(part, day)
            if loosened >= due:
                self.term, due = whole, loosened
            elif tightened < due:
                self.term, due = part, tightened
        self.due = due


def _fixed(limit: Limit) -> tuple[Clock, Steps]:
    return limit.clock, Steps(limit.n, limit.n)
