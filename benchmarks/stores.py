"""The stores that are measured: invented people, encrypted, made once by the program itself and kept."""

import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
KEPT = ROOT / ".bench"
PASSPHRASE = "a passphrase for measuring only"  # noqa: S105 - invented people
OFFICER = "N01A001"
"""Whoever opens the stores: Today and the caseload then begin with this officer's people, as for a user."""


class Line(NamedTuple):
    """One line of the table."""

    name: str
    value: str
    goal: str


@dataclass(frozen=True)
class Measured:
    """One store; of one made just now, what its making took."""

    people: int
    path: Path
    records: int = 0
    seconds: float = 0
    mebibytes: float = 0


def environment(**extra: str) -> dict[str, str]:
    """Return the environment of everything measured: a home of its own, and compiled modules kept as when installed."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    places = {"HOME": str(KEPT / "home"), "XDG_CONFIG_HOME": str(KEPT / "home"), "XDG_STATE_HOME": str(KEPT / "home")}
    secret = {"CASELOAD_PASSPHRASE_FILE": str(passphrase_file())}
    return {**kept, "PYTHONPYCACHEPREFIX": str(KEPT / "compiled"), **places, **secret, **extra}


def passphrase_file() -> Path:
    """Return a file with the passphrase of all measured stores."""
    (KEPT / "home").mkdir(parents=True, exist_ok=True)
    path = KEPT / "passphrase.txt"
    if not path.exists():
        path.write_text(PASSPHRASE + "\n")
        path.chmod(0o600)
    return path


def store_of(people: int) -> Measured:
    """Return the store of that many invented people, making it the first time."""
    folder, kept = KEPT / f"people-{people}", KEPT / f"store-{people}"
    path = kept / "caseload"
    if path.exists():
        return Measured(people, path)
    making = KEPT / "making"
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir()
    if not folder.exists():
        _program("demo", "--people", str(people), "--seed", "1", "--export", str(folder))
    store = ("--store", str(making / "caseload"))
    _program("init", *store, "--officer", OFFICER, "--name", "R. EXAMPLE", "--no-recovery")
    began = time.perf_counter()
    peak = _program("import", str(folder), *store)
    took = time.perf_counter() - began
    making.rename(kept)  # only a store that is complete is kept
    return Measured(people, path, sum(_lines(file) - 1 for file in folder.glob("*.csv")), took, peak)


def _program(*arguments: str) -> float:
    """Run the program and return the most memory it held, in MiB."""
    command = [sys.executable, "-m", "caseload_tui", *arguments]
    with subprocess.Popen(command, cwd=ROOT, env=environment(), stdout=subprocess.DEVNULL) as run:
        _, status, used = os.wait4(run.pid, 0)
        run.returncode = os.waitstatus_to_exitcode(status)
    if run.returncode:
        raise subprocess.CalledProcessError(run.returncode, command)
    return used.ru_maxrss / (1024 if sys.platform != "darwin" else 1024 * 1024)


def _lines(file: Path) -> int:
    with file.open("rb") as opened:
        return sum(1 for _ in opened)
