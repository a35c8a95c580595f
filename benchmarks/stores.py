"""The stores that are measured: invented people, encrypted, made once by the program itself and kept."""

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
KEPT = ROOT / ".bench"
PASSPHRASE = "a passphrase for measuring only"  # noqa: S105 - invented people


@dataclass(frozen=True)
class Measured:
    """One store and how long its making took."""

    people: int
    path: Path
    invent_seconds: float | None
    import_seconds: float | None


def program(*arguments: str, passphrase_file: Path | None = None) -> str:
    """Run the program and return what it prints."""
    environment = {**os.environ, "NO_COLOR": "1"}
    if passphrase_file is not None:
        environment["CASELOAD_PASSPHRASE_FILE"] = str(passphrase_file)
    run = subprocess.run(
        [sys.executable, "-m", "caseload_tui", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return run.stdout


def passphrase_file() -> Path:
    """Return a file with the passphrase of all measured stores."""
    KEPT.mkdir(exist_ok=True)
    path = KEPT / "passphrase.txt"
    if not path.exists():
        path.write_text(PASSPHRASE + "\n")
        path.chmod(0o600)
    return path


def store_of(people: int) -> Measured:
    """Return the store of that many invented people, making it the first time."""
    secret = passphrase_file()
    path, folder = KEPT / f"people-{people}.store", KEPT / f"people-{people}"
    if path.exists():
        return Measured(people, path, None, None)
    began = time.perf_counter()
    program("demo", "--people", str(people), "--seed", "1", "--export", str(folder))
    invented = time.perf_counter()
    program("init", "--store", str(path), "--officer", "N01A001", "--no-recovery", passphrase_file=secret)
    made = time.perf_counter()
    program("import", str(folder), "--store", str(path), passphrase_file=secret)
    return Measured(people, path, invented - began, time.perf_counter() - made)
