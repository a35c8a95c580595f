"""Backups: proved before they have a name, never in the place of a good one, and none deleted that is needed."""

import datetime as dt
import os
import shutil
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as sqlite

from caseload_tui.domain import records as r
from caseload_tui.domain.journal import utc_text
from caseload_tui.domain.stamp import Stamp
from caseload_tui.errors import DamagedError, DiskError
from caseload_tui.store import backup as backups
from caseload_tui.store import keys
from caseload_tui.store import open as stores
from caseload_tui.store.backup import Made
from caseload_tui.store.backup_files import Backup, listed
from caseload_tui.store.refusals import translated
from caseload_tui.store.store import Store
from tests.store.conftest import PASSPHRASE
from tests.store.dump import everything


def still(_done: int, _total: int) -> None:
    """Hear how far it is and say nothing."""


def on(stamp: Stamp, days: int) -> Stamp:
    return Stamp(stamp.at + dt.timedelta(days=days), stamp.actor)


def back_up(store: Store, folder: Path, stamp: Stamp) -> Made:
    return store.back_up(folder, stamp=stamp, progress=still, is_rotated=True)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "backups"


def test_a_backup_opens_as_a_store_and_holds_the_same(filled: Store, folder: Path, stamp: Stamp) -> None:
    held = everything(filled)
    made = back_up(filled, folder, stamp)
    assert names(folder) == ["a-2026-11-22T0930.backup", "a-2026-11-22T0930.backup.keys"]
    assert made.contents.rows["cases"] == 3
    shutil.copytree(folder, folder.parent / "elsewhere")
    opened = stores.unlock(folder.parent / "elsewhere" / made.backup.path.name, PASSPHRASE)
    assert everything(opened) == held
    assert opened.check() == []
    opened.close()


def test_the_passphrase_of_its_time_opens_it(filled: Store, folder: Path, stamp: Stamp) -> None:
    made = back_up(filled, folder, stamp)
    data_key = keys.unwrap(keys.read(keys.key_path(filled.path)), PASSPHRASE)
    keys.write(
        keys.key_path(filled.path), (keys.wrap("passphrase", "another passphrase", data_key, utc_text(stamp.at)),)
    )
    stores.unlock(made.backup.path, PASSPHRASE).close()


@pytest.mark.skipif(os.name == "nt", reason="Windows has other rights")
def test_only_its_owner_may_read_it(filled: Store, folder: Path, stamp: Stamp) -> None:
    made = back_up(filled, folder, stamp)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in (made.backup.path, made.backup.keys)} == {0o600}


def test_no_word_of_it_is_readable(filled: Store, folder: Path, stamp: Stamp) -> None:
    made = back_up(filled, folder, stamp)
    data = made.backup.path.read_bytes()
    assert all(word not in data for word in (b"SAMPLE", b"X100001", b"quiet word", b"SQLite format 3"))


def test_the_journal_names_the_file_and_its_newest_entry(filled: Store, folder: Path, stamp: Stamp) -> None:
    head = backups.heads(filled._driver)[0]
    back_up(filled, folder, stamp)
    verb, op, body = filled._driver.all(
        "SELECT verb, op, body FROM journal JOIN journal_bodies USING (entry) ORDER BY entry"
    )[-1]
    assert (verb, op) == ("store.backup", "config")
    assert "a-2026-11-22T0930.backup" in body
    assert head.hash.hex() in body
    assert filled.check() == []


def test_what_another_window_writes_meanwhile_is_no_part_of_it_and_does_not_begin_it_anew(
    filled: Store, folder: Path, stamp: Stamp
) -> None:
    other = filled.again()
    written: list[int] = []

    def write(done: int, _total: int) -> None:
        with other.write("person.add", stamp=stamp) as change:
            change.put(r.Case(f"X2{len(written):05}"))
        written.append(done)

    made = filled.back_up(folder, stamp=stamp, progress=write, is_rotated=True)
    assert written == sorted(set(written))
    assert made.contents.rows["cases"] == 3
    assert other.count(r.Case) == 3 + len(written)
    other.close()


@pytest.mark.parametrize("planted", ["flip", "older", "nothing"])
def test_a_copy_that_is_not_what_the_store_holds_gets_no_name(
    filled: Store, folder: Path, stamp: Stamp, monkeypatch: pytest.MonkeyPatch, planted: str
) -> None:
    good = back_up(filled, folder, stamp)
    before = {name: (folder / name).read_bytes() for name in names(folder)}
    whole = backups.prove

    def prove(path: Path, key: bytes | None) -> backups.Contents:
        data = path.read_bytes()
        half = len(data) // 2
        flipped = data[:half] + bytes([data[half] ^ 1]) + data[half + 1 :]
        path.write_bytes({"flip": flipped, "older": before[good.backup.path.name], "nothing": b""}[planted])
        return whole(path, key)

    monkeypatch.setattr(backups, "prove", prove)
    with pytest.raises(DamagedError):
        back_up(filled, folder, on(stamp, 1))
    assert {name: (folder / name).read_bytes() for name in names(folder)} == before


