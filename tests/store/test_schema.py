"""schema.sql is the truth: it has every table of the contract, its words are ours, and migrations lead to it."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from caseload_tui.domain import words
from caseload_tui.domain.tables import TABLES, Table
from caseload_tui.errors import RefusedError
from caseload_tui.store import admin, migrations, schema
from caseload_tui.store.driver import Driver, connect
from caseload_tui.store.store import Store

TECHNICAL = {"entry"}
TECHNICAL_OF = {"cases": {"case_no"}, "contacts": {"note_no"}}
APART = {"contacts": {"notes"}}
VERSION_1 = Path(__file__).parent / "schema" / "version-1.sql"


MASTER = "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name"


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Driver]:
    made = connect(tmp_path_factory.mktemp("fresh") / "a.store", b"k" * 32, create=True)
    made.connection.executescript(schema.schema_text())
    yield made
    made.close()


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_the_columns_of_a_table_are_the_fields_of_its_record(fresh: Driver, table: Table) -> None:
    columns = [row[1] for row in fresh.all(f"PRAGMA table_info({table.name})")]
    technical = TECHNICAL | TECHNICAL_OF.get(table.name, set())
    fields = [name for name in table.fields if name not in APART.get(table.name, set())]
    assert [name for name in columns if name not in technical] == fields


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_one_row_has_one_key(fresh: Driver, table: Table) -> None:
    unique = [row[1] for row in fresh.all(f"PRAGMA index_list({table.name})") if row[2]]
    keys = [
        "".join(row[0] or "" for row in fresh.all("SELECT sql FROM sqlite_master WHERE name = ?", (name,)))
        or " ".join(str(row[2]) for row in fresh.all(f"PRAGMA index_info({name})"))
        for name in unique
    ]
    assert any(all(re.search(rf"\b{part}\b", key) for part in table.key) for key in keys), keys


def test_every_table_of_ours_is_strict(fresh: Driver) -> None:
    loose = {row[1] for row in fresh.all("PRAGMA table_list") if row[2] == "table" and not row[5]}
    assert loose == {"_sqlite_migrations", "sqlite_schema", "sqlite_temp_schema"}


def test_the_words_of_the_checks_are_the_vocabulary() -> None:
    vocabularies = {frozenset(get_args(value)) for value in vars(words).values() if get_args(value)}
    text = re.sub(r"--.*", "", schema.schema_text())
    lists = re.findall(r"CHECK \(\w+ IN \(((?:'[^']*'(?:, )?)+)\)\)", text)
    assert len(lists) > 20
    for found in lists:
        held = frozenset(re.findall(r"'([^']*)'", found))
        if "collect" not in held:  # the journal's own words
            assert held in vocabularies, found


def test_a_day_that_no_calendar_has_is_refused(fresh: Driver) -> None:
    with pytest.raises(RefusedError, match="date"):
        fresh.all("INSERT INTO cases (crn, closed_on, entry) VALUES ('X', '2026-02-30', 1)")


def test_version_1_and_its_migrations_give_the_schema_of_today(tmp_path: Path, fresh: Driver) -> None:
    driver = connect(tmp_path / "old.store", b"k" * 32, create=True)
    driver.connection.executescript(VERSION_1.read_text("utf-8"))
    admin.migrate(driver)
    assert driver.value("PRAGMA user_version") == schema.VERSION
    found = driver.all(MASTER)
    driver.connection.close()
    assert found == fresh.all(MASTER)


def test_a_migration_runs_once_and_is_noted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "m0002_nicknames.py").write_text(
        "def up(db):\n    db.execute('ALTER TABLE cases ADD COLUMN nickname TEXT')\n", "utf-8"
    )
    monkeypatch.setattr(migrations, "__path__", [str(tmp_path)])
    monkeypatch.setattr(schema, "VERSION", 2)
    driver = connect(tmp_path / "old.store", b"k" * 32, create=True)
    driver.connection.executescript(VERSION_1.read_text("utf-8"))
    for _ in range(2):
        admin.migrate(driver)
    assert driver.value("PRAGMA user_version") == 2
    assert driver.all("SELECT name FROM _sqlite_migrations") == [("m0002_nicknames",)]
    assert driver.all("SELECT nickname FROM cases") == []
    driver.connection.close()


def test_a_new_store_knows_its_kind_and_version(store: Store) -> None:
    assert store._driver.value("PRAGMA application_id") == schema.APPLICATION_ID
    assert store._driver.value("PRAGMA user_version") == schema.VERSION
