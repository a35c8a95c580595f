"""Salvaging a damaged store: what was read, what came back by the journal, what is missing, in numbers."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from caseload_tui.domain.stamp import Stamp
from caseload_tui.domain.tables import TABLES
from caseload_tui.errors import NoStoreError, Problem, RefusedError
from caseload_tui.services.clock import Now, london
from caseload_tui.store import keys
from caseload_tui.store.salvage import Found, gather
from caseload_tui.store.salvage_journal import Journal
from caseload_tui.store.salvage_states import Salvaged, settle
from caseload_tui.store.salvage_writing import write

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Line:
    """One table of the report."""

    table: str
    records: int
    from_journal: int
    older: int
    unplaced: int


@dataclass(frozen=True)
class Report:
    """What came of a salvage. References of people are for the screen of whoever works with the store."""

    pages: int
    damaged_pages: int
    older_pages: int
    unknown_pages: int
    is_authentic: bool
    entries: int
    lost_entries: int
    tables: tuple[Line, ...]
    bare: tuple[str, ...]
    older: tuple[str, ...]
    without_note: int
    may_lack: tuple[str, ...]
    """Tables of which pages are damaged, while entries of the journal that could tell of them are lost too."""

    problems: tuple[Problem, ...]
    """What `check` finds in the new store: nothing, if all is well."""

    @property
    def records(self) -> int:
        """Return how many records the new store holds."""
        return sum(line.records for line in self.tables)


def salvage(file: Path, new: Path, secret: str, progress: Progress, *, now: Now = london) -> Report:
    """Read a damaged store and bring what can be read into a new one, which opens with the same passphrase.

    Raises:
        NoStoreError: there is no such file.
        RefusedError: something is at the new place already.
        WrongPassphraseError, DamagedError: the key file does not open; without a key nothing can be read.
    """
    file, new = file.expanduser(), new.expanduser()
    if not file.is_file():
        raise NoStoreError(f"There is no store at this place: {file}")
    if new.exists():
        raise RefusedError("There is a file here already; it was left as it is.", advice="Choose another place.")
    slots = keys.read(keys.key_path(file), salvage=True)
    key = keys.unwrap(slots, secret)
    found = gather(file, key)
    made = settle(found)
    stamp = Stamp(at=now(), actor=made.settings.get("actor", "unknown"))
    source = f"a damaged store, sha256 {hashlib.sha256(file.read_bytes()).hexdigest()}"
    store = write(made, new, slots, key, stamp, source, progress)
    try:
        return _report(found, made, tuple(store.check()))
    finally:
        store.close()


def _report(found: Found, made: Salvaged, problems: tuple[Problem, ...]) -> Report:
    journal = Journal(found)
    unplaced = [table for table, _ in made.unplaced]
    older = [table for table, _ in made.older]
    lines = tuple(
        Line(t.name, len(made.records[t.name]), made.from_journal[t.name], older.count(t.name), unplaced.count(t.name))
        for t in TABLES
    )
    may_lack = tuple(table.name for table in TABLES if table.name in found.incomplete) if journal.lost_entries else ()
    people = {getattr(made.records[table].get(key), "crn", None) for table, key in made.older}
    return Report(
        pages=found.pages.count,
        damaged_pages=len(found.pages.damaged),
        older_pages=len(found.pages.older),
        unknown_pages=found.unknown_pages,
        is_authentic=found.pages.is_authentic,
        entries=journal.count,
        lost_entries=len(journal.lost_entries),
        tables=lines,
        bare=tuple(sorted(made.bare)),
        older=tuple(sorted(str(crn) for crn in people if crn)),
        without_note=len(made.without_note),
        may_lack=may_lack,
        problems=problems,
    )
