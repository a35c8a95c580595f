"""Backups by command: what is printed, what lies where, and what a script gets."""

import json
from pathlib import Path

import jsonschema

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
