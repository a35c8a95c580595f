"""Merging the journals of several devices, as a prototype on the real format: it converges and loses nothing.

A merge is here what a bundle will be: entries of any devices, in any order, some missing, some known already.
"""

import datetime as dt
import random
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest
import sqlcipher3.dbapi2 as sqlite
from hypothesis import event, given
from hypothesis import strategies as st

from caseload_tui.domain.journal import WHOLE, Change, Entry, Id, Ref, Value, body_of
from caseload_tui.domain.lineage import Line, heads
from caseload_tui.domain.stamp import Stamp
from caseload_tui.store import journal, proof

SCHEMA = (Path(__file__).parents[2] / "schema.sql").read_text(encoding="utf-8")
STAMP = Stamp(dt.datetime(2026, 3, 2, 9, 14, tzinfo=dt.UTC), "A. Worker")
FIELDS = ("place", "notes", WHOLE)
PERSON = "X000001"

Record = tuple[str, Id]


class Parcel(NamedTuple):
    """An entry as it travels; salt and text are None when its body is erased."""

    meta: Entry
    salt: bytes | None
    text: str | None


class Copy:
    """One device's journal, with what it was sent and cannot add yet."""

    def __init__(self, device: str) -> None:
        self.device = device
        self.conn = sqlite.connect(":memory:", isolation_level=None)
        self.conn.executescript(SCHEMA)
        self.conn.execute("PRAGMA foreign_keys = ON")
        self.held: dict[Ref, Parcel] = {}

    def write(self, *changes: Change, subject: str = PERSON) -> Ref:
        head = journal.append(
            self.conn, self.device, STAMP, verb="contact.outcome", op="alter", subject=subject, changes=changes
        )
        return Ref(head.device, head.seq)

    def parcels(self) -> list[Parcel]:
        joined = "journal j LEFT JOIN journal_bodies b ON b.entry = j.entry"
        sql = f"SELECT {journal.COLUMNS}, salt, body FROM {joined} ORDER BY j.entry"  # noqa: S608 - own words
        return [Parcel(Entry(*columns), salt, text) for *columns, salt, text in self.conn.execute(sql)]

    def known(self) -> set[Ref]:
        return {Ref(*row) for row in self.conn.execute("SELECT device, seq FROM journal")}

    def receive(self, parcels: Iterable[Parcel]) -> int:
        """Add what follows what is here, hold the rest; returns how many entries were new."""
        known = self.known()
        self.held.update((parcel.meta.ref, parcel) for parcel in parcels if parcel.meta.ref not in known)
        added = 0
        while ready := [ref for ref in self.held if journal.head(self.conn, ref.device).seq == ref.seq - 1]:
            for ref in ready:
                journal.receive(self.conn, *self.held.pop(ref))
                added += 1
        self._erase_too()
        return added

    def _erase_too(self) -> None:
        """Erase whom another device erased, with an entry of our own for bodies that nobody's entry names yet."""
        subjects = [s for (s,) in self.conn.execute("SELECT DISTINCT subject FROM journal_bodies").fetchall() if s]
        for subject in subjects:
            if journal.is_erased(self.conn, subject):
                try:
                    self.conn.execute("DELETE FROM journal_bodies WHERE subject = ?", (subject,))
                except sqlite.IntegrityError:
                    journal.erase(self.conn, self.device, STAMP, subject=subject, why="Erased elsewhere")

    def lines(self) -> dict[Record, list[Line]]:
        found: dict[Record, list[Line]] = {}
        for parcel in self.parcels():
            for change in body_of(parcel.text).changes if parcel.text else ():
                found.setdefault((change.entity, change.id), []).append((parcel.meta, change))
        for lines in found.values():
            lines.sort(key=lambda line: line[0].order)
        return found

    def state(self) -> dict[tuple[Record, str], object]:
        """Return what every field shows: of the values that stand, the one last by (lamport, device)."""
        return {
            (record, field): max(standing.items(), key=lambda item: self._order(item[0]))[1]
            for record, field, standing in self._standing()
        }

    def _order(self, ref: Ref) -> tuple[int, str]:
        sql = "SELECT lamport, device FROM journal WHERE device = ? AND seq = ?"
        lamport, device = self.conn.execute(sql, ref).fetchone()
        return lamport, device

    def _standing(self) -> Iterator[tuple[Record, str, dict[Ref, object]]]:
        for record, lines in self.lines().items():
            for field in FIELDS:
                if standing := heads(lines, field):
                    yield record, field, standing

    def conflicts(self) -> dict[tuple[Record, str], dict[Ref, object]]:
        """Return the fields for which different values stand, with all of them."""
        return {
            (record, field): standing for record, field, standing in self._standing() if len(set(standing.values())) > 1
        }


def record(number: int) -> Record:
    return "contacts", (f"c-{number}",)


def change(number: int, field: str, value: Value | Mapping[str, Value], base: tuple[Ref, ...] | None = None) -> Change:
    return Change(*record(number), field, value, base)


