"""A filter compiled to SQL: a condition over `cases c` with parameters. No word of the filter ever becomes SQL text."""

# ruff: noqa: S608 - this module builds SQL from its own words; what people type is always a parameter.

import datetime as dt
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from caseload_tui.domain import codes
from caseload_tui.domain.filters import CLOSED, NAME, Filter, Term
from caseload_tui.domain.values import ANY, Value
from caseload_tui.store import sight

RESTRICTED: Final = "restricted"
_PENDING: Final = "AFTA"
"""Failed to attend, evidence awaited (docs/practice.md, outcomes); the index of the schema names it too."""

_WORD = re.compile(r"\w+")
_NOBODY: Final = "0"


@dataclass
class Query:
    """A condition over `cases c` while it is compiled, with its parameters; `is_now`: no fact is later than the day."""

    day: dt.date
    is_now: bool
    parameters: dict[str, object] = field(default_factory=dict)

    def hold(self, value: object) -> str:
        """Keep a value as a parameter; returns how SQL names it."""
        name = f"p{len(self.parameters)}"
        self.parameters[name] = value
        return f":{name}"

    def among(self, values: tuple[str, ...]) -> str:
        """Keep several values as one parameter; returns what follows the column."""
        return f"IN (SELECT value FROM json_each({self.hold(json.dumps(values))}))"

    def between(self, expression: str, value: Value) -> str:
        """Return the condition that a day lies in the value's range."""
        parts = [f"{expression} >= {self.hold(value.low.isoformat())}"] if value.low else []
        if value.high:
            parts.append(f"{expression} <= {self.hold(value.high.isoformat())}")
        return " AND ".join(parts) or f"{expression} IS NOT NULL"


def query_on(day: dt.date, *, is_now: bool) -> Query:
    """Return a query with the parameters that every expression of `sight` may use."""
    return Query(day, is_now, sight.parameters(day))


def condition(found: Filter, query: Query) -> str:
    """Return the condition that a filter says, over `cases c`.

    Closed cases are left out unless the filter names them, restricted ones unless it asks for them (ruling 62).
    """
    words = [value.codes[0] for term in found.terms if _is_word(term) for value in term.values]
    parts = [_term(term, query) for term in found.terms if not _is_word(term)]
    if words:
        parts.append(_named(query, " ".join(words)))
    if not found.names_closed:
        parts.append(f"coalesce(c.closed_on, '{sight.LATER}') > :day")
    if not asks_for_restricted(found):
        parts.append("c.limited_access IS NOT 1")
    return " AND ".join(f"({part})" for part in parts) or "1"


def asks_for_restricted(found: Filter) -> bool:
    """Return whether a filter asks for restricted cases by name."""
    return any(
        term.field == "flag" and not term.negated and any(RESTRICTED in value.codes for value in term.values)
        for term in found.terms
    )


def _term(term: Term, query: Query) -> str:
    if term.field == CLOSED:
        said = "c.closed_on <= :day"
    else:
        said = " OR ".join(f"({_FIELDS[term.field](query, value)})" for value in term.values) or _NOBODY
    # What is not recorded is neither: a negated term keeps it.
    return f"NOT coalesce({said}, 0)" if term.negated else said


def _is_word(term: Term) -> bool:
    """Return whether a term is a plain word: all of them are looked for together, A1234 BC as one number too."""
    return term.field == NAME and not term.negated and len(term.values) == 1


def _name(query: Query, value: Value) -> str:
    return _named(query, value.codes[0])


def _named(query: Query, text: str) -> str:
    return f"c.case_no IN (SELECT rowid FROM people_search WHERE people_search MATCH {query.hold(match(text))})"


def match(text: str) -> str:
    """Return words as a full-text query: each the beginning of a word, or all of them written as one (A1234 BC)."""
    words = _WORD.findall(text.replace("_", " "))
    if not words:
        return '""'
    apart = " AND ".join(f'"{word}"*' for word in words)
    return f'({apart}) OR "{"".join(words)}"*'


def _of(expression: str) -> Callable[[Query, Value], str]:
    """Return the condition of a field that is one of some codes."""

    def said(query: Query, value: Value) -> str:
        if not value.codes:
            return f"{expression} IS NULL"
        return f"{expression} {query.among(value.codes)}"

    return said


def _text(expression: str) -> Callable[[Query, Value], str]:
    def said(query: Query, value: Value) -> str:
        if not value.codes:
            return f"{expression} IS NULL"
        return f"instr(lower({expression}), lower({query.hold(value.codes[0])})) > 0"

    return said


