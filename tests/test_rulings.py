"""The cases of fixtures/rulings: facts as a folder of CSV, and the obligations worked out from them by hand."""

import csv
import dataclasses
import datetime as dt
import json
import types
import typing
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from caseload_tui.domain.calendar import national
from caseload_tui.domain.facts import CaseFacts
from caseload_tui.domain.tables import TABLES
from caseload_tui.engine.obligation import Assessed, TraceLine
from caseload_tui.standards.load import find, shipped, standing
from caseload_tui.standards.rule import Standing

FOLDERS = sorted(path.parent for path in (Path(__file__).parents[1] / "fixtures/rulings").glob("*/expected.json"))
Json = dict[str, Any]


def read(text: str, hint: object) -> object:
    """Return a cell of a CSV file as the field of a record wants it; blank is not recorded."""
    if text == "":
        return None
    if typing.get_origin(hint) in (types.UnionType, typing.Union):
        hint = next(part for part in typing.get_args(hint) if part is not type(None))
    if hint is dt.date:
        return dt.date.fromisoformat(text)
    if hint is bool:
        return {"Y": True, "N": False}[text]
    return hint(text) if hint in (int, float) else text


@cache
def facts(folder: Path) -> CaseFacts:
    """Return the one person a folder of CSV describes."""
    tables: dict[str, tuple[Any, ...]] = {}
    for table in TABLES:
        path = folder / f"{table.name}.csv"
        if not path.exists():
            continue
        hints = typing.get_type_hints(table.record)
        names = dict(zip(table.columns, table.fields, strict=True))
        with path.open(encoding="utf-8", newline="") as lines:
            rows = [{names[column]: cell for column, cell in row.items()} for row in csv.DictReader(lines)]
        required = [f.name for f in dataclasses.fields(table.record) if f.default is dataclasses.MISSING]
        tables[table.name] = tuple(
            table.record(**{name: read(row.get(name, ""), hints[name]) for name in {*required, *row}}) for row in rows
        )
    (case,) = tables.pop("cases")
    known = {field.name for field in dataclasses.fields(CaseFacts)}
    return CaseFacts(case, **{name: rows for name, rows in tables.items() if name in known})


def judged_by(folder: Path, profile: str | None) -> Standing:
    """Return the standing of a case: by its own profiles when none is named, else by a shipped one or the folder's."""
    if profile is None:
        return standing(facts(folder), shipped(), "ps-ns2021")
    name = str(folder / profile) if profile.endswith(".toml") else profile
    return standing(facts(folder), shipped(), "ps-ns2021", find(name, shipped()))


def plain(value: object) -> object:
    """Return a value as JSON has it."""
    return value.isoformat() if isinstance(value, dt.date) else value


def told(seen: Assessed, trace: tuple[TraceLine, ...]) -> Json:
    """Return an obligation in the words of the JSON contract, as far as the cases speak of it."""
    by_name = {field.name: plain(getattr(seen, field.name)) for field in dataclasses.fields(seen)}
    names = (
        "rule kind title sentence_id opened_on window_opens_on limit_code profile profile_version mark shown_red_from"
    )
    return {
        **by_name,
        **{name: plain(getattr(seen, name)) for name in names.split()},
        "anchor": {} if seen.anchor is None else {f: plain(getattr(seen.anchor, f)) for f in ("kind", "id", "on")},
        "readings": [{f.name: plain(getattr(r, f.name)) for f in dataclasses.fields(r)} for r in seen.readings],
        "counted": {line.contact_id for line in trace if line.counted},
        "not_counted": {line.contact_id for line in trace if not line.counted},
    }


def agrees(found: Json, expected: Json) -> bool:
    """Return whether an obligation has every field a case speaks of."""
    for name, value in expected.items():
        if name == "some_reading":
            if not any(value.items() <= reading.items() for reading in found["readings"]):
                return False
        elif name in ("counted", "not_counted"):
            if not set(value) <= found[name]:
                return False
        elif name == "anchor":
            if not value.items() <= found["anchor"].items():
                return False
        elif found[name] != value:
            return False
    return True


DAYS = [
    pytest.param(folder, day, id=f"{folder.name}-{number}-{day['as_of']}")
    for folder in FOLDERS
    for number, day in enumerate(json.loads((folder / "expected.json").read_text(encoding="utf-8")), start=1)
]


@pytest.mark.parametrize(("folder", "day"), DAYS)
def test_the_obligations_are_those_worked_out_by_hand(folder: Path, day: Json) -> None:
    from caseload_tui.engine.assess import assess
    from caseload_tui.engine.history import history
    from caseload_tui.engine.trace import trace

    person, by, calendar = facts(folder), judged_by(folder, day["profile"]), national()
    as_of = dt.date.fromisoformat(day["as_of"])
    as_known = dt.date.fromisoformat(day["as_known"]) if "as_known" in day else None
    assessed = assess(person, by, calendar, as_of, as_known)
    found = [told(one, trace(one, person, by, calendar, everything=True)) for one in assessed]
    listed = "\n".join(
        f"{one['rule']} {one['sentence_id']} {one['state']} opened {one['opened_on']} due {one['due_on']} "
        f"satisfied {one['satisfied_on']} closed {one['closed_on']} late {one['days_late']} {one['limit_code']} "
        f"{one['anchor']} {one['severity']}"
        for one in found
        if one["rule"] in {expected["rule"] for expected in day["obligations"]} | set(day.get("exactly", ()))
    )
    for expected in day["obligations"]:
        same = [one for one in found if agrees(one, expected)]
        assert len(same) == 1, f"{len(same)} obligations are {expected}; found:\n{listed}"
    for rule in day.get("exactly", ()):
        count = sum(expected["rule"] == rule for expected in day["obligations"])
        assert sum(one["rule"] == rule for one in found) == count, f"more or fewer of {rule} than {count}:\n{listed}"
    if "not_applicable" in day:
        why = {(one.rule, one.sentence_id): one.why for one in history(person, by, calendar).not_applicable}
        for absent in day["not_applicable"]:
            assert any(rule == absent["rule"] and text for (rule, _), text in why.items()), why


def test_every_case_explains_its_arithmetic() -> None:
    assert len(FOLDERS) > 100
    for folder in FOLDERS:
        title, _, text = (folder / "README.md").read_text(encoding="utf-8").partition("\n")
        assert title.startswith("# ")
        assert text.strip()


def test_every_case_has_an_id_of_its_own() -> None:
    crns = [facts(folder).case.crn for folder in FOLDERS]
    assert len(set(crns)) == len(crns)


def test_every_name_is_invented() -> None:
    invented = {"SAMPLE", "TESTER", "FIXTURE", "SPECIMEN", "EXAMPLE", "PLACEHOLDER"}
    assert {facts(folder).case.surname for folder in FOLDERS} <= invented
