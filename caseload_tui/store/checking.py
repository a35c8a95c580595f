"""Proving that a store is whole: its pages, its references, its search, its journal, and that the ledger follows."""

import datetime as dt
from collections.abc import Iterator

from caseload_tui.errors import Problem
from caseload_tui.store import derive, proof, reading
from caseload_tui.store.derive import LEDGER_COLUMNS, SUMMARY_COLUMNS, TALLY_COLUMNS, Basis, Progress, worked_out
from caseload_tui.store.driver import Driver, translated


def check(driver: Driver, basis: Basis, progress: Progress, *, is_demo: bool) -> list[Problem]:
    """Return everything that is not as it should be; nothing is changed."""
    problems = list(_file(driver, is_demo=is_demo))
    if not problems:
        problems += proof.verify(driver.connection)
        problems += _notes(driver)
        problems += _follows(driver, basis, progress)
    return problems


def rebuild(driver: Driver, basis: Basis, progress: Progress) -> None:
    """Work out everyone again, all or nothing."""
    day = driver.value("SELECT value FROM settings WHERE name = ?", (derive.DERIVED_ON,))
    with driver.transaction():
        derive.rebuild(driver, basis, dt.date.fromisoformat(day) if day else dt.date.min, progress)


def is_stale(driver: Driver, basis: Basis) -> bool:
    """Return whether some case was worked out with what is no longer at hand."""
    at_hand = {f"{profile.id}@{profile.version}" for profile in basis.shelf.values()}
    for (name,) in driver.all("SELECT DISTINCT derived_with FROM case_summary"):
        version, calendar, profiles = name.rsplit(" ", 2)
        if (version, calendar) != (basis.version, basis.calendar.version) or set(profiles.split(",")) - at_hand:
            return True
    return False


def _file(driver: Driver, *, is_demo: bool) -> Iterator[Problem]:
    if not is_demo:
        driver.checkpoint()
        if driver.all("PRAGMA cipher_integrity_check"):
            yield Problem("pages of the store are not what was written", "a backup")
    if driver.all("PRAGMA integrity_check") != [("ok",)]:
        yield Problem("the tables of the store do not hold together", "a backup")
    strays = len(driver.all("PRAGMA foreign_key_check"))
    if strays:
        yield Problem(f"{strays:,} rows belong to nobody", "a backup")
    for index in ("people_search", "notes_search") if driver.way_in == "write" else ():  # to ask is to write here
        with driver.transaction(), translated():
            driver.execute(f"INSERT INTO {index} ({index}, rank) VALUES ('integrity-check', 1)")  # noqa: S608 - own words


def _notes(driver: Driver) -> Iterator[Problem]:
    lost = driver.value(
        "SELECT count(*) FROM contacts c LEFT JOIN notes n USING (note_no)"
        " WHERE c.note_no IS NOT NULL AND n.contact_id IS NOT c.contact_id"
    )
    kept = driver.value("SELECT (SELECT count(*) FROM notes) - (SELECT count(note_no) FROM contacts)")
    if lost or kept:
        yield Problem("notes and contacts do not belong together", "a backup")


def _follows(driver: Driver, basis: Basis, progress: Progress) -> Iterator[Problem]:
    """Compare what stands in ledger, tallies and summary with what follows from the records."""
    wrong = dict.fromkeys(("ledger", "tallies", "case_summary"), 0)
    columns = {"ledger": LEDGER_COLUMNS, "tallies": TALLY_COLUMNS, "case_summary": SUMMARY_COLUMNS}
    people = set[str]()
    count = driver.value("SELECT count(*) FROM cases")
    for facts in reading.each_facts(driver, None, notes=False):
        progress(len(people), count)
        people.add(facts.case.crn)
        ledger, tallied, summed = worked_out(facts, basis)
        for table, rows in (("ledger", ledger), ("tallies", tallied), ("case_summary", [summed])):
            query = f"SELECT {columns[table]} FROM {table} WHERE crn = ?"  # noqa: S608 - names of our own tables
            wrong[table] += sorted(driver.all(query, (facts.case.crn,)), key=repr) != sorted(rows, key=repr)
    for table, count in wrong.items():
        if count:
            yield Problem(f"{table}: {count:,} people have rows that do not follow from their records", "a rebuild")
    if people != {row[0] for row in driver.all("SELECT crn FROM case_summary")}:
        yield Problem("case_summary: it names other people than the store holds", "a rebuild")
    differences = driver.value(
        "SELECT count(*) FROM (SELECT officer_code, rule, week, sum(met) AS met, sum(late) AS late FROM tallies"
        " GROUP BY officer_code, rule, week EXCEPT SELECT officer_code, rule, week, met, late FROM sums)"
    ) + driver.value(
        "SELECT (SELECT count(*) FROM sums)"
        " - (SELECT count(*) FROM (SELECT 1 FROM tallies GROUP BY officer_code, rule, week))"
    )
    if differences:
        yield Problem("sums: they are not the tallies added up", "a rebuild")
