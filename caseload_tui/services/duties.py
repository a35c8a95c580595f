"""Duties across the caseload: what is overdue, what falls due, everything of everyone."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from caseload_tui.domain.facts import CaseFacts
from caseload_tui.domain.filters import Filter
from caseload_tui.domain.words import SEVERITIES
from caseload_tui.engine.knowledge import known_by, seen_on
from caseload_tui.engine.obligation import Assessed, TraceLine
from caseload_tui.engine.trace import trace
from caseload_tui.services.session import Session

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Duty:
    """One duty with the person it is owed to and what happened since its clock started."""

    facts: CaseFacts
    assessed: Assessed
    trace: tuple[TraceLine, ...]


def overdue(session: Session, where: Filter, progress: Progress | None = None) -> list[Duty]:
    """Return every overdue duty of the people the filter names, worst first (ruling 51).

    The ledger says whose cases to open; what is printed is assessed afresh from the records.
    """
    if session.as_known is None and session.profile is None:
        crns: Iterable[str] = dict.fromkeys(row.crn for row in session.store.overdue(session.day, where))
    else:
        crns = session.store.crns(where, as_of=session.day)
    duties = _duties(session, list(crns), lambda a: a.state == "overdue", progress)
    return sorted(duties, key=lambda duty: _worst_first(duty.assessed))


def due(
    session: Session, where: Filter, days: int, *, undated: bool = False, progress: Progress | None = None
) -> list[Duty]:
    """Return what falls due from the day looked at to `days` days later; overdue duties are not in it (ruling 51)."""
    last = session.day + dt.timedelta(days=days)

    def is_listed(a: Assessed) -> bool:
        if a.state not in ("open", "due_soon", "upcoming"):
            return False
        return undated if a.due_on is None else session.day <= a.due_on <= last

    duties = _duties(session, list(session.store.crns(where, as_of=session.day)), is_listed, progress)
    return sorted(duties, key=lambda duty: (duty.assessed.due_on or dt.date.max, *_worst_first(duty.assessed)))


def _duties(
    session: Session, crns: list[str], is_listed: Callable[[Assessed], bool], progress: Progress | None
) -> list[Duty]:
    duties: list[Duty] = []
    for done, facts in enumerate(session.store.each_facts(crns), 1):
        listed = (a for a in session.assess(facts) if is_listed(a))
        duties += [Duty(facts, a, _since(session, facts, a)) for a in listed]
        if progress is not None:
            progress(done, len(crns))
    return duties


def _since(session: Session, facts: CaseFacts, assessed: Assessed) -> tuple[TraceLine, ...]:
    known = known_by(facts, session.as_known) if session.as_known else facts
    seen = seen_on(known, session.day)
    return trace(assessed, seen, session.standing(facts), session.calendar, everything=False)


def _worst_first(a: Assessed) -> tuple[int, int, str, str, str, str]:
    o = a.obligation
    return (SEVERITIES.index(a.severity), -a.days_late, o.crn, o.rule, o.sentence_id or "", o.anchor.id)


def everyone(session: Session) -> Iterator[CaseFacts]:
    """Return the facts of everyone, closed cases too, in the order of their references."""
    return session.store.each_facts()
