"""Under which sentence a person is where: spells, spells that run on as one, unbroken runs (rulings 16-18, 25)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from caseload_tui.domain.facts import CaseFacts
from caseload_tui.domain.records import Sentence, Spell
from caseload_tui.domain.words import AppliesTo, Setting, SpellBecause

RELEASED: Final = frozenset({"release", "re-release"})
_PHASE_1: Final = dt.timedelta(days=84)
"""The first 12 weeks, day 0 to day 83 (ruling E6)."""

_MERGED: Final = ("LIC", "PSS")
_FOREVER: Final = dt.date.max


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days [from_on, to_on) of one or several sentences in one setting; `to_on` None has no known end.

    `ends_on` is the end planned for the last of its sentences, None where none is recorded.
    """

    sentence_ids: tuple[str, ...]
    code: AppliesTo | None
    setting: Setting
    from_on: dt.date
    to_on: dt.date | None
    because: SpellBecause | None
    ends_on: dt.date | None
    parts: tuple["Stretch", ...] = ()
    """The spells it is made of, where several run on as one."""

    @property
    def own(self) -> "Stretch":
        """Return the spell of its first sentence alone: the one that began it."""
        return self.parts[0] if self.parts else self

    @property
    def sentence_id(self) -> str:
        """Return the sentence it belongs to, the first where several run on as one."""
        return self.sentence_ids[0]

    @property
    def phase_end(self) -> dt.date:
        """Return the first day after phase 1."""
        return self.from_on + _PHASE_1

    def holds(self, day: dt.date) -> bool:
        """Return whether the day lies in it."""
        return self.from_on <= day and (self.to_on is None or day < self.to_on)

    def is_active(self, sentence_id: str, day: dt.date) -> bool:
        """Return whether the day lies in a spell of that sentence."""
        return any(part.sentence_id == sentence_id and part.holds(day) for part in self.parts or (self,))


@dataclass(frozen=True, slots=True)
class Run:
    """Unbroken days [from_on, to_on) that stretches cover, and those stretches, earliest first."""

    from_on: dt.date
    to_on: dt.date | None
    stretches: tuple[Stretch, ...]


def first_of(*days: dt.date | None) -> dt.date | None:
    """Return the earliest day given."""
    return min((day for day in days if day is not None), default=None)


def sentence_start(sentence: Sentence) -> dt.date | None:
    """Return the day a sentence starts: as recorded, else the day it was passed (ruling 18)."""
    return sentence.starts_on or sentence.sentenced_on


def sentence_end(sentence: Sentence, facts: CaseFacts) -> dt.date | None:
    """Return the first day without the sentence, planned or actual (ruling 17)."""
    return first_of(sentence.ended_on, sentence.ends_on, facts.case.closed_on)


def code_of(sentence: Sentence, setting: Setting) -> AppliesTo | None:
    """Return the word of a profile's `applies_to` for a sentence in a setting, None where no rule can apply."""
    if sentence.type == "CUSTODY":
        return "LIC" if setting == "community" else "CUS"
    return sentence.type if setting == "community" else None


def stretches(facts: CaseFacts) -> list[Stretch]:
    """Return the spells of every sentence, earliest first, ended by the sentence or the case where that is earlier."""
    rows: dict[str, list[Spell]] = defaultdict(list)
    for row in facts.spells:
        rows[row.sentence_id].append(row)
    found = []
    for sentence in facts.sentences:
        end = sentence_end(sentence, facts)
        for row in rows.get(sentence.sentence_id) or _without_rows(sentence):
            to_on = first_of(row.to_on, end)
            if to_on is None or row.from_on < to_on:
                found.append(
                    Stretch(
                        sentence_ids=(sentence.sentence_id,),
                        code=code_of(sentence, row.setting),
                        setting=row.setting,
                        from_on=row.from_on,
                        to_on=to_on,
                        because=row.because,
                        ends_on=sentence.ends_on,
                    )
                )
    return sorted(found, key=_order)


