"""What Today is made of: the duties overdue or due on a day, and of their people no more than the order needs."""

# ruff: noqa: S608 - this module builds SQL from the store's own words; what people type is always a parameter.

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass

from caseload_tui.domain.filters import Filter
from caseload_tui.domain.records import Case
from caseload_tui.domain.words import SEVERITIES, State
from caseload_tui.store import ledger, sight
from caseload_tui.store.cells import Appointment, Flag
from caseload_tui.store.driver import Driver
from caseload_tui.store.filtering import condition
from caseload_tui.store.query import live
from caseload_tui.store.rows import day_of


@dataclass(frozen=True, slots=True)
class Urgent:
    """One red or amber duty that is overdue, or due on the day."""

    crn: str
    flag: Flag


@dataclass(frozen=True, slots=True)
class Someone:
    """What the order of Today asks of a person."""

    name: str
    rosh: str | None
    mappa: str | None


class First:
    """What a day asks of the people that a filter names. Each question is one query, none reads a whole case."""

    def __init__(self, driver: Driver, where: Filter, day: dt.date) -> None:
        """Work out once who is meant."""
        self._driver = driver
        self._day = day
        self._asked = ledger.query(driver, day)
        self._people = condition(where, self._asked)
        self._live = f"{live(self._asked)} AND l.opened_on <= :day AND coalesce(l.window_opens_on, '') <= :day"

    def _are_meant(self, crn: str) -> str:
        return f"EXISTS (SELECT 1 FROM cases c WHERE c.crn = {crn} AND {self._people})"

    def number(self) -> int:
        """Return how many people are meant."""
        return int(self._driver.value(f"SELECT count(*) FROM cases c WHERE {self._people}", self._asked.parameters))

    def urgent(self) -> list[Urgent]:
        """Return their red and amber duties that are overdue or due on the day."""
        sql = (
            "SELECT l.crn, l.rule, l.sentence_id, l.severity, l.due_on, coalesce(l.soon_from, '9') <= :day, l.title"
            f" FROM ledger l WHERE l.due_on <= :day AND l.severity < 2 AND l.unknown = 0 AND {self._live}"
            f" AND {self._are_meant('l.crn')}"
        )
        return [self._urgent(*row) for row in self._driver.each(sql, self._asked.parameters)]

    def _urgent(
        self, crn: str, rule: str, sentence_id: str, severity: int, due: str, is_soon: int, title: str
    ) -> Urgent:
        due_on = day_of[due]
        state: State = "overdue" if due_on < self._day else "due_soon" if is_soon else "open"
        late = (self._day - due_on).days
        return Urgent(crn, Flag(state, SEVERITIES[severity], rule, title, due_on, late, sentence_id or None))

    def people(self, crns: Iterable[str]) -> dict[str, Someone]:
        """Return name, risk and MAPPA level of some people on the day."""
        sql = (
            f"SELECT c.crn, c.surname, c.forenames, {sight.ROSH}, {sight.MAPPA}"
            " FROM json_each(:crns) j CROSS JOIN cases c ON c.crn = j.value"
        )
        found = self._driver.each(sql, {**self._asked.parameters, "crns": json.dumps(list(crns))})
        return {row[0]: Someone(Case(row[0], row[1], row[2]).name, row[3], row[4]) for row in found}

    def at_large(self) -> dict[str, dt.date]:
        """Return who of them is unlawfully at large on the day, and since when."""
        sql = (
            f"SELECT u.crn, min(u.from_on) FROM pauses u WHERE u.kind = 'ual' AND {sight.held('u')}"
            f" AND {self._are_meant('u.crn')} GROUP BY u.crn"
        )
        return {row[0]: day_of[row[1]] for row in self._driver.each(sql, self._asked.parameters)}

    def released_unseen(self, most: int, *, without: Iterable[str] = ()) -> list[str]:
        """Return who was released and has had no counted contact in person since, the newest release first."""
        seen = sight.seen(is_now=self._asked.is_now)
        sql = (
            "SELECT s.crn FROM spells p JOIN sentences s USING (sentence_id) JOIN cases c ON c.crn = s.crn"
            f" WHERE p.setting = 'community' AND p.because IN ('release', 're-release') AND {sight.held('p')}"
            f" AND p.from_on < :day AND coalesce({seen}, '') < p.from_on AND {self._people}"
            " AND s.crn NOT IN (SELECT value FROM json_each(:without))"
            " GROUP BY s.crn ORDER BY max(p.from_on) DESC, s.crn LIMIT :most"
        )
        values = {**self._asked.parameters, "most": most, "without": json.dumps(list(without))}
        return [row[0] for row in self._driver.each(sql, values)]

    def without_outcome(self, most: int) -> tuple[int, list[Appointment]]:
        """Return how many appointments before the day wait for their outcome, and the oldest of them."""
        waiting = (
            "SELECT l.crn, l.anchor_on, l.anchor_id, count(*) OVER () AS number FROM ledger l"
            f" WHERE l.severity = 2 AND l.rule = 'OUTCOME_MISSING' AND {self._live} AND l.anchor_on < :day"
            f" AND {self._are_meant('l.crn')} ORDER BY l.anchor_on, l.crn LIMIT :most"
        )
        sql = (
            "SELECT w.number, b.contact_id, b.crn, c.surname, c.forenames, b.date, b.start_time, b.end_time,"
            " b.type_code, coalesce(b.mode, way_of(b.type_code, b.mode)), b.place, b.officer_code, b.outcome_code"
            f" FROM ({waiting}) w"
            " CROSS JOIN contacts b ON b.crn = w.crn AND b.date = w.anchor_on AND b.contact_id = w.anchor_id"
            " JOIN cases c ON c.crn = b.crn ORDER BY b.date, b.start_time, b.crn"
        )
        found = self._driver.all(sql, {**self._asked.parameters, "most": most})
        oldest = [Appointment(row[1], row[2], Case(*row[2:5]).name, day_of[row[5]], *row[6:]) for row in found]
        return found[0][0] if found else 0, oldest
