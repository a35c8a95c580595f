"""The command that saves what can be saved of a damaged store."""

import argparse
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from caseload_tui.cli import opening as o
from caseload_tui.cli.out import document, echo
from caseload_tui.cli.progress import Progress
from caseload_tui.domain import wording
from caseload_tui.domain.paths import typed_path
from caseload_tui.errors import DamagedError
from caseload_tui.services import salvaging
from caseload_tui.services.salvaging import Report


def salvage(options: argparse.Namespace) -> int:
    """Read a damaged store and bring what can be read into a new one."""
    file, new = typed_path(options.file), typed_path(options.to)
    with Progress("records") as progress:
        report = salvaging.salvage(file, new, o.passphrase(options), progress)
    if options.format == "json":
        document(_document(report, new))
    else:
        for line in _lines(report, new):
            echo(line)
    return 0 if report.is_complete else DamagedError.exit_code


def _lines(report: Report, new: Path) -> Iterator[str]:
    damaged = f"{report.damaged_pages:,}" if report.is_authentic else "nobody can say how many"
    yield f"{report.pages:,} pages, {damaged} of them damaged. The damaged store was not touched."
    yield from _doubts(report)
    for line in report.tables:
        if line.records or line.unplaced:
            yield _line(line)
    if report.may_lack:
        yield f"Some records of these may be missing, and nobody can say which: {', '.join(report.may_lack)}"
    if report.bare:
        yield f"Only the reference is left of: {', '.join(report.bare)}"
    if report.older:
        yield f"Changed later in a way that is lost; look at their records: {', '.join(report.older)}"
    yield f"The new store is {new}; the same passphrase opens it."
    if report.problems:
        yield "The check of the new store finds:"
        yield from (f"  {problem}" for problem in report.problems)
    else:
        yield _last(report)


def _last(report: Report) -> str:
    if report.is_complete:
        return "Every record came back, and its check finds it whole. Keep the damaged store all the same."
    return (
        "What came back holds together, but it is not all that was there: see above. Keep the damaged store; if there"
        " is a backup, rehearse it and compare."
    )


def _doubts(report: Report) -> Iterator[str]:
    entries = wording.count(report.entries, "entry", "entries")
    doubts = (
        (report.older_pages, f"Of {wording.count(report.older_pages, 'page')} only an earlier state was whole."),
        (not report.is_authentic, "The beginning of the file is lost: only what the journal proves itself was taken."),
        (report.lost_entries, f"Of {entries} of the journal {report.lost_entries:,} are lost."),
        (report.lacks_newest, "The newest entries of the journal are lost, and what was recorded last with them."),
        (report.without_note, f"The notes of {wording.count(report.without_note, 'contact')} are lost."),
        (report.unknown_pages, f"{wording.count(report.unknown_pages, 'whole page')} could be of several tables."),
    )
    yield from (words for is_so, words in doubts if is_so)


def _line(line: salvaging.Line) -> str:
    parts = [f"{line.records:,}"]
    if line.from_journal:
        parts.append(f"{line.from_journal:,} of them by the journal")
    if line.older:
        parts.append(f"{line.older:,} as they were earlier")
    if line.unplaced:
        parts.append(f"{line.unplaced:,} more kept apart, because what they belong to is lost")
    return f"{line.table}: {', '.join(parts)}"


def _document(report: Report, new: Path) -> dict[str, object]:
    """Return the same for a program: numbers, nobody's reference."""
    return {
        "store": str(new),
        "pages": report.pages,
        "damaged_pages": report.damaged_pages,
        "older_pages": report.older_pages,
        "unknown_pages": report.unknown_pages,
        "authentic": report.is_authentic,
        "entries": report.entries,
        "lost_entries": report.lost_entries,
        "records": report.records,
        "tables": [asdict(line) for line in report.tables],
        "bare_people": len(report.bare),
        "may_lack": list(report.may_lack),
        "notes_lost": report.without_note,
        "newest_lost": report.lacks_newest,
        "complete": report.is_complete,
        "whole": not report.problems,
    }
