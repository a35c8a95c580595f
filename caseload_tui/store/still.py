"""Reading a file that nobody writes to, such as a backup: it stays byte for byte as it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from caseload_tui.errors import DamagedError, NewerSchemaError, NoStoreError
from caseload_tui.store import schema
from caseload_tui.store.driver import Driver, connect, prepare


@contextmanager
def still(path: Path, key: bytes | None) -> Iterator[Driver]:
    """Open a copy that nobody writes to, to read it; nothing appears beside it."""
    if path.stat().st_size == 0:
        raise DamagedError("The backup is an empty file.", advice="Use an earlier one.")
    driver = connect(path, key, "still")
    try:
        prepare(driver)
        if driver.value("PRAGMA application_id") != schema.APPLICATION_ID:
            raise NoStoreError("This file is a database, but no backup of a store.")
        if driver.value("PRAGMA user_version") > schema.VERSION:
            raise NewerSchemaError("This backup was made by a newer version of the program.", advice="Install that.")
        yield driver
    finally:
        driver.connection.close()
