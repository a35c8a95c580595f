"""What a filter asks of duties: `overdue:`, `due:` and `open:` as conditions over `cases c` or ledger row `l`."""

# ruff: noqa: S608 - this module builds SQL from its own words; what people type is always a parameter.

from collections.abc import Callable
from typing import Final

from caseload_tui.domain.filters import Filter, Term
from caseload_tui.domain.values import ANY, Value
from caseload_tui.store import sight
from caseload_tui.store.query import Query, live

_LATE: Final = {
    "overdue": "l.unknown = 0 AND l.due_on < :day",
    "due": "l.unknown = 0 AND l.due_on >= :day",
    "open": "1",
}
"""The fields of duties, and which ledger rows each means."""


def duties(found: Filter, query: Query) -> str:
    """Return the condition that ledger row `l` is a duty that the filter asks for, true where it asks for none."""
    terms = [term for term in found.terms if is_of_duties(term)]
    said = (f"{_LATE[term.field]} AND {_rules(query, value)}" for term in terms for value in term.values)
    return " OR ".join(f"({each})" for each in said) or "1"


def is_of_duties(term: Term) -> bool:
    """Return whether a term asks for duties, which are then the ones to show."""
    return term.field in _LATE and not term.negated


def _rules(query: Query, value: Value) -> str:
    parts = (
        []
        if value.codes == (ANY,)
        else ["(" + " OR ".join(f"l.rule GLOB {query.hold(code)}" for code in value.codes) + ")"]
    )
    if value.codes == (ANY,):
        parts.append("l.severity IN (0, 1)")
    if value.low or value.high:
        parts.append(query.between("l.due_on", value))
    return " AND ".join(parts)


def _asked(field_name: str) -> Callable[[Query, Value], str]:
    def said(query: Query, value: Value) -> str:
        meant = f"{_LATE[field_name]} AND {_rules(query, value)}"
        return f"c.crn IN (SELECT l.crn FROM ledger l WHERE {live(query)} AND {meant})"

    return said


def _overdue(query: Query, value: Value) -> str:
    """Return the condition of an overdue duty; somebody unlawfully at large is among the overdue (ruling 43)."""
    said = _asked("overdue")(query, value)
    if value.codes != (ANY,):
        return said
    since = query.between("u.from_on", value)
    return f"{said} OR c.crn IN (SELECT u.crn FROM pauses u WHERE u.kind = 'ual' AND {sight.held('u')} AND {since})"


TERMS: Final[dict[str, Callable[[Query, Value], str]]] = {
    "overdue": _overdue,
    "due": _asked("due"),
    "open": _asked("open"),
}
"""The condition over `cases c` that each field says."""
