"""The real program in a real terminal on a hostile store, all that it sends looked through for what could act."""

import os
import select
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from tests.terminal.hostile import PASSPHRASE
from tests.terminal.payloads import acted, leaks, modes
from tests.ui.pty_run import Terminal

ROOT = Path(__file__).parents[2]

_START: Final = """
import sys
from caseload_tui.__main__ import main
from caseload_tui.cli import faults
from caseload_tui.store.keys import weak_keys_in_tests
if {planted!r}:
    import {module} as module
    {planted}
with weak_keys_in_tests():
    {run}
"""
_SCREEN: Final = "sys.exit(main(sys.argv[1:]))"
COMMAND_LINES: Final = """
    import io, json
    for number, (arguments, said) in enumerate(json.load(open(sys.argv[1]))):
        sys.stdin = io.StringIO(said)
        print("@@", flush=True)
        code = main(arguments)
        print("@@", code, flush=True)
"""


def environment(home: Path) -> dict[str, str]:
    """Return the environment of a program whose home is a folder of the test."""
    kept = {f"XDG_{name}_HOME": str(home / name.lower()) for name in ("CACHE", "CONFIG", "DATA", "STATE")}
    return {**kept, "HOME": str(home), "TEXTUAL_ANIMATIONS": "none", "PYTHONPATH": str(ROOT)}


def program(*arguments: str, planted: str = "", module: str = "sys", run: str = _SCREEN) -> list[str]:
    """Return the command that starts the program; `planted` is a fault put into a module first."""
    return [sys.executable, "-c", _START.format(planted=planted, module=module, run=run), *arguments]


class Probe(Terminal):
    """A terminal that looks at all that reaches it, and counts."""

    is_screen = True

    def __init__(self, command: Sequence[str], home: Path, *, width: int = 120, height: int = 36) -> None:
        super().__init__(command, width=width, height=height, env=environment(home))
        self.home = home
        self.found: list[str] = []
        self.looks = 0
        self.bytes = 0
        self._modes: list[bytes] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close(signal.SIGKILL)

    def text(self) -> str:
        """Return the screen as text; half of a wide letter that was painted over is nothing."""
        screen = self._screen
        rows = ("".join(screen.buffer[y][x].data for x in range(screen.columns)) for y in range(screen.lines))
        return "\n".join(row.rstrip() for row in rows)

    def send(self, keys: str | bytes, *, wait: float = 0.3) -> None:
        """Send keys at once and read until the screen rests."""
        os.write(self.master, keys if isinstance(keys, bytes) else keys.encode())
        self.rest(wait)

    def until_either(self, *words: str, seconds: float = 20) -> None:
        """Wait until one of these stands on the screen: a field shows the beginning or the end of a long text."""
        end = time.monotonic() + seconds
        while not any(each in self.text() for each in words):
            assert time.monotonic() < end, f"none of {words}:\n{self.text()}"
            self._read(0.05)

    def paste(self, text: str) -> None:
        """Paste as a terminal does that marks what is pasted; what no text can hold is left as its bytes."""
        self.send(b"\x1b[200~" + text.encode("utf-8", "surrogatepass") + b"\x1b[201~")

    def rest(self, wait: float = 0.3) -> None:
        """Read until nothing comes any more; wait so long for the first of it."""
        ready, _, _ = select.select([self.master], [], [], wait)
        while ready and self._read(0):
            ready, _, _ = select.select([self.master], [], [], 0.07)

    def read_to_end(self, seconds: float) -> None:
        """Read until the program has ended."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            ready, _, _ = select.select([self.master], [], [], 1)
            if ready and not self._take():
                return
        raise AssertionError(f"it did not end: {self.output[-2000:]!r}")

    def _take(self) -> bool:
        """Read what is there, without drawing it; return whether there can be more."""
        try:
            data = os.read(self.master, 65536)
        except OSError:  # the other end has been closed
            return False
        self.output += data
        return bool(data)

    def look(self, where: str) -> None:
        """Note what got out since the last look, what markup did, and whether the program still runs."""
        self.looks += 1
        self.bytes += len(self.output)
        self.found += [f"{where}: {leak}" for leak in leaks(self.output, is_screen=self.is_screen)]
        self.found += [f"{where}: markup {piece!r}" for piece in acted(self.text())]
        if self.is_screen and (switched := modes(self.output)):
            self.found.append(f"{where}: modes {switched}")
        if os.waitpid(self.pid, os.WNOHANG) != (0, 0):
            self.found.append(f"{where}: the program ended")
            raise AssertionError("\n".join([*self.found[-20:], self.text()]))
        mistakes = self.home / "config" / "caseload" / "mistakes.log"
        if mistakes.exists():
            self.found.append(f"{where}: {mistakes.read_text()}")
        self.output = b""


def unlocked(store: Path, home: Path, *, planted: str = "", module: str = "sys") -> Probe:
    """Return the program after the passphrase; what it switched at its start is looked at by then."""
    probe = Probe(program("--store", str(store), planted=planted, module=module), home)
    probe.until("Passphrase")
    probe.send(f"{PASSPHRASE}\r")
    probe.until("Today")
    time.sleep(0.5)  # notices of the store come a little after the first screen
    probe.rest()
    probe.output = b""
    return probe
