"""The oracle against examples worked by hand from the rulings; it judges the engine, so it is judged first."""

import datetime as dt

import pytest

from caseload_tui.domain.calendar import national
from caseload_tui.domain.clocks import Limit
from caseload_tui.domain.facts import CaseFacts
from caseload_tui.standards.load import shipped
from caseload_tui.standards.rule import Rule, Standing
from tests.builders import (
    a_case,
    a_contact,
    a_pause,
    a_plan,
    a_profile,
    a_registration,
    a_review,
    a_rule,
    a_sentence,
    a_spell,
    a_standing,
    day,
)
from tests.oracle.days import Held, reach
from tests.oracle.duty import Found
from tests.oracle.oracle import duties
from tests.oracle.seen import seen

START = day("2025-01-06")
"""A Monday; the order starts on it wherever no other day is given."""


def after(n: int) -> dt.date:
    """Return the n-th day of the order, the first being 0."""
    return START + dt.timedelta(days=n)


def told(facts: CaseFacts, as_of: int | dt.date, *rules: Rule, standing: Standing | None = None) -> list[Found]:
    on = as_of if isinstance(as_of, dt.date) else after(as_of)
    return duties(facts, standing or a_standing(*rules), national(), on)


def last(facts: CaseFacts, as_of: int, *rules: Rule) -> tuple[int | None, str]:
    """Return the due day of the newest obligation and its state."""
    found = told(facts, as_of, *rules)[-1]
    due = None if found.due_on is None else (found.due_on - START).days
    return due, found.state(after(as_of), national())


def test_working_days_skip_weekends_bank_holidays_and_paused_days() -> None:
    assert reach("WD", 1, day("2026-12-24"), national()) == day("2026-12-29")
    assert reach("WD", 0, day("2026-12-26"), national()) == day("2026-12-26")
    assert reach("WD", 1, day("2026-12-24"), national(), lambda d: Held(d == day("2026-12-29"))) == day("2026-12-30")


def test_months_are_clamped_and_moved_by_paused_days() -> None:
    assert reach("MO", 1, day("2025-01-31"), national()) == day("2025-02-28")
    held = {day("2025-02-10"), day("2025-03-01")}
    assert reach("MO", 1, day("2025-01-31"), national(), lambda d: Held(d in held)) == day("2025-03-02")


def test_a_calendar_week_ends_on_sunday_and_a_calendar_month_on_its_last_day() -> None:
    assert reach("WK", 1, day("2025-01-07"), national(), period="calendar-week") == day("2025-01-19")
    assert reach("MO", 1, day("2025-01-31"), national(), period="calendar-month") == day("2025-02-28")


def test_ruling_4_a_contact_satisfies_on_its_date_and_opens_the_next() -> None:
    facts = a_case(a_sentence(), a_contact(after(20)))
    first, second = told(facts, 25, a_rule(limit=28))
    assert (first.due_on, first.satisfied_on) == (after(28), after(20))
    assert (second.opened_on, second.due_on) == (after(20), after(48))


def test_a_day_after_the_due_date_is_overdue_and_the_due_date_itself_is_not() -> None:
    facts = a_case(a_sentence())
    assert last(facts, 28, a_rule(limit=28))[1] == "due_soon"
    assert last(facts, 29, a_rule(limit=28)) == (28, "overdue")


def test_ruling_13_lowering_the_risk_of_an_overdue_duty_changes_nothing() -> None:
    rule = a_rule(limit={"H": 7, "M": 28})
    facts = a_case(a_sentence(), a_registration("H", after(0), after(20)), a_registration("M", after(20)))
    assert last(facts, 21, rule) == (7, "overdue")


def test_ruling_13_raising_the_risk_counts_the_new_limit_from_the_change() -> None:
    rule = a_rule(limit={"H": 7, "M": 28})
    facts = a_case(a_sentence(), a_registration("M", after(0), after(20)), a_registration("H", after(20)))
    assert last(facts, 20, rule) == (27, "open")
    facts = a_case(a_sentence(), a_registration("M", after(0), after(25)), a_registration("H", after(25)))
    assert last(facts, 25, rule) == (28, "due_soon")


