"""Backups as a person meets them: where they go, when one is due, what is said when they get old."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from caseload_tui.domain import records as r
from caseload_tui.errors import DiskError, RefusedError
from caseload_tui.services import backups, opening
from caseload_tui.services import demo as demos
from caseload_tui.services.session import Session
from caseload_tui.store import keys

NOW = dt.datetime(2026, 11, 25, 9, 14, tzinfo=dt.UTC)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with keys.weak_keys_in_tests():
        made, _ = opening.create(
            tmp_path / "northside.store", "four invented words here", opening.Owner("R. EXAMPLE"), now=lambda: NOW
        )
        with made.store.write("person.add", stamp=made.stamp()) as change:
            change.put(r.Case("X100001", "SAMPLE"))
        yield made
        made.store.close()


def later(session: Session, days: int) -> Session:
    return replace(session, now=lambda: NOW + dt.timedelta(days=days))


def quiet(_done: int, _total: int) -> None:
    """Hear how far it is and say nothing."""


def test_they_go_beside_the_store_under_its_name_and_the_minute(session: Session) -> None:
    made = backups.back_up(session, quiet)
    assert made.backup.path == session.store.path.parent / "backups" / "northside-2026-11-25T0914.backup"


def test_one_is_due_once_a_day_and_never_for_a_store_without_people(session: Session) -> None:
    assert backups.is_due(session)
    backups.back_up(session, quiet)
    assert not backups.is_due(session)
    assert backups.is_due(later(session, 1))
    with session.store.write("person.add", stamp=session.stamp()) as change:
        change.remove(r.Case, "X100001")
    assert not backups.is_due(later(session, 1))


def test_another_folder_is_for_once_unless_it_is_said_to_be_from_now_on(session: Session, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    assert backups.back_up(session, quiet, to=stick).backup.path.parent == stick
    assert backups.folder_of(session) == tmp_path / "backups"
    backups.back_up(session, quiet, to=stick, is_from_now_on=True)
    assert backups.folder_of(session) == stick
    assert backups.back_up(session, quiet).backup.path.parent == stick
    backups.back_up(session, quiet, to=tmp_path / "backups", is_from_now_on=True)
    assert session.store.setting(backups.FOLDER) is None


def test_a_stick_that_is_not_plugged_in_is_said_and_no_folder_is_made_in_its_place(
    session: Session, tmp_path: Path
) -> None:
    with pytest.raises(DiskError, match="not there"):
        backups.back_up(session, quiet, to=tmp_path / "stick")
    assert not (tmp_path / "stick").exists()


def test_in_a_folder_named_for_once_nothing_is_deleted(session: Session, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    for days in range(0, 40, 4):
        backups.back_up(later(session, days), quiet, to=stick)
    assert len(list(stick.glob("*.backup"))) == 10


def test_a_week_without_a_backup_is_spoken_of(session: Session) -> None:
    assert backups.warning(session) == "no backup yet"
    backups.back_up(session, quiet)
    assert backups.warning(session) == ""
    assert backups.warning(later(session, 7)) == ""
    assert backups.warning(later(session, 8)) == "last backup 8 days ago"


def test_a_day_that_is_looked_at_is_no_day_of_a_backup(session: Session) -> None:
    made = backups.back_up(session.on(dt.date(2026, 1, 5)), quiet)
    assert made.backup.at.date() == NOW.date()


def test_the_demo_has_none() -> None:
    with demos.demo(3, 17) as demo:
        with pytest.raises(RefusedError):
            backups.back_up(demo, quiet)
        assert not backups.is_due(demo)
        assert backups.warning(demo) == ""
