"""Duties as a past day saw them, worked out afresh: of that day the ledger keeps only what was overdue."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from fnmatch import fnmatchcase
from typing import Final

from caseload_tui.domain.filters import Filter, Term
from caseload_tui.domain.values import ANY, Value
from caseload_tui.domain.words import SEVERITIES
from caseload_tui.engine.history import history
from caseload_tui.engine.knowledge import seen_on
from caseload_tui.engine.ledger import LedgerRow, ledger_rows
from caseload_tui.store import ledger, reading
from caseload_tui.store.cells import FlagCounts
from caseload_tui.store.derive import Basis
from caseload_tui.store.driver import Driver
from caseload_tui.store.duty_terms import is_of_duties
from caseload_tui.store.filtering import condition
from caseload_tui.store.query import Query

_LATE: Final = "overdue"
_AHEAD: Final = frozenset({"due", "open"})
"""The fields of a filter that ask for duties that are not overdue."""

_FEW: Final = 500
_BLUE: Final = SEVERITIES.index("blue")

Live = dict[str, list[LedgerRow]]
"""The duties live on a day, worst first, by person; nobody stands here without one."""


def live(driver: Driver, basis: Basis, day: dt.date, crns: Sequence[str]) -> Live:
    """Return the duties live on a day of some people: from the ledger, or for a past day from their facts."""
    if ledger.is_now(driver, day):
        return ledger.live_rows(driver, day, crns)
    found: Live = {}
    for facts in reading.each_facts(driver, crns, notes=False):
        seen = seen_on(facts, day)
        rows = ledger_rows(history(seen, basis.standing(facts), basis.calendar, readings=False), seen)
        held = [row for row in rows if row.from_on <= day and (row.to_on is None or day < row.to_on)]
        if held:
            found[facts.case.crn] = sorted(held, key=lambda row: ledger.rank_on(row, day))
    return found


def counts(driver: Driver, basis: Basis, day: dt.date, crns: Sequence[str]) -> FlagCounts:
    """Return how many of some people there are under the worst flag each has.

    For a past day and very many people, what was not overdue is counted only where it later became so.
    """
    if ledger.is_now(driver, day) or len(crns) > _FEW:
        return ledger.counts(driver, day, crns)
    worst = {crn: ledger.rank_on(rows[0], day)[0] for crn, rows in live(driver, basis, day, crns).items()}
    worst.update(dict.fromkeys(ledger.at_large(driver, day, crns), ledger.AT_LARGE))
    return ledger.counted(len(crns), Counter(worst.values()))


def people(driver: Driver, basis: Basis, where: Filter, asked: Query) -> str:
    """Return the condition over `cases c` that a filter says, also where it asks what a past day saw ahead."""
    ahead = [term for term in where.terms if term.field in _AHEAD]
    if asked.is_now or not ahead:
        return condition(where, asked)
    rest = Filter(tuple(term for term in where.terms if term not in ahead))
    sql = f"SELECT c.crn FROM cases c WHERE {condition(rest, asked)}"  # noqa: S608 - words of the filter are parameters
    crns = [row[0] for row in driver.all(sql, asked.parameters)]
    duties = live(driver, basis, asked.day, crns)
    meant = [crn for crn in crns if all(_holds(term, duties.get(crn, []), asked.day) for term in ahead)]
    return f"c.crn {asked.among(tuple(meant))}"


def _holds(term: Term, rows: Sequence[LedgerRow], day: dt.date) -> bool:
    found = any(_matches(term.field, value, row, day) for value in term.values for row in rows)
    return found != term.negated


def matched(where: Filter, rows: Sequence[LedgerRow], day: dt.date) -> Sequence[LedgerRow]:
    """Return the duties that a filter asks for, all of them where it asks for none that is here."""
    values = [(term.field, value) for term in where.terms if is_of_duties(term) for value in term.values]
    return [row for row in rows if any(_matches(field, value, row, day) for field, value in values)] or rows


def _matches(field: str, value: Value, row: LedgerRow, day: dt.date) -> bool:
    is_late = not row.unknown and row.due_on is not None and row.due_on < day
    if (field == _LATE and not is_late) or (field == "due" and (row.unknown or row.due_on is None or is_late)):
        return False
    is_named = row.severity < _BLUE if value.codes == (ANY,) else any(fnmatchcase(row.rule, c) for c in value.codes)
    if value.low is None and value.high is None:
        return is_named
    return (
        is_named
        and row.due_on is not None
        and (value.low is None or value.low <= row.due_on)
        and (value.high is None or row.due_on <= value.high)
    )
