"""Where the store lies. It is asked before anything is painted, so it imports next to nothing."""

import os
from pathlib import Path
from typing import Final

STORE_VARIABLE: Final = "CASELOAD_STORE"


def default_path() -> Path:
    """Return where this system keeps the store when nobody says otherwise."""
    named = os.environ.get(STORE_VARIABLE)
    if named:
        return Path(named).expanduser()
    import platformdirs

    return Path(platformdirs.user_data_dir("caseload", appauthor=False)) / "caseload.store"
