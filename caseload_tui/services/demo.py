"""The demo: invented people in a throw-away store that is not encrypted and never becomes a real one."""

import dataclasses
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import Any

from caseload_tui.domain.calendar import national
from caseload_tui.domain.facts import CaseFacts
from caseload_tui.domain.stamp import Stamp
from caseload_tui.errors import UsageError
from caseload_tui.services.clock import Now, london
from caseload_tui.services.inventing.caseload import MOST_PEOPLE, Caseload
from caseload_tui.services.inventing.help import PROVIDERS
from caseload_tui.services.session import Session
from caseload_tui.standards.load import shipped
from caseload_tui.store import open as stores

STANDARD = "ps-ns2021"
_PREFIX = "caseload-demo-"
_AT_ONCE = 500
"""People held in memory at a time."""

_OF_PERSON = tuple(field.name for field in dataclasses.fields(CaseFacts) if field.name != "case")

Progress = Callable[[int, int], None]


def caseload(people: int, seed: int, now: Now = london) -> Caseload:
    """Return the invented people, relative to today.

    Raises:
        UsageError: none, or more than can be invented.
    """
    if not 1 <= people <= MOST_PEOPLE:
        raise UsageError(f"{people:,} people cannot be invented.", advice=f"Accepted: 1 to {MOST_PEOPLE:,}.")
    return Caseload(people, seed, now().date(), shipped()[STANDARD], national())


@contextmanager
def demo(people: int, seed: int, *, now: Now = london, progress: Progress | None = None) -> Iterator[Session]:
    """Open a throw-away store of invented people; it is gone when the block ends."""
    invented = caseload(people, seed, now)
    _clear_away()
    folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-"))
    try:
        session = _filled(folder / "demo.store", invented, now, progress)
        try:
            yield session
        finally:
            session.store.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _clear_away() -> None:
    """Take away what demos left behind that were killed: invented people, but nobody wants them kept."""
    if os.name != "posix":  # only there can one ask whether a process lives without touching it
        return
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*-*"):
        pid = folder.name.removeprefix(_PREFIX).partition("-")[0]
        with suppress(OSError):
            if pid.isdecimal() and not folder.is_symlink() and folder.stat().st_uid == os.getuid():
                try:
                    os.kill(int(pid), 0)
                except ProcessLookupError:
                    shutil.rmtree(folder, ignore_errors=True)


def _filled(path: Path, invented: Caseload, now: Now, progress: Progress | None) -> Session:
    officer = invented.organisation.officers[0]
    stamp = Stamp(at=now(), actor=officer.name or officer.officer_code)
    store = stores.create_demo(path, stamp)
    with store.bulk("demo.open", stamp=stamp, source=f"invented, seed {invented.seed}") as load:
        for name, records in tables(invented, progress):
            load.put_all(name, records)
    with store.write("store.init", stamp=stamp) as change:
        change.set("actor", officer.name or officer.officer_code)
        change.set("officer_code", officer.officer_code)
        change.set("default_profile", STANDARD)
    return Session(store, now)


def tables(invented: Caseload, progress: Progress | None = None) -> Iterator[tuple[str, list[Any]]]:
    """Yield (table, records) in portions; a table comes up again with each portion of people."""
    yield "teams", list(invented.organisation.teams)
    yield "officers", list(invented.organisation.officers)
    yield "providers", list(PROVIDERS)
    people: Iterable[CaseFacts] = iter(invented)
    done = 0
    while portion := list(islice(people, _AT_ONCE)):
        yield "cases", [facts.case for facts in portion]
        for name in _OF_PERSON:
            records = [record for facts in portion for record in getattr(facts, name)]
            if records:
                yield name, records
        done += len(portion)
        if progress is not None:
            progress(done, invented.people)
