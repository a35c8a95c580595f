"""The demo command: invented people on the screen, or as a folder of CSV."""

import argparse

from caseload_tui.cli.out import echo
from caseload_tui.cli.progress import Progress
from caseload_tui.domain import wording
from caseload_tui.domain.paths import typed_path
from caseload_tui.services import demo as service
from caseload_tui.services import exporting


def demo(options: argparse.Namespace) -> int:
    """Open invented people on the screen, or write them to a folder."""
    if options.export:
        with Progress("people") as progress:
            exporting.export_invented(
                service.caseload(options.people, options.seed), typed_path(options.export), progress
            )
        echo(f"{wording.count(options.people, 'invented person', 'invented people')} in {options.export}")
        return 0
    from caseload_tui.ui.starting import show

    with Progress("people") as progress, service.demo(options.people, options.seed, progress=progress) as session:
        return show(session)
