"""Facts that come to light later, and the versions of a duty that they make (E2; rulings 2, 34, 57; S1 to S5)."""

import datetime as dt

import pytest

from caseload_tui.domain import records as r
from caseload_tui.domain.calendar import national
from caseload_tui.domain.facts import CaseFacts
from caseload_tui.engine.assess import assess
from caseload_tui.engine.history import history
from caseload_tui.engine.knowledge import fact_from, known_by, outcome_versions, seen_on
from caseload_tui.engine.ledger import ledger_rows
from caseload_tui.standards.rule import Rule
from tests.builders import a_case, a_contact, a_plan, a_rule, a_sentence, a_standing, day

GAP = a_rule("F2F_GAP", 14)
FIRST = a_rule("FIRST_CO_ARR", 5, "WD", kind="milestone", trigger="allocation", applies_to=["CO"])


def states(facts: CaseFacts, rule: Rule, as_of: str) -> list[tuple[str, dt.date | None]]:
    return [(one.state, one.satisfied_on) for one in assess(facts, a_standing(rule), national(), day(as_of))]


def test_an_outcome_typed_in_late_leaves_the_days_before_as_they_stood() -> None:
    facts = a_case(a_sentence(starts="2026-01-05"), a_contact("2026-01-18", outcome_on="2026-01-26"))
    assert states(facts, GAP, "2026-01-25") == [("overdue", None)]
    assert states(facts, GAP, "2026-01-26") == [("met", day("2026-01-18")), ("open", None)]
    whole = history(facts, a_standing(GAP), national()).obligations
    assert {(o.opened_on, o.satisfied_on, o.seen_from, o.seen_to) for o in whole} == {
        (day("2026-01-05"), None, None, day("2026-01-26")),
        (day("2026-01-05"), day("2026-01-18"), day("2026-01-26"), None),
        (day("2026-01-18"), None, day("2026-01-26"), None),
    }


def test_the_ledger_keeps_that_the_person_was_overdue_until_the_visit_was_typed_in() -> None:
    facts = a_case(a_sentence(starts="2026-01-05"), a_contact("2026-01-18", outcome_on="2026-01-26"))
    rows = ledger_rows(history(facts, a_standing(GAP), national()), facts)
    overdue = {on for on in range(1, 32) for row in rows if row.is_overdue_on(dt.date(2026, 1, on))}
    assert overdue == set(range(20, 26))


def test_an_outcome_taken_back_opens_the_duty_again() -> None:
    facts = a_case(
        a_sentence(starts="2026-01-05"),
        a_contact("2026-01-12", outcome="UAAB", outcome_on="2026-01-30", contact_id="C1"),
        r.Outcome("C1", "ATTC", day("2026-01-12")),
    )
    assert states(facts, GAP, "2026-01-29")[-1] == ("overdue", None)
    assert states(facts, GAP, "2026-01-20") == [("met", day("2026-01-12")), ("open", None)]
    assert states(facts, GAP, "2026-01-30") == [("overdue", None)]


def test_a_booking_that_is_rescheduled_no_longer_meets_the_duty() -> None:
    facts = a_case(
        a_sentence(starts="2026-01-05"),
        a_contact("2026-01-09", outcome="RSSR", outcome_on="2026-01-08", arranged="2026-01-06"),
    )
    assert states(facts, FIRST, "2026-01-07") == [("met", day("2026-01-06"))]
    assert states(facts, FIRST, "2026-01-08") == [("due_soon", None)]


def test_nobody_knows_of_an_allocation_before_its_day() -> None:
    facts = a_case(a_sentence(starts="2026-01-05", allocated="2026-01-14"))
    seen = [assess(facts, a_standing(FIRST), national(), day(on))[0] for on in ("2026-01-13", "2026-01-14")]
    assert [(one.span.anchor.kind, one.due_on, one.state) for one in seen] == [
        ("sentence", day("2026-01-12"), "overdue"),
        ("allocation", day("2026-01-21"), "open"),
    ]


