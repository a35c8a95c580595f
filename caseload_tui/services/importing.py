"""Bringing in a folder of CSV: first what it would do, then all of it or nothing."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from caseload_tui.errors import RefusedError
from caseload_tui.exchange.dates import DateFormat
from caseload_tui.exchange.planning import FolderImport, Options
from caseload_tui.exchange.report import OnConflict, Report
from caseload_tui.services.session import Session

Progress = Callable[[int, int], None]
"""Told how many of how many records are written."""

_EVERY = 1_000


class Import:
    """One import of one folder: `report` is there before anything is written, `write` writes it."""

    def __init__(
        self,
        session: Session,
        folder: Path,
        *,
        on_conflict: OnConflict = "ask",
        dates: DateFormat | None = None,
        every: bool = False,
    ) -> None:
        """Read the folder and hold it against the store; `every` keeps all problems, however many there are.

        Raises:
            RefusedError: there is no such folder, or nothing in it can be imported.
        """
        store = session.store
        options = Options(session.today, store.calendar, frozenset(store.shelf), on_conflict, dates, every)
        self._session = session
        self._folder = FolderImport(folder, store, options)
        self.report: Report = self._folder.plan()

    @property
    def fingerprint(self) -> str:
        """Return the files with the hashes of what was read."""
        return self._folder.fingerprint()

    def write(self, progress: Progress | None = None) -> None:
        """Write what the report announces, all in one transaction.

        Raises:
            RefusedError: the report is a refusal, or the folder has changed since; nothing is written.
        """
        if self.report.is_refused:
            raise refusal(self.report)
        if not self.report.writes:
            return
        count = _Counter(self.report.writes, progress)
        stamp = self._session.stamp()
        with self._session.store.bulk("folder.import", stamp=stamp, source=self.fingerprint) as load:
            for table, records in self._folder.records():
                load.put_all(table.name, count(records))


def refusal(report: Report) -> RefusedError:
    """Return the refusal that a report amounts to."""
    if report.is_in_conflict and not any(file.problems.count for file in report.files):
        return RefusedError(
            "Some records are here already with other content; nothing was written.",
            advice="Say --on-conflict update to take the folder's, or skip to keep yours.",
            problems=report.all_problems(),
        )
    if report.questions:
        return RefusedError(
            "It has to be said which comes first in some dates, the day or the month; nothing was written.",
            advice="Say --dates dd/mm/yyyy or --dates mm/dd/yyyy, and look with --dry-run at what it brings.",
            problems=report.all_problems(),
        )
    return RefusedError(
        "The folder holds what cannot be imported; nothing was written.",
        advice="Put right what is listed, then import again.",
        problems=report.all_problems(),
    )


@dataclass
class _Counter:
    """Passes records on and tells how many went by."""

    total: int
    progress: Progress | None
    done: int = 0

    def __call__(self, records: Iterable[object]) -> Iterator[object]:
        for record in records:
            yield record
            self.done += 1
            if self.progress is not None and self.done % _EVERY == 0:
                self.progress(self.done, self.total)
