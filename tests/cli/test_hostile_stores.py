"""Files put where a store, a backup or a damaged store should be: refused in words, and left as they are."""

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as sqlcipher

from caseload_tui.store import keys, schema
from tests.cli.conftest import Run
from tests.faults.amounts import IS_LONG

SECRET = "four invented words here"
HIDDEN = "\x1b[2J"


def plain(path: Path, *statements: str) -> None:
    """Put a database that is not encrypted in the place of a file."""
    path.unlink()
    connection = sqlite3.connect(path)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def rewritten(path: Path, *statements: str) -> None:
    """Change an encrypted store as somebody could who has its key."""
    (opened, *_) = keys.opened(keys.read(keys.key_path(path)), SECRET)
    connection = sqlcipher.connect(str(path), isolation_level=None)
    connection.set_key(b"x'" + opened.data_key.hex().encode() + b"'")
    for statement in statements:
        connection.execute(statement).fetchall()
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    connection.close()


def foreign(path: Path) -> None:
    plain(path, "CREATE TABLE a (b)")


def faked(path: Path) -> None:
    plain(
        path,
        f"PRAGMA application_id = {schema.APPLICATION_ID}",
        f"PRAGMA user_version = {schema.VERSION}",
        "CREATE TABLE journal (entry)",
        "CREATE TABLE ledger (crn)",
        f"CREATE VIEW cases AS SELECT load_extension('x'), '{HIDDEN}' AS crn",
    )


def large_pages(path: Path) -> None:
    plain(path, "PRAGMA page_size = 65536", "CREATE TABLE a (b)")


def random_bytes(path: Path) -> None:
    path.write_bytes(os.urandom(200_000))


def zeros(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(30_000_000)


def one_byte(path: Path) -> None:
    path.write_bytes(b"S")


def a_trigger(path: Path) -> None:
    rewritten(path, "CREATE TRIGGER evil AFTER INSERT ON contacts BEGIN DELETE FROM cases; END")


def a_trigger_of_our_name(path: Path) -> None:
    rewritten(
        path,
        "DROP TRIGGER journal_not_deleted",
        "CREATE TRIGGER journal_not_deleted BEFORE DELETE ON journal BEGIN SELECT 1; END",
    )


def a_view(path: Path) -> None:
    rewritten(path, "CREATE VIEW evil AS SELECT load_extension('/tmp/evil') FROM cases")


def a_view_for_a_table(path: Path) -> None:
    rewritten(
        path,
        "PRAGMA legacy_alter_table = ON",
        "ALTER TABLE ledger RENAME TO old_ledger",
        "CREATE VIEW ledger AS SELECT *, randomblob(1000000000) FROM old_ledger",
    )


def no_schema(path: Path) -> None:
    rewritten(
        path,
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_master SET sql = 'CREATE TABLE cases (' WHERE name = 'cases'",
    )


def another_program(path: Path) -> None:
    rewritten(path, "PRAGMA application_id = 1")


def of_the_future(path: Path) -> None:
    rewritten(path, "PRAGMA user_version = 99999")


PLAIN = [foreign, faked, large_pages, random_bytes, zeros, one_byte]


def a_table_of_odd_name(path: Path) -> None:
    rewritten(path, """CREATE TABLE "a"" b; DROP TABLE cases --" (c)""", "CREATE VIEW evil AS SELECT 1")


ENCRYPTED = [
    a_table_of_odd_name,
    a_trigger,
    a_trigger_of_our_name,
    a_view,
    a_view_for_a_table,
    no_schema,
    another_program,
    of_the_future,
]
FEW = [faked, random_bytes, a_trigger, a_view_for_a_table, no_schema]
"""What a quick run tries where each takes seconds."""

SPOILT = pytest.mark.parametrize("spoil", [*PLAIN, *ENCRYPTED], ids=lambda spoil: spoil.__name__)
CODES = {1, 3, 10, 12, 13, 14}


@pytest.fixture
def store() -> Path:
    return Path(os.environ["CASELOAD_STORE"])


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def refused(run: Run, path: Path, *arguments: str) -> None:
    """Run a command that has to be refused in words and leave the file as it is."""
    before = digest(path)
    done = run(*arguments)
    assert done.code in CODES, (done.out, done.err)
    assert "fault in the program" not in done.err, done.err
    assert "\x1b" not in done.err + done.out
    assert digest(path) == before


@SPOILT
def test_as_a_store_it_is_not_opened(spoil: Callable[[Path], None], run: Run, store: Path) -> None:
    spoil(store)
    for words in (["list"], ["contact", "add", "X100002", "office today"]):
        refused(run, store, *words)


@SPOILT
def test_as_a_backup_it_takes_no_stores_place(
    spoil: Callable[[Path], None], run: Run, store: Path, tmp_path: Path
) -> None:
    backup = tmp_path / "x.backup"
    shutil.copy(store, backup)
    shutil.copy(keys.key_path(store), keys.key_path(backup))
    spoil(backup)
    before = digest(store)
    for more in ("--rehearse", "--yes"):
        refused(run, backup, "restore", str(backup), more)
    assert digest(store) == before
    assert run("list").code == 0


@pytest.mark.parametrize("spoil", [*PLAIN, *ENCRYPTED] if IS_LONG else FEW, ids=lambda spoil: spoil.__name__)
def test_nothing_of_it_acts_when_it_is_salvaged(
    spoil: Callable[[Path], None], run: Run, store: Path, tmp_path: Path
) -> None:
    spoil(store)
    before = digest(store)
    done = run("salvage", str(store), "--to", str(tmp_path / "new.store"))
    assert done.code in CODES | {0}
    assert "fault in the program" not in done.err, done.err
    assert "\x1b" not in done.err + done.out
    assert digest(store) == before
    if done.code == 0:
        assert run("check", "--store", str(tmp_path / "new.store")).code == 0
