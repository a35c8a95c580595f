"""A workbook as the files of a folder: each sheet named as a CSV file is that file, its cells as text.

What the workbook knows is kept: a day that is typed as one, or is a number in a column of days, is that day and no
question. What it would have to work out, a formula, is refused: nobody here knows whether its last result still holds.
"""

import datetime as dt
import hashlib
import os
import weakref
from collections.abc import Iterator
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from caseload_tui.domain.tables import TABLE_NAMED, Table
from caseload_tui.domain.text import clean_line
from caseload_tui.errors import Problem, RefusedError
from caseload_tui.exchange.columns import Kind, columns_of
from caseload_tui.exchange.reading import FileError, Row
from caseload_tui.exchange.zipped import refuse_bomb

if TYPE_CHECKING:
    from openpyxl import Workbook as Opened

_MOST_COLUMNS: Final = 256
_MOST_ROWS: Final = 1_048_576
"""What a sheet can hold; a row that says to be a later one is not waited for."""

_EXACT: Final = 10**15
"""From here on a spreadsheet has lost the last digits of a whole number."""

_MINUTES: Final = 24 * 60


class Workbook:
    """An open workbook; what is read stays the file that was looked at, whatever takes its place."""

    def __init__(self, path: Path) -> None:
        """Open it, once it is known to be no bomb.

        Raises:
            RefusedError: it is none, or would take more than it may.
        """
        try:
            self.file = path.open("rb")
        except OSError as error:
            raise RefusedError("The workbook cannot be read.", advice="Name a file that you may open.") from error
        weakref.finalize(self, self.file.close)
        self.path = path
        refuse_bomb(self.file)
        self.sha256 = _sha256(self.file)
        self.opened = _opened(self.file)

    def sheets(self) -> dict[str, str]:
        """Return the sheets by their names in small letters, without .csv."""
        return {name.lower().strip().removesuffix(".csv"): name for name in self.opened.sheetnames}

    def sheet(self, name: str) -> "Sheet":
        """Return the sheet that is the file of this table.

        Raises:
            FileError: it has no header.
        """
        shown = f"{clean_line(self.path.name)}, sheet {clean_line(self.sheets()[name])}"
        sheet = Sheet(self, self.sheets()[name], TABLE_NAMED[name], shown, ())
        header = tuple(text.strip().lower() for text in next(sheet.lines(()), (1, []))[1])
        while header and not header[-1]:
            header = header[:-1]
        if not header:
            raise FileError(Problem("there is no header", "the names of the columns in the first row", shown, 1))
        return Sheet(self, sheet.title, sheet.table, shown, header)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet, read as a file of CSV is."""

    book: Workbook
    title: str
    table: Table
    name: str
    header: tuple[str, ...]
    notes: tuple[str, ...] = ()

    @property
    def sha256(self) -> str:
        """Return the hash of the whole workbook."""
        return self.book.sha256

    def is_changed(self) -> bool:
        """Return whether the workbook is no longer what was looked at first."""
        return _sha256(self.book.file) != self.sha256

    def rows(self) -> Iterator[Row]:
        """Yield the rows under the header that hold anything.

        Raises:
            FileError: a cell holds what cannot be taken as it stands, or the sheet breaks off.
        """
        kinds = {column.name: column.kind for column in columns_of(self.table)}
        lines = self.lines(tuple(kinds.get(name) for name in self.header))
        next(lines, None)
        width = len(self.header)
        for number, cells in lines:
            if any(map(str.strip, cells)):
                if len(cells) > width and not any(map(str.strip, cells[width:])):
                    del cells[width:]
                yield number, cells + [""] * (width - len(cells))

    def lines(self, kinds: tuple[Kind | None, ...]) -> Iterator[Row]:
        """Yield every row with its number, each cell as the text that a CSV file would have there."""
        sheet = self.book.opened[self.title]
        try:
            rows = sheet.iter_rows(max_col=_MOST_COLUMNS, max_row=_MOST_ROWS)
            before, used = None, 0
            for number, row in enumerate(rows, 1):
                if row is not before:  # of rows that are missing openpyxl gives one and the same, up to a million times
                    before, used = row, _used(row)
                cells = [""] * used
                for at in range(len(cells)):
                    kind = kinds[at] if at < len(kinds) else None
                    cells[at] = self._text(row[at], kind, number, self.header[at] if at < len(self.header) else "")
                yield number, cells
        except FileError:
            raise
        except Exception as odd:  # whatever the library makes of a part that is no sheet
            raise FileError(Problem("the sheet is damaged", "a workbook saved anew", self.name)) from odd

    def _text(self, cell: Any, kind: Kind | None, number: int, column: str) -> str:  # noqa: ANN401 - openpyxl's
        if cell.data_type == "f":
            raise FileError(Problem("a formula stands here", "its value, pasted as a value", self.name, number, column))
        if cell.data_type == "e":
            raise FileError(Problem("an error of the spreadsheet stands here", "a value", self.name, number, column))
        return _as_text(cell.value, kind, self.book.opened.epoch)


def _opened(file: BinaryIO) -> "Opened":
    """Let openpyxl open a file that is no bomb, and with nothing but the parser that refuses entities."""
    os.environ["OPENPYXL_LXML"] = "False"
    import openpyxl

    if not openpyxl.DEFUSEDXML:
        raise RefusedError("A workbook cannot be read safely here.", advice="Install defusedxml, or use CSV.")
    try:
        return openpyxl.load_workbook(file, read_only=True, keep_links=False)
    except Exception as odd:  # a hostile part may raise anything there
        raise RefusedError(
            "The workbook was not opened: it is damaged, or no workbook. Nothing was written.",
            advice="Save it anew in a spreadsheet, or each sheet as CSV.",
        ) from odd


def _sha256(file: BufferedReader) -> str:
    file.seek(0)
    return hashlib.file_digest(file, "sha256").hexdigest()


def _used(row: tuple[Any, ...]) -> int:
    """Return how many cells of a row there are up to the last that holds anything."""
    return next((at for at in range(len(row), 0, -1) if row[at - 1].value is not None), 0)


def _as_text(value: object, kind: Kind | None, epoch: dt.datetime) -> str:
    """Return what a CSV file would hold: days as ISO, Y and N, numbers as they are; text is left alone."""
    if isinstance(value, bool):
        return "Y" if value else "N"
    if isinstance(value, int | float):
        return _number(value, kind, epoch)
    if isinstance(value, dt.time) or (isinstance(value, dt.datetime) and kind == "time"):
        return f"{value:%H:%M}"
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ", "minutes")
    return "" if value is None else str(value)


def _number(value: float, kind: Kind | None, epoch: dt.datetime) -> str:
    if kind == "time" and 0 <= value < 1:
        minutes = round(value * _MINUTES)
        return f"{minutes // 60:02}:{minutes % 60:02}"
    if kind == "date" and float(value).is_integer():
        from openpyxl.utils.datetime import from_excel

        try:
            return str(from_excel(value, epoch).date().isoformat())
        except (ValueError, OverflowError, AttributeError):
            return str(value)
    if float(value).is_integer():
        return str(int(value)) if abs(value) < _EXACT else f"{value:.5E}"
    return repr(value)
