"""What a day prints of a duty, and what of a history is kept (rulings 43, 50, 61, 63; E18, E19; the ledger)."""

from dataclasses import replace

from caseload_tui.domain import records as r
from caseload_tui.domain.calendar import national
from caseload_tui.domain.facts import CaseFacts
from caseload_tui.engine.assess import assess
from caseload_tui.engine.history import history
from caseload_tui.engine.ledger import ledger_rows, tallies
from caseload_tui.engine.obligation import Assessed
from caseload_tui.engine.summary import summary
from caseload_tui.engine.trace import trace
from caseload_tui.standards.load import shipped
from caseload_tui.standards.rule import Rule, Standing
from tests.builders import (
    CRN,
    a_case,
    a_contact,
    a_pause,
    a_plan,
    a_registration,
    a_rule,
    a_sentence,
    a_spell,
    a_standing,
    day,
)

GAP = replace(
    a_rule("F2F_GAP", {"H": (7, 14), "M": (14, 28)}, severity={"H": "red", "M": "amber"}), title="In-person contact"
)


def newest(facts: CaseFacts, as_of: str, rule: Rule = GAP) -> Assessed:
    return assess(facts, a_standing(rule), national(), day(as_of))[-1]


def test_a_duty_says_what_it_is_how_late_and_what_would_clear_it() -> None:
    seen = newest(a_case(a_sentence(starts="2026-01-05"), a_contact("2026-01-12")), "2026-01-31")
    assert (seen.title, seen.state, seen.days_late, seen.working_days_late) == (
        "In-person contact overdue",
        "overdue",
        5,
        4,
    )
    assert seen.limit == "14 calendar days (Medium RoSH, first 12 weeks)"
    assert seen.clock == "Mon 12 Jan 2026 + 14 days = to the end of Mon 26 Jan 2026; no pause"
    assert seen.would_clear == "an attended in-person contact after 2026-01-12"
    assert seen.shown_red_from == day("2026-01-27")
    assert newest(a_case(a_sentence(starts="2026-01-05")), "2026-01-06").title == "In-person contact"


def test_the_clock_says_how_long_it_was_paused() -> None:
    paused = a_case(a_sentence(starts="2026-01-05"), a_pause("2026-01-07", "2026-01-10"))
    assert newest(paused, "2026-01-12").clock.endswith("= to the end of Thu 22 Jan 2026; 3 days paused")
    held = a_case(a_sentence(starts="2026-01-05"), a_pause("2026-01-07", None))
    assert "paused, with no end recorded" in newest(held, "2026-01-12").clock


def test_grace_delays_the_red_and_moves_no_date() -> None:
    seen = newest(a_case(a_sentence(starts="2026-01-05")), "2026-01-20", replace(GAP, grace=2))
    assert (seen.state, seen.due_on, seen.shown_red_from) == ("overdue", day("2026-01-19"), day("2026-01-22"))


def test_a_snooze_hides_until_its_day_or_until_something_happens() -> None:
    def snoozed(until: str | None, fact: str | None) -> r.Snooze:
        return r.Snooze(
            CRN, "F2F_GAP", None, None if until is None else day(until), fact, "away", "N01A002", day("2026-01-21")
        )

    facts = a_case(a_sentence(starts="2026-01-05"), snoozed("2026-01-26", None))
    assert [newest(facts, on).is_snoozed for on in ("2026-01-20", "2026-01-21", "2026-01-25", "2026-01-26")] == [
        False, True, True, False,
    ]  # fmt: skip
    assert newest(facts, "2026-01-22").state == "overdue"
    waiting = a_case(a_sentence(starts="2026-01-05"), snoozed(None, "contact"), a_contact("2026-01-24", "CTOB", None))
    assert [newest(waiting, on).is_snoozed for on in ("2026-01-23", "2026-01-24")] == [True, False]


