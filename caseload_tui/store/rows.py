"""Records to rows and back: one mapping a table, built once from the fields of its record."""

import dataclasses
import datetime as dt
import typing
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from operator import attrgetter
from typing import Any, Final, cast

from caseload_tui.domain.tables import TABLE_OF, TABLES, Table
from caseload_tui.store.driver import Row

NO_END: Final = "9999-12-31"
"""Stands for "no end yet" where a range must find it (ledger)."""

_APART: Final = {"contacts": ("notes", "note_no")}
"""The field that stands in a table of its own, named as the field, and the column that points there."""


class _Days(dict[str, dt.date]):
    """Dates by their text: a store has a few thousand of them, a million times over."""

    def __missing__(self, text: str) -> dt.date:
        day = self[text] = dt.date.fromisoformat(text)
        return day


day_of: Final = _Days()


@dataclass(frozen=True)
class Mapping:
    """How one table's records become rows and rows become records."""

    table: Table
    columns: tuple[str, ...]
    """Columns of the table itself, in the order of the fields."""

    dates: tuple[int, ...]
    bools: tuple[int, ...]
    optional: frozenset[str]

    @property
    def name(self) -> str:
        """Return the name of the table."""
        return self.table.name

    @property
    def apart(self) -> tuple[str, str] | None:
        """Return the field that stands in a table of its own, and the column that points there; None in most tables."""
        return _APART.get(self.name)

    def record(self, row: Row) -> Any:  # noqa: ANN401 - the caller knows which table it asked for
        """Return the record of a row whose columns stand in the order of the record's fields."""
        values = list(row)
        for at in self.dates:
            if values[at] is not None:
                values[at] = day_of[values[at]]
        for at in self.bools:
            if values[at] is not None:
                values[at] = values[at] == 1
        return self.table.record(*values)

    def row(self, record: object) -> tuple[object, ...]:
        """Return the values of `columns` as SQLite stores them; yes and no it stores as 1 and 0 by itself."""
        values = list(self.values(record))
        for at in self.column_dates:
            if values[at] is not None:
                values[at] = values[at].isoformat()
        return tuple(values)

    @cached_property
    def values(self) -> Callable[[object], tuple[Any, ...]]:
        """Return what takes the values of `columns` from a record."""
        return cast("Callable[[object], tuple[Any, ...]]", attrgetter(*self.columns))

    @cached_property
    def column_dates(self) -> tuple[int, ...]:
        """Return where dates stand among `columns`."""
        dates = {self.table.fields[at] for at in self.dates}
        return tuple(at for at, name in enumerate(self.columns) if name in dates)

    def selected(self, *, notes: bool = True) -> str:
        """Return the column list of a query over the table as `t`, in the order of the record's fields."""
        apart = self.apart[0] if self.apart else ""
        elsewhere = f"{apart}.{apart}" if notes else "NULL"
        return ", ".join(elsewhere if name == apart else f"t.{name}" for name in self.table.fields)

    def joined(self, *, notes: bool = True) -> str:
        """Return the join that fetches what stands apart, empty when nothing does."""
        if not (notes and self.apart):
            return ""
        table, pointer = self.apart
        return f" LEFT JOIN {table} ON {table}.{pointer} = t.{pointer}"

    def key_expressions(self, prefix: str = "t.") -> tuple[str, ...]:
        """Return the parts of the key as SQL, spelled as the unique index spells them."""
        return tuple(self._key_expression(name, prefix) for name in self.table.key)

    def _key_expression(self, name: str, prefix: str) -> str:
        if other := dict(self.table.stand_in).get(name):
            return f"coalesce({prefix}{name}, {prefix}{other}, '')"
        return f"coalesce({prefix}{name}, '')" if name in self.optional else f"{prefix}{name}"

    def where_key(self, prefix: str = "t.") -> str:
        """Return the condition that finds one row by its key."""
        return " AND ".join(f"{expression} = ?" for expression in self.key_expressions(prefix))

    def key_of(self, record: object) -> tuple[object, ...]:
        """Return the key of a record as SQLite stores it, blanks as ''."""
        return self.key_values(self.table.key_of(record))

    def key_values(self, key: Iterable[object]) -> tuple[object, ...]:
        """Return the parts of a key as SQLite stores them, blanks as ''."""
        return tuple("" if part is None else stored(part) for part in key)

    @property
    def path(self) -> tuple[str, ...]:
        """Return the tables that lead from a row to its person, the row's own first; () when it has none."""
        if not self.table.person:
            return ()
        if len(self.table.person) == 1:
            return (self.name,)
        return (self.name, self.table.person[1])

    def person_joins(self) -> str:
        """Return the joins by which a row `t` reaches the table that holds its `crn`."""
        if len(self.table.person) < 2:  # noqa: PLR2004 - the row itself names its person
            return ""
        field, parent = self.table.person
        return f" JOIN {parent} p ON p.{field} = t.{field}"

    def person_column(self) -> str:
        """Return the column that names the person, as SQL."""
        return "t.crn" if len(self.table.person) == 1 else "p.crn"


def stored(value: object) -> object:
    """Return a field's value as SQLite stores it."""
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, bool):
        return int(value)
    return value


def _build(table: Table) -> Mapping:
    hints = typing.get_type_hints(table.record)
    fields = [field.name for field in dataclasses.fields(table.record)]
    kinds = [{hints[name], *typing.get_args(hints[name])} for name in fields]
    apart = _APART.get(table.name, ())[:1]
    return Mapping(
        table,
        tuple(name for name in fields if name not in apart),
        tuple(at for at, kind in enumerate(kinds) if dt.date in kind),
        tuple(at for at, kind in enumerate(kinds) if bool in kind),
        frozenset(name for name, kind in zip(fields, kinds, strict=True) if type(None) in kind),
    )


@cache
def mappings() -> dict[str, Mapping]:
    """Return the mapping of every table, by name."""
    return {table.name: _build(table) for table in TABLES}


def mapping_of(record_type: type) -> Mapping:
    """Return the mapping of a record's table."""
    return mappings()[TABLE_OF[record_type].name]


def records(mapping: Mapping, rows: Iterable[Row]) -> Iterator[Any]:
    """Give the records of rows."""
    build: Callable[[Row], Any] = mapping.record
    return map(build, rows)
