"""The rows of one file as records: every cell read in the way of its column, every record checked by pydantic."""

import datetime as dt
import difflib
import itertools
import typing
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from caseload_tui.domain.tables import Table
from caseload_tui.errors import Problem
from caseload_tui.exchange.checking import Fault
from caseload_tui.exchange.columns import Column, Value, columns_of, is_identity, is_valid, reader
from caseload_tui.exchange.dates import CellError, DateFormat, Decision, decide
from caseload_tui.exchange.reading import FileError, Row, Rows
from caseload_tui.exchange.report import FileReport

if TYPE_CHECKING:
    from pydantic import TypeAdapter
    from pydantic_core import ErrorDetails

_BATCH: Final = 2_000
_MOST_REMEMBERED: Final = 50_000
_LONGEST_SHOWN: Final = 40
_FREE: Final = frozenset({"text", "note"})
_REMEMBERED: Final = frozenset({"date", "time", "yes_no", "count", "hours", "word", "code"})


@dataclass(slots=True)
class Line:
    """One row of a file: its values in the order of the record's fields, and the record until it is refused."""

    number: int
    values: tuple[Value, ...]
    record: object | None


class TableFile:
    """One file of the folder on its way to records. What is wrong with it goes into its report."""

    def __init__(self, table: Table, source: Rows, said: DateFormat | None, today: dt.date) -> None:
        """Find the columns and decide how their dates are written, which reads the file once."""
        self.table = table
        self.source = source
        self.report = FileReport(source.name, notes=list(source.notes))
        self._is_broken = False
        self._today = today
        self._columns = columns_of(table)
        self._place = self._places()
        self.has_header = not self.report.problems.count
        self._written = self._decide_dates(said)
        self._readers = [reader(c, self._written.get(c.name, "yyyy-mm-dd"), today) for c in self._columns]
        self._known: list[dict[str, Value]] = []
        """Cells read before, while the file is being read: the same few come again and again."""

        self._kept: dict[tuple[str, str], tuple[int, int]] = {}
        """Of each column, what is to be said of cells that are kept: how many there are, and the first line."""

    def refuse_line(self, line: Line, fault: Fault) -> None:
        """Refuse a row for what it says as a whole; it counts once, however much is wrong with it."""
        if line.record is not None:
            self.report.refused += 1
            line.record = None
        column = next(column for column in self._columns if column.name == fault.column)
        value = "" if fault.value is None else _shown(column, str(fault.value))
        self.refuse(line.number, fault.column, fault.why, fault.accepted, value)

    def refuse(self, line: int, column: str, why: str, accepted: str, value: str = "") -> None:
        """Add a problem of one row."""
        self.report.problems.add(Problem(why, accepted, self.report.name, line, column, value))

    def batches(self) -> Iterator[list[Line]]:
        """Yield the rows in order, some thousands at a time; none of a file that breaks off."""
        if self._is_broken:
            return
        rows = self.source.rows()
        self._known = [{"": None} for _ in self._columns]
        while batch := list(itertools.islice(rows, _BATCH)):
            yield self._read(batch)
        self._known = []

    def finish(self) -> None:
        """Note what was kept though it is not valid, and what was made harmless; called after the last batch."""
        self.report.problems.sort()
        for (name, what), (count, line) in self._kept.items():
            where = f"line {line}" if count == 1 else f"the first on line {line}"
            self.report.notes.append(f"{name}: {count:,} {what}, {where}")

    def _places(self) -> dict[str, int]:
        """Return the position of each column in a row; say which are missing, unknown or there twice."""
        header, names = self.source.header, [column.name for column in self._columns]
        for name in sorted({name for name in names if header.count(name) > 1}):
            self.refuse(1, name, "this column is there twice", "each column once")
        for name in dict.fromkeys(header):
            if name and name not in names:
                near = difflib.get_close_matches(name, set(names) - set(header), n=1)
                hint = f"; is it meant to be {near[0]}?" if near else ""
                self.report.notes.append(f"column {_short(name)} is not known and was passed over{hint}")
        for column in self._columns:
            if column.required and column.name not in header:
                self.refuse(1, column.name, "this column is missing", f"a header with {', '.join(names)}")
        return {name: place for place, name in enumerate(header) if name in names}

    def _decide_dates(self, said: DateFormat | None) -> dict[str, DateFormat]:
        places = [(c.name, self._place[c.name]) for c in self._columns if c.kind == "date" and c.name in self._place]
        first_lines: dict[str, dict[str, int]] = {name: {} for name, _ in places}
        width = len(self.source.header)
        nameless = {place: 0 for place, name in enumerate(self.source.header) if not name}
        try:
            for line, cells in self.source.rows():
                self.report.rows += 1
                if len(cells) == width:
                    for place, shown in nameless.items():
                        if not shown and cells[place].strip():
                            nameless[place] = line
                    for name, place in places:
                        seen = first_lines[name]
                        if (cell := cells[place]) not in seen and len(seen) < _MOST_REMEMBERED:
                            seen[cell] = line
        except FileError as broken:
            self._is_broken = True
            self.report.problems.add(broken.problem)
        self.report.notes += [
            f"column {place + 1} has no name and was passed over; line {line} holds something there"
            for place, line in nameless.items()
            if line
        ]
        decisions = {
            name: decide({cell.strip(): line for cell, line in seen.items()}, said)
            for name, seen in first_lines.items()
        }
        self._say_how_dates_are_read({name: d for name, d in decisions.items() if any(first_lines[name])})
        return {name: decision.written for name, decision in decisions.items()}

    def _say_how_dates_are_read(self, decisions: dict[str, Decision]) -> None:
        by_format: dict[DateFormat, list[str]] = {}
        for name, decision in decisions.items():
            if decision.question:
                accepted = "yyyy-mm-dd, or your word for which comes first, the day or the month"
                column = next(column for column in self._columns if column.name == name)
                self.refuse(decision.line, name, decision.question, accepted, _shown(column, decision.example))
                self.report.questions.append(self.report.problems.kept[-1])
            else:
                shown = decision.written != "yyyy-mm-dd" and decision.line
                by_format.setdefault(decision.written, []).append(
                    f"{name} (line {decision.line} shows it)" if shown else name
                )
        for written, names in by_format.items():
            self.report.notes.append(f"dates read as {written}: {', '.join(names)}")

    def _read(self, rows: Sequence[Row]) -> list[Line]:
        bad: set[tuple[int, int]] = set()
        width = len(self.source.header)
        even = [row for row in rows if len(row[1]) == width]
        if len(even) < len(rows):
            for line, cells in rows:
                if len(cells) != width:
                    self.report.refused += 1
                    self.refuse(line, "", "not as many cells as the header", f"{width}, not {len(cells)}")
        if not even:
            return []
        lines = [line for line, _ in even]
        cells_by_place = list(zip(*(cells for _, cells in even), strict=True))
        by_field = [
            self._read_column(at, column, cells_by_place[self._place[column.name]], lines, bad)
            if column.name in self._place
            else [None] * len(even)
            for at, column in enumerate(self._columns)
        ]
        values = list(zip(*by_field, strict=True))
        self._check(values, lines, bad)
        refused = {row for row, _ in bad}
        self.report.refused += len(refused)
        make = self.table.record
        return [
            Line(line, row, None if at in refused else make(*row))
            for at, (line, row) in enumerate(zip(lines, values, strict=True))
        ]

    def _read_column(
        self, at: int, column: Column, cells: Sequence[str], lines: Sequence[int], bad: set[tuple[int, int]]
    ) -> list[Value]:
        read, known = self._readers[at], self._known[at]
        remember = column.kind in _REMEMBERED and (column.field,) != self.table.key and not is_identity(column)
        fresh = set(cells).difference(known)
        if remember and 0 < len(fresh) < _MOST_REMEMBERED - len(known):
            with suppress(CellError):  # which of the lines hold it is found below
                known.update({cell: read(cell) for cell in fresh})
                fresh = set()
        if not fresh:
            return [known[cell] for cell in cells]
        values: list[Value] = []
        for row, cell in enumerate(cells):
            if cell in known:
                values.append(known[cell])
            else:
                try:
                    value = read(cell)
                except CellError as odd:
                    self.refuse(lines[row], column.name, odd.why, odd.accepted, _shown(column, cell))
                    bad.add((row, at))
                    value = None
                else:
                    if is_identity(column) and not is_valid(column, value, self._today):
                        self._keep(column, "not valid, kept as written", lines[row])
                    if column.kind in _FREE and value and str(value) not in cell.replace("\r\n", "\n"):
                        self._keep(column, "with signs made harmless", lines[row])
                    if remember and len(known) < _MOST_REMEMBERED:
                        known[cell] = value
                values.append(value)
        return values

    def _keep(self, column: Column, what: str, line: int) -> None:
        count, first = self._kept.get((column.name, what), (0, line))
        self._kept[column.name, what] = count + 1, first

    def _check(self, values: list[tuple[Value, ...]], lines: Sequence[int], bad: set[tuple[int, int]]) -> None:
        """Let pydantic check what the types of the record say: what is needed, how long, how small."""
        from pydantic import ValidationError

        try:
            _adapter(self.table).validate_python(values, strict=True)
        except ValidationError as refused:
            for error in refused.errors(include_url=False):
                row, at = int(error["loc"][0]), int(error["loc"][1])
                if (row, at) not in bad:
                    bad.add((row, at))
                    why, accepted = _in_words(error)
                    self.refuse(lines[row], self._columns[at].name, why, accepted)


_ADAPTERS: dict[str, "TypeAdapter[list[tuple[Value, ...]]]"] = {}


def _adapter(table: Table) -> "TypeAdapter[list[tuple[Value, ...]]]":
    """Return what checks many rows of a table at once: tuples, because making dictionaries costs more than checking."""
    from pydantic import TypeAdapter

    if table.name not in _ADAPTERS:
        hints = typing.get_type_hints(table.record, include_extras=True)
        row = tuple[tuple(hints[field] for field in table.fields)]  # type: ignore[misc, valid-type]  # made from the table
        _ADAPTERS[table.name] = TypeAdapter(list[row])  # type: ignore[valid-type]  # made from the table
    return _ADAPTERS[table.name]


def _in_words(error: "ErrorDetails") -> tuple[str, str]:
    if error["input"] is None:
        return "nothing is given here, and it is needed", ""
    if error["type"] == "string_too_long":
        return "too long", f"at most {error['ctx']['max_length']:,} characters"
    return error["msg"], ""


def _shown(column: Column, cell: str) -> str:
    return "" if column.is_private else _short(cell)


def _short(text: str) -> str:
    from caseload_tui.domain.text import clean_line

    text = clean_line(text)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"
