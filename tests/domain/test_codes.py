"""The national lists in words: one way of saying each thing, in the middle of a line."""

import pytest

from caseload_tui.domain import codes


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("ATTC", "attended, complied"),
        ("ATSH", "attended, sent home (behaviour)"),
        ("AFDA", "attended, FTC deemed acceptable"),
        ("AFTA", "failed to attend"),
        ("UAAB", "unacceptable absence"),
        ("AACL", "acceptable, court/legal"),
        ("AAME", "acceptable, medical"),
        ("RSOF", "rescheduled, person on probation"),
    ],
)
def test_an_outcome_is_called(code: str, words: str) -> None:
    assert codes.outcomes()[code].title == words


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("AMHL", "mental health issues"),
        ("IMAR", "MARAC"),
        ("AVIS", "ViSOR"),
        ("RTAO", "Terrorism Act offender"),
        ("REG22", "risk to 'adult at risk'"),
    ],
)
def test_a_registration_is_called(code: str, words: str) -> None:
    assert codes.registration_words()[code] == words


def test_no_accommodation_is_without_words() -> None:
    words = codes.accommodation_words()
    assert all(words.values())
    assert words["A05"] == "No fixed abode"
    assert words["A08A"] == "Homeless, rough sleeping"
