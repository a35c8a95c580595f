"""Backups by command: what is printed, what lies where, and what a script gets."""

import io
import json
import shutil
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


def test_a_backup_of_another_store_is_said_to_be_one_and_takes_a_word_more(run: Run, tmp_path: Path) -> None:
    other = ("--store", str(tmp_path / "other" / "b.store"))
    assert run("init", *other, "--name", "R. EXAMPLE").code == 0
    file = json.loads(run("backup", *other, "--format", "json").out)["file"]
    assert "Another store is there now, of which this is no backup" in run("restore", file, "--rehearse").out
    refused = run("restore", file, "--yes")
    assert refused.code == 3
    assert "a backup of another store" in refused.err
    assert "X100002" in run("list").out
    assert run("restore", file, "--yes", "--although-another").code == 0
    assert run("check").code == 0


def test_a_backup_of_before_goes_back_with_both_passphrases(run: Run, tmp_path: Path) -> None:
    """A new passphrase and a new data key since, and a store that is damaged: nothing opens both."""
    file = json.loads(run("backup", "--format", "json").out)["file"]
    (tmp_path / "new").write_text("lantern kettle ostrich meadow\n")
    assert run("passphrase", "--new-passphrase-file", str(tmp_path / "new")).code == 0
    new = ("--passphrase-file", str(tmp_path / "new"))
    assert run("keys", "rotate", *new, "--to", str(tmp_path / "key")).code == 0
    rehearsed = run("restore", file, "--rehearse")
    assert rehearsed.code == 0
    assert "this passphrase does not open" in rehearsed.out
    assert run("restore", file, "--yes").code == 3
    done = run("restore", file, "--yes", "--present-passphrase-file", str(tmp_path / "new"))
    assert done.code == 0, done.err
    assert run("check", *new).code == 0


def test_a_damaged_backup_is_not_called_a_damaged_store(run: Run) -> None:
    file = Path(json.loads(run("backup", "--format", "json").out)["file"])
    data = bytearray(file.read_bytes())
    data[50_000] ^= 1
    file.write_bytes(data)
    refused = run("restore", str(file), "--rehearse")
    assert refused.code == 13
    assert "This backup is not what was written. The store itself was not looked at, and is as it was." in refused.err


def test_lost_keys_come_from_a_backup_and_a_store_moved_aside_keeps_a_way_in(run: Run, tmp_path: Path) -> None:
    file = json.loads(run("backup", "--format", "json").out)["file"]
    assert run("risk", "review", "X100002").code == 0
    store = tmp_path / "copy" / "store"
    store.with_name("store.keys").unlink()
    lost = run("today")
    assert lost.code == 13
    assert f"copy it to {store}.keys" in lost.err
    assert "The records are not touched by this." in lost.err
    done = run("restore", file, "--yes")
    assert "with its keys; it opens with --store" in done.out
    (aside,) = [path for path in store.parent.glob("store.before-*") if path.suffix not in (".keys", ".mark")]
    assert run("check", "--store", str(aside)).code == 0


def test_the_ways_out_name_the_store_where_it_is_not_the_usual_one(run: Run, tmp_path: Path) -> None:
    made = json.loads(run("backup", "--format", "json").out)["file"]
    elsewhere = tmp_path / "a b" / "store"
    shutil.copytree(tmp_path / "copy", elsewhere.parent)
    data = bytearray(elsewhere.read_bytes())
    data[50_000] ^= 1
    elsewhere.write_bytes(data)
    said = run("today", "--store", str(elsewhere)).err
    assert f"--store '{elsewhere}' restore '{elsewhere.parent / 'backups' / Path(made).name}' --rehearse" in said
    assert f"salvage '{elsewhere}' --to NEW" in said


def test_salvage_with_keys_of_another_store_makes_no_store_and_says_so(run: Run, tmp_path: Path) -> None:
    other = tmp_path / "other" / "b.store"
    assert run("init", "--store", str(other), "--name", "R. EXAMPLE").code == 0
    store = tmp_path / "copy" / "store"
    shutil.copyfile(f"{other}.keys", f"{store}.keys")
    refused = run("salvage", str(store), "--to", str(tmp_path / "new"))
    assert refused.code == 13
    assert "Nothing could be read, so no new store was made" in refused.err
    assert "each backup has one of its time" in refused.err
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("left", [0, 100])
def test_salvage_of_what_is_gone_makes_no_store(left: int, run: Run, tmp_path: Path) -> None:
    store = tmp_path / "copy" / "store"
    store.write_bytes(store.read_bytes()[:left])
    assert run("salvage", str(store), "--to", str(tmp_path / "new")).code == 13
    assert not (tmp_path / "new").exists()


def test_salvage_of_a_store_cut_short_says_that_it_is_not_all(run: Run, tmp_path: Path) -> None:
    store = tmp_path / "copy" / "store"
    data = store.read_bytes()
    store.write_bytes(data[: len(data) // 3])
    done = run("salvage", str(store), "--to", str(tmp_path / "new"))
    assert done.code == 13
    assert "What came back holds together, but it is not all that was there" in done.out
    assert run("check", "--store", str(tmp_path / "new")).code == 0


def test_salvage_that_is_stopped_leaves_nothing_that_passes_for_a_store(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    store = tmp_path / "copy" / "store"
    with monkeypatch.context() as patch:
        patch.setattr("caseload_tui.store.salvage_writing._put_apart", stop)
        assert run("salvage", str(store), "--to", str(tmp_path / "new")).code == 130
    assert not [path for path in tmp_path.rglob("*new*") if path.is_file()]
    whole = run("salvage", str(store), "--to", str(tmp_path / "new"))
    assert whole.code == 0
    assert "Every record came back" in whole.out
