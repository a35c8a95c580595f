"""The store as the rest of the program sees it: records in and out, lists, drafts. Everything else is behind it."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TypeVar

from caseload_tui.domain.calendar import Calendar, national
from caseload_tui.domain.facts import CaseFacts
from caseload_tui.domain.filters import Filter
from caseload_tui.domain.journal import REDO, UNDO, Json
from caseload_tui.domain.stamp import Stamp
from caseload_tui.domain.tables import Table
from caseload_tui.engine.ledger import LedgerRow
from caseload_tui.errors import LockedError, Problem, RefusedError
from caseload_tui.standards.rule import Profile
from caseload_tui.store import (
    backup,
    backup_files,
    ballast,
    checking,
    clockwork,
    drafts,
    health,
    highwater,
    ledger,
    list_rows,
    lists,
    past,
    reading,
    searching,
    shelf,
    sight,
)
from caseload_tui.store.bulk import Bulk, bulk
from caseload_tui.store.cells import Appointment, FlagCounts, Found
from caseload_tui.store.derive import Basis, Progress
from caseload_tui.store.driver import Driver, connect, prepare
from caseload_tui.store.first import First
from caseload_tui.store.lists import CaseList
from caseload_tui.store.rows import mappings
from caseload_tui.store.taking_back import Foreseen, Undone, foresee, take_back
from caseload_tui.store.undo import plan_redo, plan_undo
from caseload_tui.store.write import Change, Writer, write

RecordT = TypeVar("RecordT")

_IMPORT = "folder.import"


class Store:
    """One open store on one connection, for one thread; `again` opens another for a worker thread."""

    def __init__(self, driver: Driver, *, is_demo: bool) -> None:
        """Take over a connection that `open` has proved."""
        self._driver = driver
        sight.teach(driver, national())
        self.is_demo = is_demo
        self.calendar: Calendar = national()

    @property
    def path(self) -> Path:
        """Return where the store is."""
        return self._driver.path

    @property
    def shelf(self) -> Mapping[str, Profile]:
        """Return the standards at hand, by name; another window may have taken one up since."""
        return shelf.shelf(self._driver)

    @property
    def default_profile(self) -> str:
        """Return the name of the standards for cases that name none."""
        return shelf.default(self._driver)

    @property
    def device(self) -> str:
        """Return the name of this store in the journal; it takes a new one where its journal goes on in another way."""
        return self.setting("device") or ""

    @property
    def is_read_only(self) -> bool:
        """Return whether nothing can be written where the store lies."""
        return self._driver.way_in != "write"

    @property
    def notices(self) -> tuple[str, ...]:
        """Return what should be said once to whoever opened this store."""
        return tuple(self._driver.notices)

    @property
    def changes(self) -> tuple[int, int]:
        """Return a mark that is another one after any change of the store, in this window or elsewhere."""
        return self._driver.changes

    def close(self) -> None:
        """Close the connection; at rest the store is one file beside its keys."""
        self._driver.close()

    def tidy(self) -> None:
        """Do what keeps a store safe at rest: its log moved into it, and the room for a full disk taken again."""
        self._driver.tidy()
        if not self.is_demo and not self.is_read_only:
            ballast.make(self.path)

    def is_encrypted_with(self, data_key: bytes) -> bool:
        """Return whether this is the key of this store's data."""
        return self._driver.key == data_key

    def again(self) -> "Store":
        """Open another connection to the same store, for the thread that calls this."""
        if self._driver.is_closed:
            raise LockedError("The store is locked.", advice="Unlock it first.")
        driver = connect(self.path, self._driver.key, self._driver.way_in)
        prepare(driver)
        return Store(driver, is_demo=self.is_demo)

    def verify(self) -> None:
        """Authenticate every page; raises DamagedError. For a worker, where the store was too large at open."""
        from caseload_tui.store.open import authenticate

        if not self.is_demo:
            authenticate(self._driver)

    @property
    def is_verified_at_open(self) -> bool:
        """Return whether every page was authenticated before the store opened."""
        from caseload_tui.store.open import CHECKED_AT_ONCE

        return self.is_demo or self.path.stat().st_size <= CHECKED_AT_ONCE

    # Records

    def facts(self, crn: str, *, notes: bool = True) -> CaseFacts | None:
        """Return everything recorded about one person, None for an unknown reference."""
        return reading.facts(self._driver, crn, notes=notes)

    def each_facts(self, crns: Iterable[str] | None = None, *, notes: bool = False) -> Iterator[CaseFacts]:
        """Give everything recorded about many people (all when none are named), in the order of their references."""
        return reading.each_facts(self._driver, crns, notes=notes)

    def get(self, record_type: type[RecordT], *key: object) -> RecordT | None:
        """Return the record with this key, None when there is none."""
        return reading.get(self._driver, record_type, key)

    def rows(self, record_type: type[RecordT], **equals: object) -> list[RecordT]:
        """Return the records whose fields have these values, in the order of their keys."""
        return reading.rows(self._driver, record_type, equals)

    def each(self, record_type: type[RecordT]) -> Iterator[RecordT]:
        """Give all records of a kind in the order of their keys, however many there are."""
        return reading.each(self._driver, record_type)

    def snapshot(self) -> AbstractContextManager[None]:
        """Let everything read in the block be of one moment."""
        return self._driver.snapshot()

    def count(self, record_type: type) -> int:
        """Return how many records of a kind there are."""
        return reading.count(self._driver, record_type)

    def setting(self, name: str) -> str | None:
        """Return a setting of this store."""
        value: str | None = self._driver.value("SELECT value FROM settings WHERE name = ?", (name,))
        return value

    # Lists

    def cases(self, where: Filter, *, as_of: dt.date) -> CaseList:
        """Return the people a filter names, in its order, as a list that reads only what is looked at."""
        return CaseList(self._driver, self._basis(), where, as_of)

    def crns(self, where: Filter, *, as_of: dt.date) -> list[str]:
        """Return the references of the people a filter names."""
        return lists.crns(self._driver, self._basis(), where, as_of)

    def overdue(self, as_of: dt.date, where: Filter | None = None, limit: int | None = None) -> list[LedgerRow]:
        """Return the duties overdue on a day, most severe and most days late first."""
        return ledger.overdue(self._driver, as_of, where, limit)

    def due(self, as_of: dt.date, days: int, where: Filter | None = None) -> list[LedgerRow]:
        """Return the duties that fall due in the coming days, soonest first. For today or later: see the ledger."""
        return ledger.due(self._driver, as_of, days, where)

    def counts(self, as_of: dt.date, where: Filter | None = None) -> FlagCounts:
        """Return how many people there are under the worst flag each has."""
        return past.counts(self._driver, self._basis(), as_of, self.crns(where or Filter(), as_of=as_of))

    def first(self, where: Filter, *, as_of: dt.date) -> First:
        """Return the questions that Today asks about the people a filter names."""
        return First(self._driver, where, as_of)

    def restricted(self) -> int:
        """Return how many people are left out of every list because access to them is limited (ruling 62)."""
        return int(self._driver.value("SELECT count(*) FROM cases WHERE limited_access = 1"))

    def diary(self, officer: str | None, first: dt.date, last: dt.date) -> list[Appointment]:
        """Return the appointments of an officer, or of everyone, from one day to another."""
        return list_rows.diary(self._driver, officer, first, last)

    def search(self, text: str, limit: int) -> list[Found]:
        """Return the people whose name or reference begins like the words."""
        return searching.people(self._driver, text, limit)

    # Drafts

    def keep_draft(self, key: str, text: str) -> None:
        """Keep what was typed, through a crash or a lock."""
        drafts.keep(self._driver, key, text)

    def draft(self, key: str) -> str | None:
        """Return a draft, None when there is none."""
        return drafts.get(self._driver, key)

    def drafts(self) -> list[str]:
        """Return the keys of all drafts, the newest first."""
        return drafts.keys(self._driver)

    def drop_draft(self, key: str) -> None:
        """Forget a draft."""
        drafts.drop(self._driver, key)

    # Upkeep

    def check(self, progress: Progress = lambda *_: None) -> list[Problem]:
        """Prove that file, journal and ledger are whole and agree; returns what is not."""
        return checking.check(self._driver, self._basis(), progress, is_demo=self.is_demo)

    def rebuild(self, progress: Progress) -> None:
        """Work out every duty again."""
        checking.rebuild(self._driver, self._basis(), progress)

    def back_up(self, folder: Path, *, stamp: Stamp, progress: Progress, is_rotated: bool) -> backup.Made:
        """Make a backup in a folder and prove it; then let those go that are no longer needed, where that is asked."""
        made, held = backup.make(self._driver, folder, stamp.at, progress)
        if not self.is_read_only:
            with self.write(backup.MADE, stamp=stamp) as change:
                change.about = backup.told(made, held)
        stem = backup_files.stem_of(self.path)
        gone = backup_files.rotate(folder, stem, self._driver.key, made) if is_rotated else []
        return backup.Made(made, held, tuple(gone))

    def examine(self, backups: Path) -> health.Health:
        """Return the state of the store, of its place and of the backups in a folder."""
        return health.examine(self._driver, self.device, backups)

    @property
    def is_stale(self) -> bool:
        """Return whether some case was worked out with other standards, calendar or version than are at hand now."""
        return not self.is_read_only and checking.is_stale(self._driver, self._basis())

    # Changing

    def write(
        self, verb: str, *, stamp: Stamp, subject: str | None = None, why: str | None = None
    ) -> AbstractContextManager[Change]:
        """Begin one action: what the block puts and removes is saved as one when it ends, or not at all."""
        return write(self._writer(), verb, stamp=stamp, subject=subject, why=why)

    def bulk(self, verb: str, *, stamp: Stamp, source: str, why: str | None = None) -> AbstractContextManager[Bulk]:
        """Begin an import: everything put in the block is saved as one action when it ends, or nothing.

        Raises RefusedError for an import into a demo store, whose people are all invented.
        """
        if self.is_demo and verb == _IMPORT:
            raise RefusedError(
                "A demo store is not encrypted, so nothing is brought into it.",
                advice="`caseload init` makes a store for real people.",
            )
        return bulk(self._writer(), verb, stamp=stamp, source=source, why=why)

    def existing(self, table: Table, keys: Sequence[tuple[object, ...]]) -> dict[tuple[object, ...], object]:
        """Return the records of a table with these keys, by key."""
        held = reading.existing(self._driver, mappings()[table.name], keys)
        return {table.key_of(record): record for record, _ in held.values()}

    def watch_clock(self, now: dt.datetime) -> None:
        """Add to the notices when the newest entry here was written later than now."""
        last = clockwork.last_written(self._driver.connection, self.device, now)
        if last is not None:
            self._driver.notices.append(clockwork.words(last, now))

    def head(self) -> str:
        """Return the newest entry of the journal as a line to be kept outside the store: an anchor, without names."""
        newest = highwater.newest(self._driver.connection, self.device)
        return newest.line() if newest else ""

    def compare(self, head: str) -> None:
        """Prove that the journal holds an entry noted outside; raises BehindError, or RefusedError for no head."""
        highwater.compare(self._driver.connection, head)

    def go_on(
        self,
        stamp: Stamp,
        *,
        verb: str = "store.go-on",
        why: str | None = None,
        about: Mapping[str, Json] | None = None,
    ) -> None:
        """Go on with what this copy holds although entries are missing; the journal and the mark say so from now on.

        Also what a restore calls, with its own verb, once the other file is in its place.
        """
        highwater.go_on(self._driver, stamp, verb=verb, why=why, about=about or {})

    def undo(self, stamp: Stamp) -> Undone | None:
        """Take back this store's newest action that can be; None when there is nothing left."""
        return take_back(self._writer(), plan_undo, UNDO, stamp)

    def next_undo(self) -> Foreseen | None:
        """Return what `undo` would take back, so that one can ask first; None when there is nothing left."""
        return foresee(self._writer(), plan_undo)

    def redo(self, stamp: Stamp) -> Undone | None:
        """Do again what was last taken back; None when there is nothing, or something new was done since."""
        return take_back(self._writer(), plan_redo, REDO, stamp)

    def _writer(self) -> Writer:
        return Writer(self._driver, self.device, self._basis())

    def _basis(self) -> Basis:
        return shelf.basis(self._driver, self.calendar)
