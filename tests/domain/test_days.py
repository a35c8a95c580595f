"""Typed days, times and spans."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseload_tui.domain.days import (
    NoSuchDayError,
    Span,
    read_day,
    read_span,
    read_time,
    read_written_day,
    write_day,
)

SUNDAY = dt.date(2026, 11, 22)
DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2070, 12, 31))


@pytest.mark.parametrize(
    ("word", "back", "ahead"),
    [
        ("today", "2026-11-22", "2026-11-22"),
        ("tod", "2026-11-22", "2026-11-22"),
        ("yes", "2026-11-21", "2026-11-21"),
        ("tomorrow", "2026-11-23", "2026-11-23"),
        ("mon", "2026-11-16", "2026-11-23"),
        ("Tues", "2026-11-17", "2026-11-24"),
        ("sun", "2026-11-22", "2026-11-29"),
        ("13th", "2026-11-13", "2026-12-13"),
        ("22nd", "2026-11-22", "2026-11-22"),
        ("31st", "2026-10-31", "2026-12-31"),
        ("3/12", "2025-12-03", "2026-12-03"),
        ("29/2", "2024-02-29", "2028-02-29"),
        ("13/11", "2026-11-13", "2027-11-13"),
        ("13/11/26", "2026-11-13", "2026-11-13"),
        ("13/11/2031", "2031-11-13", "2031-11-13"),
        ("2026-11-13", "2026-11-13", "2026-11-13"),
        ("-2d", "2026-11-20", "2026-11-20"),
        ("+1w", "2026-11-29", "2026-11-29"),
        ("+1m", "2026-12-22", "2026-12-22"),
    ],
)
def test_a_word_names_a_day(word: str, back: str, ahead: str) -> None:
    assert read_day(word, SUNDAY) == dt.date.fromisoformat(back)
    assert read_day(word, SUNDAY, ahead=True) == dt.date.fromisoformat(ahead)


@pytest.mark.parametrize(
    "word", ["31/2", "13/13", "0/1", "32nd", "0th", "2026-02-30", "1/1/2071", "+9999m", "2071-01-01"]
)
def test_a_day_that_does_not_exist_is_never_another_one(word: str) -> None:
    with pytest.raises(NoSuchDayError):
        read_day(word, SUNDAY)


@pytest.mark.parametrize(
    "word", ["", "to", "mo", "monda y", "mondays", "14", "14:30", "x6", "housing", "13/11/026", "-2", "2d", "-"]
)
def test_other_words_are_no_days(word: str) -> None:
    assert read_day(word, SUNDAY) is None


@pytest.mark.parametrize(
    ("word", "time"),
    [
        ("14", ("14:00", None)),
        ("0", ("00:00", None)),
        ("930", ("09:30", None)),
        ("1430", ("14:30", None)),
        ("9:05", ("09:05", None)),
        ("2pm", ("14:00", None)),
        ("12am", ("00:00", None)),
        ("12PM", ("12:00", None)),
        ("2:30pm", ("14:30", None)),
        ("14-1445", ("14:00", "14:45")),
        ("2-3pm", ("14:00", "15:00")),
        ("11-1pm", ("11:00", "13:00")),
        ("9am-10:30am", ("09:00", "10:30")),
    ],
)
def test_a_word_names_a_time(word: str, time: tuple[str, str | None]) -> None:
    assert read_time(word) == time


@pytest.mark.parametrize(
    "word", ["", "24", "1460", "25:00", "13pm", "0pm", "14-", "-14", "14-25", "99999", "13th", "x"]
)
def test_other_words_are_no_times(word: str) -> None:
    assert read_time(word) is None


def test_a_span_of_months_ends_on_the_right_day() -> None:
    month = read_span("1m")
    assert month == Span(1, "m")
    assert (str(month), month.words, Span(2, "w").words) == ("1m", "1 month", "2 weeks")
    assert month.after(dt.date(2026, 1, 31)) == dt.date(2026, 2, 28)
    assert month.after(dt.date(2026, 3, 31), -1) == dt.date(2026, 2, 28)


@given(DAYS, DAYS, st.booleans())
def test_a_day_written_reads_the_same(day: dt.date, today: dt.date, ahead: bool) -> None:  # noqa: FBT001 - drawn
    assert read_day(write_day(day, today, ahead=ahead), today, ahead=ahead) == day


@given(st.integers(1, 31), st.integers(1, 12), DAYS)
def test_a_day_without_its_year_is_the_nearest(day: int, month: int, today: dt.date) -> None:
    try:
        back = read_day(f"{day}/{month}", today)
        ahead = read_day(f"{day}/{month}", today, ahead=True)
    except NoSuchDayError:
        return
    assert back is not None
    assert ahead is not None
    assert back <= today <= ahead
    assert (ahead - back).days <= 366 * 8
    assert (back.day, back.month) == (ahead.day, ahead.month) == (day, month)


@pytest.mark.parametrize(
    ("typed", "back", "ahead"),
    [
        ("12 nov", "2026-11-12", "2027-11-12"),
        ("12th November 2025", "2025-11-12", "2025-11-12"),
        ("1 dec 26", "2026-12-01", "2026-12-01"),
        ("13/11", "2026-11-13", "2027-11-13"),
        ("12 ma", None, None),
        ("12 smith", None, None),
    ],
)
def test_a_day_may_have_its_month_in_letters(typed: str, back: str | None, ahead: str | None) -> None:
    today = dt.date(2026, 11, 23)
    for is_ahead, meant in ((False, back), (True, ahead)):
        found = read_written_day(typed, today, ahead=is_ahead)
        assert found == (dt.date.fromisoformat(meant) if meant else None)
