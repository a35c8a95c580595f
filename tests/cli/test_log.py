"""The log: whose case was looked at, by whom and when, and what was given out; as those who check would read it."""

import json
from pathlib import Path

import jsonschema

from tests.cli.conftest import ROOT, Run

LOOKED = ("log", "--op", "consult", "--format", "json")


def acts(run: Run, *arguments: str) -> list[dict[str, object]]:
    done = run(*arguments)
    assert done.code == 0, done.err
    document = json.loads(done.out)
    jsonschema.validate(document, json.loads((ROOT / "docs" / "schemas" / "log.schema.json").read_text()))
    found: list[dict[str, object]] = document["acts"]
    return found


def test_each_look_at_a_case_is_in_the_log_and_what_it_said_is_not(run: Run) -> None:
    for command in ("show", "timeline", "explain"):
        assert run(command, "X100002").code == 0
    found = acts(run, *LOOKED)
    assert [(act["act"], act["crn"], act["by"]) for act in found] == [
        ("case.explain", "X100002", "R. EXAMPLE"),
        ("case.timeline", "X100002", "R. EXAMPLE"),
        ("case.show", "X100002", "R. EXAMPLE"),
    ]
    text = run("log", "--op", "consult").out
    assert text.count("X100002") == 3
    assert "PROTOTYPE" not in text


def test_a_list_looks_at_nobody_s_case_and_a_reference_that_is_none_is_not_noted(run: Run) -> None:
    for command in ("today", "list", "overdue", "due"):
        assert run(command).code == 0
    assert run("show", "X999999").code == 3
    assert acts(run, *LOOKED) == []


def test_an_export_says_what_it_was_for(run: Run, tmp_path: Path) -> None:
    assert run("export", str(tmp_path / "out"), "--why", "moving to the new laptop").code == 0
    (given,) = acts(run, "log", "--op", "disclose", "--format", "json")
    assert (given["reason"], given["crn"]) == ("moving to the new laptop", None)


def test_the_log_of_one_person_and_of_some_days(run: Run) -> None:
    assert run("show", "X100002").code == 0
    assert run("show", "X100004").code == 0
    assert {act["crn"] for act in acts(run, "log", "--about", "X100002", "--format", "json")} == {"X100002"}
    assert acts(run, "log", "--until", "2020-01-01", "--format", "json") == []
    assert len(acts(run, *LOOKED, "--since", "today")) == 2
    assert run("log", "--since", "tomorow").code == 2
    rows = run("log", "--op", "consult", "--format", "csv").out.splitlines()
    assert rows[0] == "at,by,op,act,crn,reason,device,number"
    assert len(rows) == 3


def test_what_was_looked_at_is_no_change_to_take_back(run: Run) -> None:
    before = run("list", "--format", "json").out
    assert run("show", "X100002").code == 0
    assert run("list", "--format", "json").out == before
    assert run("check").code == 0
