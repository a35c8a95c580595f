"""One case day by day: who is supervised in what setting, at which level, judged by what, with which clocks held."""

import csv
import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib import resources

from caseload_tui.domain import records as r
from caseload_tui.domain.calendar import Calendar
from caseload_tui.domain.facts import CaseFacts
from caseload_tui.domain.words import AppliesTo
from caseload_tui.standards.rule import Rule, Standing, Steps
from tests.oracle.days import ONE, Held, Paused

LEVEL_OF = {"RLRH": "L", "RMRH": "M", "RHRH": "H", "RVHR": "VH"}
ORDER = ["L", "M", "H", "VH"]
NEW = ("release", "re-release")


@dataclass(frozen=True)
class Stay:
    """Days [start, end) of a sentence in one setting; `since` is the start of the merged spell it is part of."""

    sentence: r.Sentence
    setting: str
    start: dt.date
    end: dt.date | None
    because: str | None
    since: dt.date
    is_new: bool
    """Whether it begins a spell, and does not go on with one (ruling 25)."""

    group: int
    """The number of the merged spell."""

    def holds(self, day: dt.date) -> bool:
        """Return whether the day lies in the stay."""
        return self.start <= day and (self.end is None or day < self.end)

    @property
    def applies(self) -> AppliesTo:
        """Return the word a rule's `applies_to` uses for it."""
        if self.sentence.type != "CUSTODY":
            return self.sentence.type
        return "LIC" if self.setting == "community" else "CUS"


def first_of(*days: dt.date | None) -> dt.date | None:
    """Return the earliest day that is known."""
    return min((d for d in days if d is not None), default=None)


