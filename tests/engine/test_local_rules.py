"""Rules that a place adds under an id of its own: kinds and triggers as data (ruling 59)."""

from collections.abc import Iterable

import pytest

from caseload_tui.domain.calendar import national
from caseload_tui.domain.clocks import Limit
from caseload_tui.domain.facts import CaseFacts
from caseload_tui.domain.words import Trigger
from caseload_tui.engine.assess import assess
from caseload_tui.engine.history import history
from caseload_tui.engine.obligation import Assessed
from caseload_tui.standards.rule import Rule
from tests.builders import IN_PERSON, a_case, a_contact, a_registration, a_rule, a_sentence, a_spell, a_standing, day


def on(facts: CaseFacts, rule: Rule, as_of: str) -> list[Assessed]:
    return list(assess(facts, a_standing(rule), national(), day(as_of)))


def a_milestone(trigger: Trigger, applies_to: Iterable[str] = ("CO", "LIC")) -> Rule:
    return a_rule("LOCAL", 10, kind="milestone", trigger=trigger, applies_to=applies_to, paused_by=[])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("trigger", "opened", "anchor"),
    [
        ("sentence", "2026-01-05", "sentence"),
        ("allocation", "2026-01-07", "allocation"),
        ("supervision_start", "2026-01-06", "spell"),
        ("first_appointment", "2026-01-12", "contact"),
        ("first_attended", "2026-01-14", "contact"),
    ],
)
def test_each_trigger_starts_a_milestone_on_its_day(trigger: Trigger, opened: str, anchor: str) -> None:
    facts = a_case(
        a_sentence(sentenced="2026-01-05", allocated="2026-01-07", starts="2026-01-06"),
        a_contact("2026-01-12", outcome="UAAB"),
        a_contact("2026-01-14"),
    )
    seen = on(facts, a_milestone(trigger), "2026-02-20")[-1]
    assert (seen.opened_on, seen.span.anchor.kind) == (day(opened), anchor)


def test_a_release_starts_one_for_each_release() -> None:
    facts = a_case(
        a_sentence(type="CUSTODY", starts="2026-01-05"),
        a_spell("2026-01-05", "2026-02-02", "custody", "sentence"),
        a_spell("2026-02-02", "2026-03-02", "community", "release"),
        a_spell("2026-03-02", "2026-04-06", "custody", "recall"),
        a_spell("2026-04-06", None, "community", "re-release"),
        a_contact("2026-02-05"),
    )
    seen = on(facts, a_milestone("release"), "2026-04-30")
    assert [(one.opened_on, one.state) for one in seen] == [
        (day("2026-02-02"), "met"),
        (day("2026-04-06"), "overdue"),
    ]


def test_what_meets_it_may_be_a_type_of_contact_alone() -> None:
    rule = a_rule("LOCAL", 10, kind="milestone", trigger="sentence", modes=[], outcomes=[], paused_by=[])
    by_type = Rule(**{**{f: getattr(rule, f) for f in rule.__dataclass_fields__}, "types": frozenset({"CCMM"})})
    facts = a_case(
        a_sentence(starts="2026-01-05"), a_contact("2026-01-08", "COAP"), a_contact("2026-01-09", "CCMM", None)
    )
    assert [(one.state, one.satisfied_on) for one in on(facts, by_type, "2026-02-02")] == [("met", day("2026-01-09"))]


def test_an_attempt_meets_nothing_whatever_its_type() -> None:
    facts = a_case(a_sentence(starts="2026-01-05"), a_contact("2026-01-08", mode="none", outcome=None))
    assert [one.state for one in on(facts, a_milestone("sentence"), "2026-02-02")] == ["overdue"]


