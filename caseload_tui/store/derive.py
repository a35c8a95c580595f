"""What follows from the facts of a case, written beside them: ledger, tallies with their sums, summary."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from caseload_tui import __version__
from caseload_tui.domain.calendar import Calendar
from caseload_tui.domain.facts import CaseFacts
from caseload_tui.engine.history import history
from caseload_tui.engine.ledger import LedgerRow, Tally, ledger_rows, tallies
from caseload_tui.engine.summary import summary
from caseload_tui.standards.load import standing
from caseload_tui.standards.rule import Profile, Standing
from caseload_tui.store import reading
from caseload_tui.store.driver import Driver, Row
from caseload_tui.store.rows import NO_END, day_of, stored

Sum = tuple[str, str, str, str]
"""Officer, rule, week, and "met" or "late"."""

Progress = Callable[[int, int], None]
"""Told how many of how many people are done."""

DERIVED_ON: Final = "derived_on"
"""The setting that keeps the newest day on which any ledger row was worked out."""

LEDGER_COLUMNS: Final = (
    "crn, rule, kind, sentence_id, anchor_kind, anchor_id, anchor_on, opened_on, from_on, to_on, due_on, soon_from,"
    " window_opens_on, red_from, severity, officer_code, title, profile, unknown"
)
SUMMARY_COLUMNS: Final = "crn, seen_on, seen_mode, contact_on, contact_mode, derived_with"
TALLY_COLUMNS: Final = "crn, rule, sentence_id, officer_code, week, met, late"
_PEOPLE_AT_ONCE: Final = 250
_NAMES: Final = tuple(LEDGER_COLUMNS.replace(" ", "").split(","))
_DATES: Final = tuple(at for at, name in enumerate(_NAMES) if name.endswith("_on") or name in ("soon_from", "red_from"))
_TO_ON: Final = _NAMES.index("to_on")
_UNKNOWN: Final = _NAMES.index("unknown")
_PUT_LEDGER: Final = f"INSERT INTO ledger ({LEDGER_COLUMNS}, settled) VALUES ({', '.join('?' * (len(_NAMES) + 1))})"  # noqa: S608 - own words
_PUT_TALLY: Final = f"INSERT INTO tallies ({TALLY_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)"  # noqa: S608 - own words
_PUT_SUM: Final = (
    "INSERT INTO sums (officer_code, rule, week, met, late) VALUES (?, ?, ?, ?, ?)"
    " ON CONFLICT DO UPDATE SET met = met + excluded.met, late = late + excluded.late"
)
_DROP_EMPTY_SUM: Final = "DELETE FROM sums WHERE officer_code = ? AND rule = ? AND week = ? AND met = 0 AND late = 0"
_PUT_SUMMARY: Final = (
    f"INSERT INTO case_summary ({SUMMARY_COLUMNS}, derived_on)"  # noqa: S608 - own words
    " VALUES (?, ?, ?, ?, ?, ?, ?)"
)


@dataclass(frozen=True)
class Basis:
    """What duties are worked out with: the standards at hand, the one for cases that name none, the calendar."""

    shelf: Mapping[str, Profile]
    default: str
    calendar: Calendar

    @property
    def version(self) -> str:
        """Return the version of the engine."""
        return __version__

    def standing(self, facts: CaseFacts) -> Standing:
        """Return the profiles that judge a case."""
        return standing(facts, self.shelf, self.default)

    def name(self, judged_by: Standing) -> str:
        """Return what a case was worked out with: a difference means that it must be worked out again."""
        used = (judged_by.default, *(row[2] for row in judged_by.rows))
        profiles = ",".join(sorted({f"{profile.id}@{profile.version}" for profile in used}))
        return f"{self.version} {self.calendar.version} {profiles}"


class Projection:
    """Works out case after case and writes what follows, inside the caller's transaction; end with `finish`."""

    def __init__(self, driver: Driver, basis: Basis, day: dt.date) -> None:
        """Take the day of the action: it decides only which ledger rows are marked as settled."""
        self._driver = driver
        self._basis = basis
        self._day = day.isoformat()
        self._ledger: list[Row] = []
        self._tallies: list[Row] = []
        self._summaries: list[Row] = []
        self._sums: Counter[Sum] = Counter()

    def renew(self, facts: CaseFacts) -> None:
        """Work out one case in place of what was worked out before."""
        self.forget(facts.case.crn)
        ledger, tallied, summed = worked_out(facts, self._basis)
        self._ledger += [(*row, int(str(row[_TO_ON]) <= self._day)) for row in ledger]
        self._tallies += tallied
        self._summaries.append((*summed, self._day))
        for _crn, rule, _sentence, officer, week, met, late in tallied:
            self._count(officer, rule, week, met, late)
        if len(self._summaries) >= _PEOPLE_AT_ONCE:
            self._write()

    def forget(self, crn: str) -> None:
        """Take out what was worked out for one person."""
        for row in self._driver.all("SELECT officer_code, rule, week, -met, -late FROM tallies WHERE crn = ?", (crn,)):
            self._count(*row)
        for table in ("ledger", "tallies", "case_summary"):
            self._driver.execute(f"DELETE FROM {table} WHERE crn = ?", (crn,))  # noqa: S608 - names of our own tables

    def finish(self) -> None:
        """Write what is left, the differences of the sums, and the day: from it on settled rows may be passed over."""
        self._write()
        keys = sorted({key[:3] for key, difference in self._sums.items() if difference})
        self._driver.many(_PUT_SUM, ((*key, self._sums[*key, "met"], self._sums[*key, "late"]) for key in keys))
        self._driver.many(_DROP_EMPTY_SUM, keys)
        self._driver.execute(
            "INSERT INTO settings (name, value) VALUES (?, ?)"
            " ON CONFLICT DO UPDATE SET value = excluded.value WHERE excluded.value > value",
            (DERIVED_ON, self._day),
        )

    def _count(self, officer: str, rule: str, week: str, met: int, late: int) -> None:
        self._sums[officer, rule, week, "met"] += met
        self._sums[officer, rule, week, "late"] += late

    def _write(self) -> None:
        self._driver.many(_PUT_LEDGER, self._ledger)
        self._driver.many(_PUT_TALLY, self._tallies)
        self._driver.many(_PUT_SUMMARY, self._summaries)
        for rows in (self._ledger, self._tallies, self._summaries):
            rows.clear()


