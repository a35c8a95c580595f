"""What the driver of SQLite says, in our words. Its own words never hold data of a row."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlcipher3.dbapi2 as sqlite

from caseload_tui.errors import AlarmError, CaseloadError, DamagedError, DiskError, FullError, LockedError, RefusedError


@contextmanager
def translated() -> Iterator[None]:
    """Turn an error of the driver into one of ours. The driver's own words never hold data of a row."""
    try:
        yield
    except sqlite.IntegrityError as error:
        raise RefusedError(f"The store refused this: {_constraint(error)}.") from error
    except sqlite.DatabaseError as error:
        raise _translate(error) from error


def _constraint(error: Exception) -> str:
    """Return which rule of the schema was broken; SQLite names tables and columns, never values."""
    text = str(error)
    if "FOREIGN KEY" in text:
        return "a row names a person, sentence, contact or plan that is not there"
    return text


def _translate(error: Exception) -> CaseloadError:
    name = getattr(error, "sqlite_errorname", "") or ""
    text = str(error)
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")) or "locked" in text:
        return LockedError(
            "Another window or program is writing to this store.", advice="Close it or wait, then try again."
        )
    if name.startswith("SQLITE_FULL") or "disk is full" in text:
        return FullError(
            "The disk is full. Nothing of this action was saved.", advice="Free some space, then try again."
        )
    if (
        name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM"))
        or "readonly" in text
        or "unable to open" in text
    ):
        return DiskError("The store cannot be written to here.", advice="Check the rights on the file and its folder.")
    if name.startswith("SQLITE_IOERR") or "disk I/O error" in text:  # its copying tells no name
        return DiskError("The disk failed while reading or writing the store.", advice="Make a copy of the file first.")
    if name.startswith("SQLITE_AUTH") or "prohibited" in text or "not authorized" in text:
        return AlarmError("Something tried to change what must not be changed; it was stopped.")
    if name.startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT")) or "malformed" in text or "not a database" in text:
        return damaged()
    raise error


def damaged() -> DamagedError:
    """Return the error for a store whose pages are not what was written."""
    return DamagedError(
        "The store is not what was written: some of it has changed or is missing. Nothing was changed now.",
        advice="Keep this file, and restore the newest backup.",
    )


def in_use() -> LockedError:
    """Return the refusal where one must be alone with a store, and is not; nobody need be writing."""
    return LockedError("Another window or program has this store open.", advice="Close it, then try again.")
