"""Dates of a column: decided by evidence, never guessed, read exactly."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseload_tui.exchange.dates import EARLIEST, LATEST, CellError, DateFormat, decide, read_date, readings


@pytest.mark.parametrize(
    ("texts", "written", "line"),
    [
        (["2026-04-03", "2026-12-31"], "yyyy-mm-dd", 2),
        (["03/04/2026", "13/04/2026"], "dd/mm/yyyy", 3),
        (["3-4-2026", "31-12-2026"], "dd/mm/yyyy", 3),
        (["05/05/2026", "6/6/2026"], "dd/mm/yyyy", 0),  # the same day in either order
        ([], "yyyy-mm-dd", 0),
        (["2026-04-03", "2026-04-04", "05/04/2026"], "yyyy-mm-dd", 2),
        (["13/04/2026", "14/04/2026", "2026-04-03"], "dd/mm/yyyy", 2),
    ],
)
def test_a_column_is_decided_by_evidence(texts: list[str], written: str, line: int) -> None:
    decision = decide({text: line for line, text in enumerate(texts, 2)})
    assert (decision.written, decision.line, decision.question) == (written, line, "")


@pytest.mark.parametrize(
    ("texts", "line", "question"),
    [
        (["05/05/2026", "03/04/2026"], 3, "every date here could be read with the day or with the month first"),
        (["03/04/2026", "04/13/2026"], 3, "the month stands first in these dates"),
    ],
)
def test_a_column_that_could_be_read_in_two_ways_is_a_question(texts: list[str], line: int, question: str) -> None:
    decision = decide({text: line for line, text in enumerate(texts, 2)})
    assert (decision.line, decision.question) == (line, question)


@pytest.mark.parametrize("said", ["dd/mm/yyyy", "mm/dd/yyyy"])
def test_the_answer_to_the_question_is_taken(said: DateFormat) -> None:
    assert decide({"03/04/2026": 2}, said).written == said
    assert decide({"2026-04-03": 2}, said).written == "yyyy-mm-dd"


@pytest.mark.parametrize("said", ["dd/mm/yyyy", "mm/dd/yyyy"])
def test_a_column_that_shows_how_it_is_written_needs_no_answer(said: DateFormat) -> None:
    assert decide({"03/04/2026": 2, "25/12/2026": 3}, said).written == "dd/mm/yyyy"


def test_a_question_brings_an_example_and_what_it_can_be() -> None:
    assert decide({"05/05/2026": 2, "03/04/2026": 3}).example == "03/04/2026"
    assert readings("03/04/2026") == (
        ("day first", dt.date(2026, 4, 3)),
        ("month first", dt.date(2026, 3, 4)),
    )
    assert readings("04/13/2026") == (("month first", dt.date(2026, 4, 13)),)


@pytest.mark.parametrize(
    ("text", "written", "why"),
    [
        ("2026-02-29", "yyyy-mm-dd", "there is no such day"),
        ("31/11/2026", "dd/mm/yyyy", "there is no such day"),
        ("2026-4-3", "yyyy-mm-dd", "not a date"),
        ("10", "dd/mm/yyyy", "not a date"),
        ("03/04-2026", "dd/mm/yyyy", "not a date"),
        ("2026-04-03T00:00", "yyyy-mm-dd", "not a date"),
        ("٢٠٢٦-04-03", "yyyy-mm-dd", "not a date"),
        ("03-04-26", "dd/mm/yyyy", "a year of two digits does not say its century"),
        ("03/04/2026", "yyyy-mm-dd", "written in another way than the other dates of this column"),
        ("9999-12-31", "yyyy-mm-dd", "too far away to be meant"),
        ("0026-04-03", "yyyy-mm-dd", "too far away to be meant"),
    ],
)
def test_what_is_no_date_of_its_column_is_refused(text: str, written: DateFormat, why: str) -> None:
    with pytest.raises(CellError) as refused:
        read_date(text, written)
    assert refused.value.why == why


def test_day_and_month_are_never_swapped() -> None:
    assert read_date("03/04/2026", "dd/mm/yyyy") == dt.date(2026, 4, 3)
    assert read_date("03/04/2026", "mm/dd/yyyy") == dt.date(2026, 3, 4)
    assert read_date("3-4-2026", "dd/mm/yyyy") == dt.date(2026, 4, 3)


@given(st.dates(EARLIEST, LATEST))
def test_a_written_date_is_read_back(day: dt.date) -> None:
    assert read_date(day.isoformat(), "yyyy-mm-dd") == day
    assert read_date(f"{day:%d/%m/%Y}", "dd/mm/yyyy") == day
    assert read_date(f"{day.month}-{day.day}-{day.year}", "mm/dd/yyyy") == day
