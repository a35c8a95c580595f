"""What is measured inside one process: saving, the overdue query, rebuilding, the size of the ledger."""

import statistics
import time
from collections.abc import Iterator
from pathlib import Path

from caseload_tui.domain.drafts import ContactDraft, EntryDraft
from caseload_tui.services import opening, recording
from caseload_tui.services.session import Session

_SAVES = 200


def derivation(path: Path, passphrase: str) -> float:
    """Return the seconds that turning the passphrase into the key takes."""
    from caseload_tui.store import keys

    began = time.perf_counter()
    keys.unlock(path, passphrase)
    return time.perf_counter() - began


def measures(middle: Path, large: Path, secret: Path) -> Iterator[tuple[str, str, str]]:
    """Yield (name, value, goal) of everything measured in this process."""
    passphrase = opening.first_line(secret)
    small_session, session = opening.unlock(middle, passphrase), opening.unlock(large, passphrase)
    try:
        yield _saving(session)
        yield _steps(small_session, session)
        yield _rows_a_person(session)
        yield _rebuilding(session)
    finally:
        session.store.close()
        small_session.store.close()


def _saving(session: Session) -> tuple[str, str, str]:
    crns = [facts.case.crn for facts, _ in zip(session.store.each_facts(), range(_SAVES), strict=False)]
    took = []
    for crn in crns:
        draft = EntryDraft(ContactDraft("CTOB", "phone", date=session.today, notes="measured"))
        began = time.perf_counter()
        recording.record_contact(session, (crn,), draft)
        took.append(time.perf_counter() - began)
    took.sort()
    value = f"{statistics.median(took) * 1000:.1f} / {took[int(len(took) * 0.95)] * 1000:.1f} ms"
    return f"contact saved and durable, {len(took)} times, median / p95", value, "20 ms p95"


def _steps(small: Session, large: Session) -> tuple[str, str, str]:
    few = small.store.steps(lambda: small.store.overdue(small.day, limit=50))
    many = large.store.steps(lambda: large.store.overdue(large.day, limit=50))
    return "overdue top 50, SQLite steps, large / 600 people", f"{many / few:.2f}x ({many:,})", "2x"


def _rows_a_person(session: Session) -> tuple[str, str, str]:
    rows, people = session.store.ledger_size()
    return "ledger rows a person", f"{rows / people:.1f}", "40"


def _rebuilding(session: Session) -> tuple[str, str, str]:
    began = time.perf_counter()
    session.store.rebuild(lambda _done, _total: None)
    return "rebuild of every duty", f"{time.perf_counter() - began:.1f} s", "60 s for 20,000"
