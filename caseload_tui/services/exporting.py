"""Writing everything out to a folder of CSV: the store, invented people, or nothing but the headers."""

from collections.abc import Callable
from pathlib import Path

from caseload_tui.domain.tables import TABLE_NAMED, TABLES
from caseload_tui.exchange.writing import folder_writer, write_template
from caseload_tui.services.demo import tables
from caseload_tui.services.inventing.caseload import Caseload
from caseload_tui.services.session import Session

Progress = Callable[[int, int], None]
"""Told how many of how many there are."""


def export(
    session: Session, folder: Path, *, force: bool = False, why: str | None = None, progress: Progress | None = None
) -> dict[str, int]:
    """Write the whole store to a folder and return how many rows each file has.

    The journal says that everything was disclosed before the folder appears. The folder names that entry, so that
    `caseload check --against` can tell later whether the store still holds it.

    Raises:
        RefusedError: the folder holds other things, or another day is looked at.
        DiskError: the place cannot be written to.
    """
    stamp = session.stamp()
    with folder_writer(folder, force=force) as writer:
        with session.store.snapshot():
            for done, table in enumerate(TABLES):
                if progress is not None:
                    progress(done, len(TABLES))
                writer.put(table, session.store.each(table.record))
        with session.store.write("folder.export", stamp=stamp, why=why) as change:
            change.about = {"to": folder.name}
        writer.head = session.store.head()
    return writer.counts


def template(folder: Path) -> None:
    """Write every file with its header only.

    Raises:
        RefusedError: the folder holds other things.
        DiskError: the place cannot be written to.
    """
    write_template(folder)


def export_invented(invented: Caseload, folder: Path, progress: Progress | None = None) -> None:
    """Write invented people to a folder, person after person.

    Raises:
        RefusedError: the folder holds other things.
        DiskError: the place cannot be written to.
    """
    with folder_writer(folder) as writer:
        for name, records in tables(invented, progress):
            writer.put(TABLE_NAMED[name], records)
