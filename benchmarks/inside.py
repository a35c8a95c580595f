"""What is measured inside one process: the key, saving, the overdue query, the size of the ledger, rebuilding."""

import csv
import sqlite3
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.stores import KEPT, PASSPHRASE, Line, Measured
from caseload_tui.domain.drafts import ContactDraft, EntryDraft
from caseload_tui.services import opening, recording
from caseload_tui.services.session import Session
from caseload_tui.store import keys

_SAVES = 200


def derivation(path: Path) -> float:
    """Return the seconds that turning the passphrase into the key takes."""
    began = time.perf_counter()
    keys.unwrap(keys.read(keys.key_path(path)), PASSPHRASE)
    return time.perf_counter() - began


def bare_insertion(people: int) -> float:
    """Return the seconds that the same CSV takes into plain tables: nothing checked, journalled, indexed or derived."""
    path = KEPT / "bare.sqlite"
    path.unlink(missing_ok=True)
    began = time.perf_counter()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
    for file in sorted((KEPT / f"people-{people}").glob("*.csv")):
        with file.open(encoding="utf-8", newline="") as opened:
            rows = csv.reader(opened)
            header = next(rows)
            connection.execute(f'CREATE TABLE "{file.stem}" ({", ".join(f"[{name}]" for name in header)})')
            connection.executemany(f'INSERT INTO "{file.stem}" VALUES ({", ".join("?" * len(header))})', rows)  # noqa: S608 - names of our own files
    connection.commit()
    connection.close()
    return time.perf_counter() - began


def measures(middle: Measured, large: Measured) -> Iterator[Line]:
    """Yield everything measured on open stores."""
    few, many = opening.unlock(middle.path, PASSPHRASE), opening.unlock(large.path, PASSPHRASE)
    try:
        if many.store.is_stale:
            yield _rebuilding(few, middle)
            yield _rebuilding(many, large)
        yield _saving(many, large)
        yield _steps(few, many)
        yield _rows_a_person(many, large)
        yield _rebuilding(many, large)
    finally:
        many.store.close()
        few.store.close()


def _saving(session: Session, store: Measured) -> Line:
    people = [facts.case.crn for facts, _ in zip(session.store.each_facts(), range(_SAVES), strict=False)]
    draft = EntryDraft(ContactDraft("CTOB", "phone", date=session.today, notes="measured"))
    took = sorted(_seconds(lambda crn=crn: recording.record_contact(session, [crn], draft)) for crn in people)  # type: ignore[misc]
    value = f"{statistics.median(took) * 1000:.1f} / {took[int(len(took) * 0.95)] * 1000:.1f} ms"
    return Line(f"contact saved and durable, {store.people:,} people, median / p95", value, "20 ms p95")


def _steps(few: Session, many: Session) -> Line:
    at_few, at_many = (_machine_steps(session) for session in (few, many))
    return Line("overdue top 50, steps of SQLite, large / 600 people", f"{at_many / at_few:.2f}x ({at_many:,})", "2x")


def _machine_steps(session: Session) -> int:
    """Count what SQLite's machine does for the first 50 overdue duties."""
    steps = 0

    def count() -> int:
        nonlocal steps
        steps += 1
        return 0

    connection = session.store._driver.connection  # noqa: SLF001 - nothing else needs to count steps
    connection.set_progress_handler(count, 1)
    session.store.overdue(session.day, limit=50)
    connection.set_progress_handler(None, 1)
    return steps


def _rows_a_person(session: Session, store: Measured) -> Line:
    rows = session.store._driver.value("SELECT count(*) FROM ledger")  # noqa: SLF001 - nothing else asks
    return Line(f"ledger rows a person, {store.people:,} people", f"{rows / store.people:.1f}", "40")


def _rebuilding(session: Session, store: Measured) -> Line:
    took = _seconds(lambda: session.store.rebuild(lambda _done, _total: None))
    value = f"{took:.1f} s ({took / store.people * 1000:.1f} ms a person)"
    return Line(f"every duty worked out again, {store.people:,} people", value, "60 s for 20,000")


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
