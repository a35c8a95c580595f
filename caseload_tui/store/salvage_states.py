"""What each record of a damaged store said last: from its row where that is whole, else as far as the journal tells.

Nothing is put together that never stood there. A change is only applied to what it was written over: when anything
between the two is lost, the record stays as it was then, and is counted as older.
"""

import dataclasses
import json
import typing
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from caseload_tui.domain import records as r
from caseload_tui.domain.journal import WHOLE, Change, Id, field_value, record_of
from caseload_tui.domain.tables import TABLES, Table
from caseload_tui.store.row_writing import entry_id
from caseload_tui.store.rows import mappings
from caseload_tui.store.salvage import Found, Row
from caseload_tui.store.salvage_journal import Journal
from caseload_tui.store.write import SETTINGS

_OWN: Final = frozenset({"device", "derived_on"})
"""Settings that belong to one store and not to what it holds."""

_BEFORE, _CHANGE, _ROW = 0, 1, 2
"""What tells of a record, in the order of one action: what it said before, what was changed, the row that was left."""

Key = tuple[str, Id]


@dataclass
class Salvaged:
    """What a new store will hold, and what is to be told of it."""

    records: dict[str, dict[Id, object]] = field(default_factory=dict)
    settings: dict[str, str] = field(default_factory=dict)
    drafts: list[tuple[str, str]] = field(default_factory=list)
    views: list[tuple[str, str, int | None]] = field(default_factory=list)
    from_journal: Counter[str] = field(default_factory=Counter)
    """Records whose row is lost and that the journal told, by table."""

    older: set[Key] = field(default_factory=set)
    """Records that were changed later, in a way that is lost."""

    without_note: set[Id] = field(default_factory=set)
    bare: set[str] = field(default_factory=set)
    """People of whom nothing but the reference is left, which their other records name."""

    unplaced: dict[Key, object] = field(default_factory=dict)
    """Records whose sentence, contact or plan is lost."""


def settle(found: Found) -> Salvaged:
    """Put together what was read."""
    journal, made = Journal(found), Salvaged()
    incomplete = {table.name for table in TABLES if table.name in found.incomplete or table.name not in found.rows}
    if "notes" in found.incomplete or "notes" not in found.rows:
        incomplete.add("contacts")
    changes = journal.changes({*incomplete, SETTINGS})
    notes = {row.values["note_no"]: row.values for row in found.rows.get("notes", ())}
    versions = _versions(found, incomplete)
    for table in TABLES:
        rows, partial = _rows(table, found.rows.get(table.name, []), notes)
        if table.name not in incomplete:
            made.records[table.name] = {key: record for key, (_, record) in rows.items()}
            continue
        keys = {key for name, key in (*changes, *versions) if name == table.name}
        made.records[table.name] = {}
        for key in keys | set(rows) | set(partial):
            own = (table.name, key)
            state = _State(table, journal, rows.get(key), versions.get(own, []), changes.get(own, []))
            _take(made, own, state, partial.get(key))
    _settings(made, found, changes, journal)
    _typed(made, found)
    _forget_erased(made, journal)
    _place(made, journal)
    return made


class _State:
    """What one record said last, worked out from everything that tells of it."""

    def __init__(
        self,
        table: Table,
        journal: Journal,
        row: tuple[int, object] | None,
        versions: list[tuple[int, object]],
        changes: list[tuple[int, Change]],
    ) -> None:
        """Go through what is told in the order in which it was written."""
        self.record: object | None = None
        self.at = 0
        self.is_older = False
        self.is_of_row = False
        self._table, self._journal = table, journal
        told: list[tuple[tuple[int, int], object]] = [((by, _BEFORE), image) for by, image in versions]
        told += [((action, _CHANGE), change) for action, change in changes]
        told += [((row[0], _ROW), row[1])] if row else []
        last = 0
        for (at, last), what in sorted(told, key=lambda one: one[0]):
            if isinstance(what, Change):
                self._change(at, what)
            else:
                self._stands(at if last else at - 1, what)
        self.is_of_row = last == _ROW
        self._compare(max((by for by, _ in versions), default=0))

    def _compare(self, changed: int) -> None:
        """Note that it was changed later, where an earlier state tells so and the change itself is lost."""
        if self.record is not None and changed > self.at:
            self.is_older = True

    def _stands(self, at: int, record: object | None) -> None:
        self.record, self.at, self.is_older = record, at, False

    def _change(self, at: int, change: Change) -> None:
        if change.field == WHOLE:
            values = typing.cast("dict[str, str | int | bool | None] | None", change.value)
            self._stands(at, None if values is None else record_of(self._table.record, values))
        elif self.record is None or self.is_older or self._journal.is_gap(self.at, at):
            self.is_older = self.record is not None
        else:
            value = field_value(self._table.record, change.field, typing.cast("str | int | bool | None", change.value))
            self._stands(at, dataclasses.replace(self.record, **{change.field: value}))  # type: ignore[type-var]  # a record, whichever


def _take(made: Salvaged, own: Key, state: _State, partial: tuple[int, object] | None) -> None:
    """Keep what a record said last; of a contact without its note, the note of an earlier state that says the same."""
    table, key = own
    if partial is not None and (state.record is None or state.at < partial[0] or state.is_older):
        if not _is_same_without_note(partial[1], state.record):
            made.records[table][key] = partial[1]
            made.without_note.add(key)
            return
        state.is_older = False
    if state.record is None:
        return
    made.records[table][key] = state.record
    made.from_journal[table] += not state.is_of_row
    if state.is_older:
        made.older.add(own)


