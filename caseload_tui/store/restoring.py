"""Putting a backup in the place of a store, which is moved aside: at any moment the old one is there or the new.

The order is what makes it safe to be killed anywhere: the backup is proved, the new store is made whole and flushed
under another name, the present files get a second name, and then one rename puts the new one in place.
"""

import datetime as dt
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from caseload_tui.domain.journal import GENESIS
from caseload_tui.domain.stamp import Stamp
from caseload_tui.errors import CaseloadError, DamagedError, DiskError, RefusedError, UnprovedError
from caseload_tui.store import highwater, keys, neighbours, schema
from caseload_tui.store.backup import Contents, Progress, contents, copy, flush, prove
from caseload_tui.store.backup_keys import Keys
from caseload_tui.store.driver import Driver, connect, damaged, prepare, translated
from caseload_tui.store.journal import Head
from caseload_tui.store.leftovers import forget_aside, work_folder
from caseload_tui.store.open import open_driver
from caseload_tui.store.refusals import in_use
from caseload_tui.store.still import still

if TYPE_CHECKING:
    from caseload_tui.domain.journal import Json

RESTORED: Final = "store.restore"
_FIRST: Final = "SELECT hash FROM journal WHERE entry = 1"
_LOG, _SHARED = "-wal", "-shm"


@dataclass(frozen=True)
class Present:
    """What the store that is there now holds beyond the backup; nothing of it is lost, it is moved aside."""

    contents: Contents
    beyond: dict[str, int]
    """Actions by verb that the backup does not know of."""

    is_line: bool
    """Whether the backup's newest entries are in the journal of the present store, so that it is an earlier state."""

    is_same_store: bool
    """Whether both journals begin with the same entry."""


@dataclass(frozen=True)
class Rehearsal:
    """What a backup holds, proved, and how it stands to the store in whose place it would be put."""

    contents: Contents
    newest: str
    """When its newest entry was written, in UTC as the journal has it."""

    present: Present | None
    why_not: CaseloadError | None = None
    """Why the present store could not be looked into; None when it could, or there is none."""


def rehearse(file: Path, store: Path, found: Keys) -> Rehearsal:
    """Prove a backup and compare it with the store that is there. Nothing is changed."""
    held = _proved(file, found.backup)
    with still(file, found.backup) as driver:
        newest: str = driver.value("SELECT utc FROM journal ORDER BY entry DESC LIMIT 1")
        first = driver.value(_FIRST)
    if not store.exists():
        return Rehearsal(held, newest, None)
    try:
        if found.is_strange:
            return Rehearsal(held, newest, None, strange())
        if found.present is None:
            raise damaged()
        _refuse_damaged(store, found.present)
        driver = open_driver(store, found.present, schema.APPLICATION_ID)
    except CaseloadError as error:
        return Rehearsal(held, newest, None, error)
    try:
        return Rehearsal(held, newest, _present(driver, held, first))
    finally:
        driver.close()


def strange() -> RefusedError:
    """Return the refusal to replace a store that nothing opens that was typed."""
    return RefusedError(
        "There is a store at this place that this passphrase does not open; it was not touched.",
        advice="Give the passphrase of the store that is there as well, or name another place with --store.",
    )


def restore(file: Path, store: Path, found: Keys, at: dt.datetime, progress: Progress) -> Path | None:
    """Put a backup in the place of a store. Returns where the present one was moved to, None when there was none.

    Raises:
        DamagedError: the backup does not prove good.
        LockedError: another window has the store open.
        DiskError: the place does not take it. In each case the store is as it was.
    """
    work = work_folder(store, "restoring")
    try:
        store.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir(mode=0o700)
        new = work / store.name
        aside = _free_name(store, at) if store.exists() else None
        with still(file, found.backup) as source:
            held = copy(source, new, found.new, progress)
        if prove(new, found.new) != held:
            raise damaged()
        with _held(store, found.present) as left:
            anchors: list[Json] = [[head.device, head.seq, head.hash.hex()] for head in left]
            head = _begin_anew(new, found.new, at, {"file": file.name, "left": anchors})
            _swap(file, store, new, aside, found)
        highwater.put(store, head, at, anew=True)
    except OSError as error:
        raise DiskError(f"The place does not take it: {error.strerror}.", advice="The store is as it was.") from error
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return aside


def _swap(file: Path, store: Path, new: Path, aside: Path | None, found: Keys) -> None:
    slots = None if found.stays else keys.key_path(file).read_bytes()
    try:
        if slots is None:  # these keys stay, of which the older journal cannot tell
            keys.previous(keys.key_path(store)).unlink(missing_ok=True)
        if aside:
            _set_aside(store, aside)
            if found.present == found.backup and not keys.key_path(aside).exists():
                shutil.copyfile(keys.key_path(file), keys.key_path(aside))  # its own are lost, and these open it
        if slots is not None:
            _put_keys(new.parent, keys.key_path(store), slots)
        _take_its_place(store, new)
    except BaseException:
        if new.exists():
            _put_back(store, is_other=slots is not None)
        raise
    try:
        keys.sync_folder(store.parent)
    except OSError as error:
        raise UnprovedError(
            "The backup is in place, but the disk does not say that it will stay there.",
            advice="Open it and look; the store that was there is beside it.",
        ) from error
    keys.previous(keys.key_path(store)).unlink(missing_ok=True)


