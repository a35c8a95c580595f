"""How dates, durations and lateness are said, on screen and in plain text alike."""

import datetime as dt
import re

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_KILOBYTE, _MEGABYTE, _GIGABYTE = 1000, 1000**2, 1000**3
_WEEKS_FROM = 60
_NAMED_FROM = 8
_DATE = re.compile(r"\b\d{4}-\d\d-\d\d\b")


def day(date: dt.date, today: dt.date | None = None) -> str:
    """Return `Fri 13 Nov`, with the year unless `today` lies in the same one."""
    words = f"{_DAYS[date.weekday()]} {date.day} {_MONTHS[date.month - 1]}"
    return words if today is not None and today.year == date.year else f"{words} {date.year}"


def bare_day(date: dt.date, today: dt.date | None = None) -> str:
    """Return the same without the day of the week: `13 Nov`."""
    return day(date, today).split(" ", 1)[1]


def column_day(date: dt.date, today: dt.date | None = None) -> str:
    """Return the day for a column: `Tue  8 Dec`, in another year than today's ` 8 Dec 2027`, which is as wide."""
    words = f"{date.day:>2} {_MONTHS[date.month - 1]}"
    return (
        f"{_DAYS[date.weekday()]} {words}" if today is not None and today.year == date.year else f"{words} {date.year}"
    )


def dated(words: str, today: dt.date) -> str:
    """Return a sentence with the days in it, written as in JSON, as they are said."""
    return _DATE.sub(lambda found: day(dt.date.fromisoformat(found[0]), today), words)


def count(n: int, one: str, many: str | None = None) -> str:
    """Return `1 day`, `2 days`."""
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def size(number: int) -> str:
    """Return a number of bytes: `812 KB`, `1.8 MB`, `5.2 GB`."""
    if number < _MEGABYTE:
        return f"{max(round(number / _KILOBYTE), min(number, 1))} KB"
    if number < _GIGABYTE:
        return f"{number / _MEGABYTE:.1f} MB"
    return f"{number / _GIGABYTE:.1f} GB"


def inside(title: str) -> str:
    """Return a title as it stands inside a line: no capital, but where it is part of an abbreviation (`RAR days`)."""
    return title[:1].lower() + title[1:] if title[1:2].islower() or title[1:2] == "-" else title


def span(days: int) -> str:
    """Return a duration: `24 d`, from 60 days on `37 weeks`."""
    return count(days // 7, "week") if days >= _WEEKS_FROM else f"{days} d"


def due(due_on: dt.date, today: dt.date) -> str:
    """Return when something is due, for a column: `overdue 10 d`, `today`, `in 3 d`, then the date."""
    days = (due_on - today).days
    if days < 0:
        return f"overdue {-days:>2} d"
    if days == 0:
        return "today"
    return f"in {days} d" if days < _NAMED_FROM else column_day(due_on, today)


def due_sentence(due_on: dt.date, today: dt.date) -> str:
    """Return the same for a sentence: `overdue 9 days`, `due today`, `due in 3 days`, `due Thu 26 Nov`."""
    days = (due_on - today).days
    if days < 0:
        return f"overdue {count(-days, 'day')}"
    if days == 0:
        return "due today"
    return f"due in {count(days, 'day')}" if days < _NAMED_FROM else f"due {day(due_on, today)}"


def age(born_on: dt.date, today: dt.date) -> int:
    """Return the age in whole years."""
    return today.year - born_on.year - ((today.month, today.day) < (born_on.month, born_on.day))


def initials(name: str) -> str:
    """Return `S. A.` for `SAMPLE, Alan`, for screens that others may see."""
    return " ".join(f"{part.strip()[:1].upper()}." for part in name.split(",") if part.strip())