def exchange(copies: Iterable[Copy]) -> None:
    """Let everybody have everything, until nobody has anything new."""
    everyone = list(copies)
    while sum(to.receive(sender.parcels()) for to in everyone for sender in everyone if sender is not to):
        pass


def test_two_devices_that_set_one_field_differently_are_in_conflict_until_someone_settles_it() -> None:
    a, b = Copy("A"), Copy("B")
    a.write(change(1, WHOLE, {"place": "Office"}))
    exchange((a, b))
    a.write(change(1, "place", "Home"))
    b.write(change(1, "place", "Court"))
    exchange((a, b))
    expected = {(record(1), "place"): {Ref("A", 2): "Home", Ref("B", 1): "Court"}}
    assert a.conflicts() == b.conflicts() == expected
    assert a.state() == b.state()
    assert a.state()[record(1), "place"] == "Court"
    b.write(change(1, "place", "Home", (Ref("A", 2), Ref("B", 1))))
    exchange((a, b))
    assert a.conflicts() == b.conflicts() == {}
    assert a.state()[record(1), "place"] == "Home"


def test_a_later_edit_of_what_is_shown_does_not_settle_a_conflict_by_itself() -> None:
    a, b = Copy("A"), Copy("B")
    a.write(change(1, "place", "Home"))
    b.write(change(1, "place", "Court"))
    exchange((a, b))
    a.write(change(1, "place", "Prison"))
    exchange((a, b))
    assert a.conflicts() == b.conflicts() == {(record(1), "place"): {Ref("A", 1): "Home", Ref("A", 2): "Prison"}}


def test_the_same_value_from_two_devices_is_no_conflict_now_or_after_the_next_edit() -> None:
    a, b = Copy("A"), Copy("B")
    a.write(change(1, "place", "Home"))
    b.write(change(1, "place", "Home"))
    exchange((a, b))
    assert a.conflicts() == {}
    a.write(change(1, "place", "Court"))
    exchange((a, b))
    assert b.conflicts() == {}
    assert b.state()[record(1), "place"] == "Court"


def test_different_fields_of_one_record_merge_without_conflict() -> None:
    a, b = Copy("A"), Copy("B")
    a.write(change(1, WHOLE, {"place": "Office"}))
    exchange((a, b))
    a.write(change(1, "place", "Home"))
    b.write(change(1, "notes", "Late"))
    exchange((a, b))
    assert a.conflicts() == b.conflicts() == {}
    assert (a.state()[record(1), "place"], b.state()[record(1), "notes"]) == ("Home", "Late")


def test_an_edit_of_what_another_device_removed_is_in_conflict_and_not_lost() -> None:
    a, b = Copy("A"), Copy("B")
    a.write(change(1, WHOLE, {"place": "Office"}))
    exchange((a, b))
    a.write(change(1, WHOLE, None))
    b.write(change(1, "place", "Home"))
    exchange((a, b))
    assert a.conflicts() == b.conflicts() == {(record(1), "place"): {Ref("A", 2): WHOLE, Ref("B", 1): "Home"}}
    assert a.state()[record(1), WHOLE] is False


def test_a_changed_entry_is_refused_and_a_gap_waits() -> None:
    a, b = Copy("A"), Copy("B")
    for place in ("Office", "Home", "Court"):
        a.write(change(1, "place", place))
    first, second, third = a.parcels()
    assert b.receive([third, first]) == 1
    assert b.receive([third, third]) == 0
    forged = Parcel(second.meta, second.salt, (second.text or "").replace("Home", "Hope"))
    with pytest.raises(ValueError, match="not what was written"):
        b.receive([forged])
    assert b.receive([second]) == 2
    assert proof.verify(b.conn) == ()


def test_a_device_number_used_twice_is_noticed() -> None:
    a, reinstalled, b = Copy("A"), Copy("A"), Copy("B")
    a.write(change(1, "place", "Office"))
    for place in ("Home", "Court"):
        reinstalled.write(change(1, "place", place))
    b.receive(a.parcels())
    with pytest.raises(sqlite.IntegrityError, match="out of order"):
        b.receive(reinstalled.parcels())


def test_an_erasure_reaches_every_copy_even_what_it_did_not_know_of() -> None:
    a, b, c = copies = Copy("A"), Copy("B"), Copy("C")
    a.write(change(1, WHOLE, {"place": "Quillfeather Road"}))
    a.write(change(2, WHOLE, {"place": "Office"}), subject="X000002")
    exchange(copies)
    b.write(change(1, "notes", "unknown to the one who erases"))
    c.write(change(1, "notes", "nor this"))
    journal.erase(a.conn, "A", STAMP, subject=PERSON, why="Retention period is over")
    exchange(copies)
    for copy in copies:
        bodies = " ".join(parcel.text or "" for parcel in copy.parcels())
        assert not any(words in bodies for words in (PERSON, "Quillfeather", "unknown to the one", "nor this"))
        assert set(copy.lines()) == {record(2)}
        assert proof.verify(copy.conn) == ()
    assert a.known() == b.known() == c.known()
    assert a.receive(b.parcels()) == 0


