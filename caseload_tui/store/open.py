"""Making a store and opening one: every way in leads through here."""

import os
from contextlib import closing
from pathlib import Path
from typing import Final

from caseload_tui.domain.journal import utc_text
from caseload_tui.domain.stamp import Stamp
from caseload_tui.errors import DamagedError, NoStoreError, RefusedError
from caseload_tui.store import ballast, highwater, keys, making, place, rekey, schema
from caseload_tui.store.driver import Driver, connect, damaged, prepare, translated
from caseload_tui.store.files import log_path
from caseload_tui.store.identity import is_plain, refuse_foreign, refuse_instructions, refuse_strange
from caseload_tui.store.store import Store

CHECKED_AT_ONCE: Final = 48 * 1024 * 1024
"""Up to this size every page is authenticated before the store opens (0.1 s); beyond it `Store.verify` does it."""


@making.disk_errors()
def create(
    path: Path, passphrase: str, *, stamp: Stamp, recovery: bool = True, even_here: bool = False
) -> tuple[Store, str | None]:
    """Make an encrypted store; returns it with the recovery key, which is shown once and kept nowhere.

    `even_here` makes it also where it is less safe, on a network share or in a folder that is synchronised.
    """
    if not passphrase:
        raise RefusedError("A store needs a passphrase.")
    making.refuse_taken(path)
    risk = place.risk(path.absolute().parent)
    if risk and not even_here:
        raise RefusedError(
            f"This place is {risk}. A store is not safe there, and none was made.",
            advice="Choose a folder on a disk of this computer; put copies of the store there instead."
            " `caseload init --even-here` makes one all the same, which is slower.",
        )
    data_key = keys.new_data_key()
    slots = [keys.wrap("passphrase", passphrase, data_key, utc_text(stamp.at))]
    recovery_key = keys.new_recovery_key() if recovery else None
    if recovery_key:
        slots.append(keys.wrap("recovery", recovery_key, data_key, utc_text(stamp.at)))
    return Store(making.make(path, data_key, schema.APPLICATION_ID, stamp, tuple(slots)), is_demo=False), recovery_key


@making.disk_errors()
def create_like(path: Path, slots: tuple[keys.Slot, ...], data_key: bytes, *, stamp: Stamp) -> Store:
    """Make an empty store that opens with the passphrase and recovery key of another."""
    making.refuse_taken(path)
    return Store(making.make(path, data_key, schema.APPLICATION_ID, stamp, slots), is_demo=False)


@making.disk_errors()
def create_demo(path: Path, stamp: Stamp) -> Store:
    """Make a plain store for invented people. It can never hold real ones: nothing converts it or imports into it."""
    making.refuse_taken(path)
    return Store(making.make(path, None, schema.DEMO_APPLICATION_ID, stamp), is_demo=True)


def unlock(path: Path, passphrase: str, *, salvage: bool = False, despite_mark: bool = False) -> Store:
    """Open an encrypted store with its passphrase or its recovery key.

    Raises NoStoreError, WrongPassphraseError, DamagedError, NewerSchemaError, LockedError, DiskError, or BehindError
    when it lacks entries that its mark names. `salvage` overlooks damage to the key slots that are not used;
    `despite_mark` opens a store that is behind: whoever does so calls `Store.go_on`, so that the journal says it.
    """
    refuse_strange(path)
    is_full = ballast.release_if_full(path)
    file, mark = keys.key_path(path), highwater.read(path)
    slots = keys.read(file, salvage=salvage)
    try:
        driver = _fitting(path, slots, passphrase, None if despite_mark else mark)
    except DamagedError:
        if keys.read(file, salvage=salvage) == slots:
            raise
        # the data key was changed just then: see `rekey`
        return unlock(path, passphrase, salvage=salvage, despite_mark=despite_mark)
    if not salvage:
        rekey.tidy(driver, slots)
    if not despite_mark:
        _note(driver, is_marked=mark is not None)
    if driver.risk:
        driver.notices.append(
            f"This store lies {driver.risk}. Close it and move it with all files beside it to a disk of this computer;"
            " put copies there instead."
        )
    if is_full:
        driver.notices.append("The disk is full. Room kept for this moment was set free: free some space, or export.")
    return Store(driver, is_demo=False)


