"""The commands about copies of the store: backup, restore, salvage."""

import argparse
from pathlib import Path

from caseload_tui.cli import opening as o
from caseload_tui.cli.out import document, echo
from caseload_tui.cli.progress import Progress
from caseload_tui.domain import wording
from caseload_tui.services import backups


def backup(options: argparse.Namespace) -> int:
    """Copy the store to one encrypted file and prove the copy."""
    to = Path(options.to) if options.to else None
    with o.session(options) as session, Progress("pages") as progress:
        made = backups.back_up(session, progress, to=to, is_from_now_on=options.from_now_on)
    rows = made.contents.rows
    size = made.backup.path.stat().st_size
    if options.format == "json":
        document(
            {
                "file": str(made.backup.path),
                "bytes": size,
                "people": rows["cases"],
                "contacts": rows["contacts"],
                "entries": rows["journal"],
                "gone": [gone.path.name for gone in made.gone],
            }
        )
        return 0
    echo(f"A backup was made, opened again and proved: {made.backup.path}")
    held = (
        wording.count(rows["cases"], "person", "people"),
        wording.count(rows["contacts"], "contact"),
        wording.count(rows["journal"], "entry of the journal", "entries of the journal"),
    )
    echo(f"It holds {', '.join(held)}, in {wording.size(size)}. Its keys lie beside it: copy both.")
    if made.gone:
        echo(f"No longer needed and deleted: {', '.join(gone.path.name for gone in made.gone)}")
    return 0
