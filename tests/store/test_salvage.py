"""Salvage: it never fails, never makes anything up, gets back all that is whole, and leaves the damaged file alone."""

import os
import random
import shutil
from pathlib import Path

import pytest

from caseload_tui.domain import records as r
from caseload_tui.domain.stamp import Stamp
from caseload_tui.errors import NoStoreError, RefusedError, WrongPassphraseError
from caseload_tui.services import salvaging
from caseload_tui.store import keys, raw_pages, raw_rows, salvage
from caseload_tui.store import open as stores
from caseload_tui.store.raw_pages import PAGE
from caseload_tui.store.salvage_states import Salvaged, settle
from tests.store import damage
from tests.store.conftest import PASSPHRASE, people, visit
from tests.store.damage import KINDS, Key, Past

RUNS = 225 if os.environ.get("FAULTS") != "long" else 3_000


def quiet(_done: int, _total: int) -> None:
    """Hear how far it is and say nothing."""


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Past:
    import datetime as dt

    stamp = Stamp(dt.datetime(2026, 11, 22, 9, 30, tzinfo=dt.UTC), "R. EXAMPLE")
    with keys.weak_keys_in_tests():
        return damage.past(tmp_path_factory.mktemp("past"), stamp, 12)


def salvaged(past: Past, path: Path, data: bytes) -> tuple[salvage.Found, Salvaged]:
    path.write_bytes(data)
    found = salvage.gather(path, past.key)
    return found, settle(found)


def records(made: Salvaged) -> dict[Key, object]:
    return {(name, key): record for name, held in made.records.items() for key, record in held.items()}


def hurt(past: Past, data: bytes) -> set[int]:
    """Return the pages that are no longer what they were."""
    count = len(past.data) // PAGE
    return {
        number
        for number in range(1, count + 1)
        if data[(number - 1) * PAGE : number * PAGE] != past.data[(number - 1) * PAGE : number * PAGE]
    }


def test_a_whole_store_comes_back_whole(past: Past, tmp_path: Path) -> None:
    found, made = salvaged(past, tmp_path / "a", past.data)
    assert records(made) == past.last
    assert made.settings == {"actor": "R. EXAMPLE", "officer_code": "N01A001"}
    assert made.drafts == [("contact.add X", "typed and not saved")]
    assert not found.incomplete
    assert not made.from_journal.total()


def test_random_damage_invents_nothing_and_loses_nothing_that_is_whole(past: Past, tmp_path: Path) -> None:
    counts = {"runs": 0, "records": 0, "by the journal": 0, "older": 0, "lost": 0, "pages of several tables": 0}
    for run in range(RUNS):
        chance = random.Random(run)  # noqa: S311 - the same damage each time
        kind = KINDS[run % len(KINDS)]
        data = bytearray(past.data)
        kind(data, chance)
        found, made = salvaged(past, tmp_path / "a", bytes(data))
        _check(past, bytes(data), found, made, f"{kind.__name__} {run}")
        here = records(made)
        counts["runs"] += 1
        counts["records"] += len(here)
        counts["by the journal"] += made.from_journal.total()
        counts["older"] += len(made.older)
        counts["lost"] += len(past.last.keys() - here.keys() - made.unplaced.keys())
        counts["pages of several tables"] += found.unknown_pages
    print("\n" + ", ".join(f"{number:,} {words}" for words, number in counts.items()))
    assert counts["by the journal"] > 0


def _check(past: Past, data: bytes, found: salvage.Found, made: Salvaged, what: str) -> None:
    here, damaged = records(made), hurt(past, data)
    for key, record in here.items():
        if key[0] == "cases" and isinstance(record, r.Case) and record.crn in made.bare:
            assert record == r.Case(record.crn), what
        elif key[1] in made.without_note and key[0] == "contacts":
            assert any(_without_note(record) == _without_note(once) for once in past.ever[key]), (what, key)
        else:
            assert record in past.ever[key], (what, key)
    for key, record in made.unplaced.items():
        assert record in past.ever[key], (what, key)
    is_all_told = not any(pages & damaged for pages in past.bodies.values())
    for key, last in past.last.items():
        has_row = not past.homes[key] & damaged and found.pages.is_authentic
        is_told = all(not past.bodies[number] & damaged for number in past.told[key])
        got = here.get(key, made.unplaced.get(key))
        if found.unknown_pages and not is_told:
            continue
        if has_row or (is_told and is_all_told):
            assert got == last, (what, key, has_row, is_told)
        elif is_told and found.pages.is_authentic:
            assert got is not None, (what, key)