@cache
def _homeless_types() -> frozenset[str]:
    text = resources.files("caseload_tui.reference").joinpath("accommodation_types.csv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines())
    return frozenset(row["code"] for row in rows if row["homeless"] == "Y") | {"A05"}


@cache
def _accommodation_types() -> frozenset[str]:
    text = resources.files("caseload_tui.reference").joinpath("accommodation_types.csv").read_text("utf-8")
    return frozenset(row["code"] for row in csv.DictReader(text.splitlines()))


@dataclass
class World:
    """The facts seen on `as_of`, asked one day at a time."""

    facts: CaseFacts
    standing: Standing
    calendar: Calendar
    as_of: dt.date
    _level: dict[dt.date, str | None] = field(default_factory=dict)
    _runs: dict[dt.date, dt.date] = field(default_factory=dict)

    @cached_property
    def stays(self) -> list[Stay]:
        """Return every stay, earliest first (rulings 17, 18, 25)."""
        raw: list[tuple[r.Sentence, r.Spell]] = []
        for sentence in self.facts.sentences:
            rows = [s for s in self.facts.spells if s.sentence_id == sentence.sentence_id]
            raw += [(sentence, spell) for spell in rows or self._default_spell(sentence)]
        raw.sort(key=lambda pair: (pair[1].from_on, pair[1].because not in NEW, pair[0].sentence_id))
        stays: list[Stay] = []
        for sentence, spell in raw:
            if sentence.type == "DEFERRED":
                continue
            end = first_of(spell.to_on, sentence.ended_on, sentence.ends_on, self.facts.case.closed_on)
            if end is not None and end <= spell.from_on:
                continue
            goes_on_with = _touched(sentence, spell, stays)
            since = goes_on_with.since if goes_on_with else spell.from_on
            group = goes_on_with.group if goes_on_with else len(stays)
            is_new = goes_on_with is None
            stays.append(Stay(sentence, spell.setting, spell.from_on, end, spell.because, since, is_new, group))
        return stays

    def _default_spell(self, sentence: r.Sentence) -> list[r.Spell]:
        start = start_of(sentence)
        if start is None:
            return []
        setting = "custody" if sentence.type == "CUSTODY" else "community"
        return [r.Spell(sentence.sentence_id, "custody" if setting == "custody" else "community", start)]

    @cached_property
    def first_day(self) -> dt.date | None:
        """Return the first day on which anything can be owed."""
        days = [s.start for s in self.stays]
        days += [d for s in self.facts.sentences for d in (s.starts_on, s.sentenced_on, s.allocated_on) if d]
        return min(days, default=None)

    def merged_end(self, stay: Stay) -> dt.date | None:
        """Return the end of the merged spell that a stay is part of; the sentence's own custody ends it before."""
        group = [s for s in self.stays if s.group == stay.group]
        end = None if any(s.end is None for s in group) else max(s.end for s in group if s.end is not None)
        custody = [s.start for s in self.stays if s.sentence is stay.sentence and s.setting == "custody"]
        return first_of(end, *(start for start in custody if start > stay.start))

    def days(self) -> list[dt.date]:
        """Return every day from the first to the day it is seen from."""
        day, found = self.first_day, []
        while day is not None and day <= self.as_of:
            found.append(day)
            day += ONE
        return found

    def in_community(self, day: dt.date, rule: Rule) -> list[Stay]:
        """Return the community stays on a day that a rule is for."""
        return [s for s in self.stays if s.setting == "community" and s.holds(day) and s.applies in rule.applies_to]

    def sentenced(self, day: dt.date) -> list[r.Sentence]:
        """Return the sentences in force on a day, deferred ones left out."""
        found = []
        for s in self.facts.sentences:
            start, end = start_of(s), first_of(s.ended_on, s.ends_on, self.facts.case.closed_on)
            if s.type != "DEFERRED" and start is not None and start <= day and (end is None or day < end):
                found.append(s)
        return found

    def run_start(self, day: dt.date) -> dt.date:
        """Return the first day of the unbroken run of sentences that a day lies in."""
        if day not in self._runs:
            before = day - ONE
            self._runs[day] = self.run_start(before) if self.sentenced(before) else day
        return self._runs[day]

    def rule(self, rule_id: str, day: dt.date) -> Rule | None:
        """Return the rule as the profile of a day has it."""
        return self.standing.on(day).rules.get(rule_id)

    def rosh(self, day: dt.date) -> str | None:
        """Return the risk of serious harm on a day (ruling 1)."""
        if day not in self._level:
            held = [
                (x.registered_on, ORDER.index(LEVEL_OF[x.type_code]))
                for x in self.facts.registrations
                if x.type_code in LEVEL_OF and in_force(x.registered_on, x.removed_on, day)
            ]
            self._level[day] = ORDER[max(held)[1]] if held else self.facts.case.rosh
        return self._level[day]

    def steps(self, rule: Rule, day: dt.date) -> Steps | None:
        """Return the limit in force on a day, None where the rule is off (rulings 24, 44)."""
        level = self.rosh(day) if rule.by == "rosh" else self.facts.case.tier
        steps = rule.steps(level)
        if rule.id == "HV_INIT" and rule.by == "rosh" and self._is_registered(("ARSO", "CSEP"), day):
            steps = rule.steps("VH" if level == "VH" else "H")
        return steps

    def _is_registered(self, codes: tuple[str, ...], day: dt.date) -> bool:
        return any(
            x.type_code in codes and in_force(x.registered_on, x.removed_on, day) for x in self.facts.registrations
        )

    def paused(self, rule: Rule, known_on: dt.date, of: Callable[[Stay], bool]) -> Paused:
        """Return the asker whether a day is paused, as known on `known_on`; `of` picks the custody that pauses."""

        def ask(day: dt.date) -> Held:
            held = Held.NO
            for pause in self.facts.pauses:
                if pause.kind in rule.paused_by and pause.from_on <= known_on:
                    to = pause.to_on
                    if pause.kind == "approved_leave":
                        to = first_of(to, pause.from_on + 28 * ONE)
                    held = worse(held, stretch(pause.from_on, to, day))
            for stay in self.stays:
                if "custody_sentence" in rule.paused_by and stay.setting == "custody" and of(stay):
                    held = worse(held, self._as_known(stay.start, stay.end, day, known_on))
            if rule.id == "HV_INIT":
                held = worse(held, self._homeless(day, known_on))
            return held

        return ask

    def pause_key(self, rule: Rule, known_on: dt.date) -> tuple[object, ...]:
        """Return what `paused` depends on, so that the same question is not counted out twice."""
        return (
            tuple(p.from_on <= known_on for p in self.facts.pauses),
            tuple(
                (s.start <= known_on, s.end is not None and s.end <= known_on)
                for s in self.stays
                if s.setting == "custody"
            ),
            rule.id == "HV_INIT" and bool(self.facts.addresses) and known_on,
        )

    def _as_known(self, start: dt.date, end: dt.date | None, day: dt.date, known_on: dt.date) -> Held:
        """Return whether [start, end) holds a day; its end is not known before it comes."""
        if start > known_on:
            return Held.NO
        return stretch(start, end if end is not None and end <= known_on else None, day)

    def _homeless(self, day: dt.date, known_on: dt.date) -> Held:
        """Return whether no visit can be made on a day: days to come are as the last one known (ruling 44)."""
        asked = min(day, known_on)
        held = [
            a
            for a in self.facts.addresses
            if in_force(a.from_on, a.to_on, asked) and (a.recorded_on or a.verified_on or a.from_on) <= self.as_of
        ]
        has_none = any(a.type_code in _homeless_types() and a.status_code not in ("P", "RJ") for a in held)
        lives = any(
            a.status_code in ("M", "PM", "PR", "PR1", "S", "B")
            and a.type_code in _accommodation_types() - _homeless_types() - {"A06", "A16", "HMP"}
            for a in held
        )
        if not has_none or lives:
            return Held.NO
        return Held.FOR_EVER if day >= known_on else Held.YES


def start_of(sentence: r.Sentence) -> dt.date | None:
    """Return the first day of a sentence."""
    return sentence.starts_on or sentence.sentenced_on


def in_force(start: dt.date, end: dt.date | None, day: dt.date) -> bool:
    """Return whether a day lies in [start, end)."""
    return start <= day and (end is None or day < end)


def stretch(start: dt.date, end: dt.date | None, day: dt.date) -> Held:
    """Return whether [start, end) holds a day."""
    if not in_force(start, end, day):
        return Held.NO
    return Held.FOR_EVER if end is None else Held.YES


def worse(one: Held, other: Held) -> Held:
    """Return the one that holds longer."""
    return one if one.value >= other.value else other


def _touched(sentence: r.Sentence, spell: r.Spell, before: list[Stay]) -> Stay | None:
    """Return the stay that a spell goes on with (ruling 25); a release always begins anew."""
    if spell.setting != "community" or spell.because in NEW or sentence.type not in ("CUSTODY", "PSS"):
        return None
    earlier = [s for s in before if s.setting == "community" and s.sentence.type in ("CUSTODY", "PSS")]
    touching = [s for s in earlier if s.end is None or spell.from_on <= s.end]
    return touching[-1] if touching else None
