"""A progress line for long work: on a terminal only, on standard error, so that output stays clean."""

import sys
import time
from types import TracebackType
from typing import Self

from caseload_tui.domain import wording

_CELLS = 20
_AFTER = 0.3  # seconds before anything is said
_EVERY = 0.1


class Progress:
    """Called with how much is done and how much there is."""

    def __init__(self, what: str) -> None:
        """Say of what the numbers are."""
        self._what = what
        self._last = time.monotonic() + _AFTER - _EVERY
        self._is_shown = False

    def __enter__(self) -> Self:
        """Start."""
        return self

    def __call__(self, done: int, total: int) -> None:
        """Show how far the work is."""
        now = time.monotonic()
        if not sys.stderr.isatty() or now - self._last < _EVERY:
            return
        self._last, self._is_shown = now, True
        full = _CELLS * done // total if total else _CELLS
        bar = "#" * full + "." * (_CELLS - full)
        sys.stderr.write(f"\r{bar} {done:,} of {wording.count(total, self._what, self._what)} ")
        sys.stderr.flush()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take the line away."""
        if self._is_shown:
            sys.stderr.write("\r" + " " * 60 + "\r")
