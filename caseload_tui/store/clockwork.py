"""Noticing that the clock of this computer was set back: it orders nothing here, but what is overdue goes by it."""

import datetime as dt
from typing import TYPE_CHECKING, Final

from caseload_tui.domain import wording
from caseload_tui.domain.stamp import Stamp
from caseload_tui.store import highwater, journal

if TYPE_CHECKING:
    from sqlite3 import Connection  # sqlcipher3 has the same methods, but no types

    from caseload_tui.domain.journal import Json

VERB: Final = "clock.back"
_LENIENT: Final = dt.timedelta(minutes=2)
"""Clocks are put right by so much all the time."""


def last_written(conn: "Connection", device: str, now: dt.datetime) -> dt.datetime | None:
    """Return when the newest entry of this store was written, where that lies ahead of now; else None."""
    newest = highwater.newest(conn, device)
    return newest.at if newest is not None and now < newest.at - _LENIENT else None


def note(conn: "Connection", device: str, stamp: Stamp) -> None:
    """Add an entry with both times before the first one that would be earlier; call it inside the transaction."""
    last = last_written(conn, device, stamp.at)
    if last is not None:
        about: dict[str, Json] = {"last": last.isoformat(), "now": stamp.at.isoformat()}
        journal.append(conn, device, stamp, verb=VERB, op="config", about=about)


def words(last: dt.datetime, now: dt.datetime) -> str:
    """Return what is said of it."""
    return (
        f"The clock of this computer says {_moment(now)}, but the newest entry here was written on {_moment(last)}."
        " If it was set back, put it right first: what is overdue goes by it."
    )


def _moment(at: dt.datetime) -> str:
    return f"{wording.day(at.date())}, {at:%H:%M}"
