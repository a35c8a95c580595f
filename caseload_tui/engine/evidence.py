"""What may meet a duty, and when it came to light: a duty has one version for each state of knowledge.

Most facts are known on their own day, and then one version holds for every day. An outcome recorded late, or taken
back, changes what earlier days were about; then the duties are worked out once for each stretch of days between two
such changes, and the versions that differ are kept apart (E2: a fact dated after a day changes nothing about it).
"""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial

from caseload_tui.engine.counting import Judge, judge
from caseload_tui.engine.obligation import Obligation
from caseload_tui.engine.parts import EVER
from caseload_tui.engine.schedule import Schedule
from caseload_tui.engine.seen import Cells, Evidence, Seen

Version = tuple[Obligation, dt.date | None]
"""A version of a duty, and the day since which it is seen, None since ever."""

Reading = Callable[[Judge], Judge]
"""Which reading of a rule judges: as it stands, attended, other modes."""


def as_it_stands(judged_by: Judge) -> Judge:
    """Judge by the rule as its profile states it."""
    return judged_by


def done(on: dt.date, fact_id: str) -> Evidence:
    """Return evidence known on its own day, such as a review."""
    return Evidence(on, fact_id, on, ((on, None),))


def known_from(found: Iterable[Evidence]) -> list[tuple[Evidence, dt.date]] | None:
    """Return one piece of evidence a day with the day since which it is known, EVER for its own day.

    None where that does not say it all: one is taken back, or two of one day come to light at different times.
    """
    first: dict[dt.date, tuple[Evidence, dt.date]] = {}
    for evidence in found:
        if evidence.is_firm:
            since = EVER
        elif len(evidence.shown) == 1 and evidence.shown[0][1] is None:
            since = evidence.shown[0][0]
        else:
            return None
        if first.setdefault(evidence.on, (evidence, since))[1] != since:
            return None
    return list(first.values())


def turns(found: Iterable[Evidence]) -> list[dt.date]:
    """Return the days on which anything about the evidence changes in hindsight, earliest first."""
    return sorted({day for evidence in found if not evidence.is_firm for day in evidence.turns})


def first_only(found: Iterable[Evidence]) -> list[Evidence]:
    """Return what may be the first by day, on some day's knowledge; `found` is in order of days.

    Once evidence is known for good, what comes later than it can be the first only where it was known before it.
    """
    kept: list[Evidence] = []
    certain: dt.date | None = None
    for evidence in found:
        if certain is not None and evidence.on > certain:
            break
        known_on = max(evidence.on, evidence.shown[0][0])
        if certain is None or known_on <= certain:
            kept.append(evidence)
            if evidence.shown[-1][1] is None:
                last = max(evidence.on, evidence.shown[-1][0])
                certain = last if certain is None else min(certain, last)
    return kept


def counted(contacts: Sequence[Seen], schedule: Schedule, reading: Reading = as_it_stands) -> list[Evidence]:
    """Return the contacts that meet a rule, each judged by the rule in force on its own date, by date and id."""
    found: list[Evidence] = []
    only = _only_judge(schedule, reading)
    for seen in contacts:
        judged_by = only or _judge_on(schedule, seen.date, reading)
        if judged_by is None:
            continue
        if seen.firm is not None:
            if judged_by.takes(seen.cells):
                found.append(seen.firm)
        elif judged_by.takes_way(*seen.cells[:3]):
            shown = seen.shown_while(seen.date, partial(_takes, judged_by, seen.cells))
            if shown:
                found.append(seen.evidence(seen.date, shown))
    return found


def _takes(judged_by: Judge, cells: Cells, code: str | None) -> bool:
    return judged_by.takes((*cells[:3], code))


def _only_judge(schedule: Schedule, reading: Reading) -> Judge | None:
    """Return the one judge of a rule that never changes."""
    rule = schedule.entries[0].rule
    return None if rule is None or any(e.rule is not rule for e in schedule.entries) else reading(judge(rule))


