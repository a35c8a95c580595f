"""The one door to SQLite: opening a connection safely, running statements, transactions, and errors in our words."""

import os
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlite

from caseload_tui.errors import AlarmError, CaseloadError, DamagedError, DiskError, LockedError, RefusedError
from caseload_tui.store.guard import Guard

Row = tuple[Any, ...]
"""A row as SQLite gives it; the schema, not Python, says what each column holds."""

BUSY_SECONDS = 5.0
_CACHE_KIB = 16 * 1024
_LIMITS = ("trusted_schema=OFF", "cell_size_check=ON", "mmap_size=0", "foreign_keys=ON", "recursive_triggers=ON")
_DURABLE = ("secure_delete=ON", "synchronous=FULL", "fullfsync=1", "checkpoint_fullfsync=1")
_SYNCHRONOUS_FULL = 2


class Driver:
    """One connection to one store, for one thread."""

    def __init__(self, path: Path, key: bytes | None, connection: Any) -> None:  # noqa: ANN401 - the driver's own type
        """Take over a connection that `connect` has prepared."""
        self.path = path
        self.key = key
        self.connection = connection
        self._thread = threading.get_ident()
        self._is_closed = False

    def execute(self, sql: str, parameters: Sequence[object] | dict[str, object] = ()) -> Any:  # noqa: ANN401
        """Run one statement and return its cursor."""
        with translated():
            return self.connection.execute(sql, parameters)

    def many(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        """Run one statement for each row of parameters."""
        with translated():
            self.connection.executemany(sql, rows)

    def all(self, sql: str, parameters: Sequence[object] | dict[str, object] = ()) -> list[Row]:
        """Return every row of a query."""
        with translated():
            rows: list[Row] = self.connection.execute(sql, parameters).fetchall()
            return rows

    def each(self, sql: str, parameters: Sequence[object] | dict[str, object] = ()) -> Iterator[Row]:
        """Give the rows of a query one by one, so that a reader may stop early."""
        with translated():
            for row in self.connection.execute(sql, parameters):  # noqa: UP028 - `yield from` would close the cursor
                yield row

    def one(self, sql: str, parameters: Sequence[object] | dict[str, object] = ()) -> Row | None:
        """Return the first row of a query, None when there is none."""
        with translated():
            row: Row | None = self.connection.execute(sql, parameters).fetchone()
            return row

    def value(self, sql: str, parameters: Sequence[object] | dict[str, object] = ()) -> Any:  # noqa: ANN401
        """Return the first column of the first row, None when there is none."""
        row = self.one(sql, parameters)
        return None if row is None else row[0]

    @property
    def changes(self) -> tuple[int, int]:
        """Return a mark that is another one after any change, by this connection or by others."""
        return self.value("PRAGMA data_version"), self.connection.total_changes

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Hold the write lock; commit when the block ends well, undo everything when it does not."""
        self.execute("BEGIN IMMEDIATE")
        try:
            yield
            self.execute("COMMIT")
        except BaseException:
            if self.connection.in_transaction:
                self.connection.rollback()
            raise

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Let every query in the block see the same state of the store."""
        if self.connection.in_transaction:
            yield
            return
        self.execute("BEGIN")
        try:
            yield
        finally:
            self.connection.rollback()

    @contextmanager
    def erasing(self) -> Iterator[None]:
        """Let bodies of journal entries go in the block: the one act that takes from the journal.

        Each guard is installed anew, since that makes SQLite forget the statements it compiled under the other one.
        """
        self.connection.set_authorizer(Guard(is_erasing=True))
        try:
            yield
        finally:
            self.connection.set_authorizer(Guard())

    def checkpoint(self) -> None:
        """Move what is in the write-ahead log into the store, so that at rest there is one file."""
        self.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def close(self) -> None:
        """Close the connection, leaving one file at rest where no other connection is open."""
        if self._is_closed:
            return
        self._is_closed = True
        if threading.get_ident() == self._thread:
            with suppress(CaseloadError):  # another connection is reading; the last one to close does it
                self.checkpoint()
        self.connection.close()


def connect(path: Path, key: bytes | None, *, create: bool = False, is_still: bool = False) -> Driver:
    """Open a connection by the recipe, up to where the file is first read; `key` None opens a plain (demo) store.

    Nothing is written and nothing yet tells whether the file is sound: `open` checks that, then calls `prepare`.
    `is_still` is for a file that nobody writes to, such as a backup: it is only read, and nothing appears beside it.
    """
    os.umask(0o077)  # SQLite creates its files with what the umask leaves
    mode = "rwc" if create else "ro&immutable=1" if is_still else "rw"
    with translated():
        connection = sqlite.connect(
            f"{path.absolute().as_uri()}?mode={mode}", timeout=BUSY_SECONDS, isolation_level=None, uri=True
        )
        connection.execute("PRAGMA cipher_log_level = none")  # its warnings would be painted over the screen
        if key is not None:
            connection.set_key(b"x'" + key.hex().encode() + b"'")
            if not connection.execute("PRAGMA cipher_version").fetchone():
                raise DamagedError("This Python's SQLite cannot encrypt, so the store was not opened.")
    return Driver(path, key, connection)


def prepare(driver: Driver) -> None:
    """Set what every working connection needs and verify what safety hangs on; then let the guard in."""
    for setting in (*_LIMITS, "journal_mode=WAL", *_DURABLE, f"cache_size=-{_CACHE_KIB}", "temp_store=MEMORY"):
        driver.execute(f"PRAGMA {setting}").fetchall()
    if driver.value("PRAGMA synchronous") != _SYNCHRONOUS_FULL or driver.value("PRAGMA foreign_keys") != 1:
        raise DiskError("The store cannot be opened safely: a setting that guards against power cuts did not hold.")
    if driver.value("PRAGMA journal_mode") != "wal":
        driver.execute("PRAGMA synchronous=EXTRA")  # without a log, the folder must be flushed too
    driver.connection.set_authorizer(Guard())


def prepare_still(driver: Driver) -> None:
    """Set what a connection that only reads a still file needs; then let the guard in."""
    for setting in (*_LIMITS, f"cache_size=-{_CACHE_KIB}", "temp_store=MEMORY"):
        driver.execute(f"PRAGMA {setting}").fetchall()
    driver.connection.set_authorizer(Guard())


@contextmanager
def translated() -> Iterator[None]:
    """Turn an error of the driver into one of ours. The driver's own words never hold data of a row."""
    try:
        yield
    except sqlite.IntegrityError as error:
        raise RefusedError(f"The store refused this: {_constraint(error)}.") from error
    except sqlite.DatabaseError as error:
        raise _translate(error) from error


def _constraint(error: Exception) -> str:
    """Return which rule of the schema was broken; SQLite names tables and columns, never values."""
    text = str(error)
    if "FOREIGN KEY" in text:
        return "a row names a person, sentence, contact or plan that is not there"
    return text


def _translate(error: Exception) -> CaseloadError:
    name = getattr(error, "sqlite_errorname", "") or ""
    text = str(error)
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")) or "locked" in text:
        return LockedError(
            "Another window or program is writing to this store.", advice="Close it or wait, then try again."
        )
    if name.startswith("SQLITE_FULL") or "disk is full" in text:
        return DiskError(
            "The disk is full. Nothing of this action was saved.", advice="Free some space, then try again."
        )
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")) or "readonly" in text:
        return DiskError("The store cannot be written to here.", advice="Check the rights on the file and its folder.")
    if name.startswith("SQLITE_IOERR"):
        return DiskError("The disk failed while reading or writing the store.", advice="Make a copy of the file first.")
    if name.startswith("SQLITE_AUTH") or "prohibited" in text or "not authorized" in text:
        return AlarmError("Something tried to change what must not be changed; it was stopped.")
    if name.startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT")) or "malformed" in text or "not a database" in text:
        return damaged()
    raise error


def damaged() -> DamagedError:
    """Return the error for a store whose pages are not what was written."""
    return DamagedError(
        "The store is not what was written: some of it has changed or is missing. Nothing was changed now.",
        advice="Keep this file, and restore the newest backup.",
    )
