"""The columns of the contract: for each kind of cell, how it is read from text and how it is written to it.

Reading and writing stand side by side because each must undo the other: an export imported into an empty store and
exported again is the same, byte for byte.
"""

import datetime as dt
import difflib
import re
import types
import typing
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Final, Literal

from caseload_tui.domain import codes, identifiers, records
from caseload_tui.domain.tables import Table
from caseload_tui.domain.text import clean, clean_line
from caseload_tui.exchange.dates import CellError, DateFormat, read_date

Kind = Literal["date", "time", "yes_no", "count", "hours", "word", "code", "text", "note"]
Value = str | int | float | dt.date | None

_KINDS: Final[dict[object, Kind]] = {
    dt.date: "date",
    bool: "yes_no",
    records.ClockTime: "time",
    records.Count: "count",
    records.Hours: "hours",
    records.Code: "code",
    records.Text: "text",
    records.Note: "note",
}
_QUOTED_TO_EXPORT = re.compile(r"'*[=+\-@\t\r]")
_QUOTED_TO_IMPORT = re.compile(r"'+[=+\-@\t\r]")
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)
_COUNT = re.compile(r"\d{1,9}", re.ASCII)
_HOURS = re.compile(r"\d{1,9}(\.\d{1,9})?", re.ASCII)
_CUT_SHORT = re.compile(r"\d(\.\d+)?E\+\d\d+", re.ASCII)
_MADE_HARMLESS = re.compile("[\u2400-\u2424\ufffd]")
"""The signs that `clean_line` puts in place of what cannot be seen."""
_MOST_NAMED: Final = 12


@dataclass(frozen=True, slots=True)
class Column:
    """One column of one file, and the field of the record that it fills."""

    table: str
    name: str
    field: str
    kind: Kind
    required: bool
    words: tuple[str, ...] = ()
    """The words of a closed list; empty when any text or code may stand here."""

    @property
    def is_private(self) -> bool:
        """Return whether a cell may name a person or tell of one, so that no message repeats it."""
        if self.field == "sentence_id":
            return False  # a text, because it may name several
        return self.kind in ("text", "note") or self.field in ("date_of_birth", "noms_number", "pnc", "cro")


@cache
def columns_of(table: Table) -> tuple[Column, ...]:
    """Return the columns of a table in the order of the contract."""
    hints = typing.get_type_hints(table.record, include_extras=True)
    return tuple(
        _column(table, name, field, hints[field]) for name, field in zip(table.columns, table.fields, strict=True)
    )


def _column(table: Table, name: str, field: str, hint: object) -> Column:
    required = not isinstance(hint, types.UnionType) and typing.get_origin(hint) is not typing.Union
    if not required:
        hint = next(part for part in typing.get_args(hint) if part is not types.NoneType)
    if typing.get_origin(hint) is Literal:
        return Column(table.name, name, field, "word", required, typing.get_args(hint))
    return Column(table.name, name, field, _KINDS[hint], required, code_list(table.name, field))


def code_list(table: str, field: str) -> tuple[str, ...]:
    """Return the codes that a column accepts, retired ones included; none where places keep lists of their own."""
    read = _CODE_LISTS.get((table, field))
    return tuple(read()) if read else ()


_CODE_LISTS: Final[dict[tuple[str, str], Callable[[], Iterable[str]]]] = {
    ("contacts", "type_code"): codes.contact_types,
    ("contacts", "outcome_code"): codes.outcomes,
    ("outcomes", "outcome_code"): codes.outcomes,
    ("enforcement", "action_code"): lambda: codes.titles("enforcement_actions", "code", "description"),
    ("registrations", "type_code"): codes.registration_titles,
    ("addresses", "type_code"): codes.accommodation_titles,
    ("addresses", "status_code"): lambda: codes.titles("address_statuses", "status_code", "name"),
    ("plan_actions", "pathway"): lambda: codes.titles("pathways", "code", "display"),
    ("plan_actions", "status"): lambda: codes.titles("pathway_statuses", "code", "display"),
}
_MAPPA_LEVELS: Final = {"1": "1", "2": "2", "3": "3", "M1": "1", "M2": "2", "M3": "3"}
_IDENTIFIERS: Final[dict[str, Callable[[str, dt.date], str | None]]] = {
    "crn": lambda text, _: identifiers.crn(text),
    "noms_number": lambda text, _: identifiers.noms(text),
    "pnc": identifiers.pnc,
    "cro": lambda text, _: identifiers.cro(text),
}
_BELONGS_ELSEWHERE: Final = {
    "deceased": "closed_because in cases.csv",
    "terminated": "ended_because in sentences.csv",
    "deferred": "a sentence of type DEFERRED in sentences.csv",
}
"""Pauses that are none (ruling 19), and where they are recorded."""


