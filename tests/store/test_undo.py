"""Undo and redo from the journal: as in an editor, across restarts, and refused where others built upon it."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Literal

import pytest
import sqlcipher3.dbapi2 as sqlite
from hypothesis import given
from hypothesis import strategies as st

from caseload_tui.domain.journal import REDO, UNDO, WHOLE, Body, Change, Entry, Value
from caseload_tui.domain.stamp import Stamp
from caseload_tui.domain.verbs import Op
from caseload_tui.errors import RefusedError
from caseload_tui.store import journal, proof
from caseload_tui.store.undo import Undo, plan_redo, plan_undo

SCHEMA = (Path(__file__).parents[2] / "schema.sql").read_text(encoding="utf-8")
STAMP = Stamp(dt.datetime(2026, 3, 2, 9, 14, tzinfo=dt.UTC), "A. Worker")

Key = tuple[str, str]
"""A person and a contact of theirs."""

Fields = dict[str, Value]
Wish = tuple[Key, Fields | None]
"""What a record should say; None: it should not be there."""


def undoable(verb: str) -> bool:
    return verb in {"contact.add", "folder.import"}


class Desk:
    """A store in small: records in a dict, written the way the store writes them."""

    def __init__(self, conn: sqlite.Connection, device: str = "A") -> None:
        self.conn = conn
        self.device = device
        self.records: dict[Key, Fields] = {}

    def write(self, *wishes: Wish, verb: str = "contact.add", op: Op = "collect", target: int | None = None) -> bool:
        """Write what differs as one action; returns whether anything did."""
        bodies: dict[str, list[Change]] = {}
        for key, fields in wishes:
            for change in self._set(key, fields):
                bodies.setdefault(key[0], []).append(change)
        if bodies or target:
            made = [Body(person, changes=tuple(changes)) for person, changes in bodies.items()] or [Body()]
            journal.append_many(self.conn, self.device, STAMP, verb=verb, op=op, bodies=made, target=target)
        return bool(bodies or target)

    def _set(self, key: Key, fields: Fields | None) -> Iterator[Change]:
        old = self.records.get(key)
        if fields == old:
            return
        if fields is None:
            del self.records[key]
        else:
            self.records[key] = fields
        if fields is None or old is None:
            yield Change("contacts", (key[1],), WHOLE, fields)
        else:
            for name in sorted(fields.keys() | old.keys()):
                if fields.get(name) != old.get(name):
                    yield Change("contacts", (key[1],), name, fields.get(name))

    def undo(self) -> bool:
        return self._turn(plan_undo(self.conn, self.device, undoable), UNDO)

    def redo(self) -> bool:
        return self._turn(plan_redo(self.conn, self.device, undoable), REDO)

    def _turn(self, plan: Undo | None, verb: str) -> bool:
        if plan is None:
            return False
        wishes = dict(self._wishes(plan.changes()))
        return self.write(*wishes.items(), verb=verb, op="alter", target=plan.target)

    def _wishes(self, changes: Iterable[Change]) -> Iterator[Wish]:
        """Give the records as the changes leave them; `person` of a contact is the first part of its id."""
        wishes: dict[Key, Fields | None] = {}
        for change in changes:
            key = (str(change.id[0]).split("-")[0], str(change.id[0]))
            before = wishes.get(key, self.records.get(key))
            if change.field == WHOLE:
                wishes[key] = dict(change.value) if isinstance(change.value, Mapping) else None
            else:
                assert before is not None
                assert not isinstance(change.value, Mapping)
                wishes[key] = {n: v for n, v in {**before, change.field: change.value}.items() if v is not None}
        yield from wishes.items()

    def now(self) -> dict[Key, Fields]:
        return dict(self.records)


def connection(path: str = ":memory:") -> sqlite.Connection:
    return sqlite.connect(path, isolation_level=None)


def fresh(path: str = ":memory:") -> sqlite.Connection:
    conn = connection(path)
    conn.executescript(SCHEMA)
    return conn


@pytest.fixture
def desk() -> Iterator[Desk]:
    conn = fresh()
    yield Desk(conn)
    conn.close()


def one(person: str = "P1", number: int = 1) -> Key:
    return person, f"{person}-{number}"


keys = st.sampled_from([one(person, number) for person in ("P1", "P2") for number in (1, 2)])
fields = st.dictionaries(st.sampled_from(["place", "notes", "mode"]), st.sampled_from(["x", "y", 1, True]), max_size=3)
actions = st.lists(st.tuples(keys, st.none() | fields), min_size=1, max_size=3)


@given(st.lists(actions, min_size=1, max_size=12))
def test_undoing_everything_gives_back_each_state_in_turn_and_redoing_everything_too(
    done: list[list[Wish]],
) -> None:
    desk = Desk(fresh())
    states: list[dict[Key, Fields]] = [{}, *(desk.now() for wishes in done if desk.write(*wishes))]
    for state in reversed(states[:-1]):
        assert desk.undo()
        assert desk.now() == state
    assert not desk.undo()
    for state in states[1:]:
        assert desk.redo()
        assert desk.now() == state
    assert not desk.redo()
    assert proof.verify(desk.conn) == ()
    desk.conn.close()


Step = Literal["undo", "redo"] | list[Wish]


@given(st.lists(st.one_of(st.just("undo"), st.just("redo"), actions), max_size=25))
def test_any_sequence_of_changes_undo_and_redo_behaves_as_in_an_editor(steps: list[Step]) -> None:
    desk = Desk(fresh())
    back: list[dict[Key, Fields]] = []
    forth: list[dict[Key, Fields]] = []
    for step in steps:
        before = desk.now()
        if step == "undo":
            assert desk.undo() == bool(back)
            if back:
                forth.append(before)
                assert desk.now() == back.pop()
        elif step == "redo":
            assert desk.redo() == bool(forth)
            if forth:
                back.append(before)
                assert desk.now() == forth.pop()
        elif desk.write(*step):
            back.append(before)
            forth.clear()
    assert proof.verify(desk.conn) == ()
    desk.conn.close()


def test_undo_twice_and_redo_once_leaves_the_first_change(desk: Desk) -> None:
    desk.write((one(), {"place": "Office"}))
    desk.write((one(), {"place": "Home"}))
    assert desk.undo()
    assert desk.undo()
    assert desk.now() == {}
    assert desk.redo()
    assert desk.now() == {one(): {"place": "Office"}}


def test_a_new_change_leaves_nothing_to_redo(desk: Desk) -> None:
    desk.write((one(), {"place": "Office"}))
    desk.undo()
    desk.write((one(number=2), {"place": "Home"}))
    assert plan_redo(desk.conn, "A", undoable) is None


def test_looking_at_a_person_leaves_redo_as_it_was(desk: Desk) -> None:
    desk.write((one(), {"place": "Office"}))
    desk.undo()
    journal.append(desk.conn, "A", STAMP, verb="case.show", op="consult", subject="P1")
    assert desk.redo()


def test_the_plan_says_what_when_and_about_whom(desk: Desk) -> None:
    desk.write((one(), {"place": "Office"}))
    journal.append(desk.conn, "A", STAMP, verb="case.show", op="consult", subject="P2")
    plan = plan_undo(desk.conn, "A", undoable)
    assert plan is not None
    assert (plan.kind, plan.verb, plan.subject, plan.at, plan.target) == ("undo", "contact.add", "P1", STAMP.at, 1)
    assert list(plan.changes()) == [Change("contacts", ("P1-1",), WHOLE, None)]


def test_undo_reaches_across_a_restart(tmp_path: Path) -> None:
    first = Desk(fresh(str(tmp_path / "store")))
    first.write((one(), {"place": "Office"}))
    first.write((one(), {"place": "Home", "notes": "Late"}))
    first.conn.close()
    second = Desk(connection(str(tmp_path / "store")))
    second.records = first.now()
    assert second.undo()
    assert second.now() == {one(): {"place": "Office"}}
    second.conn.close()
    third = Desk(connection(str(tmp_path / "store")))
    third.records = second.now()
    assert third.redo()
    assert third.now() == first.now()
    third.conn.close()


def test_an_import_is_undone_as_one_action_after_what_came_later(desk: Desk) -> None:
    desk.write((one(), {"place": "Office"}))
    before = desk.now()
    everyone = [one(f"P{n}") for n in range(1, 31)]
    wishes: list[Wish] = [(key, {"place": "Imported"}) for key in everyone]
    desk.write(*wishes, verb="folder.import")
    imported = desk.now()
    desk.write((one("P3"), {"place": "Home"}))
    assert desk.undo()
    assert desk.now() == imported
    plan = plan_undo(desk.conn, "A", undoable)
    assert plan is not None
    assert (plan.verb, plan.subject) == ("folder.import", None)
    assert desk.undo()
    assert desk.now() == before
    assert desk.redo()
    assert desk.now() == imported


def test_undo_is_refused_when_an_act_that_cannot_be_undone_changed_the_same(desk: Desk) -> None:
    desk.write((one(), {"place": "Office"}))
    desk.write((one(), {"place": "Home"}), verb="plan.review", op="alter")
    with pytest.raises(RefusedError) as refusal:
        desk.undo()
    assert refusal.value.message == (
        "“Record contact” of Mon 2 Mar 2026, 09:14 cannot be taken back: "
        "“Plan review” of Mon 2 Mar 2026, 09:14 changed the same since."
    )
    assert desk.now() == {one(): {"place": "Home"}}


def test_undo_goes_past_an_act_that_changed_something_else(desk: Desk) -> None:
    desk.write((one(), {"place": "Office"}))
    desk.write((one(), {"place": "Home"}))
    desk.write((one(), {"place": "Home", "notes": "Late"}), verb="plan.review", op="alter")
    assert desk.undo()
    assert desk.now() == {one(): {"place": "Office", "notes": "Late"}}


def merged(desk: Desk, other: Desk) -> None:
    """Bring the newest entry of another device over, and what it changed."""
    sql = (
        "SELECT device, seq, lamport, utc, offset_minutes, actor, verb, op, target, body_hash, prev, hash, salt, body"
        " FROM journal JOIN journal_bodies USING (entry) WHERE device = ? ORDER BY seq DESC LIMIT 1"
    )
    *columns, salt, text = other.conn.execute(sql, (other.device,)).fetchone()
    journal.receive(desk.conn, Entry(*columns), salt, text)
    desk.records = other.now()


def test_undo_is_refused_when_another_device_changed_the_same_since() -> None:
    desk, other = Desk(fresh(), "A"), Desk(fresh(), "B")
    desk.write((one(), {"place": "Office"}))
    merged(other, desk)
    other.write((one(), {"place": "Home"}))
    merged(desk, other)
    with pytest.raises(RefusedError):
        desk.undo()
    other.undo()
    merged(desk, other)
    assert desk.undo()
    assert desk.now() == {}
    for each in (desk, other):
        each.conn.close()


def test_what_another_device_did_is_not_ours_to_undo() -> None:
    desk, other = Desk(fresh(), "A"), Desk(fresh(), "B")
    other.write((one(), {"place": "Office"}))
    merged(desk, other)
    assert not desk.undo()
    for each in (desk, other):
        each.conn.close()


def test_an_erased_person_cannot_be_brought_back(desk: Desk) -> None:
    desk.write((one("P1"), {"place": "Office"}))
    desk.write((one("P2"), {"place": "Home"}))
    journal.erase(desk.conn, "A", STAMP, subject="P2", why="Retention period is over")
    del desk.records[one("P2")]
    assert desk.undo()
    assert desk.now() == {}
    assert not desk.undo()


def test_the_rest_of_an_import_can_be_undone_when_one_of_its_people_was_erased(desk: Desk) -> None:
    desk.write((one("P1"), {"place": "Office"}), (one("P2"), {"place": "Home"}), verb="folder.import")
    journal.erase(desk.conn, "A", STAMP, subject="P2", why="Retention period is over")
    del desk.records[one("P2")]
    assert desk.undo()
    assert desk.now() == {}


def test_a_setting_goes_back_to_what_it_was(desk: Desk) -> None:
    for value in ("N01", "N02"):
        journal.append(
            desk.conn,
            "A",
            STAMP,
            verb="contact.add",
            op="config",
            changes=(Change("settings", ("officer_code",), "value", value),),
        )
    for expected in ("N01", None):
        plan = plan_undo(desk.conn, "A", undoable)
        assert plan is not None
        (change,) = changes = list(plan.changes())
        assert (change.field, change.value) == ("value", expected)
        bodies = (Body(changes=tuple(changes)),)
        journal.append_many(desk.conn, "A", STAMP, verb=UNDO, op="alter", target=plan.target, bodies=bodies)


def test_a_record_that_moved_to_someone_else_is_removed_there_before_it_is_put_back(desk: Desk) -> None:
    bodies = (
        Body("P2", changes=(Change("contacts", ("c-1",), WHOLE, {"crn": "P2"}),)),
        Body("P1", changes=(Change("contacts", ("c-1",), WHOLE, None),)),
    )
    first = Body("P1", changes=(Change("contacts", ("c-1",), WHOLE, {"crn": "P1"}),))
    journal.append_many(desk.conn, "A", STAMP, verb="contact.add", op="collect", bodies=(first,))
    journal.append_many(desk.conn, "A", STAMP, verb="contact.add", op="alter", bodies=bodies)
    plan = plan_undo(desk.conn, "A", undoable)
    assert plan is not None
    assert [change.value for change in plan.changes()] == [None, {"crn": "P1"}]


def test_no_query_on_the_way_to_a_saved_change_or_an_undo_reads_a_whole_table(desk: Desk) -> None:
    ran: list[str] = []
    desk.write((one(), {"place": "Office"}))
    desk.conn.set_trace_callback(ran.append)
    desk.write((one(), {"place": "Home"}))
    desk.undo()
    desk.redo()
    desk.conn.set_trace_callback(None)
    queries = [sql for sql in ran if sql.startswith("SELECT")]
    assert len(queries) > 10
    for sql in queries:
        plan = [row[3] for row in desk.conn.execute(f"EXPLAIN QUERY PLAN {sql}")]
        assert not [step for step in plan if step.startswith("SCAN") and "CONSTANT ROW" not in step], sql


def test_the_way_back_past_consultations_grows_no_faster_than_they_do(desk: Desk) -> None:
    desk.write((one(), {"place": "Office"}))
    steps: list[int] = []
    for consultations in (100, 900):
        bodies = (Body("P1") for _ in range(consultations))
        for body in bodies:
            journal.append_many(desk.conn, "A", STAMP, verb="case.show", op="consult", bodies=(body,))
        steps.append(0)
        desk.conn.set_progress_handler(lambda: steps.append(steps.pop() + 1), 10)
        assert plan_undo(desk.conn, "A", undoable)
        desk.conn.set_progress_handler(None, 0)
    assert steps[1] <= 12 * steps[0]
