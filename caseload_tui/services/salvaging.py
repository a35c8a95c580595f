"""Salvaging a damaged store: what was read, what came back by the journal, what is missing, in numbers."""

import hashlib
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from caseload_tui.domain.stamp import Stamp
from caseload_tui.domain.tables import TABLES
from caseload_tui.errors import DamagedError, NoStoreError, Problem, RefusedError
from caseload_tui.services.clock import Now, london
from caseload_tui.store import highwater, keys
from caseload_tui.store.salvage import Found, gather
from caseload_tui.store.salvage_journal import Journal
from caseload_tui.store.salvage_states import Salvaged, settle
from caseload_tui.store.salvage_writing import unfinished, write

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
    lacks_newest: bool
    """Whether the newest entry that the mark beside the damaged store names is lost."""

    may_lack: tuple[str, ...]
    """Tables of which pages are damaged, while entries of the journal that could tell of them are lost too."""

    problems: tuple[Problem, ...]
    """What `check` finds in the new store: nothing, if all is well."""

    @property
    def is_complete(self) -> bool:
        """Return whether every record came back: what a damaged page held, the journal tells as well."""
        lost = (self.lost_entries, self.without_note, self.bare, self.older, self.may_lack, self.problems)
        return self.is_authentic and not self.lacks_newest and not any(lost)

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
    slots = keys.read(keys.key_path(file), salvage=True)
    if new.exists() or _has_other_keys(new, slots):
        raise RefusedError("There is a file here already; it was left as it is.", advice="Choose another place.")
    key = keys.unwrap(slots, secret)
    found = gather(file, key)
    made = settle(found)
    if not any(made.records.values()) and not Journal(found).entries:
        raise DamagedError(
            "Nothing could be read, so no new store was made: all of it is lost, or this key file is not its own.",
            advice="Put the key file beside it that belongs to it: each backup has one of its time beside it.",
        )
    stamp = Stamp(at=now(), actor=made.settings.get("actor", "unknown"))
    source = f"a damaged store, sha256 {hashlib.sha256(file.read_bytes()).hexdigest()}"
    with unfinished(new) as path, closing(write(made, path, slots, key, stamp, source, progress)) as store:
        return _report(found, made, highwater.read(file), tuple(store.check()))


def _has_other_keys(new: Path, slots: tuple[keys.Slot, ...]) -> bool:
    """Return whether a key file is here that no salvage of this store left."""
    try:
        return keys.key_path(new).exists() and keys.read(keys.key_path(new)) != slots
    except DamagedError:
        return True


def _report(found: Found, made: Salvaged, mark: highwater.Mark | None, problems: tuple[Problem, ...]) -> Report:
    journal = Journal(found)
    written = {(entry.device, entry.seq) for entry in journal.entries.values()}
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
        lacks_newest=mark is not None and (mark.head.device, mark.head.seq) not in written,
        may_lack=may_lack,
        problems=problems,
    )
