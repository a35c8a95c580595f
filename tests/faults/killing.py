"""Kills the program at random moments while it writes whatever can be written; run as a process of its own.

Each kill ends a forked child that does one act after another and tells of each through a pipe once it returned. What
the store says then must be what was told last; or more, if an act had been written and not yet told of.
"""

import os
import random
import shutil
import signal
import time
from collections import Counter
from pathlib import Path

from caseload_tui.services.session import Session
from caseload_tui.store.keys import weak_keys_in_tests
from tests.faults import acts

_FRESH = 40
"""Kills after which a new store is begun, so that it stays small."""

_ACTS = 4
"""Acts that a child may do before its end is near."""

_LONGEST = 0.02
"""Seconds that its end is away then: about as long as an act takes."""

_CLOSING = 0.04
"""How often the store is closed and opened again between two acts."""

_READY = b"ready\n"


def main(kills: int, work: str, *, is_told_early: bool = False) -> None:
    """Kill so often; print what came of it as words and counts, one line each, and `WRONG` for what must not be."""
    chance, found, home = random.Random(20261125), Counter[str](), Path(work) / "home"  # noqa: S311 - moments
    with weak_keys_in_tests():
        for number in range(kills):
            if number % _FRESH == 0:
                _begin(home)
            _kill(home, number, chance, found, is_told_early=is_told_early)
    for words, count in sorted(found.items()):
        print(f"{words}: {count}")


def _begin(home: Path) -> None:
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    session = acts.create(home)
    acts.fill(session)
    acts.ACTS["contact"](session, 0)
    session.store.close()


def _kill(home: Path, number: int, chance: random.Random, found: Counter[str], *, is_told_early: bool) -> None:
    session = acts.unlock(home)
    told = _said(session)
    session.store.close()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _write(home, number, chance, writing, is_told_early=is_told_early)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        if pipe.readline() != _READY:
            raise RuntimeError("the child did not begin")
        lines = [pipe.readline().decode() for _ in range(chance.randint(0, _ACTS))]
        time.sleep(chance.uniform(0.0005, _LONGEST))
        os.kill(child, signal.SIGKILL)
        lines += pipe.read().decode().splitlines(keepends=True)
    lines = [line.strip() for line in lines if line.endswith("\n")]
    os.waitpid(child, 0)
    found["kills"] += 1
    found["acts told of"] += len(lines)
    told = lines[-1] if lines else told
    log = home / f"{acts.STORE}-wal"
    found["with a log to replay"] += log.exists() and log.stat().st_size > 0
    session = acts.unlock(home)
    here = _said(session)
    if here != told:
        entries, before = (int(said.split()[0]) for said in (here, told))
        found["written, not yet told of" if entries > before else "WRONG lost"] += 1
    problems = session.store.check()
    found["WRONG not whole"] += bool(problems)
    session.store.close()


def _write(home: Path, number: int, chance: random.Random, told: int, *, is_told_early: bool) -> None:
    """Do acts in random order until the end comes; never returns."""
    try:
        chance.seed(number)
        session = acts.unlock(home)
        os.write(told, _READY)
        for step in range(10_000):
            if is_told_early:
                entries, word = _said(session).split()
                os.write(told, f"{int(entries) + 1} {word}\n".encode())
            name = chance.choice([name for name in acts.ACTS if name != "draft"])
            acts.ACTS[name](session, number * 100 + step)
            if not is_told_early:
                os.write(told, f"{_said(session)}\n".encode())
            if chance.random() < _CLOSING:
                session.store.close()
                session = acts.unlock(home)
    finally:
        os._exit(1)


def _said(session: Session) -> str:
    """Return how many journal entries there are, and one word for everything."""
    entries = session.store._driver.value("SELECT count(*) FROM journal")
    return f"{entries} {acts.state(session)}"
