"""A folder of CSV held against a store: what each row would do, and the records that would be written."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from caseload_tui.domain import codes
from caseload_tui.domain import records as r
from caseload_tui.domain.calendar import Calendar
from caseload_tui.domain.tables import TABLES, Table
from caseload_tui.errors import Problem, RefusedError
from caseload_tui.exchange.checking import Fault, faults
from caseload_tui.exchange.columns import columns_of
from caseload_tui.exchange.dates import DateFormat
from caseload_tui.exchange.finding import Opener, tables_in
from caseload_tui.exchange.judging import Judge, Verdict
from caseload_tui.exchange.reading import UNREADABLE, FileError
from caseload_tui.exchange.references import LISTS_OF_OTHERS, Held, Key, Known, key_reader, pointers, strangers
from caseload_tui.exchange.report import FileReport, OnConflict, Report, count_of
from caseload_tui.exchange.validating import Line, TableFile

ORDER: Final[tuple[Table, ...]] = tuple(sorted(TABLES, key=lambda table: table.name not in LISTS_OF_OTHERS))
"""The tables so that what is named comes before what names it: the lists first, else as in the contract."""

_MOST_NAMED: Final = 5
_ANSWERS: Final[dict[OnConflict, str]] = {
    "ask": "your word for which is kept, the folder's or yours",
    "update": "",
    "skip": "",
}


@dataclass(frozen=True)
class Options:
    """How a folder is to be understood: the day of the import, and the answers of the person who imports."""

    today: dt.date
    calendar: Calendar
    profiles: Collection[str] | None = None
    """Names that a case may be judged by; None accepts any."""

    on_conflict: OnConflict = "ask"
    dates: DateFormat | None = None
    """What dates with slashes mean where they do not show it themselves."""

    every: bool = False
    """Keep all problems of a file word by word, however many there are."""


class FolderImport:
    """One import: `plan` reads the folder and says all there is to say, `records` reads it again to write it."""

    def __init__(self, folder: Path, held: Held, options: Options) -> None:
        """Take a folder and the store that it is held against."""
        self.folder = folder
        self._held = held
        self._options = options
        self._files: dict[str, TableFile] = {}
        self._known = Known(held)
        self._unlisted: dict[str, set[str]] = {name: set() for name in sorted(LISTS_OF_OTHERS)}
        self._unarranged = 0

    def plan(self) -> Report:
        """Return what the import finds and would do; nothing is written.

        Raises:
            RefusedError: there is no such folder, or no file of the contract in it.
        """
        report = Report(self._options.on_conflict)
        found = tables_in(self.folder, report)
        by_table = {table: self._plan_file(table, *found[table.name]) for table in ORDER if table.name in found}
        report.files = [by_table[table] for table in TABLES if table in by_table]
        self._add_notes(report)
        return report

    def records(self) -> Iterator[tuple[Table, Iterator[object]]]:
        """Yield each table with the records to write; call after a plan that was not refused.

        Raises:
            RefusedError: a file is no longer what was planned with.
        """
        self._known = Known(self._held)  # frees the keys, which only the plan needs, for the writing
        for table in ORDER:
            if table.name in self._files:
                yield table, self._records_of(table, self._files[table.name])

    def fingerprint(self) -> str:
        """Return the files with the hashes of their bytes: what the journal names as the source."""
        return " ".join(f"{name}.csv:{file.source.sha256}" for name, file in self._files.items())

    def _plan_file(self, table: Table, name: str, opener: Opener) -> FileReport:
        try:
            source = opener()
            file = TableFile(table, source, self._options.dates, self._options.today)
            if self._options.every:
                file.report.keep_all()
            if file.has_header:
                self._files[table.name] = file
                self._plan_rows(table, file)
        except FileError as broken:
            return _unreadable(name, broken.problem)
        except (OSError, UnicodeError):
            return _unreadable(name, Problem(*UNREADABLE, name))
        return file.report

    def _plan_rows(self, table: Table, file: TableFile) -> None:
        judge = Judge(table, self._held)
        for lines in file.batches():
            self._claim_keys(table, file, lines)
            self._check_pointers(table, file, lines)
            if not file.report.questions:
                self._check_rows(table, file, [(line, line.record) for line in lines])
            for verdict in judge.verdicts(lines):
                self._count(table, file, verdict)
        file.finish()
        self._known.close(table)
        if judge.blanks:
            file.report.notes.append(
                f"blank where something is recorded here, which clears nothing: {count_of(judge.blanks)}"
            )

    def _claim_keys(self, table: Table, file: TableFile, lines: Sequence[Line]) -> None:
        read_key = key_reader(table)
        needed = [
            table.fields.index(column.field)
            for column in columns_of(table)
            if column.required and column.field in table.key
        ]
        accepted = f"each {', '.join(table.column_of(field) for field in table.key)} once"
        crn = table.fields.index("crn") if "crn" in table.fields else None
        for line in lines:
            key = read_key(line.values)
            if any(line.values[place] is None for place in needed):
                continue
            earlier = self._known.claim(table, key, line.number)
            if earlier:
                why = f"the same key as on line {earlier}"
                file.refuse_line(line, Fault(table.columns[0], _shown(key), why, accepted))
            elif crn is not None:
                self._known.belongs(table, key, line.values[crn])

    def _check_pointers(self, table: Table, file: TableFile, lines: Sequence[Line]) -> None:
        rows = [line.values for line in lines]
        for pointer in pointers(table):
            absent = self._known.absent(pointer.parent, {each for row in rows for each in pointer.ids(row)})
            if pointer.parent in LISTS_OF_OTHERS:
                self._unlisted[pointer.parent] |= absent
            elif absent:
                accepted = f"one of {pointer.parent}.csv, or one that is recorded here"
                for line in lines:
                    for each in absent.intersection(pointer.ids(line.values)):
                        file.refuse_line(line, Fault(pointer.column, each, "there is no such row", accepted))
            for at, each, owner in strangers(table, self._known, pointer, rows):
                file.refuse_line(
                    lines[at], Fault(pointer.column, each, "belongs to another person", f"the crn {owner}")
                )

    def _check_rows(self, table: Table, file: TableFile, rows: Iterable[tuple[Line, object | None]]) -> None:
        """Refuse rows whose record contradicts itself or is to be judged by a standard that nobody knows."""
        today, profiles = self._options.today, self._options.profiles
        for line, record in rows:
            if line.record is None or record is None:
                continue
            if isinstance(record, r.Contact) and _counts_late(record, today):
                self._unarranged += 1
            for fault in faults(table, record, today):
                file.refuse_line(line, fault)
            profile = getattr(record, "profile", None)
            if profile and profiles is not None and profile not in profiles:
                accepted = ", ".join(sorted(profiles))
                file.refuse_line(line, Fault("profile", profile, "no standard of this name is known", accepted))

    def _count(self, table: Table, file: TableFile, verdict: Verdict) -> None:
        report, line = file.report, verdict.line
        if verdict.what == "new":
            report.new += 1
        elif verdict.what == "same":
            report.same += 1
        elif verdict.what == "taken":
            why = f"{_shown(table.key_of(verdict.record))} is recorded here under another {table.person[0]}"
            file.refuse_line(line, Fault(table.columns[0], None, why, "an id of its own"))
        else:
            if self._options.on_conflict == "update":
                self._check_rows(table, file, [(line, verdict.record)])
                report.changed += line.record is not None
            report.skipped += self._options.on_conflict == "skip"
            shown, columns = _shown(table.key_of(verdict.record)), ", ".join(verdict.columns)
            why = f"differs from what is recorded here: {columns}"
            report.conflicts.add(
                Problem(why, _ANSWERS[self._options.on_conflict], report.name, line.number, table.columns[0], shown)
            )

    def _records_of(self, table: Table, file: TableFile) -> Iterator[object]:
        try:
            yield from self._judged(table, file)
            is_changed = file.source.is_changed()
        except (FileError, OSError, UnicodeError):
            is_changed = True
        if is_changed:
            raise RefusedError(
                f"{file.source.name} was changed while it was being read; nothing was written.",
                advice="Wait until nobody writes to the folder, then import again.",
            )

    def _judged(self, table: Table, file: TableFile) -> Iterator[object]:
        judge = Judge(table, self._held)
        for lines in file.batches():
            for verdict in judge.verdicts(lines):
                if verdict.what == "new" or (verdict.what == "conflict" and self._options.on_conflict == "update"):
                    yield verdict.record
                elif verdict.what != "same" and self._options.on_conflict != "skip":
                    raise RefusedError(
                        "The store was changed since the report; nothing was written.", advice="Import again."
                    )

    def _add_notes(self, report: Report) -> None:
        if self._unarranged:
            self._files["contacts"].report.notes.append(
                "appointments to come without arranged_on or an earlier entered_on, which do not count before "
                f"their day: {count_of(self._unarranged)}"
            )
        for name, absent in self._unlisted.items():
            if absent:
                shown, more = sorted(absent)[:_MOST_NAMED], len(absent) - _MOST_NAMED
                rest = f" and {more:,} more" if more > 0 else ""
                report.notes.append(f"{name} that are named and not listed: {', '.join(shown)}{rest}")
        if self._options.calendar.ends_within(self._options.today):
            report.notes.append(
                f"bank holidays are known to {self._options.calendar.valid_to}; due dates after it are not confirmed"
            )


def _unreadable(name: str, problem: Problem) -> FileReport:
    report = FileReport(name)
    report.problems.add(problem)
    return report


def _shown(key: Key) -> str:
    return " ".join(str(part) for part in key if part is not None)


def _counts_late(contact: r.Contact, today: dt.date) -> bool:
    """Return whether this is an appointment to come that is no fact before its day (ruling 34)."""
    kind = codes.contact_types().get(contact.type_code)
    is_known = contact.arranged_on or (contact.entered_on and contact.entered_on < contact.date)
    return contact.date > today and not is_known and bool(kind and kind.appointment)
