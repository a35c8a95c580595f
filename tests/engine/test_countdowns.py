"""Clocks that count back from a release or the end of a sentence, as local rules (E11, rulings 26, 27, 29, 59)."""

import pytest

from caseload_tui.domain import records as r
from caseload_tui.domain.calendar import national
from caseload_tui.domain.facts import CaseFacts
from caseload_tui.domain.words import ReleaseDateKind
from caseload_tui.engine.assess import assess
from caseload_tui.engine.obligation import Assessed
from caseload_tui.standards.rule import Rule
from tests.builders import a_case, a_contact, a_rule, a_sentence, a_spell, a_standing, day

BEFORE_RELEASE = a_rule(
    "LOCAL_PRE", -28, kind="milestone", trigger="release_date", modes=["in_person_prison"], outcomes=["ATTC"],
    applies_to=["CUS"], paused_by=[],
)  # fmt: skip
BEFORE_END = a_rule(
    "LOCAL_END", -20, "WD", kind="milestone", trigger="sentence_end", applies_to=["CO"], outcomes=["ATTC"], paused_by=[]
)


def a_release(kind: ReleaseDateKind, date: str, recorded: str | None = None) -> r.ReleaseDate:
    return r.ReleaseDate("S1", kind, day(date), None if recorded is None else day(recorded))


def in_custody(*rows: object, indeterminate: bool = False) -> CaseFacts:
    sentence = a_sentence(type="CUSTODY", starts="2026-01-05")
    if indeterminate:
        sentence = r.Sentence(
            "S1", sentence.crn, "CUSTODY", sentence.starts_on, None, sentence.starts_on, indeterminate=True
        )
    return a_case(sentence, a_spell("2026-01-05", setting="custody", because="sentence"), *rows)


def only(facts: CaseFacts, rule: Rule, as_of: str) -> Assessed | None:
    found = assess(facts, a_standing(rule), national(), day(as_of))
    assert len(found) <= 1
    return found[0] if found else None


def test_the_duty_is_due_so_many_days_before_the_release() -> None:
    seen = only(in_custody(a_release("CRD", "2026-06-10")), BEFORE_RELEASE, "2026-02-02")
    assert seen is not None
    assert (seen.opened_on, seen.due_on, seen.mark, seen.limit_code) == (
        day("2026-01-05"),
        day("2026-05-13"),
        None,
        "CD(-28)",
    )
    assert (seen.span.anchor.kind, seen.span.anchor.on) == ("release", day("2026-06-10"))


def test_no_release_date_known_is_no_countdown_and_unknown_for_an_indeterminate_sentence() -> None:
    assert only(in_custody(), BEFORE_RELEASE, "2026-02-02") is None
    unknown = only(in_custody(indeterminate=True), BEFORE_RELEASE, "2026-02-02")
    assert unknown is not None
    assert (unknown.state, unknown.due_on, unknown.missing) == ("unknown", None, ("release date",))


def test_an_indeterminate_sentence_is_unknown_until_the_day_a_date_is_told() -> None:
    facts = in_custody(a_release("CONFIRMED", "2026-09-01", "2026-03-02"), indeterminate=True)
    before, after = only(facts, BEFORE_RELEASE, "2026-03-01"), only(facts, BEFORE_RELEASE, "2026-03-02")
    assert before is not None
    assert after is not None
    assert (before.state, after.state, after.due_on) == ("unknown", "open", day("2026-08-04"))


@pytest.mark.parametrize(
    ("dates", "release"),
    [
        ([("CRD", "2026-06-13"), ("ARD", "2026-06-20")], "2026-06-12"),
        ([("CRD", "2026-06-13"), ("CONFIRMED", "2026-06-14")], "2026-06-14"),
        ([("CRD", "2026-06-13"), ("HDCAD", "2026-05-02")], "2026-05-02"),
        ([("CRD", "2026-06-13"), ("PRRD", "2026-07-05")], "2026-07-03"),
        ([("CRD", "2025-12-01"), ("ARD", "2026-06-10")], "2026-06-10"),
    ],
)
def test_the_release_date_to_trust_and_whether_it_is_moved(
    dates: list[tuple[ReleaseDateKind, str]], release: str
) -> None:
    facts = in_custody(*(a_release(kind, date) for kind, date in dates))
    seen = only(facts, BEFORE_RELEASE, "2026-02-02")
    assert seen is not None
    assert seen.span.anchor.on == day(release)


