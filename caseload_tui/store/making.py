"""Making the files of a new store: whole under another name first, so that a kill leaves nothing in its place."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from caseload_tui.domain.stamp import Stamp
from caseload_tui.errors import DiskError, RefusedError
from caseload_tui.store import highwater, journal, keys, keys_told, schema
from caseload_tui.store.driver import Driver, choose_log, connect, prepare, translated
from caseload_tui.store.journal import Head
from caseload_tui.store.leftovers import work_folder


@contextmanager
def disk_errors() -> Iterator[None]:
    """Say in our words that a place does not take the files of a new store."""
    try:
        yield
    except OSError as error:
        raise DiskError("The place cannot be written to.", advice="Choose another place.") from error


def refuse_taken(path: Path) -> None:
    """Refuse a place where there is a store, or the keys of one, unless they are what a kill left of making it."""
    file, begun = keys.key_path(path), keys.key_path(work_folder(path, "making") / path.name)
    if path.exists() or (file.exists() and not (begun.exists() and begun.read_bytes() == file.read_bytes())):
        raise RefusedError("There is a file here already; it was left as it is.", advice="Choose another place.")


def make(
    path: Path, data_key: bytes | None, application_id: int, stamp: Stamp, slots: tuple[keys.Slot, ...] = ()
) -> Driver:
    """Make a store with its key file and the first entry of its journal, and open it. The last step is one rename."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    work, file = work_folder(path, "making"), keys.key_path(path)
    _forget(work)
    try:
        work.mkdir(mode=0o700)
        head = _lay(work / path.name, data_key, application_id, stamp, slots)
        if slots:
            keys.write(keys.key_path(work / path.name), slots)
            keys.write(file, slots)
            highwater.reset(path)  # what is left of another store that was here once
        (work / path.name).replace(path)
        keys.sync_folder(path.parent)
    except BaseException:
        if slots and not path.exists():
            with suppress(OSError):  # a folder that takes nothing may not even say that nothing is in it
                file.unlink(missing_ok=True)
        raise
    finally:
        _forget(work)
    if slots:
        highwater.put(path, head, stamp.at)
    driver = connect(path, data_key)
    prepare(driver)
    return driver


def _forget(work: Path) -> None:
    with suppress(OSError):  # it is not there, or is taken away when the store is opened
        for path in work.iterdir():
            path.unlink()
        work.rmdir()


def _lay(path: Path, data_key: bytes | None, application_id: int, stamp: Stamp, slots: tuple[keys.Slot, ...]) -> Head:
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
            about = keys_told.about(slots) if slots else {}
            return journal.append(driver.connection, device, stamp, verb="store.init", op="config", about=about)
    finally:
        driver.close()
