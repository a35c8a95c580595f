"""The four clocks and the days that pauses take out (docs/practice.md, clocks; rulings E3, E7, 21 and 60)."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseload_tui.domain.calendar import national
from caseload_tui.domain.clocks import Limit, Pause, add, add_months, merge, reach
from caseload_tui.domain.words import Clock
from tests.builders import day

CALENDAR = national()
DAYS = st.dates(dt.date(2024, 1, 1), dt.date(2026, 12, 31))


@pytest.mark.parametrize(
    ("start", "n", "due"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2026-01-31", 2, "2026-03-31"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2026-03-31", -1, "2026-02-28"),
        ("2026-11-30", 3, "2027-02-28"),
    ],
)
def test_months_are_cut_to_the_last_day_and_counted_from_the_anchor(start: str, n: int, due: str) -> None:
    assert add_months(day(start), n) == day(due)


@pytest.mark.parametrize(
    ("clock", "n", "due"),
    [("CD", 7, "2026-01-12"), ("WK", 2, "2026-01-19"), ("MO", 4, "2026-05-05"), ("WD", 5, "2026-01-12")],
)
def test_each_clock_counts_in_its_own_unit(clock: Clock, n: int, due: str) -> None:
    assert add(Limit(clock, n), day("2026-01-05"), CALENDAR) == day(due)


def test_limits_are_written_as_codes_and_as_words() -> None:
    assert [Limit("WD", -5).code, Limit("MO", 4).code] == ["WD(-5)", "MO(4)"]
    assert [Limit("WD", -1).words, Limit("CD", 14).words] == ["1 working day", "14 days"]


def test_a_pause_from_the_due_date_on_moves_it_and_one_from_the_day_after_does_not() -> None:
    limit, anchor = Limit("CD", 14), day("2026-01-05")
    on_it = Pause(day("2026-01-19"), day("2026-01-24"))
    after = Pause(day("2026-01-20"), day("2026-01-24"))
    assert reach(limit, anchor, CALENDAR, (on_it,)) == day("2026-01-24")
    assert reach(limit, anchor, CALENDAR, (after,)) == day("2026-01-19")


def test_a_second_pause_inside_the_moved_time_counts_as_well() -> None:
    pauses = (Pause(day("2026-01-10"), day("2026-01-15")), Pause(day("2026-01-22"), day("2026-01-25")))
    assert reach(Limit("CD", 14), day("2026-01-05"), CALENDAR, pauses) == day("2026-01-27")


def test_the_anchor_day_itself_is_never_paused() -> None:
    assert reach(Limit("CD", 7), day("2026-01-05"), CALENDAR, (Pause(day("2026-01-01"), day("2026-01-06")),)) == day(
        "2026-01-12"
    )


def test_an_open_ended_pause_holds_the_due_date() -> None:
    assert reach(Limit("CD", 14), day("2026-01-05"), CALENDAR, (Pause(day("2026-01-19"), None),)) is None
    assert reach(Limit("CD", 14), day("2026-01-05"), CALENDAR, (Pause(day("2026-01-20"), None),)) == day("2026-01-19")


def test_working_days_skip_only_the_working_days_of_a_pause() -> None:
    pause = Pause(day("2026-01-08"), day("2026-01-12"))  # Thursday to Sunday: two working days
    assert reach(Limit("WD", 5), day("2026-01-05"), CALENDAR, (pause,)) == day("2026-01-14")


def test_months_and_weeks_move_by_the_paused_days() -> None:
    pause = Pause(day("2026-02-01"), day("2026-02-11"))
    assert reach(Limit("MO", 1), day("2026-01-31"), CALENDAR, (pause,)) == day("2026-03-10")
    assert reach(Limit("WK", 4), day("2026-01-31"), CALENDAR, (pause,)) == day("2026-03-10")


def test_a_calendar_period_runs_to_its_last_day() -> None:
    assert reach(Limit("WK", 1), day("2026-01-07"), CALENDAR, (), "calendar-week") == day("2026-01-18")
    assert reach(Limit("MO", 1), day("2026-01-31"), CALENDAR, (), "calendar-month") == day("2026-02-28")


def test_overlapping_and_touching_pauses_are_one() -> None:
    first, second = Pause(day("2026-01-01"), day("2026-01-10")), Pause(day("2026-01-05"), day("2026-01-20"))
    empty, endless = Pause(day("2026-03-01"), day("2026-03-01")), Pause(day("2026-01-20"), None)
    assert merge([second, first, empty]) == (Pause(day("2026-01-01"), day("2026-01-20")),)
    assert merge([second, endless, first]) == (Pause(day("2026-01-01"), None),)


@given(
    DAYS,
    st.integers(1, 60),
    st.sampled_from(["WD", "CD", "WK", "MO"]),
    st.lists(st.tuples(DAYS, st.integers(0, 40)), max_size=4),
)
def test_a_pause_never_makes_anything_due_earlier(
    anchor: dt.date, n: int, clock: Clock, drawn: list[tuple[dt.date, int]]
) -> None:
    pauses = merge([Pause(start, start + dt.timedelta(days=length)) for start, length in drawn])
    limit = Limit(clock, n)
    due, plain = reach(limit, anchor, CALENDAR, pauses), add(limit, anchor, CALENDAR)
    assert due is not None
    assert due >= plain
    paused = sum(
        any(p.from_on <= d and p.to_on is not None and d < p.to_on for p in pauses) for d in _days(anchor, due)
    )
    if clock != "WD":
        assert due == plain + dt.timedelta(days=paused)


def _days(after: dt.date, until: dt.date) -> list[dt.date]:
    return [after + dt.timedelta(days=n) for n in range(1, (until - after).days + 1)]
