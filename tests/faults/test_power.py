"""The power goes at any moment: what was acknowledged is there, nothing is half there, and the store opens.

The real program writes on a disk that notes each call (`disk.c`); the disk is then cut at random moments, and the
store opened from what a flush promises to be left. What holds for the shipped settings must fail without them, or the
test could see nothing: the same cuts are made with `synchronous` NORMAL, and with a word given before the commit.

Quick: 200 cuts. `make faults`: 50,000.
"""

import random
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from caseload_tui.errors import CaseloadError
from caseload_tui.store.keys import weak_keys_in_tests
from tests.faults import disk
from tests.faults.amounts import amount
from tests.faults.disk import Disk, Event, events, lay
from tests.faults.homes import Home, State

CUTS = amount(200, 50_000)
ROUNDS = 1
WRITER = """
import sys
from pathlib import Path
from caseload_tui.store.keys import weak_keys_in_tests
from tests.faults import power
power.{how}(Path(sys.argv[1]), Path(sys.argv[2]), {rounds})
"""


@dataclass
class Found:
    """What the cuts came to: what was wrong, "" for nothing, and how many different states of the disk there were."""

    cuts: Counter[str] = field(default_factory=Counter)
    different: int = 0

    @property
    def wrong(self) -> dict[str, int]:
        """Return what must not be."""
        return {words: count for words, count in self.cuts.items() if words}

    def of(self, kind: str) -> int:
        """Return how many were wrong in one way: lost, half done, not opening."""
        return sum(count for words, count in self.wrong.items() if words.startswith(kind))

    def __str__(self) -> str:
        kinds = ", ".join(f"{self.of(kind)} {kind}" for kind in ("lost", "half done", "not opening"))
        return f"{self.cuts.total():,} cuts ({self.different:,} different): {kinds}"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a store that everything is done to, on a copy each."""
    folder = tmp_path_factory.mktemp("made")
    with weak_keys_in_tests():
        Home.make(folder)
    return folder


@contextmanager
def _quick_folder() -> Iterator[Path]:
    """Give a folder in memory where there is one: what is cut was flushed long ago."""
    memory = Path("/dev/shm")  # noqa: S108 - a folder of our own in it
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as name:
        yield Path(name)


def _run(made: Path, where: Path, how: str) -> tuple[Disk, list[Event], list[State]]:
    """Let the program write, watched; return the disk as it was before, what happened, and the state after each act."""
    folder, log = where / "home", where / "log"
    lay({path.name: path.read_bytes() for path in made.iterdir()}, folder)
    before = Disk(folder)
    with weak_keys_in_tests(), closing(Home(folder)) as home:
        states = [home.state()]
    states += map(State.of, disk.run(WRITER.format(how=how, rounds=ROUNDS), folder, log))
    return before, list(events(log)), states


def _cut(made: Path, how: str, cuts: int, seed: int = 20261125) -> Found:
    chance, found = random.Random(seed), Found()  # noqa: S311 - where the power goes
    with _quick_folder() as where, weak_keys_in_tests():
        before, happened, states = _run(made, where, how)
        moments = sorted(chance.randrange(len(happened)) for _ in range(cuts))
        acknowledged = done = 0
        seen = dict[tuple[int, int], str]()
        for moment in moments:
            for event in happened[done:moment]:
                before.happens(event)
                acknowledged = event.at if event.act == "N" else acknowledged
            done = max(done, moment)
            left = before.cut(chance)
            what = acknowledged, hash(frozenset(left.items()))
            if what not in seen:  # much of what may be left is the same again
                lay(left, where / "cut")
                seen[what] = _look(where / "cut", states, acknowledged)
            found.cuts[seen[what]] += 1
        found.different = len(seen)
    return found


def _look(folder: Path, states: list[State], acknowledged: int) -> str:
    """Open what is left; return what is wrong with it, "" for nothing."""
    told, *later = states[acknowledged : acknowledged + 2]
    try:
        with closing(Home(folder)) as home:
            here, hashes = home.state(), home.hashes()
    except (CaseloadError, StopIteration) as error:
        return f"not opening: {type(error).__name__} {error}"
    if here in (told, *later) or _is_told_at_opening(here, told, hashes, later):
        return ""
    return "lost" if here in states[:acknowledged] else f"half done: {told} became {here}"


def _is_told_at_opening(here: State, told: State, hashes: list[str], later: list[State]) -> bool:
    """Return whether keys or copies are those of the act under way, and the journal had no time to tell of it.

    Of the keys it does so at the next opening; a copy that it does not name is there as well.
    """
    is_kept = told.head in hashes and here.entries <= told.entries + 1
    return (
        is_kept
        and here.records == told.records
        and here.opens in {told.opens, *(state.opens for state in later)}
        and here.copies in {told.copies, *(state.copies for state in later)}
    )


def test_a_power_cut_loses_nothing_that_was_acknowledged_and_leaves_nothing_half_done(made: Path) -> None:
    found = _cut(made, "as_shipped", CUTS)
    print(f"\nas shipped: {found}")
    assert found.wrong == {}


@pytest.mark.parametrize(
    ("how", "kind"),
    [
        ("without_flushes", "lost"),
        ("too_early", "lost"),
        ("names_not_flushed", "half done"),
    ],
)
def test_the_cuts_find_a_planted_fault(made: Path, how: str, kind: str) -> None:
    found = _cut(made, how, 100)
    print(f"\nplanted, {how}: {found}")
    assert found.of(kind) > 0
