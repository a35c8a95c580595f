"""The journal in the database: adding entries, reading them, erasing the bodies about one person.

Every function takes a bare connection (of sqlcipher3 or sqlite3) and runs inside the caller's transaction.
"""

import os
import secrets
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias, cast

from caseload_tui.domain.journal import (
    GENESIS,
    Body,
    Change,
    Entry,
    Id,
    Json,
    Ref,
    body_of,
    body_text,
    canonical,
    hash_of_body,
    offset_of,
    token_of,
    utc_text,
)
from caseload_tui.domain.lineage import Line, seen
from caseload_tui.domain.stamp import Stamp
from caseload_tui.domain.verbs import Op

if TYPE_CHECKING:
    from sqlite3 import Connection  # sqlcipher3 has the same methods, but no types

_SALT_BYTES: Final = 16
_DEVICE_BYTES: Final = 8
_BATCH: Final = 1_000
_FEW: Final = 4
"""Up to so many records are looked for in the text of bodies; for more, all bodies of the person are read once."""

COLUMNS: Final = "device, seq, lamport, utc, offset_minutes, actor, verb, op, target, body_hash, prev, hash"
"""The columns in the order of the fields of `Entry`."""


class Head(NamedTuple):
    """The newest entry of a device. Kept outside the store it is an anchor: see `proof`."""

    device: str
    seq: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class Recorded:
    """An entry with its number in this store and its body, None when it was erased."""

    entry: int
    meta: Entry
    body: Body | None


def new_device() -> str:
    """Return a name for a journal that begins, or that goes on in another way."""
    return f"d-{secrets.token_hex(_DEVICE_BYTES)}"


def head(conn: "Connection", device: str) -> Head:
    """Return the newest entry of a device; number 0 when there is none."""
    sql = "SELECT seq, hash FROM journal WHERE device = ? ORDER BY seq DESC LIMIT 1"
    row = conn.execute(sql, (device,)).fetchone()
    return Head(device, *row) if row else Head(device, 0, GENESIS)


def append(  # noqa: PLR0913 - an entry has so many parts
    conn: "Connection",
    device: str,
    stamp: Stamp,
    *,
    verb: str,
    op: Op,
    subject: str | None = None,
    why: str | None = None,
    changes: Iterable[Change] = (),
    about: Mapping[str, Json] | None = None,
    target: int | None = None,
) -> Head:
    """Add one action of one entry; bases that are None are looked up. Returns the new head."""
    body = Body(subject, why, tuple(changes), about or {})
    return append_many(conn, device, stamp, verb=verb, op=op, bodies=(body,), target=target)


def append_many(
    conn: "Connection",
    device: str,
    stamp: Stamp,
    *,
    verb: str,
    op: Op,
    bodies: Iterable[Body],
    target: int | None = None,
) -> Head:
    """Add one action of several entries, one a person, which are undone together. Returns the new head.

    The bodies may come from a generator: no more than a batch of them is held at once.
    """
    _, seq, prev = head(conn, device)
    last, lamport = conn.execute(
        "SELECT coalesce(max(entry), 0), coalesce((SELECT max(lamport) FROM journal), 0) FROM journal"
    ).fetchone()
    utc, offset, actor = utc_text(stamp.at), offset_of(stamp.at), stamp.actor
    rows: list[tuple[object, ...]] = []
    texts: list[tuple[object, ...]] = []
    for entry, body in enumerate(bodies, last + 1):
        seq += 1
        salt, text = os.urandom(_SALT_BYTES), body_text(_with_bases(conn, body))
        body_hash = hash_of_body(salt, text)
        made = Entry(device, seq, lamport + 1, utc, offset, actor, verb, op, target, body_hash, prev)
        prev = made.computed_hash()
        rows.append((entry, *_row_of(made, prev)))
        texts.append((entry, salt, text))
        if len(rows) == _BATCH:
            _insert(conn, rows, texts)
    _insert(conn, rows, texts)
    return Head(device, seq, prev)


def receive(conn: "Connection", meta: Entry, salt: bytes | None, text: str | None) -> None:
    """Add one entry that another device wrote, as it is; the triggers refuse one that does not follow its chain.

    Without salt and text it comes with its body erased. Raises ValueError when a hash is not what it should be.
    """
    if meta.computed_hash() != meta.hash or (text is not None and hash_of_body(salt or b"", text) != meta.body_hash):
        raise ValueError(f"entry {meta.seq} of device {meta.device} is not what was written")
    entry: int = conn.execute("SELECT coalesce(max(entry), 0) + 1 FROM journal").fetchone()[0]
    _insert(conn, [(entry, *_row_of(meta, meta.hash))], [] if text is None else [(entry, salt, text)])


def entries(
    conn: "Connection",
    *,
    subject: str | None = None,
    device: str | None = None,
    after: int = 0,
    limit: int | None = None,
) -> Iterator[Recorded]:
    """Give entries of one person, of one device (`after` a number there) or all; the newest first, by arrival."""
    conditions, values = ["TRUE"], []
    for condition, value in (("b.subject = ?", subject), ("device = ?", device), ("seq > ?", after or None)):
        if value is not None:
            conditions.append(condition)
            values.append(value)
    cursor = conn.execute(
        f"SELECT j.entry, {COLUMNS}, body FROM journal j LEFT JOIN journal_bodies b ON b.entry = j.entry"  # noqa: S608 - own words
        f" WHERE {' AND '.join(conditions)} ORDER BY j.entry DESC LIMIT ?",
        (*values, -1 if limit is None else limit),
    )
    for entry, *columns, text in cursor:
        yield Recorded(entry, Entry(*columns), None if text is None else body_of(text))


