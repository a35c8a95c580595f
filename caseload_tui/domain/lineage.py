"""Which entries the value of a field comes from: what a change is written over, and where copies disagree. Pure."""

from collections.abc import Iterable, Mapping
from typing import TypeAlias, cast

from caseload_tui.domain.journal import WHOLE, Change, Entry, Ref

Line: TypeAlias = tuple[Entry, Change]
"""One change of a record with its entry. Lines are given in the order of `Entry.order`."""


def heads(lines: Iterable[Line], field: str) -> dict[Ref, object]:
    """Return the values of a field that no known entry replaced, the shown one last. Do they differ, it is a conflict.

    For `WHOLE` the value is whether the record is there; of a record that is not there every field says `WHOLE`.
    """
    standing: dict[Ref, object] = {}
    for meta, change in lines:
        if change.field in (field, WHOLE):
            standing = {ref: value for ref, value in standing.items() if ref not in (change.base or ())}
            standing[meta.ref] = _said(change, field)
    return standing


def _said(change: Change, field: str) -> object:
    """Return what a change makes a field say."""
    if change.field != WHOLE:
        return change.value
    if field == WHOLE:
        return change.value is not None
    return cast("Mapping[str, object]", change.value).get(field) if change.value is not None else WHOLE


def seen(lines: Iterable[Line], field: str) -> tuple[Ref, ...]:
    """Return the entries that say what a field, or a whole record, shows: what the next change is written over."""
    seen: set[Ref] = set()
    kept = tuple(lines)
    fields = {change.field for _, change in kept} | {field} if field == WHOLE else {field}
    for name in fields:
        standing = heads(kept, name)
        shown = next(reversed(standing.values()), None)
        seen |= {ref for ref, value in standing.items() if value == shown}
    return tuple(sorted(seen))
