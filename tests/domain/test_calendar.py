"""Working days and bank holidays (docs/practice.md, clocks; P 3.3 to P 3.7, P 3.60)."""

import datetime as dt

import holidays
import pytest

from caseload_tui.domain.calendar import national, standing_holidays
from tests.builders import day

CALENDAR = national()


@pytest.mark.parametrize(
    ("anchor", "n", "due"),
    [
        ("2026-12-23", 1, "2026-12-24"),
        ("2026-12-24", 1, "2026-12-29"),
        ("2026-01-10", 1, "2026-01-12"),
        ("2026-05-02", 1, "2026-05-05"),
        ("2026-01-16", 1, "2026-01-19"),
        ("2026-01-16", 0, "2026-01-16"),
        ("2026-01-17", 0, "2026-01-17"),
        ("2026-01-19", -1, "2026-01-16"),
        ("2026-01-18", -1, "2026-01-16"),
        ("2026-04-08", -2, "2026-04-02"),
        ("2026-01-05", 15, "2026-01-26"),
    ],
)
def test_working_days_are_counted_from_the_day_after_the_trigger(anchor: str, n: int, due: str) -> None:
    assert CALENDAR.add_working(day(anchor), n) == day(due)


def test_working_days_between_leave_the_first_day_out_and_take_the_last_in() -> None:
    assert CALENDAR.working_between(day("2026-01-16"), day("2026-01-19")) == 1
    assert CALENDAR.working_between(day("2026-01-19"), day("2026-01-19")) == 0
    assert CALENDAR.working_between(day("2026-01-20"), day("2026-01-19")) == 0
    assert CALENDAR.working_between(day("2026-12-24"), day("2026-12-29")) == 1


def test_a_release_on_a_weekend_is_brought_back_to_the_last_working_day() -> None:
    assert CALENDAR.on_or_before(day("2026-01-18")) == day("2026-01-16")
    assert CALENDAR.on_or_before(day("2026-12-28")) == day("2026-12-24")
    assert CALENDAR.on_or_before(day("2026-12-24")) == day("2026-12-24")


def test_the_shipped_list_agrees_with_a_second_opinion() -> None:
    years = range(CALENDAR.valid_from.year, CALENDAR.valid_to.year + 1)
    others = {on for on in holidays.country_holidays("GB", subdiv="ENG", years=years) if on.weekday() < 5}
    ours = {on for on in CALENDAR.holidays if on.weekday() < 5}
    assert ours == others


@pytest.mark.parametrize("year", [2013, 2015, 2017, 2021, 2024, 2026, 2027, 2028])
def test_the_standing_rules_give_the_years_without_one_off_days(year: int) -> None:
    moved = {2020}  # the early May holiday was moved that year
    listed = {on for on in CALENDAR.holidays if on.year == year}
    assert year not in moved
    assert standing_holidays(year) == listed


def test_a_year_after_the_list_follows_the_standing_rules_and_is_not_confirmed() -> None:
    after = CALENDAR.valid_to + dt.timedelta(days=400)
    assert not CALENDAR.is_confirmed(after)
    assert not CALENDAR.is_working(dt.date(after.year, 12, 25))
    assert CALENDAR.is_confirmed(CALENDAR.valid_to)


def test_the_end_of_the_list_is_announced_a_year_ahead() -> None:
    assert CALENDAR.ends_within(CALENDAR.valid_to)
    assert CALENDAR.ends_within(CALENDAR.valid_to - dt.timedelta(days=364))
    assert not CALENDAR.ends_within(CALENDAR.valid_to - dt.timedelta(days=367))
