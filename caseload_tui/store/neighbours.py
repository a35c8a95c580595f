"""Who else has a file open: asked of the system, without opening the file, which would give up our own locks on it."""

import os
from contextlib import suppress
from pathlib import Path
from typing import Final

_PROCESSES: Final = Path("/proc")


def others(file: Path) -> int | None:
    """Return how many other processes have a file open; None where the system does not tell."""
    if not (_PROCESSES / "self" / "fd").is_dir():
        return None
    wanted = file.resolve()
    return sum(
        _has_open(process, wanted)
        for process in _PROCESSES.iterdir()
        if process.name.isdigit() and int(process.name) != os.getpid()
    )


def _has_open(process: Path, wanted: Path) -> bool:
    with suppress(OSError):  # it has ended, or is not ours to look into
        for handle in (process / "fd").iterdir():
            with suppress(OSError):
                if handle.readlink() == wanted:
                    return True
    return False
