"""No name and no note can be read from the files of a store; the same search finds all of them in a demo store."""

import datetime as dt
from pathlib import Path

import pytest

from caseload_tui.domain import records as r
from caseload_tui.domain.calendar import national
from caseload_tui.domain.stamp import Stamp
from caseload_tui.services.demo import tables
from caseload_tui.services.inventing.caseload import Caseload
from caseload_tui.standards.load import shipped
from caseload_tui.store import open as stores
from caseload_tui.store.store import Store
from tests.store.conftest import PASSPHRASE, TODAY

STAMP = Stamp(dt.datetime(2026, 11, 22, 9, 30, tzinfo=dt.UTC), "Gwendolen Quartermaine")
ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be")


def fill(store: Store) -> set[str]:
    """Put invented people into a store; returns every name and note of theirs, and what is typed in passing."""
    invented = Caseload(40, 7, TODAY, shipped()["ps-ns2021"], national())
    said = {"Gwendolen Quartermaine", "a draft of a sentence", "Throckmorton-Featherstone", "because of the flooding"}
    with store.bulk("demo.open", stamp=STAMP, source="a test") as load:
        for name, records in tables(invented):
            load.put_all(name, records)
            for record in records:
                if isinstance(record, r.Contact) and record.notes:
                    said.add(record.notes)
                if isinstance(record, r.Case):
                    said |= {record.surname or "", record.forenames or ""}
    with store.write("person.add", stamp=STAMP, why="because of the flooding") as change:
        change.put(r.Case("X999999", "Throckmorton-Featherstone"))
    with store.write("person.add", stamp=STAMP) as change:
        change.put(r.Case("X999999", "Other"))
    store.keep_draft("contact.add X999999", "a draft of a sentence")
    return {text for text in said if len(text) > 3}


def found(folder: Path, said: set[str]) -> set[str]:
    """Return what of it can be read in any file of a folder, in any of the encodings."""
    files = [file.read_bytes() for file in folder.rglob("*") if file.is_file()]
    assert files
    return {text for text in said if any(text.encode(code) in data for code in ENCODINGS for data in files)}


@pytest.fixture
def real(tmp_path: Path) -> Store:
    made, _ = stores.create(tmp_path / "real" / "a.store", PASSPHRASE, stamp=STAMP)
    return made


def test_nothing_can_be_read_while_the_store_is_open_or_at_rest(real: Store) -> None:
    said = fill(real)
    assert len(said) > 50
    kinds = {file.suffix for file in real.path.parent.iterdir()}
    assert kinds == {".store", ".keys", ".mark", ".store-wal", ".store-shm"}
    assert found(real.path.parent, said) == set()
    real.close()
    assert found(real.path.parent, said) == set()


def test_the_search_bites(tmp_path: Path) -> None:
    demo = stores.create_demo(tmp_path / "demo" / "a.store", STAMP)
    said = fill(demo)
    demo.close()
    assert found(demo.path.parent, said) == said


def test_a_note_that_was_taken_back_is_not_left_in_the_search_or_in_freed_pages(tmp_path: Path) -> None:
    demo = stores.create_demo(tmp_path / "demo" / "a.store", STAMP)  # plain, so that its pages can be read
    with demo.write("person.add", stamp=STAMP) as change:
        change.put(r.Case("X1", "Quibbleworth"))
        change.put(r.Contact("c1", "X1", None, "COAP", TODAY, notes="flibbertigibbet gobbledygook"))
    with demo._driver.transaction():
        demo._driver.execute("DELETE FROM notes")
        demo._driver.execute("DELETE FROM cases")
        demo._driver.execute("DELETE FROM contacts")
    demo.close()
    data = demo.path.read_bytes()
    # The journal still says it, once; nothing else does: no table, no freed page, no index of words.
    assert data.count(b"flibbertigibbet") == 1
    assert data.lower().count(b"quibbleworth") == 1
