"""Workbooks in and out by commands, on an encrypted store; JSON that says all and obeys nobody."""

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from caseload_tui.cli import out
from caseload_tui.domain.text import escaped
from tests.cli.conftest import AS_OF, Done, Run
from tests.terminal.payloads import PAYLOADS, leaks

LISTS = (
    ["list"],
    ["overdue"],
    ["overdue", "--by", "officer"],
    ["due"],
    ["timeline", "X100002"],
    ["explain", "X100002"],
)


def saved(run: Run, path: Path, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> Done:
    """Run a command with its output in a file, as a shell does."""
    with path.open("wb") as file, monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", io.TextIOWrapper(file, encoding="utf-8", write_through=True))
        done = run(*arguments)
        sys.stdout.flush()
        sys.stdout.detach()  # type: ignore[union-attr]
    return done


@pytest.mark.parametrize("words", LISTS, ids=" ".join)
def test_a_list_is_the_same_as_csv_and_as_a_workbook(
    words: list[str], run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_csv = list(csv.reader(io.StringIO(run(*words, "--as-of", AS_OF, "--format", "csv").out)))
    path = tmp_path / "list.xlsx"
    assert saved(run, path, monkeypatch, *words, "--as-of", AS_OF, "--format", "xlsx").code == 0
    rows = list(openpyxl.load_workbook(path).active.iter_rows())
    assert [[str(cell.value or "").removesuffix(" 00:00:00") for cell in row] for row in rows[1:5]] == [
        ["" if cell == "0" else cell for cell in row] for row in as_csv[1:5]
    ]
    assert len(rows) == len(as_csv) > 1
    assert not [cell for row in rows for cell in row if cell.data_type == "f"]


def test_a_workbook_comes_in_as_a_folder_does(run: Run, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "teams"
    for row in (["team_code", "name"], ["T-new", "=Northside"]):
        book.active.append(row)
    book.active["B2"].data_type = "s"
    book.save(tmp_path / "in.xlsx")
    done = run("import", str(tmp_path / "in.xlsx"))
    assert (done.code, done.out.splitlines()[-1]) == (0, "Written: 1 record.")
    assert run("export", str(tmp_path / "out")).code == 0
    assert "T-new,'=Northside," in (tmp_path / "out" / "teams.csv").read_text(encoding="utf-8")
    again = run("import", str(tmp_path / "out"))
    assert again.out.splitlines()[-1] == "Everything was here already."


def test_a_workbook_needs_no_library_until_it_is_asked_for() -> None:
    code = "import sys, caseload_tui.exchange.planning, caseload_tui.cli.lists; print('openpyxl' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
def test_json_says_the_same_and_nothing_of_it_can_be_obeyed(payload: str, capsys: pytest.CaptureFixture[str]) -> None:
    out.document({payload: [payload, {"a": payload}]})
    printed = capsys.readouterr().out
    assert json.loads(printed) == {payload: [payload, {"a": payload}]}
    assert list(leaks(printed.encode(), is_screen=False)) == []


def test_json_leaves_every_letter_that_is_one() -> None:
    assert escaped('"Zoë Łukasz 日本語 🙂 ● √"') == '"Zoë Łukasz 日本語 🙂 ● √"'


@pytest.mark.parametrize("lead", ["=", "+", "-", "@", "'=", "''@"])
def test_csv_of_a_list_is_no_formula(lead: str, capsys: pytest.CaptureFixture[str]) -> None:
    out.sheet(("name",), [(f"{lead}1",)])
    assert capsys.readouterr().out == f"name\n'{lead}1\n"
