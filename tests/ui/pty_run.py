"""Runs a command in a real pseudo-terminal: all bytes it writes, and the screen that a terminal makes of them."""

import contextlib
import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time
from collections.abc import Sequence
from pathlib import Path

import pyte


class Terminal:
    """A program in a terminal of its own."""

    def __init__(
        self, command: Sequence[str], *, width: int = 120, height: int = 36, env: dict[str, str] | None = None
    ) -> None:
        self.output = b""
        self._screen = pyte.Screen(width, height)
        self._stream = pyte.ByteStream(self._screen)
        self.pid, self.master = pty.fork()
        if self.pid == 0:
            size = {"COLUMNS": str(width), "LINES": str(height)}  # an outer runner may have set its own
            os.environ.update(
                {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"} | size | (env or {})
            )
            os.chdir(Path(__file__).parents[2])
            os.execvp(command[0], list(command))  # noqa: S606 - the test names the program
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))

    def until(self, words: str, seconds: float = 20) -> str:
        """Wait for words on the screen and return the screen, painted whole."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if words in self.text():
                self.settle(0.02)
                return self.text()
            self._read(0.05)
        raise AssertionError(f"{words!r} did not appear:\n{self.text()}")

    def gone(self, words: str, seconds: float = 20) -> None:
        """Wait until words are no longer on the screen."""
        end = time.monotonic() + seconds
        while words in self.text():
            assert time.monotonic() < end, f"{words!r} stayed:\n{self.text()}"
            self._read(0.05)

    def settle(self, seconds: float = 0.4) -> None:
        """Read until nothing comes any more."""
        while self._read(seconds):
            pass

    def type(self, keys: str) -> None:
        """Type, a key at a time, as fast as a person could."""
        for key in keys:
            os.write(self.master, key.encode())
            self._read(0.05)

    def text(self) -> str:
        """Return the screen as text."""
        return "\n".join(line.rstrip() for line in self._screen.display)

    def _read(self, seconds: float) -> bool:
        ready, _, _ = select.select([self.master], [], [], seconds)
        if not ready:
            return False
        try:
            data = os.read(self.master, 65536)
        except OSError:
            return False
        self.output += data
        self._stream.feed(data)
        return bool(data)

    def close(self, how: int = signal.SIGKILL) -> None:
        """End the program."""
        with contextlib.suppress(ProcessLookupError, ChildProcessError):
            os.kill(self.pid, how)
            os.waitpid(self.pid, 0)
        os.close(self.master)
