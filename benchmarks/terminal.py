"""A real terminal for measuring: the program in a pseudo-terminal, its bytes watched as they come."""

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.stores import environment

_COLUMNS, _ROWS = 120, 36
_LIMIT = 60.0
_UPDATE_ENDS = rb"\x1b\[\?2026l"
_ASKS, _ANSWER = b"\x1b[?2026$p", b"\x1b[?2026;2$y"
"""Whether the terminal can show an update as one, and our yes: the program then marks where each update ends."""


class Terminal:
    """One program in a pseudo-terminal."""

    def __init__(self, command: Sequence[str], environment: dict[str, str]) -> None:
        """Start the program."""
        self.began = time.perf_counter()
        self._pid, self._fd = pty.fork()
        if self._pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", _ROWS, _COLUMNS, 0, 0))
            os.execvpe(command[0], list(command), environment)  # noqa: S606 - our own command, no shell
        self.seen = b""

    def until(self, pattern: bytes) -> float:
        """Read until something like the pattern has come; return the moment."""
        end = time.perf_counter() + _LIMIT
        while not re.search(pattern, self.seen):
            self._read(end)
        return time.perf_counter()

    def press(self, keys: bytes) -> float:
        """Press keys, forgetting what came before; return the moment."""
        self.quiet()
        self.seen = b""
        moment = time.perf_counter()
        os.write(self._fd, keys)
        return moment

    def painted(self) -> float:
        """Return the moment at which the next screen update has ended."""
        return self.until(_UPDATE_ENDS)

    def quiet(self, seconds: float = 0.15) -> None:
        """Wait until nothing more comes."""
        while select.select([self._fd], [], [], seconds)[0]:
            self._take()

    def mebibytes(self) -> float:
        """Return the memory that the program holds now; Linux only, as it is for measuring."""
        pages = int(Path(f"/proc/{self._pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1024 / 1024

    def rest(self, seconds: float) -> None:
        """Let time pass, reading what comes."""
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            if select.select([self._fd], [], [], left)[0]:
                self._take()

    def _read(self, end: float) -> None:
        left = end - time.perf_counter()
        if left <= 0 or not select.select([self._fd], [], [], left)[0]:
            raise TimeoutError(f"not seen; the last was {self.seen[-300:]!r}")
        self._take()

    def _take(self) -> None:
        try:
            data = os.read(self._fd, 65536)
        except OSError as error:
            raise TimeoutError(f"the program ended; the last was {self.seen[-300:]!r}") from error
        if _ASKS in data:
            os.write(self._fd, _ANSWER)
        self.seen += data

    def close(self) -> None:
        """End the program."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)
        os.close(self._fd)


@contextlib.contextmanager
def terminal(command: Sequence[str]) -> Iterator[Terminal]:
    """Run a program in a terminal for the block."""
    look = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "TEXTUAL_ANIMATIONS": "none"}
    opened = Terminal(command, environment(**look))
    try:
        yield opened
    finally:
        opened.close()
