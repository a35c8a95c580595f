"""Clocks that count back from an expected date that can move: release, end of sentence (E11, rulings 26, 27)."""

import datetime as dt
from collections.abc import Sequence
from typing import Final, NamedTuple

from caseload_tui.domain.clocks import Limit, add
from caseload_tui.domain.records import ReleaseDate, Sentence
from caseload_tui.domain.words import Mark, ReleaseDateKind, Trigger
from caseload_tui.engine.dues import Due
from caseload_tui.engine.milestone import Course, Start, by_clock
from caseload_tui.engine.parts import Anchor
from caseload_tui.engine.schedule import Schedule
from caseload_tui.engine.spells import Stretch, first_of, sentence_end, sentence_start
from caseload_tui.engine.timeline import Timeline
from caseload_tui.engine.triggers import Starts, TriggerFunction, clock_for

_NOTICE: Final = 2
"""Working days given when a date makes a duty late at once (ruling E11)."""

_NEVER_MOVED: Final[tuple[ReleaseDateKind, ...]] = ("CONFIRMED", "HDCAD")
_AUTOMATIC: Final[tuple[ReleaseDateKind, ...]] = ("CRD", "ARD")


class Expected(NamedTuple):
    """The date an event is expected on, as known from a day on."""

    known_from: dt.date
    date: dt.date


def release_date(t: Timeline, rule_id: str) -> Starts:
    """Start with each custody spell, on the day a release date is first known (ruling 29)."""
    sentences = {sentence.sentence_id: sentence for sentence in t.facts.sentences}
    starts = []
    for stretch in t.stretches:
        if stretch.code != "CUS" or "CUS" not in t.schedule(rule_id).codes():
            continue
        expected = releases(t, stretch)
        is_open_ended = sentences[stretch.sentence_id].indeterminate is True
        if is_open_ended and (not expected or expected[0].known_from > stretch.from_on):
            starts.append(_unknown(t, rule_id, stretch, expected[0].known_from if expected else None))
        if expected:
            starts.append(_counted_back(t, rule_id, stretch, expected))
    return Starts(lambda _: starts)


def releases(t: Timeline, stretch: Stretch) -> list[Expected]:
    """Return the release date of a custody spell as each day knows it, one entry for each change."""
    rows = [r for r in t.facts.release_dates if r.sentence_id == stretch.sentence_id and r.date >= stretch.from_on]
    found: list[Expected] = []
    for day in sorted({_known_from(row, stretch) for row in rows}):
        if stretch.to_on is not None and day >= stretch.to_on:
            break
        chosen = _chosen([row for row in rows if _known_from(row, stretch) <= day], stretch, t)
        if chosen is not None and (not found or found[-1].date != chosen):
            found.append(Expected(day, chosen))
    return found


def _known_from(row: ReleaseDate, stretch: Stretch) -> dt.date:
    return max(row.recorded_on or stretch.from_on, stretch.from_on)


def _chosen(rows: Sequence[ReleaseDate], stretch: Stretch, t: Timeline) -> dt.date | None:
    """Return the date to trust: confirmed, home detention, after recall, else the earlier automatic one (ruling 27)."""
    newest: dict[str, ReleaseDate] = {}
    for row in sorted(rows, key=lambda r: (r.recorded_on or stretch.from_on, -r.date.toordinal())):
        newest[row.kind] = row
    for kind in _NEVER_MOVED:
        if kind in newest:
            return newest[kind].date
    if "PRRD" in newest:
        return t.calendar.on_or_before(newest["PRRD"].date)
    automatic = first_of(*(newest[kind].date for kind in _AUTOMATIC if kind in newest))
    return None if automatic is None else t.calendar.on_or_before(automatic)


def _counted_back(t: Timeline, rule_id: str, stretch: Stretch, expected: list[Expected]) -> Start:
    opened_on = expected[0].known_from
    return Start(
        anchor=Anchor("release", stretch.sentence_id, expected[0].date),
        opened_on=opened_on,
        closes_on=stretch.to_on,
        course=counting_back(t, rule_id, stretch.sentence_id, expected),
        since=stretch.from_on,
        sentence_id=stretch.sentence_id,
        sentence_ids=stretch.sentence_ids,
        started_on=opened_on,
    )