@pytest.mark.parametrize(("seen_on", "due"), [(69, 83), (70, 98), (83, 111)])
def test_ruling_14_a_looser_second_phase_counts_where_the_first_does_not_reach(seen_on: int, due: int) -> None:
    assert last(a_case(a_sentence(), a_contact(after(seen_on))), seen_on, a_rule(limit=(14, 28))) == (due, "open")


def test_ruling_14_a_tighter_second_phase_counts_from_its_first_day() -> None:
    facts = a_case(a_sentence(), a_contact(after(80)))
    assert last(facts, 81, a_rule(limit=(28, 7))) == (91, "open")
    facts = a_case(a_sentence(), a_contact(after(60)))
    assert last(facts, 61, a_rule(limit=(28, 7))) == (88, "open")


def test_ruling_21_a_pause_from_the_due_date_on_moves_it_and_one_from_the_day_after_does_not() -> None:
    facts = a_case(a_sentence(), a_pause(after(28), after(35)))
    assert last(facts, 29, a_rule(limit=28)) == (35, "due_soon")
    facts = a_case(a_sentence(), a_pause(after(29), after(35)))
    assert last(facts, 29, a_rule(limit=28)) == (28, "overdue")


def test_ruling_21_an_open_pause_holds_the_clock_and_leave_counts_28_days() -> None:
    assert last(a_case(a_sentence(), a_pause(after(5), None)), 60, a_rule(limit=28)) == (None, "open")
    leave = a_pause(after(5), None, "approved_leave")
    assert last(a_case(a_sentence(), leave), 40, a_rule(limit=28)) == (56, "open")


def test_ruling_23_with_two_wanted_the_first_contact_satisfies_nothing() -> None:
    facts = a_case(a_sentence(), a_contact(after(5)), a_contact(after(9)), a_contact(after(12)))
    found = told(facts, 20, a_rule(limit=30, quota=2))
    assert [(f.due_on, f.satisfied_on) for f in found] == [
        (after(30), after(9)),
        (after(35), after(12)),
        (after(39), None),
    ]


def test_ruling_22_the_first_limit_holds_until_the_first_contact() -> None:
    rule = a_rule(limit=28, first=Limit("WD", 3))
    assert last(a_case(a_sentence()), 1, rule) == (3, "due_soon")
    assert last(a_case(a_sentence(), a_contact(after(2))), 2, rule) == (30, "open")


def test_ruling_24_a_level_that_turns_the_rule_off_closes_it_and_back_opens_it_anew() -> None:
    rule = a_rule(limit={"M": 28, "H": None})
    facts = a_case(
        a_sentence(),
        a_registration("M", after(0), after(10)),
        a_registration("H", after(10), after(20)),
        a_registration("M", after(20)),
    )
    closed, live = told(facts, 21, rule)
    assert (closed.closed_on, closed.state(after(21), national())) == (after(10), "lapsed")
    assert (live.opened_on, live.due_on) == (after(20), after(48))


def test_rulings_8_and_25_recall_closes_and_re_release_starts_the_first_weeks_again() -> None:
    facts = a_case(
        a_sentence(type="CUSTODY"),
        a_spell(after(0), after(100), because="release"),
        a_spell(after(100), after(128), "custody", "recall"),
        a_spell(after(128), because="re-release"),
        a_contact(after(99)),
    )
    found = told(facts, 130, a_rule(limit=(14, 28)))
    assert [(f.opened_on, f.due_on, f.closed_on) for f in found[-2:]] == [
        (after(99), after(127), after(100)),
        (after(128), after(142), None),
    ]


def test_ruling_25_a_sentence_that_touches_goes_on_and_a_second_order_has_its_own_weeks() -> None:
    licence = a_sentence(type="CUSTODY", ends=after(60))
    pss = a_sentence("S2", "PSS", starts=after(60))
    facts = a_case(licence, pss, a_spell(after(0), because="release"), a_contact(after(59)), a_contact(after(80)))
    assert last(facts, 81, a_rule(limit=(14, 28))) == (108, "open")
    facts = a_case(a_sentence(ends=after(200)), a_sentence("S2", starts=after(60)), a_contact(after(90)))
    assert last(facts, 91, a_rule(limit=(14, 28))) == (104, "open")


