"""Where the store lies. It is asked before anything is painted, so it imports next to nothing."""

import glob
import os
from pathlib import Path
from typing import Final

STORE_VARIABLE: Final = "CASELOAD_STORE"


def is_new(path: Path) -> bool:
    """Return whether nothing of a store is at a place: where keys or backups are, a store is missing."""
    left = path.exists() or path.with_name(path.name + ".keys").exists()
    return not left and next(backups_beside(path).glob(f"{glob.escape(path.stem)}-*.backup"), None) is None


def backups_beside(store: Path) -> Path:
    """Return the folder beside a store in which its backups lie if nobody chose another place."""
    return store.absolute().parent / "backups"


def default_path() -> Path:
    """Return where this system keeps the store when nobody says otherwise."""
    named = os.environ.get(STORE_VARIABLE)
    if named:
        return Path(named).expanduser()
    import platformdirs

    return Path(platformdirs.user_data_dir("caseload", appauthor=False)) / "caseload.store"
