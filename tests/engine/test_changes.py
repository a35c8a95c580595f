"""Which change decided a due date: what a person reads beside the sum."""

from caseload_tui.domain.calendar import national
from caseload_tui.engine.assess import assess
from caseload_tui.engine.changes import because
from caseload_tui.engine.timeline import Timeline
from caseload_tui.standards.rule import Rule
from tests.builders import a_case, a_contact, a_registration, a_rule, a_sentence, a_standing, day

GAP = a_rule("F2F_GAP", {"L": 60, "M": 28, "H": 14})
STARTS = a_sentence(starts="2026-01-05")
SEEN = a_contact("2026-02-02")


def said(*rows: object, as_of: str = "2026-02-20", rule: Rule = GAP) -> str:
    facts, standing = a_case(STARTS, SEEN, *rows), a_standing(rule)
    duty = assess(facts, standing, national(), day(as_of))[-1]
    return because(duty, Timeline(facts, standing, national()))


def test_a_rise_that_gives_the_due_date_is_named() -> None:
    rise = a_registration("H", "2026-02-09")
    assert said(rise) == "because RoSH changed to High on Mon 9 Feb 2026"


def test_a_fall_that_gives_the_due_date_is_named() -> None:
    fall = a_registration("L", "2026-02-09")
    assert said(fall) == "because RoSH changed to Low on Mon 9 Feb 2026"


def test_a_rise_that_comes_too_late_to_make_it_earlier_says_so() -> None:
    rise = a_registration("H", "2026-02-19")
    assert said(rise) == "RoSH changed to High on Thu 19 Feb 2026, which gives no earlier date"


def test_what_changed_before_the_clock_started_decided_nothing_since() -> None:
    assert said(a_registration("H", "2026-01-20")) == ""


def test_what_changed_after_the_due_date_moves_it_no_more() -> None:
    assert said(a_registration("H", "2026-03-20"), as_of="2026-03-25") == ""


def test_a_rule_without_levels_has_no_such_reason() -> None:
    assert said(a_registration("H", "2026-02-09"), rule=a_rule("F2F_GAP", 28)) == ""


def test_the_end_of_the_first_twelve_weeks_is_named_where_the_sum_begins_there() -> None:
    rule = a_rule("F2F_GAP", (80, 14))
    assert said(rule=rule, as_of="2026-04-02") == "counted from the end of the first 12 weeks"
