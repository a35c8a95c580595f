"""Export, import into an empty store, export: the same bytes."""

import datetime as dt
import tempfile
from pathlib import Path
from typing import Any
from unittest import mock

from hypothesis import HealthCheck, given, settings

from caseload_tui.domain.calendar import national
from caseload_tui.domain.tables import TABLES
from caseload_tui.exchange.planning import FolderImport, Options
from tests.exchange.conftest import FakeStore
from tests.exchange.invented import stores

TODAY = dt.date(2026, 11, 22)


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@given(stores())
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_an_export_imported_and_exported_again_is_the_same_bytes(records: list[Any]) -> None:
    first, second = FakeStore(), FakeStore()
    for record in records:
        first.put(record)
    with tempfile.TemporaryDirectory() as name, mock.patch("os.fsync"):  # it takes most of the time and changes no byte
        home = Path(name)
        first.write(home / "first")
        folder = FolderImport(home / "first", second, Options(TODAY, national()))
        report = folder.plan()
        assert report.all_problems() == ()
        assert report.writes == sum(file.rows for file in report.files) == len(records)
        second.take(folder)
        assert second.tables == first.tables
        second.write(home / "second")
        assert bytes_of(home / "first") == bytes_of(home / "second")
        again = FolderImport(home / "second", second, Options(TODAY, national())).plan()
        assert sum(file.same for file in again.files) == len(records)
        assert again.writes == 0
    assert {table.name for table in TABLES} == {name for name, held in first.tables.items() if held}