def _officer(query: Query, value: Value) -> str:
    if not value.codes:
        return f"{sight.OFFICER} IS NULL"
    text = query.hold(value.codes[0])
    named = f"SELECT officer_code FROM officers WHERE instr(lower(name), lower({text})) > 0"
    people = f"({named} UNION SELECT upper({text}))"
    held = (
        f"SELECT crn FROM cases WHERE officer_code IN {people}"
        f" UNION SELECT crn FROM allocations WHERE officer_code IN {people}"
    )
    return f"c.crn IN ({held}) AND {sight.OFFICER} IN {people}"


def _team(column: str) -> Callable[[Query, Value], str]:
    def said(query: Query, value: Value) -> str:
        if not value.codes:
            if column == "team_code":
                return f"{sight.TEAM} IS NULL"
            return f"{sight.TEAM} NOT IN (SELECT team_code FROM teams WHERE {column} IS NOT NULL)"
        text = query.hold(value.codes[0])
        named = f"{column} = {text} COLLATE NOCASE OR instr(lower({_NAMED.get(column, column)}), lower({text})) > 0"
        return f"{sight.TEAM} IN (SELECT team_code FROM teams WHERE {named} UNION SELECT upper({text}))"

    return said


_NAMED: Final = {"team_code": "name"}


def _sentence(query: Query, value: Value) -> str:
    kinds = query.among(value.codes)
    return f"EXISTS (SELECT 1 FROM sentences s WHERE s.crn = c.crn AND {sight.RUNS} AND {sight.SENTENCE_KIND} {kinds})"


def _setting(query: Query, value: Value) -> str:
    spells = "SELECT 1 FROM sentences s JOIN spells p USING (sentence_id) WHERE s.crn = c.crn"
    return f"EXISTS ({spells} AND {sight.RUNS} AND {sight.held('p')} AND p.setting {query.among(value.codes)})"


def _duty(field_name: str) -> Callable[[Query, Value], str]:
    def said(query: Query, value: Value) -> str:
        meant = f"{_LATE[field_name]} AND {_rules(query, value)}"
        return f"c.crn IN (SELECT l.crn FROM ledger l WHERE {live(query)} AND {meant})"

    return said


def _overdue(query: Query, value: Value) -> str:
    """Return the condition of an overdue duty; somebody unlawfully at large is among the overdue (ruling 43)."""
    said = _duty("overdue")(query, value)
    if value.codes != (ANY,):
        return said
    since = query.between("u.from_on", value)
    return f"{said} OR c.crn IN (SELECT u.crn FROM pauses u WHERE u.kind = 'ual' AND {sight.held('u')} AND {since})"


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


def live(query: Query) -> str:
    """Return the condition that ledger row `l` is seen on the day."""
    hint = "l.settled = 0 AND " if query.is_now else ""
    return f"{hint}l.from_on <= :day AND l.to_on > :day"


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


def _age(expression: Callable[[Query], str]) -> Callable[[Query, Value], str]:
    """Return the condition of a field of days; who has none matches where the value says so."""

    def said(query: Query, value: Value) -> str:
        shown = expression(query)
        parts = [query.between(shown, value)] if value.low or value.high else []
        if value.has_none:
            parts.append(f"{shown} IS NULL")
        if value.codes == ("overdue",):
            parts.append(f"{shown} <= :day")
        return " OR ".join(f"({part})" for part in parts) or _NOBODY

    return said


def _ends(query: Query, value: Value) -> str:
    if value.codes == ("overdue",):
        open_since = f"s.ends_on <= :day AND coalesce(s.ended_on, '{sight.LATER}') > :day"
        return f"EXISTS (SELECT 1 FROM sentences s WHERE s.crn = c.crn AND {open_since})"
    return _age(lambda _: sight.ENDS)(query, value)


def _address(query: Query, value: Value) -> str:
    if not value.codes:
        return f"{sight.ADDRESS} IS NULL"
    word = value.codes[0]
    if word == "unverified":
        return f"{sight.ADDRESS} IS NOT NULL AND ({_since(query, sight.VERIFIED, value)})"
    if word == "homeless":
        return f"{sight.ADDRESS} {query.among(address_types('homeless'))}"
    return f"{sight.ADDRESS} {query.among(address_types(word))}"


def _since(query: Query, expression: str, value: Value) -> str:
    """Return the condition of a day that may be '': never, which is longer ago than any day."""
    if not (value.low or value.high):
        return f"{expression} = ''"
    never = f"{expression} = ''" if value.has_none else _NOBODY
    return f"({never}) OR ({expression} <> '' AND {query.between(expression, value)})"


