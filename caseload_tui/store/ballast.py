"""The ballast `<store>.spare`: room that is taken beforehand, so that a full disk does not stop somebody mid-sentence.

On a full disk SQLite can neither write nor delete. When it first says so the ballast is thrown off, and what was
typed can be saved, exported and closed. It is made again when there is room for more than it.
"""

import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Final

SIZE: Final = 8 * 1024 * 1024
_ROOM: Final = 8 * SIZE
"""There must be so much room before the ballast takes some of it."""

_TO_OPEN: Final = 1024 * 1024
_PART: Final = 1024 * 1024


def ballast_path(store: Path) -> Path:
    """Return where the ballast of a store lies."""
    return store.with_name(store.name + ".spare")


def is_there(store: Path) -> bool:
    """Return whether there is a whole one."""
    try:
        return ballast_path(store).stat().st_size == SIZE
    except OSError:
        return False


def make(store: Path) -> bool:
    """Take the room, where there is enough left; returns whether the ballast is there now.

    It is filled with random bytes: zeros take no room on a disk that compresses.
    """
    if is_there(store):
        return True
    path = ballast_path(store)
    with suppress(OSError):
        if shutil.disk_usage(store.parent).free < _ROOM:
            return False
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
        try:
            with open(os.open(path, flags, 0o600), "wb", buffering=0) as file:  # noqa: PTH123 - a handle, not a path
                file.writelines(os.urandom(_PART) for _ in range(SIZE // _PART))
        except OSError:
            path.unlink(missing_ok=True)
    return is_there(store)


def release_if_full(store: Path) -> bool:
    """Give the room back where a store could not even be opened: SQLite needs a little for the index of its log."""
    with suppress(OSError):
        return shutil.disk_usage(store.parent).free < _TO_OPEN and release(store)
    return False


def release(store: Path) -> bool:
    """Give the room back; returns whether there was any."""
    with suppress(OSError):
        ballast_path(store).unlink()
        return True
    return False
