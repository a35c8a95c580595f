"""The mark beside a store: what is missing is said before anyone works on it, and nothing else is called missing."""

import datetime as dt
import os
import random
import re
import shutil
from pathlib import Path

import pytest

from caseload_tui.domain import records as r
from caseload_tui.domain.stamp import Stamp
from caseload_tui.errors import AlarmError, BehindError, DamagedError
from caseload_tui.store import highwater
from caseload_tui.store import open as stores
from caseload_tui.store.journal import Head
from caseload_tui.store.store import Store
from tests.store.conftest import PASSPHRASE, people, visit

AT = dt.datetime(2026, 11, 22, 9, 30, tzinfo=dt.UTC)


def _save(store: Store, stamp: Stamp, name: str) -> None:
    with store.write("contact.add", stamp=stamp, subject="X100001") as change:
        change.put(visit(name, "X100001", -1, notes="A word about SAMPLE"))


def _copy(store: Path, folder: Path) -> Path:
    """Copy a store with all that lies beside it, as it is at this moment; the shared memory does not last."""
    folder.mkdir(exist_ok=True)
    for file in store.parent.glob(store.name + "*"):
        if not file.name.endswith("-shm"):
            shutil.copy(file, folder)
    return folder / store.name


@pytest.fixture
def cut_short(filled: Store, stamp: Stamp, tmp_path: Path) -> Path:
    """Return a copy of a store as a killed program leaves it: the newest five entries are in the log only."""
    filled._driver.checkpoint()
    for number in range(5):
        _save(filled, stamp, f"n{number}")
    return _copy(filled.path, tmp_path / "cut short")


def _log(store: Path) -> Path:
    return store.with_name(store.name + "-wal")


def test_after_each_save_the_mark_names_the_newest_entry(filled: Store, stamp: Stamp) -> None:
    for number in range(3):
        _save(filled, stamp, f"n{number}")
        mark = highwater.read(filled.path)
        assert mark == highwater.newest(filled._driver.connection, filled.device)
    assert filled.undo(stamp)
    assert highwater.read(filled.path) == highwater.newest(filled._driver.connection, filled.device)


def test_a_log_that_is_whole_is_no_alarm(cut_short: Path) -> None:
    store = stores.unlock(cut_short, PASSPHRASE)
    assert store.get(r.Contact, "n4")
    assert store.notices == ()
    store.close()
    stores.unlock(cut_short, PASSPHRASE).close()


def test_a_log_that_was_deleted_is_an_alarm_that_names_the_range_and_the_time(cut_short: Path) -> None:
    _log(cut_short).unlink()
    before = cut_short.read_bytes()
    with pytest.raises(BehindError) as raised:
        stores.unlock(cut_short, PASSPHRASE)
    last = highwater.read(cut_short)
    assert last is not None
    assert f"Entries {last.head.seq - 4} to {last.head.seq} of the journal are missing" in raised.value.message
    assert "the last of them was written on Sun 22 Nov 2026, 09:30" in raised.value.message
    assert raised.value.exit_code == AlarmError.exit_code == 16
    assert cut_short.read_bytes() == before


def test_a_log_with_a_flipped_bit_or_cut_short_never_opens_without_what_is_missing(cut_short: Path) -> None:
    chance, noticed = random.Random(7), 0  # noqa: S311 - where the damage is
    whole, mark = _log(cut_short).read_bytes(), highwater.mark_path(cut_short).read_bytes()
    main = cut_short.read_bytes()
    for number in range(40):
        spoilt = bytearray(whole)
        at = chance.randrange(len(whole))
        if number % 2:
            spoilt[at] ^= 1 << chance.randrange(8)
        else:
            del spoilt[at:]
        _log(cut_short).write_bytes(spoilt)
        cut_short.write_bytes(main)
        highwater.mark_path(cut_short).write_bytes(mark)
        cut_short.with_name(cut_short.name + "-shm").unlink(missing_ok=True)
        try:
            store = stores.unlock(cut_short, PASSPHRASE)
        except (BehindError, DamagedError):
            noticed += 1
            assert cut_short.read_bytes() == main
            if spoilt:  # what is left of it may still be of use to somebody
                assert _log(cut_short).read_bytes() == spoilt
        else:
            assert store.get(r.Contact, "n4"), f"opened without its newest entry, {number}"
            store.close()
    assert noticed > 30


def test_an_older_copy_put_back_is_an_alarm(filled: Store, stamp: Stamp) -> None:
    filled.close()
    older = filled.path.read_bytes()
    store = stores.unlock(filled.path, PASSPHRASE)
    _save(store, stamp, "newer")
    store.close()
    filled.path.write_bytes(older)
    with pytest.raises(BehindError, match=r"Entry \d+ of the journal is missing; it was written on"):
        stores.unlock(filled.path, PASSPHRASE)
    assert filled.path.read_bytes() == older


def test_an_older_copy_that_somebody_worked_on_is_an_alarm(filled: Store, stamp: Stamp, tmp_path: Path) -> None:
    filled.close()
    older = _copy(filled.path, tmp_path / "older")
    for path, name in ((filled.path, "here"), (older, "there")):
        store = stores.unlock(path, PASSPHRASE)
        _save(store, stamp, name)
        store.close()
    shutil.copy(older, filled.path)
    with pytest.raises(BehindError, match="is not the one that was written"):
        stores.unlock(filled.path, PASSPHRASE)


def test_a_mark_of_another_store_is_an_alarm(filled: Store, stamp: Stamp, tmp_path: Path) -> None:
    other, _ = stores.create(tmp_path / "other.store", PASSPHRASE, stamp=stamp)
    other.close()
    filled.close()
    shutil.copy(highwater.mark_path(other.path), highwater.mark_path(filled.path))
    with pytest.raises(BehindError, match="belongs to another store"):
        stores.unlock(filled.path, PASSPHRASE)


