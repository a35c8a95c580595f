"""Reading what can be read of a damaged store: the rows of every whole page, and what may be missing of each table.

Nothing here writes, and a row is only taken for one of a table when that table would accept it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple

import sqlcipher3.dbapi2 as sqlite

from caseload_tui.domain.tables import TABLES
from caseload_tui.store import raw_pages, raw_rows, schema
from caseload_tui.store.driver import connect
from caseload_tui.store.raw_pages import Pages
from caseload_tui.store.raw_rows import INDEX_BRANCH, INDEX_LEAF, TABLE_LEAF, Page, Values

RECORDS: Final = tuple(table.name for table in TABLES)
WANTED: Final = (*RECORDS, "notes", "journal", "journal_bodies", "versions", "settings", "views", "drafts")
"""The tables that are read; all others can be worked out again."""

_SCHEMA_COLUMNS: Final = len(("type", "name", "tbl_name", "rootpage", "sql"))
_SCHEMA_KINDS: Final = frozenset({"table", "index", "trigger", "view"})
_HIDDEN: Final = 2  # a column that is worked out and stored nowhere


class Shape(NamedTuple):
    """How a table's rows are stored: columns in their order, and which of them is the row number."""

    name: str
    columns: tuple[str, ...]
    number: int | None
    is_numbered: bool
    """Whether rows have numbers; else they stand in an index."""


class Row(NamedTuple):
    """A row by column names, and the entry that wrote it last where it has one."""

    entry: int
    values: dict[str, object]


@dataclass
class Found:
    """Everything that could be read, before it is put together."""

    pages: Pages
    rows: dict[str, list[Row]] = field(default_factory=dict)
    incomplete: set[str] = field(default_factory=set)
    """Tables of which something may be missing."""

    lost_rows: dict[str, int] = field(default_factory=dict)
    """Rows of which a part is damaged, by table."""

    unknown_pages: int = 0
    """Whole pages whose table could not be told."""


def gather(path: Path, key: bytes) -> Found:
    """Read a damaged store page by page."""
    pages = raw_pages.read(path, key)
    found = Found(pages)
    known: set[int] = set()
    roots, are_theirs = _roots(pages, known)
    for name, root in roots.items():
        tree = raw_rows.walk(pages, root)
        known |= tree.pages
        shape = shapes().get(name)
        if shape is None:
            continue
        if not (tree.is_complete and are_theirs) or pages.is_mixed:
            found.incomplete.add(name)
        found.lost_rows[name] = tree.lost_rows
        if name in WANTED:
            is_sure = name not in found.incomplete
            found.rows[name] = [row for row in _named(shape, tree.rows) if is_sure or _accepts(shape, row)]
    if found.incomplete or not are_theirs:
        _take_strays(found, known)
    if not pages.is_authentic:  # only what the journal proves by its own hashes can be trusted then
        found.rows = {name: found.rows.get(name, []) for name in ("journal", "journal_bodies")}
    return found


def _roots(pages: Pages, known: set[int]) -> tuple[dict[str, int], bool]:
    """Return where each table and index begins: as the store says, else as every store of this version begins."""
    tree = raw_rows.walk(pages, 1)
    known |= tree.pages
    rows = [row for _, row in tree.rows]
    if not tree.is_complete:
        for number, page in raw_rows.strays(pages, known):
            if all(len(row) == _SCHEMA_COLUMNS and row[0] in _SCHEMA_KINDS for _, row in page.rows):
                known.add(number)
                rows += [row for _, row in page.rows]
    said = {str(row[1]): row[3] for row in rows if len(row) == _SCHEMA_COLUMNS}
    roots = {name: root for name, root in said.items() if isinstance(root, int) and root > 0}
    if set(roots) >= set(shapes()):
        return roots, tree.is_complete
    return {**_first_roots(), **roots}, False


