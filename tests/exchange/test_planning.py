"""An import: a plan that says everything, and a write that writes just that."""

import datetime as dt
import hashlib
import subprocess
import sys
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from caseload_tui.domain import records as r
from caseload_tui.domain.calendar import Calendar, national
from caseload_tui.domain.tables import TABLE_NAMED
from caseload_tui.domain.words import Rosh
from caseload_tui.errors import RefusedError
from caseload_tui.exchange.planning import FolderImport, Options
from caseload_tui.exchange.references import key_reader
from caseload_tui.exchange.report import MOST_KEPT, MOST_SHOWN
from tests.exchange.conftest import FakeStore

TODAY = dt.date(2026, 11, 22)
Make = Callable[..., Path]
CASES = "crn,surname,rosh\nX100001,SAMPLE,H\nX100002,SIMPLE,L\n"


def work(folder: Path, store: FakeStore, **said: Any) -> FolderImport:  # noqa: ANN401 - options by name
    return FolderImport(folder, store, Options(TODAY, national(), **said))


def cases(store: FakeStore) -> dict[str, r.Case]:
    return {str(key[0]): row for key, row in store.tables["cases"].items() if isinstance(row, r.Case)}


def test_a_missing_file_says_nothing_and_deletes_nothing(folder: Make, store: FakeStore) -> None:
    store.put(r.Team("N01A"))
    imported = work(folder(cases=CASES), store)
    assert imported.plan().writes == 2
    store.take(imported)
    assert store.count(r.Team) == 1
    assert cases(store)["X100001"] == r.Case("X100001", surname="SAMPLE", rosh="H")


def test_conflicts_are_listed_and_hold_up_the_import(folder: Make, store: FakeStore) -> None:
    store.put(r.Case("X100001", surname="SAMPLE", rosh="M"))
    report = work(folder(cases=CASES), store).plan()
    assert report.is_refused
    assert report.is_in_conflict
    (conflict,) = report.all_problems()
    assert (conflict.line, conflict.value, conflict.why) == (2, "X100001", "differs from what is recorded here: rosh")


@pytest.mark.parametrize(("on_conflict", "rosh"), [("update", "H"), ("skip", "M")])
def test_a_conflict_is_written_or_passed_over_as_was_said(
    folder: Make, store: FakeStore, on_conflict: str, rosh: Rosh
) -> None:
    store.put(r.Case("X100001", surname="SAMPLE", forenames="Alan", rosh="M"))
    imported = work(folder(cases=CASES), store, on_conflict=on_conflict)
    assert not imported.plan().is_refused
    store.take(imported)
    assert cases(store)["X100001"] == r.Case("X100001", surname="SAMPLE", forenames="Alan", rosh=rosh)
    assert "X100002" in cases(store)


def test_a_blank_cell_of_an_update_clears_nothing(folder: Make, store: FakeStore) -> None:
    held = r.Case("X100001", surname="SAMPLE", tier="B2", limited_access=True, rosh="M")
    store.put(held)
    imported = work(folder(cases="crn,surname,tier,limited_access,rosh\nX100001,,,,H\n"), store, on_conflict="update")
    assert imported.plan().files[0].changed == 1
    store.take(imported)
    assert cases(store)["X100001"] == r.Case("X100001", surname="SAMPLE", tier="B2", limited_access=True, rosh="H")


def test_a_row_that_says_less_than_is_recorded_is_the_same(folder: Make, store: FakeStore) -> None:
    store.put(r.Case("X100001", surname="SAMPLE", rosh="H", tier="B2"))
    report = work(folder(cases="crn,surname\nX100001,SAMPLE\n"), store).plan()
    assert (report.files[0].same, report.writes, report.is_refused) == (1, 0, False)
    assert report.files[0].notes == ["blank where something is recorded here, which clears nothing: 1 row"]


def test_rows_may_name_rows_of_the_store(folder: Make, store: FakeStore) -> None:
    store.put(r.Case("X100001"))
    store.put(r.Sentence("s1", "X100001", "CO"))
    contacts = "contact_id,crn,sentence_id,type_code,date\nc1,X100001,s1,COAP,2026-11-02\n"
    assert not work(folder(contacts=contacts), store).plan().is_refused
    store.put(r.Case("X100002"))
    contacts = "contact_id,crn,sentence_id,type_code,date\nc1,X100002,s1,COAP,2026-11-02\n"
    (problem,) = work(folder(contacts=contacts), store).plan().all_problems()
    assert (problem.column, problem.why) == ("sentence_id", "belongs to another person")


def test_a_folder_that_changes_between_the_report_and_the_write_is_refused(folder: Make, store: FakeStore) -> None:
    imported = work(folder(cases=CASES), store)
    imported.plan()
    folder(cases=CASES.replace("SIMPLE", "STIPPLE"))
    with pytest.raises(RefusedError, match=r"cases\.csv was changed"):
        store.take(imported)


def test_a_store_that_changes_between_the_report_and_the_write_is_refused(folder: Make, store: FakeStore) -> None:
    imported = work(folder(cases=CASES), store)
    imported.plan()
    store.put(r.Case("X100002", surname="SIMPLE", rosh="VH"))
    with pytest.raises(RefusedError, match="store was changed"):
        store.take(imported)