def _judge_on(schedule: Schedule, day: dt.date, reading: Reading) -> Judge | None:
    rule = schedule.on(day).rule
    return None if rule is None else reading(judge(rule))


def booked(contacts: Sequence[Seen], schedule: Schedule, reading: Reading = as_it_stands) -> list[Evidence]:
    """Return the appointments in a rule's modes, each from the day it is known until it is rescheduled (ruling 33).

    Which modes those are is on each day for the profile then in force.
    """
    only = _only_judge(schedule, reading)
    found: list[Evidence] = []
    for seen in contacts:
        if seen.booked is None:
            continue
        if only is None:
            found += [seen.evidence(day, seen.booking, until) for day, until in _accepted(seen, schedule, reading)]
        elif only.takes_way(*seen.cells[:3]):
            found.append(seen.booked)
    return found


def appointments(contacts: Sequence[Seen], schedule: Schedule) -> list[Evidence]:
    """Return the appointments that stood on their own day in the modes of the rule in force on it, by date and id."""
    found: list[Evidence] = []
    for seen in contacts:
        judged_by = _judge_on(schedule, seen.date, as_it_stands) if seen.booking else None
        if judged_by is not None and judged_by.takes_way(*seen.cells[:3]):
            found.append(seen.evidence(seen.date, seen.booking))
    return found


def _accepted(seen: Seen, schedule: Schedule, reading: Reading) -> Iterable[tuple[dt.date, dt.date | None]]:
    """Give the days [from, to) since an appointment is known on which the rule in force takes its mode."""
    since: dt.date | None = None
    for entry in schedule.entries[schedule.index(seen.fact_from) :]:
        accepted = entry.rule is not None and reading(judge(entry.rule)).takes_way(*seen.cells[:3])
        if accepted and since is None:
            since = max(seen.fact_from, entry.from_on)
        elif since is not None and not accepted:
            yield since, entry.from_on
            since = None
    if since is not None:
        yield since, None


def in_epochs(days: Sequence[dt.date], build: Callable[[dt.date], Sequence[Obligation]]) -> list[Obligation]:
    """Return the duties of every epoch, each version with the days that see it; `days` begin a new epoch each.

    `build` gives the duties as known from a day on, oldest first. Versions that no day of their epoch lists are left
    out.
    """
    live: list[Version] = [(obligation, None) for obligation in build(EVER)]
    kept: list[Obligation] = []
    for day in days:
        live, gone = _turned(live, build(day), day)
        kept += [
            replace(obligation, seen_from=since, seen_to=day)
            for obligation, since in gone
            if obligation.opened_on < day or obligation.is_listed_early
        ]
    kept += [obligation if since is None else replace(obligation, seen_from=since) for obligation, since in live]
    return sorted(kept, key=lambda duty: (duty.opened_on, duty.ends_on or dt.date.max)) if days else kept


def _turned(live: list[Version], built: Sequence[Obligation], day: dt.date) -> tuple[list[Version], list[Version]]:
    """Return the versions that hold from a day on, and those that ceased to. Most are the same objects at both ends."""
    shortest = min(len(live), len(built))
    head = 0
    while head < shortest and live[head][0] is built[head]:
        head += 1
    tail = 0
    while tail < shortest - head and live[-1 - tail][0] is built[-1 - tail]:
        tail += 1
    known = {_key(obligation): (obligation, since) for obligation, since in live[head : len(live) - tail]}
    middle: list[Version] = []
    for obligation in built[head : len(built) - tail]:
        before = known.get(_key(obligation))
        if before is not None and before[0] == obligation:
            middle.append((obligation, known.pop(_key(obligation))[1]))
        else:
            middle.append((obligation, day))
    return [*live[:head], *middle, *live[len(live) - tail :]], list(known.values())


def _key(obligation: Obligation) -> tuple[dt.date, str, str, str]:
    anchor = obligation.anchor
    return obligation.opened_on, anchor.kind, anchor.id, obligation.sentence_id or ""
