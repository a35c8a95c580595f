"""Reading the ledger on a day: what is overdue, worst first; what falls due; who has which flag."""

import datetime as dt
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Final

from caseload_tui.domain.filters import Filter
from caseload_tui.domain.words import SEVERITIES, State
from caseload_tui.engine.ledger import LedgerRow
from caseload_tui.store import sight
from caseload_tui.store.cells import Flag, FlagCounts
from caseload_tui.store.derive import DERIVED_ON, LEDGER_COLUMNS, each_ledger_row
from caseload_tui.store.driver import Driver
from caseload_tui.store.duty_terms import duties
from caseload_tui.store.filtering import condition
from caseload_tui.store.query import Query, live, query_on
from caseload_tui.store.rows import day_of

Rank = tuple[int, str, int, str, str, str, str]
"""Where a duty stands among all: group, due date, severity, then what tells two duties of a day apart."""

AT_LARGE, RED, AMBER, SOON, BLUE, LATER, UNDATED = range(7)
"""The groups of a rank, worst first: somebody unlawfully at large stands before every duty (ruling 43)."""

_ORDER: Final = "due_on, crn, rule, sentence_id, anchor_id"
_COLUMNS: Final = ", ".join(f"l.{name}" for name in LEDGER_COLUMNS.split(", "))
_IS_OPEN: Final = "l.opened_on <= :day AND coalesce(l.window_opens_on, '') <= :day"
_IS_SOON: Final = f"((l.soon_from <= :day OR l.due_on = :day) AND {_IS_OPEN})"
_AT_LARGE: Final = f"SELECT u.crn, min(u.from_on) FROM pauses u WHERE u.kind = 'ual' AND {sight.held('u')}"  # noqa: S608 - own words
_OVERDUE: Final = "l.severity = :severity AND l.due_on < :day AND l.unknown = 0"


def is_now(driver: Driver, day: dt.date) -> bool:
    """Return whether nothing was worked out after the day, so that settled rows may be passed over."""
    derived_on = driver.value("SELECT value FROM settings WHERE name = ?", (DERIVED_ON,))
    return derived_on is None or bool(derived_on <= day.isoformat())


def query(driver: Driver, day: dt.date) -> Query:
    """Return an empty query for a view of a day."""
    return query_on(day, is_now=is_now(driver, day))


def overdue(driver: Driver, day: dt.date, where: Filter | None = None, limit: int | None = None) -> list[LedgerRow]:
    """Return the duties overdue on a day, most severe and most days late first (ruling 51), at most `limit`."""
    asked = query(driver, day)
    found: list[LedgerRow] = []
    for severity in range(len(SEVERITIES)):
        sql, parameters = overdue_sql(asked, severity, where, None if limit is None else limit - len(found))
        found += each_ledger_row(driver, sql, parameters)
        if limit is not None and len(found) >= limit:
            break
    return found


def overdue_sql(asked: Query, severity: int, where: Filter | None, limit: int | None) -> tuple[str, dict[str, object]]:
    """Return the query for the overdue duties of one severity, in their order."""
    people = condition(where or Filter(), asked)
    sql = (
        f"SELECT {_COLUMNS} FROM ledger l{_index(asked)} WHERE {_OVERDUE} AND {live(asked)}"  # noqa: S608 - own words
        f" AND EXISTS (SELECT 1 FROM cases c WHERE c.crn = l.crn AND {people}) ORDER BY {_ordered()} LIMIT :limit"
    )
    return sql, {**asked.parameters, "severity": severity, "limit": -1 if limit is None else limit}


