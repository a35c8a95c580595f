"""Rows out of single pages, by the file format of SQLite: tables with and without row numbers, long rows, strays."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from caseload_tui.store.raw_pages import USABLE, Pages

Values = tuple[object, ...]

TABLE_LEAF, TABLE_BRANCH, INDEX_LEAF, INDEX_BRANCH = 0x0D, 0x05, 0x0A, 0x02
_KINDS: Final = frozenset({TABLE_LEAF, TABLE_BRANCH, INDEX_LEAF, INDEX_BRANCH})
_FIRST_HEADER: Final = 100
_INTEGERS: Final = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}
_FLOAT, _ZERO, _ONE, _BLOB = 7, 8, 9, 12
_LONGEST: Final = 64 * 1024 * 1024
_LEAST: Final = (USABLE - 12) * 32 // 255 - 23


@dataclass
class Tree:
    """What was read of one table: its rows, and whether anything of it could not be."""

    rows: list[tuple[int, Values]] = field(default_factory=list)
    """Row number (0 where rows have none) and stored values."""

    pages: set[int] = field(default_factory=set)
    lost_pages: int = 0
    lost_rows: int = 0

    @property
    def is_complete(self) -> bool:
        """Return whether nothing of it is missing."""
        return not self.lost_pages and not self.lost_rows


def walk(pages: Pages, root: int) -> Tree:
    """Read a table from its first page down, passing over what is damaged."""
    tree, waiting = Tree(), [root]
    while waiting:
        number = waiting.pop()
        if number in tree.pages:
            continue
        page = read_page(pages, number)
        if page is None:
            tree.lost_pages += 1
            continue
        tree.pages.add(number)
        waiting += page.children
        tree.rows += page.rows
        tree.lost_rows += page.lost
    return tree


@dataclass
class Page:
    """One page of a tree taken apart."""

    kind: int
    rows: list[tuple[int, Values]]
    children: list[int]
    lost: int
    """Rows of which a part stands on a page that is damaged."""


def read_page(pages: Pages, number: int) -> Page | None:
    """Take a page apart; None when it is damaged or no page of a tree."""
    data = pages.whole.get(number)
    if data is None:
        return None
    start = _FIRST_HEADER if number == 1 else 0
    kind = data[start]
    if kind not in _KINDS:
        return None
    try:
        return _taken_apart(pages, data, start, kind, is_older=number in pages.older)
    except (IndexError, ValueError, struct.error):
        return None  # only where pages cannot be authenticated


def strays(pages: Pages, known: set[int]) -> Iterator[tuple[int, Page]]:
    """Give the pages of trees that no tree leads to, because what led to them is damaged."""
    for number in sorted(pages.whole.keys() - known):
        page = read_page(pages, number)
        if page is not None and page.rows:
            yield number, page


def _taken_apart(pages: Pages, data: bytes, start: int, kind: int, *, is_older: bool) -> Page:
    is_branch = kind in (TABLE_BRANCH, INDEX_BRANCH)
    count = int.from_bytes(data[start + 3 : start + 5], "big")
    first = start + (12 if is_branch else 8)
    children = [int.from_bytes(data[start + 8 : start + 12], "big")] if is_branch else []
    page = Page(kind, [], children, 0)
    for cell in struct.unpack_from(f">{count}H", data, first):
        at = cell
        if is_branch:
            page.children.append(int.from_bytes(data[at : at + 4], "big"))
            at += 4
        if kind == TABLE_BRANCH:
            continue
        size, at = _varint(data, at)
        row = 0
        if kind == TABLE_LEAF:
            row, at = _varint(data, at)
        payload = _payload(pages, data, at, size, is_table=kind == TABLE_LEAF)
        if payload is None or (is_older and len(payload) > len(data)):
            page.lost += 1
        else:
            page.rows.append((row, values(payload)))
    return page


def _payload(pages: Pages, data: bytes, at: int, size: int, *, is_table: bool) -> bytes | None:
    """Return the whole of a row, of which the end may stand on other pages; None when one of them is damaged."""
    if size > _LONGEST:
        raise ValueError(size)
    most = USABLE - 35 if is_table else (USABLE - 12) * 64 // 255 - 23
    if size <= most:
        return data[at : at + size]
    here = _LEAST + (size - _LEAST) % (USABLE - 4)
    here = here if here <= most else _LEAST
    parts, left = [data[at : at + here]], size - here
    following = int.from_bytes(data[at + here : at + here + 4], "big")
    while left > 0:
        more = pages.whole.get(following)
        if more is None or following in pages.older:
            return None
        parts.append(more[4 : 4 + left])
        left -= USABLE - 4
        following = int.from_bytes(more[:4], "big")
    return b"".join(parts)


def values(payload: bytes) -> Values:
    """Return the values of a row."""
    end, at = _varint(payload, 0)
    kinds: list[int] = []
    while at < end:
        kind, at = _varint(payload, at)
        kinds.append(kind)
    found: list[object] = []
    for kind in kinds:
        value, at = _value(payload, at, kind)
        found.append(value)
    return tuple(found)


def _value(data: bytes, at: int, kind: int) -> tuple[object, int]:
    if kind == 0:
        return None, at
    if kind in _INTEGERS:
        end = at + _INTEGERS[kind]
        return int.from_bytes(data[at:end], "big", signed=True), end
    if kind == _FLOAT:
        return struct.unpack_from(">d", data, at)[0], at + 8
    if kind in (_ZERO, _ONE):
        return kind - _ZERO, at
    if kind < _BLOB:
        raise ValueError(kind)
    end = at + (kind - _BLOB) // 2
    if end > len(data):
        raise ValueError(end)
    return (data[at:end].decode() if kind % 2 else data[at:end]), end


def _varint(data: bytes, at: int) -> tuple[int, int]:
    number = 0
    for place in range(8):
        byte = data[at + place]
        number = number << 7 | byte & 0x7F
        if byte < 0x80:  # noqa: PLR2004 - the bit that says that another follows
            return number, at + place + 1
    return number << 8 | data[at + 8], at + 9
