"""A row held against the record with its key: new, the same, or in conflict, and what an update makes of it."""

import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from caseload_tui.domain.tables import Table
from caseload_tui.exchange.references import Held
from caseload_tui.exchange.validating import Line


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of one row. `taken`: its key belongs to another person's record, which is never rewritten."""

    line: Line
    what: Literal["new", "same", "conflict", "taken"]
    record: object
    """What an import writes: the row, or with an update the row over what was recorded."""

    columns: tuple[str, ...] = ()
    """The columns that differ."""


class Judge:
    """Holds the rows of one table against a store."""

    def __init__(self, table: Table, held: Held) -> None:
        """Look whether there is anything to compare with: a store that is empty is not asked row by row."""
        self.blanks = 0
        self._table = table
        self._held = held
        self._has_rows = held.count(table.record) > 0

    def verdicts(self, lines: Sequence[Line]) -> Iterator[Verdict]:
        """Yield what becomes of each row that is not refused.

        Only what a row says is compared: a blank cell says nothing, so it neither differs nor clears (ruling 56).
        """
        rows = [(line, line.record) for line in lines if line.record is not None]
        if not self._has_rows:
            yield from (Verdict(line, "new", record) for line, record in rows)
            return
        keys = [self._table.key_of(record) for _, record in rows]
        found = self._held.existing(self._table, keys)
        for (line, record), key in zip(rows, keys, strict=True):
            old = found.get(key)
            if old is None:
                yield Verdict(line, "new", record)
            elif old == record:
                yield Verdict(line, "same", record)
            else:
                yield self._compare(line, record, old)

    def _compare(self, line: Line, record: object, old: object) -> Verdict:
        said = {field: value for field in self._table.fields if (value := getattr(record, field)) is not None}
        differ = [field for field, value in said.items() if getattr(old, field) != value]
        self.blanks += any(getattr(old, field) is not None for field in self._table.fields if field not in said)
        if not differ:
            return Verdict(line, "same", old)
        columns = tuple(self._table.columns[self._table.fields.index(field)] for field in differ)
        if set(self._table.person).intersection(differ):
            return Verdict(line, "taken", old, columns)
        return Verdict(line, "conflict", dataclasses.replace(old, **said), columns)  # type: ignore[type-var]  # a record, whichever
