"""Kills the program at any moment of whatever can be written; run as a process of its own.

Each kill ends a forked child that does one act after another and tells through a pipe when it begins and when it is
done. The moment is spread over the act that is meant: any time of it, or right before the n-th thing it does to a
file. What the store says then must be what was told last; or what the act that was under way leads to, whole.
"""

import os
import random
import shutil
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from caseload_tui.errors import BehindError, CaseloadError, NoStoreError
from caseload_tui.services import opening
from caseload_tui.store import backup, keys
from caseload_tui.store.keys import weak_keys_in_tests
from caseload_tui.store.still import still
from caseload_tui.store.store import Store
from tests.faults import acts, homes, planted
from tests.faults.homes import Home, State

ACTS: Final = (*acts.ACTS, *homes.WHOLE, "init")
_FRESH: Final = 30
"""Kills after which a new store is begun, so that it stays small."""

_BEFORE: Final = (1, 2)
"""Acts that a child does before the one that is meant; before records are written others are, so there is a log."""

_LONG_AGO: Final = 2 * 24 * 60 * 60
_FILES: Final = frozenset(("open", "os.rename", "os.remove", "os.link", "os.mkdir", "os.rmdir", "os.truncate"))
"""What Python tells of before it does it."""

_MAY_STAY: Final = frozenset((".store", ".keys", ".mark", ".spare", ".tries", ""))


def main(kills: int, work: str, how: str = "as_shipped", meant: tuple[str, ...] = ACTS, seed: int = 20261125) -> None:
    """Kill so often; print what came of it as words and counts, one line each, and `WRONG` for what must not be."""
    with weak_keys_in_tests():
        harness = Harness(Path(work), random.Random(seed), meant, how)  # noqa: S311 - moments
        with suppress(KeyboardInterrupt):  # what was found until then is told
            for number in range(1, kills + 1):
                harness.kill(number)
    for words, count in sorted(harness.found.items()):
        print(f"{words}: {count}")


@dataclass
class Told:
    """What a child told before its end."""

    state: State
    """After the act that was done last."""

    begun: str = ""
    """The act that was under way, "" for none."""

    problem: str = ""


