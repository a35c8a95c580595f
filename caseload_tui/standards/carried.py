"""A standard as a store carries it: all that it says in one text, for which no file is needed any more."""

import datetime as dt
import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final, cast

from caseload_tui.domain.journal import Json, canonical
from caseload_tui.standards.load import read, whole
from caseload_tui.standards.rule import Profile

TEXT: Final = "standard:"
"""How the settings begin that hold the text of a standard; name and version follow."""

USED: Final = "standard_used:"
"""How the settings begin that say which version of a standard judges; its name follows."""

FILE: Final = "standard_file:"
"""How the settings begin that say which file a standard was copied from; its name follows."""

_DATES: Final = ("valid_from", "valid_to")


@dataclass(frozen=True, slots=True)
class Copy:
    """A standard copied from a file, with what it extends."""

    profile: Profile
    text: str
    file: str


def setting_of(profile: Profile) -> str:
    """Return the setting that holds the text of a standard: one for each version, none of which is ever changed."""
    return f"{TEXT}{profile.id}@{profile.version}"


def copy(path: Path) -> Copy:
    """Return the copy of a standard in a file.

    Raises:
        RefusedError: it cannot be used, and why.
    """
    profile, document = whole(path)
    said = {key: value.isoformat() if isinstance(value, dt.date) else value for key, value in document.items()}
    said.pop("extends", None)
    return Copy(profile, canonical(cast("Json", said)), str(path.absolute()))


@lru_cache(maxsize=32)
def profile_of(text: str) -> Profile:
    """Return the standard that a text of `copy` holds."""
    document = json.loads(text)
    return read(document | {key: dt.date.fromisoformat(document[key]) for key in _DATES if key in document})
