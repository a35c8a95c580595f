"""A store where nothing can be written can be looked at, and is never changed; one that is in use there cannot."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from caseload_tui.domain.stamp import Stamp
from caseload_tui.errors import AlarmError, DiskError, RefusedError
from caseload_tui.services.session import Session
from caseload_tui.store.keys import weak_keys_in_tests
from caseload_tui.ui.app import CaseloadApp
from tests.faults import acts
from tests.ui.golden import screen_text

NOBODY = 65534


def _remount(disk: Path, how: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{how}", str(disk)], check=True)  # noqa: S607


@pytest.fixture
def store(disk: Path) -> Path:
    session = acts.make(disk)
    acts.ACTS["contact"](session, 1)
    session.store.close()
    return disk / acts.STORE


@pytest.fixture
def session(disk: Path, store: Path) -> Iterator[Session]:
    assert store.exists()
    _remount(disk, "ro")
    opened = acts.unlock(disk)
    yield opened
    opened.store.close()
    _remount(disk, "rw")


def test_it_can_be_looked_at_and_nothing_can_be_written(disk: Path, store: Path, session: Session) -> None:
    before = {file.name: file.read_bytes() for file in disk.iterdir()}
    assert "can be looked at, and no more" in session.store.notices[0]
    assert session.facts(acts.CRN).contacts
    assert session.store.check() == []
    with pytest.raises(RefusedError, match="Nothing can be written"):
        acts.ACTS["contact"](session, 2)
    with (
        pytest.raises(DiskError, match="can only be looked at"),
        session.store.write("contact.add", stamp=Stamp(acts.NOW, "N")),
    ):
        pass
    other = session.store.again()
    assert other.facts(acts.CRN) == session.facts(acts.CRN)
    other.close()
    assert {file.name: file.read_bytes() for file in disk.iterdir()} == before
    assert store.exists()


async def test_the_screen_says_so_and_offers_no_key_that_writes(session: Session) -> None:
    app = CaseloadApp(session=session)
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause(0.3)
        shown = screen_text(app)
        assert "to look at only" in shown
        assert " c contact" not in shown
        await pilot.press("c")
        await pilot.pause(0.2)


def test_one_that_is_in_use_there_or_was_not_closed_is_not_called_still(disk: Path, store: Path) -> None:
    log = store.with_name(store.name + "-wal")
    log.write_bytes(b"not empty")
    _remount(disk, "ro")
    try:
        with pytest.raises(DiskError, match="in use or was not closed well"):
            acts.unlock(disk)
    finally:
        _remount(disk, "rw")


def test_one_that_somebody_changes_after_all_is_an_alarm(disk: Path, store: Path, session: Session) -> None:
    assert session.store.changes
    _remount(disk, "rw")
    os.utime(store)
    with pytest.raises(AlarmError, match="moved, deleted or replaced"):
        assert session.store.changes


def test_a_file_that_may_not_be_written_in_a_folder_that_may_can_be_looked_at(disk: Path, store: Path) -> None:
    disk.chmod(0o777)
    for file in disk.iterdir():
        os.chown(file, NOBODY, NOBODY)
    store.chmod(0o400)
    with weak_keys_in_tests():  # what it imports lies where the other user may not look
        opened = acts.unlock(disk)
        opened.store.check()
        opened.store.close()
    before, child = store.read_bytes(), os.fork()
    if child == 0:
        code = 1
        try:
            os.setuid(NOBODY)
            with weak_keys_in_tests():
                opened = acts.unlock(disk)
                assert opened.store.is_read_only
                assert opened.facts(acts.CRN).contacts
                assert opened.store.check() == []
                opened.store.close()
            code = 0
        finally:
            os._exit(code)
    assert os.waitpid(child, 0)[1] == 0
    assert store.read_bytes() == before
