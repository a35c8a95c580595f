"""Records to a folder of CSV: every file of the contract with its header, also where it has no rows.

UTF-8 without a mark, lines that end in a line feed, dates as yyyy-mm-dd, Y and N, numbers without zeros at the end.
"""

import csv
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final, TextIO

from caseload_tui.domain.paths import refuse_reserved
from caseload_tui.domain.tables import TABLES, Table
from caseload_tui.errors import DiskError, RefusedError
from caseload_tui.exchange.columns import columns_of, write

if TYPE_CHECKING:
    from _csv import Writer

FILE_NAMES: Final = frozenset(f"{table.name}.csv" for table in TABLES)
HEAD: Final = "journal-head.txt"
"""Names the newest entry of the journal that an export was made from: an anchor outside the store."""

_PRIVATE: Final = 0o600


class FolderWriter:
    """Every file of a folder, open for more rows."""

    def __init__(self, files: dict[str, TextIO]) -> None:
        """Write the headers."""
        self.counts = dict.fromkeys(files, 0)
        self.head = ""
        self._writers: dict[str, Writer] = {name: csv.writer(file, lineterminator="\n") for name, file in files.items()}
        for table in TABLES:
            self._writers[table.name].writerow(table.columns)

    def put(self, table: Table, records: Iterable[object]) -> None:
        """Add rows to the file of a table, in the order given: by key, where two folders are to be compared."""
        columns = columns_of(table)
        writer = self._writers[table.name]
        for record in records:
            writer.writerow([write(column, getattr(record, column.field)) for column in columns])
            self.counts[table.name] += 1


@contextmanager
def folder_writer(folder: Path, *, force: bool = False) -> Iterator[FolderWriter]:
    """Open a folder to write to.

    The files are written beside the folder and put in its place when all are whole, so that a folder is never half
    of one export and half of another. An earlier export is replaced.

    Args:
        folder: where to; only its parent has to exist.
        force: replace files of the same names in a folder that holds other things too.

    Raises:
        RefusedError: the folder holds other things, and `force` is not given.
        DiskError: the place cannot be written to.
    """
    refuse_reserved(folder)
    folder = folder.absolute()
    try:
        if folder.name == "..":
            folder = folder.resolve()
        is_replaceable = _is_replaceable(folder)
        if not is_replaceable and (folder.is_symlink() or not force):
            raise RefusedError(
                "This folder holds files that are not an earlier export; nothing was written.",
                advice="Name a new folder.",
            )
        beside = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
        try:
            with ExitStack() as stack:
                files = {table.name: stack.enter_context(_new_file(beside, f"{table.name}.csv")) for table in TABLES}
                writer = FolderWriter(files)
                yield writer
                if writer.head:
                    head = stack.enter_context(_new_file(beside, HEAD))
                    head.write(writer.head)
                    files[HEAD] = head
                for file in files.values():
                    file.flush()
                    os.fsync(file.fileno())
            _put_in_place(beside, folder, keep=not is_replaceable)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    except OSError as error:
        raise DiskError(
            f"The folder could not be written: {error.strerror}.", advice="Choose a place that has room and is yours."
        ) from error


def write_template(folder: Path) -> None:
    """Write every file with its header and no rows, to be filled in.

    Raises:
        RefusedError: anything is in the folder: it may be a template that somebody has filled in.
        DiskError: the place cannot be written to.
    """
    if folder.is_dir() and any(folder.iterdir()):
        raise RefusedError("There is something in this folder; nothing was written.", advice="Name a new folder.")
    with folder_writer(folder):
        pass


def _is_replaceable(folder: Path) -> bool:
    """Return whether nothing is there, or nothing but an earlier export: every file, with just the header we write."""
    if folder.is_symlink() or not folder.is_dir():
        return not os.path.lexists(folder)
    if hasattr(os, "getuid") and folder.stat().st_uid != os.getuid():
        return False  # whoever owns it could look into what takes its place
    names = {path.name for path in folder.iterdir()} - {HEAD}
    return not names or (names == FILE_NAMES and all(_has_our_header(folder, table) for table in TABLES))


def _has_our_header(folder: Path, table: Table) -> bool:
    header = f"{','.join(table.columns)}\n".encode()
    with (folder / f"{table.name}.csv").open("rb") as file:
        return file.read(len(header)) == header


def _new_file(folder: Path, name: str) -> TextIO:
    return open(folder / name, "x", encoding="utf-8", newline="", opener=_opener)


def _opener(path: str, flags: int) -> int:
    return os.open(path, flags, _PRIVATE)


def _put_in_place(beside: Path, folder: Path, *, keep: bool) -> None:
    if keep:
        for path in beside.iterdir():
            path.replace(folder / path.name)
    elif folder.exists():
        old = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent)) / folder.name
        folder.rename(old)
        beside.rename(folder)
        shutil.rmtree(old.parent)
    else:
        beside.rename(folder)