class World:
    """Three devices, and beside them what each knew when it wrote: the truth that the format is held against."""

    def __init__(self) -> None:
        self.copies = [Copy(device) for device in "ABC"]
        self.past: dict[Ref, set[Ref]] = {}
        self.settlements: set[Ref] = set()
        self.written: dict[tuple[Record, str], dict[Ref, object]] = {}

    def edit(self, device: int, number: int, field: str, value: str | None) -> None:
        whole: Mapping[str, Value] | None = None if value is None else {"place": value}
        self._write(device, change(number, field, whole if field == WHOLE else value))

    def settle(self, device: int, number: int, field: str, value: str) -> None:
        """Settle a conflict: the change names all values that stand as what it was written over."""
        standing = self.copies[device].conflicts().get((record(number), field))
        if standing and field != WHOLE:
            self.settlements.add(self._write(device, change(number, field, value, tuple(standing))))

    def _write(self, device: int, made: Change) -> Ref:
        copy = self.copies[device]
        past = copy.known()
        ref = copy.write(made)
        self.past[ref] = past
        if made.field == WHOLE:
            self.settlements.add(ref)
        for field in FIELDS if made.field == WHOLE else (made.field,):
            (value,) = (v for r, v in heads(copy.lines()[made.entity, made.id], field).items() if r == ref)
            self.written.setdefault(((made.entity, made.id), field), {})[ref] = value
        return ref

    def send(self, sender: int, to: int, seed: int, part: float) -> None:
        chance = random.Random(seed)  # noqa: S311 - the order of a test
        parcels = [parcel for parcel in self.copies[sender].parcels() if chance.random() < part]
        chance.shuffle(parcels)
        self.copies[to].receive(parcels)

    def is_concurrent(self, one: Ref, other: Ref) -> bool:
        return one not in self.past[other] and other not in self.past[one]


def lineage(lines: Iterable[Line], field: str) -> dict[Ref, set[Ref]]:
    """Return for each entry that wrote a field itself and all that it replaced, directly or not."""
    found: dict[Ref, set[Ref]] = {}
    for meta, made in lines:
        if made.field in (field, WHOLE):
            found[meta.ref] = {meta.ref}.union(*(found.get(base, set()) for base in made.base or ()))
    return found


devices = st.integers(0, 2)
numbers = st.integers(1, 2)
places = st.sampled_from(["Office", "Home", "Court"])
steps = st.one_of(
    st.tuples(st.just("edit"), devices, numbers, st.sampled_from(FIELDS), st.none() | places),
    st.tuples(st.just("settle"), devices, numbers, st.sampled_from(FIELDS), places),
    st.tuples(st.just("send"), devices, devices, st.integers(0, 10**6), st.sampled_from([0.3, 0.8, 1.0])),
)


@given(st.lists(steps, min_size=12, max_size=40))
def test_three_devices_converge_and_every_concurrent_difference_comes_to_light(plan: list[tuple[str, ...]]) -> None:
    world = World()
    for kind, *arguments in plan:
        getattr(world, kind)(*arguments)
    exchange(world.copies)
    first, *others = world.copies
    for copy in others:
        assert copy.state() == first.state()
        assert copy.conflicts() == first.conflicts()
    for copy in world.copies:
        assert copy.known() == set(world.past)
        assert not copy.held
        assert proof.verify(copy.conn) == ()
    event("in conflict" if first.conflicts() else "in agreement")
    _nothing_is_hidden(world)
    for copy in world.copies:
        copy.conn.close()


def _nothing_is_hidden(world: World) -> None:
    copy = world.copies[0]
    lines, conflicts = copy.lines(), copy.conflicts()
    for (key, field), written in world.written.items():
        standing = heads(lines[key], field)
        behind = lineage(lines[key], field)
        # Nothing lost: whatever was written stands, or lies behind something that stands.
        assert set(written) == set().union(*(behind[ref] for ref in standing))
        pairs = [
            (one, other)
            for one in written
            for other in written
            if one < other and world.is_concurrent(one, other) and written[one] != written[other]
        ]
        for pair in map(set, pairs):
            joined = {ref for ref in behind if pair <= behind[ref]}
            first = {ref for ref in joined if not joined & (behind[ref] - {ref})}
            # Both lie behind one value only where someone said so, or where both had come to say the same.
            assert all(ref in world.settlements or _agreed(written, lines[key], ref) for ref in first)
            values = {standing[ref] for ref in standing if pair & behind[ref]}
            assert joined or len(values) == 1 or (key, field) in conflicts
        if not pairs:
            assert (key, field) not in conflicts


def _agreed(written: Mapping[Ref, object], lines: Iterable[Line], ref: Ref) -> bool:
    """Return whether an entry was written over several that all said the same."""
    (bases,) = {made.base or () for meta, made in lines if meta.ref == ref}
    return len({written[base] for base in bases if base in written}) == 1