def _fitting(path: Path, slots: tuple[keys.Slot, ...], secret: str, mark: highwater.Mark | None) -> Driver:
    """Open with the key that fits; there may be two, if taking up a new data key was broken off."""
    damage = damaged()
    for opened in keys.opened(slots, secret):
        try:
            driver = open_driver(path, opened.data_key, schema.APPLICATION_ID, mark)
        except DamagedError as error:
            damage = error
        else:
            driver.opened_with = opened.slot.name
            return driver
    raise damage


def _note(driver: Driver, *, is_marked: bool) -> None:
    """Bring the mark up to what the journal holds, and say where there was none."""
    if driver.way_in != "write":
        driver.notices.append("Nothing can be written where this store lies: it can be looked at, and no more.")
        return
    device = driver.value("SELECT value FROM settings WHERE name = 'device'")
    with translated():
        newest = highwater.newest(driver.connection, device)
    if newest is not None:
        highwater.put(driver.path, *newest)
    if not is_marked and highwater.is_shut(driver.path):
        driver.notices.append(
            "The mark beside this store cannot be read, so nobody can tell whether its newest entries are missing."
            f" Give yourself the right to read and write {highwater.mark_path(driver.path).name}."
        )
    elif not is_marked:
        driver.notices.append(
            "There was no mark beside this store, so nobody can tell whether its newest entries are missing."
            " From now on there is one."
        )


def open_demo(path: Path) -> Store:
    """Open a demo store."""
    if not path.exists():
        raise NoStoreError("There is no demo store here.")
    if not is_plain(path):
        raise RefusedError("This is not a demo store.")
    return Store(open_driver(path, None, schema.DEMO_APPLICATION_ID), is_demo=True)


def open_driver(path: Path, data_key: bytes | None, application_id: int, mark: highwater.Mark | None = None) -> Driver:
    """Open a connection and prove that the file is ours, whole and of a version we know, before anything uses it.

    `mark` is what the journal must hold. Where there is a log, that is looked at first on a connection that leaves
    the log as it is: a log that lost its newest part must not be tidied away before anyone knows.
    """
    way_in = place.way_in(path)
    if mark is not None and way_in == "write" and _holds_anything(log_path(path)):
        with closing(connect(path, data_key, "look")) as looking:
            refuse_foreign(looking, application_id)
            with translated():
                highwater.refuse_behind(looking.connection, mark)
    driver = connect(path, data_key, way_in)
    try:
        refuse_foreign(driver, application_id)
        if data_key is not None and path.stat().st_size <= CHECKED_AT_ONCE:
            authenticate(driver)
        with translated():
            highwater.refuse_behind(driver.connection, mark)
        _bring_up_to_date(driver)
        refuse_instructions(driver)
        prepare(driver)
    except BaseException:
        driver.connection.close()
        raise
    if driver.way_in == "write":
        _tighten(path)
    return driver


def authenticate(driver: Driver) -> None:
    """Check the authentication code of every page; raises DamagedError when any has changed since it was written.

    The quickest check reads the main file only, so the log is emptied first, and being in the middle of reading keeps
    other connections from moving anything into the file meanwhile. Where one of them will not let the log be emptied,
    every page is read through the log instead.
    """
    log = log_path(driver.path)
    if _holds_anything(log):
        driver.checkpoint()
    with driver.snapshot():
        driver.value("SELECT count(*) FROM sqlite_master")
        if _holds_anything(log):
            is_whole = driver.all("PRAGMA quick_check") == [("ok",)]
        else:
            is_whole = not driver.all("PRAGMA cipher_integrity_check")
    if not is_whole:
        raise damaged()


def _holds_anything(file: Path) -> bool:
    return file.exists() and file.stat().st_size > 0


def _bring_up_to_date(driver: Driver) -> None:
    if driver.value("PRAGMA user_version") < schema.VERSION:
        from caseload_tui.store import admin

        admin.migrate(driver)


def _tighten(path: Path) -> None:
    """Take rights from everyone but the owner where a copy or an older system gave them."""
    if os.name == "nt":
        return
    for file in (path, keys.key_path(path), highwater.mark_path(path)):
        if file.exists() and file.stat().st_mode & 0o077:
            file.chmod(0o600)
