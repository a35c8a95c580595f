"""Killed at any moment of whatever can be written: what was acknowledged is there, nothing is half there, all opens.

Every kind of write: records, drafts, undo, imports, keys and the data key, backups, restoring, a change of the schema,
going on, tidying, closing, making a store. Quick: 120 kills. `make faults`: 5,000.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults import killing
from tests.faults.amounts import IS_LONG, amount

ROOT = Path(__file__).parents[2]
KILLS = amount(120, 5_000)
AIMED = 0.6
"""The share of kills while records were written that must leave a log to replay, or they hit nothing."""

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows cannot fork")


ROUNDS = 8


def _kill(kills: int, work: Path, *arguments: object) -> dict[str, int]:
    code = f"from tests.faults import killing; killing.main{(kills, str(work), *arguments)}"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    found = {words: int(count) for words, count in (line.rsplit(": ", 1) for line in run.stdout.splitlines())}
    print("\n" + ", ".join(f"{count:,} {words.strip()}" for words, count in found.items()))
    print(run.stderr, end="")
    return found


def test_a_kill_loses_nothing_that_was_acknowledged_and_leaves_nothing_half_done(tmp_path: Path) -> None:
    found = _kill(KILLS, tmp_path)
    assert {words: count for words, count in found.items() if "WRONG" in words and count} == {}
    assert sum(count for words, count in found.items() if words.startswith("told of")) > KILLS
    assert found["  with a log to replay"] >= AIMED * found["killed while records were written"]
    assert sum(count for words, count in found.items() if words.startswith("killed in")) > KILLS / 2
    hit = {name for name in killing.ACTS if found.get(f"killed in {name}")}
    assert len(hit) == len(killing.ACTS) or (not IS_LONG and len(hit) > len(killing.ACTS) / 2)


@pytest.mark.parametrize(
    ("how", "kills", "meant", "wrong"),
    [
        ("told_before_the_commit", 12, ("contact", "outcome", "new person"), "lost"),
        ("in_two_parts", 6, ("group",), "half done"),
        ("keys_before_the_store", 25, ("rotate",), "does not open"),
        ("without_the_keys_before", 25, ("passphrase", "recovery key"), "half done"),
    ],
)
def test_the_kills_find_a_planted_fault(
    tmp_path: Path, how: str, kills: int, meant: tuple[str, ...], wrong: str
) -> None:
    # A kill has to hit the moment that is open; how often it does depends on the machine.
    assert any(
        _kill(kills, tmp_path / str(seed), how, meant, seed).get(f"WRONG {wrong}", 0) > 0 for seed in range(ROUNDS)
    )