def test_a_refused_person_does_not_make_their_rows_nowhere(folder: Make, store: FakeStore) -> None:
    contacts = "contact_id,crn,type_code,date\nc1,X100001,COAP,2026-11-02\n"
    (problem,) = work(folder(cases="crn,rosh\nX100001,Q\n", contacts=contacts), store).plan().all_problems()
    assert (problem.file, problem.column) == ("cases.csv", "rosh")


def test_the_source_is_named_by_the_hash_of_its_bytes(folder: Make, store: FakeStore) -> None:
    text = "crn\nX100001\n"
    imported = work(folder(cases=text), store)
    imported.plan()
    assert imported.fingerprint() == f"cases.csv:{hashlib.sha256(text.encode()).hexdigest()}"


def test_refused_declined_referrals_keep_their_key_apart_by_the_day_of_the_outcome(
    folder: Make, store: FakeStore
) -> None:
    rows = "crn,local_authority,submitted_on,status,outcome_on\nX100001,York,,declined,2026-11-02\n"
    imported = work(folder(cases=CASES, duty_to_refer=rows + "X100001,York,,declined,2026-11-03\n"), store)
    assert imported.plan().all_problems() == ()
    store.take(imported)
    assert store.count(r.DutyToRefer) == 2


def test_a_file_full_of_mistakes_is_told_shortly(folder: Make, store: FakeStore) -> None:
    many = 5_000
    report = work(folder(cases="crn,rosh\n" + "".join(f"X{n:06},Z\n" for n in range(many))), store).plan()
    assert report.files[0].refused == report.files[0].problems.count == many
    assert len(report.all_problems()) == MOST_KEPT
    lines = list(report.lines())
    assert len(lines) == 1 + MOST_SHOWN + 1
    assert lines[-1] == f"... and {many - MOST_SHOWN:,} more problems in cases.csv"


def test_no_message_repeats_a_name_or_a_note(folder: Make, store: FakeStore) -> None:
    text = "crn,surname,date_of_birth\nX100001," + "SECRET" * 100 + ",SECRET\n"
    contacts = "contact_id,crn,type_code,date,place,notes\nc1,X100001,COAP,2026-11-02," + "SECRET" * 100 + ",SECRET\n"
    report = work(folder(cases=text, contacts=contacts), store).plan()
    assert report.is_refused
    assert "SECRET" not in "\n".join(report.lines())
    assert "SECRET" not in str(report.document())


def test_what_an_import_reads_from_formulas_and_controls_is_harmless(folder: Make, store: FakeStore) -> None:
    imported = work(folder(cases="crn,surname,forenames\nX100001,'=SAMPLE,\x1b]52;c;AA\x07Alan\n"), store)
    assert not imported.plan().is_refused
    store.take(imported)
    assert cases(store)["X100001"] == r.Case("X100001", surname="=SAMPLE", forenames="␛]52;c;AA␇Alan")


def test_the_end_of_the_known_bank_holidays_is_said(folder: Make, store: FakeStore) -> None:
    calendar = Calendar(frozenset(), dt.date(2020, 1, 1), dt.date(2026, 12, 31), "test")
    report = FolderImport(folder(cases=CASES), store, Options(TODAY, calendar)).plan()
    assert report.notes == ["bank holidays are known to 2026-12-31; due dates after it are not confirmed"]


@pytest.mark.parametrize("name", ["nowhere", "."])
def test_no_folder_or_nothing_in_it_is_refused(tmp_path: Path, store: FakeStore, name: str) -> None:
    with pytest.raises(RefusedError):
        work(tmp_path / name, store).plan()


def test_pydantic_is_not_imported_before_a_folder_is_read() -> None:
    script = "import sys, caseload_tui.exchange.planning; sys.exit('pydantic' in sys.modules)"
    subprocess.run([sys.executable, "-c", script], check=True, cwd=Path(__file__).parents[2])


def test_a_long_file_is_read_piece_by_piece(folder: Make) -> None:
    """A million rows in 200 MB leaves 150 bytes a row beside the program itself."""
    few, note = 6_000, "spoke of work and the move; " * 13
    many = 4 * few  # tables of keys grow in steps: these two are as full as each other
    peaks = []
    for rows in (500, few, many):  # the first of them warms up
        contacts = "".join(f"c{n},X100001,COAP,2026-11-02,{note}{n}\n" for n in range(rows))
        path = folder(cases=CASES, contacts="contact_id,crn,type_code,date,notes\n" + contacts)
        del contacts
        tracemalloc.start()
        try:
            imported = work(path, FakeStore())
            assert imported.plan().writes == rows + 2
            assert sum(1 for _, records in imported.records() for _ in records) == rows + 2
            peaks.append(tracemalloc.get_traced_memory()[1])
        finally:
            tracemalloc.stop()
    assert (peaks[2] - peaks[1]) / (many - few) < 150


def test_a_declined_referral_is_known_by_the_day_of_its_outcome() -> None:
    declined = r.DutyToRefer("X100001", "York", None, None, "declined", dt.date(2026, 11, 2))
    table = TABLE_NAMED["duty_to_refer"]
    values = tuple(getattr(declined, field) for field in table.fields)
    assert table.key_of(declined) == key_reader(table)(values) == ("X100001", "York", dt.date(2026, 11, 2))
