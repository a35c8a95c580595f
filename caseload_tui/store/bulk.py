"""Bringing in many records at once: one transaction, one head entry, one entry a person, one pass for what follows."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from caseload_tui.domain.journal import WHOLE, Body, Json, Ref, values_of
from caseload_tui.domain.journal import Change as Changed
from caseload_tui.domain.stamp import Stamp
from caseload_tui.domain.tables import Table
from caseload_tui.domain.verbs import VERBS
from caseload_tui.store import clockwork, derive, journal, readback, reading, rows
from caseload_tui.store.driver import translated
from caseload_tui.store.row_writing import FIND_NOTES, PUT_NOTE, entry_id, insert_sql, keep_version, update
from caseload_tui.store.rows import mappings
from caseload_tui.store.write import Writer, differences, next_number

_ROWS_AT_ONCE: Final = 20_000
"""Enough for contacts sorted by person to touch a page once a portion, in whatever order a file has them."""

_READ_BACK: Final = 1_000
"""Records that are read back one by one before it is said that they were saved."""

_CACHE_KIB: Final = 24 * 1024
"""Page cache while rows go into large indexes in any order: a page is then encrypted a few times, not a hundred. More
was measured to take memory and save no time."""


@dataclass
class Counts:
    """What became of the records of one table."""

    new: int = 0
    changed: int = 0
    same: int = 0


@dataclass
class Bulk:
    """One bulk action while it happens. `entry` names its head entry once it is on the disk."""

    writer: Writer
    number: int
    """The number that the head entry will have; every row written carries it."""

    entry: Ref | None = None
    counts: dict[str, Counts] = field(default_factory=dict)
    written: dict[tuple[str, tuple[object, ...]], object] = field(default_factory=dict)
    """The records, while they are few enough to be read back one by one."""

    _was_empty: dict[str, bool] = field(default_factory=dict)
    _is_large: bool = False
    _people: set[str] = field(default_factory=set)
    _new_people: set[str] = field(default_factory=set)
    _about_nobody: list[Changed] = field(default_factory=list)
    _differences: dict[tuple[str, tuple[object, ...]], list[Changed]] = field(default_factory=dict)

    def put_all(self, table: Table | str, records: Iterable[object]) -> Counts:
        """Write records of one table, new or changed; a table may come up again. Returns its counts so far."""
        mapping = mappings()[table if isinstance(table, str) else table.name]
        counts = self.counts.setdefault(mapping.name, Counts())
        if mapping.name not in self._was_empty:
            self._was_empty[mapping.name] = not self.writer.driver.value(
                f"SELECT EXISTS (SELECT 1 FROM {mapping.name})"  # noqa: S608 - names of our own tables
            )
        remaining = iter(records)
        while portion := list(islice(remaining, _ROWS_AT_ONCE)):
            fresh = portion if self._was_empty[mapping.name] else self._update(mapping, portion, counts)
            self._insert(mapping, fresh)
            counts.new += len(fresh)
            self._remember(mapping, portion)
        return counts

    def _remember(self, mapping: rows.Mapping, records: Sequence[object]) -> None:
        """Keep what is to be read back; of many records the journal, which holds them all, is read back alone."""
        self._is_large |= len(self.written) + len(records) > _READ_BACK
        if self._is_large:
            self.written.clear()
        else:
            self.written.update({(mapping.name, mapping.key_of(record)): record for record in records})

    def people(self) -> set[str]:
        """Return everyone whom a record written here is about."""
        driver = self.writer.driver
        found = set(self._people)
        for name in self.counts:
            if len(mappings()[name].table.person) > 1:
                key, parent = mappings()[name].table.person
                query = f"SELECT DISTINCT p.crn FROM {name} t JOIN {parent} p USING ({key}) WHERE t.entry = ?"  # noqa: S608 - own words
                found.update(row[0] for row in driver.all(query, (self.number,)))
        return found

    def bodies(self, why: str | None, about: Mapping[str, Json], stamp: Stamp) -> Iterator[Body]:
        """Give what the journal is to say, person by person, working out on the way what follows for each."""
        yield Body(None, why, tuple(self._about_nobody), about)
        driver = self.writer.driver
        projection = derive.Projection(driver, self.writer.basis, stamp.on)
        for facts, written in reading.each_written(driver, self.people(), notes=True, entry=self.number):
            projection.renew(facts)
            crn = facts.case.crn
            yield Body(crn, None, tuple(change for row in written for change in self._told(*row, crn)))
        projection.finish()

    def _told(self, mapping: rows.Mapping, record: object, crn: str) -> list[Changed]:
        """Return what the journal says of a record that was written here."""
        base = () if crn in self._new_people else None
        return self._differences.get((mapping.name, mapping.key_of(record))) or [_whole(mapping.table, record, base)]

    def _update(self, mapping: rows.Mapping, records: Sequence[object], counts: Counts) -> list[object]:
        """Change the rows that are there already; returns the records that are new."""
        driver = self.writer.driver
        held = reading.existing(driver, mapping, [mapping.table.key_of(record) for record in records])
        fresh: list[object] = []
        for record in records:
            old, entry = held.get(mapping.key_of(record), (None, 0))
            if old is None:
                fresh.append(record)
            elif old == record:
                counts.same += 1
            else:
                counts.changed += 1
                keep_version(driver, mapping, old, entry, self.number)
                update(driver, mapping, record, self.number)
                self._differences[mapping.name, mapping.key_of(record)] = differences(mapping.table, old, record)
                self._note(mapping, [record])
        return fresh

    def _insert(self, mapping: rows.Mapping, records: Sequence[object]) -> None:
        driver = self.writer.driver
        if mapping.apart:
            driver.many(insert_sql(mapping), self._with_notes(mapping, records))
        else:
            driver.many(insert_sql(mapping), ((*mapping.row(record), self.number) for record in records))
        if mapping.name == "cases":
            self._new_people.update(str(mapping.key_of(record)[0]) for record in records)
        self._note(mapping, records)

    def _with_notes(self, mapping: rows.Mapping, records: Sequence[object]) -> Iterator[tuple[object, ...]]:
        """Write the notes of contacts; gives the contacts' rows in the order in which their table stands."""
        driver, field_name = self.writer.driver, (mapping.apart or ("",))[0]
        first = note_no = driver.value("SELECT coalesce(max(note_no), 0) + 1 FROM notes")
        notes: list[tuple[int, object, object]] = []
        made: list[tuple[object, ...]] = []
        for record in sorted(records, key=_place):
            text = getattr(record, field_name)
            if text is not None:
                notes.append((note_no, *mapping.key_of(record), text))
            made.append((*mapping.row(record), None if text is None else note_no, self.number))
            note_no += text is not None
        driver.many(PUT_NOTE, notes)
        driver.execute(FIND_NOTES, (first,))
        return iter(made)

    def _note(self, mapping: rows.Mapping, records: Sequence[object]) -> None:
        """Remember whom, or that nobody, the records are about."""
        if not mapping.table.person:
            for record in records:
                found = self._differences.get((mapping.name, mapping.key_of(record)))
                self._about_nobody += found or [_whole(mapping.table, record, None)]
        elif len(mapping.table.person) == 1:
            self._people.update(str(getattr(record, "crn")) for record in records)  # noqa: B009 - all of these have one


