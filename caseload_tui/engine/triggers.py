"""What starts the clock of a milestone: one function for each trigger a profile may name (ruling 59).

Each gives the starts as known in an epoch, and the days on which that knowledge changes in hindsight.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from caseload_tui.domain.records import Sentence
from caseload_tui.domain.words import ATTENDED_BEFORE_PLAN, Trigger
from caseload_tui.engine.dues import Clock
from caseload_tui.engine.evidence import appointments, counted, first_only, turns
from caseload_tui.engine.knowledge import address_from
from caseload_tui.engine.milestone import Start, by_clock
from caseload_tui.engine.parts import EVER, Anchor
from caseload_tui.engine.pauses import PauseBook
from caseload_tui.engine.seen import Evidence, Seen
from caseload_tui.engine.spells import RELEASED, Run, Stretch, latest_end, sentence_end, sentence_start
from caseload_tui.engine.timeline import Timeline, is_home, is_homeless, without_address

_DAY: Final = dt.timedelta(days=1)


class Starts(NamedTuple):
    """The starts as known in the epoch that begins on a day, and the days that begin one."""

    known: Callable[[dt.date], list[Start]]
    turns: Sequence[dt.date] = ()


TriggerFunction = Callable[[Timeline, str], Starts]


def taking_place(found: Iterable[Evidence], start: Start, since: dt.date) -> list[Evidence]:
    """Return what may meet a start on its own day, up to the first that is firm; `found` is in order of days."""
    return first_only(e for e in found if since <= e.date and is_for(e.sentence_ids, start.sentence_ids))


def standing(found: Iterable[Evidence], start: Start) -> list[Evidence]:
    """Return the bookings that may meet a start, up to the day on which one does for certain.

    One that a new profile takes only after its day may meet nothing, so it makes nothing certain.
    """
    kept = [e for e in found if start.since <= e.date and is_for(e.sentence_ids, start.sentence_ids)]
    sure = (e for e in kept if e.is_firm and e.until is None and e.on <= e.date)
    certain = min((max(e.date, start.opened_on) for e in sure), default=None)
    return kept if certain is None else [e for e in kept if e.on <= certain]


def is_for(named: Sequence[str], wanted: Sequence[str]) -> bool:
    """Return whether a contact that names some sentences, or none, is for one of those wanted."""
    return not named or not wanted or any(one in wanted for one in named)


def clock_for(t: Timeline, rule_id: str, stretch: Stretch | None, opened_on: dt.date, ends_on: dt.date | None) -> Clock:
    """Return the clock of a duty under one sentence, cut to that sentence's planned end (E12)."""
    schedule = t.schedule(rule_id)
    plans = () if ends_on is None else ((EVER, ends_on),)
    phase_end = None if stretch is None or stretch.setting != "community" else stretch.phase_end
    return Clock(schedule, t.book(rule_id, stretch), t.calendar, phase_end, plans, opened_on)


def _spells(t: Timeline, rule_id: str) -> list[Stretch]:
    """Return the spells a rule applies to, in custody where it names that; one that runs on starts nothing (25)."""
    codes = t.schedule(rule_id).codes()
    found = [t.runs_on(stretch.own) for stretch in t.community if stretch.code in codes]
    if "CUS" in codes:
        found += [stretch for stretch in t.stretches if stretch.code == "CUS"]
    return sorted(found, key=lambda stretch: (stretch.from_on, stretch.sentence_id))


def of_spell(t: Timeline, rule_id: str, stretch: Stretch, anchor: Anchor) -> Start:
    """Return a start within a spell: it closes with the spell."""
    clock = clock_for(t, rule_id, stretch, anchor.on, stretch.ends_on)
    return Start(
        anchor=anchor,
        opened_on=anchor.on,
        closes_on=stretch.to_on,
        course=by_clock(clock),
        since=stretch.from_on,
        sentence_id=stretch.sentence_id,
        sentence_ids=stretch.sentence_ids,
    )


def supervision_start(t: Timeline, rule_id: str) -> Starts:
    """Start with each spell."""
    starts = [of_spell(t, rule_id, s, Anchor("spell", s.sentence_id, s.from_on)) for s in _spells(t, rule_id)]
    return Starts(lambda _: starts)


