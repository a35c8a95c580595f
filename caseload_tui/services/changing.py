"""What changes about a person while they are supervised: the level of risk of serious harm, and the end of the case."""

import datetime as dt
from dataclasses import replace

from caseload_tui.domain import codes, wording
from caseload_tui.domain import records as r
from caseload_tui.domain.text import clean
from caseload_tui.domain.words import ROSH_LEVELS, ROSH_TITLES
from caseload_tui.engine.person import rosh_on
from caseload_tui.engine.schedule import ROSH_OF_TYPE
from caseload_tui.errors import Problem, RefusedError
from caseload_tui.services import sentences
from caseload_tui.services.planning import refuse_day
from caseload_tui.services.session import Session
from caseload_tui.services.views import Saved

_TYPE_OF_ROSH: dict[str, str] = {level: code for code, level in ROSH_OF_TYPE.items()}


def change_rosh(session: Session, crn: str, level: str, from_on: dt.date) -> Saved:
    """Record a level of risk of serious harm from a day on, as a registration; the level before it ends that day.

    What the case itself says is not touched: it is the level before the first registration (ruling 1).

    Raises:
        RefusedError: no such level, the day has not come yet or is before the sentence, nothing would change, or a
            later change stands.
    """
    stamp = session.stamp()
    facts = session.facts(crn, notes=False)
    held = [row for row in facts.registrations if row.type_code in ROSH_OF_TYPE]
    later = [row.registered_on for row in held if row.registered_on > from_on]
    if level not in ROSH_LEVELS:
        _refuse("RoSH", "is not a level", ", ".join(ROSH_LEVELS), level)
    refuse_day(session, from_on, "From", sentences.first_day(facts))
    if later:
        latest = max(later)
        _refuse("From", "a later change stands", f"{wording.day(latest, session.today)} or later", from_on.isoformat())
    if rosh_on(facts, from_on) == level:
        _refuse("RoSH", f"is {ROSH_TITLES[level]} on that day already", "another level", level)
    new = r.Registration(facts.case.crn, _TYPE_OF_ROSH[level], None, None, from_on)
    with session.store.write("rosh.change", stamp=stamp, subject=facts.case.crn) as change:
        for row in held:
            if row.registered_on == from_on and row.type_code != new.type_code:
                change.remove(r.Registration, row.crn, row.type_code, row.registered_on)
            elif row.removed_on is None or row.removed_on > from_on:
                change.put(replace(row, removed_on=from_on))
        change.put(new)
    words = f"RoSH {ROSH_TITLES[level]} from {wording.day(from_on, session.today)}, {facts.case.name}"
    return Saved(words, facts.case.crn, "rosh.change")


def change_at_large(session: Session, crn: str, day: dt.date) -> Saved:
    """Record since when a person is unlawfully at large; of one who is, the first day on which they no longer are.

    Raises:
        RefusedError: the day has not come yet, or the end is not after the beginning.
    """
    stamp = session.stamp()
    facts = session.facts(crn, notes=False)
    open_ones = [p for p in facts.pauses if p.kind == "ual" and p.to_on is None]
    if day > session.today:
        _refuse("Day", "That day has not come yet", "today or earlier", day.isoformat())
    if open_ones and day <= max(p.from_on for p in open_ones):
        since = wording.day(max(p.from_on for p in open_ones), session.today)
        _refuse("Day", "is not after the day on which it began", f"a day after {since}", day.isoformat())
    with session.store.write("ual.change", stamp=stamp, subject=facts.case.crn) as change:
        for pause in open_ones:
            change.put(replace(pause, to_on=day))
        if not open_ones:
            change.put(r.Pause(facts.case.crn, "ual", day))
    what = "no longer unlawfully at large" if open_ones else "unlawfully at large"
    words = f"{what} from {wording.day(day, session.today)}, {facts.case.name}"
    return Saved(words, facts.case.crn, "ual.change")


def close_case(session: Session, crn: str, closed_on: dt.date, because: str | None = None) -> Saved:
    """Record that a case was closed on a day, and why; lists leave it out from then on, its file stays.

    Raises:
        RefusedError: it is closed already, or the day has not come yet or is before the sentence or the last contact.
    """
    stamp = session.stamp()
    facts = session.facts(crn, notes=False)
    if facts.case.closed_on is not None:
        _refuse("Closed on", f"is closed since {wording.day(facts.case.closed_on, session.today)}", "", crn)
    refuse_day(session, closed_on, "Closed on", sentences.first_day(facts))
    seen = max((c.date for c in facts.contacts if c.outcome_code and c.date <= session.today), default=None)
    refuse_day(session, closed_on, "Closed on", seen, "is before the last contact")
    closed = replace(facts.case, closed_on=closed_on, closed_because=clean(because) if because else None)
    with session.store.write("case.close", stamp=stamp, subject=facts.case.crn) as change:
        change.put(closed)
    words = f"case closed, {wording.day(closed_on, session.today)}, {facts.case.name}"
    return Saved(words, facts.case.crn, "case.close")


def unfinished(session: Session, crn: str) -> list[str]:
    """Return what is not finished yet, in words, so that one can ask before a case is closed."""
    facts = session.facts(crn, notes=False)
    ahead = [c for c in facts.contacts if c.date >= session.today and c.outcome_code is None and c.mode != "none"]
    booked = [c for c in ahead if codes.contact_types()[c.type_code].appointment]
    overdue = [a for a in session.assess(facts) if a.state == "overdue"]
    found = [f"{sentences.begun(sentence)} still runs" for sentence in sentences.running(facts, session.today)]
    found += [wording.count(len(booked), "appointment") + " ahead"] if booked else []
    return found + ([wording.count(len(overdue), "duty", "duties") + " overdue"] if overdue else [])


def _refuse(column: str, why: str, accepted: str, value: str) -> None:
    problem = Problem(why, accepted, column=column, value=value)
    raise RefusedError("Not saved: 1 thing to put right.", problems=(problem,))
