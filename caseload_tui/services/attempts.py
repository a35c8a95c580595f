"""Wrong passphrases: counted beside the store until somebody opens it, then told and journalled; each costs more time.

It slows down a colleague who tries a few and lets the owner hear of it. Whoever copies the files can try without it:
against them stands what one guess costs.
"""

import datetime as dt
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from caseload_tui.domain import wording
from caseload_tui.errors import WrongPassphraseError
from caseload_tui.services.clock import Now, london
from caseload_tui.services.session import Session

_FREE: Final = 2
"""Wrong ones that cost no time: anyone mistypes."""

_LONGEST: Final = 30.0
"""Seconds that no wait goes beyond: nobody is ever locked out."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """How many wrong passphrases were tried since the store was last opened, and when."""

    count: int
    first_at: str
    last_at: str

    @property
    def pause(self) -> float:
        """Return the seconds between the last of them and the next try."""
        return min(2.0 ** (self.count - _FREE - 1), _LONGEST) if self.count > _FREE else 0.0


def file_path(store: Path) -> Path:
    """Return where the wrong passphrases are counted."""
    return store.with_name(store.name + ".tries")


def found(store: Path) -> Wrong | None:
    """Return what was counted, None when there is nothing."""
    try:
        wrong = Wrong(**json.loads(file_path(store).read_text("utf-8")))
        dt.datetime.fromisoformat(wrong.first_at), dt.datetime.fromisoformat(wrong.last_at)
    except (OSError, ValueError, TypeError):
        return None
    return wrong if type(wrong.count) is int and wrong.count > 0 else None


def wait(store: Path, now: Now = london) -> float:
    """Return how many seconds the next try has to wait; a clock that was moved makes it no longer."""
    wrong = found(store)
    if wrong is None:
        return 0.0
    gone = (now() - dt.datetime.fromisoformat(wrong.last_at)).total_seconds()
    return wrong.pause - gone if 0 <= gone < wrong.pause else wrong.pause if gone < 0 else 0.0


def waiting_words(store: Path, seconds: float) -> str:
    """Return why the next try waits."""
    wrong = found(store)
    count = wording.count(wrong.count if wrong else 0, "wrong passphrase")
    return f"After {count} the next try waits {wording.count(max(round(seconds), 1), 'second')}."


@contextmanager
def counted(store: Path, now: Now = london) -> Iterator[None]:
    """Count the block's passphrase if it is wrong."""
    try:
        yield
    except WrongPassphraseError:
        before, at = found(store), now().astimezone(dt.UTC).isoformat(timespec="milliseconds")
        wrong = Wrong(before.count + 1 if before else 1, before.first_at if before else at, at)
        with suppress(OSError):  # where nothing can be written nothing is counted
            _write(file_path(store), json.dumps(asdict(wrong)))
        raise


def _write(file: Path, words: str) -> None:
    """Write a file that only its owner may read."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0)
    with os.fdopen(os.open(file, flags, 0o600), "w", encoding="utf-8") as opened:
        opened.write(words)


def settle(session: Session) -> str:
    """Journal the wrong passphrases since the store was last opened; return what to say of them, "" for none."""
    store = session.store
    wrong = None if store.is_demo or store.is_read_only else found(store.path)
    if wrong is None:
        return ""
    with store.write("store.unlock", stamp=session.stamp()) as change:
        change.op, change.about = "fail", {"count": wrong.count, "first": wrong.first_at, "last": wrong.last_at}
    file_path(store.path).unlink(missing_ok=True)
    at = dt.datetime.fromisoformat(wrong.first_at).astimezone(session.now().tzinfo)
    count = wording.count(wrong.count, "wrong passphrase")
    return f"{count} since {wording.day(at.date(), session.today)}, {at:%H:%M}."
