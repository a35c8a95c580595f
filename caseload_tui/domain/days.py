"""Days, times and spans as people type them, shared by the contact line, the forms, the filter and the command line.

A word that has not the shape of a day or a time gives None, so that the reader can try it as something else. A word
that has the shape and names no such day is a `NoSuchDayError`: never another day that is near.
"""

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from typing import Final

DAY_WORDS: Final[dict[str, str]] = {
    "today": "today",
    "yesterday": "the day before",
    "tomorrow": "the day after",
    "monday": "Monday",
    "tuesday": "Tuesday",
    "wednesday": "Wednesday",
    "thursday": "Thursday",
    "friday": "Friday",
    "saturday": "Saturday",
    "sunday": "Sunday",
}
"""The days that have a name, and what each is; they shorten to three letters."""

_YEAR = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
ACCEPTED_DAYS: Final = "today, yesterday, mon, 13th, 13/11, 13/11/26, 2026-11-13, -2d, +1w"
ACCEPTED_TIMES: Final = "14, 1430, 14:30, 2pm, 14-1445"
SHORTEST: Final = 3

_AWAY: Final = {"today": 0, "yesterday": -1, "tomorrow": 1}
_WEEKDAYS: Final = tuple(DAY_WORDS)[len(_AWAY) :]
_CENTURY: Final = 2000
_CENTURY_YEARS: Final = 100
_WEEK: Final = 7
_MONTHS: Final = 12
_NOON: Final = 12
_LATEST: Final = dt.date(2070, 12, 31)
"""The last day of the calendar; no day is read beyond it."""

_ORDINAL = re.compile(r"(\d{1,2})(?:st|nd|rd|th)", re.ASCII)
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})(?:/(\d{2}|\d{4}))?", re.ASCII)
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_SHIFT = re.compile(r"([+-])(\d{1,4}[dwm])", re.ASCII)
_SPAN = re.compile(r"(\d{1,4})([dwm])", re.ASCII)
_WRITTEN = re.compile(r"(\d{1,2})(?:st|nd|rd|th)? ([a-z]+)(?: (\d{2}|\d{4}))?", re.ASCII)
_CLOCK = re.compile(r"(\d{1,2})(?::?(\d{2}))?(am|pm)?", re.ASCII)
_UNITS: Final = {"d": "day", "w": "week", "m": "month"}


