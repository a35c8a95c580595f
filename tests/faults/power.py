"""The program that writes while its disk is watched, as shipped and with a fault planted."""

from pathlib import Path

from caseload_tui.store import driver, keys
from caseload_tui.store.keys import weak_keys_in_tests
from tests.faults import homes
from tests.faults.disk import Watch


def as_shipped(folder: Path, log: Path, rounds: int) -> None:
    """Do every act; print the state after each, and mark in the log that it was acknowledged."""
    watch = Watch(folder, log)
    with weak_keys_in_tests():
        for number, (_, state) in enumerate(homes.live(folder, rounds), start=1):
            watch.note(number)
            print(state, flush=True)


def without_flushes(folder: Path, log: Path, rounds: int) -> None:
    """Do the same with `synchronous` NORMAL: planted, to see that the cuts find it."""
    driver._DURABLE = ("secure_delete=ON", "synchronous=NORMAL", "fullfsync=1", "checkpoint_fullfsync=1")
    driver._SYNCHRONOUS_FULL = 1
    as_shipped(folder, log, rounds)


def names_not_flushed(folder: Path, log: Path, rounds: int) -> None:
    """Do the same without flushing the folders in which names were changed."""
    keys.sync_folder = lambda folder: None  # noqa: ARG005 - as the program calls it
    as_shipped(folder, log, rounds)


def too_early(folder: Path, log: Path, rounds: int) -> None:
    """Acknowledge each act before it is carried out: planted as well."""
    watch = Watch(folder, log)
    with weak_keys_in_tests():
        watch.note(1)
        for number, (_, state) in enumerate(homes.live(folder, rounds), start=1):
            watch.note(number + 1)
            print(state, flush=True)
