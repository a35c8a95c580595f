"""Words of a refusal: a command in them works when it is typed as it stands."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from caseload_tui import errors

ROOT = Path(__file__).parents[1]


@pytest.fixture
def _from_a_clone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Start the program as from a clone: `.venv/bin/python -m caseload_tui`."""
    monkeypatch.setattr(sys, "argv", [str(ROOT / "caseload_tui" / "__main__.py")])
    monkeypatch.setattr(sys, "executable", str(tmp_path / ".venv" / "bin" / "python"))
    monkeypatch.chdir(tmp_path)
    errors.program.cache_clear()
    yield
    errors.program.cache_clear()


def test_a_refusal_quotes_what_is_typed_and_shows_no_backtick() -> None:
    refusal = errors.NoStoreError("No store.", advice="`caseload init` makes one; `?` shows the keys.")
    assert refusal.advice == '"caseload init" makes one; "?" shows the keys.'


@pytest.mark.usefixtures("_from_a_clone")
def test_from_a_clone_a_command_is_named_as_it_was_started() -> None:
    python = str(Path(".venv") / "bin" / "python")
    assert errors.spoken("`caseload init` makes one.") == f'"{python} -m caseload_tui init" makes one.'
    assert errors.command("echo x | caseload contact add X1 -") == f"echo x | {python} -m caseload_tui contact add X1 -"
    assert errors.command("caseload init --store me.caseload") == f"{python} -m caseload_tui init --store me.caseload"


def test_the_command_of_a_refusal_works(tmp_path: Path) -> None:
    """What it says to type is typed, as it stands, in the folder where it was said."""
    command = [sys.executable, "-m", "caseload_tui", "--store", str(tmp_path / "none")]
    said = subprocess.run([*command, "today"], cwd=ROOT, capture_output=True, text=True, check=False).stderr
    to_type = said.splitlines()[1].split('"')[1]
    assert to_type.endswith("-m caseload_tui init")
    done = subprocess.run([*to_type.split(), "--help"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.split()[:1]) == (0, ["usage:"])
