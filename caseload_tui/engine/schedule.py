"""What one rule asks on each day: the profile in force, the person's level, and the limit and severity they give."""

import bisect
import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from caseload_tui.domain.clocks import Limit
from caseload_tui.domain.facts import CaseFacts
from caseload_tui.domain.records import Registration
from caseload_tui.domain.words import ROSH_LEVELS, ROSH_TITLES, AppliesTo, Rosh, Severity
from caseload_tui.engine.parts import Terms
from caseload_tui.standards.rule import Profile, Rule, Standing, Steps

START: Final = dt.date.min
ROSH_OF_TYPE: Final[dict[str, Rosh]] = {"RLRH": "L", "RMRH": "M", "RHRH": "H", "RVHR": "VH"}
_SEXUAL: Final = frozenset({"ARSO", "CSEP"})
_UNITS: Final = {"WD": "working day", "CD": "calendar day", "WK": "week", "MO": "month"}
Level = str | None
Levels = list[tuple[dt.date, Level]]
"""A level and the day since which it holds, earliest first, the first since ever."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a rule asks from a day on: `steps` None where it asks nothing."""

    from_on: dt.date
    rule: Rule | None
    profile: Profile
    level: Level
    steps: Steps | None
    severity: Severity
    early: Limit | None = None
    later: Limit | None = None


def since(levels: Levels, day: dt.date) -> Level:
    """Return the level that holds on a day."""
    return levels[bisect.bisect_right(levels, day, key=lambda pair: pair[0]) - 1][1]


def rosh_levels(facts: CaseFacts) -> Levels:
    """Return the risk of serious harm over time: by registrations, else as the case says (ruling 1)."""

    def worth(row: Registration) -> tuple[dt.date, int]:
        return row.registered_on, ROSH_LEVELS.index(ROSH_OF_TYPE[row.type_code])

    rows = [row for row in facts.registrations if row.type_code in ROSH_OF_TYPE]
    levels: Levels = [(START, facts.case.rosh)]
    for day in _days_of(rows):
        held = [row for row in rows if _is_in_force(row, day)]
        level = ROSH_OF_TYPE[max(held, key=worth).type_code] if held else facts.case.rosh
        levels.append((day, level))
    return levels


def mappa_levels(facts: CaseFacts) -> Levels:
    """Return the MAPPA level over time, as a digit: by registrations, else as the case says (ruling 1)."""
    rows = [row for row in facts.registrations if row.type_code == "MAPP" and row.level]
    stated = (facts.case.mappa_level or "").lstrip("Mm") or None
    levels: Levels = [(START, stated)]
    for day in _days_of(rows):
        held = [row for row in rows if _is_in_force(row, day)]
        newest = max(held, key=lambda row: (row.registered_on, row.level or ""), default=None)
        levels.append((day, stated if newest is None else (newest.level or "").lstrip("Mm")))
    return levels


def visit_levels(facts: CaseFacts, rosh: Levels) -> Levels:
    """Return the level that a home visit goes by: a registered sexual or exploitation risk is high (ruling 44)."""
    rows = [row for row in facts.registrations if row.type_code in _SEXUAL]
    if not rows:
        return rosh
    days = {START, *_days_of(rows), *(day for day, _ in rosh)}
    return [(day, "H" if any(_is_in_force(row, day) for row in rows) else since(rosh, day)) for day in sorted(days)]


def _is_in_force(row: Registration, day: dt.date) -> bool:
    return row.registered_on <= day and (row.removed_on is None or day < row.removed_on)


def _days_of(rows: Iterable[Registration]) -> list[dt.date]:
    days = {row.registered_on for row in rows} | {row.removed_on for row in rows if row.removed_on is not None}
    return sorted(days)


