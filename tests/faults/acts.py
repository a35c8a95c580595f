"""Every kind of write there is, as a person does it, in an order in which each has something to act upon."""

import csv
import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Final

from caseload_tui.domain import records as r
from caseload_tui.domain.drafts import ContactDraft, EntryDraft, PersonDraft
from caseload_tui.engine.person import rosh_on, ual_since
from caseload_tui.services import changing, locking, opening, people, planning, recording, undoing
from caseload_tui.services.importing import Import
from caseload_tui.services.session import Session

PASSPHRASE = "four invented words here"
NOW = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
TODAY = NOW.date()
CRN, GROUP = "X100001", ("X100001", "X100002")
STORE = "northside.store"
Act = Callable[[Session, int], None]


def now() -> dt.datetime:
    return NOW


def make(folder: Path) -> Session:
    """Return a new store that the acts work on, with two invented people of whom something is recorded."""
    folder.mkdir(parents=True, exist_ok=True)
    owner = opening.Owner("R. EXAMPLE", "N01A001", "ps-ns2021")
    session, _ = opening.create(folder / STORE, PASSPHRASE, owner, now=now)
    for crn, name in zip(GROUP, ("SAMPLE", "TESTER"), strict=True):
        people.add_person(
            session,
            PersonDraft(crn, name, "Alan", rosh="H", sentence_type="CO", starts_on=dt.date(2026, 3, 2)),
        )
    with session.store.write("plan.review", stamp=session.stamp(), subject=CRN) as change:
        sentence = session.facts(CRN).sentences[0]
        change.put(r.Plan("p1", CRN, sentence.sentence_id, "sentence", completed_on=dt.date(2026, 3, 9)))
    for name in ("contact", "outcome", "undo"):
        ACTS[name](session, 0)
    return session


def unlock(folder: Path) -> Session:
    """Open it again."""
    return opening.unlock(folder / STORE, PASSPHRASE, now=now)


def _contact(session: Session, number: int) -> None:
    day = TODAY - dt.timedelta(days=1 + number % 90)
    draft = ContactDraft("COAP", date=day, outcome_code="ATTC", notes=f"note {number}")
    recording.record_contact(
        session, [CRN], EntryDraft(draft, (ContactDraft("COAP", date=TODAY + dt.timedelta(days=3)),))
    )


def _group(session: Session, number: int) -> None:
    recording.record_contact(
        session, GROUP, EntryDraft(ContactDraft("CTOB", "phone", date=TODAY, notes=f"both {number}"))
    )


def _outcome(session: Session, number: int) -> None:
    waiting = [c for c in session.facts(CRN).contacts if c.date < TODAY and c.type_code == "COAP"]
    if not waiting:  # all of them were taken back
        _contact(session, number)
        return
    contact = waiting[number % len(waiting)]
    code = next(code for code in ("AFTC", "ATTC") if code != contact.outcome_code)
    recording.record_outcome(session, contact.contact_id, code)


def _person(session: Session, number: int) -> None:
    draft = PersonDraft(f"X2{number:05}", "FIXTURE", "Cay", rosh="M", sentence_type="CO", starts_on=dt.date(2026, 5, 4))
    people.add_person(session, draft)


def _review(session: Session, number: int) -> None:
    planning.review_plan(session, CRN, TODAY - dt.timedelta(days=number % 100))


def _risk(session: Session, number: int) -> None:
    planning.review_risk(session, CRN, TODAY - dt.timedelta(days=number % 100))


def _rosh(session: Session, _: int) -> None:
    now_at = rosh_on(session.facts(CRN), TODAY)
    changing.change_rosh(session, CRN, "VH" if now_at == "H" else "H", TODAY)


def _at_large(session: Session, _: int) -> None:
    is_away = ual_since(session.facts(CRN), TODAY) is not None
    changing.change_at_large(session, CRN, TODAY - dt.timedelta(days=0 if is_away else 3))


def _lock_time(session: Session, number: int) -> None:
    locking.set_minutes(session, str(1 + number % 60))


def _draft(session: Session, number: int) -> None:
    session.store.keep_draft(f"contact {CRN}", f"of at half a note, number {number}")


def _undo(session: Session, number: int) -> None:
    foreseen = undoing.next_undo(session)
    if foreseen is None or (foreseen.verb == "person.add" and session.store.count(r.Case) <= len(GROUP)):
        _contact(session, number)  # whom the acts are about must stay
    else:
        undoing.undo(session)


def _redo(session: Session, _: int) -> None:
    undoing.redo(session)


def _import(session: Session, number: int) -> None:
    folder = session.store.path.parent.parent / f"folder-{number}"
    folder.mkdir(exist_ok=True)
    _write(folder / "cases.csv", [{"crn": f"X3{number:04}{n}", "surname": "EXAMPLE", "rosh": "M"} for n in range(9)])
    contacts = [
        {
            "contact_id": f"i{number}-{n}",
            "crn": f"X3{number:04}{n % 9}",
            "type_code": "CTOB",
            "date": "2026-11-02",
            "mode": "phone",
        }
        for n in range(40)
    ]
    _write(folder / "contacts.csv", contacts)
    Import(session, folder).write()


def _write(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


ACTS: Final[dict[str, Act]] = {
    "contact": _contact,
    "outcome": _outcome,
    "undo": _undo,
    "redo": _redo,
    "draft": _draft,
    "plan review": _review,
    "risk review": _risk,
    "change of RoSH": _rosh,
    "at large": _at_large,
    "group": _group,
    "new person": _person,
    "import": _import,
    "lock time": _lock_time,
}
