"""What a path holds that can be imported: a folder of CSV, or a workbook with sheets of the same names."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from caseload_tui.domain.tables import TABLE_NAMED
from caseload_tui.domain.text import clean_line
from caseload_tui.errors import Problem, RefusedError
from caseload_tui.exchange.reading import Rows, open_source
from caseload_tui.exchange.report import Report

Opener = Callable[[], Rows]
"""Opens one table; raises FileError where it cannot be read."""

_WORKBOOK: Final = ".xlsx"


def tables_in(path: Path, report: Report) -> dict[str, tuple[str, Opener]]:
    """Return what messages call each table of a path, and what opens it; what is passed over is said in the report.

    Raises:
        RefusedError: there is no such folder, or nothing of the contract in it.
    """
    if path.suffix.lower() == _WORKBOOK and path.is_file():
        found = _in_workbook(path, report)
    else:
        found = _in_folder(path, report)
    if not found:
        raise RefusedError(
            f"The {'workbook' if path.is_file() else 'folder'} holds no file that can be imported.",
            advice="Save each sheet as CSV under its name, such as cases.csv;"
            " `caseload template FOLDER` writes every file with its header.",
        )
    return found


def _in_folder(folder: Path, report: Report) -> dict[str, tuple[str, Opener]]:
    found: dict[str, Path] = {}
    for path in _listed(folder):
        name = path.stem.lower()
        if path.suffix.lower() != ".csv":
            continue
        if name not in TABLE_NAMED:
            report.notes.append(f"{clean_line(path.name)} is not a file of the contract and was passed over")
        elif name in found:
            why = f"is there twice, as {found[name].name} too"
            report.problems.append(Problem(why, "one file of each name", path.name))
        else:
            found[name] = path
    return {name: (path.name, _file(path, name)) for name, path in found.items()}


def _file(path: Path, name: str) -> Opener:
    return lambda: open_source(path, frozenset(TABLE_NAMED[name].columns))


def _in_workbook(path: Path, report: Report) -> dict[str, tuple[str, Opener]]:
    from caseload_tui.exchange.sheets import Workbook

    book = Workbook(path)
    found = {name: title for name, title in book.sheets().items() if name in TABLE_NAMED}
    for title in book.opened.sheetnames:
        if title not in found.values():
            report.notes.append(f"sheet {clean_line(title)} is not of the contract and was passed over")
    shown = f"{clean_line(path.name)}, sheet"
    return {name: (f"{shown} {title}", partial(book.sheet, name)) for name, title in found.items()}


def _listed(folder: Path) -> list[Path]:
    """Return what is in a folder; raises RefusedError where there is none, or none that may be read."""
    try:
        return sorted(folder.iterdir())
    except NotADirectoryError:
        raise RefusedError(
            "This is a file, not a folder.",
            advice="Name a workbook (.xlsx), or unpack it and put it in a folder as CSV, such as cases.csv.",
        ) from None
    except OSError as error:
        what = "There is no such folder" if isinstance(error, FileNotFoundError) else "The folder cannot be read"
        raise RefusedError(f"{what}.", advice="Name a folder that holds files such as cases.csv.") from None
