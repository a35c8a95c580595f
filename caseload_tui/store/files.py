"""The files of an open store: whether they are still the ones that were opened."""

import os
from contextlib import suppress
from pathlib import Path


def log_path(store: Path) -> Path:
    """Return where SQLite keeps the write-ahead log of a store."""
    return store.with_name(store.name + "-wal")


class Files:
    """The store, later also its log, as they were when a connection was opened."""

    def __init__(self, store: Path, *, is_still: bool) -> None:
        """Note which file this is, before it is opened; where nobody should change it (`is_still`) also when it was."""
        self._is_still = is_still
        # Windows lets nobody take away a file that is open.
        self._is_watched = os.name != "nt" or is_still
        self._known: dict[Path, tuple[int, ...]] = {}
        self.note(store)

    def note(self, file: Path) -> None:
        """Note a file, where it is there and not known yet."""
        if self._is_watched and file not in self._known and file.exists():
            self._known[file] = self._identity(file)

    def are_replaced(self) -> bool:
        """Return whether what is written now would go into a file that is no longer there."""
        for file, known in self._known.items():
            with suppress(OSError):
                if self._identity(file) == known:
                    continue
            return True
        return False

    def _identity(self, file: Path) -> tuple[int, ...]:
        found = file.stat()
        return (found.st_ino, found.st_size, found.st_mtime_ns) if self._is_still else (found.st_dev, found.st_ino)
