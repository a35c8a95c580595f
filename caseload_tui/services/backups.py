"""Backups: where they go, when one is due, making one by hand or once a day."""

import os
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Final

from caseload_tui.domain import records as r
from caseload_tui.domain import wording
from caseload_tui.domain.stamp import Stamp
from caseload_tui.errors import (
    BehindError,
    CaseloadError,
    DamagedError,
    DiskError,
    KeysError,
    NoStoreError,
    RefusedError,
)
from caseload_tui.services.clock import Now, london
from caseload_tui.services.places import backups_beside, default_path
from caseload_tui.services.session import Session
from caseload_tui.store import backup_files as files
from caseload_tui.store import backup_keys, keys, restoring
from caseload_tui.store.backup import Made
from caseload_tui.store.backup_files import Backup

Progress = Callable[[int, int], None]
"""Told how many of how many pages are copied."""

FOLDER: Final = "backup_folder"
"""The setting of the store that names a folder other than the one beside it."""

TOO_OLD: Final = 7
"""Days after which a missing backup is spoken of on the screen."""


def folder_of(session: Session) -> Path:
    """Return where the backups of this store go: beside it, if nobody chose another place."""
    chosen = session.store.setting(FOLDER)
    return Path(chosen) if chosen else backups_beside(session.store.path)


def listed(session: Session) -> list[Backup]:
    """Return the backups there are, the newest last; a file has such a name only once it was proved."""
    return files.listed(folder_of(session), files.stem_of(session.store.path))


def back_up(session: Session, progress: Progress, *, to: Path | None = None, is_from_now_on: bool = False) -> Made:
    """Make a backup and prove it.

    Args:
        session: an open store; while a screen is shown, on a connection of its own.
        progress: told how far it is.
        to: another folder, for this one only; nothing is deleted there.
        is_from_now_on: from now on all go there.

    Raises:
        RefusedError: it is a demo store.
        DamagedError: the store is not what was written; earlier backups are as they were.
        DiskError: the folder is not there, or does not take it.
    """
    if session.store.is_demo:
        raise RefusedError("The demo holds invented people only; it has no backups.")
    folder = to.expanduser().absolute() if to else folder_of(session)
    is_chosen = folder != backups_beside(session.store.path)
    if is_chosen and not folder.is_dir():
        raise DiskError(
            "The folder for backups is not there.", advice=f"Plug in the drive it is on, or choose another: {folder}"
        )
    stamp = Stamp(at=session.now(), actor=session.actor)
    made = session.store.back_up(folder, stamp=stamp, progress=progress, is_rotated=to is None or is_from_now_on)
    if is_from_now_on:
        with session.store.write("store.backup", stamp=stamp) as change:
            change.set(FOLDER, str(folder) if is_chosen else None)
    return made


def is_due(session: Session) -> bool:
    """Return whether today has no backup yet that opens with the present keys, of a store that holds anybody."""
    if session.store.is_demo or session.store.is_read_only or not session.store.count(r.Case):
        return False
    of_today = [backup for backup in listed(session) if backup.at.date() == session.today]
    return not any(files.holds_keys_of(backup, session.store.path) for backup in of_today)


def days_old(session: Session) -> int | None:
    """Return how many days ago the newest backup was made, None when there is none."""
    found = listed(session)
    return (session.today - found[-1].at.date()).days if found else None


def warning(session: Session) -> str:
    """Return what to say when the newest backup is too old, "" when it is not."""
    if session.store.is_demo or not session.store.count(r.Case):
        return ""
    days = days_old(session)
    if days is None:
        return "no backup yet"
    return f"last backup {days} days ago" if days > TOO_OLD else ""


