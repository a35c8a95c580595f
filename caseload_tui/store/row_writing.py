"""The rows of a record: adding it, changing it, taking it out, and keeping what it said before."""

import json
from typing import Final

from caseload_tui.domain.journal import value_of, values_of
from caseload_tui.domain.tables import Table
from caseload_tui.store.driver import Driver
from caseload_tui.store.rows import Mapping, mapping_of

FIND_NOTES: Final = "INSERT INTO notes_search (rowid, notes) SELECT note_no, notes FROM notes WHERE note_no >= ?"
"""Adds to the search all notes from a number on."""

PUT_NOTE: Final = "INSERT INTO notes (note_no, contact_id, notes) VALUES (?, ?, ?)"


def entry_id(table: Table, record: object) -> tuple[str | int | bool | None, ...]:
    """Return the key of a record as the journal holds it."""
    return tuple(value_of(part) for part in table.key_of(record))


def person_of(driver: Driver, mapping: Mapping, record: object) -> str | None:
    """Return whom a record is about, None when it is about nobody or its parent is not there."""
    person = mapping.table.person
    if not person:
        return None
    if len(person) == 1:
        return str(getattr(record, person[0]))
    field_name, parent = person
    found: str | None = driver.value(
        f"SELECT crn FROM {parent} WHERE {field_name} = ?",  # noqa: S608 - names of our own tables
        (getattr(record, field_name),),
    )
    return found


def insert(driver: Driver, mapping: Mapping, record: object, number: int) -> None:
    """Add a row, and what of it stands apart."""
    driver.execute(insert_sql(mapping), (*mapping.row(record), *_pointer(driver, mapping, record), number))


def update(driver: Driver, mapping: Mapping, record: object, number: int) -> None:
    """Change the row with the record's key into the record."""
    names = ", ".join(f"{name} = ?" for name in _written(mapping))
    driver.execute(
        f"UPDATE {mapping.name} SET {names} WHERE {mapping.where_key('')}",  # noqa: S608 - names of our own tables
        (*mapping.row(record), *_pointer(driver, mapping, record), number, *mapping.key_of(record)),
    )


def delete(driver: Driver, mapping: Mapping, record: object) -> None:
    """Take out the row with the record's key, and what of it stands apart."""
    if mapping.apart:
        driver.execute("DELETE FROM notes WHERE note_no = ?", (_note_no(driver, record),))
    driver.execute(f"DELETE FROM {mapping.name} WHERE {mapping.where_key('')}", mapping.key_of(record))  # noqa: S608 - own words


def insert_sql(mapping: Mapping) -> str:
    """Return the statement that adds a row: the columns of the record, what points elsewhere, then the entry."""
    names = _written(mapping)
    return f"INSERT INTO {mapping.name} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"  # noqa: S608 - own words


def _written(mapping: Mapping) -> tuple[str, ...]:
    return (*mapping.columns, *((mapping.apart[1],) if mapping.apart else ()), "entry")


def _pointer(driver: Driver, mapping: Mapping, record: object) -> tuple[int | None, ...]:
    """Write the note of a contact; returns its number as the last part of the row, nothing for other tables."""
    if not mapping.apart:
        return ()
    number, (contact_id,) = _note_no(driver, record), mapping.key_of(record)
    text = getattr(record, mapping.apart[0])
    if text is None:
        driver.execute("DELETE FROM notes WHERE note_no = ?", (number,))
        return (None,)
    if number is None:
        number = int(driver.execute(PUT_NOTE, (None, contact_id, text)).lastrowid)
        driver.execute(FIND_NOTES, (number,))
        return (number,)
    driver.execute("UPDATE notes SET notes = ? WHERE note_no = ? AND notes <> ?", (text, number, text))
    return (number,)


def _note_no(driver: Driver, contact: object) -> int | None:
    query = "SELECT note_no FROM contacts WHERE contact_id = ?"
    number: int | None = driver.value(query, mapping_of(type(contact)).key_of(contact))
    return number


def keep_version(driver: Driver, mapping: Mapping, old: object, entry: int, superseded_by: int) -> None:
    """Keep what a row said before it changes."""
    driver.execute(
        "INSERT INTO versions (table_name, record_key, crn, image, device, seq, superseded_by)"
        " SELECT ?, ?, ?, ?, coalesce(max(device), ''), coalesce(max(seq), 0), ? FROM journal WHERE entry = ?",
        (
            mapping.name,
            json.dumps(entry_id(mapping.table, old)),
            person_of(driver, mapping, old),
            json.dumps(values_of(old), ensure_ascii=False),
            superseded_by,
            entry,
        ),
    )
