"""What may stand where a store should be, and what is said of it; damage is noticed before work, and left as it is."""

import os
import random
import sqlite3
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from caseload_tui.domain import records as r
from caseload_tui.domain.stamp import Stamp
from caseload_tui.errors import (
    CaseloadError,
    DamagedError,
    DiskError,
    KeysError,
    LockedError,
    NewerSchemaError,
    NoStoreError,
    RefusedError,
    WrongPassphraseError,
)
from caseload_tui.store import keys, leftovers, schema
from caseload_tui.store import open as stores
from caseload_tui.store.driver import connect
from caseload_tui.store.store import Store

PASSPHRASE = "correct horse battery staple"


def at_rest(store: Store) -> Path:
    store.close()
    return store.path


def set_pragma(path: Path, text: str) -> None:
    slots = keys.read(keys.key_path(path))
    driver = connect(path, keys.unwrap(slots, PASSPHRASE))
    driver.execute(f"PRAGMA {text}")
    driver.close()


def test_what_was_written_is_there_again(filled: Store) -> None:
    path = at_rest(filled)
    again = stores.unlock(path, PASSPHRASE)
    assert again.count(r.Case) == 3
    again.close()


def test_at_rest_a_store_is_one_file_beside_its_keys_and_its_mark(filled: Store) -> None:
    path = at_rest(filled)
    beside = [path.name + ending for ending in ("", ".keys", ".mark")]
    assert sorted(file.name for file in path.parent.iterdir()) == beside


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_only_the_owner_may_read_a_store(filled: Store) -> None:
    files = list(filled.path.parent.iterdir())
    assert len(files) == 5
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_rights_that_a_copy_gave_to_others_are_taken_back(store: Store) -> None:
    path = at_rest(store)
    path.chmod(0o644)
    stores.unlock(path, PASSPHRASE).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def _gone(path: Path) -> None:
    path.unlink()


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _plain(path: Path) -> None:
    path.unlink()
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE cases (x)")
    other.commit()
    other.close()


def _junk(path: Path) -> None:
    path.write_bytes(b"not a store at all " * 400)


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _appended(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"junk" * 1024)


def _newer(path: Path) -> None:
    set_pragma(path, f"user_version = {schema.VERSION + 1}")


def _foreign(path: Path) -> None:
    set_pragma(path, "application_id = 7")


def _without_keys(path: Path) -> None:
    keys.key_path(path).unlink()


@pytest.mark.parametrize(
    ("spoil", "error"),
    [
        (_gone, NoStoreError),
        (_empty, DamagedError),
        (_plain, NoStoreError),
        (_junk, DamagedError),
        (_cut, DamagedError),
        (_appended, DamagedError),
        (_newer, NewerSchemaError),
        (_foreign, NoStoreError),
        (_without_keys, KeysError),
    ],
)
def test_each_wrong_file_has_its_own_refusal(
    filled: Store, spoil: Callable[[Path], None], error: type[CaseloadError]
) -> None:
    path = at_rest(filled)
    spoil(path)
    before = path.read_bytes() if path.exists() else b""
    with pytest.raises(error) as said:
        stores.unlock(path, PASSPHRASE)
    assert type(said.value) is error
    assert (path.read_bytes() if path.exists() else b"") == before


def test_a_wrong_passphrase_is_not_called_damage(filled: Store) -> None:
    path = at_rest(filled)
    with pytest.raises(WrongPassphraseError):
        stores.unlock(path, "wrong")


def test_every_flipped_byte_is_noticed_before_work_and_the_file_left_as_it_is(filled: Store) -> None:
    path = at_rest(filled)
    whole, chance = path.read_bytes(), random.Random(20_261_122)  # noqa: S311 - chance, not secrecy
    pages = len(whole) // 4096
    places = [chance.randrange(len(whole)) for _ in range(150)]
    places += [chance.randrange(16) for _ in range(10)]  # the salt
    places += [16 + chance.randrange(84) for _ in range(10)]  # the rest of the header
    places += [4096 * chance.randrange(pages) + 4016 + chance.randrange(80) for _ in range(30)]  # what authenticates
    assert len(places) == 200
    for at in places:
        spoilt = whole[:at] + bytes([whole[at] ^ (1 << chance.randrange(8))]) + whole[at + 1 :]
        path.write_bytes(spoilt)
        with pytest.raises(DamagedError):
            stores.unlock(path, PASSPHRASE)
        assert path.read_bytes() == spoilt
    path.write_bytes(whole)
    stores.unlock(path, PASSPHRASE).close()


