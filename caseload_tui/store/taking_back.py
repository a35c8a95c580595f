"""Carrying out an undo or a redo: what the journal says to write goes through the one way to write."""

import dataclasses
import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any, cast

from caseload_tui.domain.journal import WHOLE, Value, field_value, record_of
from caseload_tui.domain.journal import Change as Changed
from caseload_tui.domain.stamp import Stamp
from caseload_tui.domain.tables import TABLE_NAMED
from caseload_tui.domain.verbs import VERBS
from caseload_tui.store import reading
from caseload_tui.store.driver import translated
from caseload_tui.store.rows import mappings
from caseload_tui.store.undo import Undo
from caseload_tui.store.write import SETTINGS, Change, Writer, write

if TYPE_CHECKING:
    from collections.abc import Mapping
    from sqlite3 import Connection

Plan = Callable[["Connection", str, Callable[[str], bool]], Undo | None]


@dataclass(frozen=True, slots=True)
class Undone:
    """What was taken back or done again: the action's verb, the one person it was about, and when it had been done."""

    verb: str
    subject: str | None
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What the next undo would take back: the action's verb, when it was done and how many people it was about."""

    verb: str
    at: dt.datetime
    people: int


@translated()
def foresee(writer: Writer, plan: Plan) -> Foreseen | None:
    """Return what the next undo would take back, without doing it."""
    planned = plan(writer.driver.connection, writer.device, _is_undoable)
    return None if planned is None else Foreseen(planned.verb, planned.at, planned.people())


def _is_undoable(name: str) -> bool:
    return name in VERBS and VERBS[name].undoable


@translated()
def take_back(writer: Writer, plan: Plan, verb: str, stamp: Stamp) -> Undone | None:
    """Carry out the next undo or redo as an action of its own; raises RefusedError where later work stands on it."""
    planned = plan(writer.driver.connection, writer.device, _is_undoable)
    if planned is None:
        return None
    with write(writer, verb, stamp=stamp, subject=planned.subject, target=planned.target) as change:
        for _record, changes in groupby(planned.changes(), key=lambda c: (c.entity, c.id)):
            _apply(change, list(changes))
    return Undone(planned.verb, planned.subject, planned.at)


def _apply(change: Change, changes: list[Changed]) -> None:
    """Write what the journal says of one record."""
    entity, key = changes[0].entity, changes[0].id
    if entity == SETTINGS:
        value = changes[-1].value
        change.set(str(key[0]), None if value is None else str(value))
        return
    record_type = TABLE_NAMED[entity].record
    for one in changes:
        if one.field == WHOLE:
            if one.value is None:
                change.remove(record_type, *key)
            else:
                change.put(record_of(record_type, cast("Mapping[str, Value]", one.value)))
    fields: dict[str, Any] = {
        one.field: field_value(record_type, one.field, cast("Value", one.value))
        for one in changes
        if one.field != WHOLE
    }
    if fields:
        mapping = mappings()[entity]
        held = reading.with_entry(change.writer.driver, mapping, mapping.key_values(key))
        if held is not None:
            change.put(dataclasses.replace(held[0], **fields))
