"""The backup of the day beside the first screen, and the one on demand."""

import datetime as dt
from pathlib import Path

import pytest

from caseload_tui.errors import DiskError
from caseload_tui.services import backups, opening
from caseload_tui.services.session import Session
from caseload_tui.store.backup import Made
from caseload_tui.ui.app import CaseloadApp
from tests.ui.golden import screen_text
from tests.ui.team import NOW, PASSPHRASE, locked, now


def _files(tmp_path: Path) -> list[str]:
    return sorted(path.name for path in (tmp_path / "backups").glob("*.backup"))


async def test_the_first_opening_of_a_day_makes_a_backup_and_says_nothing(tmp_path: Path) -> None:
    path = tmp_path / "northside.store"
    locked(path)
    for _ in range(2):
        app = CaseloadApp(path)
        session = opening.unlock(path, PASSPHRASE, now=now)
        async with app.run_test(size=(120, 36)) as pilot:
            app.opened(session)
            await pilot.pause(0.5)
            await app.workers.wait_for_complete()
            await pilot.pause()
            assert "backup" not in screen_text(app).lower()
        session.store.close()
    assert _files(tmp_path) == [f"northside-{NOW.astimezone(dt.UTC):%Y-%m-%dT%H%M}.backup"]


async def test_what_fails_is_said_and_a_missing_backup_stands_in_the_frame(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise DiskError("The disk is full.", advice="Make room.")

    monkeypatch.setattr(backups, "back_up", full)
    path = tmp_path / "northside.store"
    locked(path)
    app = CaseloadApp(path)
    session = opening.unlock(path, PASSPHRASE, now=now)
    async with app.run_test(size=(120, 36)) as pilot:
        app.opened(session)
        await pilot.pause(0.5)
        await app.workers.wait_for_complete()
        await pilot.pause()
        shown = screen_text(app)
        assert "No backup was made today. The disk is full. Make room." in [n.message for n in app._notifications]
        assert "no backup yet" in shown
    session.store.close()


async def test_locking_while_a_copy_is_made_gives_it_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "northside.store"
    locked(path)
    app = CaseloadApp(path)
    session = opening.unlock(path, PASSPHRASE, now=now)
    made = backups.back_up

    def lock_first(own: Session, progress: backups.Progress) -> Made:
        app.call_from_thread(app.lock)
        return made(own, progress)

    monkeypatch.setattr(backups, "back_up", lock_first)
    async with app.run_test(size=(120, 36)) as pilot:
        app.opened(session)
        await pilot.pause(0.5)
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert app.session is None
    assert list((tmp_path / "backups").iterdir()) == []


async def test_back_up_now_from_the_palette(tmp_path: Path) -> None:
    path = tmp_path / "northside.store"
    locked(path)
    app = CaseloadApp(session=opening.unlock(path, PASSPHRASE, now=now))
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        await pilot.press("colon", *"back up now", "enter")
        await pilot.pause(0.1)
        await app.workers.wait_for_complete()
        await pilot.pause()
        shown = screen_text(app)
        assert "The backup was made, opened again and proved." in shown
        assert _files(tmp_path)[0] in shown
    app.open_session.store.close()


async def test_doctor_from_the_palette_says_how_the_store_is(tmp_path: Path) -> None:
    path = tmp_path / "northside.store"
    locked(path)
    app = CaseloadApp(session=opening.unlock(path, PASSPHRASE, now=now))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("colon", *"doctor", "enter")
        await pilot.pause(0.1)
        await app.workers.wait_for_complete()
        await pilot.pause()
        shown = screen_text(app)
        assert "Make a backup" in shown
        assert "SQLCipher" in shown
    app.open_session.store.close()
