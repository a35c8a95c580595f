"""Killed at any moment: what was acknowledged is there, nothing is half there, and every check passes.

Quick: 60 kills. `make faults`: 5,000.
"""

import subprocess
import sys
from pathlib import Path

from tests.faults.amounts import amount

ROOT = Path(__file__).parents[2]
KILLS = amount(60, 5_000)
AIMED = 0.6
"""The share of kills that must leave a log to replay, or they hit nothing."""


def _kill(kills: int, work: Path, *, is_told_early: bool = False) -> dict[str, int]:
    code = f"from tests.faults import killing; killing.main({kills}, {str(work)!r}, is_told_early={is_told_early})"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    found = {words: int(count) for words, count in (line.split(": ") for line in run.stdout.splitlines())}
    print("\n" + ", ".join(f"{count:,} {words}" for words, count in found.items()))
    return found


def test_a_kill_loses_nothing_that_was_acknowledged_and_leaves_nothing_half_done(tmp_path: Path) -> None:
    found = _kill(KILLS, tmp_path)
    assert {words: count for words, count in found.items() if "WRONG" in words and count} == {}
    assert found["acts told of"] > KILLS / 2
    assert found["with a log to replay"] >= AIMED * KILLS


def test_an_acknowledgement_before_the_commit_is_found(tmp_path: Path) -> None:
    assert _kill(20, tmp_path, is_told_early=True)["WRONG lost"] > 0
