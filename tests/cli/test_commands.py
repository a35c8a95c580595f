"""The commands as a person or a script uses them, on an encrypted store of the fixture."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from caseload_tui.cli.commands import COMMANDS
from caseload_tui.domain.verbs import VERBS
from tests.cli.conftest import AS_OF, NORTHSIDE, ROOT, Run

SCHEMAS = {
    "obligations": [
        ["overdue", "--as-of", AS_OF],
        ["overdue", "rosh:high", "--as-of", AS_OF],
        ["due", "--days", "14", "--as-of", AS_OF],
        ["due", "--undated", "--as-of", AS_OF],
        ["overdue", "--profile", "tr-crc-2016", "--as-of", AS_OF],
        ["overdue", "--as-of", "2026-06-30"],
        ["explain", "X100002", "--as-of", AS_OF],
        ["explain", "X100002", "F2F_GAP", "--as-of", AS_OF],
    ],
    "list": [["list", "--as-of", AS_OF], ["list", "closed", "rosh:vh", "--as-of", AS_OF]],
    "today": [["today", "--as-of", AS_OF]],
    "timeline": [["timeline", "X100002", "--as-of", AS_OF]],
    "show": [["show", "X100002", "--as-of", AS_OF]],
    "check": [["check"]],
    "standards": [["standards", "list"]],
    "standard": [["standards", "show", "ps-ns2021"], ["standards", "show", "tr-crc-2016"]],
    "overdue-by": [["overdue", "--by", by, "--as-of", AS_OF] for by in ("officer", "team", "rule", "rosh")],
}


def _schema(name: str) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads((ROOT / "docs" / "schemas" / f"{name}.schema.json").read_text("utf-8"))
    return schema


@pytest.mark.parametrize(("name", "arguments"), [(name, a) for name, lists in SCHEMAS.items() for a in lists])
def test_json_is_what_its_schema_promises(run: Run, name: str, arguments: list[str]) -> None:
    done = run(*arguments, "--format", "json")
    assert done.code == 0, done.err
    jsonschema.validate(json.loads(done.out), _schema(name), format_checker=jsonschema.FormatChecker())


def test_overdue_lists_the_worst_first_and_nothing_else(run: Run) -> None:
    found = json.loads(run("overdue", "--as-of", AS_OF, "--format", "json").out)
    duties = found["obligations"]
    assert duties
    assert found["count"] == len(duties)
    assert {d["state"] for d in duties} == {"overdue"}
    order = [(["red", "amber", "blue"].index(d["severity"]), -d["days_late"], d["crn"]) for d in duties]
    assert order == sorted(order)


def test_counts_open_to_the_duties_behind_them(run: Run) -> None:
    duties = json.loads(run("overdue", "--as-of", AS_OF, "--format", "json").out)["obligations"]
    groups = json.loads(run("overdue", "--by", "officer", "--as-of", AS_OF, "--format", "json").out)["groups"]
    assert sum(group["red"] + group["amber"] + group["blue"] for group in groups) == len(duties)
    first = groups[0]
    of_first = json.loads(run("overdue", f"officer:{first['name']}", "--as-of", AS_OF, "--format", "json").out)
    assert of_first["count"] == first["red"] + first["amber"] + first["blue"]


def test_text_and_csv_say_the_same_as_json(run: Run) -> None:
    duties = json.loads(run("overdue", "--as-of", AS_OF, "--format", "json").out)["obligations"]
    rows = list(csv.DictReader(io.StringIO(run("overdue", "--as-of", AS_OF, "--format", "csv").out)))
    assert [(row["crn"], row["rule"], row["due"]) for row in rows] == [
        (d["crn"], d["rule"], d["due_on"]) for d in duties
    ]
    lines = run("overdue", "--as-of", AS_OF).out.splitlines()
    assert len(lines) == len(duties) + 2


def _first_unseen(run: Run) -> str:
    """Return someone whom nobody has seen in person in time, as of today."""
    duties = json.loads(run("overdue", "overdue:in-person", "--format", "json").out)["obligations"]
    return str(next(d["crn"] for d in duties if d["rule"] == "F2F_GAP"))


def _is_unseen(run: Run, crn: str) -> bool:
    done = run("explain", crn, "F2F_GAP", "--format", "json")
    assert done.code == 0, done.err
    duties = json.loads(done.out)["obligations"]
    return any(d["state"] == "overdue" for d in duties)


def test_a_visit_in_person_clears_the_flag_and_undo_brings_it_back(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    crn = _first_unseen(run)
    monkeypatch.setattr("sys.stdin", io.StringIO("of at\n"))
    done = run("contact", "add", crn, "-")
    assert done.code == 0, done.err
    assert "Clears: In-person contact" in done.out
    assert not _is_unseen(run, crn)
    assert run("undo").out.startswith("Undone: record contact")
    assert _is_unseen(run, crn)
    assert run("redo").code == 0
    assert not _is_unseen(run, crn)
    assert run("check").code == 0


def test_a_visit_recorded_a_second_time_is_said_beside_what_is_printed_and_not_lost(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    crn = _first_unseen(run)
    done = []
    for _ in range(2):
        monkeypatch.setattr("sys.stdin", io.StringIO("of 14 at\n"))
        done.append(run("contact", "add", crn, "-"))
    assert [each.code for each in done] == [0, 0]
    first, second = ("Note: Recorded already: Planned Office Visit (NS), " in each.err for each in done)
    assert (first, second) == (False, True)
    assert "Note:" not in done[1].out
    assert "Saved: office, " in done[1].out


def test_a_phone_call_leaves_the_flag_and_says_why(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    crn = _first_unseen(run)
    monkeypatch.setattr("sys.stdin", io.StringIO("ph in running late\n"))
    assert run("contact", "add", crn, "-").code == 0
    assert _is_unseen(run, crn)
    assert "phone does not meet this standard" in run("explain", crn, "F2F_GAP").out


def test_what_cannot_be_is_refused_in_words_and_nothing_is_written(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    before = run("timeline", "X100002", "--format", "csv").out
    for line in ("of tomorrow at", "of 1/1/20 at", "hologram", "of 31/2 at", "of 25:99 at"):
        monkeypatch.setattr("sys.stdin", io.StringIO(line + "\n"))
        done = run("contact", "add", "X100002", "-")
        assert done.code == 3, (line, done.out)
        assert "Refused" in done.err
        assert "Traceback" not in done.err
    assert run("timeline", "X100002", "--format", "csv").out == before


def test_a_person_is_added_from_lines(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = "crn=X900001\nsurname=Sample\nforenames=Nia\nrosh=h\ntype=co\nstarts_on=2026-11-02\nofficer_code=N01A001\n"
    monkeypatch.setattr("sys.stdin", io.StringIO(lines))
    assert run("person", "add", "-").code == 0
    assert "SAMPLE, Nia" in run("show", "X900001").out
    monkeypatch.setattr("sys.stdin", io.StringIO(lines))
    assert run("person", "add", "-").code == 3


def test_a_plan_review_meets_the_duty_on_its_day(run: Run) -> None:
    duties = json.loads(run("overdue", "--format", "json").out)["obligations"]
    crn = next(d["crn"] for d in duties if d["rule"] == "PLAN_REV")
    assert run("plan", "review", crn).code == 0
    explained = json.loads(run("explain", crn, "PLAN_REV", "--format", "json").out)["obligations"]
    assert explained[-1]["state"] in ("open", "due_soon")
    assert explained[-2]["state"] == "met_late"


def test_what_changes_about_a_person_is_recorded_and_taken_back(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = "crn=X900001\nsurname=Sample\nforenames=Nia\nrosh=m\ntype=co\nstarts_on=2026-11-02\nofficer_code=N01A001\n"
    monkeypatch.setattr("sys.stdin", io.StringIO(lines))
    assert run("person", "add", "-").code == 0
    assert "Saved: first plan, " in run("plan", "add", "X900001").out
    assert run("plan", "add", "X900001").code == 3
    assert "Saved: risk review, " in run("risk", "review", "X900001").out
    assert "Saved: RoSH High from " in run("rosh", "change", "X900001", "h").out
    assert "High RoSH" in run("show", "X900001").out
    closed = run("case", "close", "X900001", "--because", "moved abroad")
    assert "Saved: case closed, " in closed.out
    assert "Note: community order from Mon 2 Nov 2026 still runs." in closed.err
    assert "X900001" not in run("list", "sample").out
    assert run("undo").code == run("undo").code == 0
    assert "X900001" in run("list", "sample").out
    assert "Medium RoSH" in run("show", "X900001").out


def test_an_export_is_imported_into_an_empty_store_and_gives_the_same_export(run: Run, tmp_path: Path) -> None:
    assert run("export", str(tmp_path / "one")).code == 0
    other = ["--store", str(tmp_path / "other")]
    assert run("init", *other, "--no-recovery").code == 0
    assert run("import", str(tmp_path / "one"), *other).code == 0
    assert run("export", str(tmp_path / "two"), *other).code == 0
    for path in sorted((tmp_path / "one").iterdir()):
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes(), path.name


def test_importing_the_same_folder_again_changes_nothing(run: Run) -> None:
    done = run("import", str(NORTHSIDE))
    assert done.code == 0
    assert "Everything was here already." in done.out


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["list", "--store", "nowhere/at/all"], 10),
        (["overdue", "rosh:hgh"], 3),
        (["overdue", "--as-of", "31/02/2026"], 2),
        (["overdue", "--profile", "no-such"], 3),
        (["explain"], 2),
        (["explain", "Z999999"], 3),
        (["explain", "X100002", "NO_RULE"], 3),
        (["nonsense"], 2),
        (["contact", "outcome", "c-none", "ATTC"], 3),
        (["import", "nowhere"], 3),
        (["standards", "lint", "nowhere.toml"], 3),
    ],
)
def test_every_refusal_has_its_exit_code_and_no_traceback(run: Run, arguments: list[str], code: int) -> None:
    done = run(*arguments)
    assert (done.code, "Traceback" in done.err, "fault in the program" in done.err) == (code, False, False), done.err
    assert done.err or done.out


def test_a_wrong_passphrase_is_said_as_such(run: Run, tmp_path: Path) -> None:
    (tmp_path / "wrong").write_text("something else entirely\n")
    done = run("list", "--passphrase-file", str(tmp_path / "wrong"))
    assert done.code == 12
    assert done.out == ""


def test_every_command_has_help_that_ends_with_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    from caseload_tui.cli.parser import build

    for command in COMMANDS:
        with pytest.raises(SystemExit) as stopped:
            build().parse_args([*command.words.split(), "--help"])
        assert stopped.value.code == 0
        assert f"Example: {command.example}" in capsys.readouterr().out


def test_every_verb_has_a_command_or_a_reason_why_not() -> None:
    with_command = {command.verb_id for command in COMMANDS}
    without = {name for name, verb in VERBS.items() if name not in with_command and not verb.screen_only}
    assert without == set()