def last_change(conn: "Connection", subject: str | None, entity: str, key: Id, field: str) -> tuple[Ref, ...]:
    """Return the entries whose values a change of this field would replace; several only for a whole record."""
    return seen(history(conn, subject, ((entity, key),)).get((entity, key), ()), field)


Record: TypeAlias = tuple[str, Id]
"""A table's name and a key in it."""


def history(
    conn: "Connection", subject: str | None, records: Iterable[Record] | None = None
) -> dict[Record, list[Line]]:
    """Return all changes of these records of one person (None: of all of them), the earliest first."""
    wanted = None if records is None else set(records)
    found: dict[Record, list[Line]] = defaultdict(list)
    for text, meta in _bodies_about(conn, subject, wanted):
        for change in body_of(text).changes:
            record = (change.entity, change.id)
            if wanted is None or record in wanted:
                found[record].append((meta, change))
    for lines in found.values():
        lines.sort(key=lambda line: line[0].order)
    return found


def erase(conn: "Connection", device: str, stamp: Stamp, *, subject: str, why: str, verb: str = "person.erase") -> Head:
    """Delete every body about a person, and add an entry that says so without saying about whom.

    `why` stays, so it may not name the person. The caller erases the person's rows, and truncates the write-ahead log
    after COMMIT: until then it holds the old pages.
    """
    salt = os.urandom(_SALT_BYTES)
    about: dict[str, Json] = {
        "entries": _ranges(conn, subject),
        "person": {"salt": salt.hex(), "token": token_of(salt, subject)},
    }
    done = append(conn, device, stamp, verb=verb, op="erase", why=why, about=about)
    conn.execute("DELETE FROM journal_bodies WHERE subject = ?", (subject,))
    return done


def is_erased(conn: "Connection", subject: str) -> bool:
    """Return whether an erase entry of any device means this person."""
    return any(token_of(bytes.fromhex(person["salt"]), subject) == person["token"] for person, _ in erasures(conn))


def _row_of(meta: Entry, entry_hash: bytes) -> tuple[object, ...]:
    return (
        meta.device,
        meta.seq,
        meta.lamport,
        meta.utc,
        meta.offset,
        meta.actor,
        meta.verb,
        meta.op,
        meta.target,
        meta.body_hash,
        meta.prev,
        entry_hash,
    )


def _insert(conn: "Connection", rows: list[tuple[object, ...]], texts: list[tuple[object, ...]]) -> None:
    """Write what is gathered and empty the lists."""
    conn.executemany(f"INSERT INTO journal (entry, {COLUMNS}) VALUES (?{', ?' * 12})", rows)  # noqa: S608 - own words
    conn.executemany("INSERT INTO journal_bodies (entry, salt, body) VALUES (?, ?, ?)", texts)
    rows.clear()
    texts.clear()


def _with_bases(conn: "Connection", body: Body) -> Body:
    """Return the body with every base that was left open looked up."""
    open_records = {(change.entity, change.id) for change in body.changes if change.base is None}
    if not open_records:
        return body
    known = history(conn, body.subject, open_records)
    if not known:
        return body  # nothing was ever written of them, and no base is written as none
    changes = (
        replace(change, base=seen(known.get((change.entity, change.id), ()), change.field))
        if change.base is None
        else change
        for change in body.changes
    )
    return replace(body, changes=tuple(changes))


def _bodies_about(conn: "Connection", subject: str | None, records: set[Record] | None) -> Iterator[tuple[str, Entry]]:
    """Give the bodies about one person that may change these records, with their metadata.

    A body is canonical text, so a record's key can be looked for in it before it is taken apart. That keeps a table
    of who last wrote which field, which would double every import, out of the store.
    """
    sql = (
        f"SELECT {COLUMNS}, body FROM journal_bodies b CROSS JOIN journal j ON j.entry = b.entry"  # noqa: S608 - own words
        " WHERE b.subject IS ?"
    )
    values: list[object] = [subject]
    if records is not None and 0 < len(records) <= _FEW:
        sql += " AND (" + " OR ".join("instr(b.body, ?)" for _ in records) + ")"
        values += [f'"id":{canonical(key)},' for _, key in records]
    for *columns, text in conn.execute(sql, values):
        yield text, Entry(*columns)


def erasures(conn: "Connection") -> Iterator[tuple[dict[str, str], list[tuple[str, int, int]]]]:
    """Give of every erasure the mark of the person and the ranges of entries whose bodies went."""
    sql = "SELECT body FROM journal j JOIN journal_bodies b ON b.entry = j.entry WHERE op = 'erase' ORDER BY j.entry"
    for (text,) in conn.execute(sql).fetchall():
        about = cast("dict[str, object]", body_of(text).about)
        person = cast("dict[str, str]", about["person"])
        parts = cast("list[tuple[str, int, int]]", about["entries"])
        yield person, [(device, first, last) for device, first, last in parts]


def _ranges(conn: "Connection", subject: str) -> list[Json]:
    """Return the entries with a body about a person as [device, first, last]."""
    sql = (
        "SELECT device, seq FROM journal_bodies b CROSS JOIN journal j ON j.entry = b.entry WHERE b.subject = ?"
        " ORDER BY device, seq"
    )
    ranges: list[list[str | int]] = []
    for device, seq in conn.execute(sql, (subject,)):
        if ranges and ranges[-1][0] == device and ranges[-1][2] == seq - 1:
            ranges[-1][2] = seq
        else:
            ranges.append([device, seq, seq])
    return cast("list[Json]", ranges)
