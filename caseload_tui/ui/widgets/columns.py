"""The columns of a list, and which of them fit in how many cells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

STAR: Final = 36
"""Up to where the column in the middle of a list grows."""

_LEAST: Final = 8
"""Down to where a column that may grow shrinks."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its title, its width, and how soon it gives way.

    `rank` 0 is always there; the others are shown in the order of rank as far as the list is wide enough. A column that
    may grow takes what is left, up to `most`. Where not even those of rank 0 fit, the ones that `yields` names go, 1
    first; who and how late never do. `sort` is the word that orders the list by it.
    """

    title: str
    width: int
    align: Literal["left", "right"] = "left"
    rank: int = 0
    most: int = 0
    yields: int = 0
    sort: str = ""


Placed = tuple[Column, int, int]
"""A column, where it starts and how wide it is."""


def arrange(columns: Sequence[Column], start: int, cells: int) -> list[Placed]:
    """Return the columns that fit between `start` and `cells`, a blank between them."""
    room = cells - start + 1
    shown = [column for column in columns if column.rank == 0]
    room -= sum(column.width + 1 for column in shown)
    for column in sorted((c for c in shown if c.yields), key=lambda c: c.yields):
        if room >= 0:
            break
        shown.remove(column)
        room += column.width + 1
    for column in sorted((c for c in columns if c.rank), key=lambda c: c.rank):
        if column.width + 1 > room:
            break
        shown.append(column)
        room -= column.width + 1
    placed: list[Placed] = []
    at = start
    for column in (column for column in columns if column in shown):
        extra = min(room, column.most - column.width) if column.most and room > 0 else 0
        if column.most and room < 0:
            extra = max(room, _LEAST - column.width)
        placed.append((column, at, column.width + extra))
        room -= extra
        at += column.width + extra + 1
    return _widen(placed, room) if room > 0 else placed


def _widen(placed: list[Placed], room: int) -> list[Placed]:
    """Return the columns with what is left given to the last column of text, those after it moved along."""
    last = max((i for i, (column, _, _) in enumerate(placed) if column.align == "left"), default=None)
    if last is None:
        return placed
    return [
        (column, start + (room if i > last else 0), cells + (room if i == last else 0))
        for i, (column, start, cells) in enumerate(placed)
    ]
