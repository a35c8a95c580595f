"""Dates in a column of a table: which of the formats it is written in, by evidence, and reading them exactly.

Nothing is guessed. A column whose dates could be read in two ways is a question to the person who imports.
"""

import datetime as dt
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, Literal, get_args

DateFormat = Literal["yyyy-mm-dd", "dd/mm/yyyy", "mm/dd/yyyy"]
"""`/` stands for `-` too. The American order is taken only on the word of the person who imports."""

DATE_FORMATS: Final[tuple[DateFormat, ...]] = get_args(DateFormat)
EARLIEST: Final = dt.date(1900, 1, 1)
LATEST: Final = dt.date(2070, 12, 31)
"""The last day of the calendar; a later one is a way of writing "never", which is a blank cell."""

_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)", re.ASCII)
_SLASHED = re.compile(r"(\d\d?)([/-])(\d\d?)\2(\d{4})", re.ASCII)
_TWO_DIGIT_YEAR = re.compile(r"\d\d?[/-]\d\d?[/-]\d\d", re.ASCII)
_MONTHS: Final = 12
_FIRST: Final[tuple[tuple[str, DateFormat], ...]] = (("day first", "dd/mm/yyyy"), ("month first", "mm/dd/yyyy"))


class CellError(ValueError):
    """What a cell holds is refused: `why`, and what would be `accepted`."""

    def __init__(self, why: str, accepted: str) -> None:
        super().__init__(why)
        self.why = why
        self.accepted = accepted


def read_date(text: str, written: DateFormat) -> dt.date:
    """Return the date that `text` is in the format of its column.

    Raises:
        CellError: it is written otherwise, or there is no such day, or no calendar holds it.
    """
    if iso := _ISO.fullmatch(text):
        form: DateFormat = "yyyy-mm-dd"
        year, month, day = (int(part) for part in iso.groups())
    elif slashed := _SLASHED.fullmatch(text):
        form = "mm/dd/yyyy" if written == "mm/dd/yyyy" else "dd/mm/yyyy"
        first, second, year = int(slashed[1]), int(slashed[3]), int(slashed[4])
        day, month = (second, first) if form == "mm/dd/yyyy" else (first, second)
    elif _TWO_DIGIT_YEAR.fullmatch(text):
        raise CellError("a year of two digits does not say its century", written)
    else:
        raise CellError("not a date", written)
    if form != written:
        raise CellError("written in another way than the other dates of this column", written)
    try:
        date = dt.date(year, month, day)
    except ValueError:
        raise CellError("there is no such day", written) from None
    if not EARLIEST <= date <= LATEST:
        raise CellError("too far away to be meant", f"{EARLIEST} to {LATEST}; blank if it has no end")
    return date


@dataclass(frozen=True, slots=True)
class Decision:
    """The format a column is read in and the line that shows it, or the question that has to be answered first."""

    written: DateFormat
    line: int = 0
    question: str = ""
    example: str = ""
    """What stands on the line, where there is a question."""


def decide(first_lines: Mapping[str, int], said: DateFormat | None = None) -> Decision:
    """Return how a column is written.

    Args:
        first_lines: each different text of the column, and the line it stands in first.
        said: what the person who imports says of dates written with slashes, where they do not show it themselves.
    """
    iso = [line for text, line in first_lines.items() if _ISO.fullmatch(text)]
    slashed = [(found, line) for text, line in first_lines.items() if (found := _SLASHED.fullmatch(text))]
    if len(iso) >= len(slashed):
        return Decision("yyyy-mm-dd", min(iso, default=0))
    day_first = [line for found, line in slashed if int(found[1]) > _MONTHS]
    month_first = [line for found, line in slashed if int(found[3]) > _MONTHS]
    either = [line for found, line in slashed if int(found[1]) != int(found[3])]
    if day_first or not either:
        return Decision("dd/mm/yyyy", min(day_first, default=0))
    if said in ("dd/mm/yyyy", "mm/dd/yyyy"):
        return Decision(said)
    line = min(month_first or either)
    example = next(found[0] for found, at in slashed if at == line)
    if month_first:
        return Decision("mm/dd/yyyy", line, "the month stands first in these dates", example)
    return Decision("dd/mm/yyyy", line, "every date here could be read with the day or with the month first", example)


def readings(text: str) -> tuple[tuple[str, dt.date], ...]:
    """Return what a date with slashes can be: which stands first, and the day it then is."""
    found = []
    for first, written in _FIRST:
        with suppress(CellError):
            found.append((first, read_date(text, written)))
    return tuple(found)
