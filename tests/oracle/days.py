"""Counting days one by one: clocks, days that do not count, ends of weeks and months."""

import calendar as months
import datetime as dt
from collections.abc import Callable
from enum import Enum

from caseload_tui.domain.calendar import Calendar
from caseload_tui.domain.words import Clock, Period

ONE = dt.timedelta(days=1)


class Held(Enum):
    """Whether a day counts: it does, it is left out, or it is left out with every day after it."""

    NO = 0
    YES = 1
    FOR_EVER = 2


Paused = Callable[[dt.date], Held]
"""Asks of one day whether a pause takes it out."""


def never(_: dt.date) -> Held:
    """Take no day out."""
    return Held.NO


def month_on(day: dt.date, n: int) -> dt.date:
    """Return the same day of the month, n months on, or the month's last day where it has no such day."""
    year, month = day.year, day.month
    for _ in range(n):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return dt.date(year, month, min(day.day, months.monthrange(year, month)[1]))


def end_of(period: Period, day: dt.date) -> dt.date:
    """Return the last day of the week or the month, or the day itself where the clock is rolling."""
    while period == "calendar-week" and day.weekday() != 6:
        day += ONE
    while period == "calendar-month" and (day + ONE).month == day.month:
        day += ONE
    return day


def reach(
    clock: Clock, n: int, anchor: dt.date, calendar: Calendar, paused: Paused = never, period: Period = "rolling"
) -> dt.date | None:
    """Return the day a limit reaches, or None when a pause without an end holds it (E7, ruling 21)."""
    if period != "rolling":
        return _reach_period(clock, n, anchor, paused, period)
    if clock in ("CD", "WD"):
        return _count_days(clock, n, anchor, calendar, paused)
    nominal = month_on(anchor, n) if clock == "MO" else anchor + 7 * n * ONE
    due, owed = anchor, 0
    while due < nominal or owed:
        owed -= due >= nominal
        due += ONE
        held = paused(due)
        if held is Held.FOR_EVER:
            return None
        owed += held is Held.YES
    return due


def _count_days(clock: Clock, n: int, anchor: dt.date, calendar: Calendar, paused: Paused) -> dt.date | None:
    day, left = anchor, n
    while left:
        day += ONE
        held = paused(day)
        if held is Held.FOR_EVER:
            return None
        left -= held is Held.NO and (clock == "CD" or calendar.is_working(day))
    return day


def _reach_period(clock: Clock, n: int, anchor: dt.date, paused: Paused, period: Period) -> dt.date | None:
    """Return the first end of a period that its own paused days do not push into a later one."""
    nominal = month_on(anchor, n) if clock == "MO" else anchor + (7 * n if clock == "WK" else n) * ONE
    due = end_of(period, nominal)
    while True:
        day, shift = anchor, 0
        while day < due:
            day += ONE
            held = paused(day)
            if held is Held.FOR_EVER:
                return None
            shift += held is Held.YES
        pushed = end_of(period, nominal + shift * ONE)
        if pushed <= due:
            return due
        due = end_of(period, due + ONE)
