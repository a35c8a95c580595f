"""Recording a first plan, reviews, another level of RoSH and the end of a case: what clears, and what is refused."""

import dataclasses
import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from caseload_tui.domain import records as r
from caseload_tui.domain.drafts import ContactDraft, EntryDraft
from caseload_tui.engine.person import rosh_on, ual_since
from caseload_tui.errors import RefusedError
from caseload_tui.services import changing, planning, recording, undoing
from caseload_tui.services.previewing import preview
from caseload_tui.services.session import Session
from tests.ui.team import day, team

CRN = "X900120"


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """Return a team with someone who has two orders, no plan and nothing reviewed."""
    orders = [
        r.Sentence(f"s-{n}", CRN, "CO", day("2026-03-02"), starts_on=day("2026-03-02"), ends_on=day("2027-03-01"))
        for n in (1, 2)
    ]
    spells = [r.Spell(order.sentence_id, "community", day("2026-03-02")) for order in orders]
    seen = r.Contact("c-1", CRN, None, "COAP", day("2026-03-04"), outcome_code="ATTC", entered_on=day("2026-03-04"))
    with team(tmp_path, r.Case(CRN, "SPECIMEN", "Ivy", officer_code="N01", rosh="M"), *orders, *spells, seen) as opened:
        yield opened


def overdue(session: Session, crn: str = CRN) -> set[tuple[str, str | None]]:
    return {(duty.rule, duty.sentence_id) for duty in session.assess(session.facts(crn)) if duty.state == "overdue"}


def reasons(refused: pytest.ExceptionInfo[RefusedError]) -> list[str]:
    return [problem.why for problem in refused.value.problems]


def test_a_first_plan_clears_the_duty_of_its_own_sentence_and_of_no_other(session: Session) -> None:
    assert {("PLAN_INIT", "s-1"), ("PLAN_INIT", "s-2")} <= overdue(session)
    planning.make_plan(session, CRN, day("2026-03-20"), "s-2")
    left = overdue(session)
    assert ("PLAN_INIT", "s-1") in left
    assert ("PLAN_INIT", "s-2") not in left
    undoing.undo(session)
    assert ("PLAN_INIT", "s-2") in overdue(session)


def test_with_two_orders_without_plans_it_is_asked_which(session: Session) -> None:
    with pytest.raises(RefusedError) as refused:
        planning.make_plan(session, CRN, day("2026-03-20"))
    assert reasons(refused) == ["say for which sentence"]
    assert "s-1 (community order from Mon 2 Mar 2026)" in refused.value.problems[0].accepted
    planning.make_plan(session, CRN, day("2026-03-20"), "s-1")
    planning.make_plan(session, CRN, day("2026-03-20"))
    with pytest.raises(RefusedError) as refused:
        planning.make_plan(session, CRN, day("2026-03-20"))
    assert reasons(refused) == ["every sentence has its plan: a plan is reviewed then"]


def test_a_review_is_of_the_plan_of_the_sentence_that_is_named(session: Session) -> None:
    for sentence in ("s-1", "s-2"):
        planning.make_plan(session, CRN, day("2026-03-20"), sentence)
    planning.review_plan(session, CRN, day("2026-10-01"), None, "s-1")
    plans = {plan.sentence_id: plan.plan_id for plan in session.facts(CRN).plans}
    assert [review.ref for review in session.facts(CRN).reviews] == [plans["s-1"]]


def test_a_review_of_a_sentence_that_is_not_there_or_has_no_plan_is_not_put_on_another(session: Session) -> None:
    planning.make_plan(session, CRN, day("2026-03-20"), "s-1")
    for sentence, why in (
        ("s-9", "is not a sentence of this person"),
        ("s-2", "there is no plan to review yet: a plan is made first"),
    ):
        with pytest.raises(RefusedError) as refused:
            planning.review_plan(session, CRN, day("2026-10-01"), None, sentence)
        assert reasons(refused) == [why]
    assert session.facts(CRN).reviews == ()


def test_it_is_a_first_plan_where_the_sentence_has_none(session: Session) -> None:
    def first(sentence: str | None = None) -> bool:
        return planning.is_first(session.facts(CRN), session.today, sentence)

    assert (first(), first("s-1")) == (True, True)
    planning.make_plan(session, CRN, day("2026-03-20"), "s-1")
    assert (first(), first("s-1"), first("s-2")) == (False, False, True)


def test_a_plan_made_in_custody_is_none_for_the_community_and_one_of_no_sentence_is_for_all(session: Session) -> None:
    facts = session.facts(CRN)
    inside = r.Plan("p-1", CRN, "s-1", "custody", day("2026-03-20"))
    general = r.Plan("p-2", CRN, None, "sentence", day("2026-03-20"))
    before = dataclasses.replace(general, completed_on=day("2026-03-01"))

    def left(*plans: r.Plan) -> list[str]:
        planned = dataclasses.replace(facts, plans=plans)
        return [sentence.sentence_id for sentence in planning.without_plan(planned, session.today)]

    assert left(inside) == ["s-1", "s-2"]
    assert left(general) == []
    assert left(before) == ["s-1", "s-2"]


@pytest.mark.parametrize(
    ("completed_on", "why"), [("2026-11-24", "That day has not come yet"), ("2026-03-01", "is before the sentence")]
)
def test_a_plan_of_an_impossible_day_is_refused(session: Session, completed_on: str, why: str) -> None:
    with pytest.raises(RefusedError) as refused:
        planning.make_plan(session, CRN, day(completed_on), "s-1")
    assert reasons(refused) == [why]
    assert session.facts(CRN).plans == ()


