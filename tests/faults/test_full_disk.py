"""A disk that is really full: what was acknowledged stays, the ballast lets the person finish, export and close."""

import resource
import subprocess
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from textual.widgets import Input

from caseload_tui.errors import DiskError, FullError
from caseload_tui.services import exporting
from caseload_tui.services.session import Session
from caseload_tui.store import ballast
from caseload_tui.store.keys import weak_keys_in_tests
from caseload_tui.ui.app import CaseloadApp
from tests.faults import acts

MIB = 1024 * 1024


@pytest.fixture
def session(disk: Path) -> Iterator[Session]:
    made = acts.make(disk)
    assert ballast.is_there(made.store.path)
    yield made
    made.store.close()


def _fill(disk: Path) -> Path:
    """Let some other file take every last byte."""
    other = disk / "holiday.mp4"
    for size in (MIB, 4096, 1):
        with other.open("ab", buffering=0) as file:
            try:
                while file.write(bytes(size)) == size:
                    pass
            except OSError:
                continue
    return other


def _until_full(session: Session, said: list[str]) -> int:
    for number in count():
        try:
            acts.ACTS["contact"](session, number)
        except FullError as full:
            said.append(full.message)
            return number
    raise AssertionError


def test_on_a_full_disk_nothing_acknowledged_is_lost_and_the_work_can_be_finished(disk: Path, session: Session) -> None:
    store = session.store
    before = len(session.facts(acts.CRN).contacts)
    other = _fill(disk)
    said: list[str] = []
    saved = _until_full(session, said)
    assert "room kept for this moment was set free" in said[0]
    assert not ballast.is_there(store.path)
    assert len(session.facts(acts.CRN).contacts) == before + 2 * saved
    for number in range(5):
        acts.ACTS["contact"](session, 500 + number)
    assert exporting.export(session, disk / "out")["contacts"] == before + 2 * saved + 10
    store.close()

    again = acts.unlock(disk)
    assert again.store.check() == []
    assert not ballast.make(again.store.path)  # there is no room for it yet
    other.unlink()
    assert ballast.make(again.store.path)
    again.store.close()


def test_a_store_opens_on_a_full_disk(disk: Path, session: Session) -> None:
    session.store.close()
    other = _fill(disk)
    again = acts.unlock(disk)
    assert "The disk is full" in again.store.notices[0]
    assert again.facts(acts.CRN).case.crn == acts.CRN
    again.store.close()
    other.unlink()
    again = acts.unlock(disk)
    assert again.store.check() == []
    again.store.close()


async def test_what_is_typed_stays_on_the_screen_and_can_be_saved_again(disk: Path, session: Session) -> None:
    _fill(disk)
    _until_full(session, [])
    _fill(disk)  # the ballast is gone and its room taken too
    before = len(session.facts(acts.CRN).contacts)
    app = CaseloadApp(session=session)
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause(0.2)
        app.do("contact.add", acts.CRN)
        await pilot.pause(0.2)
        await pilot.press(*"office yesterday attended")
        await pilot.press("enter")
        await pilot.pause(0.3)
        line = app.screen.query_one("#record-line", Input)
        assert line.value == "office yesterday attended"
        assert len(session.facts(acts.CRN).contacts) == before
        (disk / "holiday.mp4").unlink()
        await pilot.press("enter")
        await pilot.pause(0.3)
    assert len(session.facts(acts.CRN).contacts) == before + 1


def _limited(folder: str) -> None:
    """Save until files may grow no further, then tell how many were acknowledged."""
    with weak_keys_in_tests():
        session = acts.make(Path(folder))
        size = session.store.path.stat().st_size + session.store.path.with_name(f"{acts.STORE}-wal").stat().st_size
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
        for number in count():
            try:
                acts.ACTS["contact"](session, number)
            except DiskError:
                print(number)
                return


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_a_file_that_may_grow_no_further_loses_nothing_acknowledged(tmp_path: Path) -> None:
    code = f"from tests.faults import test_full_disk; test_full_disk._limited({str(tmp_path)!r})"
    root = Path(__file__).parents[2]
    run = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    acknowledged = int(run.stdout)
    assert acknowledged > 0
    with weak_keys_in_tests():
        session = acts.unlock(tmp_path)
        notes = {contact.notes for contact in session.facts(acts.CRN).contacts}
        assert {f"note {number}" for number in range(acknowledged)} <= notes
        assert session.store.check() == []
        session.store.close()
