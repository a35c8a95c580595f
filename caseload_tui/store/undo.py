"""Undo and redo, worked out from the journal alone, so that they reach across restarts as far back as it does."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, TypeAlias, cast

from caseload_tui.domain import wording
from caseload_tui.domain.journal import REDO, UNDO, WHOLE, Change, Entry, Value, body_of
from caseload_tui.domain.lineage import Line
from caseload_tui.domain.verbs import VERBS
from caseload_tui.errors import RefusedError
from caseload_tui.store import journal
from caseload_tui.store.journal import COLUMNS, Record

if TYPE_CHECKING:
    from sqlite3 import Connection  # sqlcipher3 has the same methods, but no types

Undoable: TypeAlias = Callable[[str], bool]
"""Whether a verb is one that can be taken back."""

Values: TypeAlias = Mapping[str, Value]

_CHANGING: Final = frozenset({"collect", "alter", "combine", "erase"})
"""The kinds of acts after which there is nothing left to do again."""


@dataclass(frozen=True, slots=True)
class Undo:
    """What the next undo (or redo) would do. `subject` is None when the action was about several people or nobody."""

    kind: Literal["undo", "redo"]
    verb: str
    subject: str | None
    at: dt.datetime
    target: int
    """What the new entry says it takes back or does again: the number of the action's first entry."""

    _conn: "Connection"
    _first: Entry

    def changes(self) -> Iterator[Change]:
        """Give what to write, removals first, then record by record; raises RefusedError where it no longer can be.

        Read it inside the transaction that writes: a refusal may come after some changes were given, so that an
        import of any size is taken back without holding it all.
        """
        has_others = False
        for change in self._all():
            if _is_removal(change):
                yield change
            else:
                has_others = True
        if has_others:
            yield from (change for change in self._all() if not _is_removal(change))

    def people(self) -> int:
        """Return how many people the action was about."""
        sql = (
            "SELECT count(DISTINCT subject) FROM journal j JOIN journal_bodies b ON b.entry = j.entry"
            " WHERE lamport = ? AND device = ?"
        )
        found: int = self._conn.execute(sql, (self._first.lamport, self._first.device)).fetchone()[0]
        return found

    def _all(self) -> Iterator[Change]:
        for subject, own in _told(self._conn, self._first):
            yield from self._of_person(subject, own)

    def _of_person(self, subject: str | None, own: tuple[Change, ...]) -> Iterator[Change]:
        """Give what to write for one entry of the action."""
        by_record: dict[Record, list[Change]] = {}
        for change in own:
            by_record.setdefault((change.entity, change.id), []).append(change)
        histories = journal.history(self._conn, subject, by_record)
        for record, made in by_record.items():
            lines = histories[record]
            self._refuse_if_changed_since(lines, {change.field for change in made})
            before = _before(lines, self._first)
            yield from _turned(made, before if self.kind == "undo" else _applied(before, made))

    def _refuse_if_changed_since(self, lines: Iterable[Line], fields: set[str]) -> None:
        """Refuse when another action changed the same and stands now but did not then, or the other way round."""
        for meta, change in lines:
            if _when(meta) > _when(self._first) and (WHOLE in (change.field, *fields) or change.field in fields):
                root = _root(self._conn, meta)
                stood = _when(root) < _when(self._first) and _stands(self._conn, root, self._first)
                if root.ref != self._first.ref and _stands(self._conn, root) != stood:
                    raise self._refusal(meta)

    def _refusal(self, later: Entry) -> RefusedError:
        done = "taken back" if self.kind == "undo" else "done again"
        return RefusedError(
            f"“{_title(self.verb)}” of {_moment(self.at)} cannot be {done}: "
            f"“{_title(later.verb)}” of {_moment(at_of(later))} changed the same since.",
            advice="Put it right by hand; the journal keeps what it said before.",
        )


def plan_undo(conn: "Connection", device: str, undoable: Undoable) -> Undo | None:
    """Return how to take back the newest action of this device that is not taken back yet, None when there is none."""
    for action in _actions(conn, device):
        if undoable(action.verb) and _stands(conn, action) and _has_changes(conn, action):
            return _plan(conn, "undo", action)
    return None


def plan_redo(conn: "Connection", device: str, undoable: Undoable) -> Undo | None:
    """Return how to do again what was taken back last, None when there is nothing or something new was done since."""
    for action in _actions(conn, device):
        if action.verb == UNDO and not _stands(conn, first := _root(conn, action)):
            return _plan(conn, "redo", first) if _has_changes(conn, first) else None
        if action.verb not in (UNDO, REDO) and (undoable(action.verb) or action.op in _CHANGING):
            return None
    return None


def at_of(entry: Entry) -> dt.datetime:
    """Return when an entry was written, on the clock of its writer."""
    return dt.datetime.fromisoformat(entry.utc).astimezone(dt.timezone(dt.timedelta(minutes=entry.offset)))