def test_an_earlier_date_that_makes_it_late_at_once_gives_two_working_days() -> None:
    facts = in_custody(a_release("CRD", "2026-06-10"), a_release("CONFIRMED", "2026-04-10", "2026-03-20"))
    before, after = only(facts, BEFORE_RELEASE, "2026-03-19"), only(facts, BEFORE_RELEASE, "2026-03-20")
    assert before is not None
    assert after is not None
    assert (before.due_on, before.mark) == (day("2026-05-13"), None)
    assert (after.due_on, after.mark, after.state) == (day("2026-03-24"), "moved", "due_soon")


def test_too_short_a_time_from_the_first_is_marked_short() -> None:
    seen = only(in_custody(a_release("CRD", "2026-01-26")), BEFORE_RELEASE, "2026-01-05")
    assert seen is not None
    assert (seen.due_on, seen.mark) == (day("2026-01-07"), "short")


def test_a_date_that_falls_on_the_day_it_took_effect_stands() -> None:
    facts = in_custody(a_release("CRD", "2026-06-10"), a_release("CONFIRMED", "2026-04-17", "2026-03-20"))
    seen = only(facts, BEFORE_RELEASE, "2026-03-20")
    assert seen is not None
    assert (seen.due_on, seen.mark) == (day("2026-03-20"), None)


def test_the_same_date_told_again_moves_nothing() -> None:
    facts = in_custody(
        a_release("CRD", "2026-04-10", "2026-01-05"),
        a_release("CONFIRMED", "2026-04-10", "2026-03-20"),
    )
    seen = only(facts, BEFORE_RELEASE, "2026-03-20")
    assert seen is not None
    assert (seen.due_on, seen.mark) == (day("2026-03-13"), None)


def test_a_duty_met_stays_met_when_the_date_moves() -> None:
    facts = in_custody(
        a_release("CRD", "2026-06-10"),
        a_release("CONFIRMED", "2026-04-10", "2026-03-20"),
        a_contact("2026-03-03", "CPVS"),
    )
    seen = only(facts, BEFORE_RELEASE, "2026-05-01")
    assert seen is not None
    assert (seen.state, seen.satisfied_on, seen.due_on) == ("met", day("2026-03-03"), day("2026-05-13"))


def test_release_closes_what_is_not_done() -> None:
    facts = a_case(
        a_sentence(type="CUSTODY", starts="2026-01-05"),
        a_spell("2026-01-05", "2026-06-10", "custody", "sentence"),
        a_release("CRD", "2026-06-10"),
    )
    seen = only(facts, BEFORE_RELEASE, "2026-07-01")
    assert seen is not None
    assert (seen.state, seen.closed_on, seen.days_late) == ("missed", day("2026-06-10"), 28)


def test_due_soon_is_measured_from_the_opening_of_a_countdown() -> None:
    seen = only(in_custody(a_release("CRD", "2026-03-10")), BEFORE_RELEASE, "2026-02-02")
    assert seen is not None
    assert seen.due_on == day("2026-02-10")
    assert seen.span.soon_from == day("2026-02-03")  # 36 days: a fifth is 7


def test_the_end_of_a_sentence_counts_back_in_working_days() -> None:
    seen = only(a_case(a_sentence(starts="2026-01-05", ends="2026-07-06")), BEFORE_END, "2026-02-02")
    assert seen is not None
    assert (seen.opened_on, seen.due_on) == (day("2026-01-05"), day("2026-06-08"))


def test_a_limit_after_the_end_opens_at_the_end_and_closes_with_the_case() -> None:
    after_end = a_rule(
        "LOCAL_AFTER", 5, "WD", kind="milestone", trigger="sentence_end", applies_to=["CO"], paused_by=[]
    )
    facts = a_case(a_sentence(starts="2026-01-05", ends="2026-07-06", ended="2026-03-02"), closed_on="2026-03-31")
    assert only(facts, after_end, "2026-03-01") is None
    seen = only(facts, after_end, "2026-03-10")
    assert seen is not None
    assert (seen.state, seen.due_on) == ("overdue", day("2026-03-09"))
    closed = only(facts, after_end, "2026-03-31")
    assert closed is not None
    assert closed.state == "missed"


def test_a_recall_counts_down_afresh() -> None:
    facts = a_case(
        a_sentence(type="CUSTODY", starts="2025-01-06"),
        a_spell("2025-01-06", "2025-06-02", "custody", "sentence"),
        a_spell("2025-06-02", "2026-01-05", "community", "release"),
        a_spell("2026-01-05", None, "custody", "recall"),
        r.ReleaseDate("S1", "PRRD", day("2026-06-10"), day("2026-01-12")),
    )
    seen = assess(facts, a_standing(BEFORE_RELEASE), national(), day("2026-02-02"))
    assert [(one.opened_on, one.due_on) for one in seen] == [(day("2026-01-12"), day("2026-05-13"))]
