"""Which backups are kept as time goes by: a function of their moments and of nothing else. Pure."""

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Final

_PERIODS: Final[tuple[tuple[int, Callable[[dt.datetime], object]], ...]] = (
    (7, lambda moment: moment.date()),
    (4, lambda moment: moment.isocalendar()[:2]),
    (12, lambda moment: (moment.year, moment.month)),
)
"""How many of which periods keep their newest backup: days, weeks (from Monday), months. Only those that have one."""


def kept(moments: Iterable[dt.datetime]) -> set[dt.datetime]:
    """Return which of these moments' backups are kept: 7 daily, 4 weekly, 12 monthly, and all of the newest day.

    >>> sorted(m.day for m in kept(dt.datetime(2026, 11, day, 9) for day in range(1, 26)))
    [8, 15, 19, 20, 21, 22, 23, 24, 25]
    """
    newest_first = sorted(moments, reverse=True)
    found = {moment for moment in newest_first if moment.date() == newest_first[0].date()}
    for most, period in _PERIODS:
        newest: dict[object, dt.datetime] = {}
        for moment in newest_first:
            newest.setdefault(period(moment), moment)
        found.update(list(newest.values())[:most])
    return found


def stands_for(one: dt.datetime, other: dt.datetime) -> bool:
    """Return whether two backups are of the same day, week or month, so that either may stand for the other."""
    return any(period(one) == period(other) for _, period in _PERIODS)
