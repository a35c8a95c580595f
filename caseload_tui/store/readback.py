"""Reading back what was just written, before anybody is told that it was saved.

It is done twice, because each time finds what the other cannot:

- *before* the COMMIT, on the connection that wrote. This finds a fault of the program (a value that the table keeps in
  another way, a field that was forgotten), and nothing is written then. It reads the connection's own memory, so it
  says nothing about the disk.
- *after* the COMMIT, on a second connection, which has not seen these pages: it reads them from the file, decrypts
  them and checks their authentication codes. This finds a page spoilt on its way to the file, a write that the system
  swallowed, and a log that somebody took away. It says nothing about what the disk itself keeps from the system.
"""

from collections.abc import Mapping
from contextlib import suppress
from typing import Final, TypeAlias

from caseload_tui.domain.journal import Entry, hash_of_body
from caseload_tui.domain.stamp import Stamp
from caseload_tui.errors import CaseloadError, DiskError, UnprovedError
from caseload_tui.store import highwater, reading
from caseload_tui.store.driver import Driver
from caseload_tui.store.journal import COLUMNS, Head
from caseload_tui.store.rows import mappings

Written: TypeAlias = Mapping[tuple[str, tuple[object, ...]], object]
"""What stands under a table and a key now: a record, None for one that was removed."""

_ENTRIES: Final = (
    f"SELECT j.entry, {COLUMNS}, salt, body FROM journal j LEFT JOIN journal_bodies b ON b.entry = j.entry"  # noqa: S608 - own words
    " WHERE j.entry >= ? AND device = ? ORDER BY j.entry"
)


def before_commit(driver: Driver, written: Written, first: int, head: Head) -> None:
    """Raise DiskError when what this transaction wrote does not read as what was to be written."""
    if not _is_there(driver, written, first, head):
        raise DiskError(
            "What was written reads back as something else. Nothing of this action was saved.",
            advice="Try once more; if it happens again, close the program and run `caseload check`.",
        )


def after_commit(driver: Driver, written: Written, first: int, head: Head) -> None:
    """Raise UnprovedError when another reader of the file does not find what was committed."""
    for is_fresh in (False, True):  # a connection that once could not read a page answers nothing more
        with suppress(CaseloadError):
            driver.refuse_replaced()
            if _is_there(driver.witness(is_fresh=is_fresh), written, first, head):
                return
    raise UnprovedError(
        "This was written, but cannot be read back from the disk, so it may be lost.",
        advice="Keep what you typed, close the program and run `caseload check`.",
    )


def acknowledge(driver: Driver, written: Written, first: int, head: Head, stamp: Stamp) -> None:
    """Do what comes between the COMMIT and saying that it was saved: read it back, then note it outside the store."""
    after_commit(driver, written, first, head)
    if driver.key is not None:
        highwater.put(driver.path, head, stamp.at)


def _is_there(driver: Driver, written: Written, first: int, head: Head) -> bool:
    """Return whether a reader finds these records, and the journal from a number up to its new head."""
    with driver.snapshot():
        last = _last(driver, first, head)
        return last is not None and all(
            _holds(driver, name, key, record, last) for (name, key), record in written.items()
        )


def _last(driver: Driver, first: int, head: Head) -> int | None:
    """Return the number of the entry that is the head, None when some entry up to it is not what was written."""
    for number, *columns, salt, body in driver.each(_ENTRIES, (first, head.device)):
        entry = Entry(*columns)
        if body is None or entry.computed_hash() != entry.hash or hash_of_body(salt, body) != entry.body_hash:
            return None
        if entry.seq == head.seq:
            return number if entry.hash == head.hash else None
    return None


def _holds(driver: Driver, name: str, key: tuple[object, ...], record: object, last: int) -> bool:
    """Return whether a record stands as written, or was changed since by somebody else."""
    found, entry = reading.with_entry(driver, mappings()[name], key) or (None, 0)
    return found == record or entry > last or driver.value("SELECT max(entry) FROM journal") > last
