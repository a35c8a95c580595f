"""Printing: plain lines, aligned columns, JSON and CSV. No colour, no boxes, no control characters."""

import csv
import datetime as dt
import io
import json
import os
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Final

from caseload_tui.domain.text import clean, escaped
from caseload_tui.errors import DiskError, UsageError

Cell = str | int | float | dt.date | None

SPREADSHEETS: Final = ("csv", "xlsx")
_WIDEST: Final = {"name": 32, "officer": 24, "by": 24, "note": 60}
"""The most cells that a column of free text takes; CSV and JSON have all of it."""


def echo(text: str = "") -> None:
    """Print text with whatever a terminal might obey made visible."""
    with _printing():
        sys.stdout.write(clean(text) + "\n")


def finish() -> None:
    """Send what is still held back."""
    with _printing():
        sys.stdout.flush()


@contextmanager
def _printing() -> Iterator[None]:
    """Say in words that what is printed cannot be written, and let nothing be written at the end either."""
    try:
        yield
    except OSError as error:
        with suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(error, BrokenPipeError):  # the reader has seen enough
            raise
        raise DiskError("What this prints cannot be written.", advice="Send it somewhere else.") from error


def _for_programs() -> None:
    """Print UTF-8 whatever the terminal speaks: programs read it, and no letter may be lost."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")


def table(headers: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Print rows under their headers, columns two blanks apart, numbers to the right, a long name or note cut."""
    most = [_WIDEST.get(header) for header in headers]
    shown = [[_cut(_words(cell), cells) for cell, cells in zip(row, most, strict=True)] for row in rows]
    right = [all(isinstance(cell, int | float) for cell in column) for column in zip(*_given(rows, shown), strict=True)]
    widths = [max(_width(cell) for cell in column) for column in zip(headers, *shown, strict=True)]
    for row in (list(headers), *shown):
        cells = [
            _padded(cell, width, is_right=at < len(right) and right[at])
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        echo("  ".join(cells).rstrip())


def _given(rows: Iterable[Sequence[Cell]], shown: list[list[str]]) -> Sequence[Sequence[Cell]]:
    return rows if isinstance(rows, list | tuple) else shown


def _padded(text: str, width: int, *, is_right: bool) -> str:
    gap = " " * (width - _width(text))
    return gap + text if is_right else text + gap


def _cut(text: str, cells: int | None) -> str:
    """Return the text no wider than that, where there is a limit, the cut shown."""
    if cells is None or _width(text) <= cells:
        return text
    while _width(text) >= cells:
        text = text[:-1]
    return text.rstrip() + "…"


def _width(text: str) -> int:
    return sum(map(_cells, text))


def _cells(character: str) -> int:
    if character.isascii():
        return 1
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _words(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, dt.date):
        return cell.isoformat()
    return clean(str(cell)).replace("\n", " ").replace("\t", " ")


def document(content: object) -> None:
    """Print one JSON document; dates as ISO, what a terminal might obey as JSON writes it in ASCII."""
    _for_programs()
    with _printing():
        for part in json.JSONEncoder(ensure_ascii=False, indent=2, default=_iso).iterencode(content):
            sys.stdout.write(escaped(part))
        sys.stdout.write("\n")


def _iso(value: object) -> str:
    if isinstance(value, dt.date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def sheet(headers: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Print CSV for a spreadsheet: text that a spreadsheet would run as a formula gets one ' in front."""
    _for_programs()
    from caseload_tui.exchange.columns import with_quote

    writer = csv.writer(sys.stdout, lineterminator="\n")
    with _printing():
        writer.writerow(headers)
        for row in rows:
            writer.writerow([with_quote(_words(cell)) if isinstance(cell, str) else _words(cell) for cell in row])


def workbook(headers: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Print a workbook; it is for a file, never for a terminal."""
    if sys.stdout.isatty():
        raise UsageError("A workbook cannot be shown here.", advice="Send it to a file, such as > list.xlsx.")
    from caseload_tui.exchange import workbooks

    shown = ([_words(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    made = workbooks.workbook(headers, shown)
    with _printing():
        sys.stdout.flush()
        sys.stdout.buffer.write(made)


def for_spreadsheet(form: str, headers: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Print rows as CSV or as a workbook."""
    (workbook if form == "xlsx" else sheet)(headers, rows)
