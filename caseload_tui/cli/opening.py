"""From options to an open session: which store, whose passphrase, which day and which standard."""

import argparse
import datetime as dt
import getpass
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from caseload_tui.cli.progress import Progress
from caseload_tui.domain.days import ACCEPTED_DAYS, NoSuchDayError, read_day
from caseload_tui.domain.text import clean
from caseload_tui.errors import UsageError
from caseload_tui.services import opening, standards
from caseload_tui.services.clock import london
from caseload_tui.services.session import Session
from caseload_tui.standards.load import find

_FIRST_YEAR = 1900
"""Nobody on probation now was known before; a slip of a key is not worked out over centuries."""

PASSPHRASE_VARIABLE = "CASELOAD_PASSPHRASE_FILE"  # noqa: S105 - the name of a variable, not a secret


def store_path(options: argparse.Namespace) -> Path:
    """Return the store that the options, the environment or the system name."""
    return Path(options.store).expanduser() if options.store else opening.default_path()


def passphrase(options: argparse.Namespace, *, is_new: bool = False) -> str:
    """Return the passphrase from a file or, at a terminal, from a prompt; never from an argument."""
    named = options.passphrase_file or os.environ.get(PASSPHRASE_VARIABLE)
    if named:
        return opening.first_line(Path(named).expanduser())
    if not sys.stdin.isatty():
        raise UsageError(
            "There is no terminal to ask for the passphrase.",
            advice=f"Give --passphrase-file FILE or set {PASSPHRASE_VARIABLE}.",
        )
    given = getpass.getpass("New passphrase: " if is_new else "Passphrase: ")
    if is_new and getpass.getpass("The same again: ") != given:
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


@contextmanager
def session(options: argparse.Namespace) -> Iterator[Session]:
    """Open the store for one command and close it after."""
    path = store_path(options)
    opening.require(path)
    opened = opening.unlock(path, passphrase(options))
    try:
        _look_after(opened)
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


def _look_after(opened: Session) -> None:
    """Prove every page, and work the duties out again where standards or version are others now."""
    store = opened.store
    if not store.is_verified_at_open:
        store.verify()
    if store.is_stale:
        print("The standards or the program have changed: every duty is worked out again.", file=sys.stderr)
        with Progress("people") as progress:
            store.rebuild(progress)
    for profile, file in standards.changed_files(store):
        print(clean(standards.changed_words(profile, file)), file=sys.stderr)
