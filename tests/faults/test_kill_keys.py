"""Killed at any moment while the keys are changed: the store opens, with the old secret or the new, and is whole.

The data key is changed in three kills of four, else the passphrase. The moments are spread over all of the work.
"""

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from caseload_tui.errors import WrongPassphraseError
from caseload_tui.store import keys, rekey, slots
from caseload_tui.store import open as stores
from caseload_tui.store.keys import weak_keys_in_tests
from caseload_tui.store.store import Store
from tests.faults import acts
from tests.faults.amounts import amount
from tests.store.dump import everything

KILLS = amount(60, 2_000)
RECOVERY = "ABCD-EFGH-IJKL-MNOP-QRST-UVWX-YZ23-4567"
_SWAP = 0.006
"""Seconds: about as long as the copy needs to take the store's place."""


class Harness:
    """One store, whose keys are changed and changed again."""

    def __init__(self, folder: Path) -> None:
        session = acts.make(folder)
        for number in range(40):
            acts.ACTS["contact"](session, number)
        self.stamp = session.stamp()
        session.store.close()
        self.path = session.store.path
        self.passphrase, self.next = acts.PASSPHRASE, "another few invented words"
        self.records = self.contents()
        self.found = Counter[str]()

    def contents(self) -> object:
        """Return everything but the journal, once the store has proved itself."""
        store = self.open()
        assert store.check() == []
        rows = {name: rows for name, rows in everything(store).items() if not name.startswith("journal")}
        store.close()
        return rows

    def open(self) -> Store:
        """Open with the passphrase that was set last, or the one before if the change was broken off."""
        try:
            return stores.unlock(self.path, self.passphrase)
        except WrongPassphraseError:
            self.passphrase, self.next = self.next, self.passphrase
            return stores.unlock(self.path, self.passphrase)

    def rotate(self) -> None:
        """Change the data key."""
        rekey.rotate(self.path, self.passphrase, RECOVERY, stamp=self.stamp)

    def change(self) -> None:
        """Change the passphrase."""
        store = stores.unlock(self.path, self.passphrase)
        slots.put(store, self.passphrase, "passphrase", self.next, verb="keys.passphrase", stamp=self.stamp)
        store.close()

    def kill(self, act: Callable[[], None], after: float, *, is_aimed: bool) -> None:
        """Let another process do it and kill it, `is_aimed` from when it writes the keys; look at what is there."""
        file = keys.key_path(self.path)
        written = file.stat().st_mtime_ns
        child = os.fork()
        if child == 0:
            try:
                act()
            finally:
                os._exit(0)
        while is_aimed and file.stat().st_mtime_ns == written:
            time.sleep(0.0001)
        time.sleep(after)
        os.kill(child, signal.SIGKILL)
        self.found["killed" if os.WIFSIGNALED(os.waitpid(child, 0)[1]) else "done before the kill"] += 1
        self.found["with the slots of two data keys"] += len({slot.key for slot in keys.read(file)}) > 1
        self.found["with a copy half made"] += rekey.copy_path(self.path).exists()
        before = {slot.key for slot in keys.read(file)}
        assert self.contents() == self.records
        left = keys.read(file)
        assert len({slot.key for slot in left}) == 1
        assert {slot.key for slot in left} <= before
        assert not rekey.copy_path(self.path).exists()


def _seconds(act: Callable[[], None]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


@pytest.mark.skipif(os.name == "nt", reason="Windows cannot fork")
def test_a_kill_while_the_keys_are_changed_locks_nobody_out_and_loses_nothing(tmp_path: Path) -> None:
    chance = random.Random(20261125)  # noqa: S311 - moments
    with weak_keys_in_tests():
        harness = Harness(tmp_path)
        long = {act: _seconds(act) for act in (harness.rotate, harness.change)}
        harness.open().close()
        for number in range(KILLS):
            act = harness.change if number % 4 == 0 else harness.rotate
            is_aimed = number % 4 == 1
            harness.kill(act, chance.uniform(0, _SWAP if is_aimed else 1.2 * long[act]), is_aimed=is_aimed)
    print(f"\n{KILLS} kills while keys were changed: {dict(harness.found)}")
    assert harness.found["killed"] > KILLS // 2
    assert harness.found["with a copy half made"] > KILLS // 10
    assert harness.found["with the slots of two data keys"] > KILLS // 30