def ways_out(found: DamagedError | BehindError, store: Path) -> CaseloadError:
    """Return what is said of a store that is damaged or lacks entries, with what to do now: the newest backup first.

    Which folder was chosen stands inside the store, so only the one beside it is looked into.
    """
    kept = files.listed(backups_beside(store), files.stem_of(store))
    if isinstance(found, KeysError) and kept:
        copied = f"{kept[-1].keys} opens it, unless its data key was changed since: copy it to {keys.key_path(store)}."
        return KeysError(found.message, advice=f"The records are not touched by this. {copied}")
    newest = newest_words(store)
    if isinstance(found, BehindError):
        go_on = f"Without either you can go on ({_command('go-on --why REASON', store)}); the journal then says what is"
        return BehindError(found.message, advice=f"{found.advice} {newest} {go_on} missing.")
    salvage = f"`caseload salvage {_quoted(store)} --to NEW` brings what can be read into a new store."
    return DamagedError(found.message, advice=f"Keep this file as it is. {newest} {salvage}", problems=found.problems)


def newest_words(store: Path) -> str:
    """Return which is the newest backup beside a store, and how it is looked into."""
    kept = files.listed(backups_beside(store), files.stem_of(store))
    if not kept:
        return "There is no backup beside it; if you chose another folder, look there."
    newest = kept[-1]
    look = _command(f"restore {_quoted(newest.path)} --rehearse", store)
    return f"The newest backup is of {wording.day(newest.at.date())}, {newest.at:%H:%M}: {look} says what is in it."


def _command(words: str, store: Path) -> str:
    """Return a command about a store as it works when it is typed; the usual place need not be named."""
    named = "" if store == default_path() else f" --store {_quoted(store)}"
    return f"`caseload{named} {words}`"


def _quoted(path: Path) -> str:
    return shlex.quote(str(path)) if os.name != "nt" else f'"{path}"'


class Restoration:
    """One restoring of one backup: what it would do is known and proved before anything is moved."""

    def __init__(
        self, file: Path, store: Path, secret: str, present_secret: str | None = None, *, now: Now = london
    ) -> None:
        """Open the backup with the passphrase or recovery key of its time, or the present one, and prove it.

        `present_secret` opens the store that is there, where that is another one.

        Raises:
            NoStoreError: the file is not there, or no backup.
            WrongPassphraseError, DamagedError, NewerSchemaError: it does not open, or does not prove good.
        """
        self.file = file.expanduser().absolute()
        self.store = store.absolute()
        self._now = now
        if not self.file.is_file():
            raise NoStoreError(
                f"There is no backup at this place: {self.file}", advice=f"Backups lie in {backups_beside(self.store)}."
            )
        if self.file == self.store:
            raise RefusedError("This is the store itself, not a backup of it.")
        self._keys = backup_keys.find_keys(self.file, self.store, secret, present_secret)
        self.rehearsal = restoring.rehearse(self.file, self.store, self._keys)

    @property
    def is_strange(self) -> bool:
        """Return whether a store is in the place that nothing opens that was typed."""
        return self._keys.is_strange

    @staticmethod
    def has_keys(aside: Path) -> bool:
        """Return whether what was moved aside has a key file."""
        return keys.key_path(aside).exists()

    @property
    def is_of_another_store(self) -> bool:
        """Return whether the store that is there never was what this is a backup of."""
        present = self.rehearsal.present
        return present is not None and not present.is_same_store

    def carry_out(self, progress: Progress, *, although_another: bool = False) -> Path | None:
        """Put the backup in place; returns where the present store was moved to, None when there was none.

        Raises:
            RefusedError: what was typed does not open the store that is there; or it is another store than the
                backup is of, and not `although_another`.
            LockedError: another window has the store open.
            DamagedError, DiskError: it could not be done; the store is as it was.
        """
        if self.is_strange:
            raise restoring.strange()
        if self.is_of_another_store and not although_another:
            raise RefusedError(
                "This is a backup of another store than the one that is there. Nothing was changed.",
                advice="Name another place with --store; or, where you are sure, say --although-another.",
            )
        return restoring.restore(self.file, self.store, self._keys, self._now(), progress)