def worked_out(facts: CaseFacts, basis: Basis) -> tuple[list[Row], list[Row], Row]:
    """Return what follows for one case: rows of the ledger, of the tallies, and the summary with what it rests on."""
    judged_by = basis.standing(facts)
    told = history(facts, judged_by, basis.calendar, readings=False)
    seen = summary(facts)
    return (
        [row_of_ledger(row) for row in ledger_rows(told, facts)],
        [row_of_tally(tally) for tally in tallies(told, facts)],
        (
            facts.case.crn,
            stored(seen.seen_on),
            seen.seen_mode,
            stored(seen.contact_on),
            seen.contact_mode,
            basis.name(judged_by),
        ),
    )


def rebuild(driver: Driver, basis: Basis, day: dt.date, progress: Progress) -> None:
    """Work out everyone again, inside the caller's transaction."""
    for table in ("ledger", "tallies", "sums", "case_summary"):
        driver.execute(f"DELETE FROM {table}")  # noqa: S608 - names of our own tables
    people = driver.value("SELECT count(*) FROM cases")
    projection = Projection(driver, basis, day)
    for done, facts in enumerate(reading.each_facts(driver, None, notes=False), 1):
        projection.renew(facts)
        progress(done, people)
    projection.finish()


def row_of_ledger(row: LedgerRow) -> Row:
    """Return a ledger row as SQLite stores it, without `settled`."""
    values = [stored(getattr(row, name)) for name in _NAMES]
    values[_TO_ON] = values[_TO_ON] or NO_END
    values[_UNKNOWN] = int(row.unknown)
    return tuple(values)


def ledger_row_of(row: Row) -> LedgerRow:
    """Return the ledger row of a row that holds `LEDGER_COLUMNS`."""
    values = list(row)
    if values[_TO_ON] == NO_END:
        values[_TO_ON] = None
    for at in _DATES:
        if values[at] is not None:
            values[at] = day_of[values[at]]
    return LedgerRow(**dict(zip(_NAMES, values, strict=True)))


def row_of_tally(tally: Tally) -> Row:
    """Return a tally as SQLite stores it."""
    return (
        tally.crn,
        tally.rule,
        tally.sentence_id or "",
        tally.officer_code or "",
        tally.week.isoformat(),
        tally.met,
        tally.late,
    )


def each_ledger_row(driver: Driver, sql: str, parameters: dict[str, object]) -> Iterator[LedgerRow]:
    """Give the ledger rows of a query that selects `LEDGER_COLUMNS`."""
    return map(ledger_row_of, driver.each(sql, parameters))
