"""Folders as they come from spreadsheets: what holds nothing does no harm, what holds something is told."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from caseload_tui.domain import records as r
from caseload_tui.errors import RefusedError
from caseload_tui.exchange.report import Report
from tests.exchange.conftest import FakeStore
from tests.exchange.test_planning import cases, work

Make = Callable[..., Path]


def problems(report: Report) -> list[tuple[str, int, str, str, str]]:
    return [(found.file, found.line, found.column, found.value, found.why) for found in report.all_problems()]


@pytest.mark.parametrize(
    "text",
    [
        "\ufeffCRN;Surname;RoSH;;\r\nX100001;SAMPLE;H;;\r\n;;;;\r\n",
        "crn,surname,rosh\nX100001,SAMPLE,H,,,\n",
        "crn,surname,rosh\nX100001,SAMPLE,H\n , , \n\n",
        '"crn";"surname";"rosh"\r\n"X100001";"SAMPLE";"H"\r\n',
        "crn,surname,rosh,mine,mine\nX100001,SAMPLE,H,,\n",
    ],
    ids=["saved by a spreadsheet", "beyond the header", "rows of blanks", "all in quotes", "unknown columns alike"],
)
def test_cells_and_rows_that_hold_nothing_are_no_fault(folder: Make, store: FakeStore, text: str) -> None:
    imported = work(folder(cases=text), store)
    assert problems(imported.plan()) == []
    store.take(imported)
    assert cases(store) == {"X100001": r.Case("X100001", surname="SAMPLE", rosh="H")}


def test_a_cell_beyond_the_header_that_holds_something_is_refused(folder: Make, store: FakeStore) -> None:
    report = work(folder(cases="crn,surname,rosh\nX100001,SAMPLE,H,,lost\n"), store).plan()
    assert problems(report) == [("cases.csv", 2, "", "", "not as many cells as the header")]


def test_what_stands_in_a_column_without_a_name_is_not_lost_in_silence(folder: Make, store: FakeStore) -> None:
    report = work(folder(cases="crn,surname,\nX100001,SAMPLE,\nX100002,SIMPLE,ring first\n"), store).plan()
    assert report.files[0].notes == ["column 3 has no name and was passed over; line 3 holds something there"]


def test_a_number_that_a_spreadsheet_has_cut_short_is_no_identifier(folder: Make, store: FakeStore) -> None:
    text = "contact_id,crn,type_code,date\n1.23E+15,X100001,COAP,2026-11-02\n"
    report = work(folder(cases="crn\nX100001\n", contacts=text), store).plan()
    assert problems(report) == [
        ("contacts.csv", 2, "contact_id", "1.23E+15", "a spreadsheet has cut this number short")
    ]


@pytest.mark.parametrize("second", ["ABC1", " abc1 ", "Abc1"])
def test_no_two_people_differ_in_capitals_of_the_reference_only(folder: Make, store: FakeStore, second: str) -> None:
    report = work(folder(cases=f"crn\nabc1\n{second}\n"), store).plan()
    assert problems(report) == [("cases.csv", 3, "crn", "ABC1", "the same key as on line 2")]
    assert report.files[0].notes == ["crn: 2 not valid, kept as written, the first on line 2"]


@pytest.mark.parametrize("crn", ["\x00\x00", '"X10\n0001"', "X1\u202e00001"])
def test_a_reference_with_what_cannot_be_seen_is_refused(folder: Make, store: FakeStore, crn: str) -> None:
    found = problems(work(folder(cases=f"crn,surname\n{crn},SAMPLE\n"), store).plan())
    assert [row[1:3] + row[4:] for row in found] == [(2, "crn", "holds what cannot be seen, such as the end of a line")]


def test_the_name_of_a_file_is_known_in_capitals_too(folder: Make, store: FakeStore) -> None:
    path = folder(cases="crn\nX100001\n")
    (path / "cases.csv").rename(path / "CASES.CSV")
    assert work(path, store).plan().writes == 1


def test_two_files_of_one_name_are_refused(folder: Make, store: FakeStore) -> None:
    path = folder(cases="crn\nX100001\n")
    (path / "Cases.csv").write_text("crn\nX100002\n")
    if len(list(path.iterdir())) == 1:
        pytest.skip("this disk does not tell capitals apart")
    report = work(path, store).plan()
    assert problems(report) == [("cases.csv", 0, "", "", "is there twice, as Cases.csv too")]


def test_what_is_no_file_is_not_waited_for(folder: Make, store: FakeStore) -> None:
    path = folder(cases="crn\nX100001\n")
    os.mkfifo(path / "contacts.csv")
    (path / "plans.csv").mkdir()
    (path / "teams.csv").symlink_to(path / "nowhere")
    report = work(path, store).plan()
    assert [(found[0], found[4]) for found in problems(report)] == [
        ("teams.csv", "the file cannot be read"),
        ("contacts.csv", "the file cannot be read"),
        ("plans.csv", "the file cannot be read"),
    ]


def test_a_file_in_place_of_a_folder_is_said_to_be_one(tmp_path: Path, store: FakeStore) -> None:
    archive = tmp_path / "northside.zip"
    archive.write_bytes(b"PK\x03\x04")
    with pytest.raises(RefusedError, match="This is a file, not a folder"):
        work(archive, store).plan()
    with pytest.raises(RefusedError, match="The folder cannot be read"):
        work(tmp_path / ("n" * 300), store).plan()


@pytest.mark.parametrize("after", [b"", b"crn\n\xff\xfe\xff\n", b'crn\n"X100001', None])
def test_a_file_that_is_spoilt_or_gone_after_the_report_is_not_written(
    folder: Make, store: FakeStore, after: bytes | None
) -> None:
    path = folder(cases="crn\nX100001\n")
    imported = work(path, store)
    assert imported.plan().writes == 1
    if after is None:
        (path / "cases.csv").unlink()
    else:
        (path / "cases.csv").write_bytes(after)
    with pytest.raises(RefusedError, match=r"cases\.csv was changed while it was being read"):
        store.take(imported)
