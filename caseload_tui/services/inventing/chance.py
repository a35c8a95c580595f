"""Chance that comes out the same on every Python and every system: built on one float, seeded by words."""

import datetime as dt
from collections.abc import Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Chance:
    """A stream of decisions that depends on its seed alone."""

    def __init__(self, *seed: object) -> None:
        """Start the stream; the same seed gives the same stream."""
        self._random = Random("/".join(str(part) for part in seed))  # noqa: S311 - invented people, no secrets

    def happens(self, share: float) -> bool:
        """Return True in that share of cases."""
        return self._random.random() < share

    def between(self, low: int, high: int) -> int:
        """Return a whole number from low to high, both included."""
        return low + int(self._random.random() * (high - low + 1))

    def share(self, low: float, high: float) -> float:
        """Return a number from low to high."""
        return low + self._random.random() * (high - low)

    def one_of(self, things: Sequence[T]) -> T:
        """Return one of the things."""
        return things[int(self._random.random() * len(things))]

    def weighted(self, *choices: tuple[T, float]) -> T:
        """Return one of the choices by weight."""
        left = self._random.random() * sum(weight for _, weight in choices)
        for thing, weight in choices:
            left -= weight
            if left < 0:
                return thing
        return choices[-1][0]

    def days(self, low: int, high: int) -> dt.timedelta:
        """Return a number of days from low to high."""
        return dt.timedelta(days=self.between(low, high))
