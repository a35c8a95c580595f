"""Where schema.sql is, and the numbers by which a file is known to be one of our stores."""

from pathlib import Path
from typing import Final

from caseload_tui.errors import DamagedError

APPLICATION_ID: Final = 0x43534C44
DEMO_APPLICATION_ID: Final = 0x4353444D
VERSION: Final = 1
PLAIN_HEADER: Final = b"SQLite format 3\x00"


def schema_text() -> str:
    """Return schema.sql: at the top of a clone, or inside the installed package."""
    package = Path(__file__).parents[1]
    for place in (package.parent / "schema.sql", package / "schema.sql"):
        if place.is_file():
            return place.read_text("utf-8")
    raise DamagedError("The program is incomplete: schema.sql is missing.", advice="Install it again.")
