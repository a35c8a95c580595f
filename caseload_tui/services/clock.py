"""The only place where the program asks what time it is."""

import datetime as dt
from collections.abc import Callable
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

Now = Callable[[], dt.datetime]


def _zone() -> dt.tzinfo | None:
    try:
        return ZoneInfo("Europe/London")
    except ZoneInfoNotFoundError:
        # Windows carries no zone data; these laptops are set to London, so the local zone says the same.
        return None


def london() -> dt.datetime:
    """Return this moment in Europe/London."""
    return dt.datetime.now(dt.UTC).astimezone(_zone())
