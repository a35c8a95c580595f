"""One action: rows, versions, journal, ledger, tallies, summary and search, all of it or none of it."""

import dataclasses
import json
from collections.abc import Callable
from typing import Any

import pytest

from caseload_tui.domain import records as r
from caseload_tui.domain.stamp import Stamp
from caseload_tui.domain.tables import TABLES, Table
from caseload_tui.errors import RefusedError
from caseload_tui.store.store import Store
from tests.store.conftest import day, visit
from tests.store.dump import everything
from tests.store.making import bare, full


@pytest.mark.parametrize("made", [full, bare])
@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_record_comes_back_as_it_was_put_and_goes_when_removed(
    filled: Store, stamp: Stamp, table: Table, made: Callable[[Table], Any]
) -> None:
    record = made(table)
    if table.name != "plans":
        with filled.write("person.add", stamp=stamp) as change:
            change.put(r.Plan("p1", "X100001", None, "sentence"))
    before = everything(filled, without=("journal", "journal_bodies", "versions", "settings"))
    with filled.write("person.add", stamp=stamp) as change:
        assert change.put(record)
    assert filled.get(table.record, *table.key_of(record)) == record
    assert record in filled.rows(table.record, **{table.key[0]: getattr(record, table.key[0])})
    crn = record.crn if hasattr(record, "crn") else "X100001" if table.person else None
    facts = filled.facts(crn) if crn else None
    if facts is not None:
        held = (facts.case,) if table.name == "cases" else getattr(facts, table.name)
        assert record in held
    assert filled.check() == []
    with filled.write("person.add", stamp=stamp) as change:
        assert change.remove(table.record, *table.key_of(record))
    assert everything(filled, without=("journal", "journal_bodies", "versions", "settings")) == before
    assert filled.check() == []


def test_an_action_that_fails_leaves_nothing_behind(filled: Store, stamp: Stamp) -> None:
    before = everything(filled)

    def fail() -> None:
        with filled.write("contact.add", stamp=stamp) as change:
            change.put(visit("c9", "X100001", -1, notes="never said"))
            change.set("actor", "somebody")
            raise KeyError("the power went")

    with pytest.raises(KeyError):
        fail()
    assert everything(filled) == before
    assert filled._driver.value("SELECT count(*) FROM notes_search WHERE notes_search MATCH 'never'") == 0


def test_a_row_that_would_belong_to_nobody_is_refused_at_the_end(filled: Store, stamp: Stamp) -> None:
    before = everything(filled)
    with pytest.raises(RefusedError, match="not there"), filled.write("contact.add", stamp=stamp) as change:
        change.put(visit("c9", "X999999", -1))
    assert everything(filled) == before


def test_a_row_may_come_before_the_person_it_is_about(store: Store, stamp: Stamp) -> None:
    with store.write("person.add", stamp=stamp) as change:
        change.put(r.Spell("s7", "community", day(-5)))
        change.put(r.Sentence("s7", "X7", "CO", starts_on=day(-5)))
        change.put(r.Case("X7", "EARLY"))
    subjects = store._driver.all("SELECT subject FROM journal_bodies ORDER BY entry DESC LIMIT 1")
    assert subjects == [("X7",)]
    assert store.check() == []


def test_what_changes_is_kept_as_it_was(filled: Store, stamp: Stamp) -> None:
    old = filled.get(r.Contact, "c2")
    assert old is not None
    with filled.write("contact.outcome", stamp=stamp) as change:
        change.put(dataclasses.replace(old, outcome_code="AFTC", notes="A loud word"))
    image, device, seq, by = filled._driver.one("SELECT image, device, seq, superseded_by FROM versions") or ()
    assert json.loads(image)["notes"] == "A quiet word"
    assert (device, seq) == (filled.device, 2)
    assert by == filled._driver.value("SELECT max(entry) FROM journal")


def test_the_journal_says_what_changed_field_by_field(filled: Store, stamp: Stamp) -> None:
    old = filled.get(r.Contact, "c2")
    assert old is not None
    with filled.write("contact.outcome", stamp=stamp, why="told late") as change:
        change.put(dataclasses.replace(old, outcome_code="AFTC"))
    body = json.loads(filled._driver.value("SELECT body FROM journal_bodies ORDER BY entry DESC LIMIT 1"))
    assert (body["subject"], body["why"]) == ("X100002", "told late")
    assert [(c["entity"], c["id"], c["field"], c["value"]) for c in body["changes"]] == [
        ("contacts", ["c2"], "outcome_code", "AFTC")
    ]
    assert change.entry is not None
    assert (change.entry.device, change.entry.seq) == (
        filled.device,
        filled._driver.value("SELECT max(seq) FROM journal"),
    )