def test_two_in_thirty_days_need_the_second_to_move_the_date() -> None:
    rule = a_rule("LOCAL_TWICE", 30, quota=2)
    facts = a_case(
        a_sentence(starts="2026-01-05"), a_contact("2026-01-12"), a_contact("2026-01-20"), a_contact("2026-02-09")
    )
    seen = on(facts, rule, "2026-02-10")
    assert [(one.opened_on, one.due_on, one.satisfied_on) for one in seen] == [
        (day("2026-01-05"), day("2026-02-04"), day("2026-01-20")),
        (day("2026-01-20"), day("2026-02-11"), day("2026-02-09")),
        (day("2026-02-09"), day("2026-02-19"), None),
    ]
    assert seen[-1].would_clear == "an attended in-person contact after 2026-01-20, until there are 2 such contacts"


def test_the_first_limit_holds_until_something_has_happened() -> None:
    rule = a_rule("LOCAL_FIRST", 30, quota=2, first=Limit("CD", 7))
    facts = a_case(a_sentence(starts="2026-01-05"), a_contact("2026-01-09"))
    assert [one.due_on for one in on(facts, rule, "2026-01-08")] == [day("2026-01-12")]
    assert [one.due_on for one in on(facts, rule, "2026-01-09")] == [day("2026-02-04")]


def test_a_cadence_in_custody_runs_in_the_custody_spell() -> None:
    rule = a_rule("LOCAL_INREACH", 28, modes=["in_person_prison"], applies_to=["CUS"], paused_by=[])
    facts = a_case(
        a_sentence(type="CUSTODY", starts="2026-01-05"),
        a_spell("2026-01-05", "2026-06-01", "custody", "sentence"),
        a_contact("2026-01-19", "CPVS"),
    )
    assert [(one.state, one.due_on) for one in on(facts, rule, "2026-02-20")] == [
        ("met", day("2026-02-02")),
        ("overdue", day("2026-02-16")),
    ]


def test_a_milestone_comes_back_with_the_level_that_asks_for_it() -> None:
    rule = a_rule("LOCAL_HV", {"H": 15, "M": None}, kind="milestone", modes=["in_person_home"])
    facts = a_case(
        a_sentence(starts="2026-01-05"),
        a_registration("H", "2026-01-05", "2026-02-02"),
        a_registration("M", "2026-02-02", "2026-05-04"),
        a_registration("H", "2026-05-04"),
    )
    assert [(one.state, one.closed_because, one.due_on) for one in on(facts, rule, "2026-05-20")] == [
        ("missed", "no longer applies", day("2026-01-20")),
        ("overdue", None, day("2026-05-19")),
    ]


def test_on_the_doorstep_is_no_visit_to_the_home_for_any_rule_that_asks_for_one() -> None:
    rule = a_rule("LOCAL_HV", 15, kind="milestone", modes=["in_person_home"])
    facts = a_case(a_sentence(starts="2026-01-05"), a_contact("2026-01-08", "CODC"), a_contact("2026-01-09", "CHVS"))
    assert [one.satisfied_on for one in on(facts, rule, "2026-01-12")] == [day("2026-01-09")]


def test_a_rule_this_version_cannot_work_out_says_so() -> None:
    streak = a_rule("LOCAL_STREAK", 12, kind="streak")
    told = history(a_case(a_sentence()), a_standing(streak), national())
    assert told.obligations == ()
    assert [one.why for one in told.not_applicable] == ["this version of the program does not work this rule out"]


def test_a_second_reading_stands_beside_the_one_that_lists_show() -> None:
    plain = a_rule("F2F_GAP", 14)
    video = frozenset({*IN_PERSON, "video"})
    rule = Rule(**{**{f: getattr(plain, f) for f in plain.__dataclass_fields__}, "other_modes": video})
    facts = a_case(a_sentence(starts="2026-01-05"), a_contact("2026-01-12", "COVC"))
    seen = on(facts, rule, "2026-01-21")[-1]
    assert (seen.state, seen.due_on) == ("overdue", day("2026-01-19"))
    assert [(one.name, one.state, one.due_on) for one in seen.readings] == [
        ("video allowed", "open", day("2026-01-26"))
    ]