def due(driver: Driver, day: dt.date, days: int, where: Filter | None = None) -> list[LedgerRow]:
    """Return the duties that fall due from a day to `days` later, soonest first; overdue ones are not among them."""
    asked = query(driver, day)
    people = condition(where or Filter(), asked)
    sql = (
        f"SELECT {_COLUMNS} FROM ledger l WHERE l.due_on BETWEEN :day AND :until AND l.unknown = 0"  # noqa: S608 - own words
        f" AND {live(asked)} AND EXISTS (SELECT 1 FROM cases c WHERE c.crn = l.crn AND {people})"
        f" ORDER BY l.due_on, l.severity, l.crn, l.rule, l.sentence_id, l.anchor_id"
    )
    until = (day + dt.timedelta(days=days)).isoformat()
    return list(each_ledger_row(driver, sql, {**asked.parameters, "until": until}))


def _ordered() -> str:
    return ", ".join(f"l.{name}" for name in _ORDER.split(", "))


def _index(asked: Query) -> str:
    """Return the index to go by: without statistics SQLite may prefer one that needs sorting."""
    return " INDEXED BY ledger_late" if asked.is_now else ""


def state_on(row: LedgerRow, day: dt.date) -> State:
    """Return the state of a live row on a day (ruling 53)."""
    if row.unknown:
        return "unknown"
    if day < row.opened_on or (row.window_opens_on is not None and day < row.window_opens_on):
        return "upcoming"
    if row.due_on is not None and day > row.due_on:
        return "overdue"
    if row.due_on is not None and row.soon_from is not None and day >= row.soon_from:
        return "due_soon"
    return "open"


def rank_on(row: LedgerRow, day: dt.date) -> Rank:
    """Return where a live row stands on a day: overdue red, amber, due soon, overdue blue, the rest by due date."""
    now = state_on(row, day)
    if now == "overdue":
        group = (RED, AMBER, BLUE)[row.severity]
    elif now == "due_soon" or (row.due_on == day and now == "open"):
        group = SOON
    else:
        group = UNDATED if row.due_on is None or now == "unknown" else LATER
    due_on = row.due_on.isoformat() if row.due_on and group != UNDATED else ""
    return group, due_on, row.severity, row.crn, row.rule, row.sentence_id, row.anchor_id


def flag_of(row: LedgerRow, day: dt.date) -> Flag:
    """Return a row as a flag."""
    now = state_on(row, day)
    late = (day - row.due_on).days if now == "overdue" and row.due_on else 0
    return Flag(now, SEVERITIES[row.severity], row.rule, row.title, row.due_on, late, row.sentence_id or None)


def live_rows(driver: Driver, day: dt.date, crns: Sequence[str]) -> dict[str, list[LedgerRow]]:
    """Return the rows live on a day of some people, worst first, by person."""
    asked = query(driver, day)
    sql = (
        f"SELECT {_COLUMNS} FROM json_each(:crns) j CROSS JOIN ledger l INDEXED BY ledger_person"  # noqa: S608 - own words
        f" ON l.crn = j.value WHERE {live(asked)}"
    )
    by_person: dict[str, list[LedgerRow]] = defaultdict(list)
    for row in each_ledger_row(driver, sql, {**asked.parameters, "crns": json.dumps(list(crns))}):
        by_person[row.crn].append(row)
    for rows in by_person.values():
        rows.sort(key=lambda row: rank_on(row, day))
    return by_person


def at_large(driver: Driver, day: dt.date, crns: Sequence[str]) -> dict[str, dt.date]:
    """Return who of some people is unlawfully at large on a day, and since when."""
    asked = query(driver, day)
    sql = f"{_AT_LARGE} AND u.crn {asked.among(tuple(crns))} GROUP BY u.crn"
    return {row[0]: day_of[row[1]] for row in driver.each(sql, asked.parameters)}


def rank_at_large(crn: str, since: dt.date) -> Rank:
    """Return where somebody unlawfully at large stands."""
    return AT_LARGE, since.isoformat(), 0, crn, "", "", ""