def _without_note(record: object) -> object:
    return (*(getattr(record, name) for name in ("contact_id", "crn", "type_code", "date", "outcome_code", "place")),)


def test_rows_that_no_page_leads_to_any_more_are_found_by_what_they_hold(past: Past, tmp_path: Path) -> None:
    """The first page of the contacts and every body of the journal are gone: only the rows themselves are left."""
    pages = raw_pages.read(_written(past, tmp_path), past.key)
    roots, _ = salvage._roots(pages, set())
    data = bytearray(past.data)
    for number in {roots["contacts"], *(page for held in past.bodies.values() for page in held)}:
        data[(number - 1) * PAGE + 100] ^= 1
    assert raw_rows.walk(pages, roots["contacts"]).pages > {roots["contacts"]}
    _, made = salvaged(past, tmp_path / "a", bytes(data))
    on_the_first = {key for key, homes in past.homes.items() if roots["contacts"] in homes}
    lost = past.last.keys() - records(made).keys()
    assert lost <= on_the_first
    assert all(records(made)[key] == past.last[key] for key in past.last.keys() - on_the_first)


def test_no_state_is_put_together_across_a_lost_change(past: Past, tmp_path: Path) -> None:
    """The row is lost, and of its changes each in turn: what comes back was there once, never a mixture."""
    _written(past, tmp_path)
    often = [key for key, entries in past.told.items() if len(entries) > 2 and key in past.last]
    assert often
    older = 0
    for key in often:
        for lost in sorted(past.told[key]):
            for has_versions in (True, False):
                found = salvage.gather(tmp_path / "past.store", past.key)
                found.incomplete |= {"contacts", "notes"}
                found.rows["contacts"] = [
                    row for row in found.rows["contacts"] if row.values["contact_id"] != key[1][0]
                ]
                found.rows["journal_bodies"] = [r for r in found.rows["journal_bodies"] if r.values["entry"] != lost]
                if not has_versions:
                    found.rows["versions"] = []
                made = settle(found)
                older += key in made.older
                got = made.records["contacts"].get(key[1])
                assert got is None or got in past.ever[key]
                assert got is not None or lost == min(past.told[key])
    assert older


def _written(past: Past, folder: Path) -> Path:
    path = folder / "past.store"
    path.write_bytes(past.data)
    return path


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_the_new_store_passes_its_check_and_the_damaged_one_is_byte_for_byte_as_it_was(
    past: Past, tmp_path: Path, kind: damage.Damage
) -> None:
    data = bytearray(past.data)
    kind(data, random.Random(4))  # noqa: S311
    path = tmp_path / "past.store"
    path.write_bytes(data)
    keys.key_path(path).write_bytes(past.slots)
    os.utime(path, (1_000_000, 1_000_000))
    report = salvaging.salvage(path, tmp_path / "new.store", PASSPHRASE, quiet)
    assert report.problems == ()
    assert path.read_bytes() == data
    assert path.stat().st_mtime == 1_000_000
    assert keys.key_path(path).read_bytes() == past.slots
    store = stores.unlock(tmp_path / "new.store", PASSPHRASE)
    assert len(damage.records(store)) == report.records
    assert store.check() == []
    store.close()


def test_what_the_log_holds_is_salvaged_too(tmp_path: Path, stamp: Stamp) -> None:
    path = _with_a_log(tmp_path, stamp)
    found = salvage.gather(path, _key(path))
    assert records(settle(found)) == _all_of(tmp_path)


