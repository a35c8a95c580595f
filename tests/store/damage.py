"""A store with a history, what each of its records ever said, and ways to damage its file."""

import random
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from caseload_tui.domain import records as r
from caseload_tui.domain.journal import Id
from caseload_tui.domain.stamp import Stamp
from caseload_tui.domain.tables import TABLES
from caseload_tui.services import demo as demos
from caseload_tui.store import keys, raw_pages, raw_rows, salvage
from caseload_tui.store import open as stores
from caseload_tui.store.raw_pages import PAGE, Pages
from caseload_tui.store.row_writing import entry_id
from caseload_tui.store.store import Store
from tests.store.conftest import PASSPHRASE

Key = tuple[str, Id]


@dataclass
class Past:
    """A store at rest and the truth about it."""

    data: bytes
    slots: bytes
    key: bytes
    ever: dict[Key, list[object]]
    last: dict[Key, object]
    homes: dict[Key, set[int]]
    """The pages on which a record's row and note stand."""

    bodies: dict[int, set[int]]
    """The pages on which the body of an entry stands."""

    told: dict[Key, set[int]]
    """The entries that tell of a record."""


def records(store: Store) -> dict[Key, object]:
    found: dict[Key, object] = {}
    for table in TABLES:
        every: Iterable[object] = store.each(table.record)
        found.update({(table.name, entry_id(table, record)): record for record in every})
    return found


def past(folder: Path, stamp: Stamp, people: int) -> Past:
    """Make a store of invented people in which things were added, changed, removed, taken back and done again."""
    store, _ = stores.create(folder / "past.store", PASSPHRASE, stamp=stamp)
    ever: dict[Key, list[object]] = defaultdict(list)
    chance = random.Random(17)  # noqa: S311 - the same history each time

    def note() -> None:
        for key, record in records(store).items():
            if record not in ever[key]:
                ever[key].append(record)

    with store.write("store.init", stamp=stamp) as change:
        change.set("actor", "R. EXAMPLE")
        change.set("officer_code", "N01A001")
    with store.bulk("folder.import", stamp=stamp, source="invented") as load:
        for name, portion in demos.tables(demos.caseload(people, 17, lambda: stamp.at)):
            load.put_all(name, portion)
    note()
    for number in range(40):
        _act(store, stamp, chance, number)
        note()
    store.keep_draft("contact.add X", "typed and not saved")
    last = records(store)
    store.close()
    path = store.path
    slots = keys.key_path(path).read_bytes()
    key = keys.unwrap(keys.read(keys.key_path(path)), PASSPHRASE)
    pages = raw_pages.read(path, key)
    homes, bodies, told = _homes(pages)
    return Past(path.read_bytes(), slots, key, ever, last, homes, bodies, told)


def _act(store: Store, stamp: Stamp, chance: random.Random, number: int) -> None:
    contacts = store.rows(r.Contact)
    one = chance.choice(contacts[:6] if number % 3 else contacts)  # some are changed again and again
    if number % 8 == 7:
        (store.redo if number % 16 == 15 else store.undo)(stamp)
        return
    with store.write("contact.add", stamp=stamp) as change:
        if number % 4 == 0:
            change.put(replace(one, notes=f"A longer word. {'more ' * chance.randint(1, 2500)}{number}"))
        elif number % 4 == 1:
            change.put(replace(one, contact_id=f"added-{number}", notes="new"))
        elif number % 4 == 2:
            change.put(replace(one, place=f"room {number}", outcome_code="ATTC"))
        else:
            theirs = {c.contact_id for c in store.rows(r.Enforcement)} | {c.contact_id for c in store.rows(r.Outcome)}
            change.remove(r.Contact, chance.choice([c for c in contacts if c.contact_id not in theirs]).contact_id)


class _Watched(dict[int, bytes]):
    """Pages that remember which of them were looked at."""

    def __init__(self, pages: dict[int, bytes]) -> None:
        super().__init__(pages)
        self.seen: set[int] = set()

    def get(self, key: int, default: bytes | None = None) -> bytes | None:  # type: ignore[override]
        self.seen.add(key)
        return super().get(key, default)


