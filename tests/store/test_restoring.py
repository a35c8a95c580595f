"""Restoring: the old store or the new one at any moment, nothing deleted, and the restored one is what it was."""

import datetime as dt
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from caseload_tui.domain import records as r
from caseload_tui.domain.journal import utc_text
from caseload_tui.domain.stamp import Stamp
from caseload_tui.errors import DamagedError, DiskError, LockedError, RefusedError, WrongPassphraseError
from caseload_tui.exchange.writing import HEAD
from caseload_tui.services import backups, exporting
from caseload_tui.services.session import Session
from caseload_tui.store import backup_keys, highwater, keys, restoring
from caseload_tui.store import open as stores
from caseload_tui.store.store import Store
from tests.store.conftest import PASSPHRASE
from tests.store.dump import everything

ROOT = Path(__file__).parents[2]
AT = dt.datetime(2026, 11, 25, 9, 14, tzinfo=dt.UTC)
BEFORE = "a.store.before-2026-11-25T0914"


def quiet(_done: int, _total: int) -> None:
    """Hear how far it is and say nothing."""


def backup_of(store: Store, stamp: Stamp) -> Path:
    return store.back_up(store.path.parent / "backups", stamp=stamp, progress=quiet, is_rotated=True).backup.path


def add(store: Store, stamp: Stamp, crn: str) -> None:
    with store.write("person.add", stamp=stamp) as change:
        change.put(r.Case(crn, "LATER"))


def restore(file: Path, path: Path, secret: str = PASSPHRASE) -> Path | None:
    return restoring.restore(file, path, backup_keys.find_keys(file, path, secret), AT, quiet)


def exported(path: Path, folder: Path, secret: str = PASSPHRASE) -> dict[str, bytes]:
    store = stores.unlock(path, secret)
    try:
        exporting.export(Session(store), folder)
    finally:
        store.close()
    files = (file for file in folder.iterdir() if file.name != HEAD)  # the journal goes on in another way
    return {file.name: file.read_bytes() for file in files}


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if path.name.startswith("a.store")}


def test_the_restored_store_exports_byte_for_byte_what_the_store_did_then(
    filled: Store, stamp: Stamp, tmp_path: Path
) -> None:
    file, path = backup_of(filled, stamp), filled.path
    filled.close()
    shutil.copytree(tmp_path, tmp_path.parent / "then")
    then = exported(tmp_path.parent / "then" / "a.store", tmp_path.parent / "export-then")
    store = stores.unlock(path, PASSPHRASE)
    add(store, stamp, "X900001")
    store.close()
    restore(file, path)
    assert exported(path, tmp_path.parent / "export-now") == then
    store = stores.unlock(path, PASSPHRASE)
    assert store.check() == []
    store.close()


def test_the_present_files_are_moved_aside_and_open_there(filled: Store, stamp: Stamp, tmp_path: Path) -> None:
    file, path = backup_of(filled, stamp), filled.path
    add(filled, stamp, "X900001")
    held = everything(filled)
    filled.close()
    assert restore(file, path) == tmp_path / BEFORE
    aside = stores.unlock(tmp_path / BEFORE, PASSPHRASE)
    assert everything(aside) == held
    aside.close()
    assert names(tmp_path) == {"a.store", "a.store.keys", "a.store.mark", BEFORE, f"{BEFORE}.keys", f"{BEFORE}.mark"}
    assert restore(file, path) == tmp_path / f"{BEFORE}-2"


def test_the_journal_says_it_under_a_device_name_of_its_own(filled: Store, stamp: Stamp) -> None:
    file, path, was = backup_of(filled, stamp), filled.path, filled.device
    filled.close()
    restore(file, path)
    store = stores.unlock(path, PASSPHRASE)
    device, seq, verb, op, body = store._driver.all(
        "SELECT device, seq, verb, op, body FROM journal JOIN journal_bodies USING (entry) ORDER BY entry"
    )[-1]
    assert (seq, verb, op) == (1, "store.restore", "config")
    assert device == store.device != was
    assert file.name in body
    add(store, stamp, "X900002")
    assert store.check() == []
    store.close()


