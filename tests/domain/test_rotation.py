"""Which backups stay: seven days, four weeks, twelve months, whatever the dates are."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from caseload_tui.domain.rotation import kept

MOMENTS = st.sets(st.datetimes(dt.datetime(2024, 1, 1), dt.datetime(2027, 12, 31)).map(lambda m: m.replace(second=0)))  # noqa: DTZ001 - civil


def week(moment: dt.datetime) -> tuple[int, int]:
    return moment.isocalendar()[:2]


def month(moment: dt.datetime) -> tuple[int, int]:
    return moment.year, moment.month


@given(MOMENTS)
def test_the_newest_of_each_of_seven_days_four_weeks_and_twelve_months_stays_and_no_other(
    moments: set[dt.datetime],
) -> None:
    found = kept(moments)
    assert found <= moments
    wanted = {m for m in moments if m.date() == max(moments).date()}
    for period, most in ((dt.datetime.date, 7), (week, 4), (month, 12)):
        last = sorted({period(m) for m in moments})[-most:]
        wanted |= {max(m for m in moments if period(m) == one) for one in last}
    assert found == wanted


@given(MOMENTS)
def test_what_was_thinned_out_once_stays_as_it_is(moments: set[dt.datetime]) -> None:
    assert kept(kept(moments)) == kept(moments)


@given(MOMENTS, st.datetimes(dt.datetime(2028, 1, 1), dt.datetime(2028, 12, 31)))  # noqa: DTZ001
def test_nothing_that_was_let_go_is_ever_wanted_again(moments: set[dt.datetime], later: dt.datetime) -> None:
    assert kept({*moments, later}) == kept({*kept(moments), later})


def test_two_years_of_days_leave_no_more_than_23() -> None:
    here: set[dt.datetime] = set()
    for number in range(730):
        here = kept({*here, dt.datetime(2025, 1, 1, 9) + dt.timedelta(days=number)})  # noqa: DTZ001
    assert len(here) <= 7 + 4 + 12
    assert len({month(moment) for moment in here}) == 12
    assert min(here) == dt.datetime(2026, 1, 31, 9)  # noqa: DTZ001
