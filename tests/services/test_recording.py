"""Recording: one action however many people it is about, and what keeps it from being saved."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from caseload_tui.domain import records as r
from caseload_tui.domain import wording
from caseload_tui.domain.drafts import ContactDraft, EntryDraft
from caseload_tui.domain.entry import parse
from caseload_tui.errors import RefusedError
from caseload_tui.services import recording, twice, undoing
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


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("of yes at", "office, Sun 22 Nov"),
        ("of at; of wed 10", "office, Mon 23 Nov and 1 booked"),
        ("; ph tue 10", "phone booked, Tue 24 Nov"),
        ("; of tue 10 every 1w x6", "office booked, Tue 24 Nov and 5 more"),
    ],
)
def test_what_was_saved_says_what_was_booked(session: Session, line: str, said: str) -> None:
    crn, other = _two(session)
    draft = parse(line, today=TODAY).draft
    assert recording.record_contact(session, (crn,), draft).words == f"{said}, {session.facts(crn).case.name}"
    assert recording.record_contact(session, (crn, other), draft).words == f"{said}, 2 people"


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
    assert twice.already(session, [crn], visit) == ()
    elsewhere = session.store.again()
    with elsewhere.write("contact.add", stamp=session.stamp(), subject=crn) as change:
        change.put(r.Contact("c-else", crn, None, "COAP", TODAY, "14:00", outcome_code="ATTC"))
    elsewhere.close()
    said = "Recorded already: Planned Office Visit (NS), Mon 23 Nov 2026 14:00, attended, complied"
    assert [words.replace(" 2026", "") for words in twice.already(session, [crn], visit)] == [said.replace(" 2026", "")]
    assert twice.already(session, [crn], visit)[0] in preview(session, crn, visit).warnings
    at_four = EntryDraft(replace(visit.contact or ContactDraft(), start_time="16:00"))
    assert twice.already(session, [crn], at_four) == ()
    by_phone = EntryDraft(ContactDraft("CTOB", "phone", date=TODAY))
    assert twice.already(session, [crn], by_phone) == ()


def test_an_appointment_that_gets_its_outcome_is_not_the_same_again(session: Session) -> None:
    crn = _two(session)[0]
    recording.record_contact(
        session, [crn], EntryDraft(None, (ContactDraft("COPT", "phone", date=TODAY, start_time="16:15"),))
    )
    told = EntryDraft(ContactDraft("COPT", "phone", date=TODAY, start_time="16:15", outcome_code="ATTC"))
    assert twice.already(session, [crn], told) == ()


@pytest.mark.parametrize(
    "told",
    [
        ContactDraft("COAP", "in_person_office", date=TODAY, start_time="14:10", outcome_code="ATTC"),
        ContactDraft("COAI", date=TODAY, start_time="14:10", outcome_code="ATTC"),
        ContactDraft("COAP", "none", date=TODAY, start_time="14:30"),
    ],
)
def test_an_appointment_of_another_time_or_type_is_named_that_the_contact_may_be_the_outcome_of(
    session: Session, told: ContactDraft
) -> None:
    crn = _two(session)[0]
    booked = ContactDraft("COAP", "in_person_office", date=TODAY, start_time="14:00")
    recording.record_contact(session, [crn], EntryDraft(None, (booked,)))
    (words,) = twice.already(session, [crn], EntryDraft(told))
    assert words == f"Waits for its outcome: Planned Office Visit (NS), {wording.day(TODAY, session.today)} 14:00"
    at_home = EntryDraft(ContactDraft("CHVS", date=TODAY, outcome_code="ATTC"))
    assert twice.already(session, [crn], at_home) == ()


def test_two_messages_of_one_day_are_the_same_only_with_the_same_note(session: Session) -> None:
    crn = _two(session)[0]
    first, second = (EntryDraft(ContactDraft("CMOB", date=TODAY, notes=note)) for note in ("reminder", "new address"))
    recording.record_contact(session, [crn], first)
    assert twice.already(session, [crn], second) == ()
    assert len(twice.already(session, [crn], first)) == 1


def test_a_visit_on_the_day_another_was_moved_from_is_not_the_same_again(session: Session) -> None:
    crn = _two(session)[0]
    moved, came = (EntryDraft(ContactDraft("COAP", date=TODAY, outcome_code=code)) for code in ("RSSR", "ATTC"))
    recording.record_contact(session, [crn], moved)
    assert twice.already(session, [crn], came) == ()


@pytest.mark.parametrize("draft", [ContactDraft(outcome_code="ATTC"), ContactDraft(date=TODAY), ContactDraft("X")])
def test_what_is_not_yet_a_contact_is_nothing_again(session: Session, draft: ContactDraft) -> None:
    assert twice.already(session, _two(session), EntryDraft(draft)) == ()


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
    assert after == ("Supervision is over by that day: it ends on Tue 1 Dec",)


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