def _plan(conn: "Connection", kind: Literal["undo", "redo"], first: Entry) -> Undo:
    sql = (
        "SELECT DISTINCT subject FROM journal j JOIN journal_bodies b ON b.entry = j.entry"
        " WHERE lamport = ? AND device = ? AND subject IS NOT NULL LIMIT 2"
    )
    subjects = [subject for (subject,) in conn.execute(sql, (first.lamport, first.device))]
    subject = subjects[0] if len(subjects) == 1 else None
    return Undo(kind, first.verb, subject, at_of(first), first.seq, conn, first)


def _actions(conn: "Connection", device: str) -> Iterator[Entry]:
    """Give the first entry of each action of a device that may have changed something, the newest action first."""
    changes_nothing = "('consult', 'disclose', 'fail', 'unlock')"
    sql = f"SELECT max(seq) FROM journal WHERE device = ? AND seq < ? AND op NOT IN {changes_nothing}"  # noqa: S608 - own words
    seq = journal.head(conn, device).seq + 1
    while newest := conn.execute(sql, (device, seq)).fetchone()[0]:
        seq = _first_of(conn, _entry(conn, device, newest))
        yield _entry(conn, device, seq)


def _entry(conn: "Connection", device: str, seq: int) -> Entry:
    sql = f"SELECT {COLUMNS} FROM journal WHERE device = ? AND seq = ?"  # noqa: S608 - own words
    return Entry(*conn.execute(sql, (device, seq)).fetchone())


def _first_of(conn: "Connection", entry: Entry) -> int:
    sql = "SELECT min(seq) FROM journal WHERE lamport = ? AND device = ?"
    first: int = conn.execute(sql, (entry.lamport, entry.device)).fetchone()[0]
    return first


def _told(conn: "Connection", first: Entry) -> Iterator[tuple[str | None, tuple[Change, ...]]]:
    """Give the person and the changes of each entry of an action; an erased entry gives nothing."""
    sql = "SELECT entry FROM journal WHERE lamport = ? AND device = ? ORDER BY seq"
    for (entry,) in conn.execute(sql, (first.lamport, first.device)).fetchall():
        row = conn.execute("SELECT body FROM journal_bodies WHERE entry = ?", (entry,)).fetchone()
        if row:
            body = body_of(row[0])
            yield body.subject, body.changes


def _has_changes(conn: "Connection", first: Entry) -> bool:
    sql = (
        "SELECT EXISTS (SELECT 1 FROM journal j JOIN journal_bodies b ON b.entry = j.entry"
        " WHERE lamport = ? AND device = ? AND json_array_length(body, '$.changes') > 0)"
    )
    return bool(conn.execute(sql, (first.lamport, first.device)).fetchone()[0])


def _root(conn: "Connection", entry: Entry) -> Entry:
    """Return the first entry of the action that an entry belongs to, or that it takes back or does again."""
    target = entry.target if entry.verb in (UNDO, REDO) else None
    return _entry(conn, entry.device, target or _first_of(conn, entry))


def _stands(conn: "Connection", first: Entry, before: Entry | None = None) -> bool:
    """Return whether an action stands (now, or before another): it was never taken back, or done again since."""
    sql = "SELECT verb, lamport, device FROM journal WHERE device = ? AND target = ? ORDER BY seq DESC"
    for verb, *when in conn.execute(sql, (first.device, first.seq)):
        if before is None or tuple(when) < _when(before):
            return bool(verb == REDO)
    return True


def _when(entry: Entry) -> tuple[int, str]:
    """Return the place of an action among those of all devices."""
    return entry.lamport, entry.device


def _before(lines: Iterable[Line], first: Entry) -> Values | None:
    """Return what a record said before an action, None when it was not there."""
    earlier = (change for meta, change in lines if _when(meta) < _when(first))
    return _applied(None, earlier)


def _applied(values: Values | None, changes: Iterable[Change]) -> Values | None:
    """Return what a record says after changes. What was removed is not brought back by a change of one field."""
    is_removed = False
    for change in changes:
        if change.field == WHOLE:
            is_removed = not isinstance(change.value, Mapping)
            values = None if is_removed else cast("Values", change.value)
        elif not is_removed:
            values = {**(values or {}), change.field: cast("Value", change.value)}
    return values


def _turned(made: Iterable[Change], wanted: Values | None) -> Iterator[Change]:
    """Give what makes a record say what is wanted, in the fields that were changed."""
    first, *_ = changes = tuple(made)
    fields = dict.fromkeys(change.field for change in changes)
    if WHOLE in fields:
        kept = None if wanted is None else {name: value for name, value in wanted.items() if value is not None}
        yield Change(first.entity, first.id, WHOLE, kept)
        return
    for field in fields:
        yield Change(first.entity, first.id, field, (wanted or {}).get(field))


def _is_removal(change: Change) -> bool:
    return change.field == WHOLE and change.value is None


def _title(verb: str) -> str:
    return VERBS[verb].title if verb in VERBS else verb


def _moment(at: dt.datetime) -> str:
    return f"{wording.day(at.date())}, {at:%H:%M}"