@cache
def address_types(word: str) -> tuple[str, ...]:
    """Return the types of address that are settled, transient or homeless."""
    if word == "homeless":
        titles = codes.titles("accommodation_types", "code", "homeless")
        return tuple(code for code, said in titles.items() if said == "Y")
    titles = codes.titles("accommodation_types", "code", "settled")
    return tuple(code for code, said in titles.items() if said == word.upper())


def _plan(query: Query, value: Value) -> str:
    if not value.codes:
        return f"{sight.PLANNED} = ''"
    if not (value.low or value.high):
        return f"{sight.PLANNED} <> ''"
    return _since(query, sight.PLANNED, value)


def _flag(query: Query, value: Value) -> str:
    word = value.codes[0]
    if word in _STATES:
        return _STATES[word](query, value)
    standing = sight.held("g", "registered_on", "removed_on")
    of_type = f"g.type_code {query.among(value.codes)}"
    return f"EXISTS (SELECT 1 FROM registrations g WHERE g.crn = c.crn AND {standing} AND {of_type})"


def _new(query: Query, value: Value) -> str:
    taken_over = (
        "SELECT max(a.from_on) FROM allocations a WHERE a.crn = c.crn AND a.role <> 'COVER' AND a.from_on <= :day"
    )
    allocated = "SELECT max(s.allocated_on) FROM sentences s WHERE s.crn = c.crn AND s.allocated_on <= :day"
    since = f"max(coalesce(({taken_over}), ''), coalesce(({allocated}), ''))"
    return query.between(since, value) if value.low or value.high else f"{since} <> ''"


_STATES: Final[dict[str, Callable[[Query, Value], str]]] = {
    "snoozed": lambda _q, _v: (
        "EXISTS (SELECT 1 FROM snoozes z WHERE z.crn = c.crn AND z.snoozed_on <= :day"
        f" AND coalesce(z.until, '{sight.LATER}') > :day)"
    ),
    RESTRICTED: lambda _q, _v: "c.limited_access = 1",
    "ual": lambda _q, _v: f"{sight.UAL} IS NOT NULL",
    "breach": lambda q, _v: f"c.crn IN (SELECT l.crn FROM ledger l WHERE {live(q)} AND l.rule GLOB 'BREACH_*')",
    "evidence": lambda _q, _v: (
        f"c.crn IN (SELECT b.crn FROM contacts b WHERE b.outcome_code = '{_PENDING}' AND b.date <= :day"
        " AND coalesce(b.outcome_on, b.date) <= :day)"
    ),
    "gap": lambda q, _v: (
        f"EXISTS (SELECT 1 FROM ledger l WHERE l.crn = c.crn AND {live(q)} AND l.due_on IS NULL AND l.unknown = 1)"
    ),
    "draft": lambda _q, _v: "EXISTS (SELECT 1 FROM drafts d WHERE instr(d.draft_key, c.crn) > 0)",
    "new": _new,
}


def _note(query: Query, value: Value) -> str:
    found = (
        "SELECT k.crn FROM notes_search JOIN notes n ON n.note_no = notes_search.rowid"
        " JOIN contacts k ON k.contact_id = n.contact_id"
    )
    return f"c.crn IN ({found} WHERE notes_search MATCH {query.hold(match(value.codes[0]))} AND k.date <= :day)"


_FIELDS: Final[dict[str, Callable[[Query, Value], str]]] = {
    "name": _name,
    "rosh": _of(sight.ROSH),
    "tier": _of("rtrim(c.tier, 'S')"),
    "mappa": _of(sight.MAPPA),
    "sex": _of("c.sex"),
    "nation": _of("c.nation"),
    "lang": _text("c.preferred_language"),
    "officer": _officer,
    "team": _team("team_code"),
    "pdu": _team("pdu"),
    "provider": _team("provider"),
    "owner": _team("owner"),
    "pcc": _team("pcc_area"),
    "sentence": _sentence,
    "setting": _setting,
    "overdue": _overdue,
    "due": _duty("due"),
    "open": _duty("open"),
    "seen": _age(lambda q: sight.seen(is_now=q.is_now)),
    "contact": _age(lambda q: sight.heard(is_now=q.is_now)),
    "release": _age(lambda _: sight.RELEASE),
    "ends": _ends,
    "started": _age(lambda _: sight.STARTED),
    "address": _address,
    "plan": _plan,
    "quality": _of(sight.QUALITY),
    "flag": _flag,
    "note": _note,
}