class Schedule:
    """One rule over time, for one case. `days` are those on which anything about it changes, the first since ever."""

    __slots__ = ("_terms", "days", "entries")

    def __init__(self, rule_id: str, standing: Standing, levels: Levels, rosh: Levels) -> None:
        days = {START, *standing.changes(), *(day for day, _ in levels), *(day for day, _ in rosh)}
        self.entries: list[Entry] = []
        for day in sorted(days):
            entry = _entry(day, rule_id, standing.on(day), since(levels, day), since(rosh, day))
            if not self.entries or _differs(entry, self.entries[-1]):
                self.entries.append(entry)
        self.days = [entry.from_on for entry in self.entries]
        self._terms: dict[tuple[int, int | None, str], Terms] = {}

    def index(self, day: dt.date) -> int:
        """Return the place of the entry that holds on a day."""
        return bisect.bisect_right(self.days, day) - 1

    def on(self, day: dt.date) -> Entry:
        """Return what the rule asks on a day."""
        return self.entries[bisect.bisect_right(self.days, day) - 1]

    def asked(self, from_on: dt.date, to_on: dt.date | None) -> list[tuple[dt.date, dt.date | None]]:
        """Return the parts of [from_on, to_on) in which the rule asks anything (ruling 24)."""
        if len(self.entries) == 1:
            return [(from_on, to_on)] if self.entries[0].steps is not None else []
        parts: list[tuple[dt.date, dt.date | None]] = []
        for at, entry in enumerate(self.entries):
            start = max(from_on, entry.from_on)
            following = self.days[at + 1] if at + 1 < len(self.days) else None
            end = to_on if following is None else following if to_on is None else min(to_on, following)
            if entry.steps is None or (end is not None and end <= start):
                continue
            if parts and parts[-1][1] == start:
                parts[-1] = (parts[-1][0], end)
            else:
                parts.append((start, end))
        return parts

    def rules(self) -> list[Rule]:
        """Return every version of the rule, in the order they come into force."""
        return [entry.rule for entry in self.entries if entry.rule is not None]

    def codes(self) -> frozenset[AppliesTo]:
        """Return whom any version of the rule applies to."""
        return frozenset(code for rule in self.rules() for code in rule.applies_to)

    def terms(self, entry: Entry, limit: Limit | None, phase: str = "") -> Terms:
        """Return the limit with the words that name it, the same object each time."""
        key = (id(entry), None if limit is None else limit.n, phase)
        terms = self._terms.get(key)
        if terms is None:
            rule = entry.rule
            if rule is None:
                raise ValueError("a rule that is off has no limit")
            words, level = _words(rule, entry.level, limit, phase), entry.level if rule.by else None
            terms = Terms(rule, entry.profile.id, entry.profile.version, limit, words, level)
            self._terms[key] = terms
        return terms


def _entry(day: dt.date, rule_id: str, profile: Profile, level: Level, rosh: Level) -> Entry:
    rule = profile.rules.get(rule_id)
    if rule is None:
        return Entry(day, None, profile, level, None, "blue")
    steps, clock = rule.steps(level), rule.clock
    early = None if steps is None or clock is None else Limit(clock, steps.phase1)
    later = None if steps is None or clock is None else Limit(clock, steps.later)
    return Entry(day, rule, profile, level, steps, rule.severity_at(rosh), early, later)


def _differs(one: Entry, other: Entry) -> bool:
    return (
        one.rule is not other.rule
        or one.profile is not other.profile
        or one.level != other.level
        or one.severity != other.severity
    )


def _words(rule: Rule, level: Level, limit: Limit | None, phase: str) -> str:
    if limit is None:
        return ""
    count = abs(limit.n)
    words = f"{count} {_UNITS[limit.clock]}{'' if count == 1 else 's'}"
    if rule.quota > 1:
        words = f"{rule.quota} in {words}"
    notes = [note for note in (_level_words(rule, level), phase) if note]
    return f"{words} ({', '.join(notes)})" if notes else words


def _level_words(rule: Rule, level: Level) -> str:
    if rule.by is None:
        return ""
    if rule.by == "rosh":
        return "RoSH not recorded" if level is None else f"{ROSH_TITLES.get(level, level)} RoSH"
    name = "tier" if rule.by == "tier" else "MAPPA level"
    return f"{name} not recorded" if level is None else f"{name} {level}"


def changes_after(days: Sequence[dt.date], day: dt.date) -> Sequence[dt.date]:
    """Return the days of a sorted list that come after a day."""
    at = bisect.bisect_right(days, day)
    return days[at:] if at else days
