"""What a person chose of how things look, and where the program made mistakes: two small files that hold no name."""

from __future__ import annotations

import json
import os
import traceback
from pathlib import Path
from typing import Final

_KNOWN: Final = ("theme", "glyphs", "view", "sort", "names")


def _folder() -> Path:
    home = os.environ.get("XDG_CONFIG_HOME") or os.environ.get("APPDATA")
    return (Path(home) if home else Path.home() / ".config") / "caseload"


def _path() -> Path:
    return _folder() / "screen.json"


def log(error: BaseException | None) -> None:
    """Note where a mistake of the program happened: files, lines and functions, never the message or a value."""
    if error is None:
        return
    frames = traceback.extract_tb(error.__traceback__)
    places = (f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in reversed(frames))
    try:
        _folder().mkdir(parents=True, exist_ok=True)
        with (_folder() / "mistakes.log").open("a", encoding="utf-8") as file:
            file.write(f"{type(error).__name__} at {' < '.join(places)}\n")
    except OSError:
        return


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