def test_a_large_store_opens_unproved_and_verify_finds_the_damage(
    filled: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = at_rest(filled)
    monkeypatch.setattr(stores, "CHECKED_AT_ONCE", 0)
    whole = path.read_bytes()
    path.write_bytes(whole[:-100] + bytes([whole[-100] ^ 1]) + whole[-99:])
    opened = stores.unlock(path, PASSPHRASE)
    assert not opened.is_verified_at_open
    with pytest.raises(DamagedError):
        opened.verify()
    opened.close()


def test_what_a_killed_program_left_in_the_log_is_there_when_the_store_opens_again(
    filled: Store, tmp_path: Path, stamp: Stamp
) -> None:
    with filled.write("person.add", stamp=stamp) as change:
        change.put(r.Case("X100009", "LATE"))
    copy = tmp_path / "copy"
    copy.mkdir()
    for file in filled.path.parent.glob("a.store*"):
        (copy / file.name).write_bytes(file.read_bytes())
    assert (copy / "a.store-wal").stat().st_size > 0
    again = stores.unlock(copy / "a.store", PASSPHRASE)
    assert again.get(r.Case, "X100009") == r.Case("X100009", "LATE")
    again.close()


def test_nothing_is_written_over(store: Store, stamp: Stamp) -> None:
    with pytest.raises(RefusedError):
        stores.create(store.path, PASSPHRASE, stamp=stamp)
    with pytest.raises(RefusedError):
        stores.create_demo(store.path, stamp)


def test_a_store_without_recovery_has_no_recovery_key(tmp_path: Path, stamp: Stamp) -> None:
    made, recovery = stores.create(tmp_path / "b.store", PASSPHRASE, stamp=stamp, recovery=False)
    made.close()
    assert recovery is None
    assert [slot.name for slot in keys.read(keys.key_path(made.path))] == ["passphrase"]


def test_a_demo_store_is_plain_and_is_never_taken_for_a_real_one(tmp_path: Path, stamp: Stamp) -> None:
    made = stores.create_demo(tmp_path / "demo.store", stamp)
    assert made.is_demo
    with pytest.raises(RefusedError):
        made.bulk("folder.import", stamp=stamp, source="a folder")
    made.close()
    assert made.path.read_bytes().startswith(schema.PLAIN_HEADER)
    with pytest.raises(NoStoreError):
        stores.unlock(made.path, PASSPHRASE)
    stores.open_demo(made.path).close()


def test_a_real_store_does_not_open_as_a_demo(store: Store) -> None:
    path = at_rest(store)
    with pytest.raises(RefusedError):
        stores.open_demo(path)


def test_another_window_that_writes_is_waited_for_and_then_named(
    store: Store, stamp: Stamp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("caseload_tui.store.driver.BUSY_SECONDS", 0.2)
    other = store.again()
    with store.write("person.add", stamp=stamp) as change:
        change.put(r.Case("X1"))
        with pytest.raises(LockedError), other.write("person.add", stamp=stamp) as second:
            second.put(r.Case("X2"))
    assert other.get(r.Case, "X1") == r.Case("X1")
    assert other.get(r.Case, "X2") is None
    other.close()


def test_a_connection_is_as_durable_as_it_says(store: Store) -> None:
    said = {name: store._driver.value(f"PRAGMA {name}") for name in ("journal_mode", "synchronous")}
    assert said == {"journal_mode": "wal", "synchronous": 2}


@pytest.mark.parametrize("step", ["mkdir", "open", "fsync", "replace", "sync_folder"])
def test_a_place_that_takes_no_files_is_said_to_be_one_and_left_empty(
    tmp_path: Path, stamp: Stamp, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def denied(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    owner = {"mkdir": Path, "open": os, "fsync": os, "replace": Path, "sync_folder": keys}[step]
    with monkeypatch.context() as patched:
        patched.setattr(owner, step, denied)
        with pytest.raises(DiskError, match="cannot be written to") as caught:
            stores.create(tmp_path / "a.store", PASSPHRASE, stamp=stamp)
    assert "another place" in caught.value.advice
    assert not list(tmp_path.iterdir())


def test_what_a_kill_left_of_making_a_store_is_in_nobodys_way(tmp_path: Path, stamp: Stamp) -> None:
    path = tmp_path / "a.store"
    work = leftovers.work_folder(path, "making")
    work.mkdir()
    keys.write(keys.key_path(work / path.name), (keys.wrap("passphrase", PASSPHRASE, b"k" * 32, "now"),))
    keys.key_path(path).write_bytes(keys.key_path(work / path.name).read_bytes())
    stores.create(path, PASSPHRASE, stamp=stamp)[0].close()
    assert not work.exists()
    stores.unlock(path, PASSPHRASE).close()


def test_keys_that_are_no_leftover_are_never_written_over(tmp_path: Path, stamp: Stamp) -> None:
    path = tmp_path / "a.store"
    keys.key_path(path).write_bytes(b"of a store that is elsewhere for a while")
    with pytest.raises(RefusedError):
        stores.create(path, PASSPHRASE, stamp=stamp)
    assert keys.key_path(path).read_bytes() == b"of a store that is elsewhere for a while"


def test_old_leftovers_go_at_the_next_opening_and_those_of_an_act_under_way_stay(tmp_path: Path, stamp: Stamp) -> None:
    path = tmp_path / "a.store"
    stores.create(path, PASSPHRASE, stamp=stamp)[0].close()
    left = [tmp_path / ".caseload-trial-17", keys.unfinished(keys.key_path(path))]
    for file in left:
        file.write_bytes(b"")
    stores.unlock(path, PASSPHRASE).close()
    assert all(file.exists() for file in left)
    for file in left:
        os.utime(file, (0, 0))
    stores.unlock(path, PASSPHRASE).close()
    assert not any(file.exists() for file in left)
