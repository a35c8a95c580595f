"""What one guess at a secret costs: Argon2id's parameters, measured upwards once when a store is made."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Final

from caseload_tui.errors import CaseloadError

_KEY_BYTES: Final = 32
_STEP: Final = 16 * 1024  # KiB; a finer measure than this is noise
_AIM: Final = 0.6
"""Seconds that unlocking may take where the secret is one that a person can remember."""


_UNEVEN: Final = 1.5
"""How much longer the lanes take than if they shared the work evenly (1.45 on an idle computer of 2 cores)."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one guess at a secret costs: memory in KiB, rounds, lanes."""

    memory: int
    rounds: int
    lanes: int

    @property
    def is_weak(self) -> bool:
        """Return whether this costs less than a real store must ask."""
        return self.memory < STRONG.memory or self.rounds < STRONG.rounds

    @property
    def is_absurd(self) -> bool:
        """Return whether this asks for more than any real store does, so that a key file cannot hang the machine."""
        return not (
            0 < self.memory <= _MOST.memory and 0 < self.rounds <= _MOST.rounds and 0 < self.lanes <= _MOST.lanes
        )


STRONG: Final = Cost(64 * 1024, 3, 4)
"""64 MiB, 3 rounds, 4 lanes: the second profile of RFC 9106, and the least that a real store asks."""

MOST_MEASURED: Final = 512 * 1024
"""KiB: the most that measuring arrives at. A laptop of 4 GB must bear it, also one that a backup is opened on."""

_MOST: Final = Cost(2 * 1024 * 1024, 20, 64)
WEAK_FOR_TESTS: Final = Cost(64, 1, 1)
_weak_is_allowed = False


@contextmanager
def weak_keys_in_tests() -> Iterator[None]:
    """Let this process make and open stores whose keys are cheap to guess. Tests use it; nothing else may."""
    global _weak_is_allowed  # noqa: PLW0603 - a switch of the whole process is what it is
    before, _weak_is_allowed = _weak_is_allowed, True
    try:
        yield
    finally:
        _weak_is_allowed = before


def refused(cost: Cost) -> str:
    """Return why no key is derived at this cost, "" where it may be."""
    if cost.is_absurd:
        return "The key file asks for more work than any real one: it was not made by this program."
    if cost.is_weak and not _weak_is_allowed:
        return "The key file asks for less work than a safe one: the store was made by a test."
    return ""


def for_passphrase() -> Cost:
    """Return what a new passphrase slot costs on this computer: a good half second, never too little."""
    return WEAK_FOR_TESTS if _weak_is_allowed else _measured()


def for_random() -> Cost:
    """Return what a slot costs whose secret is random: nobody guesses 160 bits, so the least will do."""
    return WEAK_FOR_TESTS if _weak_is_allowed else STRONG


@cache
def _measured() -> Cost:
    return scaled(min(_seconds(), _seconds()))


def _seconds() -> float:
    """Return how long the least cost takes, or would take if the computer had nothing else to do."""
    cores = min(STRONG.lanes, os.cpu_count() or 1)
    began, worked = time.perf_counter(), time.process_time()
    derive(b"a measure", bytes(16), STRONG)
    took, alone = time.perf_counter() - began, (time.process_time() - worked) / cores
    return min(took, _UNEVEN * alone)


def scaled(seconds: float) -> Cost:
    """Return the cost that takes the time aimed at, where the least one took `seconds`: more memory, then more rounds.

    >>> scaled(0.13), scaled(2.0)
    (Cost(memory=294912, rounds=3, lanes=4), Cost(memory=65536, rounds=3, lanes=4))
    """
    factor = max(_AIM / seconds, 1)
    memory = min(int(STRONG.memory * factor) // _STEP * _STEP, MOST_MEASURED)
    rounds = int(STRONG.rounds * max(factor * STRONG.memory / memory, 1))
    return Cost(memory, min(rounds, _MOST.rounds), STRONG.lanes)


def derive(secret: bytes, salt: bytes, cost: Cost) -> bytes:
    """Return the key that wraps: Argon2id of the secret.

    Raises:
        CaseloadError: this computer has not the memory for it now.
    """
    from argon2.exceptions import HashingError
    from argon2.low_level import Type, hash_secret_raw

    try:
        return hash_secret_raw(
            secret,
            salt,
            time_cost=cost.rounds,
            memory_cost=cost.memory,
            parallelism=cost.lanes,
            hash_len=_KEY_BYTES,
            type=Type.ID,
        )
    except HashingError as error:
        raise CaseloadError(
            f"Unlocking needs {cost.memory // 1024:,} MB of memory, and that much is not free now.",
            advice="Close other programs, then try again.",
        ) from error
