"""Where the rows of a list come from: all at once, or in blocks that are read when they are shown."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Generic, Literal, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

RowT = TypeVar("RowT")
ReadT = TypeVar("ReadT", covariant=True)  # noqa: PLC0105 - one letter more says less

BLOCK: Final = 128
"""Rows read at once."""

_BLOCKS_KEPT: Final = 64
_AHEAD: Final = 40


class Source(Protocol[ReadT]):
    """Where the rows come from. A list that may be long reads only what is asked for."""

    def __len__(self) -> int:
        """Return how many rows there are."""

    def rows(self, offset: int, count: int) -> Sequence[ReadT]:
        """Return the rows from `offset`, at most `count`."""


@dataclass(frozen=True, slots=True)
class Group:
    """A line between rows that is not a row itself: the title of the rows below it, a heading, or a blank."""

    title: str = ""
    words: str = ""
    kind: Literal["muted", "bold", "rule"] = "muted"


class Few(Generic[RowT]):
    """A source of rows that are all there already."""

    def __init__(self, rows: Sequence[RowT]) -> None:
        """Keep the rows."""
        self._rows = rows

    def __len__(self) -> int:
        """Return how many rows there are."""
        return len(self._rows)

    def rows(self, offset: int, count: int) -> Sequence[RowT]:
        """Return the rows from `offset`, at most `count`."""
        return self._rows[offset : offset + count]


class Cache(Generic[RowT]):
    """Reads a source in blocks and keeps those used last."""

    def __init__(self, source: Source[RowT]) -> None:
        """Keep the source and its length."""
        self._source = source
        self._blocks: OrderedDict[int, Sequence[RowT]] = OrderedDict()
        self.length = len(source)

    def block(self, number: int) -> Sequence[RowT]:
        """Return one block, read if it is not at hand."""
        held = self._blocks.get(number)
        if held is None:
            held = self._source.rows(number * BLOCK, BLOCK)
            self._blocks[number] = held
            if len(self._blocks) > _BLOCKS_KEPT:
                self._blocks.popitem(last=False)
        else:
            self._blocks.move_to_end(number)
        return held

    def missing_near(self, index: int) -> int | None:
        """Return the block that will be needed soon and is not at hand."""
        for near in (index + _AHEAD, index - _AHEAD):
            if 0 <= near < self.length and near // BLOCK not in self._blocks:
                return near // BLOCK
        return None

    def __getitem__(self, index: int) -> RowT:
        """Return one row."""
        return self.block(index // BLOCK)[index % BLOCK]


def ordinals(source: Source[RowT | Group]) -> dict[int, int] | None:
    """Return the place of each row among rows only, None where the source has no groups."""
    if not isinstance(source, Few):
        return None
    rows = source.rows(0, len(source))
    if not any(isinstance(row, Group) for row in rows):
        return None
    places = [index for index, row in enumerate(rows) if not isinstance(row, Group)]
    return {index: place for place, index in enumerate(places)}
