"""The store as the rest of the program sees it: records in and out, lists, drafts. Everything else is behind it."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import TypeVar

from caseload_tui.domain.facts import CaseFacts
from caseload_tui.domain.filters import Filter
from caseload_tui.domain.journal import REDO, UNDO
from caseload_tui.domain.stamp import Stamp
from caseload_tui.domain.tables import Table
from caseload_tui.engine.ledger import LedgerRow
from caseload_tui.errors import LockedError, RefusedError
from caseload_tui.standards.rule import Profile
from caseload_tui.store import (
    drafts,
    ledger,
    list_rows,
    lists,
    past,
    reading,
    searching,
    shelf,
)
from caseload_tui.store.bulk import Bulk, bulk
from caseload_tui.store.cells import Appointment, FlagCounts, Found
from caseload_tui.store.driver import connect, prepare
from caseload_tui.store.first import First
from caseload_tui.store.lists import CaseList
from caseload_tui.store.rows import mappings
from caseload_tui.store.store_file import StoreFile
from caseload_tui.store.taking_back import Foreseen, Undone, foresee, take_back
from caseload_tui.store.undo import plan_redo, plan_undo

RecordT = TypeVar("RecordT")

_IMPORT = "folder.import"


class Store(StoreFile):
    """One open store on one connection, for one thread; `again` opens another for a worker thread."""

    @property
    def shelf(self) -> Mapping[str, Profile]:
        """Return the standards at hand, by name; another window may have taken one up since."""
        return shelf.shelf(self._driver)

    @property
    def default_profile(self) -> str:
        """Return the name of the standards for cases that name none."""
        return shelf.default(self._driver)

    def again(self) -> "Store":
        """Open another connection to the same store, for the thread that calls this."""
        if self._driver.is_closed:
            raise LockedError("The store is locked.", advice="Unlock it first.")
        driver = connect(self.path, self._driver.key, self._driver.way_in)
        prepare(driver)
        return Store(driver, is_demo=self.is_demo)

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

    # Changing

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

    def undo(self, stamp: Stamp) -> Undone | None:
        """Take back this store's newest action that can be; None when there is nothing left."""
        return take_back(self._writer(), plan_undo, UNDO, stamp)

    def next_undo(self) -> Foreseen | None:
        """Return what `undo` would take back, so that one can ask first; None when there is nothing left."""
        return foresee(self._writer(), plan_undo)

    def redo(self, stamp: Stamp) -> Undone | None:
        """Do again what was last taken back; None when there is nothing, or something new was done since."""
        return take_back(self._writer(), plan_redo, REDO, stamp)