def test_the_duty_stays_with_the_case_when_the_officer_changes() -> None:
    facts = a_case(
        a_sentence(starts="2026-01-05"),
        r.Allocation(CRN, "N01A001", "COM", day("2026-01-05"), day("2026-01-26")),
        r.Allocation(CRN, "N01A002", "COM", day("2026-01-26")),
        r.Allocation(CRN, "N01A009", "COVER", day("2026-01-01")),
    )
    seen = newest(facts, "2026-01-30")
    assert (seen.fell_due_under, seen.officer_code) == ("N01A001", "N01A002")
    rows = ledger_rows(history(facts, a_standing(GAP), national()), facts)
    assert [(row.officer_code, row.from_on, row.to_on) for row in rows] == [
        ("N01A001", day("2026-01-05"), day("2026-01-26")),
        ("N01A002", day("2026-01-26"), None),
    ]


def test_unlawfully_at_large_pauses_nothing_and_is_said() -> None:
    facts = a_case(a_sentence(starts="2026-01-05"), a_pause("2026-01-12", None, "ual"))
    seen = newest(facts, "2026-01-20")
    assert (seen.state, seen.due_on, seen.ual_since) == ("overdue", day("2026-01-19"), day("2026-01-12"))


def test_severity_is_that_of_the_day() -> None:
    facts = a_case(a_sentence(starts="2026-01-05"), a_registration("H", "2026-01-21"))
    assert [newest(facts, on).severity for on in ("2026-01-20", "2026-01-21")] == ["amber", "red"]
    assert newest(facts, "2026-01-21").due_on == day("2026-01-19")


def test_no_risk_recorded_is_judged_strictly_and_said() -> None:
    facts = a_case(a_sentence(starts="2026-01-05"), rosh=None)
    seen = newest(facts, "2026-01-06")
    assert (seen.due_on, seen.limit) == (day("2026-01-12"), "7 calendar days (RoSH not recorded, first 12 weeks)")
    lines = trace(seen, facts, a_standing(GAP), national(), everything=False)
    assert [line.why for line in lines] == ["RoSH not recorded: the strictest limit of the standard applies"]


def test_the_trace_tells_what_came_after_and_why_it_does_not_count() -> None:
    facts = a_case(
        a_sentence(starts="2026-01-05"),
        a_contact("2026-01-06", contact_id="seen"),
        a_contact("2026-01-08", "COVC", contact_id="video"),
        a_contact("2026-01-09", "COAP", "AAME", contact_id="absent"),
        a_contact("2026-01-12", "CLOB", None, contact_id="letter"),
        a_contact("2026-01-13", "COAP", None, mode="none", contact_id="attempt"),
        a_contact("2026-01-14", "COAP", None, contact_id="blank"),
        a_registration("M", "2026-01-15"),
        a_pause("2026-01-16", "2026-01-17"),
    )
    seen = newest(facts, "2026-01-26")
    lines = trace(seen, facts, a_standing(GAP), national(), everything=False)
    assert [(line.contact_id, line.why) for line in lines] == [
        ("video", "video does not meet this standard"),
        ("absent", "absent; acceptable, but not seen: the clock runs on"),
        ("letter", "letter does not meet this standard"),
        ("attempt", "an attempt counts for nothing"),
        ("blank", "no outcome yet"),
        (None, "RoSH registered as Medium"),
        (None, "paused since Fri 16 Jan 2026, until Sat 17 Jan 2026: in hospital"),
    ]
    whole = trace(seen, facts, a_standing(GAP), national(), everything=True)
    assert (whole[0].contact_id, whole[0].counted) == ("seen", True)
    assert whole[0].why == f"clock from the contact: {seen.clock}"


def test_duties_met_on_time_are_tallied_and_leave_no_row() -> None:
    facts = a_case(a_sentence(starts="2026-01-05"), a_contact("2026-01-12"), a_contact("2026-01-30"))
    whole = history(facts, a_standing(GAP), national())
    assert [(tally.week, tally.met, tally.late) for tally in tallies(whole, facts)] == [
        (day("2026-01-19"), 1, 0),
        (day("2026-01-26"), 0, 1),
    ]
    assert [(row.from_on, row.to_on) for row in ledger_rows(whole, facts)] == [
        (day("2026-01-12"), day("2026-01-30")),
        (day("2026-01-30"), None),
    ]


