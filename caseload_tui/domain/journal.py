"""Format 1 of the journal: what an entry is made of, its canonical text and its hashes. Pure; frozen by its hashes.

`docs/journal.md` says the same for a second implementation. Nothing here may change a hash of `tests/samples`.
"""

import dataclasses
import datetime as dt
import functools
import hashlib
import json
import typing
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple, TypeAlias, TypeVar

from caseload_tui.domain.verbs import Op

FORMAT: Final = 1
WHOLE: Final = "*"
"""The field name that stands for a whole record: created or put back with its values, or removed (value None)."""

GENESIS: Final = bytes(32)
"""What the first entry of a device follows."""

UNDO: Final = "edit.undo"
REDO: Final = "edit.redo"

Value: TypeAlias = str | int | bool | None
"""A value of a field: no fractions, which programs write in different ways; they travel as text (`37.5`)."""

_AS_THEY_ARE: Final = frozenset({str, int, bool})

Json: TypeAlias = "Value | Sequence[Json] | Mapping[str, Json]"
Id: TypeAlias = tuple[Value, ...]
"""The values of a record's key, in the order of the contract."""

RecordT = TypeVar("RecordT")


class Ref(NamedTuple):
    """An entry: the device that wrote it and its number there."""

    device: str
    seq: int


@dataclass(frozen=True, slots=True)
class Change:
    """One field of one record set to a value, or with `WHOLE` a record created (its values) or removed (None).

    `base` names the entries whose values this one was written over: what the writer saw. More than one for a whole
    record and for the settling of a conflict; none for something new. None asks the journal to look it up.
    """

    entity: str
    id: Id
    field: str
    value: Value | Mapping[str, Value]
    base: tuple[Ref, ...] | None = None


@dataclass(frozen=True, slots=True)
class Body:
    """What an entry is about: one person at most, so that erasing the person takes whole bodies and nothing else.

    `about` holds particulars of an act that changes no record (source and counts of an import, recipient of an
    export); never anything about a person other than `subject`.
    """

    subject: str | None = None
    why: str | None = None
    changes: tuple[Change, ...] = ()
    about: Mapping[str, Json] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Entry:
    """The metadata of one entry, which is kept for ever: who, when and which act, not about whom.

    All entries of one action on one device bear the same `lamport`. `target` is the first entry (`seq`, on the same
    device) of the action that an undo takes back or a redo does again.
    """

    device: str
    seq: int
    lamport: int
    utc: str
    offset: int
    actor: str
    verb: str
    op: Op
    target: int | None
    body_hash: bytes
    prev: bytes
    hash: bytes = b""

    @property
    def ref(self) -> Ref:
        """Return the name of this entry."""
        return Ref(self.device, self.seq)

    @property
    def order(self) -> tuple[int, str, int]:
        """Return the place of this entry among those of all devices: the later of two values of a field is shown."""
        return (self.lamport, self.device, self.seq)

    def computed_hash(self) -> bytes:
        """Return SHA-256 over the hash before and the canonical metadata."""
        return hashlib.sha256(self.prev + metadata_text(self).encode()).digest()


def utc_text(at: dt.datetime) -> str:
    """Return a time with a zone as `2026-03-02T09:14:05.120Z`: always UTC, always milliseconds."""
    if at.tzinfo is None:
        raise ValueError("the time of an entry needs a zone")
    return at.astimezone(dt.UTC).replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


def offset_of(at: dt.datetime) -> int:
    """Return how many minutes the writer's clock was ahead of UTC."""
    return int((at.utcoffset() or dt.timedelta()).total_seconds()) // 60


_encode: Final[Callable[[Json], str]] = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
).encode


def canonical(value: Json) -> str:
    r"""Return the one text of a value: keys sorted, no spaces, text composed (NFC), characters as themselves.

    >>> canonical({"b": ["e\u0301", 1], "a": None})
    '{"a":null,"b":["é",1]}'
    """
    text = _encode(value)
    return text if text.isascii() else _encode(_composed(value))


def _composed(value: Json) -> Json:
    # Value by value: composing the finished text could join an accent to the letter of an escape such as \n.
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, Mapping):
        return {key: _composed(part) for key, part in value.items()}
    if isinstance(value, Sequence):
        return [_composed(part) for part in value]
    return value


