"""Identifiers: canonical forms and check letters as docs/practice.md gives them."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseload_tui.domain import identifiers

TODAY = dt.date(2026, 11, 22)
LETTERS = "ZABCDEFGHJKLMNPQRTUVWXY"


@pytest.mark.parametrize(
    ("text", "expected"),
    [("X123456", "X123456"), (" x123456 ", "X123456"), ("X12345", None), ("XX123456", None), ("X\uff1123456", None)],
)
def test_a_crn_is_one_letter_and_six_digits(text: str, expected: str | None) -> None:
    assert identifiers.crn(text) == expected


@pytest.mark.parametrize(("text", "expected"), [("a1234bc", "A1234BC"), ("A123BC", None), ("A1234B1", None)])
def test_a_prison_number_is_a_letter_four_digits_and_two_letters(text: str, expected: str | None) -> None:
    assert identifiers.noms(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2012/0052494Q", "2012/0052494Q"),  # 120052494 mod 23 = 15, the letter Q
        ("20120052494Q", "2012/0052494Q"),
        ("2012/52494Q", "2012/0052494Q"),
        ("12/52494q", "2012/0052494Q"),
        ("1252494Q", "2012/0052494Q"),
        ("2012/0052494R", None),
        ("2012/00524940Q", None),
        ("201/0052494Q", None),
        ("", None),
    ],
)
def test_a_pnc_is_stored_with_its_whole_year_and_serial(text: str, expected: str | None) -> None:
    assert identifiers.pnc(text, TODAY) == expected


@pytest.mark.parametrize(("year", "century"), [("26", "2026"), ("27", "1927"), ("00", "2000"), ("99", "1999")])
def test_a_short_year_up_to_that_of_today_is_in_this_century(year: str, century: str) -> None:
    letter = LETTERS[int(f"{year}0000001") % 23]
    assert identifiers.pnc(f"{year}/1{letter}", TODAY) == f"{century}/0000001{letter}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1/99D", None),
        ("123456/08" + LETTERS[8123456 % 23], "123456/08" + LETTERS[8123456 % 23]),
        ("456/08" + LETTERS[8000456 % 23], "000456/08" + LETTERS[8000456 % 23]),
        ("sf39/1234" + LETTERS[391234 % 23], "SF39/1234" + LETTERS[391234 % 23]),
        ("SF39/001234" + LETTERS[391234 % 23], None),  # the SF form is not padded: its zeros count as digits
        ("SF39/1234I", None),
    ],
)
def test_a_cro_number_is_padded_except_in_its_sf_form(text: str, expected: str | None) -> None:
    assert identifiers.cro(text) == expected


@given(st.integers(1, 9_999_999), st.integers(1950, 2026))
def test_a_canonical_pnc_is_canonical_on_any_later_day(serial: int, year: int) -> None:
    letter = LETTERS[int(f"{year % 100:02}{serial:07}") % 23]
    canonical = identifiers.pnc(f"{year % 100:02}/{serial}{letter}", TODAY)
    assert canonical is not None
    assert identifiers.pnc(canonical, TODAY.replace(year=2060)) == canonical
