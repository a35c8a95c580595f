"""The commands about folders of CSV: import, export, template."""

import argparse
import sys

from caseload_tui.cli import opening as o
from caseload_tui.cli.out import document, echo
from caseload_tui.cli.progress import Progress
from caseload_tui.domain import wording
from caseload_tui.domain.paths import typed_path
from caseload_tui.exchange.report import MOST_SHOWN, OnConflict, Report
from caseload_tui.services import exporting, importing


def import_folder(options: argparse.Namespace) -> int:
    """Say what a folder would bring in, then bring it in: all of it or nothing."""
    with o.session(options) as session:
        on_conflict: OnConflict = options.on_conflict or "ask"
        work = importing.Import(
            session, typed_path(options.folder), on_conflict=on_conflict, dates=options.dates, every=options.all
        )
        report = work.report
        _print(options, report)
        if report.is_refused:
            return _refused(options, report)
        if not options.dry_run:
            with Progress("records") as progress:
                work.write(progress)
    if options.format == "text":
        echo(_done(report, is_dry=options.dry_run))
    return 0


def _print(options: argparse.Namespace, report: Report) -> None:
    if options.format == "json":
        document(report.document())
        return
    for line in report.lines(sys.maxsize if options.all else MOST_SHOWN):
        echo(line)
    if report.is_cut and not options.all:
        echo("--all lists every one of them.")


def _refused(options: argparse.Namespace, report: Report) -> int:
    refusal = importing.refusal(report)
    if options.format == "text":
        echo(f"{refusal.message} {refusal.advice}")
    return refusal.exit_code


def _done(report: Report, *, is_dry: bool) -> str:
    if not report.writes:
        return report.why_nothing
    records = wording.count(report.writes, "record")
    return f"Nothing was written. The import would write {records}." if is_dry else f"Written: {records}."


def export_folder(options: argparse.Namespace) -> int:
    """Write everything to a folder of CSV."""
    with o.session(options) as session, Progress("files") as progress:
        counts = exporting.export(session, typed_path(options.folder), why=options.why, progress=progress)
    for name, rows in counts.items():
        if rows:
            echo(f"{name}.csv: {wording.count(rows, 'row')}")
    echo(f"Everything is in {options.folder}. It is not encrypted: keep it as you would a paper file.")
    return 0


def template(options: argparse.Namespace) -> int:
    """Write empty CSV files with their headers."""
    exporting.template(typed_path(options.folder))
    echo(f"Empty files with their headers are in {options.folder}.")
    return 0
