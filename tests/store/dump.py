"""Everything in a store, as one value to compare."""

# ruff: noqa: S608 - the names come from the schema.

from caseload_tui.store.store import Store

_OWN_NUMBERS = {"ledger": "row_no"}
SHADOWS = ("_search_", "sqlite_")


def tables(store: Store) -> list[str]:
    rows = store._driver.all("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    return [name for (name,) in rows if not any(shadow in name for shadow in SHADOWS)]


def everything(store: Store, *, without: tuple[str, ...] = ()) -> dict[str, list[str]]:
    """Return the rows of every table as text, in no order, search included."""
    return {name: contents(store, name) for name in tables(store) if name not in without}


def contents(store: Store, name: str) -> list[str]:
    columns = [column[0] for column in store._driver.execute(f"SELECT * FROM {name} LIMIT 0").description]
    kept = [column for column in columns if column != _OWN_NUMBERS.get(name)]
    return sorted(map(repr, store._driver.all(f"SELECT {', '.join(kept)} FROM {name}")))
