"""Faults planted in the program, to see that the harnesses find them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from caseload_tui.services import recording
from caseload_tui.store import keys, readback, rekey, slots
from caseload_tui.store.driver import Driver
from tests.faults import acts


def as_shipped() -> None:
    """Plant nothing."""


def told_before_the_commit() -> None:
    """Let a transaction end before its COMMIT, which comes with the next one or at the end."""
    close = Driver.close

    def committed(driver: Driver) -> None:
        if driver.connection.in_transaction:
            driver.execute("COMMIT")

    @contextmanager
    def late(driver: Driver) -> Iterator[None]:
        committed(driver)
        driver.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            driver.connection.rollback()
            raise

    def last(driver: Driver) -> None:
        if not driver.is_closed:
            committed(driver)
        close(driver)

    Driver.transaction, Driver.close = late, last  # type: ignore[method-assign, assignment]
    readback.acknowledge = lambda *_: None


def in_two_parts() -> None:
    """Let what is recorded for several people be two transactions."""
    whole = recording.record_contact

    def in_parts(session: Any, crns: Any, draft: Any) -> None:  # noqa: ANN401 - as the program's own
        for crn in crns:
            whole(session, [crn], draft)

    acts.recording.record_contact = in_parts  # type: ignore[attr-defined]


def keys_before_the_store() -> None:
    """Let a change of the data key forget the old one before the new store is in place."""
    write = keys.write

    def hasty(path: Path, wanted: tuple[keys.Slot, ...]) -> None:
        write(path, tuple(slot for slot in wanted if slot.key == wanted[-1].key))

    setattr(rekey, "keys", _with(keys, write=hasty))  # noqa: B010 - as nobody should


def without_the_keys_before() -> None:
    """Let nothing be kept of the key file before, by which a change that the journal does not tell of is known."""
    setattr(slots, "keys", _with(keys, replace_file=keys.write))  # noqa: B010 - as nobody should


def _with(module: Any, **others: Any) -> Any:  # noqa: ANN401 - a module with some of it replaced
    class Other:
        def __getattr__(self, name: str) -> Any:  # noqa: ANN401
            return others.get(name) or getattr(module, name)

    return Other()
