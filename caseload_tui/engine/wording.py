"""Sentences about duties: how a due date was counted, what a rule asks for."""

import datetime as dt
from typing import Final

from caseload_tui.domain.calendar import Calendar
from caseload_tui.domain.clocks import add
from caseload_tui.domain.wording import count, day
from caseload_tui.domain.words import MODE_TITLES, Mode
from caseload_tui.engine.counting import IN_PERSON
from caseload_tui.engine.parts import Span
from caseload_tui.standards.rule import Rule

_IN_COMMUNITY: Final = IN_PERSON - {"in_person_prison"}
_UNITS: Final = {"WD": "working day", "CD": "day", "WK": "week", "MO": "month"}


def clock_words(span: Span, calendar: Calendar) -> str:
    """Return the arithmetic of a due date: from which day, how long, paused how long, until when."""
    limit = span.limit
    if limit is None:
        return ""
    size = count(abs(limit.n), _UNITS[limit.clock])
    start = day(span.base_on)
    if span.due_on is None:
        return f"{start} and {size}: the clock is paused, with no end recorded"
    sign = "+" if limit.n >= 0 else "−"
    end = f"to the end of {day(span.due_on)}"
    if span.mark == "short":
        return f"{start} {sign} {size}, too short for the standard: {end}"
    if span.mark == "moved":
        return f"{start} {sign} {size}, moved because the date changed: {end}"
    return f"{start} {sign} {size} = {end}; {_paused(span, span.due_on, calendar)}"


def _paused(span: Span, due_on: dt.date, calendar: Calendar) -> str:
    limit = span.limit
    if limit is None or limit.n < 0:
        return "no pause"
    plain = add(limit, span.base_on, calendar)
    if due_on <= plain:
        return "no pause"
    if span.terms.rule.period != "rolling":
        return f"the last day of the {span.terms.rule.period.removeprefix('calendar-')}, pauses included"
    if limit.clock == "WD":
        return f"{count(calendar.working_between(plain, due_on), 'working day')} paused"
    return f"{count((due_on - plain).days, 'day')} paused"


def asked_for(rule: Rule) -> str:
    """Return what meets a rule of contacts: `an attended in-person contact`."""
    modes = rule.modes
    if not modes:
        return "a contact of the types listed" if rule.types else "an attended contact"
    if modes == {"in_person_home"}:
        return "a home visit that took place"
    if modes >= _IN_COMMUNITY and "phone" in modes:
        return "a contact of any counted kind"
    if modes >= _IN_COMMUNITY and modes <= IN_PERSON:
        return "an attended in-person contact"
    if modes >= _IN_COMMUNITY:
        return f"an attended contact in person or by {_listed(modes - IN_PERSON)}"
    return f"an attended contact: {_listed(modes)}"


def _listed(modes: frozenset[Mode]) -> str:
    return " or ".join(sorted(MODE_TITLES[mode] for mode in modes))
