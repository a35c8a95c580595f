"""The calendar of England and Wales: which days are worked, and stepping from one working day to another."""

import bisect
import csv
import datetime as dt
from calendar import monthrange
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources

from dateutil import easter

_FIRST_YEAR, _LAST_YEAR = 1880, 2090
"""Wider than any date that is let in (1900 to 2070), so that counting from one never falls off the end."""

_DAY = dt.timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True)
class Calendar:
    """Working days are Monday to Friday without the bank holidays.

    `holidays` is confirmed for the days from `valid_from` to `valid_to`. Outside them the standing rules stand in,
    without any one-off day, and due dates are not confirmed (P 3.60).
    """

    holidays: frozenset[dt.date]
    valid_from: dt.date
    valid_to: dt.date
    version: str

    @cached_property
    def _worked(self) -> list[int]:
        """The working days as ordinals, laid out on first use, so that a step is a look-up."""
        off = {day.toordinal() for day in self.holidays}
        for year in range(_FIRST_YEAR, _LAST_YEAR + 1):
            off.update(day.toordinal() for day in standing_holidays(year) if not self.is_confirmed(day))
        first, last = dt.date(_FIRST_YEAR, 1, 1).toordinal(), dt.date(_LAST_YEAR, 12, 31).toordinal()
        return [n for n in range(first, last + 1) if (n + 6) % 7 < _SATURDAY and n not in off]

    def is_confirmed(self, day: dt.date) -> bool:
        """Return whether the list of bank holidays covers the day."""
        return self.valid_from <= day <= self.valid_to

    def is_working(self, day: dt.date) -> bool:
        """Return whether the day is worked."""
        n = day.toordinal()
        at = bisect.bisect_left(self._worked, n)
        return at < len(self._worked) and self._worked[at] == n

    def add_working(self, day: dt.date, n: int) -> dt.date:
        """Return the n-th working day after `day` (before it when n is negative); 0 gives `day` itself.

        Counting starts the day after (the day before) the trigger: docs/practice.md, clocks.
        """
        if n == 0:
            return day
        ordinal = day.toordinal()
        if n > 0:
            at = bisect.bisect_right(self._worked, ordinal) + n - 1
        else:
            at = bisect.bisect_left(self._worked, ordinal) + n
        return dt.date.fromordinal(self._worked[at])

    def working_between(self, after: dt.date, until: dt.date) -> int:
        """Return how many working days d there are with after < d <= until; 0 when until is not later."""
        low = bisect.bisect_right(self._worked, after.toordinal())
        high = bisect.bisect_right(self._worked, until.toordinal())
        return max(0, high - low)

    def on_or_before(self, day: dt.date) -> dt.date:
        """Return the last working day on or before `day`."""
        return day if self.is_working(day) else self.add_working(day, -1)

    def ends_within(self, today: dt.date, months: int = 12) -> bool:
        """Return whether the confirmed list ends within that many months of today."""
        return self.valid_to < _months_on(today, months)


def _months_on(day: dt.date, months: int) -> dt.date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def standing_holidays(year: int) -> frozenset[dt.date]:
    """Return the bank holidays that the standing rules give a year, days in lieu included, one-off days not."""
    sunday = easter.easter(year)
    moved = [dt.date(year, 1, 1), dt.date(year, 12, 25), dt.date(year, 12, 26)]
    days = {
        sunday - 2 * _DAY,
        sunday + _DAY,
        _first_monday(year, 5),
        _last_monday(year, 5),
        _last_monday(year, 8),
    }
    for day in moved:
        while day.weekday() >= _SATURDAY or day in days:
            day += _DAY  # noqa: PLW2901 - the day in lieu is the next free weekday
        days.add(day)
    return frozenset(days)


def _first_monday(year: int, month: int) -> dt.date:
    first = dt.date(year, month, 1)
    return first + dt.timedelta(days=-first.weekday() % 7)


def _last_monday(year: int, month: int) -> dt.date:
    last = dt.date(year, month, 31)
    return last - dt.timedelta(days=last.weekday())


@cache
def national() -> Calendar:
    """Return the calendar shipped with the program (reference/bank_holidays.csv)."""
    text = resources.files("caseload_tui.reference").joinpath("bank_holidays.csv").read_text("utf-8")
    days = sorted(dt.date.fromisoformat(row["date"]) for row in csv.DictReader(text.splitlines()))
    return Calendar(
        holidays=frozenset(days),
        valid_from=dt.date(days[0].year, 1, 1),
        valid_to=days[-1],
        version=f"{days[0].year}-{days[-1].year}:{len(days)}",
    )
