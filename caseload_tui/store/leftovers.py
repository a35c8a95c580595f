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


def _unfinished(store: Path) -> Iterator[Path]:
    file = keys.key_path(store)
    yield from map(keys.unfinished, (file, keys.previous(file)))
    yield from (work_folder(store, what) for what in ("making", "restoring"))
    yield from store.parent.glob(place.TRIAL.format("*"))
