"""Undo and redo through the real store: every table, across a restart, and the journal proved after it."""

import datetime as dt
import typing
from collections.abc import Iterator
from pathlib import Path

import pytest

from caseload_tui.domain import records as r
from caseload_tui.domain.stamp import Stamp
from caseload_tui.domain.tables import TABLES, Table
from caseload_tui.store import journal, proof
from caseload_tui.store.open import create_demo, open_demo
from caseload_tui.store.store import Store

STAMP = Stamp(dt.datetime(2026, 3, 2, 9, 14, tzinfo=dt.UTC), "N. One")
CRN = "X900001"
IDS = {"crn": CRN, "sentence_id": "s-1", "contact_id": "c-1", "plan_id": "p-1", "profile": "ps-ns2021"}
DAY = dt.date(2026, 2, 2)
KINDS: dict[object, object] = {dt.date: DAY, bool: True, float: 37.5, int: 3}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = create_demo(tmp_path / "demo", STAMP)
    yield made
    made.close()


def filled(table: Table, *, everything: bool) -> object:
    """Return a record of a table with every field filled, or only with those that must be."""
    values = {}
    for name, hint in typing.get_type_hints(table.record).items():
        kinds = typing.get_args(hint) or (hint,)
        if everything or type(None) not in kinds:
            words = [
                word for kind in (hint, *kinds) for word in (typing.get_args(kind) or [kind]) if isinstance(word, str)
            ]
            by_kind = [KINDS[kind] for kind in kinds if kind in KINDS]
            values[name] = IDS.get(name) or next(iter(by_kind + words), "09:00" if name.endswith("_time") else "text")
        else:
            values[name] = None
    return table.record(**values)


def parents(store: Store) -> None:
    """Write what other records need to be about."""
    with store.write("person.add", stamp=STAMP) as change:
        for table in TABLES:
            if table.name in ("cases", "sentences", "contacts", "plans"):
                change.put(filled(table, everything=False))


@pytest.mark.parametrize("everything", [True, False])
@pytest.mark.parametrize("table", TABLES, ids=lambda table: str(table.name))
def test_a_record_of_every_table_goes_and_comes_back(store: Store, table: Table, everything: bool) -> None:  # noqa: FBT001
    parents(store)
    record = filled(table, everything=everything)
    before: list[object] = store.rows(table.record)
    with store.write("contact.add", stamp=STAMP) as change:
        change.put(record)
        # Something of one's own, so that this action is there even when the record already is.
        change.put(r.Pause(CRN, "ual", dt.date(2020, 1, 1)))
    after: list[object] = store.rows(table.record)
    assert record in after
    assert store.undo(STAMP)
    assert store.rows(table.record) == before
    assert store.redo(STAMP)
    assert store.rows(table.record) == after


def test_a_record_whose_key_is_read_from_another_field_goes_and_comes_back(store: Store) -> None:
    parents(store)
    declined = r.DutyToRefer(CRN, "Northside", None, None, "declined", outcome_on=DAY)
    with store.write("contact.add", stamp=STAMP) as change:
        change.put(declined)
    assert store.undo(STAMP)
    assert store.rows(r.DutyToRefer) == []
    assert store.redo(STAMP)
    assert store.rows(r.DutyToRefer) == [declined]


def test_edits_are_undone_and_done_again_across_a_restart(tmp_path: Path) -> None:
    store = create_demo(tmp_path / "demo", STAMP)
    parents(store)
    with store.write("contact.add", stamp=STAMP) as change:
        change.put(r.Contact("c-2", CRN, None, "COAP", DAY, outcome_code="ATTC", notes="Came early"))
    with store.write("contact.outcome", stamp=STAMP) as change:
        change.put(r.Contact("c-2", CRN, None, "COAP", DAY, outcome_code="AFTC"))
    states = [store.facts(CRN)]
    for _ in range(3):
        assert store.undo(STAMP)
        states.append(store.facts(CRN))
    assert states[-1] is None
    store.close()
    again = open_demo(tmp_path / "demo")
    assert again.undo(STAMP) is None
    for state in states[-2::-1]:
        assert again.redo(STAMP)
        assert again.facts(CRN) == state
    assert again.redo(STAMP) is None
    writer = again._writer()
    assert proof.verify(writer.driver.connection, anchors=[journal.head(writer.driver.connection, writer.device)]) == ()
    again.close()
