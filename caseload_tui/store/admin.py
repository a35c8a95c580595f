"""Upkeep that sqlite-utils does: bringing an older store up to date. Never imported on the way to the first paint."""

import sys
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

import sqlcipher3
import sqlcipher3.dbapi2

# sqlite-utils uses pysqlite3 where it finds it, else the standard library's SQLite, which cannot open our files and
# whose exceptions are not ours.
sys.modules["pysqlite3"] = sqlcipher3
sys.modules["pysqlite3.dbapi2"] = sqlcipher3.dbapi2

import sqlite_utils.utils  # noqa: E402 - the lines above must come first
from sqlite_utils import Database, Migrations  # noqa: E402 - only now is the driver in its place

from caseload_tui.store import migrations, schema  # noqa: E402 - only now is the driver in its place
from caseload_tui.store.driver import Driver, translated  # noqa: E402 - only now is the driver in its place

if TYPE_CHECKING:
    from collections.abc import Iterator

if vars(sqlite_utils.utils)["sqlite3"] is not sqlcipher3:
    raise ImportError("sqlite_utils was imported before it could be told of sqlcipher3")


def known() -> "Iterator[tuple[int, str]]":
    """Give version and name of each migration, in order: modules named `m0002_what_changes` and so on."""
    names = sorted(module.name for module in iter_modules(migrations.__path__) if module.name.startswith("m"))
    for name in names:
        yield int(name[1:5]), name


def migrate(driver: Driver) -> None:
    """Run the migrations that this store has not seen, each in a transaction of its own, and note the version."""
    version = driver.value("PRAGMA user_version")
    registry = Migrations("caseload")
    for number, name in known():
        if number > version:
            registry(name=name)(import_module(f"{migrations.__name__}.{name}").up)
    with translated():
        registry.apply(Database(driver.connection))
        driver.connection.execute(f"PRAGMA user_version = {schema.VERSION}")