def release(t: Timeline, rule_id: str) -> Starts:
    """Start with each release, release straight from court included (ruling 33)."""
    starts = [
        of_spell(t, rule_id, s, Anchor("release" if s.because in RELEASED else "spell", s.sentence_id, s.from_on))
        for s in _spells(t, rule_id)
        if s.setting == "community" and (s.because in RELEASED or (s.because == "sentence" and s.code == "LIC"))
    ]
    return Starts(lambda _: starts)


def _first_spell(t: Timeline, rule_id: str, sentence: Sentence) -> Stretch | None:
    """Return the first spell of a sentence that a rule applies to."""
    codes = t.schedule(rule_id).codes()
    found = (s for s in t.stretches if s.sentence_id == sentence.sentence_id and s.code in codes)
    first = next(found, None)
    return None if first is None else t.runs_on(first)


def _of_sentences(t: Timeline, rule_id: str, anchor_of: Callable[[Sentence], Anchor | None]) -> list[Start]:
    starts = []
    for sentence in t.facts.sentences:
        anchor, stretch = anchor_of(sentence), _first_spell(t, rule_id, sentence)
        if anchor is None or stretch is None:
            continue
        closes_on = sentence_end(sentence, t.facts) if stretch.setting == "custody" else stretch.to_on
        if closes_on is not None and closes_on <= anchor.on:
            continue
        clock = clock_for(t, rule_id, stretch, anchor.on, sentence.ends_on)
        starts.append(
            Start(
                anchor=anchor,
                opened_on=anchor.on,
                closes_on=closes_on,
                course=by_clock(clock),
                since=sentence_start(sentence) or stretch.from_on,
                sentence_id=sentence.sentence_id,
                sentence_ids=(sentence.sentence_id,),
            )
        )
    return starts


def allocation(t: Timeline, rule_id: str) -> Starts:
    """Start with the allocation of each sentence, else the day it was passed, else its start (ruling 33).

    Until the day of the allocation nobody knows of it, and the clock runs from the sentence.
    """

    def known(epoch: dt.date) -> list[Start]:
        def anchor_of(sentence: Sentence) -> Anchor | None:
            day, allocated_on = sentence.sentenced_on or sentence.starts_on, sentence.allocated_on
            if allocated_on is not None and (day is None or allocated_on <= max(epoch, day)):
                return Anchor("allocation", sentence.sentence_id, allocated_on)
            return None if day is None else Anchor("sentence", sentence.sentence_id, day)

        return _of_sentences(t, rule_id, anchor_of)

    late = {s.allocated_on for s in t.facts.sentences if s.allocated_on is not None}
    return Starts(known, sorted(late))


def sentence_passed(t: Timeline, rule_id: str) -> Starts:
    """Start with each sentence: the day it was passed, else its start."""

    def anchor_of(sentence: Sentence) -> Anchor | None:
        day = sentence.sentenced_on or sentence.starts_on
        return None if day is None else Anchor("sentence", sentence.sentence_id, day)

    starts = _of_sentences(t, rule_id, anchor_of)
    return Starts(lambda _: starts)


def first_attended(t: Timeline, rule_id: str) -> Starts:
    """Start with the first attended contact of a sentence's first community spell (ruling 36)."""
    found = counted(t.contacts, t.schedule(rule_id), lambda judged_by: judged_by.attended)
    pairs = [
        (
            stretch,
            sentence_start(sentence),
            first_only(e for e in found if stretch.holds(e.date) and is_for(e.sentence_ids, (sentence.sentence_id,))),
        )
        for sentence in t.facts.sentences
        if (stretch := _first_spell(t, rule_id, sentence)) is not None
    ]

    def known(epoch: dt.date) -> list[Start]:
        starts = []
        for stretch, begins_on, found in pairs:
            first = next((e for e in found if e.is_known(epoch)), None)
            if first is not None:
                start = of_spell(t, rule_id, stretch, Anchor("contact", first.id, first.date))
                starts.append(replace(start, since=first.date + _DAY, begins_on=begins_on))
        return starts

    return Starts(known, turns(e for _, _, found in pairs for e in found))


