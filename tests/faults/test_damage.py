"""A store damaged in any way is noticed before anyone works on it, and stays byte for byte as it was found.

So is a log that was changed, cut or taken away, and an older copy: of those the mark beside the store tells.

Quick: 120 damaged stores and 60 logs. `make faults`: 1,600 and 800.
"""

import random
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from caseload_tui.errors import AlarmError, BehindError, CaseloadError, DamagedError, NoStoreError
from caseload_tui.store import highwater
from caseload_tui.store.keys import weak_keys_in_tests
from tests.faults import acts, homes
from tests.faults.amounts import amount
from tests.faults.homes import Home

DAMAGES, LOGS = amount(120, 1_600), amount(60, 800)
PAGE = 4096
Damage = Callable[[bytes, random.Random], bytes]


def _flipped(whole: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(whole))
    return whole[:at] + bytes([whole[at] ^ (1 << chance.randrange(8))]) + whole[at + 1 :]


def _zeroed(whole: bytes, chance: random.Random) -> bytes:
    at = PAGE * chance.randrange(len(whole) // PAGE)
    return whole[:at] + bytes(PAGE) + whole[at + PAGE :]


def _swapped(whole: bytes, chance: random.Random) -> bytes:
    one, other = sorted(chance.sample(range(1, len(whole) // PAGE), 2))
    first, second = whole[one * PAGE : (one + 1) * PAGE], whole[other * PAGE : (other + 1) * PAGE]
    return whole[: one * PAGE] + second + whole[(one + 1) * PAGE : other * PAGE] + first + whole[(other + 1) * PAGE :]


def _cut_between_pages(whole: bytes, chance: random.Random) -> bytes:
    return whole[: PAGE * chance.randrange(1, len(whole) // PAGE)]


def _cut_within_a_page(whole: bytes, chance: random.Random) -> bytes:
    return whole[: chance.randrange(1, len(whole) - 1) // PAGE * PAGE + chance.randrange(1, PAGE)]


def _overwritten(whole: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(whole) - 512)
    return whole[:at] + chance.randbytes(512) + whole[at + 512 :]


def _lengthened(whole: bytes, chance: random.Random) -> bytes:
    return whole + chance.randbytes(PAGE * chance.randint(1, 3))


def _emptied(_whole: bytes, _chance: random.Random) -> bytes:
    return b""


KINDS: dict[str, Damage] = {
    "a bit flipped": _flipped,
    "a page zeroed": _zeroed,
    "two pages swapped": _swapped,
    "cut between pages": _cut_between_pages,
    "cut within a page": _cut_within_a_page,
    "512 bytes overwritten": _overwritten,
    "lengthened": _lengthened,
    "emptied": _emptied,
}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a store at rest in which everything was done once."""
    folder = tmp_path_factory.mktemp("stores") / "home"
    with weak_keys_in_tests():
        Home.make(folder)
        for _ in homes.live(folder, 1):
            pass
    return folder / acts.STORE


def test_every_damage_is_noticed_and_the_file_left_as_it_was_found(store: Path) -> None:
    chance = random.Random(20261125)  # noqa: S311 - where the damage is
    whole, said = store.read_bytes(), Counter[str]()
    unnoticed: list[str] = []
    with weak_keys_in_tests():
        for number in range(DAMAGES):
            kind = list(KINDS)[number % len(KINDS)]
            spoilt = KINDS[kind](whole, chance)
            store.write_bytes(spoilt)
            try:
                Home(store.parent).session.store.close()
                unnoticed.append(kind)
            except (DamagedError, NoStoreError) as error:
                said[f"{kind}: {type(error).__name__}"] += 1
            assert store.read_bytes() == spoilt, f"{kind}: the file was changed"
        store.write_bytes(whole)
        Home(store.parent).session.store.close()
    print(
        f"\n{DAMAGES} damaged stores, {len(unnoticed)} not noticed; "
        + ", ".join(f"{n} {k}" for k, n in sorted(said.items()))
    )
    assert unnoticed == []


def test_a_check_that_skips_the_pages_lets_damage_through(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Planted: without the check of every page, damage in a page that nothing reads at once is not noticed."""
    from caseload_tui.store import open as stores

    monkeypatch.setattr(stores, "CHECKED_AT_ONCE", 0)
    chance, whole, noticed = random.Random(1), store.read_bytes(), 0  # noqa: S311
    with weak_keys_in_tests():
        for _ in range(20):
            store.write_bytes(_flipped(whole, chance))
            try:
                Home(store.parent).session.store.close()
            except CaseloadError:
                noticed += 1
        store.write_bytes(whole)
    assert noticed < 20


Found = dict[str, bytes | None]
"""What stands beside a store, by the ending of its name; None for a file that is gone."""


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Found]:
    """Return where a store is, and its files as a kill leaves them: nine newer entries are in the log only."""
    folder = tmp_path_factory.mktemp("killed") / "home"
    with weak_keys_in_tests():
        home = Home.make(folder)
        for number in range(9):
            home.do("contact", number)
        files = {ending: (folder / f"{acts.STORE}{ending}").read_bytes() for ending in ("", "-wal", ".mark", ".keys")}
        home.close()
    return folder / acts.STORE, dict(files)


def _log_flipped(found: Found, chance: random.Random) -> Found:
    return {**found, "-wal": _flipped(found["-wal"] or b"", chance)}


def _log_overwritten(found: Found, chance: random.Random) -> Found:
    return {**found, "-wal": _overwritten(found["-wal"] or b"", chance)}


def _log_cut(found: Found, chance: random.Random) -> Found:
    log = found["-wal"] or b""
    return {**found, "-wal": log[: chance.randrange(len(log))]}


def _log_deleted(found: Found, _: random.Random) -> Found:
    return {**found, "-wal": None}


LOG_KINDS: dict[str, Callable[[Found, random.Random], Found]] = {
    "log flipped": _log_flipped,
    "log overwritten": _log_overwritten,
    "log cut": _log_cut,
    "log deleted, so that an older copy is left": _log_deleted,
}


def _lay(store: Path, found: Found) -> None:
    shutil.rmtree(store.parent)
    store.parent.mkdir()
    for ending, content in found.items():
        if content is not None:
            store.with_name(store.name + ending).write_bytes(content)


def _tampered(killed: tuple[Path, Found], count: int) -> Counter[str]:
    """Tamper with so many logs; count what is said, and `unnoticed` where entries are missing and nothing is said."""
    store, found = killed
    chance, said = random.Random(20261125), Counter[str]()  # noqa: S311 - where the damage is
    with weak_keys_in_tests():
        _lay(store, found)
        home = Home(store.parent)
        whole = home.state()
        home.close()
        for number in range(count):
            kind = list(LOG_KINDS)[number % len(LOG_KINDS)]
            spoilt = LOG_KINDS[kind](found, chance)
            _lay(store, spoilt)
            home = Home(store.parent)
            try:
                said[f"{kind}: {'nothing is missing' if home.state() == whole else 'unnoticed'}"] += 1
                home.close()
            except (BehindError, DamagedError) as error:
                said[f"{kind}: {type(error).__name__}, exit {error.exit_code}"] += 1
                kept = {e: c for e, c in spoilt.items() if c and store.with_name(store.name + e).read_bytes() != c}
                assert not kept, f"{kind}: changed"
    return said


def test_a_log_that_was_tampered_with_is_an_alarm_and_stays_as_it_was_found(killed: tuple[Path, Found]) -> None:
    said = _tampered(killed, LOGS)
    print(f"\n{LOGS} logs: " + ", ".join(f"{count} {words}" for words, count in sorted(said.items())))
    assert not any("unnoticed" in words for words in said)
    for kind in LOG_KINDS:
        assert said[f"{kind}: BehindError, exit {AlarmError.exit_code}"] > 0


def test_an_older_copy_of_everything_but_the_mark_is_an_alarm(killed: tuple[Path, Found]) -> None:
    store, found = killed
    with weak_keys_in_tests():
        _lay(store, found)
        home = Home(store.parent)
        home.do("contact", 100)
        home.close()
        mark = highwater.mark_path(store).read_bytes()
        _lay(store, {**found, ".mark": mark})
        with pytest.raises(BehindError, match="is missing"):
            _ = Home(store.parent).session


def test_without_the_mark_a_spoilt_log_is_not_noticed(
    killed: tuple[Path, Found], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Planted: nobody compares the mark."""
    monkeypatch.setattr(highwater, "refuse_behind", lambda *_: None)
    assert any("unnoticed" in words for words in _tampered(killed, 8))
