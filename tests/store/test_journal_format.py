"""Format 1 as it stands for ever: twenty entries with their hashes, made again by the program and by a few lines."""

import dataclasses
import datetime as dt
import hashlib
import json
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as sqlite
from hypothesis import given
from hypothesis import strategies as st

from caseload_tui.domain import records as r
from caseload_tui.domain.journal import (
    GENESIS,
    Body,
    Change,
    Entry,
    Json,
    Ref,
    body_of,
    body_text,
    canonical,
    hash_of_body,
    metadata_text,
    offset_of,
    record_of,
    token_of,
    utc_text,
    values_of,
)
from caseload_tui.domain.tables import TABLES, Table
from caseload_tui.store import journal, proof

ROOT = Path(__file__).parents[2]
SAMPLES: list[dict[str, str]] = json.loads((ROOT / "tests/samples/journal-v1.json").read_text(encoding="utf-8"))
ALL_HASHES = "f43d631143fb4d52116e4589238a71b6383a257d3fbfc8590b6a34b75bd20f58"


def entry_of(sample: dict[str, str]) -> Entry:
    said = json.loads(sample["metadata"])
    names = ("device", "seq", "lamport", "utc", "offset", "actor", "verb", "op", "target")
    hashes = (bytes.fromhex(sample[name]) for name in ("body_hash", "prev", "hash"))
    return Entry(*(said[name] for name in names), *hashes)


def test_the_samples_are_those_that_were_frozen() -> None:
    assert len(SAMPLES) == 20
    together = hashlib.sha256("".join(sample["hash"] for sample in SAMPLES).encode()).hexdigest()
    assert together == ALL_HASHES


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_second_implementation_needs_no_more_than_these_lines(sample: dict[str, str]) -> None:
    said = json.loads(sample["metadata"])
    plain = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert plain == sample["metadata"]
    assert hashlib.sha256(bytes.fromhex(sample["salt"]) + sample["body"].encode()).hexdigest() == said["body"]
    assert hashlib.sha256(bytes.fromhex(sample["prev"]) + plain.encode()).hexdigest() == sample["hash"]


@pytest.mark.parametrize("sample", SAMPLES)
def test_the_program_writes_each_sample_as_it_is(sample: dict[str, str]) -> None:
    entry = entry_of(sample)
    assert metadata_text(entry) == sample["metadata"]
    assert body_text(body_of(sample["body"])) == sample["body"]
    assert hash_of_body(bytes.fromhex(sample["salt"]), sample["body"]) == entry.body_hash
    assert entry.computed_hash() == entry.hash


def test_the_samples_make_a_journal_that_proves_itself_once_the_erased_body_is_gone() -> None:
    conn = sqlite.connect(":memory:", isolation_level=None)
    conn.executescript((ROOT / "schema.sql").read_text(encoding="utf-8"))
    for sample in SAMPLES:
        journal.receive(conn, entry_of(sample), bytes.fromhex(sample["salt"]), sample["body"])
    assert [problem.line for problem in proof.verify(conn)] == [5]
    conn.execute("DELETE FROM journal_bodies WHERE subject = 'X900002'")
    assert proof.verify(conn) == ()
    assert journal.is_erased(conn, "X900002")
    conn.close()


def test_the_samples_show_every_kind_of_act_and_of_change() -> None:
    said = [json.loads(sample["metadata"]) for sample in SAMPLES]
    bodies = [body_of(sample["body"]) for sample in SAMPLES]
    ops = {"collect", "alter", "consult", "disclose", "combine", "erase", "unlock", "fail", "config"}
    assert {one["op"] for one in said} == ops
    assert {type(change.value) for body in bodies for change in body.changes} >= {str, dict, type(None)}
    assert {len(change.base or ()) for body in bodies for change in body.changes} == {0, 1, 2}
    assert {one["offset"] for one in said} == {0, 60}


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
plain_values = st.one_of(st.none(), st.booleans(), st.integers(), texts)
refs = st.builds(Ref, texts, st.integers(1, 9))
changes = st.builds(
    Change,
    texts,
    st.lists(plain_values, max_size=3).map(tuple),
    texts,
    st.one_of(plain_values, st.dictionaries(st.sampled_from(["a", "b", "c"]), plain_values)),
    st.lists(refs, max_size=3).map(tuple),
)


@given(st.builds(Body, st.none() | texts, st.none() | texts, st.lists(changes, max_size=3).map(tuple)))
def test_canonical_text_comes_back_the_same_whatever_it_says(body: Body) -> None:
    text = body_text(body)
    assert body_text(body_of(text)) == text


@given(st.dictionaries(texts, plain_values))
def test_composed_and_decomposed_text_have_one_canonical_text(value: dict[str, Json]) -> None:
    assert canonical({"a": "e\u0301", **value}) == canonical({"a": "é", **value})
    assert canonical(json.loads(canonical(value))) == canonical(value)


def test_an_accent_after_a_line_end_does_not_join_the_escape_before_it() -> None:
    assert canonical("\n\u0303é") == '"\\n\u0303é"'


def test_times_are_utc_to_the_millisecond_with_the_offset_beside_them() -> None:
    summer = dt.timezone(dt.timedelta(hours=1))
    at = dt.datetime(2026, 7, 1, 0, 30, 15, 999_999, summer)
    assert (utc_text(at), offset_of(at)) == ("2026-06-30T23:30:15.999Z", 60)
    west = dt.datetime(2026, 7, 1, tzinfo=dt.timezone(dt.timedelta(hours=-3, minutes=-30)))
    assert offset_of(west) == -210
    with pytest.raises(ValueError, match="zone"):
        utc_text(dt.datetime(2026, 7, 1))  # noqa: DTZ001 - a time without a zone is the point


def test_the_mark_of_an_erased_person_does_not_show_the_reference() -> None:
    assert token_of(b"salt", "X900002") != token_of(b"pepper", "X900002")
    assert "X900002" not in token_of(b"salt", "X900002")


def _full(record_type: type) -> object:
    """Return a record with every field filled, each by its kind."""
    kinds: dict[str, object] = {"date": dt.date(2026, 2, 28), "bool": True, "float": 37.5, "int": 3}
    filled: dict[str, object] = {}
    for field in dataclasses.fields(record_type):
        hint = str(field.type)
        kind = next((kind for kind in kinds if kind in hint), "")
        filled[field.name] = kinds.get(kind, "text")
    return record_type(**filled)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: str(table.name))
def test_every_record_comes_back_from_an_entry_as_it_was(table: Table) -> None:
    record_type = table.record
    full = _full(record_type)
    values = values_of(full)
    assert set(values) == {field.name for field in dataclasses.fields(record_type)}
    assert record_of(record_type, json.loads(canonical(values))) == full


def test_a_field_that_is_not_recorded_is_not_in_the_entry() -> None:
    contact = r.Contact("c-1", "X1", None, "COAP", dt.date(2026, 3, 2))
    values = values_of(contact)
    assert values == {"contact_id": "c-1", "crn": "X1", "type_code": "COAP", "date": "2026-03-02"}
    assert record_of(r.Contact, values) == contact


def test_the_first_entry_follows_nothing() -> None:
    assert bytes.fromhex(SAMPLES[0]["prev"]) == GENESIS
