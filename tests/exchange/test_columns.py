"""Cells: what is read from them and what is written to them."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseload_tui.domain.tables import TABLE_NAMED, TABLES
from caseload_tui.exchange.columns import Column, Value, columns_of, reader, with_quote, without_quote, write
from caseload_tui.exchange.dates import CellError

TODAY = dt.date(2026, 11, 22)


def column(table: str, name: str) -> Column:
    return next(column for column in columns_of(TABLE_NAMED[table]) if column.name == name)


def read(table: str, name: str, cell: str) -> Value:
    return reader(column(table, name), "yyyy-mm-dd", TODAY)(cell)


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+44 113 496 0000", "'+44 113 496 0000"),
        ("-", "'-"),
        ("@home", "'@home"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("'=1+1", "''=1+1"),
        ("''=1+1", "'''=1+1"),
        ("'tis", "'tis"),
        ("O'Neill", "O'Neill"),
        ("''", "''"),
        ("1+1", "1+1"),
    ],
)
def test_a_text_that_a_spreadsheet_would_run_gets_one_quote_and_loses_exactly_one(text: str, cell: str) -> None:
    assert with_quote(text) == cell
    assert without_quote(cell) == text


@given(st.text(st.sampled_from("'=+-@\t\rx"), max_size=6) | st.text())
def test_every_text_comes_back_from_its_cell(text: str) -> None:
    assert without_quote(with_quote(text)) == text


def test_a_text_written_by_others_without_the_quote_is_taken_as_it_is() -> None:
    assert read("cases", "surname", "=SUM(A1)") == "=SUM(A1)"


@pytest.mark.parametrize(
    ("table", "name", "cell", "value"),
    [
        ("cases", "crn", " x100001 ", "X100001"),
        ("cases", "crn", "no number", "NO NUMBER"),
        ("contacts", "crn", "x100001", "X100001"),
        ("cases", "noms_number", "a1234bc", "A1234BC"),
        ("cases", "pnc", "12/52494Q", "2012/0052494Q"),
        ("cases", "pnc", "12/52494R", "12/52494R"),
        ("cases", "mappa_level", "M2", "2"),
        ("registrations", "level", "M3", "3"),
        ("cases", "limited_access", "n", False),
        ("cases", "surname", "  Ó Briain ", "Ó Briain"),
        ("contacts", "notes", "a\r\nb", "a\nb"),
        ("contacts", "notes", " \n ", None),
        ("contacts", "start_time", "09:05", "09:05"),
        ("contacts", "outcome_code", "AAAA", "AAAA"),  # no longer chosen, still accepted
        ("addresses", "type_code", "A05", "A05"),
        ("officers", "contracted_hours", "37.50", 37.5),
        ("sentences", "length_months", "012", 12),
        ("oversight", "on", "2026-11-02", dt.date(2026, 11, 2)),
    ],
)
def test_a_cell_is_read_in_the_one_form_that_is_stored(table: str, name: str, cell: str, value: Value) -> None:
    assert read(table, name, cell) == value


@pytest.mark.parametrize("cell", ["1_000", "1e3", "٣", "1,5", "nan", "inf", "-1", "0x1F", "9999999999"])
def test_a_number_is_digits_only(cell: str) -> None:
    for table, name in (("sentences", "length_months"), ("officers", "contracted_hours")):
        with pytest.raises(CellError):
            read(table, name, cell)


@pytest.mark.parametrize(
    ("hours", "cell"),
    [(37.0, "37"), (37.5, "37.5"), (0.0, "0"), (100.0, "100"), (1e-07, "0.0000001"), (1e20, f"1{'0' * 20}")],
)
def test_a_number_has_no_zeros_at_its_end_and_no_exponent(hours: float, cell: str) -> None:
    assert write(column("officers", "contracted_hours"), hours) == cell


def test_every_column_of_the_contract_has_a_kind() -> None:
    assert sum(len(columns_of(table)) for table in TABLES) == sum(len(table.fields) for table in TABLES)
