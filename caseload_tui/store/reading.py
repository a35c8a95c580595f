"""Reading records: one by its key, all of a kind, and everything about a person or about many."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any, Final, TypeVar

from caseload_tui.domain.facts import CaseFacts
from caseload_tui.domain.tables import TABLES
from caseload_tui.store.driver import Driver
from caseload_tui.store.rows import Mapping, mapping_of, mappings, records, stored

RecordT = TypeVar("RecordT")

CHUNK: Final = 250
"""People read at a time: enough to make queries cheap, few enough to hold."""

_OF_PERSON: Final = tuple(table.name for table in TABLES if table.person and table.name != "cases")


def get(driver: Driver, record_type: type[RecordT], key: Sequence[object]) -> RecordT | None:
    """Return the record with this key, None when there is none."""
    found = with_entry(driver, mapping_of(record_type), mapping_of(record_type).key_values(key))
    return None if found is None else found[0]


def with_entry(driver: Driver, mapping: Mapping, key: tuple[object, ...]) -> tuple[Any, int] | None:
    """Return the record with this (stored) key and the number of the entry that wrote it last."""
    row = driver.one(_by_key(mapping.name), key)
    return None if row is None else (mapping.record(row[1:]), row[0])


def rows(driver: Driver, record_type: type[RecordT], equals: dict[str, object]) -> list[RecordT]:
    """Return the records whose fields have these values, in the order of their keys."""
    mapping = mapping_of(record_type)
    unknown = set(equals) - set(mapping.columns)
    if unknown:
        raise ValueError(f"{mapping.name} has no field {sorted(unknown)}")
    where = " AND ".join(f"t.{name} IS ?" for name in equals)
    found = driver.all(
        f"SELECT {mapping.selected()} FROM {mapping.name} t{mapping.joined()}"  # noqa: S608 - names of our own tables
        + (f" WHERE {where}" if where else "")
        + f" ORDER BY {', '.join(mapping.key_expressions())}",
        tuple(stored(value) for value in equals.values()),
    )
    return [mapping.record(row) for row in found]


def each(driver: Driver, record_type: type[RecordT]) -> Iterator[RecordT]:
    """Give all records of a kind in the order of their keys, however many there are."""
    mapping = mapping_of(record_type)
    query = (
        f"SELECT {mapping.selected()} FROM {mapping.name} t{mapping.joined()}"  # noqa: S608 - names of our own tables
        f" ORDER BY {', '.join(mapping.key_expressions())}"
    )
    return records(mapping, driver.each(query))


def count(driver: Driver, record_type: type) -> int:
    """Return how many records of a kind there are."""
    return int(driver.value(f"SELECT count(*) FROM {mapping_of(record_type).name}"))  # noqa: S608 - own words


def existing(driver: Driver, mapping: Mapping, keys: Sequence[tuple[object, ...]]) -> dict[tuple[object, ...], Any]:
    """Return the records with these keys, and the entries that wrote them, by key as SQLite stores it."""
    wanted = [mapping.key_values(key) for key in keys]
    if len(mapping.table.key) > 1:
        found = ((key, with_entry(driver, mapping, key)) for key in wanted)
        return {key: held for key, held in found if held is not None}
    rows = driver.all(_by_keys(mapping.name), (json.dumps([key[0] for key in wanted]),))
    records = ((mapping.record(row[1:]), row[0]) for row in rows)
    return {mapping.key_of(held[0]): held for held in records}


def facts(driver: Driver, crn: str, *, notes: bool) -> CaseFacts | None:
    """Return everything recorded about one person, None for an unknown reference."""
    return next((held for held, _ in _chunk(driver, [crn], notes=notes)), None)


def each_facts(driver: Driver, crns: Iterable[str] | None, *, notes: bool) -> Iterator[CaseFacts]:
    """Give everything recorded about many people, in the order of their references."""
    return (held for held, _ in each_written(driver, crns, notes=notes))


def each_written(
    driver: Driver, crns: Iterable[str] | None, *, notes: bool, entry: int | None = None
) -> Iterator[tuple[CaseFacts, list[tuple[Mapping, object]]]]:
    """Give the same, each with those of its records that one journal entry wrote."""
    everyone = "SELECT crn FROM cases ORDER BY crn"
    chosen = sorted(set(crns)) if crns is not None else [row[0] for row in driver.all(everyone)]
    for at in range(0, len(chosen), CHUNK):
        yield from _chunk(driver, chosen[at : at + CHUNK], notes=notes, entry=entry)


def _chunk(
    driver: Driver, crns: list[str], *, notes: bool, entry: int | None = None
) -> Iterator[tuple[CaseFacts, list[tuple[Mapping, object]]]]:
    wanted = (json.dumps(crns),)
    parts: dict[str, dict[str, list[Any]]] = {}
    written: dict[str, list[tuple[Mapping, object]]] = defaultdict(list)
    cases: dict[str, Any] = {}
    with driver.snapshot():
        for name in ("cases", *_OF_PERSON):
            mapping = mappings()[name]
            build = mapping.record
            for row in driver.all(_of_people(name, notes=notes), wanted):
                crn, record = row[0], build(row[2:])
                if name == "cases":
                    cases[crn], parts[crn] = record, {}
                elif crn in parts:
                    parts[crn].setdefault(name, []).append(record)
                if entry is not None and row[1] == entry:
                    written[crn].append((mapping, record))
    for crn, case in cases.items():
        yield CaseFacts(case, **{name: tuple(held) for name, held in parts[crn].items()}), written[crn]


@cache
def _by_key(name: str) -> str:
    mapping = mappings()[name]
    return (
        f"SELECT t.entry, {mapping.selected()} FROM {name} t{mapping.joined()}"  # noqa: S608 - names of our own tables
        f" WHERE {mapping.where_key()}"
    )


@cache
def _by_keys(name: str) -> str:
    mapping = mappings()[name]
    return (
        f"SELECT t.entry, {mapping.selected()} FROM json_each(?) j"  # noqa: S608 - names of our own tables
        f" CROSS JOIN {name} t ON t.{mapping.table.key[0]} = j.value{mapping.joined()}"
    )


@cache
def _of_people(name: str, *, notes: bool) -> str:
    """Return the query for the rows of the people in a JSON list: person, entry, then the record's columns."""
    mapping = mappings()[name]
    if len(mapping.table.person) == 1:
        joins = f" CROSS JOIN {name} t ON t.crn = j.value"
    else:
        field, parent = mapping.table.person
        joins = f" CROSS JOIN {parent} p ON p.crn = j.value CROSS JOIN {name} t ON t.{field} = p.{field}"
    return (
        f"SELECT j.value, t.entry, {mapping.selected(notes=notes)}"  # noqa: S608 - names of our own tables
        f" FROM json_each(?) j{joins}{mapping.joined(notes=notes)}"
    )
