"""Recording: one action however many people it is about, and what keeps it from being saved."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from caseload_tui.domain.drafts import ContactDraft, EntryDraft
from caseload_tui.errors import RefusedError
from caseload_tui.services import recording, undoing
from caseload_tui.services.demo import demo
from caseload_tui.services.session import Session

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
