"""The journal: what is added, read back and proved, and what the triggers and the proof notice."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as sqlite

from caseload_tui.domain.journal import GENESIS, WHOLE, Body, Change, Ref
from caseload_tui.domain.stamp import Stamp
from caseload_tui.store import journal, proof

SCHEMA = Path(__file__).parents[2] / "schema.sql"
STAMP = Stamp(dt.datetime(2026, 3, 2, 9, 14, 5, 120_000, dt.timezone(dt.timedelta(hours=1))), "A. Worker")
CONTACT = ("c-1",)


@pytest.fixture
def conn() -> Iterator[sqlite.Connection]:
    connection = sqlite.connect(":memory:", isolation_level=None)
    connection.executescript(SCHEMA.read_text(encoding="utf-8"))
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA recursive_triggers = ON")
    yield connection
    connection.close()


def edit(conn: sqlite.Connection, *changes: Change, subject: str | None = "X000001", device: str = "A") -> journal.Head:
    return journal.append(conn, device, STAMP, verb="contact.outcome", op="alter", subject=subject, changes=changes)


def contact(**values: str) -> Change:
    return Change("contacts", CONTACT, WHOLE, {"contact_id": "c-1", **values})


def outcome(value: str | None) -> Change:
    return Change("contacts", CONTACT, "outcome_code", value)


def whys(conn: sqlite.Connection, *anchors: journal.Head) -> list[str]:
    return [problem.why for problem in proof.verify(conn, anchors=anchors)]


def test_an_entry_comes_back_as_it_was_added(conn: sqlite.Connection) -> None:
    head = journal.append(
        conn,
        "A",
        STAMP,
        verb="contact.add",
        op="collect",
        subject="X000001",
        why="José asked",
        changes=(contact(notes='said: "no"\n\\n'),),
        about={"keys": 7},
    )
    (found,) = journal.entries(conn, subject="X000001")
    assert head == journal.head(conn, "A") == ("A", 1, found.meta.hash)
    assert found.meta.prev == GENESIS
    assert (found.meta.utc, found.meta.offset, found.meta.actor) == ("2026-03-02T08:14:05.120Z", 60, "A. Worker")
    assert (found.meta.verb, found.meta.op, found.meta.lamport, found.meta.target) == (
        "contact.add",
        "collect",
        1,
        None,
    )
    change = Change("contacts", CONTACT, WHOLE, {"contact_id": "c-1", "notes": 'said: "no"\n\\n'}, ())
    assert found.body == Body("X000001", "José asked", (change,), {"keys": 7})


def test_entries_of_one_action_share_its_number_and_follow_each_other(conn: sqlite.Connection) -> None:
    edit(conn, contact())
    bodies = (Body(about={"people": 2}), Body("X000002"), Body("X000003"))
    head = journal.append_many(conn, "A", STAMP, verb="folder.import", op="collect", bodies=iter(bodies))
    found = list(journal.entries(conn, device="A", after=1))
    assert [(e.meta.seq, e.meta.lamport) for e in found] == [(4, 2), (3, 2), (2, 2)]
    assert head.seq == 4
    assert whys(conn) == []


def test_an_action_without_entries_leaves_the_head_where_it_is(conn: sqlite.Connection) -> None:
    before = edit(conn, contact())
    assert journal.append_many(conn, "A", STAMP, verb="folder.import", op="collect", bodies=()) == before


def test_entries_can_be_asked_for_by_person_and_number(conn: sqlite.Connection) -> None:
    for subject in ("X1", "X2", "X1", "X1"):
        edit(conn, subject=subject)
    assert [e.meta.seq for e in journal.entries(conn, subject="X1", limit=2)] == [4, 3]
    assert [e.meta.seq for e in journal.entries(conn, after=2)] == [4, 3]


def test_the_base_of_a_change_is_the_entry_that_wrote_the_field(conn: sqlite.Connection) -> None:
    edit(conn, contact(outcome_code="ATTC"))
    edit(conn, outcome("AFTC"))
    edit(conn, outcome(None))
    bases = [e.body.changes[0].base for e in journal.entries(conn) if e.body]
    assert bases == [(Ref("A", 2),), (Ref("A", 1),), ()]


def test_the_base_of_a_removal_is_every_entry_that_still_shows_in_the_record(conn: sqlite.Connection) -> None:
    edit(conn, contact(outcome_code="ATTC"))
    edit(conn, outcome("AFTC"))
    edit(conn, Change("contacts", CONTACT, "place", "Office"), outcome("ATTC"))
    assert journal.last_change(conn, "X000001", "contacts", CONTACT, WHOLE) == (Ref("A", 1), Ref("A", 3))
    edit(conn, Change("contacts", CONTACT, WHOLE, None))
    assert journal.last_change(conn, "X000001", "contacts", CONTACT, "place") == (Ref("A", 4),)
    assert journal.last_change(conn, "X000001", "contacts", ("c-2",), "place") == ()


def test_many_records_find_their_bases_as_few_do(conn: sqlite.Connection) -> None:
    keys = [(f"c-{n}",) for n in range(20)]
    edit(conn, *(Change("contacts", key, WHOLE, {"contact_id": key[0]}) for key in keys))
    edit(conn, *(Change("contacts", key, "place", "Office") for key in keys))
    newest = next(journal.entries(conn))
    assert newest.body is not None
    assert {change.base for change in newest.body.changes} == {(Ref("A", 1),)}


def test_text_that_looks_like_a_key_is_not_taken_for_one(conn: sqlite.Connection) -> None:
    edit(conn, Change("contacts", ("c-2",), WHOLE, {"notes": '"id":["c-1"],', "contact_id": "c-2"}))
    assert journal.last_change(conn, "X000001", "contacts", CONTACT, "place") == ()


def test_a_fraction_is_refused_because_programs_write_it_differently(conn: sqlite.Connection) -> None:
    with pytest.raises(TypeError, match="fraction"):
        edit(conn, Change("officers", ("N01",), "contracted_hours", 37.5))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal SET actor = 'B'",
        "DELETE FROM journal WHERE seq = 2",
        "UPDATE journal_bodies SET body = '{}'",
        "DELETE FROM journal_bodies",
        "INSERT OR REPLACE INTO journal SELECT * FROM journal WHERE seq = 2",
        (
            "INSERT INTO journal SELECT entry + 5, device, seq + 2, lamport, utc, offset_minutes, actor, verb, op,"
            " target, body_hash, prev, hash FROM journal WHERE seq = 2"
        ),
        (
            "INSERT INTO journal SELECT entry + 1, device, seq + 1, lamport, utc, offset_minutes, actor, verb, op,"
            " target, body_hash, prev, hash FROM journal WHERE seq = 2"
        ),
        (
            "INSERT INTO journal SELECT entry + 1, device, seq + 1, lamport - 1, utc, offset_minutes, actor, verb, op,"
            " target, body_hash, hash, hash FROM journal WHERE seq = 2"
        ),
        "INSERT INTO journal_bodies (entry, salt, body) VALUES (99, zeroblob(16), '{}')",
    ],
)
def test_the_database_refuses_to_change_the_journal(conn: sqlite.Connection, statement: str) -> None:
    edit(conn, contact())
    edit(conn, outcome("ATTC"))
    with pytest.raises(sqlite.IntegrityError):
        conn.execute(statement)
    assert whys(conn) == []


def _without_triggers(conn: sqlite.Connection, statement: str) -> None:
    for (name,) in conn.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
        conn.execute(f"DROP TRIGGER {name}")
    conn.execute("PRAGMA foreign_keys = OFF")
    conn.execute(statement)


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("UPDATE journal SET actor = 'B' WHERE seq = 2", "it is not what was written"),
        ("UPDATE journal SET utc = '2026-03-02T08:14:05.121Z' WHERE seq = 2", "it is not what was written"),
        ("UPDATE journal SET offset_minutes = 0 WHERE seq = 2", "it is not what was written"),
        ("UPDATE journal SET verb = 'plan.review' WHERE seq = 2", "it is not what was written"),
        ("UPDATE journal SET op = 'collect' WHERE seq = 2", "it is not what was written"),
        ("UPDATE journal SET target = 1 WHERE seq = 2", "it is not what was written"),
        ("UPDATE journal SET lamport = 4 WHERE seq = 3", "it is not what was written"),
        ("UPDATE journal SET lamport = 1 WHERE seq = 3", "it counts back"),
        ("UPDATE journal SET prev = hash WHERE seq = 2", "it does not follow the entry before it"),
        ("UPDATE journal SET device = 'B' WHERE seq = 2", "the entries before it are missing"),
        ("DELETE FROM journal WHERE seq = 2", "the entries before it are missing"),
        (
            "UPDATE journal_bodies SET body = replace(body, 'AFTC', 'ATTC') WHERE entry = 2",
            "what it was about is not what was written",
        ),
        ("DELETE FROM journal_bodies WHERE entry = 2", "what it was about is missing, and no erasure says so"),
        (
            "INSERT INTO journal_bodies (entry, salt, body) VALUES (99, zeroblob(16), '{}')",
            "1 bodies belong to no entry",
        ),
    ],
)
def test_the_proof_notices_what_was_changed_from_outside(conn: sqlite.Connection, statement: str, why: str) -> None:
    edit(conn, contact())
    edit(conn, outcome("AFTC"))
    edit(conn, outcome("ATTC"))
    _without_triggers(conn, statement)
    assert why in whys(conn)


def test_only_an_anchor_shows_that_the_newest_entries_were_taken_away(conn: sqlite.Connection) -> None:
    edit(conn, contact())
    anchor = edit(conn, outcome("AFTC"))
    assert whys(conn, anchor) == []
    _without_triggers(conn, "DELETE FROM journal WHERE seq = 2")
    conn.execute("DELETE FROM journal_bodies WHERE entry = 2")
    assert whys(conn) == []
    assert whys(conn, anchor) == ["it was here once and is missing"]


def test_only_an_anchor_shows_that_everything_was_written_anew(conn: sqlite.Connection) -> None:
    edit(conn, contact())
    anchor = journal.Head("A", 1, bytes(32))
    assert whys(conn) == []
    assert whys(conn, anchor) == ["it is not the one that was here once"]


def test_the_proof_tells_how_far_it_is(conn: sqlite.Connection) -> None:
    journal.append_many(conn, "A", STAMP, verb="folder.import", op="collect", bodies=(Body() for _ in range(2_500)))
    told: list[tuple[int, int]] = []
    assert proof.verify(conn, lambda done, count: told.append((done, count))) == ()
    assert told == [(1_000, 2_500), (2_000, 2_500), (2_500, 2_500)]