def test_a_duty_without_a_start_is_unknown_on_every_day() -> None:
    facts = a_case(r.Sentence("S1", CRN, "CO"))
    seen = newest(facts, "2026-01-05")
    assert (seen.state, seen.opened_on, seen.due_on, seen.anchor) == ("unknown", None, None, None)
    assert seen.would_clear == "record the date of sentence or start"
    rows = ledger_rows(history(facts, a_standing(GAP), national()), facts)
    assert [(row.unknown, row.to_on) for row in rows] == [(1, None)]


def test_each_rule_without_a_duty_says_why() -> None:
    standing = Standing(shipped()["ps-ns2021"])
    told = history(a_case(a_sentence(starts="2026-01-05"), a_contact("2026-01-12")), standing, national())
    why = {one.rule: one.why for one in told.not_applicable}
    assert why["FIRST_LIC_ARR"] == "it applies to licences and post-sentence supervision"
    assert why["PLAN_REV"] == "no plan is recorded yet"
    assert set(why) & {one.rule for one in told.obligations} == set()
    nobody = history(a_case(), standing, national()).not_applicable
    assert {one.why for one in nobody} == {"no sentence is recorded"}
    off = a_rule("F2F_GAP", {"M": None, "H": 7})
    never = history(a_case(a_sentence()), a_standing(off), national()).not_applicable
    assert [one.why for one in never] == ["the standard sets no limit at this level (M)"]


def test_the_summary_takes_the_newest_contact_that_counts() -> None:
    facts = a_case(
        a_contact("2026-01-12"),
        a_contact("2026-01-19", "COVC"),
        a_contact("2026-01-26", outcome="UAAB"),
        a_contact("2026-02-02", outcome=None),
    )
    told = summary(facts)
    assert (told.seen_on, told.seen_mode) == (day("2026-01-12"), "in_person_office")
    assert (told.contact_on, told.contact_mode) == (day("2026-01-19"), "video")


def test_the_prison_officer_owns_the_duties_in_custody_only_without_a_community_officer() -> None:
    facts = a_case(
        a_sentence(type="CUSTODY", starts="2026-01-05"),
        a_spell("2026-01-05", "2026-02-02", "custody", "sentence"),
        a_spell("2026-02-02", None, "community", "release"),
        r.Allocation(CRN, "P01", "POM", day("2026-01-05")),
    )
    assert [facts.officer_on(day(on)) for on in ("2026-01-12", "2026-02-02")] == ["P01", "N01A001"]


def test_the_ledger_needs_no_second_readings() -> None:
    facts = a_case(a_sentence(starts="2026-01-05"), a_contact("2026-01-12", "COVC"), a_contact("2026-02-02"))
    standing = Standing(shipped()["ps-ns2021"])
    whole = history(facts, standing, national())
    short = history(facts, standing, national(), readings=False)
    assert any(duty.second for duty in whole.obligations)
    assert not any(duty.second for duty in short.obligations)
    assert ledger_rows(short, facts) == ledger_rows(whole, facts)
    assert tallies(short, facts) == tallies(whole, facts)


def test_a_plan_of_before_a_sentence_is_not_said_to_count_for_it() -> None:
    plan = a_rule("PLAN_INIT", 15, "WD", kind="milestone", trigger="first_attended", modes=(), outcomes=())
    second = a_sentence("S2", starts="2026-03-02")
    facts = a_case(
        a_sentence(starts="2026-01-05"), second, a_plan("2026-01-20"), a_contact("2026-01-06"), a_contact("2026-03-03")
    )
    seen = newest(facts, "2026-04-30", plan)
    assert (seen.sentence_id, seen.state) == ("S2", "overdue")
    lines = trace(seen, facts, a_standing(plan), national(), everything=True)
    assert ("sentence plan completed, before this sentence began", False) in [(one.why, one.counted) for one in lines]