@pytest.mark.parametrize("spoilt", [None, b"", b"\0" * 9000, b"caseload-mark 1 0 d 1 x y z\n"])
def test_a_mark_that_is_missing_or_spoilt_is_said_and_made_anew(filled: Store, spoilt: bytes | None) -> None:
    filled.close()
    if spoilt is None:
        highwater.mark_path(filled.path).unlink()
    else:
        highwater.mark_path(filled.path).write_bytes(spoilt)
    store = stores.unlock(filled.path, PASSPHRASE)
    assert "no mark beside this store" in store.notices[0]
    store.close()
    store = stores.unlock(filled.path, PASSPHRASE)
    assert store.notices == ()
    store.close()


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="everything is read there, and by root")
def test_a_mark_that_may_not_be_read_is_said(filled: Store) -> None:
    filled.close()
    highwater.mark_path(filled.path).chmod(0)
    store = stores.unlock(filled.path, PASSPHRASE)
    assert "The mark beside this store cannot be read" in store.notices[0]
    store.close()


def test_a_mark_torn_while_it_is_written_leaves_the_one_before(filled: Store, stamp: Stamp) -> None:
    _save(filled, stamp, "n1")
    before = highwater.read(filled.path)
    whole = highwater.mark_path(filled.path).read_bytes()
    _save(filled, stamp, "n2")
    after = highwater.read(filled.path)
    written = highwater.mark_path(filled.path).read_bytes()
    torn = next(at for at in range(len(whole)) if whole[at] != written[at])
    for cut in range(1, 100, 9):
        highwater.mark_path(filled.path).write_bytes(written[: torn + cut] + whole[torn + cut :])
        assert highwater.read(filled.path) in (before, after)


def test_the_slowest_of_two_windows_does_not_turn_the_mark_back(tmp_path: Path) -> None:
    store = tmp_path / "a.store"
    for seq in (1, 2, 5, 3, 4):
        highwater.put(store, Head("d-1", seq, bytes([seq]) * 32), AT)
    assert highwater.read(store) == highwater.Mark(Head("d-1", 5, b"\5" * 32), AT)
    highwater.put(store, Head("d-2", 9, b"\t" * 32), AT)
    assert highwater.read(store) == highwater.Mark(Head("d-1", 5, b"\5" * 32), AT)
    highwater.put(store, Head("d-2", 1, b"\1" * 32), AT, anew=True)
    assert highwater.read(store) == highwater.Mark(Head("d-2", 1, b"\1" * 32), AT)


def test_a_mark_that_stayed_behind_is_brought_up_at_the_next_opening(filled: Store, stamp: Stamp) -> None:
    old = highwater.mark_path(filled.path).read_bytes()
    _save(filled, stamp, "n1")
    newest = highwater.read(filled.path)
    filled.close()
    highwater.mark_path(filled.path).write_bytes(old)
    stores.unlock(filled.path, PASSPHRASE).close()
    assert highwater.read(filled.path) == newest


def test_the_mark_is_private_and_holds_no_name(filled: Store, stamp: Stamp) -> None:
    _save(filled, stamp, "n1")
    content = highwater.mark_path(filled.path).read_bytes()
    lines = content.replace(b"\0", b"").decode("ascii").splitlines()
    assert len(lines) == 2
    for line in lines:
        assert re.fullmatch(r"caseload-mark 1 \d+ d-[0-9a-f]{16} \d+ [0-9a-f]{64} [0-9T:.+-]{25,32} [0-9a-f]{32}", line)
    assert highwater.mark_path(filled.path).stat().st_mode & 0o077 == 0


def test_going_on_without_what_is_missing_is_told_to_the_journal_under_a_new_name(filled: Store, stamp: Stamp) -> None:
    before = filled.device
    filled.close()
    older = filled.path.read_bytes()
    store = stores.unlock(filled.path, PASSPHRASE)
    _save(store, stamp, "newer")
    lost = highwater.read(filled.path)
    store.close()
    filled.path.write_bytes(older)

    store = stores.unlock(filled.path, PASSPHRASE, despite_mark=True)
    store.go_on(stamp, why="the newer file is gone")
    assert lost is not None
    assert store.device != before
    body = store._driver.value("SELECT body FROM journal_bodies ORDER BY entry DESC LIMIT 1")
    assert f'"mark":["{before}",{lost.head.seq},' in body
    assert "the newer file is gone" in body
    _save(store, stamp, "after")
    assert store.check() == []
    store.close()
    store = stores.unlock(filled.path, PASSPHRASE)
    assert store.notices == ()
    assert store.get(r.Contact, "after")
    assert store.get(r.Contact, "newer") is None
    store.close()


def test_opening_despite_the_mark_does_not_touch_it_until_somebody_goes_on(filled: Store, stamp: Stamp) -> None:
    filled.close()
    older = filled.path.read_bytes()
    store = stores.unlock(filled.path, PASSPHRASE)
    _save(store, stamp, "newer")
    store.close()
    filled.path.write_bytes(older)
    stores.unlock(filled.path, PASSPHRASE, despite_mark=True).close()
    with pytest.raises(BehindError):
        stores.unlock(filled.path, PASSPHRASE)


def test_an_import_moves_the_mark_too(store: Store, stamp: Stamp) -> None:
    with store.bulk("folder.import", stamp=stamp, source="a test") as load:
        load.put_all("cases", people())
    assert highwater.read(store.path) == highwater.newest(store._driver.connection, store.device)