def _without_rows(sentence: Sentence) -> tuple[Spell, ...]:
    """Return the spell of a sentence that has no rows of spells (ruling 18)."""
    start = sentence_start(sentence)
    if start is None or sentence.type == "DEFERRED":
        return ()
    setting: Setting = "custody" if sentence.type == "CUSTODY" else "community"
    return (Spell(sentence.sentence_id, setting, start),)


def _order(stretch: Stretch) -> tuple[dt.date, str, str]:
    return stretch.from_on, stretch.sentence_id, stretch.setting


def follow_on(found: Iterable[Stretch]) -> list[Stretch]:
    """Return community stretches, those of CUSTODY and PSS that touch made one (ruling 25, P 3.13).

    One that begins on the day of a release goes on from that release.
    """
    merged: list[Stretch] = []
    for stretch in sorted(found, key=lambda s: (s.from_on, s.because not in RELEASED, s.sentence_id)):
        if stretch.setting != "community" or stretch.code == "DEFERRED":
            continue
        before = None if stretch.because in RELEASED or stretch.code not in _MERGED else _touched(merged, stretch)
        if before is None:
            merged.append(stretch)
        else:
            merged[before] = _joined(merged[before], stretch)
    return sorted(merged, key=_order)


def _touched(merged: Sequence[Stretch], stretch: Stretch) -> int | None:
    """Return the place of the last stretch that another one touches."""
    for place in reversed(range(len(merged))):
        earlier = merged[place]
        if earlier.code in _MERGED and (earlier.to_on is None or stretch.from_on <= earlier.to_on):
            return place
    return None


def _joined(first: Stretch, second: Stretch) -> Stretch:
    open_end = first.to_on is None or second.to_on is None
    return replace(
        first,
        sentence_ids=tuple(dict.fromkeys(first.sentence_ids + second.sentence_ids)),
        to_on=None if open_end else max(first.to_on or _FOREVER, second.to_on or _FOREVER),
        ends_on=latest_end((first.ends_on, second.ends_on)),
        parts=(*(first.parts or (first,)), second),
    )


def latest_end(days: Iterable[dt.date | None]) -> dt.date | None:
    """Return the latest planned end; one that is not recorded leaves it open (ruling 15)."""
    known = list(days)
    return None if None in known else max((day for day in known if day is not None), default=None)


def sentence_stretches(facts: CaseFacts, found: Sequence[Stretch], codes: frozenset[AppliesTo]) -> list[Stretch]:
    """Return the days on which each sentence is active, whatever the setting, of the sentences a rule applies to.

    What goes on until the sentence ends is closed by no recall, so a prison sentence is in whole where a rule names
    either of its settings (rulings 16, 37).
    """
    active = []
    for sentence in facts.sentences:
        is_custody = sentence.type == "CUSTODY"
        if not codes & ({"LIC", "CUS"} if is_custody else {sentence.type}) or sentence.type == "DEFERRED":
            continue
        start = sentence_start(sentence) or next(
            (stretch.from_on for stretch in found if stretch.sentence_id == sentence.sentence_id), None
        )
        end = sentence_end(sentence, facts)
        if start is not None and (end is None or start < end):
            setting: Setting = "custody" if is_custody else "community"
            ids = (sentence.sentence_id,)
            active.append(Stretch(ids, code_of(sentence, setting), setting, start, end, None, sentence.ends_on))
    return sorted(active, key=_order)


def runs(found: Iterable[Stretch]) -> list[Run]:
    """Return the unbroken runs of days that the stretches cover."""
    gathered: list[tuple[dt.date, dt.date | None, list[Stretch]]] = []
    for stretch in sorted(found, key=_order):
        last = gathered[-1] if gathered else None
        if last is not None and (last[1] is None or stretch.from_on <= last[1]):
            end = None if last[1] is None or stretch.to_on is None else max(last[1], stretch.to_on)
            gathered[-1] = (last[0], end, [*last[2], stretch])
        else:
            gathered.append((stretch.from_on, stretch.to_on, [stretch]))
    return [Run(start, end, tuple(members)) for start, end, members in gathered]
