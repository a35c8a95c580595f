"""Noticing that the computer slept: there is a clock that goes on meanwhile, and one that stands still."""

import time
from collections.abc import Callable
from typing import Final

_LEAST: Final = 1.0
"""Seconds; less than that is what two clocks differ by."""


def _asleep() -> float:
    """Return for how long the computer has slept in all; always the same where no system tells (Windows)."""
    for awake_and_asleep, awake in (("CLOCK_BOOTTIME", "CLOCK_MONOTONIC"), ("CLOCK_MONOTONIC", "CLOCK_UPTIME_RAW")):
        if hasattr(time, awake_and_asleep) and hasattr(time, awake):  # Linux; macOS
            return time.clock_gettime(getattr(time, awake_and_asleep)) - time.clock_gettime(getattr(time, awake))
    return 0.0


class Sleep:
    """Tells whether the computer slept since it was last asked."""

    def __init__(self, asleep: Callable[[], float] = _asleep) -> None:
        """Begin now."""
        self._asleep = asleep
        self._before = asleep()

    def has_slept(self) -> bool:
        """Return whether it slept since the last time."""
        before, self._before = self._before, self._asleep()
        return self._before - before > _LEAST