@dataclass
class Harness:
    """One store after another, and what became of them."""

    work: Path
    chance: random.Random
    meant: tuple[str, ...]
    """The acts during which it kills."""

    how: str
    """The fault that is planted in the children."""

    found: Counter[str] = field(default_factory=Counter)
    seconds: dict[str, float] = field(default_factory=dict)
    steps: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Do everything once, to know how long it takes and how many files it touches."""
        _begin(self.work / "first")
        home, steps = Home(self.work / "first" / "home"), Steps(self.work)
        for number in (1, 2):  # the first time, Python reads its modules
            for name in ACTS:
                home.get_ready(name)
                shutil.rmtree(_second(home.folder).parent, ignore_errors=True)
                steps.taken, began = 0, time.perf_counter()
                _do(home, name, number)
                self.seconds[name], self.steps[name] = time.perf_counter() - began, steps.taken
                _ = home.session
        home.close()

    @property
    def home(self) -> Path:
        """Return the folder of the store that is worked on."""
        return self.work / "now" / "home"

    def kill(self, number: int) -> None:
        """Kill a child once, and look at what is there."""
        if number % _FRESH == 1:
            shutil.rmtree(self.work / "now", ignore_errors=True)
            _begin(self.work / "now")
            self.state = _looked_at(self.home)
        meant = self.chance.choice(self.meant)
        others = tuple(acts.ACTS) if meant in acts.ACTS else ACTS
        plan = [*self.chance.choices(others, k=self.chance.randint(*_BEFORE)), meant]
        before = self.chance.randint(1, self.steps[meant]) if self.steps[meant] and self.chance.random() < 0.5 else 0
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            self._live(plan, number, before, writing)
        os.close(writing)
        told = self._end(child, reading, len(plan), 0 if before else self.seconds[meant])
        self._judge(told, meant)

    def _end(self, child: int, reading: int, begins: int, longest: float) -> Told:
        """Kill a child during the act that is meant, if it does not do so itself; return what it told."""
        with os.fdopen(reading, "rb") as pipe:
            lines = list(_until_begun(pipe, begins))
            if longest:
                time.sleep(self.chance.uniform(0, 1.1 * longest))
                os.kill(child, signal.SIGKILL)
            lines += [line for line in pipe.read().splitlines(keepends=True) if line.endswith(b"\n")]
        os.waitpid(child, 0)
        return self._heard([line.decode().strip() for line in lines])

    def _heard(self, lines: list[str]) -> Told:
        told = Told(self.state)
        for line in lines:
            word, _, rest = line.partition(" ")
            if word == "begun":
                told.begun = rest
            elif word == "ready":
                told.state = State.of(rest)
            elif word == "done":
                self.found[f"told of, {told.begun}"] += 1
                told.state, told.begun = State.of(rest), ""
            else:
                told.problem = rest
        return told

    def _live(self, plan: list[str], number: int, before: int, told: int) -> None:
        """Do what is planned and tell of it, until the end comes; never returns."""
        try:
            getattr(planted, self.how)()
            home = Home(self.home)
            for step, name in enumerate(plan):
                shutil.rmtree(_second(self.home).parent, ignore_errors=True)
                if home.get_ready(name):
                    _tell(told, f"ready {home.state().line()}")
                _tell(told, f"begun {name}")
                if before and step == len(plan) - 1:
                    Steps(self.work).end_before(before)
                _do(home, name, number * 10 + step)
                _tell(told, f"done {home.state().line()}")
            if before:
                os.kill(os.getpid(), signal.SIGKILL)
            time.sleep(60)
        except BaseException:  # noqa: BLE001 - the parent wants to know
            _tell(told, f"failed {traceback.format_exc(limit=-4)!r}")
        finally:
            os._exit(1)

    def _judge(self, told: Told, meant: str) -> None:
        """Look at what the kill left, and count it."""
        self.found["kills"] += 1
        if told.begun:
            self.found[f"killed in {told.begun}"] += 1
        if meant in acts.ACTS:
            log = self.home / f"{acts.STORE}-wal"
            self.found["killed while records were written"] += 1
            self.found["  with a log to replay"] += log.exists() and log.stat().st_size > 0
        try:
            problems = [told.problem] if told.problem else list(_problems(self.home, told))
        except CaseloadError as error:
            problems = [f"does not open: {type(error).__name__} {error.message}"]
        for problem in problems:
            print(f"{told.begun or 'between two acts'}: {problem}", file=sys.stderr)
            self.found[f"WRONG {problem.split(':')[0]}"] += 1
        if problems:
            self.found["WRONG"] += 1
            shutil.rmtree(self.work / "now", ignore_errors=True)
            _begin(self.work / "now")
        now = _looked_at(self.home)
        self.found["written, not yet told of"] += not problems and now != told.state
        self.state = now


class Steps:
    """Counts what Python does to files below a folder, and ends the process before the one that is wanted."""

    def __init__(self, folder: Path) -> None:
        """Begin to count."""
        self.taken = self.last = 0
        self._folder = str(folder)
        sys.addaudithook(self._hear)

    def end_before(self, number: int) -> None:
        """Let the process be killed before it does the n-th thing to a file."""
        self.taken, self.last = 0, number

    def _hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event in _FILES and str(arguments[0]).startswith(self._folder):
            self.taken += 1
            if self.taken == self.last:
                os.kill(os.getpid(), signal.SIGKILL)


def _begin(folder: Path) -> None:
    folder.mkdir(parents=True)
    home = Home.make(folder / "home")
    home.do("backup", 0)
    home.close()


def _do(home: Home, name: str, number: int) -> None:
    if name == "init":
        _make(_second(home.folder))
    else:
        home.do(name, number)


def _second(folder: Path) -> Path:
    return folder.with_name("second") / "second.store"


def _make(path: Path) -> None:
    session, _ = opening.create(path, acts.PASSPHRASE, opening.Owner("R. EXAMPLE"), now=acts.now)
    session.store.close()


def _tell(pipe: int, line: str) -> None:
    os.write(pipe, f"{line}\n".encode())


def _until_begun(pipe: Any, begins: int) -> Iterator[bytes]:  # noqa: ANN401 - a pipe
    while begins:
        line = pipe.readline()
        if not line:
            return
        yield line
        begins -= line.startswith(b"begun")


def _looked_at(folder: Path) -> State:
    with closing(Home(folder)) as home:
        return home.state()


def _problems(folder: Path, told: Told) -> Iterator[str]:
    """Open what was left as a person would, and give what must not be."""
    if told.begun == "init":
        yield from _init_problems(_second(folder))
    _days_pass(folder)
    home = Home(folder)
    try:
        _ = home.session
    except BehindError:
        if told.begun != "go on":
            raise
        home.go_on()
    with closing(home):
        now = home.state()
        problems = home.session.store.check()
        if problems:
            yield f"not whole: {problems}"
        yield from _half_done(home)
        if now != told.state:
            yield from _lost(home, told, now)
    yield from _left_over(folder)
    for file in home.backups:
        backup.prove(file.path, _key_of(file.path))


def _init_problems(path: Path) -> Iterator[str]:
    """Make the store again where a kill left nothing of it, or open what it left."""
    try:
        opening.unlock(path, acts.PASSPHRASE).store.close()
    except NoStoreError:
        with suppress(CaseloadError):
            _make(path)
    except CaseloadError as error:
        yield f"half made: {error.message}"
        return
    _days_pass(path.parent)
    try:
        opening.unlock(path, acts.PASSPHRASE).store.close()
        yield from _left_over(path.parent)
    except CaseloadError as error:
        yield f"not made again: {error.message}"


def _days_pass(folder: Path) -> None:
    """Let what was left of an act grow older than any act takes."""
    then = time.time() - _LONG_AGO
    for path in folder.rglob("*"):
        if not path.name.endswith(("-wal", "-shm")):
            os.utime(path, (then, then))


def _lost(home: Home, told: Told, now: State) -> Iterator[str]:
    """Give why a store that says something else than what was told is not what the act under way leads to."""
    if told.begun == "restore" and _is_restored(home, told.state):
        return
    if told.state.head not in home.hashes():
        yield f"lost: {told.state} became {now}"
    elif told.begun != "draft" and now.entries == told.state.entries and told.begun != "backup":
        yield f"half done: {told.state} became {now}"
    elif len(_actions(home, told.state.entries)) > (2 if told.begun == "go on" else 1):
        yield f"half done: more than one action: {_actions(home, told.state.entries)}"
    elif now.records != told.state.records and told.begun in homes.WHOLE:
        yield f"half done: records became others: {told.state} became {now}"


def _actions(home: Home, since: int) -> list[tuple[object, ...]]:
    return home.session.store._driver.all(
        "SELECT DISTINCT device, lamport, verb FROM journal WHERE entry > ?", (since,)
    )


def _is_restored(home: Home, told: State) -> bool:
    """Return whether a backup is in place, as it was proved, and what it took the place of is whole beside it."""
    store, aside = home.session.store, list(home.folder.glob(f"{acts.STORE}.before-*[0-9]"))
    newest = store._driver.value("SELECT verb FROM journal ORDER BY entry DESC LIMIT 1")
    if newest != "store.restore" or not aside or homes.records(store) not in _held_by_backups(home):
        return False
    moved = Home(home.folder)
    moved.path = max(aside, key=lambda path: (len(path.name), path.name))
    with closing(moved):
        return moved.state()._replace(copies=told.copies) == told


def _held_by_backups(home: Home) -> set[str]:
    found = set()
    for file in home.backups:
        with still(file.path, _key_of(file.path)) as driver:
            found.add(homes.records(Store(driver, is_demo=False)))
    return found


def _key_of(file: Path) -> bytes:
    for secret in homes.PASSPHRASES:
        with suppress(CaseloadError):
            return keys.unwrap(keys.read(keys.key_path(file)), secret)
    raise AssertionError(file)


_WHOLE: Final = (
    ("SELECT notes, count(*) FROM notes WHERE notes LIKE 'both %' GROUP BY 1", 2),
    ("SELECT substr(contact_id, 1, 6), count(*) FROM contacts WHERE contact_id GLOB 'i[0-9]*-*' GROUP BY entry", 40),
    ("SELECT substr(crn, 1, 6), count(*) FROM cases WHERE crn LIKE 'X3%' GROUP BY substr(crn, 1, length(crn) - 1)", 9),
)
"""What each act about several records makes of them."""


def _half_done(home: Home) -> Iterator[str]:
    """Give which acts about several records did a part of them; each has words or names of its own."""
    driver = home.session.store._driver
    for sql, whole in _WHOLE:
        for what, count in driver.all(sql):
            if count != whole:
                yield f"half done: {count} of {whole} for {what}"
    for number in range(2, 2 + len(list(home.migrations.glob("m*.py")))):
        if driver.value(f"SELECT min(done) FROM trial_{number}") != 1:  # noqa: S608 - the harness's own tables
            yield f"half done: migration {number}"
    slots = {slot.key for slot in keys.read(keys.key_path(home.path))}
    if len(slots) != 1:
        yield f"half done: the key file holds {len(slots)} data keys"


def _left_over(folder: Path) -> Iterator[str]:
    """Give the files that nobody needs once the store has been opened and closed."""
    for path in folder.iterdir():
        if path.suffix not in _MAY_STAY and ".before-" not in path.name:
            yield f"left over: {path.name}"
