"""Killed at any moment: what was acknowledged is there, nothing is half there, and every check passes.

The quick run kills 20 times; `CASELOAD_KILLS=300 pytest tests/faults` is the long one. Both print their counts.
"""

import contextlib
import datetime as dt
import os
import random
import signal
import struct
import subprocess
import sys
import time
from pathlib import Path

from caseload_tui.domain import records as r
from caseload_tui.domain.stamp import Stamp
from caseload_tui.store import open as stores
from caseload_tui.store.keys import weak_keys_in_tests

ROOT = Path(__file__).parents[2]
KILLS = int(os.environ.get("CASELOAD_KILLS", "20"))
PASSPHRASE = "four invented words here"
STAMP = Stamp(dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC), "R. EXAMPLE")
WRITER = """
import itertools, os, struct, sys
from pathlib import Path
from caseload_tui.domain import records as r
from caseload_tui.store import open as stores
from caseload_tui.store.keys import weak_keys_in_tests
from tests.faults.test_kill import PASSPHRASE, STAMP, contact
with weak_keys_in_tests():
    store = stores.unlock(Path(sys.argv[1]), PASSPHRASE)
os.write(1, struct.pack("<q", -1))
for number in itertools.count(int(sys.argv[2])):
    with store.write("contact.add", stamp=STAMP, subject="X100001") as change:
        change.put(contact(number))
    os.write(1, struct.pack("<q", number))  # only after the commit returned
"""


def contact(number: int) -> r.Contact:
    """Return the n-th contact; its note carries the number too, in a table of its own."""
    day = dt.date(2026, 1, 5) + dt.timedelta(days=number % 300)
    return r.Contact(f"c-{number}", "X100001", None, "COAP", day, outcome_code="ATTC", notes=f"note {number}")


def _killed(path: Path, first: int, delay: float) -> tuple[int, bool]:
    """Let a writer write and kill it; return the last number it acknowledged, and whether a log was left to replay."""
    writer = subprocess.Popen([sys.executable, "-c", WRITER, str(path), str(first)], cwd=ROOT, stdout=subprocess.PIPE)
    with writer:
        assert writer.stdout is not None
        ready = writer.stdout.read(8)
        assert ready == struct.pack("<q", -1), "the writer did not start"
        time.sleep(delay)
        writer.send_signal(signal.SIGKILL)
        acknowledged = writer.stdout.read()
    whole = len(acknowledged) // 8
    last = struct.unpack_from("<q", acknowledged, (whole - 1) * 8)[0] if whole else first - 1
    log = path.with_name(path.name + "-wal")
    return last, log.exists() and log.stat().st_size > 0


def test_a_kill_loses_nothing_that_was_acknowledged_and_leaves_nothing_half_done(tmp_path: Path) -> None:
    chance = random.Random(20261123)  # noqa: S311 - delays
    path = tmp_path / "store"
    with weak_keys_in_tests():
        store, _ = stores.create(path, PASSPHRASE, stamp=STAMP, recovery=False)
        with store.write("person.add", stamp=STAMP, subject="X100001") as change:
            change.put(r.Case("X100001", "Sample", "Alan", rosh="M"))
            change.put(r.Sentence("s1", "X100001", "CO", dt.date(2026, 1, 5), starts_on=dt.date(2026, 1, 5)))
        store.close()
        acknowledged, hot, unacknowledged = -1, 0, 0
        for _ in range(KILLS):
            last, is_hot = _killed(path, acknowledged + 1 + unacknowledged, chance.uniform(0.001, 0.12))
            hot += is_hot
            store = stores.unlock(path, PASSPHRASE)
            with contextlib.closing(store):
                facts = store.facts("X100001")
                assert facts is not None
                numbers = {int(c.contact_id[2:]) for c in facts.contacts}
                assert numbers == set(range(len(numbers))), "a contact is missing"
                assert last < len(numbers), "an acknowledged contact is lost"
                assert all(c.notes == f"note {c.contact_id[2:]}" for c in facts.contacts), "a contact without its note"
                assert store.check() == []
                acknowledged, unacknowledged = last, len(numbers) - 1 - last
    print(f"\n{KILLS} kills, {acknowledged + 1} contacts acknowledged, {hot} with a log to replay, 0 lost, 0 half done")
    assert acknowledged > 0
