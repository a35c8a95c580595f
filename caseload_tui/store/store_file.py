"""An open store as a file: where it lies, whether it is whole, its backups, its mark, and the one way to change it."""

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

from caseload_tui.domain.calendar import Calendar, national
from caseload_tui.domain.stamp import Stamp
from caseload_tui.errors import Problem
from caseload_tui.store import (
    backup,
    backup_files,
    ballast,
    checking,
    clockwork,
    health,
    highwater,
    journal,
    shelf,
    sight,
)
from caseload_tui.store.derive import Basis, Progress
from caseload_tui.store.driver import Driver
from caseload_tui.store.write import Change, Writer, write


class StoreFile:
    """An open store, whatever is in it."""

    def __init__(self, driver: Driver, *, is_demo: bool) -> None:
        """Take over a connection that `open` has proved."""
        self._driver = driver
        sight.teach(driver, national())
        self.is_demo = is_demo
        self.calendar: Calendar = national()
        self.looked_at: dict[tuple[str, str], dt.datetime] = {}
        """When the journal last said, while this is open, in which way whose case was looked at."""

        self._quiet = 0

    @property
    def path(self) -> Path:
        """Return where the store is."""
        return self._driver.path

    @property
    def device(self) -> str:
        """Return the name of this store in the journal; it takes a new one where its journal goes on in another way."""
        return self.setting("device") or ""

    def setting(self, name: str) -> str | None:
        """Return a setting of this store."""
        value: str | None = self._driver.value("SELECT value FROM settings WHERE name = ?", (name,))
        return value

    @property
    def is_read_only(self) -> bool:
        """Return whether nothing can be written where the store lies."""
        return self._driver.way_in != "write"

    @property
    def opened_with(self) -> str:
        """Return which slot of the key file opened it; "" for a demo, a new store and a second connection."""
        return self._driver.opened_with

    @property
    def notices(self) -> tuple[str, ...]:
        """Return what should be said once to whoever opened this store."""
        return tuple(self._driver.notices)

    @property
    def changes(self) -> tuple[int, int]:
        """Return a mark that is another one after any change of the store, in this window or elsewhere."""
        version, own = self._driver.changes
        return version, own - self._quiet

    @property
    def is_closed(self) -> bool:
        """Return whether it was closed."""
        return self._driver.is_closed

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

    def check(self, progress: Progress = lambda *_: None) -> list[Problem]:
        """Prove that file, journal and ledger are whole and agree; returns what is not."""
        return checking.check(self._driver, self._basis(), progress, is_demo=self.is_demo)

    def rebuild(self, progress: Progress) -> None:
        """Work out every duty again."""
        checking.rebuild(self._driver, self._basis(), progress)

    @property
    def is_stale(self) -> bool:
        """Return whether some case was worked out with other standards, calendar or version than are at hand now."""
        return not self.is_read_only and checking.is_stale(self._driver, self._basis())

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

    def look(self, verb: str, crns: Iterable[str], *, stamp: Stamp) -> None:
        """Say in the journal whose cases were looked at; no list is read anew for it.

        Raises LockedError at once where another window is writing.
        """
        before = self._driver.connection.total_changes
        try:
            with self._driver.hurrying(), self.write(verb, stamp=stamp) as change:
                for crn in crns:
                    change.look(crn)
        finally:
            self._quiet += self._driver.connection.total_changes - before

    def journal(self, crn: str | None = None) -> Iterator[journal.Recorded]:
        """Give the entries of the journal, about one person or all, the newest first."""
        return journal.entries(self._driver.connection, subject=crn)

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

    def go_on(self, stamp: Stamp, *, why: str | None = None) -> None:
        """Go on with what this copy holds although entries are missing; the journal and the mark say so from now on."""
        highwater.go_on(self._driver, stamp, why=why)

    def write(
        self, verb: str, *, stamp: Stamp, subject: str | None = None, why: str | None = None
    ) -> AbstractContextManager[Change]:
        """Begin one action: what the block puts and removes is saved as one when it ends, or not at all."""
        return write(self._writer(), verb, stamp=stamp, subject=subject, why=why)

    def _writer(self) -> Writer:
        return Writer(self._driver, self.device, self._basis())

    def _basis(self) -> Basis:
        return shelf.basis(self._driver, self.calendar)
