"""When nobody has written for a while, one file holds everything; nobody waits for that."""

import os
import time
from pathlib import Path

from caseload_tui.domain.stamp import Stamp
from caseload_tui.store import ballast
from caseload_tui.store.keys import weak_keys_in_tests
from caseload_tui.store.store import Store
from caseload_tui.ui.app import CaseloadApp
from tests.store.conftest import visit
from tests.ui.team import team


def _log(store: Path) -> Path:
    return store.with_name(store.name + "-wal")


def _save(store: Store, stamp: Stamp) -> None:
    with store.write("contact.add", stamp=stamp, subject="X100001") as change:
        change.put(visit("n1", "X100001", -1))


def _long_ago(store: Store) -> None:
    then = time.time() - 6
    os.utime(_log(store.path), (then, then))


def test_the_log_is_moved_into_the_store_once_nobody_writes(filled: Store, stamp: Stamp) -> None:
    _save(filled, stamp)
    filled.tidy()
    assert _log(filled.path).stat().st_size > 0
    _long_ago(filled)
    filled.tidy()
    assert _log(filled.path).stat().st_size == 0
    _save(filled, stamp)
    assert filled.check() == []


def test_it_waits_for_no_window_that_reads(filled: Store, stamp: Stamp) -> None:
    other = filled.again()
    _save(filled, stamp)
    _long_ago(filled)
    with other.snapshot():
        other.head()
        _save(filled, Stamp(stamp.at, "other"))
        _long_ago(filled)
        began = time.monotonic()
        filled.tidy()
        assert time.monotonic() - began < 1
        assert _log(filled.path).stat().st_size > 0
    other.close()
    _long_ago(filled)
    filled.tidy()
    assert _log(filled.path).stat().st_size == 0


def test_the_room_for_a_full_disk_is_taken_again(filled: Store) -> None:
    assert not ballast.is_there(filled.path)
    filled.tidy()
    assert ballast.is_there(filled.path)
    assert ballast.ballast_path(filled.path).stat().st_mode & 0o077 == 0


async def test_the_screen_does_it_by_itself(tmp_path: Path) -> None:
    with weak_keys_in_tests(), team(tmp_path) as session:
        app = CaseloadApp(session=session)
        async with app.run_test() as pilot:
            await pilot.pause(0.5)
            session.store.keep_draft("a", "b")
            assert _log(session.store.path).stat().st_size > 0
            _long_ago(session.store)
            await pilot.pause(5.5)
            assert _log(session.store.path).stat().st_size == 0
