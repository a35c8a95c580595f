"""What follows from the facts of a case, written beside them: ledger, tallies with their sums, summary."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from caseload_tui import __version__
from caseload_tui.domain.calendar import Calendar
from caseload_tui.domain.facts import CaseFacts
from caseload_tui.engine.history import history
from caseload_tui.engine.ledger import LedgerRow, Tally, ledger_rows, tallies
from caseload_tui.engine.summary import summary
from caseload_tui.standards.load import standing
from caseload_tui.standards.rule import Profile, Standing
from caseload_tui.store.driver import Driver, Row
from caseload_tui.store.rows import NO_END, day_of, stored

DERIVED_ON: Final = "derived_on"
"""The setting that keeps the newest day on which any ledger row was worked out."""

LEDGER_COLUMNS: Final = (
    "crn, rule, kind, sentence_id, anchor_kind, anchor_id, anchor_on, opened_on, from_on, to_on, due_on, soon_from,"
    " window_opens_on, red_from, severity, officer_code, title, profile, unknown"
)
_NAMES: Final = tuple(LEDGER_COLUMNS.replace(" ", "").split(","))
_DATES: Final = tuple(at for at, name in enumerate(_NAMES) if name.endswith("_on") or name in ("soon_from", "red_from"))
_TO_ON: Final = _NAMES.index("to_on")
_UNKNOWN: Final = _NAMES.index("unknown")
_PUT_LEDGER: Final = f"INSERT INTO ledger ({LEDGER_COLUMNS}, settled) VALUES ({', '.join('?' * (len(_NAMES) + 1))})"  # noqa: S608
_PUT_TALLY: Final = (
    "INSERT INTO tallies (crn, rule, sentence_id, officer_code, week, met, late) VALUES (?, ?, ?, ?, ?, ?, ?)"
)
_PUT_SUM: Final = (
    "INSERT INTO sums (officer_code, rule, week, met, late) VALUES (?, ?, ?, ?, ?)"
    " ON CONFLICT DO UPDATE SET met = met + excluded.met, late = late + excluded.late"
)
_PUT_SUMMARY: Final = (
    "INSERT INTO case_summary (crn, seen_on, seen_mode, contact_on, contact_mode, derived_on, derived_with)"
    " VALUES (?, ?, ?, ?, ?, ?, ?)"
)


@dataclass(frozen=True)
class Basis:
    """What duties are worked out with: the standards at hand, the one for cases that name none, the calendar."""

    shelf: Mapping[str, Profile]
    default: str
    calendar: Calendar

    def standing(self, facts: CaseFacts) -> Standing:
        """Return the profiles that judge a case."""
        return standing(facts, self.shelf, self.default)

    def name(self, judged_by: Standing) -> str:
        """Return what a case was worked out with: a difference means that it must be worked out again."""
        used = (judged_by.default, *(row[2] for row in judged_by.rows))
        profiles = ",".join(sorted({f"{profile.id}@{profile.version}" for profile in used}))
        return f"{__version__} {self.calendar.version} {profiles}"


@dataclass
class Derived:
    """The rows that follow for some people, gathered until they are written."""

    ledger: list[Row] = field(default_factory=list)
    tallies: list[Row] = field(default_factory=list)
    summaries: list[Row] = field(default_factory=list)

    def add(self, facts: CaseFacts, basis: Basis, day: dt.date) -> None:
        """Work out one case on a day; the day decides only which rows are marked as settled."""
        judged_by = basis.standing(facts)
        told = history(facts, judged_by, basis.calendar)
        iso = day.isoformat()
        for ledger_row in ledger_rows(told, facts):
            row = row_of_ledger(ledger_row)
            self.ledger.append((*row, int(row[_TO_ON] <= iso)))
        self.tallies.extend(row_of_tally(tally) for tally in tallies(told, facts))
        seen = summary(facts)
        self.summaries.append(
            (
                facts.case.crn,
                stored(seen.seen_on),
                seen.seen_mode,
                stored(seen.contact_on),
                seen.contact_mode,
                iso,
                basis.name(judged_by),
            )
        )


def rederive(driver: Driver, facts: Iterable[CaseFacts], gone: Iterable[str], basis: Basis, day: dt.date) -> None:
    """Work out some cases again inside the caller's transaction; `gone` are people who are no longer there."""
    derived = Derived()
    changed: Counter[tuple[str, str, str, int]] = Counter()
    for case in facts:
        take_away(driver, case.case.crn, changed)
        derived.add(case, basis, day)
    for crn in gone:
        take_away(driver, crn, changed)
    write(driver, derived, changed)
    put_sums(driver, changed)
    note_day(driver, day)


def write(driver: Driver, derived: Derived, changed: Counter[tuple[str, str, str, int]]) -> None:
    """Write the rows that were worked out, counting into `changed` what they add to the sums."""
    driver.many(_PUT_LEDGER, derived.ledger)
    driver.many(_PUT_TALLY, derived.tallies)
    driver.many(_PUT_SUMMARY, derived.summaries)
    for _crn, rule, _sentence, officer, week, met, late in derived.tallies:
        changed[officer, rule, week, 0] += met
        changed[officer, rule, week, 1] += late


def note_day(driver: Driver, day: dt.date) -> None:
    """Keep the newest day on which anything was worked out: settled rows may be passed over from it on."""
    driver.execute(
        "INSERT INTO settings (name, value) VALUES (?, ?)"
        " ON CONFLICT DO UPDATE SET value = excluded.value WHERE excluded.value > value",
        (DERIVED_ON, day.isoformat()),
    )


def put_sums(driver: Driver, changed: Counter[tuple[str, str, str, int]]) -> None:
    """Add differences (officer, rule, week, 0 for met or 1 for late) to the sums; a sum of nothing is no row."""
    keys = {key[:3] for key, difference in changed.items() if difference}
    driver.many(_PUT_SUM, ((*key, changed[*key, 0], changed[*key, 1]) for key in sorted(keys)))
    driver.many(
        "DELETE FROM sums WHERE officer_code = ? AND rule = ? AND week = ? AND met = 0 AND late = 0", sorted(keys)
    )


def take_away(driver: Driver, crn: str, changed: Counter[tuple[str, str, str, int]]) -> None:
    """Take out what was worked out for one person, counting into `changed` what the sums lose."""
    for officer, rule, week, met, late in driver.all(
        "SELECT officer_code, rule, week, met, late FROM tallies WHERE crn = ?", (crn,)
    ):
        changed[officer, rule, week, 0] -= met
        changed[officer, rule, week, 1] -= late
    for table in ("ledger", "tallies", "case_summary"):
        driver.execute(f"DELETE FROM {table} WHERE crn = ?", (crn,))  # noqa: S608 - names of our own tables


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
