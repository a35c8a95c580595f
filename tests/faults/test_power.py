"""The power goes at any moment: what was acknowledged is there, nothing is half there, and the store opens.

The real program writes on a disk that notes each call (`disk.c`); the disk is then cut at random moments, and the
store opened from what a flush promises to be left. What holds for the shipped settings must fail without them, or the
test could see nothing: the same cuts are made with `synchronous` NORMAL, and with a word given before the commit.

Quick: 200 cuts. `make faults`: 50,000.
"""

import random
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from caseload_tui.errors import CaseloadError
from caseload_tui.store.keys import weak_keys_in_tests
from tests.faults import acts, disk
from tests.faults.amounts import amount
from tests.faults.disk import Disk, Event, events, lay

CUTS = amount(200, 50_000)
ROUNDS = 3
WRITER = """
import sys
from pathlib import Path
from caseload_tui.store.keys import weak_keys_in_tests
from tests.faults import acts, power
power.{how}(Path(sys.argv[1]), Path(sys.argv[2]), {rounds})
"""


@dataclass
class Found:
    """What the cuts came to."""

    cuts: int = 0
    lost: int = 0
    strange: int = 0
    """Stores that hold neither the state that was acknowledged last nor the one that was being written."""

    closed: list[str] = field(default_factory=list)
    """Stores that do not open, by their error."""

    def __str__(self) -> str:
        return f"{self.cuts:,} cuts: {self.lost} lost, {self.strange} half done, {len(self.closed)} not opening"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a store that everything is done to, on a copy each."""
    folder = tmp_path_factory.mktemp("made")
    with weak_keys_in_tests():
        acts.make(folder).store.close()
    return folder


@contextmanager
def _quick_folder() -> Iterator[Path]:
    """Give a folder in memory where there is one: what is cut was flushed long ago."""
    memory = Path("/dev/shm")  # noqa: S108 - a folder of our own in it
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as name:
        yield Path(name)


def _run(made: Path, where: Path, how: str) -> tuple[Disk, list[Event], list[str]]:
    """Let the program write, watched; return the disk as it was before, what happened, and the state after each act."""
    home, log = where / "home", where / "log"
    lay({path.name: path.read_bytes() for path in made.iterdir()}, home)
    before = Disk(home)
    with weak_keys_in_tests():
        session = acts.unlock(home)
        states = [acts.state(session)]
        session.store.close()
    states += [line.split()[0] for line in disk.run(WRITER.format(how=how, rounds=ROUNDS), home, log)]
    return before, list(events(log)), states


def _cut(made: Path, how: str, cuts: int, seed: int = 20261125) -> Found:
    chance, found = random.Random(seed), Found()  # noqa: S311 - where the power goes
    with _quick_folder() as where, weak_keys_in_tests():
        before, happened, states = _run(made, where, how)
        assert len(states) > ROUNDS * len(acts.ACTS)
        moments = sorted(chance.randrange(len(happened)) for _ in range(cuts))
        acknowledged = done = 0
        for moment in moments:
            for event in happened[done:moment]:
                before.happens(event)
                acknowledged = event.at if event.act == "N" else acknowledged
            done = max(done, moment)
            lay(before.cut(chance), where / "cut")
            _open(where / "cut", states, acknowledged, found)
    return found


def _open(folder: Path, states: list[str], acknowledged: int, found: Found) -> None:
    found.cuts += 1
    try:
        session = acts.unlock(folder)
    except CaseloadError as error:
        found.closed.append(f"{type(error).__name__}: {error.message}")
        return
    here = acts.state(session)
    session.store.close()
    if here in states[:acknowledged]:
        found.lost += 1
    elif here not in states[acknowledged : acknowledged + 2]:
        found.strange += 1


def test_a_power_cut_loses_nothing_that_was_acknowledged_and_leaves_nothing_half_done(made: Path) -> None:
    found = _cut(made, "as_shipped", CUTS)
    print(f"\nas shipped: {found}")
    assert (found.lost, found.strange, found.closed) == (0, 0, [])


@pytest.mark.parametrize("how", ["without_flushes", "too_early"])
def test_the_cuts_find_a_planted_fault(made: Path, how: str) -> None:
    found = _cut(made, how, 100)
    print(f"\nplanted, {how}: {found}")
    assert found.lost > 0
