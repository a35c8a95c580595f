"""However the program ends, the terminal is given back and nothing is left lying about."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from caseload_tui.services.demo import demo
from tests.ui.pty_run import Terminal
from tests.ui.team import locked_today
from tests.ui.test_program import start

_LEAVES_FULL_SCREEN = b"\x1b[?1049l"


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGHUP])
def test_a_program_that_is_told_to_end_keeps_the_draft_and_gives_the_terminal_back(how: int, tmp_path: Path) -> None:
    store = tmp_path / "northside.store"
    locked_today(store)
    terminal = start(store, tmp_path)
    terminal.until("overdue 10 d")
    terminal.type("c")
    terminal.until("Record contact")
    terminal.type("of 14 half a note")
    terminal.until("half a note")
    assert _LEAVES_FULL_SCREEN not in terminal.output
    os.kill(terminal.pid, how)
    terminal.settle()
    assert _LEAVES_FULL_SCREEN in terminal.output
    terminal.close()
    assert not store.with_name(f"{store.name}-wal").exists(), "the store was not closed"
    terminal = start(store, tmp_path)
    terminal.until("1 draft")
    terminal.close()


@pytest.mark.skipif(os.name != "posix", reason="a terminal of that kind")
def test_a_program_whose_terminal_goes_without_a_word_does_not_stay(tmp_path: Path) -> None:
    deaf = (
        "import runpy, signal; signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGHUP]);"
        " runpy.run_module('caseload_tui', run_name='__main__')"
    )
    store = tmp_path / "northside.store"
    locked_today(store)
    terminal = Terminal([sys.executable, "-c", deaf], env={"HOME": str(tmp_path), "CASELOAD_STORE": str(store)})
    terminal.until("Passphrase")
    os.close(terminal.master)
    ends = time.monotonic() + 15
    while os.waitpid(terminal.pid, os.WNOHANG) == (0, 0):
        assert time.monotonic() < ends, "it is still there"
        time.sleep(0.1)


def test_where_no_screen_can_be_shown_it_says_what_works(tmp_path: Path) -> None:
    dumb = Terminal([sys.executable, "-m", "caseload_tui"], env={"HOME": str(tmp_path), "TERM": "dumb"})
    assert "Commands work everywhere" in dumb.until("cannot show a screen")
    assert b"\x1b[?1049h" not in dumb.output
    dumb.close()
    piped = subprocess.run(
        [sys.executable, "-m", "caseload_tui"], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    assert (piped.returncode, "needs a terminal" in piped.stderr) == (2, True)


@pytest.mark.skipif(os.name != "posix", reason="whether a process lives can be asked there")
def test_a_demo_takes_away_what_a_killed_one_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    left, running, other = (
        tmp_path / f"caseload-demo-{name}" for name in (f"{ended.pid}-abc", f"{os.getpid()}-abc", "mine")
    )
    for folder in (left, running, other):
        folder.mkdir()
    with demo(3, 1):
        assert (left.exists(), running.exists(), other.exists()) == (False, True, True)
