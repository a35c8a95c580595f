"""The disk refuses one call, each of the first 200 in turn: no false "saved", nothing half there, nothing lost.

For every kind of write, on the shipped driver. After the refusal the same act is done again, on a disk that works.

Quick: some of the calls. `make faults`: each of the first 200.
"""

import errno
from collections import Counter
from pathlib import Path

import pytest

from caseload_tui.store import ballast
from caseload_tui.store.keys import weak_keys_in_tests
from tests.faults import acts, disk, failing
from tests.faults.amounts import amount
from tests.faults.homes import Home

ACTS = (*acts.ACTS, "passphrase", "recovery key", "revoke", "rotate", "backup", "restore")
FIRST, EVERY = 200, amount(37, 1)
WRITER = "import sys; from tests.faults import failing; failing.main(*sys.argv[1:])"
ERRORS = {
    "disk full": (errno.ENOSPC, disk.WRITES),
    "input/output error": (errno.EIO, disk.WRITES | disk.SYNCS | disk.READS | disk.NAMES),
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a store in which there is something to act upon."""
    folder = tmp_path_factory.mktemp("made") / "home"
    with weak_keys_in_tests():
        home = Home.make(folder)
        home.do("backup", 0)
        home.do("contact", 0)
        home.close()
    ballast.release(home.path)  # it is not what is tried here, and takes long to copy
    return folder


def _run(how: str, act: str, error: str, made: Path, work: Path) -> tuple[Counter[str], list[str]]:
    """Return how often what came of a refused call, and the lines that must not be."""
    number, kinds = ERRORS[error]
    lines = disk.run(WRITER, how, act, made, work, number, kinds, FIRST, EVERY)
    outcomes = Counter(line.split(": ", 1)[1] for line in lines)
    print(f"\n{how}, {act}, {error}: " + ", ".join(f"{count} {words}" for words, count in sorted(outcomes.items())))
    return outcomes, [line for line in lines if failing.WRONG in line]


@pytest.mark.parametrize("error", ERRORS)
@pytest.mark.parametrize("act", ACTS)
def test_one_refused_call_is_never_a_false_saved(act: str, error: str, made: Path, tmp_path: Path) -> None:
    outcomes, wrong = _run("as shipped", act, error, made, tmp_path)
    assert wrong == []
    assert outcomes.total() > 0


def test_a_planted_fault_is_found(made: Path, tmp_path: Path) -> None:
    _, wrong = _run("planted", "contact", "disk full", made, tmp_path)
    assert wrong
