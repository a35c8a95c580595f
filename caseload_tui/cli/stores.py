"""The commands about the store as a whole: init, check, go-on, lock-time, rebuild."""

import argparse

from caseload_tui.cli import opening as o
from caseload_tui.cli.keys import show_recovery_key, type_back
from caseload_tui.cli.out import document, echo
from caseload_tui.cli.progress import Progress
from caseload_tui.domain import wording
from caseload_tui.domain.paths import typed_path
from caseload_tui.errors import DamagedError, UsageError
from caseload_tui.services import locking, opening


def init(options: argparse.Namespace) -> int:
    """Make an encrypted store; with a passphrase file it asks nothing."""
    owner = opening.Owner(
        name=options.name or options.officer or "owner",
        officer_code=options.officer,
        default_profile=options.default_profile,
    )
    path = o.store_path(options)
    secret = o.passphrase(options, is_new=True)
    with o.hidden():
        session, key = opening.create(
            path, secret, owner, recovery=not options.no_recovery, even_here=options.even_here
        )
    session.store.close()
    echo(f"A new store was made: {path}")
    if key:
        show_recovery_key(key)
        if o.is_asked(options):
            type_back(key)
    return 0


def check(options: argparse.Namespace) -> int:
    """Prove that the file, the journal and the ledger are whole and agree."""
    with o.session(options) as session, Progress("people") as progress:
        if options.against:
            session.store.compare(_text(options.against))
        problems = session.store.check(progress)
    if options.format == "json":
        document({"whole": not problems, "problems": [str(problem) for problem in problems]})
    elif not problems:
        echo("The store is whole: file, journal and overdue list agree.")
    if problems and options.format == "text":
        raise DamagedError(
            "The check found something wrong; nothing was changed.",
            advice="Keep this file as it is and open your newest backup.",
            problems=tuple(problems),
        )
    return DamagedError.exit_code if problems else 0


def _text(name: str) -> str:
    try:
        return typed_path(name).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError("The file to compare with cannot be read.") from error


def go_on(options: argparse.Namespace) -> int:
    """Go on with a store although its newest entries are missing."""
    path = o.store_path(options)
    opening.require(path)
    secret = o.passphrase(options)
    with o.hidden():
        o.wait_turn(path)
        session = opening.go_on(path, secret, why=options.why)
    session.store.close()
    echo("The store opens again. Its journal says from where it goes on, and what was missing.")
    return 0


def lock_time(options: argparse.Namespace) -> int:
    """Say after how many minutes without a key the screen locks, or set it."""
    with o.session(options) as session:
        given = options.minutes
        minutes = locking.minutes(session.store) if given is None else locking.set_minutes(session, given)
    echo(f"The screen locks after {wording.count(minutes, 'minute')} without a key.")
    return 0


def rebuild(options: argparse.Namespace) -> int:
    """Work out every duty again."""
    with o.session(options) as session, Progress("people") as progress:
        session.store.rebuild(progress)
    echo("Every duty was worked out again.")
    return 0
