"""What an act that was killed left beside a store: unfinished files of ours, taken away once they are old."""

import shutil
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from caseload_tui.store import keys, place

_OLD: Final = 24 * 60 * 60
"""Seconds: longer than any act takes, so that nobody is in the middle of it."""


def work_folder(store: Path, what: str) -> Path:
    """Return the folder in which something is made whole before it takes its place."""
    return store.with_name(f".{store.name}.{what}")


def clear_away(store: Path) -> None:
    """Take away what is old. What cannot be taken away stays: it is only in the way."""
    for path in _unfinished(store):
        with suppress(OSError):
            if time.time() - path.stat().st_mtime > _OLD:
                if path.is_dir():
                    shutil.rmtree(path)
                else:
                    path.unlink()
    forget_aside(store)


def forget_aside(store: Path) -> None:
    """Take away second names of a store that was not moved aside after all: written under two it would be damaged."""
    if store.stat().st_nlink == 1:
        return
    for path in store.parent.glob(f"{store.name}.before-*"):
        if path.samefile(store):
            mark, aside = (file.with_name(file.name + ".mark") for file in (store, path))
            if aside.exists() and not mark.exists():
                aside.replace(mark)
            for ending in ("-wal", ".keys", ".mark", ""):
                path.with_name(path.name + ending).unlink(missing_ok=True)


def _unfinished(store: Path) -> Iterator[Path]:
    file = keys.key_path(store)
    yield from map(keys.unfinished, (file, keys.previous(file)))
    yield from (work_folder(store, what) for what in ("making", "restoring", "salvaging"))
    yield from store.parent.glob(place.TRIAL.format("*"))
