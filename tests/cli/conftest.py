"""One encrypted store of the fixture, made by the program itself, copied for each test that changes it."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from caseload_tui import cli
from caseload_tui.store.keys import weak_keys_in_tests

ROOT = Path(__file__).parents[2]
NORTHSIDE = ROOT / "fixtures" / "northside"
AS_OF = "2026-11-23"


@dataclass
class Done:
    """What a command left: its exit code and what it printed."""

    code: int
    out: str
    err: str


Run = Callable[..., Done]


@pytest.fixture(scope="module", autouse=True)
def _quick_keys() -> Iterator[None]:
    """A store of a test may have a key that is cheap to guess: unlocking at each command is then no wait."""
    with weak_keys_in_tests():
        yield


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the store and its passphrase; tests copy it."""
    folder = tmp_path_factory.mktemp("northside")
    (folder / "passphrase").write_text("four invented words here\n")
    secret = ["--passphrase-file", str(folder / "passphrase"), "--store", str(folder / "store")]
    assert cli.main(["init", *secret, "--officer", "N01A001", "--name", "R. EXAMPLE"]) == 0
    assert cli.main(["import", str(NORTHSIDE), *secret]) == 0
    return folder


@pytest.fixture
def run(made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return a function that runs a command on a copy of the store."""
    shutil.copytree(made, tmp_path / "copy")
    monkeypatch.setenv("CASELOAD_STORE", str(tmp_path / "copy" / "store"))
    monkeypatch.setenv("CASELOAD_PASSPHRASE_FILE", str(tmp_path / "copy" / "passphrase"))

    def run(*arguments: str) -> Done:
        capsys.readouterr()
        code = cli.main(list(arguments))
        printed = capsys.readouterr()
        return Done(code, printed.out, printed.err)

    return run
