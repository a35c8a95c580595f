"""The log of what was looked at and given out (Data Protection Act 2018, section 62): who, when, whom; never what.

It is there to check that people's data is used lawfully. No list and no figure of the program reads it.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Final

from caseload_tui.domain.stamp import Stamp
from caseload_tui.domain.verbs import Op
from caseload_tui.errors import DiskError, LockedError
from caseload_tui.services.session import Session
from caseload_tui.services.views import Logged

_AGAIN: Final = dt.timedelta(minutes=10)
"""How long looking at the same case again is the same consultation."""


def note(session: Session, verb: str, crns: Iterable[str]) -> None:
    """Let the journal say whose cases were looked at.

    It holds nobody up: where another window is writing or the disk takes nothing, the next look says it.
    """
    store, now = session.store, session.now()
    if store.is_read_only or store.is_closed:
        return
    how = verb.partition(".")[0]
    new = [crn for crn in dict.fromkeys(crns) if not _is_known(store.looked_at.get((how, crn)), now)]
    if not new:
        return
    try:
        store.look(verb, new, stamp=Stamp(at=now, actor=session.actor))
    except (LockedError, DiskError):
        return
    store.looked_at.update(dict.fromkeys(((how, crn) for crn in new), now))


def _is_known(before: dt.datetime | None, now: dt.datetime) -> bool:
    return before is not None and before <= now < before + _AGAIN


def log(
    session: Session,
    *,
    since: dt.date | None = None,
    until: dt.date | None = None,
    crn: str | None = None,
    ops: tuple[Op, ...] = (),
) -> Iterator[Logged]:
    """Give the acts of the journal, the newest first, from one day to another, about one person, of some kinds."""
    for recorded in session.store.journal(crn):
        entry, body = recorded.meta, recorded.body
        at = dt.datetime.fromisoformat(entry.utc).astimezone(dt.timezone(dt.timedelta(minutes=entry.offset)))
        if (since and at.date() < since) or (until and at.date() > until) or (ops and entry.op not in ops):
            continue
        about, why = (body.subject, body.why) if body else (None, None)
        yield Logged(at, entry.actor, entry.op, entry.verb, about, why, entry.device, entry.seq, is_erased=body is None)
