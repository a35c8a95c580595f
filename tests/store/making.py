"""A record of any table, made from what its fields take."""

import datetime as dt
import typing
from typing import Any

from caseload_tui.domain.tables import Table
from tests.store.conftest import day

PARENTS = {"crn": "X100001", "sentence_id": "s1", "contact_id": "c1", "plan_id": "p1"}
"""The rows that a record hangs on."""


def full(table: Table) -> Any:  # noqa: ANN401 - a record of that table
    """Return a record with every field filled."""
    hints = typing.get_type_hints(table.record)
    return table.record(**{name: _value(name, hints[name], table) for name in table.fields})


def bare(table: Table) -> Any:  # noqa: ANN401 - a record of that table
    """Return a record with only the fields filled that must be."""
    hints = typing.get_type_hints(table.record)
    needed = [name for name in table.fields if type(None) not in typing.get_args(hints[name])]
    blank: dict[str, Any] = dict.fromkeys(table.fields)
    return table.record(**blank | {name: _value(name, hints[name], table) for name in needed})


def _value(name: str, hint: object, table: Table) -> object:
    kinds = (hint, *typing.get_args(hint))
    words = next((typing.get_args(kind) for kind in kinds if typing.get_origin(kind) is typing.Literal), None)
    value: object = f"{name}9"
    if name in PARENTS and (name != table.key[0] or name in table.person) and table.name != "cases":
        value = PARENTS[name]
    elif name == "profile":
        value = "tr-crc-2016"
    elif name.endswith("_time"):
        value = "09:30"
    elif words:
        value = words[-1]
    elif dt.date in kinds:
        value = day(-10)
    elif bool in kinds:
        value = False
    elif int in kinds or float in kinds:
        value = 0
    return value