def test_a_rehearsal_proves_compares_and_changes_nothing(filled: Store, stamp: Stamp, tmp_path: Path) -> None:
    file = backup_of(filled, stamp)
    add(filled, stamp, "X900001")
    add(filled, stamp, "X900002")
    filled.close()
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    found = restoring.rehearse(file, filled.path, backup_keys.find_keys(file, filled.path, PASSPHRASE))
    assert found.contents.rows["cases"] == 3
    assert found.present is not None
    assert found.present.contents.rows["cases"] == 5
    assert found.present.beyond == {"store.backup": 1, "person.add": 2}
    assert found.present.is_line
    after = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert after == before


def test_a_damaged_backup_is_refused_and_the_store_stays(filled: Store, stamp: Stamp) -> None:
    file, path = backup_of(filled, stamp), filled.path
    filled.close()
    before = path.read_bytes()
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 4
    file.write_bytes(data)
    found = backup_keys.find_keys(file, path, PASSPHRASE)
    with pytest.raises(DamagedError):
        restoring.rehearse(file, path, found)
    with pytest.raises(DamagedError):
        restoring.restore(file, path, found, AT, quiet)
    assert path.read_bytes() == before
    assert names(path.parent) == {"a.store", "a.store.keys", "a.store.mark"}


def test_the_passphrase_of_that_time_or_the_present_one_opens_a_backup(filled: Store, stamp: Stamp) -> None:
    file, path = backup_of(filled, stamp), filled.path
    filled.close()
    data_key = keys.unwrap(keys.read(keys.key_path(path)), PASSPHRASE)
    keys.write(keys.key_path(path), (keys.wrap("passphrase", "the present one", data_key, utc_text(stamp.at)),))
    restore(file, path, "the present one")
    stores.unlock(path, "the present one").close()
    with pytest.raises(WrongPassphraseError):
        stores.unlock(path, PASSPHRASE)
    restore(file, path, PASSPHRASE)
    stores.unlock(path, PASSPHRASE).close()
    with pytest.raises(WrongPassphraseError):
        backup_keys.find_keys(file, path, "neither")


def test_after_a_change_of_the_data_key_the_present_key_file_stays(filled: Store, stamp: Stamp, tmp_path: Path) -> None:
    file, path = backup_of(filled, stamp), filled.path
    filled.close()
    (tmp_path / "new").mkdir()
    newer, _ = stores.create(tmp_path / "new" / "a.store", PASSPHRASE, stamp=stamp)
    newer.close()
    for name in ("a.store", "a.store.keys"):
        (tmp_path / "new" / name).replace(tmp_path / name)
    slots = keys.key_path(path).read_bytes()
    restore(file, path)
    assert keys.key_path(path).read_bytes() == slots
    store = stores.unlock(path, PASSPHRASE)
    assert store.count(r.Case) == 3
    store.close()


def test_on_a_new_laptop_there_is_nothing_to_move(filled: Store, stamp: Stamp, tmp_path: Path) -> None:
    file = backup_of(filled, stamp)
    filled.close()
    place = tmp_path / "new laptop" / "b.store"
    assert restore(file, place) is None
    store = stores.unlock(place, PASSPHRASE)
    assert store.count(r.Case) == 3
    store.close()


def test_another_store_is_not_displaced_by_somebody_who_cannot_open_it(
    filled: Store, stamp: Stamp, tmp_path: Path
) -> None:
    file = backup_of(filled, stamp)
    (tmp_path / "other").mkdir()
    other, _ = stores.create(tmp_path / "other" / "b.store", "somebody else's words", stamp=stamp)
    other.close()
    work = backups.Restoration(file, other.path, PASSPHRASE)
    assert isinstance(work.rehearsal.why_not, RefusedError)
    with pytest.raises(RefusedError):
        work.carry_out(quiet)


def test_a_damaged_store_is_moved_aside_byte_for_byte(filled: Store, stamp: Stamp, tmp_path: Path) -> None:
    file, path = backup_of(filled, stamp), filled.path
    filled.close()
    data = bytearray(path.read_bytes())
    data[9000] ^= 1
    path.write_bytes(data)
    (tmp_path / "a.store-wal").write_bytes(b"a log that is none")
    found = restoring.rehearse(file, path, backup_keys.find_keys(file, path, PASSPHRASE))
    assert isinstance(found.why_not, DamagedError)
    aside = restore(file, path)
    assert aside is not None
    assert aside.read_bytes() == data
    assert aside.with_name(f"{BEFORE}-wal").read_bytes() == b"a log that is none"
    store = stores.unlock(path, PASSPHRASE)
    assert store.check() == []
    store.close()


