"""What a person chose of how things look: a small file beside the program's settings. It never holds a name."""

from __future__ import annotations

import json
import logging
import os
from pathlib import Path
from typing import Final

_KNOWN: Final = ("theme", "glyphs")


def _folder() -> Path:
    home = os.environ.get("XDG_CONFIG_HOME") or os.environ.get("APPDATA")
    return (Path(home) if home else Path.home() / ".config") / "caseload"


def _path() -> Path:
    return _folder() / "screen.json"


def log_handler() -> logging.Handler:
    """Return where mistakes of the program are noted, nowhere if the place cannot be written to."""
    try:
        _folder().mkdir(parents=True, exist_ok=True)
        return logging.FileHandler(_folder() / "mistakes.log", encoding="utf-8")
    except OSError:
        return logging.NullHandler()


def chosen() -> dict[str, str]:
    """Return the choices; a file that cannot be read counts as none."""
    try:
        held = json.loads(_path().read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(held, dict):
        return {}
    return {name: value for name, value in held.items() if name in _KNOWN and isinstance(value, str)}


def keep(name: str, value: str) -> None:
    """Keep a choice; a place that cannot be written to loses nothing but the choice."""
    path = _path()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps({**chosen(), name: value}), "utf-8")
    except OSError:
        return