def _is_same_without_note(written: object, earlier: object) -> bool:
    if not (isinstance(written, r.Contact) and isinstance(earlier, r.Contact)):
        return False
    return dataclasses.replace(written, notes=earlier.notes) == earlier


def _rows(
    table: Table, rows: list[Row], notes: dict[object, dict[str, object]]
) -> tuple[dict[Id, tuple[int, object]], dict[Id, tuple[int, object]]]:
    """Return the records of whole rows, of several the newest; and apart from them contacts whose note is lost."""
    whole: dict[Id, tuple[int, object]] = {}
    partial: dict[Id, tuple[int, object]] = {}
    apart = mappings()[table.name].apart
    for row in rows:
        values, is_whole = dict(row.values), True
        if apart:
            pointer = values[apart[1]]
            note = notes.get(pointer)
            is_whole = pointer is None or (note is not None and note["contact_id"] == values["contact_id"])
            values[apart[0]] = note[apart[0]] if note and is_whole else None
        record = _record(table, values)
        kept = whole if is_whole else partial
        key = entry_id(table, record)
        if key not in kept or kept[key][0] <= row.entry:
            kept[key] = (row.entry, record)
    return whole, partial


def _record(table: Table, values: dict[str, object]) -> object:
    row = [values[name] for name in table.fields]
    for at in _fractions(table):
        value = row[at]
        row[at] = float(value) if isinstance(value, int) else value  # SQLite keeps 37.0 as 37
    record: object = mappings()[table.name].record(tuple(row))
    return record


@cache
def _fractions(table: Table) -> tuple[int, ...]:
    hints = typing.get_type_hints(table.record)
    return tuple(at for at, name in enumerate(table.fields) if float in (hints[name], *typing.get_args(hints[name])))


def _versions(found: Found, tables: set[str]) -> dict[Key, list[tuple[int, object]]]:
    """Return what records said until an action changed or removed them."""
    versions: dict[Key, list[tuple[int, object]]] = {}
    for row in found.rows.get("versions", ()):
        name = str(row.values["table_name"])
        if name in tables:
            image: object = record_of(mappings()[name].table.record, json.loads(str(row.values["image"])))
            key = tuple(json.loads(str(row.values["record_key"])))
            by = typing.cast("int", row.values["superseded_by"])
            versions.setdefault((name, key), []).append((by, image))
    return versions


def _settings(made: Salvaged, found: Found, changes: dict[Key, list[tuple[int, Change]]], journal: Journal) -> None:
    last: dict[str, tuple[int, object]] = {}
    for row in found.rows.get(SETTINGS, ()):
        if row.values["entry"] is not None:
            last[str(row.values["name"])] = (row.entry, row.values["value"])
    if SETTINGS in found.incomplete or SETTINGS not in found.rows:
        for (entity, (name, *_)), told in changes.items():
            if entity == SETTINGS and told[-1][0] >= last.get(str(name), (0, None))[0]:
                last[str(name)] = (told[-1][0], told[-1][1].value)
    made.settings = {name: str(value) for name, (_, value) in last.items() if value is not None and name not in _OWN}
    del journal


def _typed(made: Salvaged, found: Found) -> None:
    drafts = sorted(found.rows.get("drafts", ()), key=lambda row: typing.cast("int", row.values["turn"]))
    made.drafts = list({str(d.values["draft_key"]): str(d.values["text"]) for d in drafts}.items())
    views = {str(v.values["name"]): v.values for v in found.rows.get("views", ())}
    places: set[object] = set()
    for name, view in views.items():
        place = view["place"] if view["place"] not in places else None
        places.add(place)
        made.views.append((name, str(view["line"]), typing.cast("int | None", place)))


def _forget_erased(made: Salvaged, journal: Journal) -> None:
    """Leave out who was erased, should an old page still hold a row."""
    if not journal.has_erasures:
        return
    named = {str(getattr(record, "crn")) for _, _, record in _each(made) if hasattr(record, "crn")}  # noqa: B009 - all of these have one
    erased = {crn for crn in named if journal.was_erased(crn)}
    for table, key, record in list(_each(made)):
        if getattr(record, "crn", None) in erased:
            del made.records[table.name][key]


def _place(made: Salvaged, journal: Journal) -> None:
    """See that every record belongs to somebody: to the bare reference, or it is put apart."""
    for table, key, record in list(_each(made)):
        if len(table.person) == 1 and table.name != "cases":
            crn = str(getattr(record, "crn"))  # noqa: B009 - all of these have one
            if (crn,) not in made.records["cases"]:
                made.records["cases"][crn,] = r.Case(crn)
                made.bare.add(crn)
        elif table.person and table.name != "cases":
            name, parent = table.person
            if (getattr(record, name),) not in made.records[parent]:
                del made.records[table.name][key]
                if not journal.has_erasures:  # it could be of somebody who was erased
                    made.unplaced[table.name, key] = record


def _each(made: Salvaged) -> Iterator[tuple[Table, Id, object]]:
    for table in TABLES:
        for key, record in made.records[table.name].items():
            yield table, key, record