class NoSuchDayError(ValueError):
    """What was typed has the shape of a day, but there is no such day."""


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time: so many days (`d`), weeks (`w`) or months (`m`)."""

    number: int
    unit: str

    def __str__(self) -> str:
        """Return it as typed: `2w`."""
        return f"{self.number}{self.unit}"

    @property
    def words(self) -> str:
        """Return it in words: `2 weeks`."""
        return f"{self.number} {_UNITS[self.unit]}{'' if self.number == 1 else 's'}"

    def after(self, day: dt.date, times: int = 1) -> dt.date:
        """Return the day that lies this span after `day`, or before it when `times` is negative.

        Months end on the right day, as rules count them: a month after 31 January is the last of February.

        Raises:
            NoSuchDayError: no calendar of this program reaches that far.
        """
        number = self.number * times
        try:
            if self.unit == "m":
                year, month = divmod(day.year * _MONTHS + day.month - 1 + number, _MONTHS)
                last = calendar.monthrange(year, month + 1)[1]
                found = dt.date(year, month + 1, min(day.day, last))
            else:
                found = day + dt.timedelta(days=number * (_WEEK if self.unit == "w" else 1))
        except (ValueError, OverflowError):
            raise NoSuchDayError("too far away to be meant") from None
        return _near(found)


def read_span(word: str) -> Span | None:
    """Return the length that `2w`, `10d` or `3m` is, None for any other word."""
    found = _SPAN.fullmatch(word.lower())
    return Span(int(found[1]), found[2]) if found else None


def read_day(word: str, today: dt.date, *, ahead: bool = False) -> dt.date | None:
    """Return the day that a word names, None for a word that is not written as a day.

    A day without its year or month is the nearest one back from today, today included, or with `ahead` the nearest
    one to come. A day of the week is the last one up to today, or with `ahead` the next one after today.

    Raises:
        NoSuchDayError: it is written as a day, but there is no such day.

    >>> read_day("13th", dt.date(2026, 11, 22))
    datetime.date(2026, 11, 13)
    >>> read_day("3/12", dt.date(2026, 11, 22)), read_day("3/12", dt.date(2026, 11, 22), ahead=True)
    (datetime.date(2025, 12, 3), datetime.date(2026, 12, 3))
    """
    word = word.lower()
    if name := day_word(word):
        return _named(name, today, ahead=ahead)
    if found := _ORDINAL.fullmatch(word):
        return _nearest_month(int(found[1]), today, ahead=ahead)
    if found := _SLASHED.fullmatch(word):
        return _slashed(found, today, ahead=ahead)
    if found := _ISO.fullmatch(word):
        return _exact(int(found[1]), int(found[2]), int(found[3]))
    if found := _SHIFT.fullmatch(word):
        span = read_span(found[2])
        return span.after(today, 1 if found[1] == "+" else -1) if span else None
    return None


def read_written_day(text: str, today: dt.date, *, ahead: bool = False) -> dt.date | None:
    """Return the day that a text names, also with the month in letters: `12 nov`, `12 November 2026`.

    Raises:
        NoSuchDayError: it is written as a day, but there is no such day.
    """
    found = _WRITTEN.fullmatch(" ".join(text.lower().split()))
    if found is None:
        return read_day(text, today, ahead=ahead)
    month = next(
        (at for at, name in enumerate(_YEAR, 1) if len(found[2]) >= SHORTEST and name.startswith(found[2])), None
    )
    return read_day("/".join(filter(None, (found[1], str(month), found[3]))), today, ahead=ahead) if month else None


def day_word(word: str) -> str | None:
    """Return the name of a day that a word of three letters or more begins, None if it begins none."""
    if len(word) < SHORTEST:
        return None
    return next((name for name in DAY_WORDS if name.startswith(word)), None)


def write_day(day: dt.date, today: dt.date, *, ahead: bool = False) -> str:
    """Return the shortest word that `read_day` reads as this day again, and that a person reads too."""
    for word in ("today", "yesterday", f"{day.day}/{day.month}"):
        if read_day(word, today, ahead=ahead) == day:
            return word
    short_year = day.year - _CENTURY
    return f"{day.day}/{day.month}/{short_year:02}" if 0 <= short_year < _CENTURY_YEARS else day.isoformat()


def _named(name: str, today: dt.date, *, ahead: bool) -> dt.date:
    if name in _AWAY:
        return today + dt.timedelta(days=_AWAY[name])
    weekday = _WEEKDAYS.index(name)
    if ahead:
        return today + dt.timedelta(days=(weekday - today.weekday() - 1) % _WEEK + 1)
    return today - dt.timedelta(days=(today.weekday() - weekday) % _WEEK)


def _nearest_month(day: int, today: dt.date, *, ahead: bool) -> dt.date:
    step = 1 if ahead else -1
    first = today.year * _MONTHS + today.month - 1
    # No two months that follow each other are both too short for a day, so four in a row always hold it.
    for n in range(first, first + 4 * step, step):
        year, month = divmod(n, _MONTHS)
        if 1 <= day <= calendar.monthrange(year, month + 1)[1]:
            found = dt.date(year, month + 1, day)
            if found >= today if ahead else found <= today:
                return found
    raise NoSuchDayError("there is no such day")


def _slashed(found: re.Match[str], today: dt.date, *, ahead: bool) -> dt.date:
    day, month = int(found[1]), int(found[2])
    if found[3]:
        year = int(found[3])
        return _exact(year + _CENTURY if year < _CENTURY_YEARS else year, month, day)
    step = 1 if ahead else -1
    # A leap day may be eight years away, around a century that has none.
    for year in range(today.year, today.year + 9 * step, step):
        try:
            date = dt.date(year, month, day)
        except ValueError:
            continue
        if date >= today if ahead else date <= today:
            return date
    raise NoSuchDayError("there is no such day")


def _exact(year: int, month: int, day: int) -> dt.date:
    try:
        return _near(dt.date(year, month, day))
    except NoSuchDayError:
        raise
    except ValueError:
        raise NoSuchDayError("there is no such day") from None


def _near(day: dt.date) -> dt.date:
    if day > _LATEST:
        raise NoSuchDayError("too far away to be meant")
    return day


def read_time(word: str) -> tuple[str, str | None] | None:
    """Return the start and the end (or None) that a word names, as HH:MM; None for any other word.

    >>> read_time("14"), read_time("1430"), read_time("2pm"), read_time("14-1445")
    (('14:00', None), ('14:30', None), ('14:00', None), ('14:00', '14:45'))
    """
    start, dash, end = word.lower().partition("-")
    if not dash:
        time = _clock(start)
        return (time, None) if time else None
    half = end[-2:] if end[-2:] in ("am", "pm") and start[-2:] not in ("am", "pm") else ""
    # `2-3pm` is from two to three in the afternoon, but `11-1pm` begins in the morning.
    starts = [time for time in (_clock(start + half), _clock(start)) if time]
    until = _clock(end)
    if not starts or not until:
        return None
    return next((time for time in starts if time < until), starts[-1]), until


def _clock(word: str) -> str | None:
    found = _CLOCK.fullmatch(word)
    if not found:
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
    if half:
        if not 1 <= hour <= _NOON:
            return None
        hour = hour % _NOON + (_NOON if half == "pm" else 0)
    return f"{hour:02}:{minute:02}" if hour < 24 and minute < 60 else None  # noqa: PLR2004 - hours and minutes