def _take_strays(found: Found, known: set[int]) -> None:
    for number, page in raw_rows.strays(found.pages, known):
        del number
        shape = _shape_of(page)
        if shape is None:
            found.unknown_pages += page.kind in (TABLE_LEAF, INDEX_LEAF) and _might_be_ours(page)
            continue
        if shape.name in WANTED:
            found.rows.setdefault(shape.name, []).extend(_named(shape, page.rows))
        found.incomplete.add(shape.name)
        found.lost_rows[shape.name] = found.lost_rows.get(shape.name, 0) + page.lost


def _shape_of(page: Page) -> Shape | None:
    """Return the one table that accepts every row of a page, None when none does or several do."""
    fitting = [shape for shape in _candidates(page) if all(_accepts(shape, row) for row in _named(shape, page.rows))]
    return fitting[0] if len(fitting) == 1 else None


def _might_be_ours(page: Page) -> bool:
    return any(shape.name in WANTED for shape in _candidates(page))


def _candidates(page: Page) -> Iterator[Shape]:
    width = {len(row) for _, row in page.rows}
    for shape in shapes().values():
        kinds = (TABLE_LEAF,) if shape.is_numbered else (INDEX_LEAF, INDEX_BRANCH)
        if page.kind in kinds and width == {len(shape.columns)}:
            yield shape


def _named(shape: Shape, rows: list[tuple[int, Values]]) -> Iterator[Row]:
    for number, stored in rows:
        if len(stored) == len(shape.columns):
            values = dict(zip(shape.columns, stored, strict=True))
            if shape.number is not None:
                values[shape.columns[shape.number]] = number
            entry = values.get("entry")
            yield Row(entry if isinstance(entry, int) else 0, values)


def _accepts(shape: Shape, row: Row) -> bool:
    """Return whether a table would take a row: its kinds of values, what must be there, what each may say."""
    names = ", ".join(row.values)
    marks = ", ".join("?" * len(row.values))
    taker = _taker()
    try:
        taker.execute("SAVEPOINT trying")
        taker.execute(f"INSERT INTO {shape.name} ({names}) VALUES ({marks})", tuple(row.values.values()))  # noqa: S608 - of our schema
    except sqlite.Error:
        return False
    finally:
        taker.execute("ROLLBACK TO trying")
        taker.execute("RELEASE trying")
    return True


@cache
def _taker() -> "sqlite.Connection":
    """Return an empty store in memory with the tables of the schema, without its triggers."""
    taker = sqlite.connect(":memory:", isolation_level=None, check_same_thread=False)
    taker.executescript(schema.schema_text())
    for (name,) in taker.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        taker.execute(f"DROP TRIGGER {name}")
    return taker


@cache
def shapes() -> dict[str, Shape]:
    """Return how the rows of each table are stored, the search left out."""
    taker = _taker()
    listed = taker.execute("SELECT name, wr FROM pragma_table_list WHERE schema = 'main' AND type = 'table'").fetchall()
    found = {}
    for name, has_no_numbers in listed:
        if name.startswith("sqlite_"):
            continue
        columns = taker.execute(f"PRAGMA table_xinfo({name})").fetchall()
        kept = [(c[1], c[2], c[5]) for c in columns if c[6] != _HIDDEN]
        if has_no_numbers:
            first = sorted((c for c in kept if c[2]), key=lambda c: c[2])
            kept = first + [c for c in kept if not c[2]]
        is_alias = [not has_no_numbers and kind == "INTEGER" and key == 1 for _, kind, key in kept]
        number = is_alias.index(True) if is_alias.count(True) == 1 and sum(1 for c in kept if c[2]) == 1 else None
        found[name] = Shape(name, tuple(c[0] for c in kept), number, not has_no_numbers)
    return found


@cache
def _first_roots() -> dict[str, int]:
    """Return where the tables of a new store begin: each store of one version is laid out alike."""
    with TemporaryDirectory() as folder:
        driver = connect(Path(folder) / "empty", bytes(32), create=True)
        try:
            driver.connection.execute("PRAGMA journal_mode=WAL").fetchall()
            driver.connection.executescript(f"BEGIN IMMEDIATE;\n{schema.schema_text()}\nCOMMIT;")
            return dict(driver.all("SELECT name, rootpage FROM sqlite_master WHERE rootpage > 0"))
        finally:
            driver.connection.close()