@pytest.mark.parametrize("run", range(40))
def test_a_damaged_log_gives_what_was_there_at_some_time(tmp_path: Path, stamp: Stamp, run: int) -> None:
    path = _with_a_log(tmp_path, stamp)
    log = path.with_name(path.name + "-wal")
    chance = random.Random(run)  # noqa: S311
    data = bytearray(log.read_bytes())
    (damage.flip, damage.cut, damage.overwrite, damage.zero)[run % 4](data, chance)
    log.write_bytes(data)
    made = settle(salvage.gather(path, _key(path)))
    ever = _ever()
    for key, record in records(made).items():
        if key[0] == "cases" and key[1][0] in made.bare:
            continue
        if key[1] in made.without_note:
            continue
        assert record in ever[key], key


def test_the_key_file_and_the_new_place_are_looked_at_first(past: Past, tmp_path: Path) -> None:
    path = tmp_path / "past.store"
    path.write_bytes(past.data)
    keys.key_path(path).write_bytes(past.slots)
    with pytest.raises(NoStoreError):
        salvaging.salvage(tmp_path / "none", tmp_path / "new", PASSPHRASE, quiet)
    with pytest.raises(WrongPassphraseError):
        salvaging.salvage(path, tmp_path / "new", "another passphrase", quiet)
    with pytest.raises(RefusedError):
        salvaging.salvage(path, keys.key_path(path), PASSPHRASE, quiet)
    assert {p.name for p in tmp_path.iterdir()} == {"past.store", "past.store.keys"}


def test_somebody_who_was_erased_does_not_come_back(tmp_path: Path, stamp: Stamp) -> None:
    """The file before the erasure holds the person, the log says that they were erased."""
    path = _with_a_log(tmp_path, stamp, erases=True)
    made = settle(salvage.gather(path, _key(path)))
    assert ("X100002",) not in made.records["cases"]
    data = bytearray(path.with_name(path.name + "-wal").read_bytes())
    found = salvage.gather(path, _key(path))
    assert not found.pages.damaged
    assert b"TESTER" not in data


def _key(path: Path) -> bytes:
    return keys.unwrap(keys.read(keys.key_path(path)), PASSPHRASE)


def _with_a_log(folder: Path, stamp: Stamp, *, erases: bool = False) -> Path:
    """Return a copy of a store as a kill leaves it: some of it in the file, the rest in the log."""
    store, _ = stores.create(folder / "live.store", PASSPHRASE, stamp=stamp)
    with store.bulk("folder.import", stamp=stamp, source="a test") as load:
        load.put_all("cases", people())
        load.put_all("contacts", [visit(f"c{n}", "X100001", -n, notes=f"word {n}") for n in range(1, 60)])
    store._driver.checkpoint()
    for n in range(1, 30):
        with store.write("contact.add", stamp=stamp) as change:
            change.put(visit(f"c{n}", "X100001", -n, notes=f"later {n}"))
    with store.write("person.add", stamp=stamp) as change:
        change.put(r.Case("X900001", "LATER"))
    if erases:
        from caseload_tui.store import journal

        with store._driver.erasing(), store._driver.transaction():
            journal.erase(store._driver.connection, store.device, stamp, subject="X100002", why="test")
    copy = folder / "copy.store"
    for ending in ("", ".keys", "-wal"):
        shutil.copy(store.path.with_name(store.path.name + ending), copy.with_name(copy.name + ending))
    store.close()
    return copy


def _all_of(folder: Path) -> dict[Key, object]:
    store = stores.unlock(folder / "live.store", PASSPHRASE)
    try:
        return damage.records(store)
    finally:
        store.close()


def _ever() -> dict[Key, list[object]]:
    contacts = {
        ("contacts", (f"c{n}",)): [visit(f"c{n}", "X100001", -n, notes=f"{word} {n}") for word in ("word", "later")]
        for n in range(1, 60)
    }
    cases = {("cases", (case.crn,)): [case] for case in [*people(), r.Case("X900001", "LATER")]}
    found: dict[Key, list[object]] = {}
    found.update({key: list(held) for key, held in contacts.items()})
    found.update({key: list(held) for key, held in cases.items()})
    return found
