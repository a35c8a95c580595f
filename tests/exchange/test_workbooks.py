"""Workbooks: what is theirs is kept, nothing is worked out or guessed, and no bomb is unpacked."""

import datetime as dt
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from caseload_tui.domain.calendar import national
from caseload_tui.domain.tables import TABLE_NAMED
from caseload_tui.errors import RefusedError
from caseload_tui.exchange import zipped
from caseload_tui.exchange.planning import FolderImport, Options
from caseload_tui.exchange.report import Report
from caseload_tui.exchange.workbooks import workbook
from tests.exchange.conftest import FakeStore

# ruff: noqa: DTZ001 - a workbook knows no time zones

ROOT = Path(__file__).parents[2]
TODAY = dt.date(2026, 11, 22)
CASES = ["crn", "surname", "date_of_birth", "limited_access"]
CONTACTS = ["contact_id", "crn", "type_code", "date", "start_time", "notes"]
EITHER = "every date here could be read with the day or with the month first"
Change = Callable[[bytes], bytes] | None
NOTHING: Mapping[str, bytes] = {}
LEADS = ["=1+1", "+44 7700 900123", "-2", "@x", "\t=1", "\r=1", "'=1", '=HYPERLINK("http://evil.example")']


def made(path: Path, **sheets: list[list[Any]]) -> Path:
    """Write a workbook as a spreadsheet would."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def imported(path: Path, store: FakeStore) -> Report:
    """Import a workbook and return its report; what was refused is not taken."""
    work = FolderImport(path, store, Options(TODAY, national()))
    report = work.plan()
    if not report.is_refused:
        store.take(work)
    return report


def test_days_times_and_words_of_a_workbook_are_taken_as_they_are(store: FakeStore, tmp_path: Path) -> None:
    cases: list[list[Any]] = [
        CASES,
        ["X100001", "Sample", dt.date(1990, 4, 3), True],
        ["X100002", "Fixture", 32966, False],
    ]
    contacts: list[list[Any]] = [
        CONTACTS,
        ["c1", "X100001", "COAP", dt.datetime(2026, 3, 4), dt.time(9, 30), "=not a formula"],
    ]
    contacts.append([2, "X100002", "COAP", 46085, 0.5, None])
    path = made(tmp_path / "in.xlsx", Cases=cases, contacts=contacts, other=[["a"]])
    book = openpyxl.load_workbook(path)
    book["contacts"]["F2"].data_type = "s"
    book.save(path)
    report = imported(path, store)
    assert report.all_problems() == ()
    assert report.notes == ["sheet other is not of the contract and was passed over"]
    found = held(store, "cases")
    assert [case.date_of_birth for case in found] == [dt.date(1990, 4, 3)] * 2
    assert [case.limited_access for case in found] == [True, False]
    two, one = held(store, "contacts")
    assert (one.date, one.start_time, one.notes) == (dt.date(2026, 3, 4), "09:30", "=not a formula")
    assert (two.contact_id, two.date, two.start_time) == ("2", dt.date(2026, 3, 4), "12:00")


def held(store: FakeStore, name: str) -> list[Any]:
    """Return the records of a table by their keys."""
    return store.sorted(TABLE_NAMED[name])


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        (["X100001", "Sample", "=DATE(1990,4,3)", True], "a formula stands here"),
        (
            ["X100001", "Sample", "03/04/1990", True],
            "every date here could be read with the day or with the month first",
        ),
        (["X100001", "Sample", dt.datetime(1990, 4, 3, 9, 30), True], "not a date"),
        (["X100001", "Sample", 32966.5, True], "not a date"),
        (["X100001", "Sample", 99999999, True], "not a date"),
        ([1.23456789012e15, "Sample", None, True], "a spreadsheet has cut this number short"),
        (["X100001", "Sample", None, True, "more"], "not as many cells as the header"),
    ],
)
def test_what_would_have_to_be_worked_out_or_guessed_is_refused(
    cells: list[Any], why: str, store: FakeStore, tmp_path: Path
) -> None:
    report = imported(made(tmp_path / "in.xlsx", cases=[CASES, cells]), store)
    assert [problem.why for problem in report.all_problems()] == [why]
    assert "in.xlsx, sheet cases" in str(report.all_problems()[0])


def test_a_workbook_of_1904_counts_its_days_from_there(store: FakeStore, tmp_path: Path) -> None:
    path = made(tmp_path / "in.xlsx", cases=[CASES, ["X100001", "Sample", 32966 - 1462, None]])
    book = openpyxl.load_workbook(path)
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    book.save(path)
    assert imported(path, store).all_problems() == ()
    assert [case.date_of_birth for case in held(store, "cases")] == [dt.date(1990, 4, 3)]


def test_a_sheet_that_says_to_be_endless_is_not_waited_for(store: FakeStore, tmp_path: Path) -> None:
    path = made(tmp_path / "in.xlsx", cases=[CASES, ["X100001", "Sample", None, None]])
    with_part(path, "xl/worksheets/sheet1.xml", lambda data: data.replace(b'<row r="2"', b'<row r="99999999999"'))
    began = time.monotonic()
    imported(path, store)
    assert time.monotonic() - began < 20


def test_a_text_goes_out_as_text_whatever_it_begins_with() -> None:
    data = workbook(("name", "late", "due"), [(lead.strip(), 3, TODAY) for lead in LEADS])
    with zipfile.ZipFile(BytesIO(data)) as packed:
        sheet = packed.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    book = openpyxl.load_workbook(BytesIO(data))
    rows = list(book.active.iter_rows(min_row=2))
    assert [row[0].value for row in rows] == [lead.strip() for lead in LEADS]
    assert {row[0].data_type for row in rows} == {"s"}
    assert {row[1].data_type for row in rows} == {"n"}
    assert {row[2].value.date() for row in rows} == {TODAY}


# what is no workbook, or far more than one


def with_part(path: Path, name: str, change: Change = None, parts: Mapping[str, bytes] = NOTHING) -> Path:
    """Write a workbook anew with a part changed, or others added."""
    with zipfile.ZipFile(path) as packed:
        held = {member: packed.read(member) for member in packed.namelist()}
    if change is not None:
        assert change(held[name]) != held[name]
        held[name] = change(held[name])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for member, data in (held | dict(parts)).items():
            packed.writestr(member, data)
    return path


def zeros(path: Path) -> None:
    with_part(path, "", None, {"xl/media/a.bin": bytes(150_000_000)})


def many_large(path: Path) -> None:
    block = bytes(range(256)) * 400_000
    with zipfile.ZipFile(path, "a", zipfile.ZIP_STORED) as packed:
        packed.writestr("xl/media/a.bin", block)
        packed.writestr("xl/media/b.bin", block)


def many(path: Path) -> None:
    with_part(path, "", None, {f"xl/media/{n}.bin": b"" for n in range(2_100)})


def lying(path: Path) -> None:
    """Say that a part is small which is not."""
    zeros(path)
    data = path.read_bytes()
    size = (150_000_000).to_bytes(4, "little")
    assert data.count(size) == 2
    path.write_bytes(data.replace(size, (900_000).to_bytes(4, "little")))


def external(path: Path) -> None:
    with_part(path, "", None, {"xl/externalLinks/externalLink1.xml": b"<a/>"})


LAUGHS = b'<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'


def laughing(path: Path) -> None:
    with_part(path, "xl/worksheets/sheet1.xml", lambda data: LAUGHS + data.replace(b"<sheetData>", b"<sheetData>&b;"))


def laughing_strings(path: Path) -> None:
    with_part(path, "xl/worksheets/sheet1.xml", lambda data: LAUGHS + data.replace(b"<t>crn</t>", b"<t>&b;</t>"))


def reading_a_file(path: Path) -> None:
    outside = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>'
    with_part(path, "xl/worksheets/sheet1.xml", lambda data: outside + data.replace(b"<t>crn</t>", b"<t>&b;</t>"))


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-200])


def no_zip(path: Path) -> None:
    path.write_bytes(b"PK\x03\x04 nothing")


def old_kind(path: Path) -> None:
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4000))


def no_sheet(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("a.txt", "a")


def garbled(path: Path) -> None:
    with_part(path, "xl/workbook.xml", lambda data: data.replace(b"<sheets>", b"<sheets><"))


BOMBS = [zeros, many_large, many, lying, external, laughing, laughing_strings, reading_a_file]
BROKEN = [cut_short, no_zip, old_kind, no_sheet, garbled]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return made(tmp_path / "in.xlsx", cases=[CASES, ["X100001", "Sample", None, None]])


@pytest.mark.parametrize("spoil", [*BOMBS, *BROKEN], ids=lambda spoil: spoil.__name__)
def test_what_is_no_workbook_is_refused_in_words(spoil: Callable[[Path], None], path: Path, store: FakeStore) -> None:
    spoil(path)
    assert why_not(path, store) in ("the workbook was not opened", "the sheet is damaged")
    assert not store.tables["cases"]


def why_not(path: Path, store: FakeStore) -> str:
    """Return the beginning of what is said of a workbook that cannot be imported."""
    try:
        (problem,) = imported(path, store).all_problems()
    except RefusedError as refusal:
        return refusal.message.partition(":")[0].lower()
    return problem.why


MEASURED = r"""
import re, sys, time
from pathlib import Path
from caseload_tui.errors import RefusedError
from caseload_tui.exchange.sheets import Workbook
from caseload_tui.exchange.reading import FileError
import openpyxl
import caseload_tui.exchange.planning
began = time.process_time()
try:
    list(Workbook(Path(sys.argv[1])).sheet("cases").rows())
except (RefusedError, FileError):
    took = time.process_time() - began
    print(took, int(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1]) / 1024)
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux tells how much memory was held")
@pytest.mark.parametrize("spoil", BOMBS, ids=lambda spoil: spoil.__name__)
def test_a_bomb_takes_no_second_and_little_memory(spoil: Callable[[Path], None], path: Path) -> None:
    spoil(path)
    run = subprocess.run(
        [sys.executable, "-c", MEASURED, str(path)], capture_output=True, text=True, check=True, cwd=ROOT
    )
    seconds, mebibytes = map(float, run.stdout.split())
    assert seconds < 1
    assert mebibytes < 100


def test_what_a_part_unpacks_to_is_counted_and_not_believed(path: Path) -> None:
    with zipfile.ZipFile(path) as packed:
        for member in packed.infolist():
            assert zipped.unpacked(packed, member, member.file_size) == member.file_size
            with pytest.raises(RefusedError):
                zipped.unpacked(packed, member, member.file_size - 1)
