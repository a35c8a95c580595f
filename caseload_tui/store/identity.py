"""What stands where a store should be: nothing, a file of another kind, a store of ours, one of a newer version."""

from pathlib import Path

from caseload_tui.errors import DamagedError, DiskError, NewerSchemaError, NoStoreError
from caseload_tui.store import schema
from caseload_tui.store.driver import Driver, damaged


def exists(path: Path) -> bool:
    """Return whether there is anything where a store would be."""
    try:
        return path.exists()
    except OSError as error:
        raise DiskError(
            "The place of the store cannot be looked into.", advice="Check the rights on it, or choose another place."
        ) from error


def refuse_strange(path: Path) -> None:
    """Tell apart what may stand where a store should be, before any key is tried."""
    if not path.exists():
        raise NoStoreError("There is no store here.", advice="`caseload init` makes one, `caseload demo` shows one.")
    if path.is_dir():
        raise NoStoreError("This is a folder, not a store.", advice="Accepted: the file of a store.")
    if path.stat().st_size == 0:
        raise DamagedError("The store is an empty file: all of it is gone.", advice="Restore the newest backup.")
    if is_plain(path):
        raise NoStoreError(
            "This file is not encrypted, so it is not a store.", advice="A demo store opens with `caseload demo`."
        )


def is_plain(path: Path) -> bool:
    """Return whether a file is a database that is not encrypted."""
    try:
        with path.open("rb") as file:
            return file.read(len(schema.PLAIN_HEADER)) == schema.PLAIN_HEADER
    except OSError as error:
        raise DiskError("The store cannot be read.", advice="Check the rights on the file.") from error


def refuse_foreign(driver: Driver, application_id: int) -> None:
    """Raise where an opened file is another program's, a newer version's, or lacks what every store has."""
    if driver.value("PRAGMA application_id") != application_id:  # the first read: a damaged first page fails here
        raise NoStoreError("This file is a database, but not a store of this program.")
    if driver.value("PRAGMA user_version") > schema.VERSION:
        raise NewerSchemaError(
            "This store was written by a newer version of the program.",
            advice="Install that version; nothing was changed.",
        )
    if driver.value("SELECT count(*) FROM sqlite_master WHERE name IN ('cases', 'journal', 'ledger')") != len(
        ("cases", "journal", "ledger")
    ):
        raise damaged()
    refuse_instructions(driver)


def refuse_instructions(driver: Driver) -> None:
    """Raise where a file of this version holds a trigger or a view that is not of its schema: it would act by itself.

    Whoever has a key can make such a file; that it opens does not mean that we wrote it.
    """
    if driver.value("PRAGMA user_version") != schema.VERSION:
        return
    ours = _in_one_line(schema.schema_text())
    for (sql,) in driver.all("SELECT sql FROM sqlite_master WHERE type IN ('trigger', 'view')"):
        if _in_one_line(sql or "") not in ours:
            raise DamagedError(
                "This store holds instructions that this program did not write. It was not opened.",
                advice="Keep it, restore the newest backup, and ask who had it.",
            )


def _in_one_line(sql: str) -> str:
    return " ".join(sql.split())
