"""What is looked at is noted once in ten minutes, beside the work, and wakes no list."""

import datetime as dt
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from caseload_tui.services import consulting, opening, undoing
from caseload_tui.services.session import Session
from caseload_tui.store.keys import weak_keys_in_tests
from tests.ui.team import PASSPHRASE, locked, now

ALAN, DEE = "X900101", "X900102"


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    path = tmp_path / "northside.store"
    locked(path)
    opened = opening.unlock(path, PASSPHRASE, now=now)
    yield opened
    opened.store.close()


def looked(session: Session) -> list[str | None]:
    return [act.crn for act in consulting.log(session, ops=("consult",))]


def later(session: Session, minutes: int) -> Session:
    return replace(session, now=lambda: now() + dt.timedelta(minutes=minutes))


def test_the_same_case_within_ten_minutes_is_one_look(session: Session) -> None:
    consulting.note(session, "case.show", [ALAN])
    consulting.note(later(session, 9), "case.explain", [ALAN])
    assert looked(session) == [ALAN]
    consulting.note(later(session, 10), "case.show", [ALAN])
    assert looked(session) == [ALAN, ALAN]


def test_being_found_is_not_being_opened(session: Session) -> None:
    consulting.note(session, "palette.open", [ALAN, DEE])
    consulting.note(session, "case.show", [ALAN])
    assert sorted(map(str, looked(session))) == [ALAN, ALAN, DEE]


def test_another_day_is_looked_at_by_somebody_too(session: Session) -> None:
    consulting.note(session.on(dt.date(2026, 10, 1)), "case.show", [ALAN])
    assert looked(session) == [ALAN]


def test_it_wakes_no_list_and_is_nothing_to_take_back(session: Session) -> None:
    before, undo = session.store.changes, undoing.next_undo(session)
    consulting.note(session, "case.show", [ALAN])
    assert session.store.changes == before
    assert undoing.next_undo(session) == undo
    assert session.store.check() == []


def test_where_another_window_writes_the_next_look_says_it(session: Session) -> None:
    other = session.store.again()
    with other._driver.transaction():
        began = time.monotonic()
        consulting.note(session, "case.show", [ALAN])
        assert time.monotonic() - began < 1
    assert looked(session) == []
    consulting.note(session, "case.show", [ALAN])
    assert looked(session) == [ALAN]
    other.close()


def test_a_store_that_was_locked_meanwhile_is_left(session: Session) -> None:
    session.store.close()
    consulting.note(session, "case.show", [ALAN])


def test_opening_with_the_recovery_key_is_in_the_log(tmp_path: Path) -> None:
    with weak_keys_in_tests():
        made, key = opening.create(tmp_path / "a.store", "four invented words here", opening.Owner("R. EXAMPLE"))
        made.store.close()
        opening.unlock(tmp_path / "a.store", "four invented words here").store.close()
        opened = opening.unlock(tmp_path / "a.store", key or "")
        assert [act.verb for act in consulting.log(opened, ops=("unlock",))] == ["store.unlock"]
        opened.store.close()
