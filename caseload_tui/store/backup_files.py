"""The files of a folder of backups: their names, which are ours, and which may go."""

import datetime as dt
import os
import re
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from caseload_tui.domain import rotation
from caseload_tui.errors import CaseloadError
from caseload_tui.store import keys
from caseload_tui.store.still import still

ENDING: Final = ".backup"
_UNDER_WAY: Final = ".new"
_STALE: Final = 24 * 60 * 60
"""Seconds after which an unfinished copy is one that somebody's computer was switched off over."""

_NAME: Final = re.compile(r"(?P<stem>.+)-(?P<at>\d{4}-\d{2}-\d{2}T\d{4})(?:-(?P<number>\d+))?\.backup")
_MOMENT: Final = "%Y-%m-%dT%H%M"


@dataclass(frozen=True, slots=True, order=True)
class Backup:
    """One file of a folder of backups, by the moment in its name; `number` tells those of one minute apart."""

    at: dt.datetime
    number: int
    path: Path

    @property
    def keys(self) -> Path:
        """Return the key file that opens it."""
        return keys.key_path(self.path)


def holds_keys_of(backup: Backup, store: Path) -> bool:
    """Return whether a backup opens with just what opens the store now."""
    with suppress(OSError):
        return backup.keys.read_bytes() == keys.key_path(store).read_bytes()
    return False


def stem_of(store: Path) -> str:
    """Return what the names of a store's backups begin with."""
    return store.stem


def listed(folder: Path, stem: str) -> list[Backup]:
    """Return the backups in a folder whose names begin so, the newest last; whether they are good is not asked."""
    found = []
    with suppress(OSError):
        for path in folder.iterdir():
            named = _NAME.fullmatch(path.name)
            if named and named["stem"] == stem and path.is_file():
                with suppress(ValueError):
                    moment = dt.datetime.strptime(named["at"], _MOMENT)  # noqa: DTZ007 - civil, as in the name
                    found.append(Backup(moment, int(named["number"] or 1), path))
    return sorted(found)


def rotate(folder: Path, stem: str, key: bytes | None, made: Backup) -> list[Backup]:
    """Delete the backups that are no longer needed and return them; never `made`, which is the one just made.

    What is deleted has proved good with this store's key just before, and so has what stands for it. A file that does
    not prove good is never touched, and counts for nothing.
    """
    proved: dict[Backup, bool] = {made: True}

    def is_good(backup: Backup) -> bool:
        if backup not in proved:
            proved[backup] = _is_good(backup, key)
        return proved[backup]

    found = listed(folder, stem)
    while True:
        counted = [backup for backup in found if proved.get(backup, True)]
        by_moment = {backup.at: backup for backup in counted}  # of one minute the last
        keep = {by_moment[moment] for moment in rotation.kept(by_moment)}
        keep |= {made} | {backup for backup in counted if backup.at.date() == made.at.date()}
        gone = [backup for backup in counted if backup not in keep]
        asked = gone + [k for k in keep if any(rotation.stands_for(k.at, g.at) for g in gone)]
        if all([is_good(backup) for backup in asked]):  # noqa: C419 - each of them is to be asked
            break
    for backup in gone:
        backup.path.unlink(missing_ok=True)
        backup.keys.unlink(missing_ok=True)
    return gone


def begin(folder: Path, stem: str, at: dt.datetime) -> tuple[Backup, Path]:
    """Take the first free name of this minute; the file that is made under way is there from then on, and ours."""
    minute = at.replace(second=0, microsecond=0, tzinfo=None)
    number = 1
    while True:
        suffix = "" if number == 1 else f"-{number}"
        backup = Backup(minute, number, folder / f"{stem}-{minute.strftime(_MOMENT)}{suffix}{ENDING}")
        unfinished = backup.path.with_name(backup.path.name + _UNDER_WAY)
        if not backup.path.exists():
            with suppress(FileExistsError):
                os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
                return backup, unfinished
        number += 1


def clear_away(folder: Path, stem: str) -> None:
    """Take away what a switched-off computer left of ours: copies that were never proved."""
    for path in folder.glob("*" + ENDING + _UNDER_WAY):
        named = _NAME.fullmatch(path.name.removesuffix(_UNDER_WAY))
        if named and named["stem"] == stem and time.time() - path.stat().st_mtime > _STALE:
            path.unlink(missing_ok=True)


def _is_good(backup: Backup, key: bytes | None) -> bool:
    try:
        keys.read(backup.keys)
        with still(backup.path, key) as driver:
            return not driver.all("PRAGMA cipher_integrity_check")
    except CaseloadError:
        return False
