"""From options to an open session: which store, whose passphrase, which day and which standard."""

import argparse
import datetime as dt
import getpass
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from caseload_tui.cli.progress import Progress
from caseload_tui.domain.days import ACCEPTED_DAYS, NoSuchDayError, read_day
from caseload_tui.domain.paths import typed_path
from caseload_tui.domain.text import clean
from caseload_tui.errors import UsageError
from caseload_tui.services import attempts, opening, standards
from caseload_tui.services.clock import london
from caseload_tui.services.session import Session
from caseload_tui.standards.load import find

_FIRST_YEAR = 1900
"""Nobody on probation now was known before; a slip of a key is not worked out over centuries."""

PASSPHRASE_VARIABLE = "CASELOAD_PASSPHRASE_FILE"  # noqa: S105 - the name of a variable, not a secret


def store_path(options: argparse.Namespace) -> Path:
    """Return the store that the options, the environment or the system name."""
    return typed_path(options.store) if options.store else opening.default_path()


def passphrase(options: argparse.Namespace, *, is_new: bool = False) -> str:
    """Return the passphrase from a file or, at a terminal, from a prompt; never from an argument."""
    if options.keyring and not is_new:
        from caseload_tui.services import keyring

        return keyring.secret_of(store_path(options))
    named = _passphrase_file(options)
    if named:
        return opening.first_line(typed_path(named))
    if not sys.stdin.isatty():
        raise UsageError(
            "There is no terminal to ask for the passphrase.",
            advice=f"Give --passphrase-file FILE or set {PASSPHRASE_VARIABLE}.",
        )
    return new_passphrase() if is_new else getpass.getpass("Passphrase: ")


def is_asked(options: argparse.Namespace) -> bool:
    """Return whether the passphrase is typed, so that somebody is there to be asked."""
    return not _passphrase_file(options)


def _passphrase_file(options: argparse.Namespace) -> str | None:
    return options.passphrase_file or os.environ.get(PASSPHRASE_VARIABLE)


def new_passphrase() -> str:
    """Ask for a new passphrase, twice."""
    given = getpass.getpass("New passphrase: ")
    if getpass.getpass("The same again: ") != given:
        raise UsageError("The two passphrases differ.")
    return given


def day(text: str | None, option: str) -> dt.date | None:
    """Return the day an option names."""
    if text is None:
        return None
    try:
        found = read_day(text, london().date())
    except NoSuchDayError:
        found = None
    if found is None or found.year < _FIRST_YEAR:
        raise UsageError(f"{option}: this is not a day: {text}", advice=f"Accepted: {ACCEPTED_DAYS}; from 1900 on.")
    return found


def unlock(options: argparse.Namespace, secret: str | None = None) -> Session:
    """Open the store; after several wrong passphrases the next one waits a little."""
    path = store_path(options)
    opening.require(path)
    secret = secret or passphrase(options)
    with hidden():
        wait_turn(path)
        return opening.unlock(path, secret)


@contextmanager
def hidden() -> Iterator[None]:
    """Show nothing of what is typed while a passphrase is worked out: it may be the next one, typed ahead."""
    if sys.platform == "win32":  # shows nothing before it is asked for
        yield
        return
    import termios

    try:
        terminal = sys.stdin.fileno()
        shown = termios.tcgetattr(terminal)
    except (OSError, ValueError, termios.error):  # nobody types
        yield
        return
    quiet = [*shown]
    quiet[3] &= ~termios.ECHO  # the local modes
    termios.tcsetattr(terminal, termios.TCSADRAIN, quiet)
    try:
        yield
    finally:
        termios.tcsetattr(terminal, termios.TCSADRAIN, shown)


def wait_turn(path: Path) -> None:
    """Wait as long as the wrong passphrases before cost."""
    seconds = attempts.wait(path)
    if seconds:
        print(attempts.waiting_words(path, seconds), file=sys.stderr)
        time.sleep(seconds)


@contextmanager
def session(options: argparse.Namespace) -> Iterator[Session]:
    """Open the store for one command and close it after."""
    opened = unlock(options)
    try:
        look_after(opened)
        named = getattr(options, "profile", None)
        yield Session(
            opened.store,
            opened.now,
            as_of=day(getattr(options, "as_of", None), "--as-of"),
            as_known=day(getattr(options, "as_known", None), "--as-known"),
            profile=find(named, opened.store.shelf) if named else None,
        )
    finally:
        opened.store.close()


def look_after(opened: Session) -> None:
    """Prove every page, and work the duties out again where standards or version are others now."""
    store = opened.store
    wrong = attempts.settle(opened)
    for notice in (*store.notices, *([wrong] if wrong else [])):
        print(f"caseload: {notice}", file=sys.stderr)
    if not store.is_verified_at_open:
        store.verify()
    if store.is_stale:
        print("The standards or the program have changed: every duty is worked out again.", file=sys.stderr)
        with Progress("people") as progress:
            store.rebuild(progress)
    for profile, file in standards.changed_files(store):
        print(clean(standards.changed_words(profile, file)), file=sys.stderr)