def _homes(pages: Pages) -> tuple[dict[Key, set[int]], dict[int, set[int]], dict[Key, set[int]]]:
    watched = _Watched(pages.whole)
    seen_pages = Pages(watched)
    roots, _ = salvage._roots(pages, set())
    homes: dict[Key, set[int]] = {}
    bodies: dict[int, set[int]] = {}
    told: dict[Key, set[int]] = defaultdict(set)
    notes: dict[object, set[int]] = {}
    pointers: dict[Key, object] = {}
    for name in ("notes", "journal_bodies", *salvage.RECORDS):
        shape = salvage.shapes()[name]
        for number in raw_rows.walk(pages, roots[name]).pages:
            watched.seen = set()
            page = raw_rows.read_page(seen_pages, number)
            assert page is not None
            for row in salvage._named(shape, page.rows):
                if name == "notes":
                    notes[row.values["note_no"]] = watched.seen
                elif name == "journal_bodies":
                    bodies[int(str(row.values["entry"]))] = watched.seen
                else:
                    table = next(table for table in TABLES if table.name == name)
                    key = name, tuple(_part(row.values, part, dict(table.stand_in)) for part in table.key)
                    homes[key] = set(watched.seen)
                    pointers[key] = row.values.get("note_no")
    for key, pointer in pointers.items():
        homes[key] |= notes.get(pointer, set())
    from caseload_tui.store.salvage_journal import Journal

    journal = Journal(salvage.Found(pages, {"journal_bodies": _body_rows(pages, roots["journal_bodies"])}))
    for number, body in journal.bodies.items():
        for change in body.changes:
            told[change.entity, change.id].add(number)
    return homes, bodies, told


def _body_rows(pages: Pages, root: int) -> list[salvage.Row]:
    return list(salvage._named(salvage.shapes()["journal_bodies"], raw_rows.walk(pages, root).rows))


def _part(values: dict[str, object], part: str, stand_in: dict[str, str]) -> str | int | bool | None:
    value = values[part]
    if value is None and part in stand_in:
        value = values[stand_in[part]]
    return value if value is None or isinstance(value, str | int) else str(value)


Damage = Callable[[bytearray, random.Random], None]


def flip(data: bytearray, chance: random.Random) -> None:
    for _ in range(chance.randint(1, 6)):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def zero(data: bytearray, chance: random.Random) -> None:
    first, count = chance.randrange(len(data) // PAGE), chance.randint(1, 12)
    data[first * PAGE : (first + count) * PAGE] = bytes(len(data[first * PAGE : (first + count) * PAGE]))


def swap(data: bytearray, chance: random.Random) -> None:
    one, two = (chance.randrange(len(data) // PAGE) * PAGE for _ in range(2))
    data[one : one + PAGE], data[two : two + PAGE] = data[two : two + PAGE], data[one : one + PAGE]


def cut(data: bytearray, chance: random.Random) -> None:
    del data[chance.randrange(len(data) // 8, len(data)) :]


def overwrite(data: bytearray, chance: random.Random) -> None:
    at, length = chance.randrange(len(data)), chance.randint(1, 40_000)
    data[at : at + length] = chance.randbytes(len(data[at : at + length]))


def junk(data: bytearray, chance: random.Random) -> None:
    data += chance.randbytes(chance.randint(1, 20_000))


def begin(data: bytearray, chance: random.Random) -> None:
    data[chance.randrange(16)] ^= 1 << chance.randrange(8)


def first_page(data: bytearray, chance: random.Random) -> None:
    data[chance.randrange(16, PAGE)] ^= 1 << chance.randrange(8)


def lost_begin(data: bytearray, chance: random.Random) -> None:
    length = chance.choice((16, 512, PAGE))
    data[:length] = bytes(length)


KINDS: tuple[Damage, ...] = (flip, zero, swap, cut, overwrite, junk, begin, first_page, lost_begin)
