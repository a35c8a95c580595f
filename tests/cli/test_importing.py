"""The import command: what it refuses it says in full where that is asked for, and it promises nothing."""

import json
from pathlib import Path

from tests.cli.conftest import Run


def _folder(tmp_path: Path, **files: str) -> str:
    path = tmp_path / "in"
    path.mkdir()
    for name, text in files.items():
        (path / f"{name}.csv").write_text(text, "utf-8")
    return str(path)


def test_a_refused_folder_promises_nothing_and_says_how_to_answer(run: Run, tmp_path: Path) -> None:
    pauses = "crn,kind,from\nX900801,hospital,03/04/2026\n"
    folder = _folder(tmp_path, cases="crn\nX900801\nX900802\n", pauses=pauses)
    done = run("import", folder)
    assert done.code == 3
    assert "cases.csv: 2 rows, 2 would be new" in done.out
    assert 'pauses.csv, line 2, from: "03/04/2026" every date here could be read' in done.out
    assert "--dates dd/mm/yyyy or --dates mm/dd/yyyy" in done.out
    assert run("show", "X900801").code == 3
    done = run("import", folder, "--dates", "dd/mm/yyyy")
    assert done.code == 0
    assert "cases.csv: 2 rows, 2 new" in done.out


def test_every_problem_of_a_refused_folder_can_be_listed(run: Run, tmp_path: Path) -> None:
    rows = "".join(f"X9{n:05},Z\n" for n in range(1_200))
    folder = _folder(tmp_path, cases=f"crn,rosh\n{rows}")
    done = run("import", folder)
    assert done.code == 3
    assert done.out.count("cases.csv, line ") == 20
    assert "--all lists every one of them." in done.out
    everything = run("import", folder, "--all")
    assert everything.out.count("cases.csv, line ") == 1_200
    assert "--all" not in everything.out
    document = json.loads(run("import", folder, "--all", "--format", "json").out)
    assert len(document["files"][0]["problems"]) == 1_200


def test_records_that_are_kept_are_not_said_to_be_the_same(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    assert run("import", _folder(tmp_path, cases="crn,surname\nX900801,SAMPLE\n")).code == 0
    assert run("import", str(folder)).out.endswith("Everything was here already.\n")
    (folder / "cases.csv").write_text("crn,surname\nX900801,SIMPLE\n", "utf-8")
    done = run("import", str(folder), "--on-conflict", "skip")
    assert done.code == 0
    assert "1 skipped" in done.out
    assert done.out.endswith("Nothing in it is new, and what differs stays as it is here.\n")
