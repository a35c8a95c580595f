"""Printing: plain lines, aligned columns, JSON and CSV. No colour, no boxes, no control characters."""

import csv
import datetime as dt
import json
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final

from caseload_tui.domain.text import clean

Cell = str | int | float | dt.date | None

_WIDEST: Final = {"name": 32, "officer": 24, "by": 24, "note": 60}
"""The most cells that a column of free text takes; CSV and JSON have all of it."""


def echo(text: str = "") -> None:
    """Print text with whatever a terminal might obey made visible."""
    sys.stdout.write(clean(text) + "\n")


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
    """Print one JSON document; dates as ISO."""
    json.dump(content, sys.stdout, ensure_ascii=False, indent=2, default=_iso)
    sys.stdout.write("\n")


def _iso(value: object) -> str:
    if isinstance(value, dt.date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def sheet(headers: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Print CSV for a spreadsheet: text that a spreadsheet would run as a formula gets one ' in front."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(headers)
    for row in rows:
        writer.writerow([_defused(_words(cell)) if isinstance(cell, str) else _words(cell) for cell in row])


def _defused(text: str) -> str:
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
