"""What opens a store can be changed: passphrase, recovery key, fewer ways in; never the last one."""

import os
from pathlib import Path

import pytest

from caseload_tui.domain import records as r
from caseload_tui.domain.stamp import Stamp
from caseload_tui.errors import DiskError, LockedError, RefusedError, UnprovedError, WrongPassphraseError
from caseload_tui.services import opening
from caseload_tui.store import keys, readback, slots
from caseload_tui.store import open as stores
from caseload_tui.store.store import Store
from tests.store.conftest import PASSPHRASE

NEW = "five other invented words here"


def opens(path: Path, secret: str) -> bool:
    try:
        stores.unlock(path, secret).close()
    except WrongPassphraseError:
        return False
    return True


def set_passphrase(store: Store, secret: str, new: str, stamp: Stamp) -> None:
    slots.put(store, secret, "passphrase", new, verb="keys.passphrase", stamp=stamp)


def set_recovery(store: Store, secret: str, new: str, stamp: Stamp) -> None:
    slots.put(store, secret, "recovery", new, verb="keys.recovery", stamp=stamp)


def revoke(store: Store, secret: str, stamp: Stamp) -> None:
    slots.revoke(store, secret, "recovery", verb="keys.revoke", stamp=stamp)


def verbs(store: Store) -> list[str]:
    return [verb for (verb,) in store._driver.all("SELECT verb FROM journal ORDER BY entry")]


@pytest.fixture
def two_ways(tmp_path: Path, stamp: Stamp) -> tuple[Store, str]:
    store, recovery = stores.create(tmp_path / "b.store", PASSPHRASE, stamp=stamp)
    assert recovery is not None
    return store, recovery


def test_a_new_passphrase_opens_and_the_old_one_does_not(two_ways: tuple[Store, str], stamp: Stamp) -> None:
    store, recovery = two_ways
    pages = store.path.read_bytes()
    set_passphrase(store, PASSPHRASE, NEW, stamp)
    assert verbs(store)[-1] == "keys.passphrase"
    assert store.path.read_bytes() == pages  # the entry is in the log; no page was written anew
    store.close()
    assert opens(store.path, NEW)
    assert not opens(store.path, PASSPHRASE)
    assert opens(store.path, recovery)


def test_a_forgotten_passphrase_is_replaced_with_the_recovery_key(two_ways: tuple[Store, str], stamp: Stamp) -> None:
    store, recovery = two_ways
    set_passphrase(store, recovery, NEW, stamp)
    store.close()
    assert opens(store.path, NEW)
    assert opens(store.path, recovery)
    assert not opens(store.path, PASSPHRASE)


def test_every_change_takes_fresh_salt_and_nonce_and_says_when(two_ways: tuple[Store, str], stamp: Stamp) -> None:
    store, _ = two_ways
    before = {slot.name: slot for slot in slots.listed(store.path)}
    set_passphrase(store, PASSPHRASE, NEW, stamp)
    after = {slot.name: slot for slot in slots.listed(store.path)}
    for field in ("salt", "nonce", "wrapped"):
        assert getattr(after["passphrase"], field) != getattr(before["passphrase"], field)
    assert after["recovery"] == before["recovery"]
    assert after["passphrase"].key == before["passphrase"].key
    assert after["passphrase"].made_at == "2026-11-22T09:30:00.000Z"
    store.close()


def test_a_wrong_passphrase_changes_nothing(two_ways: tuple[Store, str], stamp: Stamp) -> None:
    store, _ = two_ways
    before = keys.key_path(store.path).read_bytes()
    for change in (set_passphrase, set_recovery):
        with pytest.raises(WrongPassphraseError):
            change(store, "wrong", NEW, stamp)
    with pytest.raises(WrongPassphraseError):
        revoke(store, "wrong", stamp)
    with pytest.raises(RefusedError):
        set_passphrase(store, PASSPHRASE, PASSPHRASE, stamp)
    assert keys.key_path(store.path).read_bytes() == before
    assert verbs(store) == ["store.init"]
    store.close()


def test_another_recovery_key_takes_the_place_of_the_one_before(two_ways: tuple[Store, str], stamp: Stamp) -> None:
    store, old = two_ways
    new = keys.new_recovery_key()
    set_recovery(store, PASSPHRASE, new, stamp)
    store.close()
    assert (opens(store.path, new), opens(store.path, old), opens(store.path, PASSPHRASE)) == (True, False, True)


def test_a_store_without_a_recovery_key_gets_one(tmp_path: Path, stamp: Stamp) -> None:
    store, _ = stores.create(tmp_path / "b.store", PASSPHRASE, stamp=stamp, recovery=False)
    new = keys.new_recovery_key()
    set_recovery(store, PASSPHRASE, new, stamp)
    store.close()
    assert opens(store.path, new)


def test_the_recovery_key_is_revoked_but_never_the_last_way_in(two_ways: tuple[Store, str], stamp: Stamp) -> None:
    store, recovery = two_ways
    with pytest.raises(RefusedError, match="recovery key itself"):
        revoke(store, recovery, stamp)
    revoke(store, PASSPHRASE, stamp)
    assert [slot.name for slot in slots.listed(store.path)] == ["passphrase"]
    with pytest.raises(RefusedError, match="no recovery key"):
        revoke(store, PASSPHRASE, stamp)
    store.close()
    assert (opens(store.path, recovery), opens(store.path, PASSPHRASE)) == (False, True)


