"""Stretches of days as people type them: `<30d`, `>=2w`, `fri`, `2026-12`, `1/12..24/12`; read to their two ends."""

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from typing import Final, Literal

from caseload_tui.domain.days import NoSuchDayError, read_day, read_span

Side = Literal["back", "ahead"]
"""Whether `<30d` means the last thirty days or the next thirty."""

_SIGNED = re.compile(r"(<=|>=|<|>|=)?(.+)")
_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
_DAY: Final = dt.timedelta(days=1)
_MONTHS: Final = 12


@dataclass(frozen=True, slots=True)
class Range:
    """Days from `low` to `high`, both included; None has no bound."""

    low: dt.date | None
    high: dt.date | None


def read_range(text: str, today: dt.date, side: Side) -> Range | None:
    """Return the days that are meant, None for what is not written as days.

    Raises:
        NoSuchDayError: it is written as days, but there are no such days.
    """
    start, dots, end = text.partition("..")
    if dots:
        return _between(start, end, today, side)
    found = _SIGNED.fullmatch(text)
    if not found:
        return None
    sign, word = found[1] or "=", found[2]
    if span := read_span(word):
        return _age(sign, span.after(today, 1 if side == "ahead" else -1), today, side)
    if month := _month(word):
        return _compared(sign, *month)
    day = read_day(word, today, ahead=side == "ahead")
    return _compared(sign, day, day) if day else None


def _age(sign: str, edge: dt.date, today: dt.date, side: Side) -> Range:
    """Return what lies less, or more, than so long back or ahead of today; `edge` is the day that lies just so long."""
    if sign == "=":
        return Range(edge, edge)
    outward = _DAY if side == "ahead" else -_DAY
    if "=" not in sign:
        edge += outward if sign == ">" else -outward
    ends = (today, edge) if "<" in sign else (edge, None)
    return Range(*(ends if side == "ahead" else reversed(ends)))


def _compared(sign: str, first: dt.date, last: dt.date) -> Range:
    """Return what lies before, in or after a day or a month."""
    return {
        "<": Range(None, first - _DAY),
        "<=": Range(None, last),
        "=": Range(first, last),
        ">=": Range(first, None),
        ">": Range(last + _DAY, None),
    }[sign]


def _between(start: str, end: str, today: dt.date, side: Side) -> Range | None:
    """Return the days from one to the other; a first day without its year is the last such day before the second."""
    if (near := read_span(start)) and (far := read_span(end)):
        step = 1 if side == "ahead" else -1
        edges = sorted((near.after(today, step), far.after(today, step)))
        return Range(edges[0], edges[1])
    lows, highs = _month(start), _month(end)
    high = highs[1] if highs else read_day(end, today, ahead=side == "ahead")
    if high is None:
        return None
    low = lows[0] if lows else read_day(start, today, ahead=side == "ahead")
    if low is not None and low > high:
        low = read_day(start, high)
    if low is None:
        return None
    if low > high:
        raise NoSuchDayError("ends before it begins")
    return Range(low, high)


def _month(word: str) -> tuple[dt.date, dt.date] | None:
    found = _MONTH.fullmatch(word)
    if not found:
        return None
    year, month = int(found[1]), int(found[2])
    if not (1 <= month <= _MONTHS and year):
        raise NoSuchDayError("there is no such month")
    return dt.date(year, month, 1), dt.date(year, month, calendar.monthrange(year, month)[1])
