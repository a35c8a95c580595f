"""Whether somebody is there: when a key was touched last, and whether the computer slept meanwhile."""

import time
from collections.abc import Callable
from typing import Final

_LEAST_SLEEP: Final = 1.0
"""Seconds; less than that is what two clocks differ by."""

_LEAST_IDLE: Final = 60
"""Seconds before which nobody is taken to have gone."""


def _now() -> tuple[float, float]:
    """Return what two clocks say: one may stand still while a computer sleeps, the other may be put back."""
    return time.monotonic(), time.time()


def _asleep() -> float:
    """Return for how long the computer has slept in all; always the same where no system tells (Windows)."""
    for awake_and_asleep, awake in (("CLOCK_BOOTTIME", "CLOCK_MONOTONIC"), ("CLOCK_MONOTONIC", "CLOCK_UPTIME_RAW")):
        if hasattr(time, awake_and_asleep) and hasattr(time, awake):  # Linux; macOS
            return time.clock_gettime(getattr(time, awake_and_asleep)) - time.clock_gettime(getattr(time, awake))
    return 0.0


class Presence:
    """Tells whether whoever works here has gone."""

    def __init__(self, asleep: Callable[[], float] = _asleep) -> None:
        """Begin now."""
        self._asleep = asleep
        self._slept_before = asleep()
        self.touched()

    def touched(self) -> None:
        """Note that somebody is there."""
        self._touched_at = _now()

    def is_gone(self, allowed_minutes: Callable[[], int]) -> bool:
        """Return whether the computer slept since it was last asked, or nobody touched anything for so many minutes."""
        idle = max(now - then for now, then in zip(_now(), self._touched_at, strict=True))
        return self._has_slept() or (idle >= _LEAST_IDLE and idle > 60 * allowed_minutes())

    def _has_slept(self) -> bool:
        before, self._slept_before = self._slept_before, self._asleep()
        return self._slept_before - before > _LEAST_SLEEP
