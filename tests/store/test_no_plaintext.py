"""No name and no note can be read from the files of a store; the same search finds all of them in a demo store."""

import datetime as dt
import os
import subprocess
import sys
from contextlib import closing, suppress
from pathlib import Path

import pytest

from caseload_tui.domain import records as r
from caseload_tui.domain.calendar import national
from caseload_tui.domain.stamp import Stamp
from caseload_tui.errors import CaseloadError
from caseload_tui.services import backups, keys, opening, salvaging
from caseload_tui.services.demo import tables
from caseload_tui.services.inventing.caseload import Caseload
from caseload_tui.services.session import Session
from caseload_tui.standards.load import shipped
from caseload_tui.store import ballast
from caseload_tui.store import open as stores
from caseload_tui.store.store import Store
from tests.store.conftest import PASSPHRASE, TODAY

STAMP = Stamp(dt.datetime(2026, 11, 22, 9, 30, tzinfo=dt.UTC), "Gwendolen Quartermaine")
ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be")
ROOT = Path(__file__).parents[2]
SECOND = "five other invented words here"


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


def test_nothing_can_be_read_in_whatever_is_made_beside_a_store(real: Store) -> None:
    """Keys, counts, backups, the copies of a rotation and of a restore while they are made, what is salvaged."""
    folder, path = real.path.parent, real.path
    said = {*sorted(fill(real))[::20], "Throckmorton-Featherstone", "a draft of a sentence", PASSPHRASE, SECOND}
    names, seen = set[str](), set[str]()

    def look_at_once(*_: int) -> None:
        here = {file.name for file in folder.rglob("*") if file.is_file()}
        if here - names:  # often enough: each file is looked at when it is there, and all of them after each act
            look()
        names.update(here)

    def look() -> None:
        names.update(file.name for file in folder.rglob("*") if file.is_file())
        seen.update(found(folder, said))

    session = Session(real, lambda: STAMP.at)
    recovery = keys.new_recovery_key()
    said.add(recovery)
    keys.put_recovery_key(session, PASSPHRASE, recovery)
    keys.change_passphrase(session, PASSPHRASE, SECOND)
    look()
    file = backups.back_up(session, look_at_once).backup.path
    look()
    real.close()
    with suppress(CaseloadError):
        opening.unlock(path, PASSPHRASE)
    look()
    keys.rotate(path, SECOND, recovery, STAMP, copying=look_at_once, proving=look_at_once)
    backups.Restoration(file, path, SECOND, now=lambda: STAMP.at).carry_out(look_at_once)
    look()
    path.write_bytes(path.read_bytes()[:-8192])
    salvaging.salvage(path, folder / "salvaged.store", SECOND, look_at_once)
    ballast.make(path)
    look()
    for ending in ("keys", "prev", "mark", "spare", "tries", "backup", "rekeyed", "-wal", "-shm"):
        assert any(name.endswith(ending) for name in names), ending
    assert any(".before-" in name for name in names)
    assert seen == set()


CRASH = """
import sys
from caseload_tui import __main__ as program
from caseload_tui.cli import faults
from caseload_tui.services import recording
from caseload_tui.store.keys import weak_keys_in_tests

def fail(session, crns, draft):
    session.store.keep_draft("contact", draft.draft.notes)
    raise ValueError(draft.draft.notes)

recording.record_contact = fail
faults.hide_values()
with weak_keys_in_tests():
    program.main(sys.argv[1:])
"""


def test_a_crash_leaves_nothing_to_read_in_home_temporary_folder_and_what_it_prints(tmp_path: Path) -> None:
    home, temporary = tmp_path / "home", tmp_path / "temporary"
    for folder in (home, temporary):
        folder.mkdir()
    session, _ = opening.create(home / "a.store", SECOND, opening.Owner("R. EXAMPLE"))
    with closing(session.store) as store, store.write("person.add", stamp=STAMP) as change:
        change.put(r.Case("X999999", "Throckmorton-Featherstone"))
    (tmp_path / "secret").write_text(SECOND)
    places = {"HOME": home, "TMPDIR": temporary, "XDG_DATA_HOME": home / "data", "XDG_CONFIG_HOME": home / "config"}
    options = ["--store", str(home / "a.store"), "--passphrase-file", str(tmp_path / "secret")]
    ran = subprocess.run(
        [sys.executable, "-c", CRASH, "contact", "add", "X999999", "-", *options],
        input="office yesterday attended flibbertigibbet gobbledygook",
        cwd=ROOT,
        env={**os.environ, **{name: str(place) for name, place in places.items()}},
        capture_output=True,
        text=True,
        check=False,
    )
    (home / "stderr").write_text(ran.stderr)
    assert "this is a fault in the program" in ran.stderr
    said = {"flibbertigibbet gobbledygook", "Throckmorton-Featherstone", SECOND}
    assert found(home, said) == set()
    assert [path for path in temporary.rglob("*") if path.is_file()] == []
    (home / "stderr").write_text("flibbertigibbet gobbledygook", "utf-16-le")
    assert found(home, said) == {"flibbertigibbet gobbledygook"}  # the search bites
