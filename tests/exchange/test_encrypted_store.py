"""Import and export on the real, encrypted store, through the services that screen and command line call."""

import datetime as dt
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from caseload_tui.domain import records as r
from caseload_tui.domain.stamp import Stamp
from caseload_tui.domain.tables import TABLES
from caseload_tui.errors import RefusedError
from caseload_tui.services import exporting
from caseload_tui.services.importing import Import
from caseload_tui.services.session import Session
from caseload_tui.store import open as stores
from tests.exchange.invented import stores as records_of_stores

NOW = dt.datetime(2026, 11, 22, 9, 30, tzinfo=dt.UTC)
WITHOUT_SHRINKING = (Phase.explicit, Phase.reuse, Phase.generate)
"""Two encrypted stores an example are too slow to look for a smaller one; test_round_trip does that."""

CASES = "crn,surname,rosh\nX100001,SAMPLE,H\nX100002,SIMPLE,L\n"
CONTACTS = "contact_id,crn,type_code,date,outcome_code,notes\nc1,X100001,COAP,2026-11-02,ATTC,well\n"


@contextmanager
def session(path: Path) -> Iterator[Session]:
    store, _ = stores.create(path, "correct horse", stamp=Stamp(NOW, "tester"), recovery=False)
    try:
        yield Session(store, lambda: NOW)
    finally:
        store.close()


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Session]:
    with session(tmp_path / "me.caseload") as opened:
        yield opened


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*.csv"))}


@given(records_of_stores())
@settings(max_examples=8, phases=WITHOUT_SHRINKING, suppress_health_check=[HealthCheck.too_slow])
def test_an_export_imported_into_an_empty_store_and_exported_again_is_the_same_bytes(records: list[Any]) -> None:
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        with session(home / "first.caseload") as first, session(home / "second.caseload") as second:
            with first.store.bulk("folder.import", stamp=first.stamp(), source="a test") as load:
                for table in TABLES:
                    load.put_all(table, [record for record in records if isinstance(record, table.record)])
            assert sum(exporting.export(first, home / "first").values()) == len(records)
            work = Import(second, home / "first")
            assert work.report.all_problems() == ()
            work.write()
            assert sum(exporting.export(second, home / "second").values()) == len(records)
            assert bytes_of(home / "first") == bytes_of(home / "second")
            again = Import(second, home / "first").report
            assert (again.writes, again.is_refused) == (0, False)
            assert sum(file.same for file in again.files) == len(records)
            for table in TABLES:
                held: list[object] = first.store.rows(table.record)
                assert held == second.store.rows(table.record)
                assert held == list(first.store.each(table.record))


def test_an_import_is_all_or_nothing(here: Session, folder: Callable[..., Path]) -> None:
    work = Import(here, folder(cases=CASES, contacts=CONTACTS + "c2,X100009,COAP,2026-11-03,,\n"))
    assert work.report.is_refused
    with pytest.raises(RefusedError) as refused:
        work.write()
    assert refused.value.exit_code == 3
    assert [problem.value for problem in refused.value.problems] == ["X100009"]
    assert [here.store.count(table.record) for table in TABLES] == [0] * len(TABLES)


def test_a_folder_that_changes_after_the_report_leaves_nothing_behind(
    here: Session, folder: Callable[..., Path]
) -> None:
    work = Import(here, folder(cases=CASES, contacts=CONTACTS))
    folder(contacts=CONTACTS.replace("well", "ill"))
    with pytest.raises(RefusedError, match=r"contacts\.csv was changed"):
        work.write()
    assert here.store.count(r.Case) == 0


def test_a_conflict_is_written_only_when_that_was_said(here: Session, folder: Callable[..., Path]) -> None:
    Import(here, folder(cases=CASES, contacts=CONTACTS)).write()
    changed = folder(cases=CASES.replace(",H", ",VH"), contacts=CONTACTS.replace("well", ""))
    asked = Import(here, changed)
    assert asked.report.is_in_conflict
    with pytest.raises(RefusedError, match="other content"):
        asked.write()
    Import(here, changed, on_conflict="skip").write()
    assert here.store.get(r.Case, "X100001") == r.Case("X100001", surname="SAMPLE", rosh="H")
    Import(here, changed, on_conflict="update").write()
    assert here.store.get(r.Case, "X100001") == r.Case("X100001", surname="SAMPLE", rosh="VH")
    contact = here.store.get(r.Contact, "c1")
    assert contact is not None
    assert contact.notes == "well"


def test_an_import_can_be_taken_back(here: Session, folder: Callable[..., Path]) -> None:
    Import(here, folder(cases=CASES, contacts=CONTACTS)).write()
    here.store.undo(here.stamp())
    assert [here.store.count(table.record) for table in TABLES] == [0] * len(TABLES)
