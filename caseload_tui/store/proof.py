"""Proving the journal: that no entry is missing or changed, and that no body is gone but by an erasure."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Final, TypeAlias

from caseload_tui.domain.journal import GENESIS, Entry, Ref, hash_of_body
from caseload_tui.errors import Problem
from caseload_tui.store.journal import COLUMNS, Head, erasures

if TYPE_CHECKING:
    from sqlite3 import Connection  # sqlcipher3 has the same methods, but no types

Progress: TypeAlias = Callable[[int, int], None]
"""Told now and then how many entries of how many are done."""

_BATCH: Final = 1_000


def verify(conn: "Connection", progress: Progress | None = None, anchors: Iterable[Head] = ()) -> tuple[Problem, ...]:
    """Prove the journal: nothing missing, nothing changed, no body gone that no erase entry names; empty when whole.

    `anchors` are heads that were noted outside the store: only they show that the newest entries were taken away, or
    that everything was written anew.
    """
    problems: list[Problem] = []
    allowed = _Ranges(part for _, parts in erasures(conn) for part in parts)
    count: int = conn.execute("SELECT count(*) FROM journal").fetchone()[0]
    cursor = conn.execute(
        f"SELECT {COLUMNS}, salt, body FROM journal j LEFT JOIN journal_bodies b ON b.entry = j.entry"  # noqa: S608 - own words
        " ORDER BY device, seq"
    )
    before: Entry | None = None
    done = 0
    while batch := cursor.fetchmany(_BATCH):
        for *columns, salt, text in batch:
            meta = Entry(*columns)
            why = _fault(meta, before if before and before.device == meta.device else None)
            why = why or _body_fault(meta, salt, text, is_erased=meta.ref in allowed)
            if why:
                problems.append(_problem(meta.ref, why))
            before = meta
        done += len(batch)
        if progress:
            progress(done, count)
    problems += _stray(conn)
    problems += _anchor_faults(conn, anchors)
    return tuple(problems)


def _fault(meta: Entry, before: Entry | None) -> str:
    """Return what is wrong with an entry's metadata and its place in the chain, or ""."""
    if meta.seq != (before.seq if before else 0) + 1:
        return "the entries before it are missing"
    if meta.prev != (before.hash if before else GENESIS):
        return "it does not follow the entry before it"
    if before and meta.lamport < before.lamport:
        return "it counts back"
    if meta.computed_hash() != meta.hash:
        return "it is not what was written"
    return ""


def _body_fault(meta: Entry, salt: bytes | None, text: str | None, *, is_erased: bool) -> str:
    if text is None or salt is None:
        return "" if is_erased else "what it was about is missing, and no erasure says so"
    if is_erased:
        return "what it was about was erased, and is there again"
    if hash_of_body(salt, text) != meta.body_hash:
        return "what it was about is not what was written"
    return ""


def _problem(ref: Ref, why: str) -> Problem:
    return Problem(why, file="journal", line=ref.seq, column=f"device {ref.device}")


def _stray(conn: "Connection") -> list[Problem]:
    sql = "SELECT count(*) FROM journal_bodies WHERE entry NOT IN (SELECT entry FROM journal)"
    count: int = conn.execute(sql).fetchone()[0]
    return [Problem(f"{count} bodies belong to no entry", file="journal")] if count else []


def _anchor_faults(conn: "Connection", anchors: Iterable[Head]) -> Iterator[Problem]:
    for anchor in anchors:
        sql = "SELECT hash FROM journal WHERE device = ? AND seq = ?"
        row = conn.execute(sql, (anchor.device, anchor.seq)).fetchone()
        if anchor.seq and (row is None or row[0] != anchor.hash):
            why = "it was here once and is missing" if row is None else "it is not the one that was here once"
            yield _problem(Ref(anchor.device, anchor.seq), why)


class _Ranges:
    """A set of entries kept as ranges, which may be as wide as whoever wrote them liked."""

    def __init__(self, parts: Iterable[tuple[str, int, int]]) -> None:
        self._starts: dict[str, list[int]] = {}
        self._ends: dict[str, list[int]] = {}
        for device, first, last in sorted(parts):
            starts, ends = self._starts.setdefault(device, []), self._ends.setdefault(device, [])
            starts.append(first)
            ends.append(max(last, ends[-1]) if ends else last)

    def __contains__(self, ref: Ref) -> bool:
        place = bisect_right(self._starts.get(ref.device, ()), ref.seq)
        return place > 0 and ref.seq <= self._ends[ref.device][place - 1]
