"""The mark `<store>.mark`: the newest journal entry, noted outside the store after each commit and compared at open.

A store whose log was lost, or in whose place an older copy was put, is whole by every check of its own: only something
outside shows that its newest entries are missing. The mark is such a thing. It is written after the COMMIT and never
before, so it cannot name an entry that a power cut takes away; two slots take turns, so a torn write leaves the other.
"""

import datetime as dt
import hashlib
import os
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, NamedTuple

from caseload_tui.domain import wording
from caseload_tui.domain.stamp import Stamp
from caseload_tui.errors import BehindError, RefusedError
from caseload_tui.store import journal
from caseload_tui.store.driver import Driver, translated
from caseload_tui.store.journal import Head

if TYPE_CHECKING:
    from sqlite3 import Connection  # sqlcipher3 has the same methods, but no types

    from caseload_tui.domain.journal import Json

_WORD: Final = "caseload-mark"
_FORMAT: Final = "1"
_SLOT: Final = 4096  # a sector of today's disks: a write torn by a power cut spoils one slot and not the other
_LINE: Final = 512
_SUM: Final = 32
_LOCK_AT: Final = 2 * _SLOT  # behind the slots, because Windows lets nobody read what is locked
_TRIES: Final = 50
_PAUSE: Final = 0.001


class Mark(NamedTuple):
    """The newest entry of a journal when it was noted, and when that entry was written. It holds no name."""

    head: Head
    at: dt.datetime

    def line(self, turn: int = 0) -> str:
        """Return the mark as one line of text, with a check sum; `turn` tells which of two is the newer."""
        head = self.head
        said = f"{_WORD} {_FORMAT} {turn} {head.device} {head.seq} {head.hash.hex()} {self.at.isoformat()}"
        return f"{said} {_sum(said)}\n"


def mark_path(store: Path) -> Path:
    """Return where the mark of a store stands."""
    return store.with_name(store.name + ".mark")


def read(store: Path) -> Mark | None:
    """Return the mark of a store, None where there is none or it is spoilt."""
    try:
        with mark_path(store).open("rb") as file:
            newest = _newest(file.read(_LOCK_AT))
    except OSError:
        return None
    return newest[1] if newest else None


def is_shut(store: Path) -> bool:
    """Return whether there is a mark that may not be read."""
    path = mark_path(store)
    return path.exists() and not os.access(path, os.R_OK)


def parse(text: str) -> tuple[int, Mark] | None:
    """Return turn and mark of a line of text, None when it is not what was written."""
    said, _, check = text.strip().rpartition(" ")
    parts = said.split(" ")
    if len(parts) != len(("word", "format", "turn", "device", "seq", "hash", "at")) or check != _sum(said):
        return None
    word, form, turn, device, seq, digest, at = parts
    if (word, form) != (_WORD, _FORMAT):
        return None
    return int(turn), Mark(Head(device, int(seq), bytes.fromhex(digest)), dt.datetime.fromisoformat(at))


def put(store: Path, head: Head, at: dt.datetime, *, anew: bool = False) -> None:
    """Note the newest entry; call it after the COMMIT and before anyone is told that it was saved.

    Of several windows the slowest does not turn the mark back: a mark of the same journal that is as far stays.
    `anew` sets it whatever it says, which is for a journal that goes on in another way. A mark that cannot be written
    does not make what was saved unsaved: it stays behind until the next one.
    """
    with suppress(OSError), _held(mark_path(store)) as file:
        content = file.read(_LOCK_AT)
        turn, held = _newest(content) or (-1, None)
        if held and not anew and (held.head.device != head.device or held.head.seq >= head.seq):
            return
        if not content:
            file.write(bytes(_SLOT + _LINE))  # takes the room of both slots now: later the disk may be full
        file.seek((turn + 1) % 2 * _SLOT)
        file.write(Mark(head, at).line(turn + 1).encode().ljust(_LINE, b"\0"))


def reset(store: Path) -> None:
    """Forget the mark, for a store that was put in the place of another; the next one to open it makes a new one."""
    mark_path(store).unlink(missing_ok=True)


def newest(conn: "Connection", device: str) -> Mark | None:
    """Return the mark that a store should have now."""
    sql = "SELECT seq, hash, utc, offset_minutes FROM journal WHERE device = ? ORDER BY seq DESC LIMIT 1"
    row = conn.execute(sql, (device,)).fetchone()
    if row is None:
        return None
    seq, digest, utc, offset = row
    return Mark(Head(device, seq, digest), _local(utc, offset))


