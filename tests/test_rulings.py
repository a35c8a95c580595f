"""The cases of fixtures/rulings: facts as a folder of CSV, and the obligations worked out from them by hand."""

import csv
import dataclasses
import datetime as dt
import types
import typing
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from caseload_tui.domain.calendar import national
from caseload_tui.domain.facts import CaseFacts
from caseload_tui.domain.tables import TABLES
from caseload_tui.engine.assess import assess
from caseload_tui.engine.history import history
from caseload_tui.engine.obligation import Assessed, TraceLine
from caseload_tui.engine.trace import trace
from caseload_tui.standards.load import find, shipped, standing
from caseload_tui.standards.rule import Standing
from tests.rulings import FOLDERS, Json, compare, days


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


def told(seen: Assessed, lines: tuple[TraceLine, ...]) -> Json:
    """Return an obligation in the words of the JSON contract, as far as the cases speak of it."""
    by_name = {field.name: plain(getattr(seen, field.name)) for field in dataclasses.fields(seen)}
    names = (
        "rule kind title sentence_id opened_on window_opens_on limit_code profile profile_version mark shown_red_from"
    )
    return {
        **by_name,
        **{name: plain(getattr(seen, name)) for name in names.split()},
        "anchor": seen.anchor and {f: plain(getattr(seen.anchor, f)) for f in ("kind", "id", "on")},
        "readings": [{f.name: plain(getattr(r, f.name)) for f in dataclasses.fields(r)} for r in seen.readings],
        "trace": [dataclasses.asdict(line) for line in lines],
    }


@pytest.mark.parametrize(
    ("folder", "day"), [pytest.param(folder, day, id=f"{folder.name}-{day['as_of']}") for folder, day in days()]
)
def test_the_obligations_are_those_worked_out_by_hand(folder: Path, day: Json) -> None:
    person, by, calendar = facts(folder), judged_by(folder, day["profile"]), national()
    as_known = dt.date.fromisoformat(day["as_known"]) if "as_known" in day else None
    assessed = assess(person, by, calendar, dt.date.fromisoformat(day["as_of"]), as_known)
    found = [told(one, trace(one, person, by, calendar, everything=True)) for one in assessed]
    compare(day, found, [dataclasses.asdict(one) for one in history(person, by, calendar).not_applicable])


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
