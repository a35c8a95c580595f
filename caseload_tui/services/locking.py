"""How long the screen may be left alone before it locks itself; the store says, so that it holds in every window."""

import re
from typing import Final

from caseload_tui.errors import Problem, RefusedError
from caseload_tui.services.session import Session
from caseload_tui.store.store import Store

_SETTING: Final = "lock_minutes"
_USUAL, _LEAST, _MOST = 10, 1, 60
_NUMBER: Final = re.compile("[0-9]+")
ACCEPTED: Final = f"{_LEAST} to {_MOST} minutes"


def minutes(store: Store) -> int:
    """Return after how many minutes without a key the screen locks."""
    return int(store.setting(_SETTING) or _USUAL)


def set_minutes(session: Session, typed: str) -> int:
    """Set after how many minutes without a key the screen locks; return them.

    Raises:
        RefusedError: it is no number, or one that would never lock or always.
    """
    why = _problem(typed)
    if why:
        problem = Problem(why, ACCEPTED, column="Minutes", value=typed)
        raise RefusedError("Nothing was changed.", problems=(problem,))
    with session.store.write("store.lock-time", stamp=session.stamp()) as change:
        change.set(_SETTING, str(int(typed)))
    return minutes(session.store)


def _problem(typed: str) -> str:
    """Return why this cannot be set, "" when it can."""
    if not _NUMBER.fullmatch(typed):
        return "is not a number of minutes"
    if not typed.strip("0"):
        return "the screen would never stay open"
    return "the screen cannot wait so long" if len(typed.lstrip("0")) > len(str(_MOST)) or int(typed) > _MOST else ""