def test_ruling_19_custody_of_one_sentence_holds_the_clock_of_the_other() -> None:
    other = a_sentence("S2", "CUSTODY", starts=after(10))
    custody = a_spell(after(10), after(40), "custody", sentence_id="S2")
    assert last(a_case(a_sentence(), other, custody), 20, a_rule(limit=28)) == (None, "open")
    facts = a_case(a_sentence(), other, custody, a_spell(after(40), sentence_id="S2", because="release"))
    assert last(facts, 41, a_rule(limit=28)) == (58, "open")


def test_ruling_2_an_outcome_recorded_later_counts_on_the_contacts_own_day() -> None:
    facts = a_case(a_sentence(), a_contact(after(27), outcome_on=after(30)))
    assert last(facts, 29, a_rule(limit=28)) == (28, "overdue")
    assert last(facts, 30, a_rule(limit=28)) == (55, "open")


def test_rulings_45_to_47_say_what_counts_in_person() -> None:
    rule = a_rule(limit=28)

    def counts(*contacts: object) -> bool:
        return len(told(a_case(a_sentence(), *contacts), 20, rule)) == 2

    assert counts(a_contact(after(5)))
    assert counts(a_contact(after(5), "COPT", mode="in_person_office"))
    assert counts(a_contact(after(5), "COUP", None, mode="in_person_office"))
    assert not counts(a_contact(after(5), "COAP", None))
    assert not counts(a_contact(after(5), outcome="ATSS"))
    assert not counts(a_contact(after(5), outcome="UAAB"))
    assert not counts(a_contact(after(5), "COSR"))
    assert not counts(a_contact(after(5), "COVC"))
    assert not counts(a_contact(after(5), mode="none"))
    assert not counts(a_contact(after(5), "CRSAPT", mode="in_person_office"))


def test_ruling_33_an_appointment_arranged_in_time_satisfies_on_the_day_it_is_known() -> None:
    rule = a_rule("FIRST_CO_ARR", 5, "WD", kind="milestone", trigger="allocation", applies_to=["CO"])
    order = a_sentence()
    (met,) = told(a_case(order, a_contact(after(6), outcome=None, arranged=after(2))), 3, rule)
    assert (met.due_on, met.satisfied_on) == (after(7), after(2))
    (late,) = told(a_case(order, a_contact(after(9), outcome=None, arranged=after(2))), 8, rule)
    assert late.state(after(8), national()) == "overdue"
    (late,) = told(a_case(order, a_contact(after(9), outcome=None, arranged=after(2))), 9, rule)
    assert (late.satisfied_on, late.state(after(9), national())) == (after(9), "met_late")
    (moved,) = told(a_case(order, a_contact(after(6), outcome="RSOF", outcome_on=after(3), arranged=after(2))), 4, rule)
    assert moved.satisfied_on is None


def test_rulings_35_and_36_a_missed_first_appointment_and_the_first_plan() -> None:
    standing = Standing(shipped()["ps-ns2021"])
    facts = a_case(a_sentence(), a_contact(after(3), outcome="UAAB"), a_contact(after(8)), a_plan(after(30)))
    found = {f.rule: f for f in told(facts, 40, standing=standing)}
    assert (found["FIRST_ATT"].opened_on, found["FIRST_ATT"].due_on) == (after(3), after(7))
    assert (found["FIRST_ATT"].satisfied_on, found["PLAN_INIT"].opened_on) == (after(8), after(8))
    assert (found["PLAN_INIT"].due_on, found["PLAN_INIT"].satisfied_on) == (after(29), after(30))


def test_ruling_37_a_review_is_owed_from_the_plan_on_and_each_satisfies_the_last() -> None:
    rule = a_rule("PLAN_REV", 6, "MO", trigger="plan", paused_by=["contact_suspended"])
    facts = a_case(a_sentence(), a_plan(day("2025-01-31")), a_review("2025-06-01"))
    first, second = told(facts, day("2025-06-02"), rule)
    assert (first.due_on, first.satisfied_on) == (day("2025-07-31"), day("2025-06-01"))
    assert second.due_on == day("2025-12-01")
    assert told(a_case(a_sentence()), 100, rule) == []