@functools.lru_cache(maxsize=4096)
def _quoted(text: str) -> str:
    return canonical(text)


def metadata_text(entry: Entry) -> str:
    """Return the canonical metadata; written out because the proof of a long journal spends its time here."""
    target = "null" if entry.target is None else entry.target
    return (
        f'{{"actor":{_quoted(entry.actor)},"body":"{entry.body_hash.hex()}","device":{_quoted(entry.device)},'
        f'"format":{FORMAT},"lamport":{entry.lamport},"offset":{entry.offset},"op":"{entry.op}","seq":{entry.seq},'
        f'"target":{target},"utc":"{entry.utc}","verb":{_quoted(entry.verb)}}}'
    )


def body_text(body: Body) -> str:
    """Return the canonical body; a base of None is written as none. Raises TypeError for a fraction, see `value_of`."""
    for change in body.changes:
        values = change.value.values() if isinstance(change.value, Mapping) else (change.value,)
        if float in map(type, values):
            raise TypeError(f"an entry cannot hold a fraction: {change.entity} {change.field}")
    changes: list[Json] = [
        {
            "base": [list(ref) for ref in sorted(change.base or ())],
            "entity": change.entity,
            "field": change.field,
            "id": list(change.id),
            "value": change.value,
        }
        for change in body.changes
    ]
    return canonical({"about": body.about, "changes": changes, "subject": body.subject, "why": body.why})


def body_of(text: str) -> Body:
    """Return a body from its canonical text."""
    found = json.loads(text)
    return Body(
        found["subject"],
        found["why"],
        tuple(
            Change(c["entity"], tuple(c["id"]), c["field"], c["value"], tuple(Ref(*ref) for ref in c["base"]))
            for c in found["changes"]
        ),
        found["about"],
    )


def hash_of_body(salt: bytes, text: str) -> bytes:
    """Return SHA-256 over the salt and the canonical body. Without the salt nobody can try out what a body said."""
    return hashlib.sha256(salt + text.encode()).digest()


def token_of(salt: bytes, subject: str) -> str:
    """Return what stands for an erased person: those who hold the reference recognise it, nobody can read it off."""
    return hashlib.sha256(salt + subject.encode()).hexdigest()


def value_of(value: object) -> Value:
    """Return a field's value as an entry holds it: dates as ISO text, fractions as text.

    >>> value_of(37.5), value_of(True), value_of(None)
    ('37.5', True, None)
    """
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, float):
        return repr(value)
    raise TypeError(f"an entry cannot hold a {type(value).__name__}")


def values_of(record: object) -> dict[str, Value]:
    """Return the fields of a record that hold something, for a change of a whole record."""
    pairs = [(name, getattr(record, name)) for name in _field_names(type(record))]
    return {n: v if type(v) in _AS_THEY_ARE else value_of(v) for n, v in pairs if v is not None}


def record_of(record_type: type[RecordT], values: Mapping[str, Value]) -> RecordT:
    """Return the record that `values_of` was given."""
    readers = _readers(record_type)
    return record_type(
        **{
            name: readers[name](values[name]) if values.get(name) is not None else None
            for name in _field_names(record_type)
        }
    )


def field_value(record_type: type, field: str, value: Value) -> object:
    """Return a field's value as a record holds it, from how an entry holds it."""
    return None if value is None else _readers(record_type)[field](value)


def _field_names(record_type: type) -> tuple[str, ...]:
    if record_type not in _FIELDS:
        _FIELDS[record_type] = tuple(field.name for field in dataclasses.fields(record_type))
    return _FIELDS[record_type]


_FIELDS: Final[dict[type, tuple[str, ...]]] = {}
_READERS: Final[dict[type, dict[str, Callable[[Value], object]]]] = {}


def _readers(record_type: type) -> dict[str, Callable[[Value], object]]:
    """Return for each field what turns an entry's value into the record's."""
    if record_type not in _READERS:
        _READERS[record_type] = {
            name: _reader({hint, *typing.get_args(hint)}) for name, hint in typing.get_type_hints(record_type).items()
        }
    return _READERS[record_type]


def _reader(kinds: set[object]) -> Callable[[Value], object]:
    if dt.date in kinds:
        return lambda value: dt.date.fromisoformat(str(value))
    if float in kinds:
        return lambda value: float(str(value))
    return lambda value: value
