"""The one door to SQLite: opening a connection safely, running statements, transactions, and errors in our words."""

import os
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

import sqlcipher3.dbapi2 as sqlite

from caseload_tui.errors import AlarmError, CaseloadError, DamagedError, DiskError, FullError, LockedError, RefusedError
from caseload_tui.store import ballast, place
from caseload_tui.store.guard import Guard
from caseload_tui.store.place import WayIn

Row = tuple[Any, ...]
"""A row as SQLite gives it; the schema, not Python, says what each column holds."""

BUSY_SECONDS = 5.0
_CACHE_KIB = 16 * 1024
_LIMITS = ("trusted_schema=OFF", "cell_size_check=ON", "mmap_size=0", "foreign_keys=ON", "recursive_triggers=ON")
_DURABLE = ("secure_delete=ON", "synchronous=FULL", "fullfsync=1", "checkpoint_fullfsync=1")
_SYNCHRONOUS_FULL = 2
_MODES: Final[dict[WayIn, str]] = {"write": "rw", "look": "ro", "still": "ro&immutable=1"}


class Driver:
    """One connection to one store, for one thread."""

    def __init__(self, path: Path, key: bytes | None, connection: Any, way_in: WayIn = "write") -> None:  # noqa: ANN401 - the driver's own type
        """Take over a connection that `connect` has prepared."""
        self.path = path
        self.key = key
        self.connection = connection
        self.way_in = way_in
        self.notices: list[str] = []
        """What should be said once to whoever opened this connection."""

        self.risk = ""
        """Where the store lies, when that is less safe."""

        self._witness: Driver | None = None
        self._files: dict[Path, tuple[int, ...]] = {}
        self._thread = threading.get_ident()
        self._is_closed = False

    def execute(self, sql: str, parameters: Sequence[object] | dict[str, object] = ()) -> Any:  # noqa: ANN401
        """Run one statement and return its cursor."""
        with self._making_room():
            return self.connection.execute(sql, parameters)

    def many(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        """Run one statement for each row of parameters."""
        with self._making_room():
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
        if self.way_in == "still":
            self.refuse_replaced()
        return self.value("PRAGMA data_version"), self.connection.total_changes

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Hold the write lock; commit when the block ends well, undo everything when it does not."""
        self.refuse_replaced()
        if self.way_in != "write":
            raise DiskError(
                "Nothing can be written where this store lies: it can only be looked at.",
                advice="Copy it, with all files beside it, to a disk of this computer.",
            )
        with self._making_room():
            self.execute("BEGIN IMMEDIATE")
            try:
                yield
                self.execute("COMMIT")
            except BaseException:
                if self.connection.in_transaction:
                    self.connection.rollback()
                raise

    @contextmanager
    def _making_room(self) -> Iterator[None]:
        """Throw the ballast off when the disk is full, so that what was refused now can be saved after all."""
        try:
            with translated():
                yield
        except FullError as full:
            if ballast.release(self.path):
                raise FullError(
                    "The disk is full. Nothing of this action was saved, but room kept for this moment was set free.",
                    advice="Do it again now; then free some space, or export and close.",
                ) from full
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

    def witness(self, *, is_fresh: bool = False) -> "Driver":
        """Return a second connection that can only read: what it finds comes from the file, not from our memory."""
        if self._witness is not None and is_fresh:
            self._witness.close()
            self._witness = None
        if self._witness is None:
            self._witness = connect(self.path, self.key, "look")
        return self._witness

    def remember_files(self) -> None:
        """Note which files these are, so that it is noticed when others are put in their place while they are open."""
        if os.name != "nt":  # Windows lets nobody take away an open file
            log = self.path.with_name(self.path.name + "-wal")
            self._files = {file: self._identity(file) for file in (self.path, log) if file.exists()}

    def _identity(self, file: Path) -> tuple[int, ...]:
        """Return what a file is known by; one of which it is taken that nobody changes it, also by its last change."""
        found = file.stat()
        return (found.st_ino, found.st_size, found.st_mtime_ns) if self.way_in == "still" else (found.st_ino,)

    def refuse_replaced(self) -> None:
        """Raise AlarmError when what is written now would go into a file that is no longer there."""
        for file, known in self._files.items():
            with suppress(OSError):
                if self._identity(file) == known:
                    continue
            raise AlarmError(
                "The store was moved, deleted or replaced while it was open. Nothing of this action was saved.",
                advice="Keep what you typed, close the program, and put the right file back before you go on.",
            )

    def checkpoint(self) -> None:
        """Move what is in the write-ahead log into the store, so that at rest there is one file."""
        if self.way_in == "write":
            self.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def close(self) -> None:
        """Close the connection, leaving one file at rest where no other connection is open."""
        if self._is_closed:
            return
        self._is_closed = True
        if self._witness is not None:
            self._witness.close()
        if self.way_in == "write" and threading.get_ident() == self._thread:
            with suppress(CaseloadError):  # another connection is reading; the last one to close does it
                self.checkpoint()
        self.connection.close()


def connect(path: Path, key: bytes | None, way_in: WayIn = "write", *, create: bool = False) -> Driver:
    """Open a connection by the recipe, up to where the file is first read; `key` None opens a plain (demo) store.

    To look never writes to the file, nor empties its log when it is closed; `still` takes it that nobody else does.

    Nothing is written and nothing yet tells whether the file is sound: `open` checks that, then calls `prepare`.
    """
    os.umask(0o077)  # SQLite creates its files with what the umask leaves
    mode = "rwc" if create else _MODES[way_in]
    with translated():
        connection = sqlite.connect(
            f"{path.absolute().as_uri()}?mode={mode}", timeout=BUSY_SECONDS, isolation_level=None, uri=True
        )
        connection.execute("PRAGMA cipher_log_level = none")  # its warnings would be painted over the screen
        if key is not None:
            connection.set_key(b"x'" + key.hex().encode() + b"'")
            if not connection.execute("PRAGMA cipher_version").fetchone():
                raise DamagedError("This Python's SQLite cannot encrypt, so the store was not opened.")
    return Driver(path, key, connection, way_in)


def prepare(driver: Driver) -> None:
    """Set what every working connection needs and verify what safety hangs on; then let the guard in."""
    for setting in (*_LIMITS, *_DURABLE, f"cache_size=-{_CACHE_KIB}", "temp_store=MEMORY"):
        driver.execute(f"PRAGMA {setting}").fetchall()
    if driver.value("PRAGMA synchronous") != _SYNCHRONOUS_FULL or driver.value("PRAGMA foreign_keys") != 1:
        raise DiskError("The store cannot be opened safely: a setting that guards against power cuts did not hold.")
    if choose_log(driver) != "wal":
        driver.execute("PRAGMA synchronous=EXTRA")  # without a log, the folder must be flushed too
    driver.connection.set_authorizer(Guard())
    driver.value("SELECT count(*) FROM sqlite_master")  # the log is there from the first read on
    driver.remember_files()


def choose_log(driver: Driver) -> str:
    """Let a store have a write-ahead log where that is safe and works, else a rollback journal; returns which."""
    if driver.way_in != "write":
        return str(driver.value("PRAGMA journal_mode"))
    folder = driver.path.absolute().parent
    driver.risk = place.risk(folder)
    now: str = driver.value("PRAGMA journal_mode")
    wanted = "delete" if driver.risk else "wal"
    if now != wanted and (driver.risk or place.takes_log(folder)):
        now = driver.value(f"PRAGMA journal_mode={wanted}")
    return now


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
        return FullError(
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
