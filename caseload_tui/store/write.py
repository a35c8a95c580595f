"""The one way to change anything: one action, one transaction, one journal entry a person, and what follows from it."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

from caseload_tui.domain.journal import WHOLE, Body, Json, Ref, value_of, values_of
from caseload_tui.domain.journal import Change as Changed
from caseload_tui.domain.stamp import Stamp
from caseload_tui.domain.tables import Table
from caseload_tui.domain.verbs import VERBS, Op
from caseload_tui.errors import RefusedError
from caseload_tui.standards.carried import TEXT, USED
from caseload_tui.store import clockwork, derive, journal, readback, reading, shelf
from caseload_tui.store.derive import Basis
from caseload_tui.store.driver import Driver, translated
from caseload_tui.store.row_writing import delete, entry_id, insert, keep_version, person_of, update
from caseload_tui.store.rows import Mapping, mapping_of

SETTINGS: Final = "settings"

ANYTHING: Final = object()
"""What a record was before, when nobody looked."""


@dataclass(frozen=True)
class Writer:
    """What a change needs to be written: where, as which device, and what duties are worked out with."""

    driver: Driver
    device: str
    basis: Basis


@dataclass
class Change:
    """One action while it happens. `entry` names its first journal entry once it is on the disk."""

    writer: Writer
    number: int
    """The number that the first journal entry of this action will have."""

    entry: Ref | None = None
    touched: set[str] = field(default_factory=set)
    is_of_standards: bool = False
    """Whether it sets which standards there are, or which is for cases that name none."""

    written: dict[tuple[str, tuple[object, ...]], object] = field(default_factory=dict)
    """What each table holds under each key after this action; None where a record was removed."""

    op: Op | None = None
    """What the journal calls it, where that is not what its verb says."""

    about: dict[str, Json] = field(default_factory=dict)
    """Particulars of an act that changes no record; never a person."""

    _bodies: dict[str | None, list[Changed]] = field(default_factory=dict)
    _orphans: list[tuple[Mapping, object, list[Changed]]] = field(default_factory=list)

    def put(self, record: object, *, was: object = ANYTHING) -> bool:
        """Write a record, new or changed; returns whether anything changed.

        `was` is the record that this one was made from, None for a new one. Where the store holds another one by now,
        another window was quicker: RefusedError, so that neither writes over the other unseen.
        """
        mapping = mapping_of(type(record))
        old = reading.with_entry(self.writer.driver, mapping, mapping.key_of(record))
        if was is not ANYTHING and was != (old[0] if old else None):
            raise RefusedError(
                "Another window changed this in the meantime. Nothing was saved.",
                advice="Look at it as it is now, then decide.",
            )
        self.written[mapping.name, mapping.key_of(record)] = record
        if old is None:
            insert(self.writer.driver, mapping, record, self.number)
            self._note(mapping, record, [_whole(mapping.table, record)])
            return True
        if old[0] == record:
            return False
        if getattr(old[0], "crn", None) != getattr(record, "crn", None):
            self._remove(mapping, *old)  # it was about someone else: both journals must say so
            return self.put(record)
        self._keep_version(mapping, *old)
        update(self.writer.driver, mapping, record, self.number)
        self._note(mapping, record, differences(mapping.table, old[0], record))
        return True

    def remove(self, record_type: type, *key: object) -> bool:
        """Take a record out, keeping what it said; returns whether there was one."""
        mapping = mapping_of(record_type)
        old = reading.with_entry(self.writer.driver, mapping, mapping.key_values(key))
        if old is None:
            return False
        self._remove(mapping, *old)
        return True

    def look(self, crn: str) -> None:
        """Say that somebody's case was looked at, which changes nothing."""
        self._bodies.setdefault(crn, [])

    def set(self, name: str, value: str | None) -> None:
        """Set a setting of the store, or unset it."""
        driver = self.writer.driver
        if value is None:
            driver.execute("DELETE FROM settings WHERE name = ?", (name,))
        else:
            driver.execute(
                "INSERT INTO settings (name, value, entry) VALUES (?, ?, ?)"
                " ON CONFLICT DO UPDATE SET value = excluded.value, entry = excluded.entry",
                (name, value, self.number),
            )
        self.is_of_standards |= name == shelf.DEFAULT_PROFILE or name.startswith((TEXT, USED))
        self._bodies.setdefault(None, []).append(Changed(SETTINGS, (name,), "value", value))

    def bodies(self, subject: str | None, why: str | None) -> list[Body]:
        """Return what the journal is to say: one body a person, one more for what is about nobody."""
        for mapping, record, changes in self._orphans:
            crn = person_of(self.writer.driver, mapping, record)
            self._bodies.setdefault(crn, []).extend(changes)
            if crn is not None:
                self.touched.add(crn)
        self._orphans.clear()
        if not self._bodies:
            return [Body(subject, why, (), self.about)]
        return [
            Body(crn or (subject if len(self._bodies) == 1 else None), why, tuple(c)) for crn, c in self._bodies.items()
        ]

    def _remove(self, mapping: Mapping, old: object, entry: int) -> None:
        self._keep_version(mapping, old, entry)
        self._note(mapping, old, [Changed(mapping.name, entry_id(mapping.table, old), WHOLE, None)])
        self.written[mapping.name, mapping.key_of(old)] = None
        delete(self.writer.driver, mapping, old)

    def _note(self, mapping: Mapping, record: object, changes: list[Changed]) -> None:
        """Remember what changed under the person it is about; who that is may only be known at the end."""
        crn = person_of(self.writer.driver, mapping, record)
        if crn is None and mapping.table.person:
            self._orphans.append((mapping, record, changes))
            return
        self._bodies.setdefault(crn, []).extend(changes)
        if crn is not None:
            self.touched.add(crn)

    def _keep_version(self, mapping: Mapping, old: object, entry: int) -> None:
        keep_version(self.writer.driver, mapping, old, entry, self.number)


