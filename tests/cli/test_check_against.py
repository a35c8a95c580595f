"""The head of the journal in an export shows later whether the store still holds what was exported."""

import shutil
from pathlib import Path

from tests.cli.conftest import Run


def test_a_store_put_back_together_with_its_mark_is_found_out_by_an_earlier_export(run: Run, tmp_path: Path) -> None:
    home, older = tmp_path / "copy", tmp_path / "older"
    shutil.copytree(home, older)
    assert run("export", str(tmp_path / "out")).code == 0
    head = tmp_path / "out" / "journal-head.txt"
    assert "EXAMPLE" not in head.read_text()
    assert run("check", "--against", str(head)).code == 0

    shutil.rmtree(home)
    shutil.copytree(older, home)
    assert run("check").code == 0
    refused = run("check", "--against", str(head))
    assert refused.code == 16
    assert "of the journal is missing" in refused.err


def test_what_is_no_head_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text("milk\n")
    assert run("check", "--against", str(tmp_path / "list.txt")).code == 3
    assert run("check", "--against", str(tmp_path / "none.txt")).code == 2


def test_an_export_is_replaced_by_the_next_and_its_head_is_passed_over_by_an_import(run: Run, tmp_path: Path) -> None:
    for _ in range(2):
        assert run("export", str(tmp_path / "out")).code == 0
    assert "journal-head" not in run("import", str(tmp_path / "out"), "--dry-run").out