def test_ruling_38_a_gap_follows_the_last_appointment_and_ends_with_a_booking() -> None:
    rule = a_rule("NEXT_APPT", 1, "WD", kind="milestone", trigger="appointment")
    facts = a_case(
        a_sentence(),
        a_contact(after(4), arranged=after(0)),
        a_contact(after(20), outcome=None, arranged=after(7)),
    )
    (gap,) = told(facts, 8, rule)
    assert (gap.opened_on, gap.due_on, gap.satisfied_on) == (after(4), after(7), after(7))


def test_ruling_39_an_outcome_is_owed_two_working_days_after_the_appointment() -> None:
    rule = a_rule("OUTCOME_MISSING", 2, "WD", kind="milestone", trigger="appointment", paused_by=[])
    facts = a_case(a_sentence(), a_contact(after(4), outcome_on=after(9)), a_contact(after(5)))
    (owed,) = told(facts, 8, rule)
    assert (owed.due_on, owed.state(after(8), national())) == (after(8), "due_soon")
    (owed,) = told(facts, 9, rule)
    assert owed.state(after(9), national()) == "met_late"


def test_ruling_15_a_milestone_ends_before_the_order_does() -> None:
    rule = a_rule("HV_INIT", 42, kind="milestone", modes=["in_person_home"], outcomes=["ATTC"])
    facts = a_case(a_sentence(ends=after(30)))
    assert last(facts, 10, rule) == (29, "open")
    assert last(facts, 30, rule) == (29, "missed")


def test_what_had_not_happened_is_not_seen() -> None:
    facts = a_case(a_sentence(), a_contact(after(9)), a_registration("H", after(5), after(12)), closed_on=after(30))
    known = seen(facts, after(8))
    assert known.contacts == ()
    assert known.registrations[0].removed_on is None
    assert known.case.closed_on is None


def test_a_profile_that_changes_takes_the_limit_with_it() -> None:
    old, new = a_profile(a_rule(limit=14)), a_profile(a_rule(limit=28))
    standing = Standing(old, ((after(10), None, new),))
    (live,) = told(a_case(a_sentence()), 11, standing=standing)
    assert live.due_on == after(28)


def test_a_tighter_limit_under_a_hold_without_an_end_counts_from_its_day_and_what_held_before_still_counts() -> None:
    rule = a_rule(limit={"L": 28, "M": 14})
    other = a_sentence("S2", "CUSTODY", starts=after(2))
    held = a_spell(after(2), after(3), "custody", sentence_id="S2")
    levels = (a_registration("L", after(0), after(2)), a_registration("M", after(2)))
    assert last(a_case(a_sentence(), other, held, *levels), 2, rule) == (None, "open")
    assert last(a_case(a_sentence(), other, held, *levels), 7, rule) == (16, "open")
    later = (a_registration("L", after(0), after(20)), a_registration("M", after(20)))
    held = a_spell(after(20), after(21), "custody", sentence_id="S2")
    assert last(a_case(a_sentence(), a_sentence("S2", "CUSTODY", starts=after(20)), held, *later), 22, rule) == (
        29,
        "open",
    )


def test_a_planned_end_at_which_supervision_goes_on_cuts_no_home_visit_short() -> None:
    rule = a_rule("HV_INIT", 42, kind="milestone", modes=["in_person_home"], outcomes=["ATTC"])
    facts = a_case(a_sentence(type="PSS", ends=after(3)), a_sentence("S2", starts=after(3)))
    assert last(facts, 2, rule)[0] == 2
    assert last(facts, 3, rule) == (42, "open")


def test_an_appointment_counts_in_the_modes_of_the_profile_of_the_day_it_satisfies() -> None:
    standing = Standing(shipped()["tr-crc-2016"], ((after(0), None, shipped()["ps-ns2021"]),))
    facts = a_case(a_sentence(), a_contact(after(0), mode="video", arranged=after(-1)))
    (duty,) = [f for f in told(facts, 0, standing=standing) if f.rule == "FIRST_CO_ARR"]
    assert duty.satisfied_on is None


def test_a_second_first_appointment_of_one_day_without_an_outcome_keeps_the_first_from_being_missed() -> None:
    facts = a_case(a_sentence(), a_contact(after(3), outcome="UAAB"), a_contact(after(3), outcome=None))
    assert "FIRST_ATT" not in {f.rule for f in told(facts, 5, standing=Standing(shipped()["ps-ns2021"]))}
