"""Counting from a day: the four clocks, limits such as WD(5) and MO(4), and the days that a pause takes out."""

import calendar as months
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from caseload_tui.domain.calendar import Calendar
from caseload_tui.domain.words import Clock, Period

_DAY = dt.timedelta(days=1)
_UNITS = {"WD": "working day", "CD": "day", "WK": "week", "MO": "month"}


@dataclass(frozen=True, slots=True)
class Limit:
    """A number on a clock; a negative number counts back from the anchor."""

    clock: Clock
    n: int

    @property
    def code(self) -> str:
        """Return the limit as JSON and rulings write it, such as `WD(-5)`."""
        return f"{self.clock}({self.n})"

    @property
    def words(self) -> str:
        """Return the limit for people, such as `15 working days`."""
        count = abs(self.n)
        return f"{count} {_UNITS[self.clock]}{'' if count == 1 else 's'}"


@dataclass(frozen=True, slots=True)
class Pause:
    """Days [from_on, to_on) that a clock leaves out; `to_on` None is open-ended."""

    from_on: dt.date
    to_on: dt.date | None


def merge(pauses: Sequence[Pause]) -> tuple[Pause, ...]:
    """Return the pauses without overlap, earliest first, so that no day is counted twice (ruling 21)."""
    merged: list[Pause] = []
    for pause in sorted(pauses, key=lambda p: p.from_on):
        if pause.to_on is not None and pause.to_on <= pause.from_on:
            continue
        last = merged[-1] if merged else None
        if last is not None and (last.to_on is None or pause.from_on <= last.to_on):
            ends = None if last.to_on is None or pause.to_on is None else max(last.to_on, pause.to_on)
            merged[-1] = Pause(last.from_on, ends)
        else:
            merged.append(pause)
    return tuple(merged)


def add_months(day: dt.date, n: int) -> dt.date:
    """Return the same day of the month n months on, clamped to that month's last day (clock MO)."""
    year, month = divmod(day.year * 12 + day.month - 1 + n, 12)
    last = months.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last))


def add(limit: Limit, anchor: dt.date, calendar: Calendar) -> dt.date:
    """Return the day the limit reaches from the anchor, no pause considered (docs/practice.md, clocks)."""
    if limit.clock == "WD":
        return calendar.add_working(anchor, limit.n)
    if limit.clock == "MO":
        return add_months(anchor, limit.n)
    return anchor + dt.timedelta(days=limit.n * (7 if limit.clock == "WK" else 1))


def reach(
    limit: Limit,
    anchor: dt.date,
    calendar: Calendar,
    pauses: Sequence[Pause] = (),
    period: Period = "rolling",
) -> dt.date | None:
    """Return the due date with the paused days left out, or None when an open-ended pause holds it (ruling E7, 21).

    Paused days are those d with anchor < d <= due. `pauses` must not overlap. A calendar period (ruling 60) runs to
    the last day of the week or month that the limit reaches.
    """
    due = _period_end(add(limit, anchor, calendar), period)
    while pauses:
        shift = 0
        for pause in pauses:
            first = max(pause.from_on, anchor + _DAY)
            if first > due or (pause.to_on is not None and pause.to_on <= first):
                continue
            if pause.to_on is None:
                return None
            last = min(pause.to_on - _DAY, due)
            shift += calendar.working_between(first - _DAY, last) if limit.clock == "WD" else (last - first).days + 1
        if limit.clock == "WD":
            moved = calendar.add_working(anchor, limit.n + shift)
        else:
            moved = add(limit, anchor, calendar) + dt.timedelta(days=shift)
        moved = _period_end(moved, period)
        if moved == due:
            break
        due = moved
    return due


def _period_end(day: dt.date, period: Period) -> dt.date:
    if period == "calendar-week":
        return day + dt.timedelta(days=6 - day.weekday())
    if period == "calendar-month":
        return day.replace(day=months.monthrange(day.year, day.month)[1])
    return day