def test_a_damaged_store_makes_no_backup_and_leaves_the_good_one(filled: Store, folder: Path, stamp: Stamp) -> None:
    back_up(filled, folder, stamp)
    before = names(folder)
    path = filled.path
    filled._driver.checkpoint()
    with path.open("rb+") as file:
        file.seek(path.stat().st_size - 2000)
        file.write(b"damage")
    fresh = filled.again()
    with pytest.raises(DamagedError):
        back_up(fresh, folder, on(stamp, 1))
    assert names(folder) == before
    fresh.close()


def test_a_full_disk_leaves_nothing_half_made(
    filled: Store, folder: Path, stamp: Stamp, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backups, "flush", full)
    with pytest.raises(DiskError):
        back_up(filled, folder, stamp)
    assert names(folder) == []


def test_a_folder_that_is_not_there_is_said(filled: Store, tmp_path: Path, stamp: Stamp) -> None:
    with pytest.raises(DiskError, match="not there"):
        back_up(filled, tmp_path / "stick" / "caseload", stamp)


def test_two_in_one_minute_are_two(filled: Store, folder: Path, stamp: Stamp) -> None:
    back_up(filled, folder, stamp)
    made = back_up(filled, folder, stamp)
    assert made.backup.path.name == "a-2026-11-22T0930-2.backup"
    assert [backup.number for backup in listed(folder, "a")] == [1, 2]


def test_a_year_of_days_is_thinned_out_and_only_ours_goes(filled: Store, folder: Path, stamp: Stamp) -> None:
    first = back_up(filled, folder, stamp)
    strangers = ["holiday.backup", "b-2026-11-01T0900.backup", "a-2026-99-99T0900.backup", "notes.txt"]
    for name in strangers:
        (folder / name).write_bytes(b"not ours")
    for days in range(1, 100):
        _like(first.backup, on(stamp, days))
    last = back_up(filled, folder, on(stamp, 100))
    left = listed(folder, "a")
    assert last.backup in left
    assert len(left) <= 7 + 4 + 12
    assert len({(b.at.year, b.at.month) for b in left}) == 5
    assert set(strangers) <= set(names(folder))
    assert len([name for name in names(folder) if name.endswith(".keys")]) == len(left)


def test_a_file_that_does_not_prove_good_is_never_deleted_and_stands_for_nothing(
    filled: Store, folder: Path, stamp: Stamp
) -> None:
    first = back_up(filled, folder, stamp)
    for days in range(1, 30):
        _like(first.backup, on(stamp, days))
    last_of_november = folder / "a-2026-11-30T0930.backup"
    last_of_november.write_bytes(b"damaged" * 1000)
    back_up(filled, folder, on(stamp, 60))
    left = {backup.path.name for backup in listed(folder, "a")}
    assert last_of_november.name in left
    assert "a-2026-11-29T0930.backup" in left


def test_with_the_clock_put_back_the_one_just_made_stays(filled: Store, folder: Path, stamp: Stamp) -> None:
    first = back_up(filled, folder, stamp)
    for days in range(1, 60):
        _like(first.backup, on(stamp, days))
    made = back_up(filled, folder, on(stamp, -1000))
    assert made.backup.path.exists()


def test_a_backup_of_another_store_with_the_same_name_is_not_touched(
    filled: Store, folder: Path, stamp: Stamp, tmp_path: Path
) -> None:
    (tmp_path / "other").mkdir()
    other, _ = stores.create(tmp_path / "other" / "a.store", PASSPHRASE, stamp=stamp)
    theirs = [back_up(other, folder, on(stamp, -days)).backup for days in range(300, 330)]
    other.close()
    back_up(filled, folder, stamp)
    assert all(backup.path.exists() for backup in theirs[-1:])
    here = {backup.path for backup in theirs if backup.path.exists()}
    back_up(filled, folder, on(stamp, 1))
    assert {backup.path for backup in theirs if backup.path.exists()} == here


def test_what_a_switched_off_computer_left_goes_the_next_day(filled: Store, folder: Path, stamp: Stamp) -> None:
    folder.mkdir()
    left = [folder / "a-2026-11-20T0930.backup.new", folder / "a-2026-11-22T0929.backup.new"]
    for path in left:
        path.write_bytes(b"half")
    os.utime(left[0], (0, 0))
    back_up(filled, folder, stamp)
    assert [path.exists() for path in left] == [False, True]


def _like(backup: Backup, stamp: Stamp) -> None:
    """Put a copy of a backup under the name of another day."""
    path = backup.path.with_name(f"a-{stamp.at:%Y-%m-%dT%H%M}.backup")
    shutil.copy(backup.path, path)
    shutil.copy(backup.keys, keys.key_path(path))


def test_a_driver_at_work_is_not_disturbed(filled: Store, folder: Path, stamp: Stamp) -> None:
    """The copy is made from a snapshot, so whoever made it may go on in the same connection."""
    back_up(filled, folder, stamp)
    assert not filled._driver.connection.in_transaction
    with filled.write("person.add", stamp=stamp) as change:
        change.put(r.Case("X200001"))
    assert filled.check() == []


@pytest.mark.parametrize("words", ["disk I/O error", "unable to open database file"])
def test_what_sqlite_says_without_a_name_while_it_copies_is_a_disk_error(words: str) -> None:
    with pytest.raises(DiskError), translated():
        raise sqlite.OperationalError(words)
