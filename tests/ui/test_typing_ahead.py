"""Keys typed faster than the screen comes: each goes where it would have gone had one waited."""

import os
from pathlib import Path

from tests.ui.pty_run import Terminal
from tests.ui.team import PASSPHRASE, locked_today
from tests.ui.test_program import FLAG, program, start

_SLOW = """
import sys, time
from caseload_tui.ui.screens.record import RecordDialog
made, opened = RecordDialog.__init__, RecordDialog.on_mount
def slow(self, crns): time.sleep(0.7); made(self, crns)
def late(self): time.sleep(0.7); opened(self)
RecordDialog.__init__, RecordDialog.on_mount = slow, late
from caseload_tui.__main__ import main
sys.exit(main())
"""
"""The program where a dialog takes as long to come as on a disk that has to find it first."""


def _at_once(terminal: Terminal, keys: str) -> None:
    """Send all keys in one piece, as a terminal does after a moment in which it was busy."""
    os.write(terminal.master, keys.encode())


def test_a_whole_entry_typed_before_its_dialog_is_there_is_recorded(tmp_path: Path) -> None:
    store = tmp_path / "northside.store"
    locked_today(store)
    terminal = start(store, tmp_path)
    try:
        terminal.until(FLAG)
        terminal.settle()
        _at_once(terminal, "cof 14 at brought the form\r")
        assert FLAG not in terminal.until("Saved: office")
        assert "attended       SAMPLE, Alan" in terminal.text()
        _at_once(terminal, "2\r't")
        terminal.until("PLACEHOLDER, Dee   X900105")
        _at_once(terminal, "u1c")
        assert "SAMPLE, Alan" in terminal.until("Record contact")
    finally:
        terminal.close()


def test_no_letter_is_lost_or_does_anything_else_while_a_dialog_is_slow_to_come(tmp_path: Path) -> None:
    store = tmp_path / "northside.store"
    locked_today(store)
    terminal = program(store, tmp_path, start=("-c", _SLOW))
    try:
        terminal.until("Passphrase")
        terminal.settle()
        terminal.type(f"{PASSPHRASE}\r")
        terminal.until(FLAG)
        terminal.settle()
        _at_once(terminal, "cph 14 at called at two")
        assert " ph 14 at called at two" in terminal.until("Planned Telephone Contact")
    finally:
        terminal.close()


def test_what_is_typed_before_anything_can_be_seen_does_nothing(tmp_path: Path) -> None:
    store = tmp_path / "northside.store"
    locked_today(store)
    terminal = program(store, tmp_path)
    try:
        terminal.until("Passphrase")
        terminal.settle()
        _at_once(terminal, f"{PASSPHRASE}\rcof at\r")
        terminal.until(FLAG)
        terminal.settle()
        assert FLAG in terminal.text()
        assert "Record contact" not in terminal.text()
        terminal.type("c")
        terminal.until("Record contact")
    finally:
        terminal.close()
