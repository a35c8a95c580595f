"""Erasing one person from the journal: nothing of them stays, the proof holds, and merged copies can do the same."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as sqlite

from caseload_tui.domain.journal import WHOLE, Body, Change, Json
from caseload_tui.domain.stamp import Stamp
from caseload_tui.store import journal, proof

SCHEMA = (Path(__file__).parents[2] / "schema.sql").read_text(encoding="utf-8")
STAMP = Stamp(dt.datetime(2026, 3, 2, 9, 14, tzinfo=dt.UTC), "A. Worker")
GONE, STAYS = "X111111", "X222222"
NEEDLES = (GONE, "Quillfeather", "lost her bus pass", "c-gone", "asked at reception")
WHY = "Retention period is over"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[tuple[sqlite.Connection, Path]]:
    """A plain file, so that its bytes can be searched."""
    conn = sqlite.connect(str(tmp_path / "store"), isolation_level=None)
    conn.executescript(f"BEGIN; {SCHEMA} COMMIT;")
    for pragma in ("foreign_keys=ON", "secure_delete=ON", "journal_mode=WAL", "synchronous=FULL"):
        conn.execute(f"PRAGMA {pragma}").fetchall()
    yield conn, tmp_path
    conn.close()


def live(conn: sqlite.Connection, device: str = "A") -> None:
    """Write what two people leave in a journal: an import of both, then edits in turn."""
    conn.execute("BEGIN")
    bodies = [
        Body(subject, changes=(Change("cases", (subject,), WHOLE, {"crn": subject, "surname": name}),))
        for subject, name in ((STAYS, "Stayer"), (GONE, "Quillfeather"))
    ]
    journal.append_many(conn, device, STAMP, verb="folder.import", op="collect", bodies=bodies)
    for number in range(40):
        subject, key = ((GONE, f"c-gone-{number}"), (STAYS, f"c-stays-{number}"))[number % 2]
        journal.append(
            conn,
            device,
            STAMP,
            verb="contact.add",
            op="collect",
            subject=subject,
            why="asked at reception" if subject == GONE else None,
            changes=(Change("contacts", (key,), WHOLE, {"crn": subject, "notes": "lost her bus pass " * 90}),)
            if subject == GONE
            else (Change("contacts", (key,), WHOLE, {"crn": subject}),),
        )
    journal.append(conn, device, STAMP, verb="case.show", op="consult", subject=GONE)
    conn.execute("COMMIT")


def found(folder: Path) -> set[str]:
    """Return which needles stand anywhere in the files of the store."""
    everything = b"".join(path.read_bytes() for path in folder.iterdir())
    return {
        needle
        for needle in NEEDLES
        for encoding in ("utf-8", "utf-16-le", "utf-16-be")
        if needle.encode(encoding) in everything
    }


def test_nothing_of_an_erased_person_stays_in_the_file(store: tuple[sqlite.Connection, Path]) -> None:
    conn, folder = store
    live(conn)
    assert found(folder) == set(NEEDLES)
    conn.execute("BEGIN IMMEDIATE")
    journal.erase(conn, "A", STAMP, subject=GONE, why=WHY)
    conn.execute("COMMIT")
    conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    assert found(folder) == set()


def test_the_proof_holds_after_an_erasure_and_the_others_are_whole(store: tuple[sqlite.Connection, Path]) -> None:
    conn, _ = store
    live(conn)
    kept = list(journal.entries(conn, subject=STAYS))
    before = journal.head(conn, "A")
    journal.erase(conn, "A", STAMP, subject=GONE, why=WHY)
    assert proof.verify(conn, anchors=(before, journal.head(conn, "A"))) == ()
    assert list(journal.entries(conn, subject=STAYS)) == kept
    assert list(journal.entries(conn, subject=GONE)) == []
    assert journal.last_change(conn, GONE, "cases", (GONE,), "surname") == ()


def test_the_entry_of_an_erasure_tells_that_it_took_place_and_not_about_whom(
    store: tuple[sqlite.Connection, Path],
) -> None:
    conn, _ = store
    live(conn)
    journal.erase(conn, "A", STAMP, subject=GONE, why=WHY)
    newest = next(journal.entries(conn))
    assert newest.body is not None
    assert (newest.meta.op, newest.body.subject, newest.body.why, newest.body.changes) == ("erase", None, WHY, ())
    assert newest.body.about["entries"] == [["A", 2, 3], *(["A", seq, seq] for seq in range(5, 43, 2)), ["A", 43, 43]]
    assert journal.is_erased(conn, GONE)
    assert not journal.is_erased(conn, STAYS)


def test_a_body_that_no_erasure_names_cannot_be_deleted(store: tuple[sqlite.Connection, Path]) -> None:
    conn, _ = store
    live(conn)
    journal.erase(conn, "A", STAMP, subject=GONE, why=WHY)
    with pytest.raises(sqlite.IntegrityError, match="only when an erase entry names it"):
        conn.execute("DELETE FROM journal_bodies WHERE subject = ?", (STAYS,))
    with pytest.raises(sqlite.IntegrityError, match="only when an erase entry names it"):
        conn.execute("DELETE FROM journal_bodies WHERE subject IS NULL")


def test_a_body_that_is_back_after_its_erasure_is_noticed(store: tuple[sqlite.Connection, Path]) -> None:
    conn, _ = store
    live(conn)
    kept = conn.execute("SELECT entry, salt, body FROM journal_bodies WHERE subject = ?", (GONE,)).fetchone()
    journal.erase(conn, "A", STAMP, subject=GONE, why=WHY)
    conn.execute("INSERT INTO journal_bodies (entry, salt, body) VALUES (?, ?, ?)", kept)
    assert [problem.why for problem in proof.verify(conn)] == ["what it was about was erased, and is there again"]


def test_an_erasure_that_names_more_entries_than_there_are_is_cheap_to_prove(
    store: tuple[sqlite.Connection, Path],
) -> None:
    conn, _ = store
    person: Json = {"salt": "00", "token": "00"}
    about: dict[str, Json] = {"entries": [["A", 1, 10**15], ["B", 7, 3]], "person": person}
    journal.append(conn, "A", STAMP, verb="person.erase", op="erase", about=about)
    assert [problem.why for problem in proof.verify(conn)] == ["what it was about was erased, and is there again"]
