"""The commands about what opens the store: passphrase, recovery, keys list, keyring, revoke, rotate."""

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from caseload_tui.cli import opening as o
from caseload_tui.cli.out import document, echo, table
from caseload_tui.cli.progress import Progress
from caseload_tui.domain.paths import typed_path
from caseload_tui.errors import DiskError, RefusedError, UsageError
from caseload_tui.services import keyring as service
from caseload_tui.services import keys, opening
from caseload_tui.services.keys import Slot
from caseload_tui.services.session import Session

_KIB_A_MIB = 1024


def list_keys(options: argparse.Namespace) -> int:
    """Say what opens the store, since when, and what a guess at it costs."""
    path = o.store_path(options)
    opening.require(path)
    slots = keys.listed(path)
    if options.format == "json":
        document({"slots": [slot_document(slot) for slot in slots]})
        return 0
    table(
        ("opens with", "made (UTC)", "memory", "rounds", "lanes"),
        [
            (slot.name, slot.made_at[:16].replace("T", " "), _mib(slot.memory), slot.rounds, slot.lanes)
            for slot in slots
        ],
    )
    return 0


def slot_document(slot: Slot) -> dict[str, object]:
    """Return what is said of a way to open the store, for JSON."""
    return {
        "opens_with": slot.name,
        "made_at": slot.made_at,
        "memory_mib": slot.memory / _KIB_A_MIB,
        "rounds": slot.rounds,
        "lanes": slot.lanes,
    }


def _mib(kib: int) -> str:
    return f"{kib / _KIB_A_MIB:g} MiB"


def passphrase(options: argparse.Namespace) -> int:
    """Set another passphrase; the present one is asked, or the recovery key."""
    with _opened(options) as (session, secret):
        named = options.new_passphrase_file
        if named:
            new = opening.first_line(typed_path(named))
        elif sys.stdin.isatty():
            new = o.new_passphrase()
        else:
            raise UsageError(
                "There is no terminal to ask for the new passphrase.", advice="Give --new-passphrase-file FILE."
            )
        with o.hidden():
            keys.change_passphrase(session, secret, new)
    echo("The new passphrase opens the store from now on.")
    echo("Backups made before still open with the old one. If somebody knows it: caseload keys rotate.")
    return 0


def recovery(options: argparse.Namespace) -> int:
    """Make another recovery key; it opens the store once it was typed back."""
    with _opened(options) as (session, secret), _handed_over(options) as key, o.hidden():
        keys.put_recovery_key(session, secret, key)
    echo("This recovery key opens the store from now on, and the one before no more.")
    return 0


def keyring(options: argparse.Namespace) -> int:
    """Let the keyring of this computer open the store as well."""
    with _opened(options) as (session, secret):
        service.put(session, secret)
    echo("The keyring of this computer opens the store as well: with --keyring, and on the screen with enter alone.")
    echo("Whoever is logged in here, and every program of theirs, can open it so. `keys revoke keyring` ends that.")
    return 0


def revoke(options: argparse.Namespace) -> int:
    """Let the recovery key, or a keyring, open the store no more."""
    with _opened(options) as (session, secret):
        if options.slot == "keyring":
            service.remove(session, secret)
            echo("No keyring opens the store any more.")
        else:
            keys.revoke_recovery_key(session, secret)
            echo("No recovery key opens the store any more. A forgotten passphrase is now final.")
    return 0


def rotate(options: argparse.Namespace) -> int:
    """Write the store anew under another data key, while nobody has it open."""
    with _opened(options) as (session, secret):
        path, stamp = session.store.path, session.stamp()
    names = {slot.name for slot in keys.listed(path)}
    with (
        _handed_over(options, is_wanted="recovery" in names) as key,
        Progress("pages") as copying,
        Progress("people") as proving,
    ):
        keys.rotate(path, secret, key or None, stamp, copying=copying, proving=proving)
    echo("The store was written anew under another key, proved, and put in its place.")
    if "keyring" in names:
        echo("No keyring opens it any more; `caseload keys keyring` lets this computer's again.")
    echo("Copies made before, with their key files, still open as they did: keep or destroy them knowingly.")
    return 0


@contextmanager
def _opened(options: argparse.Namespace) -> Iterator[tuple[Session, str]]:
    path = o.store_path(options)
    opening.require(path)
    secret = o.passphrase(options)
    session = o.unlock(options, secret)
    with closing(session.store):
        o.look_after(session)
        yield session, secret


@contextmanager
def _handed_over(options: argparse.Namespace, *, is_wanted: bool = True) -> Iterator[str]:
    """Give a new recovery key that is written down already: typed back at the terminal, or in a file of its own."""
    if not is_wanted:
        yield ""
        return
    key = keys.new_recovery_key()
    if options.to is None:
        if not sys.stdin.isatty():
            raise UsageError("There is no terminal to show the recovery key on.", advice="Give --to FILE.")
        show_recovery_key(key)
        type_back(key)
        yield key
        return
    file = typed_path(options.to)
    _write(file, key)
    try:
        yield key
    except BaseException:
        file.unlink(missing_ok=True)  # it opens nothing
        raise
    echo(f"The recovery key is in {file.name}. Print it, then delete the file.")


def _write(file: Path, key: str) -> None:
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as opened:
            opened.write(key + "\n")
    except FileExistsError as error:
        raise RefusedError("The file for the recovery key is there already.", advice="Name a new one.") from error
    except OSError as error:
        raise DiskError("The file for the recovery key cannot be written.", advice="Name another place.") from error


def show_recovery_key(key: str) -> None:
    """Print a recovery key, the one time that it is shown."""
    echo("Its recovery key, shown this once. Write it down and keep it away from this computer:")
    echo(f"  {key}")


def type_back(key: str) -> None:
    """Ask for the first groups of a recovery key until they are right: then it was written down."""
    try:
        while not keys.is_typed_back(key, input(f"Type its first {keys.GROUPS_BACK} groups back: ")):
            print("That is not what stands above.", file=sys.stderr)
    except EOFError as error:
        raise UsageError("The recovery key was not typed back.", advice="`caseload recovery` makes another.") from error