def is_identity(column: Column) -> bool:
    """Return whether a column holds an identifier of the person whose record it is, valid or not."""
    return column.table == "cases" and column.field in _IDENTIFIERS


def is_valid(column: Column, value: Value, today: dt.date) -> bool:
    """Return whether an identifier is a valid one; what is not recorded is."""
    return value is None or _IDENTIFIERS[column.field](str(value), today) is not None


def reader(column: Column, written: DateFormat, today: dt.date) -> Callable[[str], Value]:
    """Return what reads a cell of this column that is not empty; it raises CellError for what it refuses."""
    match column.kind:
        case "date":
            return lambda cell: read_date(cell.strip(), written) if cell.strip() else None
        case "note":
            return lambda cell: text if (text := clean(without_quote(cell))).strip() else None
        case "text":
            return lambda cell: clean_line(without_quote(cell)) or None
    canonical = _canonical(column, today)
    return lambda cell: canonical(text) if (text := clean_line(without_quote(cell))) else None


def write(column: Column, value: Value) -> str:
    """Return a value as the text of a cell; nothing for what is not recorded."""
    if value is None:
        return ""
    match column.kind:
        case "date":
            return str(value)
        case "yes_no":
            return "Y" if value else "N"
        case "count" | "hours":
            return plain_number(value)
        case "note":
            return with_quote(clean(str(value)))
        case _:
            return with_quote(clean_line(str(value)))


def with_quote(text: str) -> str:
    """Return text that no spreadsheet takes for a formula: with a `'` in front where it would.

    Texts that already begin so get one more, however many they have, or the import could not tell them apart.
    """
    return f"'{text}" if _QUOTED_TO_EXPORT.match(text) else text


def without_quote(cell: str) -> str:
    """Return what `with_quote` was given: exactly one `'` less where it put one."""
    return cell[1:] if _QUOTED_TO_IMPORT.match(cell) else cell


def plain_number(value: Value) -> str:
    """Return a number without exponent and without zeros at the end."""
    text = format(Decimal(str(value)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _canonical(column: Column, today: dt.date) -> Callable[[str], Value]:
    """Return what turns the text of a cell into the one form that is stored."""
    if column.words:
        words = {word: word for word in column.words}
        return lambda text: _one_of(text, words)
    if column.field == "crn":
        return _crn
    if identifier := _IDENTIFIERS.get(column.field):
        return lambda text: identifier(text, today) or text
    if (column.table, column.field) == ("cases", "mappa_level"):
        return lambda text: _one_of(text, _MAPPA_LEVELS)
    if (column.table, column.field) == ("registrations", "level"):
        return lambda text: _MAPPA_LEVELS.get(text, text)
    return _READERS.get(column.kind, str)


def _one_of(text: str, accepted: Mapping[str, str]) -> str:
    """Return the word meant, or refuse the text with what is nearest to it and what else would do."""
    if text in accepted:
        return accepted[text]
    if text in _BELONGS_ELSEWHERE and "approved_leave" in accepted:
        raise CellError("this is not a pause", _BELONGS_ELSEWHERE[text])
    if len(accepted) <= _MOST_NAMED:
        raise CellError("not one of the words of this column", ", ".join(accepted))
    near = difflib.get_close_matches(text.upper(), accepted, n=3, cutoff=0.6)
    listed = f"one of the {len(accepted)} codes of its national list"
    raise CellError("an unknown code", f"{' or '.join(near)}, or {listed}" if near else listed)


def _code(text: str) -> str:
    if _CUT_SHORT.fullmatch(text):
        raise CellError("a spreadsheet has cut this number short", "the id in full, from a column kept as text")
    return text


def _crn(text: str) -> str:
    """Return a reference in capitals, valid or not: no two people differ in those only."""
    if _MADE_HARMLESS.search(text):
        raise CellError("holds what cannot be seen, such as the end of a line", "a letter and six digits")
    return _code(text.upper())


def _yes_no(text: str) -> bool:
    if text.upper() not in ("Y", "N"):
        raise CellError("neither yes nor no", "Y or N, or blank for not recorded")
    return text.upper() == "Y"


def _time(text: str) -> str:
    if not _TIME.fullmatch(text):
        raise CellError("not a time of day", "HH:MM from 00:00 to 23:59")
    return text


def _count(text: str) -> int:
    if not _COUNT.fullmatch(text):
        raise CellError("not a whole number", "digits only")
    return int(text)


def _hours(text: str) -> float:
    if not _HOURS.fullmatch(text):
        raise CellError("not a number", "digits, with a point before decimals")
    return float(text)


_READERS: Final[dict[Kind, Callable[[str], Value]]] = {
    "code": _code,
    "yes_no": _yes_no,
    "time": _time,
    "count": _count,
    "hours": _hours,
}