def _unknown(t: Timeline, rule_id: str, stretch: Stretch, until: dt.date | None) -> Start:
    """Return the duty of a sentence without a known end, unknown until a date is (ruling 27)."""
    schedule = t.schedule(rule_id)

    def course(anchor: Anchor) -> list[Due]:
        return [Due(anchor.on, None, schedule.terms(schedule.on(anchor.on), None), anchor.on)]

    return Start(
        anchor=Anchor("spell", stretch.sentence_id, stretch.from_on),
        opened_on=stretch.from_on,
        closes_on=stretch.to_on,
        course=course,
        since=stretch.from_on,
        sentence_id=stretch.sentence_id,
        sentence_ids=stretch.sentence_ids,
        missing=("release date",),
        seen_to=until,
    )


def counting_back(t: Timeline, rule_id: str, sentence_id: str, expected: Sequence[Expected]) -> Course:
    """Return the course of a duty counted back from an expected date.

    Each new date is counted from afresh. One that makes the duty late at once gives notice of two working days,
    marked as moved, or as short where it was so from the first (ruling 26).
    """
    schedule = t.schedule(rule_id)

    def course(_: Anchor) -> list[Due]:
        found: list[Due] = []
        first = expected[0].known_from
        changes = {day for day in schedule.days if day > first} | {e.known_from for e in expected}
        for day in sorted(changes):
            entry = schedule.on(day)
            if entry.rule is None or entry.steps is None or entry.rule.clock is None:
                continue
            version = max((e for e in expected if e.known_from <= day), key=lambda e: e.known_from)
            limit = Limit(entry.rule.clock, entry.steps.later)
            due_on, mark = _in_time(t, add(limit, version.date, t.calendar), version.known_from, first)
            anchor = Anchor("release", sentence_id, version.date)
            found.append(Due(day, due_on, schedule.terms(entry, limit), version.date, mark, anchor))
        return found

    return course


def _in_time(t: Timeline, computed: dt.date, known_from: dt.date, first: dt.date) -> tuple[dt.date, Mark | None]:
    if computed >= known_from:
        return computed, None
    return t.calendar.add_working(known_from, _NOTICE), "short" if known_from == first else "moved"


def sentence_ends(t: Timeline, rule_id: str) -> Starts:
    """Start with each sentence and count back from its planned end, or start at its end where the limit runs on."""
    starts = []
    for sentence in t.facts.sentences:
        rule = _rule_for(t.schedule(rule_id), sentence)
        if rule:
            start = (
                _to_end(t, rule_id, sentence) if _runs_back(t.schedule(rule_id)) else _from_end(t, rule_id, sentence)
            )
            starts += [] if start is None else [start]
    return Starts(lambda _: starts)


def _rule_for(schedule: Schedule, sentence: Sentence) -> bool:
    codes = schedule.codes()
    return bool({"LIC", "CUS"} & codes) if sentence.type == "CUSTODY" else sentence.type in codes


def _runs_back(schedule: Schedule) -> bool:
    return any(steps.later < 0 for rule in schedule.rules() for steps in rule.limits.values() if steps is not None)


def _to_end(t: Timeline, rule_id: str, sentence: Sentence) -> Start | None:
    begins, ends_on = sentence_start(sentence), sentence.ends_on
    closes_on = sentence_end(sentence, t.facts)
    if begins is None or ends_on is None or closes_on is None or closes_on <= begins:
        return None
    return Start(
        anchor=Anchor("sentence", sentence.sentence_id, ends_on),
        opened_on=begins,
        closes_on=closes_on,
        course=counting_back(t, rule_id, sentence.sentence_id, [Expected(begins, ends_on)]),
        since=begins,
        sentence_id=sentence.sentence_id,
        sentence_ids=(sentence.sentence_id,),
        started_on=begins,
    )


def _from_end(t: Timeline, rule_id: str, sentence: Sentence) -> Start | None:
    end = first_of(sentence.ended_on, sentence.ends_on)
    closed_on = t.facts.case.closed_on
    if end is None or (closed_on is not None and closed_on <= end):
        return None
    return Start(
        anchor=Anchor("sentence", sentence.sentence_id, end),
        opened_on=end,
        closes_on=closed_on,
        course=by_clock(clock_for(t, rule_id, None, end, None)),
        since=sentence_start(sentence) or end,
        sentence_id=sentence.sentence_id,
        sentence_ids=(sentence.sentence_id,),
    )


TRIGGERS: Final[dict[Trigger, TriggerFunction]] = {"release_date": release_date, "sentence_end": sentence_ends}
