"""Backups: copies of a store, encrypted as it is, each with its keys, each proved before it is given its name."""

import datetime as dt
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from caseload_tui.errors import DamagedError, DiskError
from caseload_tui.store import journal, keys
from caseload_tui.store.backup_files import Backup, begin, clear_away, stem_of
from caseload_tui.store.driver import Driver, connect, damaged, translated
from caseload_tui.store.identity import refuse_instructions
from caseload_tui.store.journal import Head
from caseload_tui.store.still import still

if TYPE_CHECKING:
    from caseload_tui.domain.journal import Json

Progress = Callable[[int, int], None]
"""Told how many of how many pages are done."""

MADE: Final = "store.backup"
_PAGES: Final = 256
"""Pages copied at a time: 1 MB, a few milliseconds."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a store holds: rows a table, and the newest entry of each device. Two that say the same are the same."""

    rows: Mapping[str, int]
    heads: tuple[Head, ...]

    @property
    def entries(self) -> int:
        """Return how many entries the journal has."""
        return self.rows["journal"]


@dataclass(frozen=True, slots=True)
class Made:
    """What came of one backup: the file, what is in it, and those that went because newer ones stand for them."""

    backup: Backup
    contents: Contents
    gone: tuple[Backup, ...]


def make(source: Driver, folder: Path, at: dt.datetime, progress: Progress) -> tuple[Backup, Contents]:
    """Copy a store, prove the copy, and only then give it its name.

    `source` should be a connection of its own: the copy is of one moment, however long it takes, and nobody waits.

    Raises:
        DamagedError: the store or its key file is not what was written; no earlier backup was touched.
        DiskError: the folder does not take it.
    """
    slots = keys.key_path(source.path)
    keys.read(slots)
    with _words_for_the_folder():
        held_keys = slots.read_bytes()
        if not folder.exists():
            folder.mkdir(mode=0o700)
            keys.sync_folder(folder.parent)
        clear_away(folder, stem_of(source.path))
        backup, unfinished = begin(folder, stem_of(source.path), at)
        try:
            expected = copy(source, unfinished, source.key, progress)
            _refuse_other(expected, prove(unfinished, source.key))
            _refuse_changed(slots, held_keys)
            _put(backup.keys, held_keys)
            unfinished.rename(backup.path)
            keys.sync_folder(folder)
        except BaseException:
            unfinished.unlink(missing_ok=True)
            if not backup.path.exists():
                backup.keys.unlink(missing_ok=True)
            raise
    return backup, expected


def _refuse_other(expected: Contents, found: Contents) -> None:
    if found != expected:
        raise DamagedError("The copy does not hold what the store holds; it was thrown away.")


def _refuse_changed(slots: Path, held_keys: bytes) -> None:
    if slots.read_bytes() != held_keys:
        raise DiskError("The keys of the store were changed meanwhile.", advice="Make the backup again.")


def copy(source: Driver, target: Path, key: bytes | None, progress: Progress) -> Contents:
    """Copy a store as it is at one moment into a file, encrypted with `key`, and on to the disk; returns what it holds.

    The reading transaction that is held meanwhile keeps the copy from starting anew whenever somebody writes.
    """
    new = connect(target, key, create=True)
    try:
        for setting in ("journal_mode=OFF", "synchronous=OFF"):  # it is flushed once, when it is whole
            new.all(f"PRAGMA {setting}")
        with source.snapshot():
            held = contents(source)
            with translated():
                source.connection.backup(
                    new.connection, pages=_PAGES, progress=lambda _, left, total: progress(total - left, total)
                )
    finally:
        new.connection.close()
    flush(target)
    return held


def prove(path: Path, key: bytes | None) -> Contents:
    """Open a still copy with its key and prove it: every page, every table; returns what it holds. Nothing is written.

    Raises:
        DamagedError: it is not what was written, or the key is another.
        NoStoreError: it is no copy of a store.
        NewerSchemaError: a newer version of the program made it.
    """
    with still(path, key) as driver:
        if driver.all("PRAGMA cipher_integrity_check") or driver.all("PRAGMA integrity_check") != [("ok",)]:
            raise damaged()
        refuse_instructions(driver)
        return contents(driver)


def contents(driver: Driver) -> Contents:
    """Return what a store holds."""
    with driver.snapshot():
        names = driver.all(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%_search%' ORDER BY 1"
        )
        quoted = {name: name.replace('"', '""') for (name,) in names}  # of a copy from elsewhere it may be anything
        rows = {name: driver.value(f'SELECT count(*) FROM "{each}"') for name, each in quoted.items()}  # noqa: S608 - own words
        return Contents(rows, heads(driver))


def heads(driver: Driver) -> tuple[Head, ...]:
    """Return the newest entry of each device."""
    devices = driver.all("SELECT DISTINCT device FROM journal ORDER BY device")
    return tuple(journal.head(driver.connection, device) for (device,) in devices)


def told(backup: Backup, held: Contents) -> "dict[str, Json]":
    """Return what the journal says of a backup: which file, and which entries it ends with, the anchor it gives out."""
    return {"file": backup.path.name, "anchors": [[head.device, head.seq, head.hash.hex()] for head in held.heads]}


def flush(path: Path) -> None:
    """Put a file on the disk, past what the drive itself holds back where the system can say so."""
    with path.open("rb+") as file:
        try:
            import fcntl

            fcntl.fcntl(file.fileno(), fcntl.F_FULLFSYNC)  # type: ignore[attr-defined,unused-ignore]  # macOS alone has it
        except (ImportError, AttributeError, OSError):
            os.fsync(file.fileno())


def _put(path: Path, data: bytes) -> None:
    with open(path, "wb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def _words_for_the_folder() -> Iterator[None]:
    try:
        yield
    except FileExistsError as error:
        raise DiskError("The folder for backups is no folder.", advice="Choose another, or make it one.") from error
    except FileNotFoundError as error:
        raise DiskError(
            "The folder for backups is not there.", advice="Plug in the drive it is on, or choose another folder."
        ) from error
    except OSError as error:
        raise DiskError(
            f"The folder for backups does not take one: {error.strerror}.",
            advice="Choose another folder, or make room.",
        ) from error
