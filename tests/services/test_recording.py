"""Recording: one action however many people it is about, and what keeps it from being saved."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from caseload_tui.domain import records as r
from caseload_tui.domain.drafts import ContactDraft, EntryDraft
from caseload_tui.errors import RefusedError
from caseload_tui.services import recording, undoing
from caseload_tui.services.demo import demo
from caseload_tui.services.previewing import preview
from caseload_tui.services.session import Session
from tests.ui.team import day, team

MOMENT = dt.datetime(2026, 11, 23, 9, 5, tzinfo=dt.UTC)
TODAY = MOMENT.date()


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with demo(12, 17, now=lambda: MOMENT) as opened:
        yield opened


def _two(session: Session) -> tuple[str, str]:
    """Return two people whose sentence has begun."""
    crns = [f.case.crn for f in session.store.each_facts() if f.case.closed_on is None]
    return crns[0], crns[1]


def test_a_group_session_is_one_action_and_taken_back_as_one(session: Session) -> None:
    crns = _two(session)
    before = [session.facts(crn).contacts for crn in crns]
    draft = EntryDraft(ContactDraft("COAP", "in_person_office", date=TODAY, outcome_code="ATTC"))
    saved = recording.record_contact(session, crns, draft)
    assert "2 people" in saved.words
    assert [session.facts(crn).contacts for crn in crns] != before
    assert session.store.check() == []
    undoing.undo(session)
    assert [session.facts(crn).contacts for crn in crns] == before
    assert session.store.check() == []


def test_what_is_refused_for_one_is_saved_for_nobody(session: Session) -> None:
    crns = _two(session)
    before = [session.facts(crn).contacts for crn in crns]
    draft = EntryDraft(ContactDraft("COAP", "in_person_office", date=TODAY, officer_code="NOBODY"))
    with pytest.raises(RefusedError) as refused:
        recording.record_contact(session, crns, draft)
    assert [problem.why for problem in refused.value.problems] == [f"{crn}: is no officer known here" for crn in crns]
    assert [session.facts(crn).contacts for crn in crns] == before


def test_the_same_visit_a_second_time_is_noticed_also_when_another_window_recorded_it(session: Session) -> None:
    crn = _two(session)[0]
    visit = EntryDraft(ContactDraft("COAP", "in_person_office", date=TODAY, start_time="14:00", outcome_code="ATTC"))
    assert recording.already(session, [crn], visit) == ()
    elsewhere = session.store.again()
    with elsewhere.write("contact.add", stamp=session.stamp(), subject=crn) as change:
        change.put(r.Contact("c-else", crn, None, "COAP", TODAY, "14:00", outcome_code="ATTC"))
    elsewhere.close()
    said = "Planned Office Visit (NS), Mon 23 Nov 2026 14:00, attended, complied"
    assert [words.replace(" 2026", "") for words in recording.already(session, [crn], visit)] == [
        said.replace(" 2026", "")
    ]
    assert f"Recorded already: {recording.already(session, [crn], visit)[0]}" in preview(session, crn, visit).warnings
    at_four = EntryDraft(replace(visit.contact or ContactDraft(), start_time="16:00"))
    assert recording.already(session, [crn], at_four) == ()
    by_phone = EntryDraft(ContactDraft("CTOB", "phone", date=TODAY))
    assert recording.already(session, [crn], by_phone) == ()


def test_an_appointment_that_gets_its_outcome_is_not_the_same_again(session: Session) -> None:
    crn = _two(session)[0]
    recording.record_contact(
        session, [crn], EntryDraft(None, (ContactDraft("COPT", "phone", date=TODAY, start_time="16:15"),))
    )
    told = EntryDraft(ContactDraft("COPT", "phone", date=TODAY, start_time="16:15", outcome_code="ATTC"))
    assert recording.already(session, [crn], told) == ()


def test_the_same_outcome_again_changes_nothing(session: Session) -> None:
    crn = _two(session)[0]
    saved = recording.record_contact(session, [crn], EntryDraft(ContactDraft("COAP", date=TODAY, outcome_code="ATTC")))
    before = session.store.count(r.Outcome)
    with pytest.raises(RefusedError, match="nothing was changed"):
        recording.record_outcome(session, saved.ids[0], "ATTC")
    assert session.store.count(r.Outcome) == before


def test_a_booking_after_the_last_sentence_is_said(tmp_path: Path) -> None:
    order = r.Sentence(
        "s-1", "X900120", "CO", day("2026-03-02"), starts_on=day("2026-03-02"), ends_on=day("2026-12-01")
    )
    with team(tmp_path, r.Case("X900120", "SPECIMEN", "Ivy"), order) as session:
        ahead = [EntryDraft(None, (ContactDraft("COAP", date=day(d)),)) for d in ("2026-11-30", "2026-12-01")]
        within, after = (preview(session, "X900120", draft).warnings for draft in ahead)
    assert within == ()
    assert [words for words in after if "Supervision ends" in words] == [
        "Supervision ends on Tue 1 Dec, before that day"
    ]


def test_nothing_is_written_while_another_day_is_looked_at(session: Session) -> None:
    crns = _two(session)
    draft = EntryDraft(ContactDraft("CTOB", "phone", date=TODAY))
    with pytest.raises(RefusedError):
        recording.record_contact(session.on(dt.date(2026, 11, 1)), crns[:1], draft)


@pytest.mark.parametrize(
    ("type_code", "date", "outcome", "is_refused"),
    [
        ("COAP", TODAY, "ATTC", False),
        ("COAP", TODAY + dt.timedelta(days=1), "ATTC", True),
        ("COAP", TODAY + dt.timedelta(days=1), "AAME", False),
        ("COAP", TODAY + dt.timedelta(days=1), "RSOF", False),
        ("COAP", TODAY - dt.timedelta(days=1), "RSOF", True),
        ("COAP", TODAY - dt.timedelta(days=1), "ATSH", False),
        ("COPT", TODAY - dt.timedelta(days=1), "ATSH", True),
        ("CTOB", TODAY, "ATTC", True),
        ("COAP", TODAY, "NONE", True),
    ],
)
def test_an_outcome_stands_only_where_it_can(
    session: Session, type_code: str, date: dt.date, outcome: str, *, is_refused: bool
) -> None:
    facts = session.facts(_two(session)[0])
    assert bool(recording.outcome_problem(type_code, date, outcome, facts, TODAY)) is is_refused
