"""An encrypted store that the program made itself, from a folder of CSV about two invented people."""

import csv
import datetime as dt
import os
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.ui.pty_run import Terminal

ROOT = Path(__file__).parents[2]
PASSPHRASE = "four invented words here"
LATE, FINE = "X900101", "X900102"
NOTE = "Rent letter came, will bring it in"


@dataclass(frozen=True)
class Place:
    """A home with one store in it; nothing outside is read or written."""

    home: Path

    @property
    def store(self) -> Path:
        return self.home / "northside.store"

    @property
    def environment(self) -> dict[str, str]:
        """Return what the program is told about where things are."""
        kept = {f"XDG_{name}_HOME": str(self.home / name.lower()) for name in ("CACHE", "CONFIG", "DATA", "STATE")}
        return {**kept, "HOME": str(self.home), "TMPDIR": str(self.home / "tmp"), "TEXTUAL_ANIMATIONS": "none"}

    def command(self, *arguments: str) -> str:
        """Run a command on the store and return what it prints."""
        secret = ("--store", str(self.store), "--passphrase-file", str(self.home / "passphrase"))
        run = subprocess.run(
            [sys.executable, "-m", "caseload_tui", *arguments, *secret],
            cwd=ROOT,
            env={**os.environ, **self.environment},
            capture_output=True,
            text=True,
            check=False,
        )
        assert run.returncode == 0, run.stderr
        return run.stdout

    def readable(self, words: Iterable[str]) -> set[str]:
        """Return which words can be read in a file of the home, but for what a user puts there: the CSV."""
        files = [file for file in self.home.rglob("*") if file.is_file() and file.parent.name != "csv"]
        assert self.store in files
        data = b"".join(file.read_bytes() for file in files)
        return {word for word in words for code in ("utf-8", "utf-16-le", "utf-16-be") if word.encode(code) in data}

    def start(self, width: int = 120, height: int = 36, **environment: str) -> Terminal:
        """Start the program in a terminal and type the passphrase."""
        command = [sys.executable, "-m", "caseload_tui", "--store", str(self.store)]
        terminal = Terminal(command, width=width, height=height, env={**self.environment, **environment})
        assert "SAMPLE" not in terminal.until("Passphrase")
        terminal.type(f"{PASSPHRASE}\r")
        terminal.until("unlocked")
        return terminal


def ago(days: int) -> str:
    """Return the day so many days ago, as it is written in a file."""
    return (dt.datetime.now(tz=dt.UTC).date() - dt.timedelta(days=days)).isoformat()


def contact(crn: str, kind: str, mode: str, days: int, note: str = "") -> tuple[str, ...]:
    """Return the row of an attended contact so many days ago."""
    return (f"c-{crn}-{days}", crn, kind, ago(days), mode, "ATTC", ago(days), note)


def write(folder: Path) -> None:
    """Write the folder: someone who must be seen each month and was last seen two months ago, and someone seen."""
    seen = {LATE: (130, 95, 60), FINE: (100, 70, 40, 15, 3)}
    people = [(LATE, "Sample", "Alan"), (FINE, "Fixture", "Ola")]
    contacts = [
        contact(LATE, "COVC", "video", 20, NOTE),
        *(contact(crn, "CHVS", "in_person_home", 285) for crn in seen),
        *(contact(crn, "COAP", "in_person_office", days) for crn in seen for days in seen[crn]),
    ]
    files: dict[str, list[tuple[str, ...]]] = {
        "teams": [("team_code", "name"), ("T1", "Northside")],
        "officers": [("officer_code", "name", "team_code"), ("N01", "R. EXAMPLE", "T1")],
        "cases": [
            ("crn", "surname", "forenames", "officer_code", "team_code", "rosh"),
            *((*who, "N01", "T1", "M") for who in people),
        ],
        "sentences": [
            ("sentence_id", "crn", "type", "sentenced_on", "starts_on"),
            *((f"s-{crn}", crn, "CO", ago(300), ago(300)) for crn, *_ in people),
        ],
        "contacts": [
            ("contact_id", "crn", "type_code", "date", "mode", "outcome_code", "outcome_on", "notes"),
            *contacts,
        ],
        "plans": [
            ("plan_id", "crn", "sentence_id", "kind", "completed_on"),
            *((f"p-{crn}", crn, f"s-{crn}", "sentence", ago(285)) for crn, *_ in people),
        ],
        "reviews": [
            ("review_id", "crn", "of", "ref", "reviewed_on"),
            *((f"r-{crn}", crn, "plan", f"p-{crn}", ago(25)) for crn, *_ in people),
            *((f"k-{crn}", crn, "risk", "", ago(25)) for crn, *_ in people),
        ],
    }
    folder.mkdir()
    for name, rows in files.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    place = Place(tmp_path)
    (tmp_path / "tmp").mkdir()
    (tmp_path / "passphrase").write_text(f"{PASSPHRASE}\n")
    write(tmp_path / "csv")
    place.command("init", "--officer", "N01", "--name", "R. EXAMPLE", "--no-recovery")
    place.command("import", str(tmp_path / "csv"))
    return place
