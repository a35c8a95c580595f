"""Rows that name rows of other tables: what the folder brings, what the store has, and what is nowhere."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Final, NamedTuple, Protocol

from caseload_tui.domain.tables import TABLE_NAMED, Table
from caseload_tui.exchange.columns import Value

Key = tuple[object, ...]
Values = tuple[Value, ...]

_PARENTS: Final = {
    "crn": "cases",
    "sentence_id": "sentences",
    "contact_id": "contacts",
    "plan_id": "plans",
    "officer_code": "officers",
    "team_code": "teams",
    "provider_code": "providers",
}
LISTS_OF_OTHERS: Final = frozenset({"officers", "teams", "providers"})
"""Lists that a place may not hand over: a code without its row is noted, not refused."""

_BELONG_TO_SOMEONE: Final = ("sentences", "plans")


class Held(Protocol):
    """What is in the store already, as far as an import asks."""

    def count(self, record_type: type, /) -> int:
        """Return how many records of a kind there are."""

    def existing(self, table: Table, keys: Sequence[Key], /) -> Mapping[Key, object]:
        """Return the records with these keys, by key."""


class Pointer(NamedTuple):
    """A column whose cells name rows of another table, and how to find the ids in the values of a row."""

    column: str
    parent: str
    ids: Callable[[Values], Iterable[str]]


@cache
def pointers(table: Table) -> tuple[Pointer, ...]:
    """Return the columns of a table that name rows of other tables."""
    found = [
        Pointer(field, parent, _several(place) if table.name == "contacts" and parent == "sentences" else _one(place))
        for place, field in enumerate(table.fields)
        if (parent := _PARENTS.get(field)) and parent != table.name
    ]
    if table.name == "reviews":
        of, ref = table.fields.index("of"), table.fields.index("ref")
        found.append(Pointer("ref", "plans", lambda row: (str(row[ref]),) if row[of] == "plan" and row[ref] else ()))
    return tuple(found)


def _one(place: int) -> Callable[[Values], Iterable[str]]:
    return lambda row: () if row[place] is None else (str(row[place]),)


def _several(place: int) -> Callable[[Values], Iterable[str]]:
    return lambda row: [part for each in str(row[place] or "").split(";") if (part := each.strip())]


@cache
def key_reader(table: Table) -> Callable[[Values], Key]:
    """Return what makes the key of a row from its values, as `Table.key_of` makes it from a record."""
    stands_in = dict(table.stand_in)
    places = [(table.fields.index(name), table.fields.index(stands_in.get(name, name))) for name in table.key]
    return lambda row: tuple(row[other] if row[place] is None else row[place] for place, other in places)


class Known:
    """The rows that may be named: those of the folder read so far and those of the store."""

    def __init__(self, held: Held) -> None:
        self._held = held
        self._lines: dict[str, dict[int, int]] = {}
        self._answers: dict[str, dict[str, bool]] = {}
        self._people: dict[str, dict[str, str]] = {parent: {} for parent in _BELONG_TO_SOMEONE}

    def claim(self, table: Table, key: Key, line: int) -> int:
        """Take a key for a line of the folder; return the line that has it already, 0 for none.

        Keys are kept as numbers of 64 bits: a million of them have to fit beside the rest.
        """
        earlier = self._lines.setdefault(table.name, {}).setdefault(hash(key), line)
        return 0 if earlier == line else earlier

    def close(self, table: Table) -> None:
        """Forget the keys of a table read to its end, where no other table names its rows."""
        if table.name not in _PARENTS.values():
            self._lines.pop(table.name, None)

    def belongs(self, table: Table, key: Key, crn: object) -> None:
        """Remember whose sentence or plan a row of the folder is."""
        if table.name in self._people:
            self._people[table.name][str(key[0])] = str(crn)

    def absent(self, parent: str, ids: Iterable[str]) -> set[str]:
        """Return those of these ids that neither the folder nor the store has; the store is asked once for all."""
        lines, answers = self._lines.get(parent, {}), self._answers.setdefault(parent, {})
        elsewhere = {each for each in ids if hash((each,)) not in lines}
        asked = [each for each in elsewhere if each not in answers]
        if asked:
            found = self._held.existing(TABLE_NAMED[parent], [(each,) for each in asked])
            answers.update((each, (each,) in found) for each in asked)
            if parent in self._people:
                self._people[parent].update((str(key[0]), str(getattr(row, "crn", ""))) for key, row in found.items())
        return {each for each in elsewhere if not answers[each]}

    def person(self, parent: str, each: str) -> str | None:
        """Return whose sentence or plan this is, None where the row belongs to nobody in particular."""
        return self._people[parent].get(each) if parent in self._people else None


def strangers(table: Table, known: Known, pointer: Pointer, rows: Iterable[Values]) -> Iterator[tuple[int, str, str]]:
    """Yield the rows that name another person's sentence or plan: position, id, and whose it is."""
    if pointer.parent not in _BELONG_TO_SOMEONE or "crn" not in table.fields:
        return
    place = table.fields.index("crn")
    for at, row in enumerate(rows):
        for each in pointer.ids(row):
            owner = known.person(pointer.parent, each)
            if owner and row[place] and owner != row[place]:
                yield at, each, owner
