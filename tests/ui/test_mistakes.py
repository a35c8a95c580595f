"""What is noted of a mistake of the program: where it happened, and nothing of what it was working on."""

from pathlib import Path

import pytest

from caseload_tui import cli
from caseload_tui.ui import choices

SECRET = "X900101 SAMPLE, Alan: rent arrears"


def _fail() -> None:
    raise ValueError(SECRET)


def test_the_log_of_mistakes_holds_places_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    try:
        _fail()
    except ValueError as error:
        choices.log(error)
    noted = (tmp_path / "caseload" / "mistakes.log").read_text("utf-8")
    assert noted.startswith("ValueError at test_mistakes.py:")
    assert not [word for word in SECRET.split() if word in noted]


def test_a_fault_in_a_command_is_told_by_its_place_only(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("caseload_tui.cli._screen", lambda _: _fail())
    assert cli.main([]) == 1
    told = capsys.readouterr().err
    assert "_fail (test_mistakes.py:" in told
    assert not [word for word in SECRET.split() if word in told]