@contextmanager
def bulk(writer: Writer, verb: str, *, stamp: Stamp, source: str, why: str | None = None) -> Iterator[Bulk]:
    """Write everything put in the block as one action, or nothing at all."""
    driver = writer.driver
    cache = driver.value("PRAGMA cache_size")
    driver.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
    try:
        with driver.transaction():
            with translated():
                clockwork.note(driver.connection, writer.device, stamp)
            load = Bulk(writer, next_number(driver))
            yield load
            counted = {name: {"new": c.new, "changed": c.changed, "same": c.same} for name, c in load.counts.items()}
            about: dict[str, Json] = {"source": source, "records": counted}
            with translated():
                head = journal.append_many(
                    driver.connection,
                    writer.device,
                    stamp,
                    verb=verb,
                    op=VERBS[verb].op or "collect",
                    bodies=load.bodies(why, about, stamp),
                )
            readback.before_commit(driver, load.written, load.number, head)
            first = driver.one("SELECT device, seq FROM journal WHERE entry = ?", (load.number,))
        readback.acknowledge(driver, load.written, load.number, head, stamp)
        load.entry = Ref(*first) if first else None
    finally:
        driver.execute(f"PRAGMA cache_size = {cache}")


def _place(record: object) -> tuple[str, object, str]:
    """Return where a contact stands in its table."""
    return record.crn, record.date, record.contact_id  # type: ignore[attr-defined]  # a contact


def _whole(table: Table, record: object, base: tuple[Ref, ...] | None) -> Changed:
    return Changed(table.name, entry_id(table, record), WHOLE, values_of(record), base)
