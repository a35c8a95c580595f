"""A CSV file as rows of cells: how its bytes are written, its header, and where it is broken."""

import codecs
import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from caseload_tui.errors import Problem

Row = tuple[int, list[str]]
"""The line that a row begins on, and its cells."""

UNREADABLE: Final = ("the file cannot be read", "a file that you may open")
"""Why, and what would be accepted."""

_BLOCK: Final = 1 << 20
_DELIMITERS: Final = {",": "a comma", ";": "a semicolon", "\t": "a tab"}
_UTF_16_MARKS: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class FileError(Exception):
    """A file cannot be read to its end; `problem` says where and why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.why)
        self.problem = problem


class Rows(Protocol):
    """One table as it came: a file of CSV, or a sheet of a workbook."""

    @property
    def name(self) -> str:
        """Return what messages call it."""

    @property
    def sha256(self) -> str:
        """Return the hash of its bytes."""

    @property
    def header(self) -> tuple[str, ...]:
        """Return the names of its columns, in small letters."""

    @property
    def notes(self) -> tuple[str, ...]:
        """Return what a reader should know of how it was read."""

    def is_changed(self) -> bool:
        """Return whether it is no longer what was looked at first."""

    def rows(self) -> Iterator[Row]:
        """Yield the rows under the header that hold anything; raises FileError where it breaks off."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file and how it is written; `sha256` proves that a second reading sees the same."""

    path: Path
    encoding: str
    delimiter: str
    sha256: str
    header: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def name(self) -> str:
        """Return what messages call it."""
        return self.path.name

    def is_changed(self) -> bool:
        """Return whether the bytes of the file are no longer those that were looked at first."""
        return _sha256(self.path) != self.sha256

    def rows(self) -> Iterator[Row]:
        """Yield the rows under the header that hold anything.

        Raises:
            FileError: a quote is not closed, or a cell is too long to be one.
        """
        with self.path.open(encoding=self.encoding, newline="") as file:
            reader = csv.reader(file, delimiter=self.delimiter, strict=True)
            begins, width = 1, len(self.header)
            try:
                next(reader, None)
                begins = reader.line_num + 1
                for cells in reader:
                    if any(map(str.strip, cells)):
                        if len(cells) > width and not any(map(str.strip, cells[width:])):
                            del cells[width:]  # a spreadsheet fills up with cells that hold nothing
                        yield begins, cells
                    begins = reader.line_num + 1
            except csv.Error as broken:
                raise FileError(_broken(self.path.name, begins, broken)) from None


def open_source(path: Path, known: frozenset[str]) -> Source:
    """Return how a file is written.

    Args:
        path: the file.
        known: the names of the columns of its table; what separates the cells is what shows most of them.

    Raises:
        FileError: the file is empty, its bytes are no text, or its first line is no header.
    """
    if not path.is_file():  # a device or a pipe may never end
        raise FileError(Problem(*UNREADABLE, path.name))
    encoding, notes = _encoding(path)
    delimiter, header = _separated(path, encoding, known)
    if not any(header):
        raise FileError(Problem("there is no header", "the names of the columns in the first line", path.name, 1))
    if delimiter != ",":
        notes = (*notes, f"its cells are separated by {_DELIMITERS[delimiter]}")
    return Source(path, encoding, delimiter, _sha256(path), header, notes)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _encoding(path: Path) -> tuple[str, tuple[str, ...]]:
    """Return the encoding of a file, and what is to be said of it."""
    with path.open("rb") as file:
        is_utf_16 = file.read(2) in _UTF_16_MARKS
    if is_utf_16:
        if line := _undecodable(path, "utf-16"):
            raise FileError(Problem("the bytes are not UTF-16, as the file begins", "UTF-8", path.name, line))
        return "utf-16", ("read as UTF-16",)
    odd = _undecodable(path, "utf-8-sig")
    if not odd:
        return "utf-8-sig", ()
    if line := _undecodable(path, "cp1252"):
        raise FileError(Problem("the bytes are neither UTF-8 nor Windows text", "UTF-8", path.name, line))
    return "cp1252", (f"not UTF-8, so read as Windows text (cp1252): look at the accents, the first on line {odd}",)


def _undecodable(path: Path, encoding: str) -> int:
    """Return the line of the first byte that is not of this encoding, 0 if there is none."""
    decoder = codecs.getincrementaldecoder(encoding)()
    line = 1
    with path.open("rb") as file:
        while True:
            block = file.read(_BLOCK)
            try:
                line += decoder.decode(block, final=not block).count("\n")
            except UnicodeDecodeError as odd:
                return line + odd.object[: odd.start].decode(encoding, "replace").count("\n")
            if not block:
                return 0


def _separated(path: Path, encoding: str, known: frozenset[str]) -> tuple[str, tuple[str, ...]]:
    """Return what separates the cells, and the header: whichever shows most of the known columns."""
    headers: dict[str, tuple[str, ...]] = {}
    refused: list[csv.Error] = []
    for delimiter in _DELIMITERS:
        with path.open(encoding=encoding, newline="") as file:
            try:
                cells = next(csv.reader(file, delimiter=delimiter, strict=True), [])
            except csv.Error as broken:  # the quotes of `"crn";"surname"` make no sense with commas
                refused.append(broken)
            else:
                headers[delimiter] = tuple(name.strip().lower() for name in cells)
    found = max(headers, key=lambda mark: len(known.intersection(headers[mark])), default="")
    if refused and not known.intersection(headers.get(found, ())):
        raise FileError(_broken(path.name, 1, refused[0]))
    return found, headers[found]


def _broken(name: str, line: int, broken: csv.Error) -> Problem:
    """Say in our words why the standard library gave up."""
    if "field larger" in str(broken):
        return Problem("a cell is far too long, as when a quote is not closed", "at most 65,536 characters", name, line)
    return Problem(
        "a quote is not closed, or stands inside a cell that does not begin with one",
        'a cell with quotes in quotes, each inner one doubled: "say ""yes"""',
        name,
        line,
    )
