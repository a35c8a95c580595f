"""One act on a disk that refuses one call, in a process of its own for each call."""

import os
import shutil
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from caseload_tui.errors import CaseloadError, DamagedError, DiskError, UnprovedError
from caseload_tui.store import readback
from caseload_tui.store.driver import Driver
from caseload_tui.store.keys import weak_keys_in_tests
from tests.faults.disk import Watch
from tests.faults.homes import Home

WRONG = "WRONG"


def main(how: str, act: str, made: str, work: str, *numbers: str) -> None:
    """Count the calls of an act, then let each of the first ones fail in turn; a line for each says what came of it."""
    error, kinds, first, every = map(int, numbers)
    if how == "planted":
        _swallow_refusals()
    with weak_keys_in_tests():
        watched = Path(work) / "home"
        watch = Watch(watched)
        calls = int(_forked(lambda: _count(act, Path(made), watched, watch, kinds)))
        for nth in range(1, min(calls, first) + 1, every):
            said = _forked(lambda nth=nth: _fail(act, Path(made), watched, watch, (nth, error, kinds)))  # type: ignore[misc]
            print(f"call {nth} of {calls}: {said or WRONG + ' the program died'}", flush=True)


def _swallow_refusals() -> None:
    """Plant the fault that a refused write is not told."""
    told = Driver.transaction

    @contextmanager
    def untold(driver: Driver) -> Iterator[None]:
        with suppress(DiskError), told(driver):
            yield

    Driver.transaction = untold  # type: ignore[method-assign, assignment]
    readback.after_commit = lambda *_: None


def _forked(work: Callable[[], str]) -> str:
    """Return what a child process says; "" when it died."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            os.write(writing, work().encode())
        except BaseException:  # noqa: BLE001 - the parent wants to know
            os.write(writing, f"{WRONG} {traceback.format_exc(limit=-3)!r}".encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as said:
        words = said.read().decode()
    os.waitpid(child, 0)
    return words


def _fresh(made: Path, watched: Path) -> None:
    shutil.rmtree(watched, ignore_errors=True)
    shutil.copytree(made, watched)


def _ready(act: str, made: Path, watched: Path, watch: Watch) -> Home:
    """Return the store, open, with all that the act needs."""
    _fresh(made, watched)
    watch.fail(0, 0, 0)
    home = Home(watched)
    home.get_ready(act)
    _ = home.session
    return home


def _count(act: str, made: Path, watched: Path, watch: Watch, kinds: int) -> str:
    home = _ready(act, made, watched, watch)
    watch.fail(0, 0, kinds)
    home.do(act, 1)
    calls = watch.calls
    home.close()
    return str(calls)


def _fail(act: str, made: Path, watched: Path, watch: Watch, fault: tuple[int, int, int]) -> str:
    home = _ready(act, made, watched, watch)
    before = home.state()
    watch.fail(*fault)
    try:
        home.do(act, 1)
        said = "saved"
    except DamagedError:
        # SQLCipher answers nothing more on a connection that once could not read a page; the store is opened anew.
        said = "not readable, opened again"
        home.close()
    except CaseloadError as error:
        said = type(error).__name__
    watch.fail(0, 0, 0)
    after = home.state()
    if said == "saved" and after == before:
        return f"{WRONG} said to be saved and is not"
    if act == "backup":  # it may be whole and in place where the journal could not tell of it
        before = before._replace(copies=after.copies)
    if said not in ("saved", UnprovedError.__name__) and after != before:
        return f"{WRONG} said not to be saved ({said}) and is: {before} became {after}"
    home.close()
    if home.state() != after:
        return f"{WRONG} something else when it is opened again: {after} became {home.state()}"
    home.get_ready(act)
    home.do(act, 2)
    found = home.session.store.check()
    home.close()
    left = [path.name for path in watched.iterdir() if path.suffix in (".rekeyed", ".making", ".restoring", ".new")]
    return f"{WRONG} {found} {left}" if found or left else said