def test_a_store_that_another_window_has_open_is_not_replaced(
    filled: Store, stamp: Stamp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("caseload_tui.store.driver.BUSY_SECONDS", 0.2)
    file = backup_of(filled, stamp)
    with pytest.raises(LockedError):
        restore(file, filled.path)
    assert filled.check() == []
    assert names(filled.path.parent) >= {"a.store", "a.store.keys"}
    assert not any("before" in name for name in names(filled.path.parent))


def test_the_mark_of_the_store_that_goes_goes_with_it(filled: Store, stamp: Stamp, tmp_path: Path) -> None:
    file, path = backup_of(filled, stamp), filled.path
    filled.close()
    mark = highwater.read(path)
    restore(file, path)
    assert highwater.read(tmp_path / BEFORE) == mark
    for place in (path, tmp_path / BEFORE):
        with closing(stores.unlock(place, PASSPHRASE)) as store:
            assert store.notices == ()


def test_a_mark_that_was_left_of_a_store_that_is_gone_is_no_alarm(filled: Store, stamp: Stamp) -> None:
    file, path = backup_of(filled, stamp), filled.path
    add(filled, stamp, "X900001")
    filled.close()
    path.unlink()
    restore(file, path)
    with closing(stores.unlock(path, PASSPHRASE)) as store:
        assert store.notices == ()


def test_one_that_is_broken_off_leaves_no_second_name_of_the_store(
    filled: Store, stamp: Stamp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A database that is written under two names is damaged."""
    file, path = backup_of(filled, stamp), filled.path
    filled.close()
    mark = highwater.read(path)

    def refused(*_: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(restoring, "_take_its_place", refused)
    with pytest.raises(DiskError, match="does not take it"):
        restore(file, path)
    assert names(tmp_path) == {"a.store", "a.store.keys", "a.store.mark"}
    assert highwater.read(path) == mark
    os.link(path, tmp_path / BEFORE)  # as a kill leaves it
    stores.unlock(path, PASSPHRASE).close()
    assert names(tmp_path) == {"a.store", "a.store.keys", "a.store.mark"}


CHILD = """
import datetime as dt, sys
from pathlib import Path
from caseload_tui.store import backup_keys, highwater, keys, restoring
file, path = Path(sys.argv[1]), Path(sys.argv[2])
with keys.weak_keys_in_tests():
    found = backup_keys.find_keys(file, path, {passphrase!r})
    print("ready", flush=True)
    sys.stdin.readline()
    restoring.restore(file, path, found, dt.datetime(2026, 11, 25, 9, 14, tzinfo=dt.UTC), lambda *_: None)
    print("done", flush=True)
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signal")
def test_killed_at_any_moment_it_leaves_the_old_or_the_new_store(filled: Store, stamp: Stamp, tmp_path: Path) -> None:
    file, path = backup_of(filled, stamp), filled.path
    add(filled, stamp, "X900001")
    filled.close()
    kept = tmp_path.parent / "kept"
    shutil.copytree(tmp_path, kept)
    found = {"old": 0, "new": 0}
    longest = 0.0
    for number in range(25):
        shutil.rmtree(tmp_path)
        shutil.copytree(kept, tmp_path)
        with subprocess.Popen(
            [sys.executable, "-c", CHILD.format(passphrase=PASSPHRASE), str(file), str(path)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as child:
            assert child.stdin
            assert child.stdout
            assert child.stdout.readline() == "ready\n"
            began = time.monotonic()
            child.stdin.write("go\n")
            child.stdin.flush()
            if number == 0:
                assert child.stdout.readline() == "done\n"
                longest = time.monotonic() - began
            else:
                time.sleep(longest * number / 24)
                os.kill(child.pid, signal.SIGKILL)
        store = stores.unlock(path, PASSPHRASE)
        people = store.count(r.Case)
        assert people in (3, 4)
        assert store.check() == []
        store.close()
        found["new" if people == 3 else "old"] += 1
        if people == 3:
            aside = stores.unlock(tmp_path / BEFORE, PASSPHRASE)
            assert aside.count(r.Case) == 4
            aside.close()
    assert found["new"]
    assert found["old"]