def _firsts(t: Timeline, rule_id: str) -> list[tuple[Stretch, list[Evidence]]]:
    """Return the appointments of each community spell by date, as far as any of them may turn out to be its first."""
    found = appointments(t.contacts, t.schedule(rule_id))
    return [
        (
            stretch,
            first_only(e for e in found if stretch.holds(e.date) and is_for(e.sentence_ids, stretch.sentence_ids)),
        )
        for stretch in _spells(t, rule_id)
        if stretch.setting == "community"
    ]


def first_appointment(t: Timeline, rule_id: str) -> Starts:
    """Start with the first appointment of each community spell, on its day."""
    pairs = _firsts(t, rule_id)

    def known(epoch: dt.date) -> list[Start]:
        firsts = [(stretch, next((e for e in found if e.is_known(epoch)), None)) for stretch, found in pairs]
        return [
            of_spell(t, rule_id, stretch, Anchor("contact", first.id, first.date))
            for stretch, first in firsts
            if first is not None
        ]

    return Starts(known, turns(e for _, found in pairs for e in found))


def missed_first_appointment(t: Timeline, rule_id: str) -> Starts:
    """Start with the first appointment of each spell, once its outcome is known and it was not attended (ruling 35)."""
    by_id = {seen.contact.contact_id: seen for seen in t.contacts}
    pairs = _firsts(t, rule_id)

    def known(epoch: dt.date) -> list[Start]:
        missed = [(stretch, _missed(found, by_id, epoch)) for stretch, found in pairs]
        return [
            replace(of_spell(t, rule_id, stretch, Anchor("contact", first.id, first.date)), since=first.date)
            for stretch, first in missed
            if first is not None
        ]

    found = [e for _, found in pairs for e in found]
    late = {day for e in found for day, _ in by_id[e.id].versions if day > e.date}
    return Starts(known, sorted(late.union(turns(found))))


def _missed(found: Sequence[Evidence], by_id: dict[str, Seen], epoch: dt.date) -> Evidence | None:
    """Return the first appointment if its outcome is known and it was not attended.

    Of several on the first day every outcome must be known, and one attended is enough for the day to be kept.
    """
    known = [e for e in found if e.is_known(epoch)]
    codes = [by_id[e.id].outcome_on(max(epoch, e.date)) for e in known if e.date == known[0].date]
    missed = bool(codes) and not any(code is None or code in ATTENDED_BEFORE_PLAN for code in codes)
    return known[0] if missed else None


def supervision_run(t: Timeline, rule_id: str) -> Starts:
    """Start once with each unbroken run of community days, whatever the sentences; cut to the last planned end.

    Days without an address to visit stop the clock, as far as they are known (ruling 44).
    """
    schedule = t.schedule(rule_id)
    addresses = [a for a in t.facts.addresses if is_home(a) or is_homeless(a)]

    def known(epoch: dt.date) -> list[Start]:
        told = [a for a in addresses if address_from(a) <= max(epoch, a.from_on)]
        stops = without_address(told)
        book = PauseBook([*t.stops(rule_id, None), *stops]) if stops else t.book(rule_id, None)
        return [
            Start(
                anchor=Anchor("spell", run.stretches[0].sentence_id, run.from_on),
                opened_on=run.from_on,
                closes_on=run.to_on,
                course=by_clock(Clock(schedule, book, t.calendar, None, _plans(run), run.from_on)),
                since=run.from_on,
            )
            for run in t.community_runs(schedule)
        ]

    return Starts(known, sorted({address_from(a) for a in addresses if address_from(a) > a.from_on}))


def _plans(run: Run) -> tuple[tuple[dt.date, dt.date | None], ...]:
    """Return the last planned end of the sentences active on a day, for each day on which that may change."""
    spells = [spell for stretch in run.stretches for spell in stretch.parts or (stretch,)]
    days = {day for s in spells for day in (s.from_on, s.to_on) if day is not None}
    inside = sorted(day for day in days if run.to_on is None or day < run.to_on)
    return tuple((day, latest_end(s.ends_on for s in spells if s.holds(day))) for day in inside)


TRIGGERS: dict[Trigger, TriggerFunction] = {
    "sentence": sentence_passed,
    "allocation": allocation,
    "supervision_start": supervision_start,
    "release": release,
    "first_appointment": first_appointment,
    "first_attended": first_attended,
}
"""The triggers that a local milestone may name; those of a countdown are in `countdown`."""