def test_a_risk_review_starts_the_clock_of_the_next_one(session: Session) -> None:
    def due() -> dt.date:
        return max(d.due_on for d in session.assess(session.facts(CRN)) if d.rule == "RISK_REV" and d.due_on)

    before = due()
    planning.review_risk(session, CRN, day("2026-11-20"))
    assert due() > before
    assert ("RISK_REV", "s-1") not in overdue(session)


def test_another_rosh_holds_from_its_day_and_not_before_and_is_taken_back_whole(session: Session) -> None:
    changing.change_rosh(session, CRN, "H", day("2026-11-10"))
    facts = session.facts(CRN)
    assert (rosh_on(facts, day("2026-11-09")), rosh_on(facts, day("2026-11-10"))) == ("M", "H")
    changing.change_rosh(session, CRN, "VH", day("2026-11-20"))
    facts = session.facts(CRN)
    assert [rosh_on(facts, day(d)) for d in ("2026-11-19", "2026-11-20")] == ["H", "VH"]
    undoing.undo(session)
    assert rosh_on(session.facts(CRN), day("2026-11-20")) == "H"
    undoing.undo(session)
    assert rosh_on(session.facts(CRN), day("2026-11-20")) == "M"


def test_a_level_corrected_on_its_own_day_takes_the_place_of_the_other(session: Session) -> None:
    changing.change_rosh(session, CRN, "VH", day("2026-11-10"))
    changing.change_rosh(session, CRN, "H", day("2026-11-10"))
    facts = session.facts(CRN)
    assert rosh_on(facts, day("2026-11-10")) == "H"
    assert [row.type_code for row in facts.registrations] == ["RHRH"]


@pytest.mark.parametrize(
    ("level", "from_on", "why"),
    [
        ("X", "2026-11-10", "is not a level"),
        ("H", "2026-11-24", "That day has not come yet"),
        ("H", "2026-03-01", "is before the sentence"),
        ("M", "2026-11-10", "is Medium on that day already"),
    ],
)
def test_a_change_of_rosh_that_cannot_be_is_refused(session: Session, level: str, from_on: str, why: str) -> None:
    with pytest.raises(RefusedError) as refused:
        changing.change_rosh(session, CRN, level, day(from_on))
    assert reasons(refused) == [why]


def test_an_earlier_change_of_rosh_does_not_undo_a_later_one(session: Session) -> None:
    changing.change_rosh(session, CRN, "H", day("2026-11-10"))
    with pytest.raises(RefusedError) as refused:
        changing.change_rosh(session, CRN, "VH", day("2026-11-01"))
    assert reasons(refused) == ["a later change stands"]


@pytest.mark.parametrize(
    ("closed_on", "why"),
    [
        ("2026-11-24", "That day has not come yet"),
        ("2026-03-01", "is before the sentence"),
        ("2026-03-03", "is before the last contact"),
    ],
)
def test_a_case_is_not_closed_on_an_impossible_day(session: Session, closed_on: str, why: str) -> None:
    with pytest.raises(RefusedError) as refused:
        changing.close_case(session, CRN, day(closed_on))
    assert reasons(refused) == [why]
    assert session.facts(CRN).case.closed_on is None


def test_an_absence_agreed_for_a_day_ahead_does_not_keep_a_case_open(session: Session) -> None:
    ahead = ContactDraft("COAP", date=day("2026-11-30"), outcome_code="AAME")
    recording.record_contact(session, [CRN], EntryDraft(ahead))
    changing.close_case(session, CRN, session.today)
    assert session.facts(CRN).case.closed_on == session.today


def test_a_closed_case_is_in_no_list_and_its_file_stays(session: Session) -> None:
    from caseload_tui.domain import filters

    assert changing.unfinished(session, CRN) == ["community order from Mon 2 Mar 2026 still runs"] * 2 + [
        f"{len(overdue(session))} duties overdue"
    ]
    changing.close_case(session, CRN, day("2026-11-20"), "moved abroad")
    assert CRN not in session.store.crns(filters.parse("", today=session.day), as_of=session.day)
    assert CRN in session.store.crns(filters.parse("closed", today=session.day), as_of=session.day)
    assert (session.facts(CRN).case.closed_on, session.facts(CRN).case.closed_because) == (
        day("2026-11-20"),
        "moved abroad",
    )
    with pytest.raises(RefusedError) as refused:
        changing.close_case(session, CRN, day("2026-11-20"))
    assert reasons(refused) == ["is closed since Fri 20 Nov"]
    undoing.undo(session)
    assert session.facts(CRN).case.closed_on is None


def test_at_large_begins_and_ends_on_its_days(session: Session) -> None:
    changing.change_at_large(session, CRN, day("2026-11-10"))
    assert ual_since(session.facts(CRN), session.today) == day("2026-11-10")
    with pytest.raises(RefusedError) as refused:
        changing.change_at_large(session, CRN, day("2026-11-10"))
    assert reasons(refused) == ["is not after the day on which it began"]
    visit = EntryDraft(ContactDraft("COAP", date=session.today, outcome_code="ATTC"))
    assert any("the flag stays until that has ended" in words for words in preview(session, CRN, visit).warnings)
    changing.change_at_large(session, CRN, day("2026-11-20"))
    assert ual_since(session.facts(CRN), session.today) is None
    undoing.undo(session)
    assert ual_since(session.facts(CRN), session.today) == day("2026-11-10")