def _take_its_place(store: Path, new: Path) -> None:
    for ending in (_LOG, _SHARED):  # of a damaged store only: the log would be played onto the new one
        store.with_name(store.name + ending).unlink(missing_ok=True)
    new.replace(store)


def _put_back(store: Path, *, is_other: bool) -> None:
    """Let the present files be as they were: what could not be done here is done when the store is opened."""
    with suppress(OSError):
        file = keys.key_path(store)
        if is_other and keys.previous(file).exists():
            keys.take_back(file)
        if store.exists():
            forget_aside(store)


def _refuse_damaged(store: Path, key: bytes) -> None:
    """Look at the pages of a store without touching it: opening it in earnest would tidy its log away."""
    with still(store, key) as driver:
        if driver.all("PRAGMA cipher_integrity_check"):
            raise damaged()


def _proved(file: Path, key: bytes) -> Contents:
    try:
        return prove(file, key)
    except DamagedError as error:
        raise DamagedError(
            "This backup is not what was written. The store itself was not looked at, and is as it was.",
            advice="Use another backup; keep this one.",
        ) from error


def _present(driver: Driver, held: Contents, first: bytes) -> Present:
    known = {head.device: head for head in held.heads}
    beyond: dict[str, int] = {}
    with driver.snapshot():
        actions = driver.all("SELECT device, verb, max(seq) FROM journal GROUP BY device, lamport, verb")
        for device, verb, seq in actions:
            if seq > known.get(device, Head(device, 0, GENESIS)).seq:
                beyond[verb] = beyond.get(verb, 0) + 1
        is_line = all(
            driver.value("SELECT hash FROM journal WHERE device = ? AND seq = ?", (head.device, head.seq)) == head.hash
            for head in held.heads
        )
        return Present(contents(driver), beyond, is_line, driver.value(_FIRST) == first)


@contextmanager
def _held(store: Path, key: bytes | None) -> Iterator[tuple[Head, ...]]:
    """Bring the present store to one whole file and let nobody else open it; gives the newest entries it holds.

    A damaged one is left as it is, with its log.
    """
    if not store.exists():
        yield ()
        return
    try:
        if key is None:
            raise damaged()
        _refuse_damaged(store, key)
    except DamagedError:
        if neighbours.others(store):
            raise in_use() from None
        yield ()
        return
    driver = connect(store, key)
    try:
        held = contents(driver).heads
        driver.leave_log()
        driver.execute("BEGIN EXCLUSIVE")
        if os.name == "nt":
            driver.connection.close()  # Windows moves no file that is open
        yield held
    finally:
        driver.connection.close()


def _begin_anew(new: Path, key: bytes, at: dt.datetime, about: "dict[str, Json]") -> Head:
    """Let the journal of the restored store go on anew, and say what was done; returns its head."""
    driver = connect(new, key)
    try:
        prepare(driver)
        actor = driver.value("SELECT value FROM settings WHERE name = 'actor'") or "unknown"
        stamp = Stamp(at, actor)
        with driver.transaction(), translated():
            head = highwater.begin_anew(driver.connection, stamp, verb=RESTORED, about=about)
    finally:
        driver.close()
    flush(new)
    return head


def _free_name(store: Path, at: dt.datetime) -> Path:
    first = store.with_name(f"{store.name}.before-{at:%Y-%m-%dT%H%M}")
    free, number = first, 1
    while free.exists():
        number += 1
        free = first.with_name(f"{first.name}-{number}")
    return free


def _set_aside(store: Path, aside: Path) -> None:
    """Give the present files a second name. They keep the first until the new ones take it, all but the mark.

    The mark names the newest entry of the store that goes; without one nobody takes the restored store for a loss.
    """
    for ending in ("", ".keys", _LOG):
        present = store.with_name(store.name + ending)
        if present.exists():
            _second_name(present, aside.with_name(aside.name + ending))
    keys.sync_folder(store.parent)
    mark = highwater.mark_path(store)
    if mark.exists():
        mark.replace(highwater.mark_path(aside))


def _second_name(path: Path, other: Path) -> None:
    try:
        os.link(path, other)
    except OSError:  # a file system without links
        shutil.copyfile(path, other)
        other.chmod(0o600)
        flush(other)


def _put_keys(work: Path, path: Path, slots: bytes) -> None:
    new = work / path.name
    if path.exists():
        keys.keep(path)  # as long as the store is not in place, the journal tells of the other one
    new.touch(mode=0o600)
    new.write_bytes(slots)
    flush(new)
    new.replace(path)
    keys.sync_folder(path.parent)
