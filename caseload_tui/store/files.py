"""The files of an open store: whether they are still the ones that were opened."""

import os
from contextlib import suppress
from pathlib import Path

from caseload_tui.errors import AlarmError


class Files:
    """The store and its log as they were when a connection was opened."""

    def __init__(self, store: Path, *, is_still: bool) -> None:
        """Note which files these are; of one that nobody should change (`is_still`) also when it was changed last."""
        self._is_still = is_still
        log = store.with_name(store.name + "-wal")
        # Windows lets nobody take away a file that is open.
        files = () if os.name == "nt" and not is_still else (store, log)
        self._known = {file: self._identity(file) for file in files if file.exists()}

    def refuse_replaced(self) -> None:
        """Raise AlarmError when what is written now would go into a file that is no longer there."""
        for file, known in self._known.items():
            with suppress(OSError):
                if self._identity(file) == known:
                    continue
            raise AlarmError(
                "The store was moved, deleted or replaced while it was open. Nothing of this action was saved.",
                advice="Keep what you typed, close the program, and put the right file back before you go on.",
            )

    def _identity(self, file: Path) -> tuple[int, ...]:
        found = file.stat()
        return (found.st_ino, found.st_size, found.st_mtime_ns) if self._is_still else (found.st_dev, found.st_ino)
