"""Making a store, finding out what a file is, and opening one: every way in leads through here."""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Final

from caseload_tui.domain.journal import utc_text
from caseload_tui.domain.stamp import Stamp
from caseload_tui.errors import DamagedError, DiskError, NoStoreError, RefusedError
from caseload_tui.store import ballast, highwater, journal, keys, place, rekey, schema
from caseload_tui.store.driver import Driver, choose_log, connect, damaged, prepare, translated
from caseload_tui.store.identity import is_plain, refuse_foreign, refuse_instructions, refuse_strange
from caseload_tui.store.store import Store

CHECKED_AT_ONCE: Final = 48 * 1024 * 1024
"""Up to this size every page is authenticated before the store opens (0.1 s); beyond it `Store.verify` does it."""


@contextmanager
def _making() -> Iterator[None]:
    """Say in our words that a place does not take the files of a new store."""
    try:
        yield
    except OSError as error:
        raise DiskError("The place cannot be written to.", advice="Choose another place.") from error


@_making()
def create(
    path: Path, passphrase: str, *, stamp: Stamp, recovery: bool = True, even_here: bool = False
) -> tuple[Store, str | None]:
    """Make an encrypted store; returns it with the recovery key, which is shown once and kept nowhere.

    `even_here` makes it also where it is less safe, on a network share or in a folder that is synchronised.
    """
    if not passphrase:
        raise RefusedError("A store needs a passphrase.")
    _refuse_taken(path, keys.key_path(path))
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
    _make_folder(path.parent)
    try:
        keys.write(keys.key_path(path), tuple(slots))
        driver = _lay(path, data_key, schema.APPLICATION_ID, stamp)
    except BaseException:
        with suppress(OSError):  # a folder that takes nothing may not even say that nothing is in it
            keys.key_path(path).unlink(missing_ok=True)
        raise
    return Store(driver, is_demo=False), recovery_key


@_making()
def create_like(path: Path, slots: tuple[keys.Slot, ...], data_key: bytes, *, stamp: Stamp) -> Store:
    """Make an empty store that opens with the passphrase and recovery key of another."""
    _refuse_taken(path, keys.key_path(path))
    _make_folder(path.parent)
    try:
        keys.write(keys.key_path(path), slots)
        driver = _lay(path, data_key, schema.APPLICATION_ID, stamp)
    except BaseException:
        with suppress(OSError):
            keys.key_path(path).unlink(missing_ok=True)
        raise
    return Store(driver, is_demo=False)


@_making()
def create_demo(path: Path, stamp: Stamp) -> Store:
    """Make a plain store for invented people. It can never hold real ones: nothing converts it or imports into it."""
    _refuse_taken(path)
    _make_folder(path.parent)
    return Store(_lay(path, None, schema.DEMO_APPLICATION_ID, stamp), is_demo=True)


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
            return open_driver(path, opened.data_key, schema.APPLICATION_ID, mark)
        except DamagedError as error:
            damage = error
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
    if not is_marked:
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
    if mark is not None and way_in == "write" and _holds_anything(_log_of(path)):
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
    log = _log_of(driver.path)
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


def _log_of(store: Path) -> Path:
    return store.with_name(store.name + "-wal")


def _holds_anything(file: Path) -> bool:
    return file.exists() and file.stat().st_size > 0


def _bring_up_to_date(driver: Driver) -> None:
    if driver.value("PRAGMA user_version") < schema.VERSION:
        from caseload_tui.store import admin

        admin.migrate(driver)


def _refuse_taken(*paths: Path) -> None:
    if any(path.exists() for path in paths):
        raise RefusedError("There is a file here already; it was left as it is.", advice="Choose another place.")


def _make_folder(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)


def _lay(path: Path, data_key: bytes | None, application_id: int, stamp: Stamp) -> Driver:
    """Make the file with the whole schema and the first entry of its journal."""
    driver = connect(path, data_key, create=True)
    try:
        with translated():
            choose_log(driver)
            driver.connection.executescript(f"BEGIN IMMEDIATE;\n{schema.schema_text()}\nCOMMIT;")
        driver.execute(f"PRAGMA application_id = {application_id}")
        device = journal.new_device()
        prepare(driver)
        with driver.transaction():
            driver.execute("INSERT INTO settings (name, value) VALUES ('device', ?)", (device,))
            head = journal.append(driver.connection, device, stamp, verb="store.init", op="config")
        driver.checkpoint()
        if data_key is not None:
            highwater.reset(path)  # what is left of another store that was here once
            highwater.put(path, head, stamp.at)
        keys.sync_folder(path.parent)
    except BaseException:
        driver.connection.close()
        for name in (path, _log_of(path), path.with_name(path.name + "-shm"), highwater.mark_path(path)):
            name.unlink(missing_ok=True)
        raise
    return driver


def _tighten(path: Path) -> None:
    """Take rights from everyone but the owner where a copy or an older system gave them."""
    if os.name == "nt":
        return
    for file in (path, keys.key_path(path), highwater.mark_path(path)):
        if file.exists() and file.stat().st_mode & 0o077:
            file.chmod(0o600)
