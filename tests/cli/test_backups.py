"""Backups by command: what is printed, what lies where, and what a script gets."""

import io
import json
from pathlib import Path

import jsonschema
import pytest

from caseload_tui.exchange.writing import HEAD
from tests.cli.conftest import ROOT, Run


def test_backup_says_where_it_is_and_what_it_holds(run: Run, tmp_path: Path) -> None:
    done = run("backup")
    assert done.code == 0
    (file,) = (tmp_path / "copy" / "backups").glob("*.backup")
    assert f"made, opened again and proved: {file}" in done.out
    assert "entries of the journal" in done.out
    assert done.err == ""


def test_backup_for_a_script_keeps_its_schema(run: Run) -> None:
    schema = json.loads((ROOT / "docs" / "schemas" / "backup.schema.json").read_text("utf-8"))
    document = json.loads(run("backup", "--format", "json").out)
    jsonschema.validate(document, schema)
    assert Path(document["file"]).stat().st_size == document["bytes"]


def test_a_folder_that_is_not_there_is_refused_in_words(run: Run, tmp_path: Path) -> None:
    done = run("backup", "--to", str(tmp_path / "stick"))
    assert done.code == 15
    assert "The folder for backups is not there." in done.err


def test_restore_is_rehearsed_then_carried_out_and_the_export_is_the_same(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("export", str(tmp_path / "then"))
    file = json.loads(run("backup", "--format", "json").out)["file"]
    lines = "crn=X900001\nsurname=Sample\nrosh=m\ntype=co\nstarts_on=2026-11-02\n"
    monkeypatch.setattr("sys.stdin", io.StringIO(lines))
    assert run("person", "add", "-").code == 0
    rehearsed = run("restore", file, "--rehearse")
    assert rehearsed.code == 0
    assert "The backup opens and is whole: " in rehearsed.out
    assert "Done since, and not in the backup: new person (1), back up now (1)." in rehearsed.out
    assert "Nothing was changed: this was a rehearsal." in rehearsed.out
    done = run("restore", file, "--yes")
    assert done.code == 0, done.err
    assert "The backup is in place" in done.out
    assert "before-" in done.out
    run("export", str(tmp_path / "now"))
    then, now = ({path.name: path.read_bytes() for path in (tmp_path / name).iterdir()} for name in ("then", "now"))
    assert then.pop(HEAD) != now.pop(HEAD)  # the journal goes on in another way
    assert now == then
    assert run("check").code == 0


def test_restore_without_a_terminal_asks_for_yes_and_changes_nothing(run: Run, tmp_path: Path) -> None:
    file = json.loads(run("backup", "--format", "json").out)["file"]
    before = (tmp_path / "copy" / "store").read_bytes()
    done = run("restore", file)
    assert done.code == 2
    assert "Say --yes" in done.err
    assert (tmp_path / "copy" / "store").read_bytes() == before


def test_restore_for_a_script_keeps_its_schema(run: Run, tmp_path: Path) -> None:
    schema = json.loads((ROOT / "docs" / "schemas" / "restore.schema.json").read_text("utf-8"))
    file = json.loads(run("backup", "--format", "json").out)["file"]
    for arguments in (["--rehearse"], ["--yes"], ["--rehearse", "--store", str(tmp_path / "new")]):
        done = run("restore", file, "--format", "json", *arguments)
        assert done.code == 0, done.err
        jsonschema.validate(json.loads(done.out), schema)


def test_a_backup_that_is_not_there_or_is_damaged_has_its_own_code(run: Run, tmp_path: Path) -> None:
    assert run("restore", str(tmp_path / "none.backup"), "--rehearse").code == 10
    file = Path(json.loads(run("backup", "--format", "json").out)["file"])
    data = bytearray(file.read_bytes())
    data[70_000] ^= 1
    file.write_bytes(data)
    assert run("restore", str(file), "--rehearse").code == 13


def test_salvage_says_in_numbers_what_came_back(run: Run, tmp_path: Path) -> None:
    schema = json.loads((ROOT / "docs" / "schemas" / "salvage.schema.json").read_text("utf-8"))
    store = tmp_path / "copy" / "store"
    data = bytearray(store.read_bytes())
    data[len(data) // 2] ^= 1
    store.write_bytes(data)
    assert run("today").code == 13
    done = run("salvage", str(store), "--to", str(tmp_path / "new"), "--format", "json")
    assert done.code == 0, done.err
    document = json.loads(done.out)
    jsonschema.validate(document, schema)
    assert document["damaged_pages"] == 1
    assert document["whole"]
    assert store.read_bytes() == data
    told = run("salvage", str(store), "--to", str(tmp_path / "newer"))
    assert "1 of them damaged. The damaged store was not touched." in told.out
    assert run("check", "--store", str(tmp_path / "newer")).code == 0


def test_doctor_fits_on_one_screen_and_ends_with_a_sentence(run: Run) -> None:
    before = run("doctor")
    assert before.code == 1
    assert before.out.splitlines()[-1] == "To do: Make a backup: caseload backup."
    run("backup")
    done = run("doctor")
    assert done.code == 0, done.out
    lines = done.out.splitlines()
    assert lines[-1] == "All is well."
    assert len(lines) <= 23


def test_doctor_for_a_script_keeps_its_schema(run: Run) -> None:
    schema = json.loads((ROOT / "docs" / "schemas" / "doctor.schema.json").read_text("utf-8"))
    jsonschema.validate(json.loads(run("doctor", "--format", "json").out), schema)
    run("backup")
    done = run("doctor", "--format", "json")
    assert done.code == 0
    jsonschema.validate(json.loads(done.out), schema)
