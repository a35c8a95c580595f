"""Bringing in many records: one action, all or nothing, and the same store as by single steps."""

import dataclasses
import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from caseload_tui.domain import records as r
from caseload_tui.domain.stamp import Stamp
from caseload_tui.domain.tables import TABLE_OF, TABLES
from caseload_tui.errors import RefusedError
from caseload_tui.store import bulk
from caseload_tui.store import open as stores
from caseload_tui.store.store import Store
from tests.store.conftest import PASSPHRASE, day, people, visit
from tests.store.dump import everything

FOLLOWS = ("ledger", "tallies", "sums", "case_summary")


def test_an_import_is_one_action_with_a_head_entry_and_one_for_each_person(filled: Store) -> None:
    rows = filled._driver.all(
        "SELECT verb, op, lamport, subject, body FROM journal JOIN journal_bodies USING (entry) ORDER BY entry"
    )[1:]
    assert [row[3] for row in rows] == [None, "X100001", "X100002", "X100003"]
    assert {row[:3] for row in rows} == {("folder.import", "collect", rows[0][2])}
    head = json.loads(rows[0][4])
    assert head["about"]["source"] == "a test"
    assert head["about"]["records"]["cases"] == {"new": 3, "changed": 0, "same": 0}
    assert {change["entity"] for change in head["changes"]} == {"teams", "officers"}
    assert {change["entity"] for change in json.loads(rows[1][4])["changes"]} == {
        "cases",
        "sentences",
        "spells",
        "contacts",
    }


def test_an_import_gives_the_rows_that_single_steps_give(filled: Store, tmp_path: Path, stamp: Stamp) -> None:
    other, _ = stores.create(tmp_path / "other.store", PASSPHRASE, stamp=stamp)
    with other.write("person.add", stamp=stamp) as change:
        for table in TABLES:
            records: list[object] = filled.rows(table.record)
            for record in records:
                change.put(record)
    for table in TABLES:
        assert other.rows(table.record) == filled.rows(table.record)
    one, two = everything(filled), everything(other)
    assert {name: one[name] for name in FOLLOWS} == {name: two[name] for name in FOLLOWS}
    assert other.check() == filled.check() == []
    other.close()


def test_the_same_rows_again_change_nothing(filled: Store, stamp: Stamp) -> None:
    before = everything(filled, without=("journal", "journal_bodies"))
    with filled.bulk("folder.import", stamp=stamp, source="again") as load:
        for table in TABLES:
            counts = load.put_all(table, filled.rows(table.record))
            assert (counts.new, counts.changed) == (0, 0)
    assert everything(filled, without=("journal", "journal_bodies")) == before


def test_a_row_that_differs_is_changed_and_what_it_said_is_kept(filled: Store, stamp: Stamp) -> None:
    renamed = dataclasses.replace(people()[0], surname="OTHER")
    moved = dataclasses.replace(visit("c2", "X100002", -2, notes="A quiet word"), date=day(-3), notes="Another word")
    with filled.bulk("folder.import", stamp=stamp, source="again") as load:
        assert dataclasses.astuple(load.put_all("cases", [renamed])) == (0, 1, 0)
        assert dataclasses.astuple(load.put_all(TABLE_OF[r.Contact], [moved, visit("c7", "X100003", -1)])) == (1, 1, 0)
    assert filled.get(r.Case, "X100001") == renamed
    assert filled.get(r.Contact, "c2") == moved
    assert filled._driver.value("SELECT count(*) FROM versions") == 2
    assert filled.search("sample", 5) == []
    assert filled.check() == []
    assert filled.undo(stamp) is not None
    assert filled.get(r.Case, "X100001") == people()[0]
    assert filled.get(r.Contact, "c7") is None
    assert filled.check() == []


@pytest.mark.parametrize(
    "wrong",
    [
        [visit("c9", "X999999", -1)],
        [visit("c8", "X100001", -1), visit("c8", "X100001", -1)],
    ],
    ids=["of nobody", "twice"],
)
def test_one_wrong_row_refuses_all(filled: Store, stamp: Stamp, wrong: list[r.Contact]) -> None:
    before = everything(filled)
    with pytest.raises(RefusedError), filled.bulk("folder.import", stamp=stamp, source="wrong") as load:
        load.put_all("contacts", [visit("c7", "X100003", -1), *wrong])
    assert everything(filled) == before


def test_the_files_may_come_in_any_order(store: Store, stamp: Stamp) -> None:
    with store.bulk("folder.import", stamp=stamp, source="backwards") as load:
        load.put_all("outcomes", [r.Outcome("c1", "AFTA", day(-30))])
        load.put_all("contacts", [visit("c1", "X100001", -30)])
        load.put_all("spells", [r.Spell("s1", "community", day(-200))])
        load.put_all("sentences", [r.Sentence("s1", "X100001", "CO", starts_on=day(-200))])
        load.put_all("cases", people()[:1])
    facts = store.facts("X100001")
    assert facts is not None
    assert len(facts.outcomes) == len(facts.spells) == 1
    assert store.check() == []


def test_a_change_of_a_row_two_tables_away_is_put_down_to_its_person(filled: Store, stamp: Stamp) -> None:
    with filled.bulk("folder.import", stamp=stamp, source="spells") as load:
        load.put_all("spells", [r.Spell("s3", "community", day(-200), day(-1), "recall")])
    subjects = filled._driver.all("SELECT subject FROM journal_bodies ORDER BY entry DESC LIMIT 2")
    assert subjects == [("X100003",), (None,)]
    assert filled.check() == []


def test_an_import_takes_no_more_from_a_file_than_it_writes_at_once(
    filled: Store, stamp: Stamp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "_ROWS_AT_ONCE", 10)
    taken = 0

    def contacts() -> Iterator[r.Contact]:
        nonlocal taken
        for n in range(95):
            written = filled.count(r.Contact) - 2
            assert taken - written <= 10
            taken += 1
            yield visit(f"n{n}", "X100003", -n)

    with filled.bulk("folder.import", stamp=stamp, source="many") as load:
        load.put_all("contacts", contacts())
    assert filled.count(r.Contact) == 97
    assert filled.check() == []


def test_a_stamp_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="offset"):
        Stamp(dt.datetime(2026, 1, 1), "N")  # noqa: DTZ001 - that is the point