def test_an_address_recorded_late_pauses_the_home_visit_from_the_day_it_is_known() -> None:
    visit = a_rule("HV_INIT", 15, kind="milestone", modes=["in_person_home"])
    nowhere = r.Address("X000001", "A08A", "M", day("2026-01-12"), day("2026-01-22"), day("2026-01-22"))
    facts = a_case(a_sentence(starts="2026-01-05"), nowhere)
    seen = [assess(facts, a_standing(visit), national(), day(on))[0] for on in ("2026-01-21", "2026-01-22")]
    assert [(one.due_on, one.state) for one in seen] == [(day("2026-01-20"), "overdue"), (day("2026-01-30"), "open")]


@pytest.mark.parametrize(
    ("arranged", "entered", "known"),
    [
        ("2026-01-07", None, "2026-01-07"),
        (None, "2026-01-08", "2026-01-08"),
        (None, "2026-01-30", "2026-01-12"),
        (None, None, "2026-01-12"),
        ("2026-01-20", None, "2026-01-12"),
    ],
)
def test_since_when_an_appointment_is_a_fact(arranged: str | None, entered: str | None, known: str) -> None:
    assert fact_from(a_contact("2026-01-12", arranged=arranged, entered=entered)) == day(known)
    assert fact_from(a_contact("2026-01-12", "CTOB", arranged=arranged)) == day("2026-01-12")


def test_the_present_outcome_is_the_last_of_its_day() -> None:
    contact = a_contact("2026-01-12", outcome="UAAB", outcome_on="2026-01-14", contact_id="C1")
    earlier = [r.Outcome("C1", "AFTA", day("2026-01-12")), r.Outcome("C1", "AAME", day("2026-01-14"))]
    assert [code for _, code in outcome_versions(contact, earlier)] == ["AFTA", "AAME", "UAAB"]


def test_a_day_sees_plans_and_not_what_has_yet_to_happen() -> None:
    facts = a_case(
        a_sentence(ends="2026-06-01", ended="2026-03-02"),
        r.Spell("S1", "community", day("2026-01-05"), day("2026-03-02"), "sentence"),
        r.Pause("X000001", "hospital", day("2026-02-02"), day("2026-02-09")),
        a_plan("2026-02-20"),
        closed_on="2026-03-02",
    )
    seen = seen_on(facts, day("2026-02-02"))
    assert (seen.sentences[0].ends_on, seen.sentences[0].ended_on) == (day("2026-06-01"), None)
    assert seen.spells[0].to_on is None
    assert seen.pauses[0].to_on == day("2026-02-09")
    assert seen.plans == ()
    assert seen.case.closed_on is None
    assert seen_on(facts, day("2026-02-01")).pauses == ()
    assert seen_on(facts, day("2026-03-02")) == facts


def test_what_had_not_been_entered_is_not_known() -> None:
    facts = a_case(a_sentence(starts="2026-01-05"), a_contact("2026-01-18", entered="2026-01-26"))
    assert known_by(facts, day("2026-01-25")).contacts == ()
    assert len(known_by(facts, day("2026-01-26")).contacts) == 1
    late = assess(facts, a_standing(GAP), national(), day("2026-01-20"), day("2026-01-20"))
    assert [one.state for one in late] == ["overdue"]
    assert [one.state for one in assess(facts, a_standing(GAP), national(), day("2026-01-20"))] == ["met", "open"]


def test_what_is_only_booked_has_not_happened() -> None:
    booked = a_contact("2026-03-02", outcome=None)
    seen = a_contact("2026-01-12")
    for contact, last in ((booked, "2026-01-05"), (seen, "2026-01-12")):
        facts = a_case(a_sentence(starts="2026-01-05"), contact)
        assert history(facts, a_standing(GAP), national()).last_fact_on == day(last)
