"""A store damaged in any way is noticed before anyone works on it, and stays byte for byte as it was found.

Quick: 120 damaged stores. `make faults`: 1,600.
"""

import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from caseload_tui.errors import CaseloadError, DamagedError, NoStoreError
from caseload_tui.store.keys import weak_keys_in_tests
from tests.faults import acts, homes
from tests.faults.amounts import amount
from tests.faults.homes import Home

DAMAGES = amount(120, 1_600)
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
                acts.unlock(store.parent).store.close()
                unnoticed.append(kind)
            except (DamagedError, NoStoreError) as error:
                said[f"{kind}: {type(error).__name__}"] += 1
            assert store.read_bytes() == spoilt, f"{kind}: the file was changed"
        store.write_bytes(whole)
        acts.unlock(store.parent).store.close()
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
                acts.unlock(store.parent).store.close()
            except CaseloadError:
                noticed += 1
        store.write_bytes(whole)
    assert noticed < 20
