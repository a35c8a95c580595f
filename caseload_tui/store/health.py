"""The state of a store and of where it lies, in plain facts: what `doctor` tells. Nothing is changed."""

import datetime as dt
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast

from caseload_tui.domain.journal import body_of
from caseload_tui.errors import CaseloadError, DamagedError
from caseload_tui.store import backup_files, highwater, journal, keys, neighbours, place
from caseload_tui.store.backup import heads
from caseload_tui.store.backup_files import Backup
from caseload_tui.store.driver import Driver, translated
from caseload_tui.store.files import log_path
from caseload_tui.store.journal import Head
from caseload_tui.store.keys import Slot
from caseload_tui.store.still import still

_LEFT: Final = (
    "SELECT body FROM journal j JOIN journal_bodies b ON b.entry = j.entry"
    " WHERE verb IN ('store.restore', 'store.go-on')"
)


@dataclass(frozen=True)
class Newest:
    """The newest backup, looked into now."""

    backup: Backup
    why_bad: str
    """Why it does not prove good, "" when it does."""

    has_present_keys: bool
    """Whether it opens with just what opens the store now."""

    is_ahead: bool = False
    """Whether it holds entries that the store lacks, so that an older copy lies in the store's place."""


@dataclass(frozen=True)
class Health:
    """What is known of a store."""

    cipher: str
    sqlite: str
    slots: tuple[Slot, ...]
    why_keys_bad: str
    head: Head
    entries: int
    written_at: dt.datetime
    anchor: tuple[int, dt.datetime, str] | None
    """Number of the entry that was last given out, when, and in which file."""

    backup: Newest | None
    backups: int
    file_system: str
    free: int
    size: int
    log: int
    others: int | None
    has_mark: bool


def examine(driver: Driver, device: str, folder: Path) -> Health:
    """Look at a store that is open, and at its folder of backups."""
    path = driver.path
    slots, why = _slots(path)
    listed = backup_files.listed(folder, backup_files.stem_of(path))
    log = log_path(path)
    with driver.snapshot(), translated():
        head = journal.head(driver.connection, device)
        entries, written = driver.one("SELECT count(*), max(utc) FROM journal") or (0, "")
        anchor = _anchor(driver)
        newest = _look_into(listed[-1], driver) if listed else None
    return Health(
        cipher=driver.value("PRAGMA cipher_version") or "none",
        sqlite=driver.value("SELECT sqlite_version()"),
        slots=slots,
        why_keys_bad=why,
        head=head,
        entries=entries,
        written_at=dt.datetime.fromisoformat(written),
        anchor=anchor,
        backup=newest,
        backups=len(listed),
        file_system=place.kind_of(path.parent),
        free=shutil.disk_usage(path.parent).free,
        size=path.stat().st_size,
        log=log.stat().st_size if log.exists() else 0,
        others=neighbours.others(path),
        has_mark=highwater.mark_path(path).exists(),
    )


def _slots(path: Path) -> tuple[tuple[Slot, ...], str]:
    if not keys.key_path(path).exists():
        return (), "The key file is missing."
    try:
        slots = keys.read(keys.key_path(path))
    except DamagedError as error:
        return (), error.message
    return slots, ""


def _anchor(driver: Driver) -> tuple[int, dt.datetime, str] | None:
    """Return the newest entry that a backup, which may lie elsewhere, ends with."""
    row = driver.one(
        "SELECT utc, body FROM journal j JOIN journal_bodies b ON b.entry = j.entry"
        " WHERE verb = 'store.backup' AND body ->> '$.about.file' IS NOT NULL ORDER BY j.entry DESC LIMIT 1"
    )
    if row is None:
        return None
    about = cast("dict[str, object]", body_of(row[1]).about)
    anchors = cast("list[tuple[str, int, str]]", about["anchors"])
    return max(seq for _, seq, _ in anchors), dt.datetime.fromisoformat(row[0]), str(about["file"])


def _look_into(backup: Backup, driver: Driver) -> Newest:
    """Open a backup, try its pages, and ask whether the store holds all that it ends with."""
    has_keys = backup_files.holds_keys_of(backup, driver.path)
    try:
        if driver.key and all(slot.key != keys.print_of(driver.key) for slot in keys.read(backup.keys)):
            return Newest(backup, "", has_present_keys=False)  # an earlier data key, with which nothing is looked into
        with still(backup.path, driver.key) as copy:
            if copy.all("PRAGMA cipher_integrity_check"):
                return Newest(backup, "Its pages are not what was written.", has_keys)
            ends = heads(copy)
    except CaseloadError as error:
        return Newest(backup, error.message, has_keys)
    return Newest(backup, "", has_keys, any(not _is_known(end, driver) for end in ends))


def _is_known(end: Head, driver: Driver) -> bool:
    """Return whether the journal holds an entry, or says that it was left knowingly: by a restore, or by going on."""
    held = driver.value("SELECT hash FROM journal WHERE device = ? AND seq = ?", (end.device, end.seq))
    if held == end.hash:
        return True
    for (text,) in driver.all(_LEFT):
        about = cast("dict[str, list[object]]", body_of(text).about)
        left = cast("list[list[object]]", [*about.get("left", ()), about.get("mark", ["", 0])])
        if any(device == end.device and cast("int", seq) >= end.seq for device, seq, *_ in left):
            return True
    return False
