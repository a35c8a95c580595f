"""A store that is a dictionary, and folders of CSV in a few words."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from caseload_tui.domain.tables import TABLE_OF, TABLES, Table
from caseload_tui.exchange.planning import FolderImport
from caseload_tui.exchange.references import Key
from caseload_tui.exchange.writing import folder_writer


class FakeStore:
    """Holds records by table and key."""

    def __init__(self) -> None:
        self.tables: dict[str, dict[Key, object]] = {table.name: {} for table in TABLES}

    def count(self, record_type: type, /) -> int:
        return len(self.tables[TABLE_OF[record_type].name])

    def existing(self, table: Table, keys: Sequence[Key], /) -> Mapping[Key, object]:
        held = self.tables[table.name]
        return {key: held[key] for key in keys if key in held}

    def put(self, record: object) -> None:
        table = TABLE_OF[type(record)]
        self.tables[table.name][table.key_of(record)] = record

    def take(self, folder: FolderImport) -> None:
        for _, records in folder.records():
            for record in list(records):
                self.put(record)

    def sorted(self, table: Table) -> list[object]:
        held = self.tables[table.name]
        return [held[key] for key in sorted(held, key=lambda key: [str(part or "") for part in key])]

    def write(self, folder: Path) -> None:
        with folder_writer(folder) as writer:
            for table in TABLES:
                writer.put(table, self.sorted(table))


@pytest.fixture
def store() -> FakeStore:
    return FakeStore()


@pytest.fixture
def folder(tmp_path: Path) -> Callable[..., Path]:
    """Make a folder: each argument names a file and gives its text."""

    def make(**files: str) -> Path:
        path = tmp_path / "in"
        path.mkdir(exist_ok=True)
        for name, text in files.items():
            (path / f"{name}.csv").write_text(text, encoding="utf-8", newline="")
        return path

    return make
