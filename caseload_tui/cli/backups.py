"""The commands about copies of the store: backup, restore, salvage."""

import argparse
import getpass
import sys

from caseload_tui.cli import opening as o
from caseload_tui.cli import restoretext
from caseload_tui.cli.out import document, echo
from caseload_tui.cli.progress import Progress
from caseload_tui.domain import wording
from caseload_tui.domain.paths import typed_path
from caseload_tui.errors import RefusedError, UsageError
from caseload_tui.services import backups, opening


def backup(options: argparse.Namespace) -> int:
    """Copy the store to one encrypted file and prove the copy."""
    to = typed_path(options.to) if options.to else None
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


def restore(options: argparse.Namespace) -> int:
    """Prove a backup and say what is in it; then, unless it was a rehearsal, put it in the place of the store."""
    work = _opened(options)
    if options.format == "text":
        for line in restoretext.rehearsed(work):
            echo(line)
    aside = None
    if not options.rehearse:
        _ask(options, work)
        with Progress("pages") as progress:
            aside = work.carry_out(progress, although_another=options.although_another)
    if options.format == "json":
        document(restoretext.document(work, aside, is_done=not options.rehearse))
    elif not options.rehearse:
        echo(f"The backup is in place: {work.store}")
        if aside:
            how = "with its keys; it opens with --store" if work.has_keys(aside) else "without keys: there were none"
            echo(f"What was there is {aside}, {how}.")
    else:
        echo("Nothing was changed: this was a rehearsal.")
    return 0


def _opened(options: argparse.Namespace) -> backups.Restoration:
    """Open the backup; the store that is there may have another passphrase now, which is asked for where it matters."""
    file, store, secret = typed_path(options.file), o.store_path(options), o.passphrase(options)
    named = options.present_passphrase_file
    present = opening.first_line(typed_path(named)) if named else None
    work = backups.Restoration(file, store, secret, present)
    if work.is_strange and not options.rehearse and present is None and sys.stdin.isatty():
        work = backups.Restoration(file, store, secret, getpass.getpass("Passphrase of the store that is there now: "))
    return work


def _ask(options: argparse.Namespace, work: backups.Restoration) -> None:
    if options.yes:
        return
    if options.format == "json" or not sys.stdin.isatty():
        raise UsageError("There is no terminal to ask whether you are sure.", advice="Say --yes, or --rehearse first.")
    what = "moved aside, not deleted" if work.store.exists() else "not there"
    if input(f"Put the backup in its place? The present files are {what}. Type yes: ").strip().lower() != "yes":
        raise RefusedError("Nothing was changed.")
