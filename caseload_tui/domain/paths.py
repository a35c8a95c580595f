"""What somebody typed where a file or a folder is asked for: refused where no system could have it."""

import os
from contextlib import suppress
from pathlib import Path
from typing import Final

from caseload_tui.errors import RefusedError

_LONGEST_NAME: Final = 255
_LONGEST: Final = 4_000
_RESERVED: Final = frozenset(
    {"con", "prn", "aux", "nul", *(f"{name}{digit}" for name in ("com", "lpt") for digit in "123456789¹²³")}
)
"""Devices on Windows, whatever stands behind a dot: a folder of this name could not be opened there again."""


def typed_path(text: str) -> Path:
    """Return the path that was typed; `~` is one's home, unless nobody has it.

    Raises:
        RefusedError: it holds what no name of a file can hold, or is too long.
    """
    try:
        raw = os.fsencode(text)
    except UnicodeEncodeError:
        raw = b"\x00"
    if b"\x00" in raw:
        raise RefusedError("This is no name of a file or folder: it holds characters that none can have.")
    if len(raw) > _LONGEST or any(len(os.fsencode(part)) > _LONGEST_NAME for part in Path(text).parts):
        raise RefusedError(
            "This is no name of a file or folder: it is too long.", advice="Accepted: up to 255 bytes between slashes."
        )
    path = Path(text)
    with suppress(RuntimeError):
        return path.expanduser()
    return path


def refuse_reserved(path: Path) -> None:
    """Refuse to make what Windows takes for a device, or could not open again, wherever we are."""
    name = path.name
    stem = name.partition(".")[0].rstrip(" ").casefold()
    if stem in _RESERVED or (name != ".." and name != name.rstrip(". ")):
        raise RefusedError(
            "This name cannot be used on every computer; nothing was written.",
            advice="Accepted: any that Windows does not keep for itself, such as con or aux, and no dot at its end.",
        )
