"""Adding a person by hand: what is refused, each beside its field, and what is saved."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest

from caseload_tui.domain.drafts import PersonDraft
from caseload_tui.errors import RefusedError
from caseload_tui.services import people
from caseload_tui.services.session import Session
from tests.ui.team import day, team

NIA = PersonDraft("x900300", "SAMPLE", "Nia", sentence_type="CO", starts_on=day("2026-11-02"))


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with team(tmp_path) as opened:
        yield opened


def test_a_person_with_the_least_is_saved_under_whoever_works_here(session: Session) -> None:
    people.add_person(session, NIA)
    assert session.facts("X900300").case.officer_code == session.officer_code == "N01"


@pytest.mark.parametrize(
    ("changed", "column", "why"),
    [
        ({"crn": ""}, "CRN", "a reference is needed"),
        ({"crn": "X12"}, "CRN", "is no reference"),
        ({"crn": "X9003\x1b[2J"}, "CRN", "is no reference"),
        ({"crn": " x900101 "}, "CRN", "is already here"),
        ({"surname": " "}, "Surname", "a surname is needed"),
        ({"officer_code": "N0l"}, "Officer", "is no officer known here"),
        ({"sentence_type": None}, "Sentence", "say what sentence it is"),
        ({"starts_on": None}, "Starts on", "say when it starts"),
        ({"ends_on": day("2026-11-02")}, "Ends on", "is not after the start"),
        ({"released_on": day("2026-11-09")}, "Released on", "only a prison sentence has a release"),
        (
            {"sentence_type": "CUSTODY", "released_on": day("2026-11-01")},
            "Released on",
            "is before the sentence",
        ),
        ({"date_of_birth": day("2027-05-02")}, "Born on", "lies ahead"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(
    session: Session, changed: dict[str, object], column: str, why: str
) -> None:
    with pytest.raises(RefusedError) as refused:
        people.add_person(session, dataclasses.replace(NIA, **changed))  # type: ignore[arg-type]  # one field each
    assert [(problem.column, problem.why) for problem in refused.value.problems] == [(column, why)]
    assert all(problem.accepted for problem in refused.value.problems)
    assert session.store.facts("X900300") is None