def refuse_behind(conn: "Connection", mark: Mark | None) -> None:
    """Raise BehindError when the journal does not hold what the mark names.

    Read the mark before the journal: another window may commit in between, and must not look like a loss.
    """
    if mark is None or not mark.head.seq:
        return
    device, seq, digest = mark.head
    row = conn.execute("SELECT hash FROM journal WHERE device = ? AND seq = ?", (device, seq)).fetchone()
    if row is not None and row[0] == digest:
        return
    raise BehindError(
        _said(conn, mark, is_other=row is not None),
        advice="Put the newer copy of the store back, with the file that ends in -wal if there is one.",
    )


def compare(conn: "Connection", text: str) -> None:
    """Prove that the journal holds an entry that was noted as a line of text somewhere else."""
    noted = parse(text)
    if noted is None:
        raise RefusedError(
            "This is not the head of a journal.", advice="An export holds one in the file journal-head.txt."
        )
    refuse_behind(conn, noted[1])


def _said(conn: "Connection", mark: Mark, *, is_other: bool) -> str:
    """Return what the journal lacks, in words."""
    device, seq, _ = mark.head
    when = f"{wording.day(mark.at.date())}, {mark.at:%H:%M}"
    if is_other:
        return f"Entry {seq:,} of the journal is not the one that was written on {when}: this is another copy."
    last: int | None = conn.execute("SELECT max(seq) FROM journal WHERE device = ?", (device,)).fetchone()[0]
    if last is None:
        return "The mark beside this store belongs to another store, or to a later state of this one."
    missing = seq - last
    which = f"Entry {seq:,}" if missing == 1 else f"Entries {last + 1:,} to {seq:,}"
    was = "it was" if missing == 1 else "the last of them was"
    return (
        f"This store is older than what was last saved in it. {which} of the journal {'is' if missing == 1 else 'are'}"
        f" missing; {was} written on {when}. Nothing was changed now."
    )


def go_on(driver: Driver, stamp: Stamp, *, why: str | None) -> None:
    """Let the journal go on from what this copy holds, say so in it, and set the mark to that."""
    mark = read(driver.path)
    lacks: dict[str, Json] = {}
    if mark is not None:
        lacks = {"mark": [mark.head.device, mark.head.seq, mark.head.hash.hex()], "written": mark.at.isoformat()}
    with driver.transaction(), translated():
        head = begin_anew(driver.connection, stamp, verb="store.go-on", why=why, about=lacks)
    put(driver.path, head, stamp.at, anew=True)


def begin_anew(
    conn: "Connection", stamp: Stamp, *, verb: str, why: str | None = None, about: "Mapping[str, Json]"
) -> Head:
    """Let the journal of a store that lacks its newest entries go on under a new device name; returns the new head.

    The numbers after what it holds were given once, to entries that are somewhere else: a copy that meets both must
    not take them for the same.
    """
    device = journal.new_device()
    conn.execute("UPDATE settings SET value = ? WHERE name = 'device'", (device,))
    return journal.append(conn, device, stamp, verb=verb, op="config", why=why, about=about)


@contextmanager
def _held(path: Path) -> Iterator[BinaryIO]:
    """Open a mark that no other window writes meanwhile; whoever holds it dies or is done in a moment."""
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    with open(os.open(path, flags, 0o600), "r+b", buffering=0) as file:  # noqa: PTH123 - a handle, not a path
        for _ in range(_TRIES):
            if _is_mine(file):
                yield file
                return
            time.sleep(_PAUSE)
    raise TimeoutError


def _is_mine(file: BinaryIO) -> bool:
    """Try to take the lock of a mark; closing the file gives it back. A place without locks has no second window."""
    try:
        if sys.platform == "win32":
            import msvcrt

            file.seek(_LOCK_AT)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
            file.seek(0)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:
        return True
    return True


def _local(utc: str, offset: int) -> dt.datetime:
    return dt.datetime.fromisoformat(utc).astimezone(dt.timezone(dt.timedelta(minutes=offset)))


def _sum(said: str) -> str:
    return hashlib.sha256(said.encode()).hexdigest()[:_SUM]


def _newest(content: bytes) -> tuple[int, Mark] | None:
    """Return the newer of the slots that are whole."""
    slots = (content[at : at + _LINE].rstrip(b"\0").decode("ascii", "replace") for at in (0, _SLOT))
    return max((found for found in map(parse, slots) if found), key=lambda slot: slot[0], default=None)
