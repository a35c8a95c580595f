"""Reading records: one by its key, all of a kind, and everything about a person or about many."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any, Final, TypeVar

from caseload_tui.domain.facts import CaseFacts
from caseload_tui.domain.tables import TABLES
from caseload_tui.store.driver import Driver
from caseload_tui.store.rows import Mapping, mapping_of, mappings, stored

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


def count(driver: Driver, record_type: type) -> int:
    """Return how many records of a kind there are."""
    return int(driver.value(f"SELECT count(*) FROM {mapping_of(record_type).name}"))  # noqa: S608


def facts(driver: Driver, crn: str, *, notes: bool) -> CaseFacts | None:
    """Return everything recorded about one person, None for an unknown reference."""
    return next(_chunk(driver, [crn], notes=notes), None)


def each_facts(driver: Driver, crns: Iterable[str] | None, *, notes: bool) -> Iterator[CaseFacts]:
    """Give everything recorded about many people, in the order of their references."""
    chosen = (
        sorted(set(crns)) if crns is not None else [row[0] for row in driver.each("SELECT crn FROM cases ORDER BY crn")]
    )
    for at in range(0, len(chosen), CHUNK):
        yield from _chunk(driver, chosen[at : at + CHUNK], notes=notes)


def _chunk(driver: Driver, crns: list[str], *, notes: bool) -> Iterator[CaseFacts]:
    wanted = (json.dumps(crns),)
    with driver.snapshot():
        cases = driver.all(_of_people("cases", notes=notes), wanted)
        parts: dict[str, dict[str, list[Any]]] = defaultdict(dict)
        for name in _OF_PERSON:
            record = mappings()[name].record
            for row in driver.all(_of_people(name, notes=notes), wanted):
                parts[row[0]].setdefault(name, []).append(record(row[2:]))
    build = mappings()["cases"].record
    for row in cases:
        yield CaseFacts(build(row[2:]), **{name: tuple(held) for name, held in parts[row[0]].items()})


@cache
def _by_key(name: str) -> str:
    mapping = mappings()[name]
    return (
        f"SELECT t.entry, {mapping.selected()} FROM {name} t{mapping.joined()}"  # noqa: S608 - names of our own tables
        f" WHERE {mapping.where_key()}"
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