@contextmanager
def write(
    writer: Writer,
    verb: str,
    *,
    stamp: Stamp,
    subject: str | None = None,
    why: str | None = None,
    target: int | None = None,
) -> Iterator[Change]:
    """Change the store: everything in the block, with its journal and all that follows from it, or nothing at all."""
    driver = writer.driver
    with driver.transaction():
        with translated():
            clockwork.note(driver.connection, writer.device, stamp)
        change = Change(writer, next_number(driver))
        yield change
        bodies = change.bodies(subject, why)
        op = change.op or VERBS[verb].op or "alter"
        with translated():
            head = journal.append_many(
                driver.connection, writer.device, stamp, verb=verb, op=op, bodies=bodies, target=target
            )
        follow(writer, change, stamp.on)
        readback.before_commit(driver, change.written, change.number, head)
    readback.acknowledge(driver, change.written, change.number, head, stamp)
    change.entry = Ref(head.device, head.seq - len(bodies) + 1)


def follow(writer: Writer, change: Change, day: dt.date) -> None:
    """Work out again what follows for the people touched; for everyone when the standards of the store changed."""
    driver, basis = writer.driver, writer.basis
    now = shelf.basis(driver, basis.calendar) if change.is_of_standards else basis
    if now != basis:
        derive.rebuild(driver, now, day, lambda *_: None)
    elif change.touched:
        projection = derive.Projection(driver, basis, day)
        gone = set(change.touched)
        for facts in reading.each_facts(driver, change.touched, notes=False):
            projection.renew(facts)
            gone.discard(facts.case.crn)
        for crn in gone:
            projection.forget(crn)
        projection.finish()


def next_number(driver: Driver) -> int:
    """Return the number of the journal entry that comes next in this store."""
    return int(driver.value("SELECT coalesce(max(entry), 0) + 1 FROM journal"))


def _whole(table: Table, record: object) -> Changed:
    return Changed(table.name, entry_id(table, record), WHOLE, values_of(record))


def differences(table: Table, old: object, new: object) -> list[Changed]:
    """Return what the journal says of a changed record: a change a field."""
    key = entry_id(table, new)
    return [
        Changed(table.name, key, name, value_of(getattr(new, name)))
        for name in table.fields
        if getattr(old, name) != getattr(new, name)
    ]
