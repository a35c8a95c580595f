"""Another data key for a store, by a copy that is proved before it takes the store's place.

There are two files, and no system puts two in place at once. So the key file holds the slots of both data keys from
before the copy takes the store's place until after: whichever of the two is there opens. Whoever opens the store next
takes away what is no longer needed. Nobody else can have the store open meanwhile; nothing is written to it.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from caseload_tui.domain.journal import utc_text
from caseload_tui.domain.stamp import Stamp
from caseload_tui.errors import CaseloadError, DamagedError, RefusedError, UnprovedError
from caseload_tui.store import backup, highwater, journal, keys, keys_told, leftovers, schema
from caseload_tui.store.backup import Contents
from caseload_tui.store.driver import Driver, connect
from caseload_tui.store.journal import Head

if TYPE_CHECKING:
    from caseload_tui.store.keys import Slot

Progress = Callable[[int, int], None]
"""Told how much of how much is done."""
_ALONE: Final = ("fullfsync=1", "synchronous=EXTRA", "locking_mode=EXCLUSIVE")


def _untold(_done: int, _total: int) -> None:
    """Say nothing."""


def copy_path(store: Path) -> Path:
    """Return where the copy stands while it is made."""
    return store.with_name(store.name + ".rekeyed")


def rotate(
    store: Path,
    passphrase: str,
    recovery_key: str | None,
    *,
    stamp: Stamp,
    copying: Progress = _untold,
    proving: Progress = _untold,
) -> None:
    """Encrypt a closed store with a new data key, which passphrase and recovery key open from then on.

    Args:
        store: Where it is.
        passphrase: What opens it now, and will.
        recovery_key: What opens it from then on as well, None for no recovery key.
        stamp: Whose act it is.
        copying: Told how many pages are copied.
        proving: Told how many people's duties are proved in the copy.

    Raises:
        WrongPassphraseError: the passphrase does not open it.
        RefusedError: it is the recovery key.
        LockedError: somebody else has it open.
        DamagedError: it is not whole; then nothing is changed.
        DiskError: there is no room for the copy, or it cannot take the store's place.
    """
    from caseload_tui.store import open as stores

    stores.unlock(store, passphrase).close()  # whole, ours, of this version, and tidied up
    file, copy, new_key = keys.key_path(store), copy_path(store), keys.new_data_key()
    before = keys.read(file)
    opened = next(keys.opened(before, passphrase))
    if opened.slot.name != "passphrase":
        raise RefusedError(
            "A new data key takes the passphrase, not the recovery key.",
            advice="Set a new passphrase first: the recovery key opens that too.",
        )
    after = _slots(new_key, passphrase, recovery_key, utc_text(stamp.at))
    with keys.disk_errors(), _alone(store, opened.data_key) as driver:
        try:
            held = _copy(driver, copy, new_key, copying)
            head = _prove(copy, new_key, held, stamp, after, proving)
            keys.write(file, (*before, *after))
            _take_its_place(copy, store)
        except BaseException:
            if copy.exists():
                _forget(copy)
                keys.write(file, before)
            raise
        try:
            keys.sync_folder(store.parent)
        except OSError as error:
            raise UnprovedError(
                "The store is there under the new key, but the disk does not say that it will stay so.",
                advice="Open it: it opens with either key, and with the old recovery key or the new one.",
            ) from error
        with suppress(OSError, CaseloadError):  # the slots of the old key go when the store is opened
            keys.write(file, after)
    highwater.put(store, head, stamp.at)


def tidy(driver: Driver, slots: "tuple[Slot, ...]") -> None:
    """Take away what a change of keys left, now that the store has been opened with what is there.

    The store being open, nobody is in the middle of changing its data key: for that one must be alone with it.
    """
    if driver.key is None or driver.way_in != "write":
        return
    journal_file = _journal_of(driver.path)
    file, key = keys.key_path(driver.path), keys.print_of(driver.key)
    with suppress(CaseloadError, OSError):  # a full disk must keep nobody out; the next one to open tries again
        if copy_path(driver.path).exists():
            _forget(copy_path(driver.path))
        if journal_file.exists() and driver.value("PRAGMA journal_mode") == "wal":  # then nobody uses it
            journal_file.unlink()
        if any(slot.key != key for slot in slots):
            with driver.transaction():
                keys.write(file, tuple(slot for slot in keys.read(file) if slot.key == key))
        if keys.previous(file).exists():
            with driver.transaction():  # so that nobody is between key file and journal
                is_told = keys_told.is_told(driver, keys.read(file))
            if is_told:
                keys.previous(file).unlink(missing_ok=True)
        leftovers.clear_away(driver.path)


def _slots(data_key: bytes, passphrase: str, recovery_key: str | None, made_at: str) -> "tuple[Slot, ...]":
    slots = [keys.wrap("passphrase", passphrase, data_key, made_at)]
    if recovery_key:
        slots.append(keys.wrap("recovery", recovery_key, data_key, made_at))
    for slot, secret in zip(slots, (passphrase, recovery_key or ""), strict=False):
        keys.unwrap((slot,), secret)
    return tuple(slots)


@contextmanager
def _alone(store: Path, data_key: bytes) -> Iterator[Driver]:
    """Hold the store so that nobody else reads or writes it; refuse where somebody has it open.

    Leaving the write-ahead log takes the exclusive lock, and in this mode it is kept until the connection closes.
    """
    driver = connect(store, data_key)
    try:
        if driver.value("PRAGMA journal_mode") != "wal":  # then an open window need not hold the file, nor be noticed
            raise RefusedError(
                "Where this store is, nobody can be sure to be alone with it.",
                advice="Move it to a disk of this computer.",
            )
        for setting in _ALONE:
            driver.all(f"PRAGMA {setting}")
        driver.leave_log()
        yield driver
    finally:
        driver.connection.close()


def _copy(driver: Driver, copy: Path, new_key: bytes, progress: Progress) -> Contents:
    """Copy page by page: each is decrypted with the one key and encrypted with the other; returns what is in it."""
    _forget(copy)
    held = backup.copy(driver, copy, new_key, progress)
    with closing(connect(copy, new_key)) as target:
        target.all("PRAGMA journal_mode=WAL")  # as the store had until somebody was alone with it
    return held


def _prove(
    copy: Path, new_key: bytes, held: Contents, stamp: Stamp, after: "tuple[Slot, ...]", progress: Progress
) -> Head:
    """Prove that the copy is the store: every page, every table, the journal and all that follows; then journal it.

    Returns the new head of its journal.
    """
    from caseload_tui.store.open import authenticate, open_driver
    from caseload_tui.store.store import Store

    again = open_driver(copy, new_key, schema.APPLICATION_ID)
    store = Store(again, is_demo=False)
    try:
        problems = store.check(progress)
        if problems or backup.contents(again) != held:
            raise DamagedError(
                "The copy under the new key is not the whole store, so the store was left as it is.",
                advice="`caseload check` says what is wrong with it.",
                problems=tuple(problems),
            )
        with again.transaction():
            head = journal.append(
                again.connection, store.device, stamp, verb="keys.rotate", op="config", about=keys_told.about(after)
            )
        again.checkpoint()
        authenticate(again)
        return head
    finally:
        store.close()
        _forget_beside(copy)


def _take_its_place(copy: Path, store: Path) -> None:
    """Put the copy where the store is, in one step, once it is on the disk."""
    with copy.open("rb+") as file:
        os.fsync(file.fileno())
    _journal_of(store).unlink(missing_ok=True)  # what the old file left of it has nothing to say to the new one
    copy.replace(store)


def _journal_of(store: Path) -> Path:
    return store.with_name(store.name + "-journal")


def _forget_beside(copy: Path) -> None:
    for ending in ("-journal", "-wal", "-shm"):
        copy.with_name(copy.name + ending).unlink(missing_ok=True)


def _forget(copy: Path) -> None:
    """Take a copy away, itself last: as long as it is there, it is known that there is something to take away."""
    _forget_beside(copy)
    copy.unlink(missing_ok=True)