def test_what_is_already_so_is_not_written_again(filled: Store, stamp: Stamp) -> None:
    contact = filled.get(r.Contact, "c2")
    with filled.write("contact.outcome", stamp=stamp) as change:
        assert not change.put(contact)
        assert not change.remove(r.Contact, "no such contact")
    assert filled._driver.value("SELECT count(*) FROM versions") == 0


def test_an_action_about_two_people_makes_an_entry_for_each(filled: Store, stamp: Stamp) -> None:
    with filled.write("contact.add", stamp=stamp) as change:
        change.put(visit("g1", "X100001", 0))
        change.put(visit("g2", "X100002", 0))
    rows = filled._driver.all(
        "SELECT subject, lamport FROM journal JOIN journal_bodies USING (entry) ORDER BY entry DESC LIMIT 2"
    )
    assert {subject for subject, _ in rows} == {"X100001", "X100002"}
    assert len({lamport for _, lamport in rows}) == 1


def test_a_contact_that_was_somebody_else_s_leaves_and_arrives(filled: Store, stamp: Stamp) -> None:
    contact = filled.get(r.Contact, "c2")
    assert contact is not None
    with filled.write("contact.add", stamp=stamp) as change:
        change.put(dataclasses.replace(contact, crn="X100001"))
    one, other = filled.facts("X100001"), filled.facts("X100002")
    assert one is not None
    assert other is not None
    assert {c.contact_id for c in one.contacts} == {"c1", "c2"}
    assert other.contacts == ()
    assert filled.check() == []


def test_a_visit_clears_the_flag_and_undo_brings_it_back(filled: Store, stamp: Stamp) -> None:
    before = filled.overdue(stamp.on)
    assert any(row.crn == "X100001" and row.rule == "F2F_GAP" for row in before)
    with filled.write("contact.add", stamp=stamp) as change:
        change.put(visit("c9", "X100001", 0))
    assert not any(row.crn == "X100001" and row.rule == "F2F_GAP" for row in filled.overdue(stamp.on))
    undone = filled.undo(stamp)
    assert undone is not None
    assert (undone.verb, undone.subject) == ("contact.add", "X100001")
    assert filled.overdue(stamp.on) == before
    assert filled.redo(stamp) is not None
    assert filled.get(r.Contact, "c9") == visit("c9", "X100001", 0)
    assert filled.check() == []


def test_undo_takes_back_a_whole_import(filled: Store, stamp: Stamp) -> None:
    assert filled.undo(stamp) is not None
    assert [filled.count(table.record) for table in TABLES] == [0] * len(TABLES)
    assert filled.check() == []
    assert filled.redo(stamp) is not None
    assert filled.count(r.Case) == 3
    assert filled.check() == []


def test_search_finds_a_note_and_a_name_only_as_long_as_they_stand(filled: Store, stamp: Stamp) -> None:
    contact, case = filled.get(r.Contact, "c2"), filled.get(r.Case, "X100003")
    assert contact is not None
    assert case is not None
    assert [found.crn for found in filled.search("zoe fix", 5)] == ["X100003"]
    with filled.write("contact.outcome", stamp=stamp) as change:
        change.put(dataclasses.replace(contact, notes=None))
        change.put(dataclasses.replace(case, surname="OTHER"))
    assert filled.search("fixture", 5) == []
    assert [found.crn for found in filled.search("other", 5)] == ["X100003"]
    assert filled._driver.value("SELECT count(*) FROM notes_search WHERE notes_search MATCH 'quiet'") == 0
    assert filled.check() == []


def test_other_standards_for_the_store_work_everyone_out_again(filled: Store, stamp: Stamp) -> None:
    before = filled.overdue(stamp.on)
    with filled.write("store.init", stamp=stamp) as change:
        change.set("default_profile", "tr-crc-2016")
    assert {row.profile for row in filled.overdue(stamp.on)} <= {"tr-crc-2016"}
    assert filled.check() == []
    with filled.write("store.init", stamp=stamp) as change:
        change.set("default_profile", None)
    assert filled.overdue(stamp.on) == before


def test_a_draft_is_kept_and_dropped_without_a_trace_in_the_journal(filled: Store) -> None:
    entries = filled._driver.value("SELECT count(*) FROM journal")
    filled.keep_draft("contact.add X100001", "of at")
    filled.keep_draft("contact.add X100002", "ph")
    filled.keep_draft("contact.add X100001", "of 14 at")
    assert filled.draft("contact.add X100001") == "of 14 at"
    assert filled.drafts() == ["contact.add X100001", "contact.add X100002"]
    filled.drop_draft("contact.add X100001")
    assert filled.draft("contact.add X100001") is None
    assert filled._driver.value("SELECT count(*) FROM journal") == entries