def ranked(driver: Driver, day: dt.date, people: Sequence[str], where: Filter) -> Iterator[str]:
    """Give people in the order of their worst duty, read along the indexes so that a reader of one page stops early.

    Where the filter asks for duties, those count. Those without any duty come last, in the order given.
    """
    given: set[str] = set()
    for crn in with_duties(driver, day, people, where):
        given.add(crn)
        yield crn
    yield from (crn for crn in people if crn not in given)


def with_duties(driver: Driver, day: dt.date, people: Sequence[str], where: Filter) -> Iterator[str]:
    """Give those people who have a duty that the filter asks for, each once, in the order of their worst one."""
    waiting = set(people)
    asked = query(driver, day)
    for _group, crns in _groups(asked, duties(where, asked)):
        for crn in crns(driver):
            if crn in waiting:
                waiting.discard(crn)
                yield crn


def counts(driver: Driver, day: dt.date, people: Iterable[str]) -> FlagCounts:
    """Return how many people there are under the worst flag each has."""
    wanted = set(people)
    waiting, found = set(wanted), Counter[int]()
    for group, crns in _groups(query(driver, day)):
        if group <= BLUE:
            held = waiting.intersection(crns(driver))
            found[group] = len(held)
            waiting -= held
    return counted(len(wanted), found)


def counted(people: int, found: Counter[int]) -> FlagCounts:
    """Return how many people stand in each group as they are told to people."""
    return FlagCounts(people, found[AT_LARGE] + found[RED], found[AMBER], found[SOON], found[BLUE])


def _groups(asked: Query, meant: str = "1") -> Iterator[tuple[int, Callable[[Driver], list[str]]]]:
    """Give each group of a rank, worst first, with what reads its people in their order along an index.

    `meant` is a condition over ledger row `l`: the duties that count.
    """
    yield AT_LARGE, partial(_away, asked)
    for group, severity in ((RED, 0), (AMBER, 1)):
        yield group, partial(_late, asked, severity, meant)
    yield SOON, partial(_ahead, asked, f"{_IS_SOON} AND ({meant})")
    yield BLUE, partial(_late, asked, 2, meant)
    yield LATER, partial(_ahead, asked, f"NOT coalesce({_IS_SOON}, 0) AND ({meant})")
    yield UNDATED, partial(_undated, asked, meant)


# A group is read at once: a query left half read would keep what is written meanwhile from leaving the log.


def _away(asked: Query, driver: Driver) -> list[str]:
    sql = f"{_AT_LARGE} GROUP BY u.crn ORDER BY min(u.from_on), u.crn"
    return [row[0] for row in driver.all(sql, asked.parameters)]


def _late(asked: Query, severity: int, meant: str, driver: Driver) -> list[str]:
    sql = (
        f"SELECT l.crn FROM ledger l{_index(asked)} WHERE {_OVERDUE} AND {live(asked)} AND {_IS_OPEN}"  # noqa: S608 - own words
        f" AND ({meant}) ORDER BY {_ordered()}"
    )
    return [row[0] for row in driver.all(sql, {**asked.parameters, "severity": severity})]


def _ahead(asked: Query, soon: str, driver: Driver) -> list[str]:
    hint = " INDEXED BY ledger_due" if asked.is_now else ""
    sql = (
        f"SELECT l.crn FROM ledger l{hint} WHERE l.due_on >= :day AND l.unknown = 0 AND {live(asked)} AND {soon}"  # noqa: S608 - own words
        " ORDER BY l.due_on, l.severity, l.crn, l.rule, l.sentence_id, l.anchor_id"
    )
    return [row[0] for row in driver.all(sql, asked.parameters)]


def _undated(asked: Query, meant: str, driver: Driver) -> list[str]:
    sql = (
        f"SELECT l.crn FROM ledger l WHERE (l.due_on IS NULL OR l.unknown = 1) AND {live(asked)} AND ({meant})"  # noqa: S608 - own words
        " ORDER BY l.severity, l.crn, l.rule"
    )
    return [row[0] for row in driver.all(sql, asked.parameters)]
