"""What a question costs, counted without a clock: the indexes it goes by and the steps of SQLite's machine."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from caseload_tui.domain.filters import Filter, parse
from caseload_tui.domain.stamp import Stamp
from caseload_tui.store import ledger, list_rows, lists, reading
from caseload_tui.store import open as stores
from caseload_tui.store.driver import Driver
from caseload_tui.store.rows import mappings
from caseload_tui.store.store import Store
from tests.store.conftest import PASSPHRASE, TODAY

FEW, MANY = 600, 20_000
DUTIES = 8
STEP = 100
"""The machine's steps are counted in hundreds."""


def laid(path: Path, stamp: Stamp, people: int) -> Store:
    """Return a store of many people with duties put straight into the ledger; every tenth has one overdue."""
    store, _ = stores.create(path, PASSPHRASE, stamp=stamp, recovery=False)
    driver = store._driver
    crns = [f"X{n:06}" for n in range(people)]
    put_duty = (
        "INSERT INTO ledger (crn, rule, kind, sentence_id, anchor_kind, anchor_id, anchor_on, opened_on, from_on,"
        " to_on, due_on, soon_from, severity, officer_code, title, profile, unknown, settled) VALUES"
        " (?, ?, 'cadence', '', 'contact', ?, '2026-01-01', '2026-01-01', '2026-01-01', ?, ?, ?, ?, ?, 't', 'p', 0, ?)"
    )
    put_contact = (
        "INSERT INTO contacts (contact_id, crn, type_code, date, outcome_code, entry)"
        " VALUES (?, ?, 'COAP', ?, 'ATTC', 1)"
    )

    def duties(n: int) -> list[tuple[object, ...]]:
        rows: list[tuple[object, ...]] = []
        for at in range(DUTIES):
            is_settled = at < DUTIES // 2
            late = at == DUTIES - 1 and n % 10 == 0
            due = TODAY + dt.timedelta(days=-1 - n % 60 if late or is_settled else 1 + (n + at) % 40)
            end = "2026-11-01" if is_settled else "9999-12-31"
            soon = due - dt.timedelta(days=5)
            officer = f"N{n // 60:04}"
            rows.append(
                (crns[n], f"R{at}", f"a{at}", end, due.isoformat(), soon.isoformat(), n % 3, officer, is_settled)
            )
        return rows

    with driver.transaction():
        driver.many(
            "INSERT INTO cases (crn, surname, officer_code, rosh, entry) VALUES (?, ?, ?, 'H', 1)",
            ((crn, f"NAME {n % 977}", f"N{n // 60:04}") for n, crn in enumerate(crns)),
        )
        driver.many(
            put_contact,
            ((f"c{n}-{at}", crn, f"2026-{at + 1:02}-11") for n, crn in enumerate(crns) for at in range(3)),
        )
        for n in range(people):
            driver.many(put_duty, duties(n))
        driver.execute("INSERT INTO settings (name, value) VALUES ('derived_on', '2026-11-22')")
    return store


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Store, Store]:
    stamp = Stamp(dt.datetime(2026, 11, 22, 9, 30, tzinfo=dt.UTC), "N01A001")
    folder = tmp_path_factory.mktemp("plans")
    return laid(folder / "few.store", stamp, FEW), laid(folder / "many.store", stamp, MANY)


def steps(store: Store, act: Callable[[], object]) -> int:
    """Return how many steps of SQLite's machine an act takes, in hundreds."""
    taken = [0]

    def step() -> int:
        taken[0] += 1
        return 0

    connection = store._driver.connection
    connection.set_progress_handler(step, STEP)
    try:
        act()
    finally:
        connection.set_progress_handler(None, STEP)
    return taken[0]


def plan(driver: Driver, sql: str, parameters: object) -> str:
    rows = driver.connection.execute(f"EXPLAIN QUERY PLAN {sql}", parameters).fetchall()
    return "\n".join(str(row[3]) for row in rows)


def test_the_worst_fifty_cost_no_more_among_twenty_thousand_people(both: tuple[Store, Store]) -> None:
    few, many = (steps(store, lambda s=store: s.overdue(TODAY, limit=50)) for store in both)  # type: ignore[misc]
    assert 0 < many <= 2 * few


def test_the_first_page_of_an_officer_costs_no_more_among_twenty_thousand_people(both: tuple[Store, Store]) -> None:
    mine = parse("officer:N0003", today=TODAY)
    few, many = (steps(store, lambda s=store: s.cases(mine, as_of=TODAY).rows(0, 40)) for store in both)  # type: ignore[misc]
    assert 0 < many <= 2 * few


def test_the_first_page_of_everyone_reads_rows_for_what_is_shown_only(both: tuple[Store, Store]) -> None:
    _, many = both
    listed = many.cases(Filter(), as_of=TODAY)
    assert len(listed) == MANY
    first = steps(many, lambda: listed.rows(0, 40))
    assert first * STEP < MANY * DUTIES / 4
    assert [row.flag.severity for row in listed.rows(0, 40) if row.flag] == ["red"] * 40


def test_the_steps_are_counted(both: tuple[Store, Store]) -> None:
    few, many = (steps(store, lambda s=store: s.counts(TODAY)) for store in both)  # type: ignore[misc]
    assert many > 10 * few


def test_the_overdue_view_goes_by_its_index_and_sorts_nothing(both: tuple[Store, Store]) -> None:
    driver = both[1]._driver
    sql, parameters = ledger.overdue_sql(ledger.query(driver, TODAY), 0, None, 50)
    said = plan(driver, sql, parameters)
    assert "SEARCH l USING INDEX ledger_late (severity=? AND due_on>? AND due_on<?)" in said or (
        "SEARCH l USING INDEX ledger_late (severity=? AND due_on<?)" in said
    )
    assert "TEMP B-TREE" not in said
    assert "SCAN" not in said


def test_the_facts_of_a_person_are_found_and_never_searched_for(both: tuple[Store, Store]) -> None:
    driver = both[1]._driver
    for name in mappings():
        if mappings()[name].table.person:
            said = plan(driver, reading._of_people(name, notes=True), ('["X000001"]',))
            assert "SCAN t" not in said, said
            assert "SCAN p" not in said, said


def test_no_list_reads_all_contacts(both: tuple[Store, Store], monkeypatch: pytest.MonkeyPatch) -> None:
    driver = both[1]._driver
    asked: list[tuple[str, object]] = []
    run = Driver.all

    def noted(self: Driver, sql: str, parameters: object = ()) -> object:
        asked.append((sql, parameters))
        return run(self, sql, parameters)  # type: ignore[arg-type]

    monkeypatch.setattr(Driver, "all", noted)
    lists.CaseList(driver, both[1]._basis(), Filter(), TODAY).rows(0, 40)
    list_rows.diary(driver, "N0003", TODAY, TODAY + dt.timedelta(days=7))
    both[1].search("name 1", 10)
    assert asked
    for sql, parameters in asked:
        said = plan(driver, sql, parameters)
        assert "SCAN b" not in said, said
        assert "SCAN contacts" not in said, said
