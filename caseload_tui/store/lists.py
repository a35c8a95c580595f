"""The Caseload as a list: its people in their order, and only the rows that are looked at read in full."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from caseload_tui.domain.filters import Filter, Sort
from caseload_tui.domain.words import ROSH_LEVELS
from caseload_tui.store import ledger, past, sight
from caseload_tui.store.cells import CaseRow
from caseload_tui.store.derive import Basis
from caseload_tui.store.driver import Driver, Row
from caseload_tui.store.list_rows import case_rows
from caseload_tui.store.query import Query, live

_FEW: Final = 1_000
_FEW_THEN: Final = 150
"""Up to so many people the duties of each are read (worked out, for a past day); for more, the ledger's order holds."""

DEFAULT: Final = (Sort("lateness", descending=True),)


def crns(driver: Driver, basis: Basis, where: Filter, day: dt.date) -> list[str]:
    """Return the people that a filter names, in the order of their references."""
    asked = ledger.query(driver, day)
    sql = f"SELECT c.crn FROM cases c WHERE {past.people(driver, basis, where, asked)} ORDER BY c.crn"  # noqa: S608 - own words
    return [row[0] for row in driver.each(sql, asked.parameters)]


class CaseList:
    """The people a filter names, in its order. `rows` reads some of them; nothing is read before it is looked at."""

    def __init__(self, driver: Driver, basis: Basis, where: Filter, day: dt.date) -> None:
        """Find out who is in the list; their order is worked out as far as somebody looks."""
        self._driver = driver
        self._basis = basis
        self._where = where
        self._day = day
        self._ordered: list[str] = []
        self._count, self._more = _arranged(driver, basis, where, day)

    def __len__(self) -> int:
        """Return how many people there are."""
        return self._count

    def crns(self, offset: int, count: int) -> list[str]:
        """Return the references of some people of the list."""
        while len(self._ordered) < offset + count:
            crn = next(self._more, None)
            if crn is None:
                break
            self._ordered.append(crn)
        return self._ordered[offset : offset + count]

    def holding(self, people: Iterable[str]) -> set[str]:
        """Return which of some people are in the list."""
        asked = ledger.query(self._driver, self._day)
        sql = (
            f"SELECT c.crn FROM cases c WHERE c.crn {asked.among(tuple(people))}"  # noqa: S608 - own words
            f" AND {past.people(self._driver, self._basis, self._where, asked)}"
        )
        return {row[0] for row in self._driver.each(sql, asked.parameters)}

    def rows(self, offset: int, count: int) -> list[CaseRow]:
        """Return the rows from `offset`, at most `count`."""
        return case_rows(self._driver, self._basis, self.crns(offset, count), self._day, self._where)


def _arranged(driver: Driver, basis: Basis, where: Filter, day: dt.date) -> tuple[int, Iterator[str]]:
    """Return how many people a filter names, and who they are in its order, given one by one."""
    order = where.sort or DEFAULT
    asked = ledger.query(driver, day)
    keys = [_SORTS[sort.column](asked) for sort in order if sort.column != "lateness"]
    sql = (
        f"SELECT c.crn, {', '.join(['1', *keys])} FROM cases c WHERE {past.people(driver, basis, where, asked)}"  # noqa: S608 - own words
        " ORDER BY c.surname COLLATE NOCASE, c.forenames COLLATE NOCASE, c.crn"
    )
    found = driver.all(sql, asked.parameters)
    people = [row[0] for row in found]
    if order[0] == DEFAULT[0] and len(people) > (_FEW if asked.is_now else _FEW_THEN):
        return len(people), ledger.ranked(driver, day, people, where)
    ranks = _ranks(driver, basis, day, people, where) if any(sort.column == "lateness" for sort in order) else {}
    for sort, values in reversed(list(zip(order, _columns(order, found, ranks), strict=True))):
        known = [row for row in found if values[row[0]] is not None]
        unknown = [row for row in found if values[row[0]] is None]
        known.sort(key=lambda row: values[row[0]], reverse=sort.descending)
        found = known + unknown
    return len(people), iter([row[0] for row in found])


def _columns(order: tuple[Sort, ...], found: list[Row], ranks: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Give for each sort the value of each person; None stands last whichever way the list is turned."""
    at = 2
    for sort in order:
        if sort.column == "lateness":
            yield ranks
        else:
            yield {row[0]: row[at] for row in found}
            at += 1


def _ranks(driver: Driver, basis: Basis, day: dt.date, people: list[str], where: Filter) -> dict[str, Any]:
    """Return how late each person is: larger is worse, so that `-lateness` puts the worst first; None: no duty."""
    if len(people) > _FEW:
        order = {crn: -at for at, crn in enumerate(ledger.with_duties(driver, day, people, where))}
        return {crn: order.get(crn) for crn in people}
    shown = past.live(driver, basis, day, people)
    worst = {crn: ledger.rank_on(past.matched(where, rows, day)[0], day) for crn, rows in shown.items()}
    worst |= {crn: ledger.rank_at_large(crn, since) for crn, since in ledger.at_large(driver, day, people).items()}
    places = {rank: -at for at, rank in enumerate(sorted(worst.values()))}
    return {crn: places[worst[crn]] if crn in worst else None for crn in people}


_ROSH_RANK: Final = " ".join(f"WHEN '{level}' THEN {at}" for at, level in enumerate(ROSH_LEVELS))


def _nearest_due(asked: Query) -> str:
    return f"(SELECT min(l.due_on) FROM ledger l WHERE l.crn = c.crn AND {live(asked)} AND l.unknown = 0)"  # noqa: S608 - own words


_SORTS: Final[dict[str, Callable[[Query], str]]] = {
    "name": lambda _: "lower(coalesce(c.surname, '') || ', ' || coalesce(c.forenames, ''))",
    "crn": lambda _: "c.crn",
    "rosh": lambda _: f"CASE {sight.ROSH} {_ROSH_RANK} END",
    "tier": lambda _: "c.tier",
    "seen": lambda asked: sight.seen(is_now=asked.is_now),
    "contact": lambda asked: sight.heard(is_now=asked.is_now),
    "due": _nearest_due,
    "booked": lambda _: sight.BOOKED,
    "plan": lambda _: f"nullif({sight.PLANNED}, '')",
    "release": lambda _: sight.RELEASE,
    "ends": lambda _: sight.ENDS,
    "address": lambda _: sight.ADDRESS,
    "sentence": lambda _: sight.SENTENCES,
    "officer": lambda _: sight.OFFICER,
    "team": lambda _: sight.TEAM,
}