def test_the_key_file_before_is_kept_until_the_new_one_has_opened_the_store(
    two_ways: tuple[Store, str], stamp: Stamp
) -> None:
    store, _ = two_ways
    file = keys.key_path(store.path)
    old = file.read_bytes()
    set_passphrase(store, PASSPHRASE, NEW, stamp)
    assert keys.previous(file).read_bytes() == old
    store.close()
    assert not opens(store.path, PASSPHRASE)
    assert keys.previous(file).exists()
    assert opens(store.path, NEW)
    assert not keys.previous(file).exists()
    assert sorted(f.name for f in file.parent.glob("b.store.k*")) == ["b.store.keys"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_only_the_owner_may_read_what_is_kept(two_ways: tuple[Store, str], stamp: Stamp) -> None:
    store, _ = two_ways
    set_passphrase(store, PASSPHRASE, NEW, stamp)
    assert {f.stat().st_mode & 0o777 for f in store.path.parent.glob("b.store*")} == {0o600}
    store.close()


def test_two_windows_cannot_cross_when_both_change_the_keys(
    two_ways: tuple[Store, str], stamp: Stamp, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, _ = two_ways
    other = store.again()
    wrap = keys.wrap

    def meanwhile(*parts: object) -> keys.Slot:
        monkeypatch.setattr(keys, "wrap", wrap)
        revoke(other, PASSPHRASE, stamp)
        return wrap(*parts)  # type: ignore[arg-type]

    monkeypatch.setattr(keys, "wrap", meanwhile)
    with pytest.raises(LockedError, match="elsewhere"):
        set_passphrase(store, PASSPHRASE, NEW, stamp)
    other.close()
    store.close()
    assert opens(store.path, PASSPHRASE)
    assert [slot.name for slot in slots.listed(store.path)] == ["passphrase"]


@pytest.mark.parametrize("step", ["open", "fsync", "replace", "sync_folder"])
def test_a_disk_that_takes_no_key_file_leaves_keys_and_journal_as_they_were(
    two_ways: tuple[Store, str], stamp: Stamp, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    store, _ = two_ways
    with monkeypatch.context() as patched:
        patched.setattr({"open": os, "fsync": os, "replace": Path, "sync_folder": keys}[step], step, full)
        with pytest.raises(DiskError, match="Nothing was lost"):
            set_passphrase(store, PASSPHRASE, NEW, stamp)
    assert verbs(store) == ["store.init"]
    store.close()
    assert opens(store.path, PASSPHRASE)


def test_the_key_file_of_another_store_is_not_written_over(
    two_ways: tuple[Store, str], tmp_path: Path, stamp: Stamp
) -> None:
    store, _ = two_ways
    other, _ = stores.create(tmp_path / "c.store", PASSPHRASE, stamp=stamp)
    other.close()
    keys.key_path(store.path).write_bytes(keys.key_path(other.path).read_bytes())
    with pytest.raises(RefusedError, match="not the one of this store"):
        set_passphrase(store, PASSPHRASE, NEW, stamp)
    store.close()


def test_no_key_is_kept_by_a_store_that_is_locked(store: Store) -> None:
    store.close()
    assert store._driver.key is None
    with pytest.raises(LockedError, match="locked"):
        store.again()


def test_records_are_there_under_the_new_passphrase(filled: Store, stamp: Stamp) -> None:
    set_passphrase(filled, PASSPHRASE, NEW, stamp)
    filled.close()
    again = stores.unlock(filled.path, NEW)
    assert again.count(r.Case) == 3
    assert again.check() == []
    again.close()


def test_a_change_after_which_the_program_was_killed_is_journalled_at_the_next_opening(
    two_ways: tuple[Store, str], stamp: Stamp
) -> None:
    store, _ = two_ways
    file = keys.key_path(store.path)
    held = store._driver.value("SELECT count(*) FROM journal")
    now = keys.wrap("passphrase", NEW, store._driver.key or b"", "2026-11-22T09:30:00.000Z")
    keys.replace_file(file, (now, *(slot for slot in keys.read(file) if slot.name == "recovery")))
    store.close()  # as a kill leaves it between key file and journal
    for _ in range(2):
        session = opening.unlock(store.path, NEW, now=lambda: stamp.at)
        assert verbs(session.store)[held:] == ["keys.passphrase"]
        assert not keys.previous(file).exists()
        session.store.close()


@pytest.mark.parametrize("is_unknown", [False, True])
def test_a_commit_that_fails_leaves_the_old_keys_and_one_that_nobody_knows_of_the_new(
    two_ways: tuple[Store, str], stamp: Stamp, monkeypatch: pytest.MonkeyPatch, *, is_unknown: bool
) -> None:
    store, _ = two_ways

    def refused(*_: object) -> None:
        raise UnprovedError("nobody knows") if is_unknown else DiskError("full")

    with monkeypatch.context() as patched:
        patched.setattr(readback, "after_commit" if is_unknown else "before_commit", refused)
        with pytest.raises(DiskError):
            set_passphrase(store, PASSPHRASE, NEW, stamp)
    store.close()
    assert (opens(store.path, NEW), opens(store.path, PASSPHRASE)) == (is_unknown, not is_unknown)
