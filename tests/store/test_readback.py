"""What was saved is read back before it is acknowledged: each fault that is planted here is found by it."""

import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from caseload_tui.domain import records as r
from caseload_tui.domain.stamp import Stamp
from caseload_tui.errors import AlarmError, DiskError, UnprovedError
from caseload_tui.store import highwater
from caseload_tui.store import open as stores
from caseload_tui.store.driver import Driver
from caseload_tui.store.store import Store
from tests.store.conftest import PASSPHRASE, visit

WORD = "umbrella stand"


def _save(store: Store, stamp: Stamp, name: str) -> None:
    with store.write("contact.add", stamp=stamp, subject="X100001") as change:
        change.put(visit(name, "X100001", -1, notes=WORD))


def _plant(store: Store, trigger: str) -> None:
    """Let the database itself change what is written, which no guard sees."""
    store._driver.connection.set_authorizer(None)
    store._driver.execute(f"CREATE TEMP TRIGGER planted {trigger}")


@pytest.mark.parametrize(
    "trigger",
    [
        "AFTER INSERT ON contacts BEGIN UPDATE contacts SET place = 'elsewhere' WHERE contact_id = NEW.contact_id; END",
        "AFTER INSERT ON contacts BEGIN UPDATE contacts SET note_no = NULL WHERE contact_id = NEW.contact_id; END",
        "AFTER INSERT ON contacts BEGIN DELETE FROM contacts WHERE contact_id = NEW.contact_id; END",
    ],
)
def test_a_record_that_reads_as_something_else_is_not_saved(filled: Store, stamp: Stamp, trigger: str) -> None:
    before = filled.head()
    _plant(filled, trigger)
    with pytest.raises(DiskError, match="reads back as something else"):
        _save(filled, stamp, "n1")
    assert filled.head() == before
    assert filled.get(r.Contact, "n1") is None
    assert highwater.read(filled.path) == highwater.newest(filled._driver.connection, filled.device)


def test_a_record_of_a_small_import_is_read_back_too(filled: Store, stamp: Stamp) -> None:
    _plant(filled, "AFTER INSERT ON contacts BEGIN UPDATE contacts SET doorstep = 1; END")
    with (
        pytest.raises(DiskError, match="reads back as something else"),
        filled.bulk("contact.add", stamp=stamp, source="a group") as load,
    ):
        load.put_all("contacts", [visit("n1", "X100001", -1), visit("n2", "X100002", -1)])
    assert filled.get(r.Contact, "n1") is None


def _after_commit(monkeypatch: pytest.MonkeyPatch, harm: Callable[[], object]) -> None:
    """Do something to the files between the COMMIT and the reading back."""
    commit = Driver.transaction

    @contextmanager
    def transaction(driver: Driver) -> Iterator[None]:
        with commit(driver):
            yield
        harm()

    monkeypatch.setattr(Driver, "transaction", transaction)


def test_pages_spoilt_on_their_way_to_the_file_are_not_acknowledged(
    filled: Store, stamp: Stamp, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled._driver.checkpoint()
    log = filled.path.with_name(filled.path.name + "-wal")

    def spoil() -> None:
        content = bytearray(log.read_bytes())
        for at in range(200, len(content), 4120):
            content[at] ^= 1
        with log.open("r+b") as file:
            file.write(content)

    marked = highwater.read(filled.path)
    _after_commit(monkeypatch, spoil)
    with pytest.raises(UnprovedError, match="cannot be read back"):
        _save(filled, stamp, "n1")
    assert highwater.read(filled.path) == marked


@pytest.mark.parametrize("ending", ["", "-wal"])
def test_a_file_taken_away_while_it_is_open_takes_no_acknowledged_save_with_it(
    filled: Store, stamp: Stamp, tmp_path: Path, ending: str
) -> None:
    _save(filled, stamp, "n1")
    file = filled.path.with_name(filled.path.name + ending)
    file.rename(tmp_path / "taken away")
    with pytest.raises(AlarmError, match="moved, deleted or replaced"):
        _save(filled, stamp, "n2")
    file.write_bytes((tmp_path / "taken away").read_bytes())
    with pytest.raises(AlarmError, match="moved, deleted or replaced"):
        _save(filled, stamp, "n3")
    assert filled.get(r.Contact, "n1")
    assert filled.get(r.Contact, "n2") is None


def test_a_file_taken_away_in_the_middle_of_a_save_is_not_acknowledged(
    filled: Store, stamp: Stamp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _after_commit(monkeypatch, lambda: shutil.move(filled.path, tmp_path / "taken away"))
    with pytest.raises(UnprovedError):
        _save(filled, stamp, "n1")


def test_what_another_window_changed_at_once_is_no_fault(
    filled: Store, stamp: Stamp, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = filled.again()
    todo = [True]

    def meanwhile() -> None:
        if todo:
            todo.clear()
            with other.write("contact.add", stamp=stamp, subject="X100001") as change:
                change.put(visit("n1", "X100001", -1, notes="said otherwise"))
                change.remove(r.Contact, "c1")

    _after_commit(monkeypatch, meanwhile)
    with filled.write("contact.add", stamp=stamp, subject="X100001") as change:
        change.put(visit("n1", "X100001", -1, notes=WORD))
        change.put(visit("c1", "X100001", -2, notes=WORD))
    other.close()
    assert filled.check() == []


def test_a_save_after_the_log_was_tidied_by_another_window_is_acknowledged(filled: Store, stamp: Stamp) -> None:
    for number in range(5):
        other = stores.unlock(filled.path, PASSPHRASE)
        other.close()
        filled._driver.checkpoint()
        _save(filled, Stamp(stamp.at + dt.timedelta(seconds=number), stamp.actor), f"n{number}")
    assert filled.count(r.Contact) == 7
