"""Identifiers of a person: the canonical form of CRN, prison (NOMS) number, PNC and CRO, and their check letters.

A function answers None for what is not a valid identifier. Whoever asks keeps the text as it came and marks it:
nobody is turned away because of a wrong number (docs/practice.md, identifiers).
"""

import datetime as dt
import re
from typing import Final

_CHECK_LETTERS: Final = "ZABCDEFGHJKLMNPQRTUVWXY"
"""I, O and S are left out; Z stands at position 0."""

_CENTURY: Final = 100
_LONG_PNC: Final = 12
_CRN = re.compile(r"[A-Z]\d{6}", re.ASCII)
_NOMS = re.compile(r"[A-Z]\d{4}[A-Z]{2}", re.ASCII)
_PNC = re.compile(r"(?P<year>\d{2}|\d{4})/(?P<serial>\d{1,7})(?P<letter>[A-Z])", re.ASCII)
_PNC_UNBROKEN = re.compile(r"\d{3,11}[A-Z]", re.ASCII)
_CRO = re.compile(r"(?P<serial>\d{1,6})/(?P<year>\d{2})(?P<letter>[A-Z])", re.ASCII)
_CRO_SF = re.compile(r"SF(?P<year>\d{2})/(?P<serial>\d{1,6})(?P<letter>[A-Z])", re.ASCII)


def crn(text: str) -> str | None:
    """Return the case reference number in capitals, or None if it is not one letter and six digits.

    >>> crn(" x123456 ")
    'X123456'
    """
    return _whole(_CRN, text)


def noms(text: str) -> str | None:
    """Return the prison number in capitals, or None if it is not like A1234BC."""
    return _whole(_NOMS, text)


def pnc(text: str, today: dt.date) -> str | None:
    """Return a Police National Computer id as `YYYY/NNNNNNNC`, or None if it is not one or its letter is wrong.

    A year of two digits up to that of `today` is in this century, a later one in the last. Without a slash, 12
    characters or more begin with a year of four digits.
    """
    written = text.strip().upper()
    if _PNC_UNBROKEN.fullmatch(written):
        digits = 4 if len(written) >= _LONG_PNC else 2
        written = f"{written[:digits]}/{written[digits:]}"
    found = _PNC.fullmatch(written)
    if not found:
        return None
    year, serial, letter = found["year"], found["serial"].zfill(7), found["letter"]
    if _check_letter(year[-2:] + serial) != letter:
        return None
    return f"{_with_century(year, today)}/{serial}{letter}"


def cro(text: str) -> str | None:
    """Return a Criminal Records Office number, its serial padded to six digits except in the SF form, or None."""
    written = text.strip().upper()
    if found := _CRO.fullmatch(written):
        serial = found["serial"].zfill(6)
        return f"{serial}/{found['year']}{found['letter']}" if _holds(found["year"] + serial, found) else None
    found = _CRO_SF.fullmatch(written)
    return written if found and _holds(found["year"] + found["serial"], found) else None


def _whole(pattern: re.Pattern[str], text: str) -> str | None:
    written = text.strip().upper()
    return written if pattern.fullmatch(written) else None


def _check_letter(digits: str) -> str:
    return _CHECK_LETTERS[int(digits) % len(_CHECK_LETTERS)]


def _holds(digits: str, found: re.Match[str]) -> bool:
    return _check_letter(digits) == found["letter"]


def _with_century(year: str, today: dt.date) -> str:
    if len(year) > 2:  # noqa: PLR2004 - a year of four digits says its century
        return year
    century = today.year // _CENTURY - (int(year) > today.year % _CENTURY)
    return f"{century:02}{year}"
