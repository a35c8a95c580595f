"""The command that says on one screen how the store is."""

import argparse

from caseload_tui.cli import opening as o
from caseload_tui.cli.keys import slot_document
from caseload_tui.cli.out import document, echo
from caseload_tui.services import doctor as service
from caseload_tui.services.doctor import Diagnosis


def doctor(options: argparse.Namespace) -> int:
    """Print the state of the store; the exit code is that of the worst that was found."""
    with o.session(options) as session:
        found = service.examine(session)
    if options.format == "json":
        document(_document(found))
        return found.code
    for title, words in found.pairs():
        echo(f"{title:<16} {words}")
    echo(found.sentence)
    return found.code


def _document(found: Diagnosis) -> dict[str, object]:
    health = found.health
    newest = health.backup
    return {
        "well": found.is_well,
        "to_do": [advice.words for advice in found.advice],
        "store": str(found.store),
        "bytes": health.size,
        "log_bytes": health.log,
        "cipher": health.cipher,
        "sqlite": health.sqlite,
        "slots": [slot_document(slot) for slot in health.slots],
        "backup": newest
        and {
            "file": str(newest.backup.path),
            "days_old": found.backup_days,
            "proved": not newest.why_bad,
            "present_keys": newest.has_present_keys,
            "holds_more": newest.is_ahead,
        },
        "backups": health.backups,
        "entries": health.entries,
        "head": [health.head.device, health.head.seq, health.head.hash.hex()],
        "anchor": health.anchor
        and {"entry": health.anchor[0], "at": health.anchor[1].isoformat(), "file": health.anchor[2]},
        "mark": health.has_mark,
        "file_system": health.file_system,
        "free_bytes": health.free,
        "other_processes": health.others,
        "now": found.now.isoformat(),
    }
