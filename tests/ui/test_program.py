"""The program itself, in a real terminal, on an encrypted store."""

import sys
from pathlib import Path

import pytest

from tests.ui.pty_run import Terminal
from tests.ui.team import PASSPHRASE, locked_today

FLAG = "!! SAMPLE, Alan      High   in-person contact"


def program(
    store: Path, home: Path, *, width: int = 120, height: int = 36, start: tuple[str, str] = ("-m", "caseload_tui")
) -> Terminal:
    """Start the program on a locked store."""
    env = {"HOME": str(home), "XDG_CONFIG_HOME": str(home / "config")}
    command = [sys.executable, *start, "--store", str(store)]
    return Terminal(command, env=env, width=width, height=height)


def start(store: Path, home: Path, *, width: int = 120, height: int = 36) -> Terminal:
    """Start the program and unlock the store."""
    terminal = program(store, home, width=width, height=height)
    shown = terminal.until("Passphrase")
    assert "SAMPLE" not in shown
    terminal.settle()
    terminal.type(f"{PASSPHRASE}\r")
    return terminal


@pytest.mark.parametrize(("width", "height"), [(80, 24), (200, 60)])
def test_it_starts_at_every_size(width: int, height: int, tmp_path: Path) -> None:
    store = tmp_path / "northside.store"
    locked_today(store)
    terminal = start(store, tmp_path, width=width, height=height)
    try:
        terminal.until(FLAG)
        terminal.type("2")
        terminal.until("When ▼")
        terminal.type("\r")
        terminal.until("In-person contact overdue 10 days" if height > 30 else "Due 5 open")
    finally:
        terminal.close()
