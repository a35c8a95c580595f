"""A new data key by a copy that is proved first: nothing lost, the old key opens no more, nobody writes meanwhile."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from caseload_tui.domain import records as r
from caseload_tui.domain.stamp import Stamp
from caseload_tui.errors import DamagedError, DiskError, LockedError, RefusedError, WrongPassphraseError
from caseload_tui.store import backup, driver, keys, rekey, slots
from caseload_tui.store import open as stores
from caseload_tui.store.driver import connect
from caseload_tui.store.store import Store
from tests.store.conftest import PASSPHRASE
from tests.store.dump import everything

RECOVERY = "ABCD-EFGH-IJKL-MNOP-QRST-UVWX-YZ23-4567"


def rotate(path: Path, stamp: Stamp, passphrase: str = PASSPHRASE) -> None:
    rekey.rotate(path, passphrase, RECOVERY, stamp=stamp)


def beside(store: Path) -> list[str]:
    """Return the files of a store at rest; a mark of its newest entry is one that may stay."""
    return sorted(file.name for file in store.parent.iterdir() if file != store.with_name(store.name + ".mark"))


def data_key(path: Path) -> bytes:
    return keys.unwrap(keys.read(keys.key_path(path)), PASSPHRASE)


def dump(path: Path, secret: str = PASSPHRASE) -> tuple[object, list[str]]:
    """Return everything in the store but the journal, and the acts in the journal."""
    store = stores.unlock(path, secret)
    try:
        assert store.check() == []
        acts = [verb for (verb,) in store._driver.all("SELECT verb FROM journal ORDER BY entry")]
        tables = {name: rows for name, rows in everything(store).items() if not name.startswith("journal")}
        return tables, acts
    finally:
        store.close()


@pytest.fixture
def at_rest(filled: Store) -> Path:
    filled.close()
    return filled.path


def test_everything_is_there_under_the_new_key_and_the_old_key_opens_no_more(at_rest: Path, stamp: Stamp) -> None:
    (before, acts), old_key, old_bytes = dump(at_rest), data_key(at_rest), at_rest.read_bytes()
    rotate(at_rest, stamp)
    assert dump(at_rest) == (before, [*acts, "keys.rotate"])
    assert dump(at_rest, RECOVERY)[0] == before
    assert data_key(at_rest) != old_key
    assert at_rest.read_bytes()[:16] != old_bytes[:16]
    with pytest.raises(DamagedError):
        connect(at_rest, old_key).value("SELECT count(*) FROM cases")
    assert beside(at_rest) == ["a.store", "a.store.keys"]
    assert {slot.key for slot in keys.read(keys.key_path(at_rest))} == {keys.print_of(data_key(at_rest))}


def test_an_old_key_file_opens_old_copies_only(at_rest: Path, stamp: Stamp, tmp_path: Path) -> None:
    old = tmp_path / "old"
    old.mkdir()
    for file in (at_rest, keys.key_path(at_rest)):
        (old / file.name).write_bytes(file.read_bytes())
    rotate(at_rest, stamp)
    stores.unlock(old / at_rest.name, PASSPHRASE).close()
    keys.key_path(at_rest).write_bytes(keys.key_path(old / at_rest.name).read_bytes())
    with pytest.raises(DamagedError):
        stores.unlock(at_rest, PASSPHRASE)


def test_progress_is_told_from_nothing_to_all(at_rest: Path, stamp: Stamp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backup, "_PAGES", 8)
    told: list[tuple[int, int]] = []
    people: list[tuple[int, int]] = []
    rekey.rotate(
        at_rest,
        PASSPHRASE,
        None,
        stamp=stamp,
        copying=lambda *done: told.append(done),
        proving=lambda *done: people.append(done),
    )
    assert people == [(0, 3), (1, 3), (2, 3)]
    assert len(told) > 5
    assert told == sorted(told)
    assert told[-1] == (at_rest.stat().st_size // 4096, at_rest.stat().st_size // 4096)


def test_a_wrong_passphrase_or_the_recovery_key_alone_changes_nothing(at_rest: Path, stamp: Stamp) -> None:
    before = at_rest.read_bytes()
    with pytest.raises(WrongPassphraseError):
        rotate(at_rest, stamp, "wrong")
    recovery = keys.new_recovery_key()
    store = stores.unlock(at_rest, PASSPHRASE)
    slots.put(store, PASSPHRASE, "recovery", recovery, verb="keys.recovery", stamp=stamp)
    store.close()
    before = at_rest.read_bytes()
    with pytest.raises(RefusedError, match="takes the passphrase"):
        rotate(at_rest, stamp, recovery)
    assert at_rest.read_bytes() == before


def test_a_store_that_is_open_elsewhere_is_left_alone(
    filled: Store, stamp: Stamp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("caseload_tui.store.driver.BUSY_SECONDS", 0.1)
    slots = keys.read(keys.key_path(filled.path))
    with pytest.raises(LockedError):
        rotate(filled.path, stamp)
    with filled.write("person.add", stamp=stamp) as change:
        change.put(r.Case("X100009", "LATE"))
    assert keys.read(keys.key_path(filled.path)) == slots
    filled.close()
    assert ("LATE" in str(dump(filled.path)[0])) is True


def test_nobody_opens_the_store_while_its_key_is_changed(
    at_rest: Path, stamp: Stamp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("caseload_tui.store.driver.BUSY_SECONDS", 0.1)
    refused = []

    def try_it(_: int, __: int) -> None:
        with pytest.raises(LockedError):
            stores.unlock(at_rest, PASSPHRASE)
        refused.append(True)

    rekey.rotate(at_rest, PASSPHRASE, None, stamp=stamp, copying=try_it, proving=try_it)
    assert refused


def test_who_began_to_open_the_old_file_does_not_write_to_it_after_the_change(
    at_rest: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare = driver.prepare

    def replaced(opened: driver.Driver) -> None:
        monkeypatch.setattr(stores, "prepare", prepare)
        copy = at_rest.with_name("other")
        copy.write_bytes(at_rest.read_bytes())
        copy.replace(at_rest)
        prepare(opened)

    monkeypatch.setattr(stores, "prepare", replaced)
    with pytest.raises(LockedError, match="place"):
        stores.unlock(at_rest, PASSPHRASE)
    stores.unlock(at_rest, PASSPHRASE).close()


def test_whoever_read_the_keys_before_the_change_reads_them_again(
    at_rest: Path, stamp: Stamp, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, is_first = keys.read, [True]

    def late(path: Path, *, salvage: bool = False) -> tuple[keys.Slot, ...]:
        slots = read(path, salvage=salvage)
        if is_first.pop() if is_first else False:
            rotate(at_rest, stamp)
        return slots

    monkeypatch.setattr(keys, "read", late)
    stores.unlock(at_rest, PASSPHRASE).close()


def test_an_open_store_in_any_state_keeps_everyone_from_being_alone_with_it(
    at_rest: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("caseload_tui.store.driver.BUSY_SECONDS", 0.1)
    with rekey._alone(at_rest, data_key(at_rest)):
        pass  # broken off: the store is left without its write-ahead log
    store = stores.unlock(at_rest, PASSPHRASE)
    with pytest.raises(LockedError), rekey._alone(at_rest, data_key(at_rest)):
        pass
    store.close()


def test_a_store_without_a_log_keeps_its_key_because_an_open_window_would_not_be_noticed(
    at_rest: Path, stamp: Stamp, monkeypatch: pytest.MonkeyPatch
) -> None:
    def without_log(opened: driver.Driver) -> None:
        opened.execute("PRAGMA journal_mode=DELETE").fetchall()

    monkeypatch.setattr(stores, "prepare", without_log)
    before = keys.read(keys.key_path(at_rest))
    with pytest.raises(RefusedError, match="alone"):
        rotate(at_rest, stamp)
    assert keys.read(keys.key_path(at_rest)) == before


def test_a_store_that_is_not_whole_is_left_as_it_is(at_rest: Path, stamp: Stamp) -> None:
    spoilt = connect(at_rest, data_key(at_rest))
    spoilt.execute("DELETE FROM ledger")
    spoilt.close()
    with pytest.raises(DamagedError) as said:
        rotate(at_rest, stamp)
    assert said.value.problems
    stores.unlock(at_rest, PASSPHRASE).close()
    assert beside(at_rest) == ["a.store", "a.store.keys"]


def _lost_page(copy: Path, key: bytes) -> None:
    del key
    whole = copy.read_bytes()
    copy.write_bytes(whole[:5000] + b"x" + whole[5001:])


def _lost_row(copy: Path, key: bytes) -> None:
    spoilt = connect(copy, key)
    spoilt.execute("DELETE FROM teams")
    spoilt.close()


def _lost_entry(copy: Path, key: bytes) -> None:
    spoilt = connect(copy, key)
    for (name,) in spoilt.all("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'journal%'"):
        spoilt.execute(f"DROP TRIGGER {name}")
    spoilt.execute("DELETE FROM journal_bodies WHERE entry = (SELECT max(entry) FROM journal)")
    spoilt.execute("DELETE FROM journal WHERE entry = (SELECT max(entry) FROM journal)")
    spoilt.close()


@pytest.mark.parametrize("spoil", [_lost_page, _lost_row, _lost_entry])
def test_a_copy_that_is_not_the_store_never_takes_its_place(
    at_rest: Path, stamp: Stamp, monkeypatch: pytest.MonkeyPatch, spoil: Callable[[Path, bytes], None]
) -> None:
    before, copied = dump(at_rest), rekey._copy

    def spoiling(source: driver.Driver, copy: Path, new_key: bytes, progress: rekey.Progress) -> None:
        copied(source, copy, new_key, progress)
        spoil(copy, new_key)

    monkeypatch.setattr(rekey, "_copy", spoiling)
    with pytest.raises(DamagedError):
        rotate(at_rest, stamp)
    assert dump(at_rest) == before
    assert beside(at_rest) == ["a.store", "a.store.keys"]


def _calls(path: Path, stamp: Stamp, at: int, *, is_killed: bool) -> bool:
    """Change the key in another process that ends, or is refused, at its n-th call of the disk; return whether it was.

    The other process never says what must not be: that it failed for another reason than the disk.
    """
    child = os.fork()
    if child:
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        assert code in (0, 9)
        return code == 9
    left, is_done = [at], [False]

    def counted(act: Callable[..., object]) -> Callable[..., object]:
        def called(*arguments: object, **options: object) -> object:
            left[0] -= 1
            if left[0] == 0:
                if is_killed:
                    os._exit(9)
                is_done[0] = True
                raise OSError(28, "No space left on device")
            return act(*arguments, **options)

        return called

    for owner, name in ((os, "fsync"), (os, "open"), (Path, "replace"), (Path, "unlink")):
        setattr(owner, name, counted(getattr(owner, name)))
    try:
        rotate(path, stamp)
    except DiskError:
        os._exit(9)
    except BaseException:  # noqa: BLE001 - whatever it is, the parent is to hear of it
        os._exit(7)
    os._exit(9 if is_done[0] else 0)


@pytest.mark.skipif(os.name == "nt", reason="Windows cannot fork")
@pytest.mark.parametrize("is_killed", [True, False])
def test_ended_or_refused_at_each_call_of_the_disk_the_store_opens_and_is_whole(
    at_rest: Path, stamp: Stamp, *, is_killed: bool
) -> None:
    before, acts = dump(at_rest)
    found = {"before": 0, "after": 0}
    at = 1
    while _calls(at_rest, stamp, at, is_killed=is_killed):
        records, now = dump(at_rest)
        assert records == before, at
        found["after" if len(now) > len(acts) else "before"] += 1
        acts = now
        assert len({slot.key for slot in keys.read(keys.key_path(at_rest))}) == 1
        assert set(beside(at_rest)) <= {"a.store", "a.store.keys", "a.store.keys.new"}
        at += 1
    assert at > 15
    assert found["before"] > 5
    assert found["after"] > 1
    assert dump(at_rest)[0] == before
