"""What may meet a duty, and when it came to light: a duty has one version for each state of knowledge.

Most facts are known on their own day, and then one version holds for every day. An outcome recorded late, or taken
back, changes what earlier days were about; then the duties are worked out once for each stretch of days between two
such changes, and the versions that differ are kept apart (E2: a fact dated after a day changes nothing about it).
"""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from caseload_tui.domain.words import RESCHEDULED
from caseload_tui.engine import counting
from caseload_tui.engine.obligation import Obligation
from caseload_tui.engine.schedule import Schedule
from caseload_tui.engine.timeline import Seen
from caseload_tui.standards.rule import Rule

EVER = dt.date.min
Version = tuple[Obligation, dt.date | None]
"""A version of a duty, and the day since which it is seen, None since ever."""

Shown = tuple[tuple[dt.date, dt.date | None], ...]
"""The days [from, to) on which a fact counts, as known on them."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Something that may meet a duty: `on` its day, `date` the day it is about (later for a booking)."""

    on: dt.date
    id: str
    date: dt.date
    shown: Shown
    sentence_ids: tuple[str, ...] = ()

    def is_known(self, epoch: dt.date) -> bool:
        """Return whether it counts in the epoch that begins on a day, which for later facts means on their own day."""
        day = max(epoch, self.on)
        return any(start <= day and (end is None or day < end) for start, end in self.shown)

    @property
    def is_firm(self) -> bool:
        """Return whether it was known on its own day and never taken back."""
        return len(self.shown) == 1 and self.shown[0][0] <= self.on and self.shown[0][1] is None

    @property
    def turns(self) -> list[dt.date]:
        """Return the days after its own on which it begins or ceases to count."""
        days = [day for start, end in self.shown for day in (start, end)]
        return [day for day in days if day is not None and day > self.on]


def done(on: dt.date, fact_id: str) -> Evidence:
    """Return evidence known on its own day, such as a review."""
    return Evidence(on, fact_id, on, ((on, None),))


def turns(found: Iterable[Evidence]) -> list[dt.date]:
    """Return the days on which anything about the evidence changes in hindsight, earliest first."""
    return sorted({day for evidence in found if not evidence.is_firm for day in evidence.turns})


def first_only(found: Sequence[Evidence]) -> list[Evidence]:
    """Return the evidence up to the day of the first that is firm: what comes later can never be the first."""
    kept: list[Evidence] = []
    last: dt.date | None = None
    for evidence in found:
        if last is not None and evidence.on > last:
            break
        kept.append(evidence)
        if last is None and evidence.is_firm:
            last = evidence.on
    return kept


def shown_while(seen: Seen, start: dt.date, holds: Callable[[str | None], bool]) -> Shown:
    """Return the days from `start` on which the outcome of a contact, as known then, passes a test."""
    parts: list[tuple[dt.date, dt.date | None]] = []
    since = start if holds(seen.outcome_on(start)) else None
    for day, code in seen.versions:
        if day <= start:
            continue
        if since is None and holds(code):
            since = day
        elif since is not None and not holds(code):
            parts.append((since, day))
            since = None
    if since is not None:
        parts.append((since, None))
    return tuple(parts)


def counted(
    contacts: Sequence[Seen], schedule: Schedule, change: Callable[[Rule], Rule] | None = None
) -> list[Evidence]:
    """Return the contacts that meet a rule, each judged by the rule in force on its own date, by date and id."""
    found: list[Evidence] = []
    rule: Rule | None = None
    asked: Rule | None = None
    ways: dict[tuple[str, str | None, bool | None], bool] = {}
    results: dict[tuple[str, str | None], bool] = {}
    for seen in contacts:
        contact = seen.contact
        now = schedule.on(contact.date).rule
        if now is None:
            continue
        if now is not rule:
            rule, asked = now, now if change is None else change(now)
            ways, results = {}, {}
        if asked is None:
            continue
        way = (contact.type_code, contact.mode, contact.doorstep)
        passes = ways.get(way)
        if passes is None:
            passes = not counting.way_refused(asked, contact.type_code, contact.mode, doorstep=contact.doorstep)
            ways[way] = passes
        if not passes:
            continue
        evidence = _evidence(seen, asked, results)
        if evidence is not None:
            found.append(evidence)
    return found


def booked(
    contacts: Sequence[Seen], schedule: Schedule, change: Callable[[Rule], Rule] | None = None
) -> list[Evidence]:
    """Return the appointments in a rule's modes, each from the day it is known until it is rescheduled (33)."""
    found: list[Evidence] = []
    for seen in contacts:
        contact = seen.contact
        rule = schedule.on(contact.date).rule if seen.is_appointment else None
        if rule is None:
            continue
        asked = rule if change is None else change(rule)
        if counting.way_refused(asked, contact.type_code, contact.mode, doorstep=contact.doorstep):
            continue
        shown = shown_while(seen, seen.fact_from, lambda code: code not in RESCHEDULED)
        if shown:
            found.append(Evidence(seen.fact_from, contact.contact_id, contact.date, shown, contact.sentence_ids))
    return found


def _evidence(seen: Seen, rule: Rule, results: dict[tuple[str, str | None], bool]) -> Evidence | None:
    contact = seen.contact

    def holds(code: str | None) -> bool:
        key = (contact.type_code, code)
        if key not in results:
            results[key] = not counting.outcome_refused(rule, contact.type_code, code)
        return results[key]

    on = contact.date
    versions = seen.versions
    if not versions or (len(versions) == 1 and versions[0][0] <= on):
        if not holds(versions[0][1] if versions else None):
            return None
        return Evidence(on, contact.contact_id, on, ((on, None),), contact.sentence_ids)
    shown = shown_while(seen, on, holds)
    return Evidence(on, contact.contact_id, on, shown, contact.sentence_ids) if shown else None


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
    return sorted(kept, key=lambda obligation: obligation.opened_on) if days else kept


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
