"""The one door to SQLite: opening a connection safely, running statements, transactions, and errors in our words."""

import os
import random
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

import sqlcipher3.dbapi2 as sqlite

from caseload_tui.errors import AlarmError, CaseloadError, DamagedError, DiskError, FullError, LockedError
from caseload_tui.store import ballast, place
from caseload_tui.store.files import Files, log_path
from caseload_tui.store.guard import Guard
from caseload_tui.store.place import WayIn
from caseload_tui.store.refusals import damaged, in_use, translated

__all__ = ["BUSY_SECONDS", "Driver", "Row", "choose_log", "connect", "damaged", "prepare", "translated"]

Row = tuple[Any, ...]
"""A row as SQLite gives it; the schema, not Python, says what each column holds."""

BUSY_SECONDS = 5.0
_AT_REST: Final = 5
"""Seconds without a write."""

_PAUSE: Final = (0.001, 0.006)
_CACHE_KIB = 16 * 1024
_LIMITS = ("trusted_schema=OFF", "cell_size_check=ON", "mmap_size=0", "foreign_keys=ON", "recursive_triggers=ON")
_DURABLE = ("secure_delete=ON", "synchronous=FULL", "fullfsync=1", "checkpoint_fullfsync=1")
_SYNCHRONOUS_FULL = 2
_MODES: Final[dict[WayIn, str]] = {"write": "rw", "look": "ro", "still": "ro&immutable=1"}


class Driver:
    """One connection to one store, for one thread."""

    def __init__(self, path: Path, key: bytes | None, connection: Any, files: Files, way_in: WayIn) -> None:  # noqa: ANN401 - the driver's own type
        """Take over a connection that `connect` has prepared."""
        self.path = path
        self.key = key
        self.connection = connection
        self.way_in = way_in
        self.notices: list[str] = []
        """What should be said once to whoever opened this connection."""

        self.opened_with = ""
        """Which slot of the key file opened it."""

        self.risk = ""
        """Where the store lies, when that is less safe."""

        self._busy_seconds = BUSY_SECONDS
        self._witness: Driver | None = None
        self._files = files
        self._thread = threading.get_ident()
        self.is_closed = False

    def execute(self, sql: str, parameters: Sequence[object] | dict[str, object] = ()) -> Any:  # noqa: ANN401 - whatever SQLite holds
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

    def value(self, sql: str, parameters: Sequence[object] | dict[str, object] = ()) -> Any:  # noqa: ANN401 - whatever SQLite holds
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
            self._begin()
            try:
                yield
                self.execute("COMMIT")
            except BaseException:
                if self.connection.in_transaction:
                    self.connection.rollback()
                raise

    def _begin(self) -> None:
        """Take the write lock. SQLite would ask for it ever less often, so that one of three writers could starve."""
        until = time.monotonic() + self._busy_seconds
        with self._patience(0):
            while True:
                try:
                    self.execute("BEGIN IMMEDIATE")
                except LockedError:
                    if time.monotonic() > until:
                        raise
                    time.sleep(random.uniform(*_PAUSE))  # noqa: S311 - so that two do not ask in step
                else:
                    return

    @contextmanager
    def hurrying(self) -> Iterator[None]:
        """Let a transaction in the block be refused at once where another window is writing."""
        self._busy_seconds = 0.0
        try:
            yield
        finally:
            self._busy_seconds = BUSY_SECONDS

    @contextmanager
    def _patience(self, seconds: float) -> Iterator[None]:
        """Let statements in the block wait so long for another window."""
        self.connection.execute(f"PRAGMA busy_timeout = {int(seconds * 1000)}")
        try:
            yield
        finally:
            self.connection.execute(f"PRAGMA busy_timeout = {int(BUSY_SECONDS * 1000)}")

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

    def settle_files(self) -> None:
        """Note the log, now that it is there; raise LockedError when the store was replaced while it was opened."""
        if self._files.are_replaced():
            raise LockedError("Another file took the store's place just now.", advice="Try again.")
        for file in (self.path, log_path(self.path)):
            self._files.note(file)

    def refuse_replaced(self) -> None:
        """Raise AlarmError when the files that were opened are no longer in their place."""
        if self._files.are_replaced():
            raise AlarmError(
                "The store was moved, deleted or replaced while it was open. Nothing of this action was saved.",
                advice="Keep what you typed, close the program, and put the right file back before you go on.",
            )

    def checkpoint(self) -> None:
        """Move what is in the write-ahead log into the store, so that at rest there is one file."""
        if self.way_in == "write":
            with self._making_room():
                self.all("PRAGMA wal_checkpoint(TRUNCATE)")

    def leave_log(self) -> None:
        """Leave the write-ahead log, which only the last connection can do.

        Raises:
            LockedError: somebody else has the store open; nobody need be writing.
        """
        with suppress(LockedError):
            if self.value("PRAGMA journal_mode=DELETE") == "delete":
                return
        raise in_use()

    def tidy(self) -> None:
        """Move the log into the store when nobody, in any window, has written for a while; wait for nobody."""
        log = log_path(self.path)
        with suppress(OSError, CaseloadError), self._patience(0):
            found = log.stat()
            if found.st_size and time.time() - found.st_mtime > _AT_REST:
                self.checkpoint()

    def close(self) -> None:
        """Close the connection, leaving one file at rest where no other connection is open."""
        if self.is_closed:
            return
        self.is_closed, self.key = True, None  # so that nothing here keeps the key once the store is locked
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
    files = Files(path, is_still=way_in == "still")
    with translated():
        connection = sqlite.connect(
            f"{path.absolute().as_uri()}?mode={mode}", timeout=BUSY_SECONDS, isolation_level=None, uri=True
        )
        connection.execute("PRAGMA cipher_log_level = none")  # its warnings would be painted over the screen
        if key is not None:
            connection.set_key(b"x'" + key.hex().encode() + b"'")
            if not connection.execute("PRAGMA cipher_version").fetchone():
                raise DamagedError("This Python's SQLite cannot encrypt, so the store was not opened.")
    return Driver(path, key, connection, files, way_in)


def prepare(driver: Driver) -> None:
    """Set what every working connection needs and verify what safety hangs on; then let the guard in."""
    for setting in (*_LIMITS, *_DURABLE, f"cache_size=-{_CACHE_KIB}", "temp_store=MEMORY"):
        driver.all(f"PRAGMA {setting}")
    if driver.value("PRAGMA synchronous") != _SYNCHRONOUS_FULL or driver.value("PRAGMA foreign_keys") != 1:
        raise DiskError("The store cannot be opened safely: a setting that guards against power cuts did not hold.")
    if choose_log(driver) != "wal":
        driver.execute("PRAGMA synchronous=EXTRA")  # without a log, the folder must be flushed too
    driver.connection.set_authorizer(Guard())
    driver.value("SELECT count(*) FROM sqlite_master")  # now the log is there, and nobody can be alone with the store
    driver.settle_files()


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
