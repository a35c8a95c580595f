"""Folders that somebody might hand over: each with the whole report that an import prints of it.

A folder holds the CSV files, `expected.txt`, in some cases `said.txt` (what the person who imports answered) and
`held/` (what the store has already).
"""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from caseload_tui.domain.calendar import national
from caseload_tui.exchange.planning import FolderImport, Options
from caseload_tui.exchange.report import Report
from tests.exchange.conftest import FakeStore

CORPUS = Path(__file__).parent / "corpus"
SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "schemas" / "import.schema.json").read_text(encoding="utf-8"))
TODAY = dt.date(2026, 11, 22)
PROFILES = ("ps-ns2021", "tr-crc-2016")


def options(**said: Any) -> Options:  # noqa: ANN401 - as the file says
    return Options(TODAY, national(), PROFILES, **said)


def report_of(folder: Path) -> tuple[Report, FolderImport, FakeStore]:
    store = FakeStore()
    if (folder / "held").is_dir():
        held = FolderImport(folder / "held", store, options())
        assert not held.plan().is_refused
        store.take(held)
    said = (folder / "said.txt").read_text().split() if (folder / "said.txt").exists() else ()
    asked = FolderImport(folder, store, options(**dict(zip(said[::2], said[1::2], strict=True))))
    return asked.plan(), asked, store


@pytest.mark.parametrize("folder", sorted(CORPUS.iterdir()), ids=lambda folder: folder.name)
def test_a_folder_gives_exactly_its_report(folder: Path) -> None:
    report, _, _ = report_of(folder)
    jsonschema.validate(report.document(), SCHEMA)
    said = "\n".join([*report.lines(), "REFUSED" if report.is_refused else f"WRITES {report.writes}"]) + "\n"
    assert said == (folder / "expected.txt").read_text(encoding="utf-8")
