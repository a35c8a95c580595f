"""A table as a workbook: words as words, whatever they begin with, numbers as numbers, days as days."""

import datetime as dt
from collections.abc import Iterable, Sequence
from io import BytesIO

Cell = str | int | float | dt.date | None

_LONGEST = 32_767
"""Letters that a cell of a workbook takes."""


def workbook(headers: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return the bytes of a workbook of one sheet; nothing in it is a formula."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet("caseload")
    sheet.append(list(headers))
    for row in rows:
        cells = []
        for value in row:
            cell = WriteOnlyCell(sheet, value[:_LONGEST] if isinstance(value, str) else value)
            if isinstance(value, str):
                cell.data_type = "s"  # openpyxl takes what begins with = for a formula
            cells.append(cell)
        sheet.append(cells)
    made = BytesIO()
    book.save(made)
    return made.getvalue()
