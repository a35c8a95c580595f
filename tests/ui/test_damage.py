"""A store that is damaged or taken away while it is on the screen is closed, with what can be done now."""

import asyncio
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from textual.widgets import Input

from caseload_tui.errors import AlarmError, CaseloadError, DamagedError, DiskError
from caseload_tui.services import opening
from caseload_tui.store.store import Store
from caseload_tui.ui.app import CaseloadApp
from caseload_tui.ui.screens.frame import Frame
from tests.ui.golden import screen_text
from tests.ui.team import PASSPHRASE, locked

if TYPE_CHECKING:
    from collections.abc import Callable

PAGE = 4096


def _damage(path: Path) -> None:
    """Write over every page but the first, as another program might."""
    with path.open("r+b") as file:
        file.seek(PAGE)
        file.write(os.urandom(path.stat().st_size - PAGE))


def _words(app: CaseloadApp) -> str:
    return " ".join(screen_text(app).split())


async def _until(app: CaseloadApp, words: str) -> None:
    """Wait for words on the screen; a pilot would wait for widgets that are taken away meanwhile."""
    for _ in range(100):
        if words in _words(app):
            return
        await asyncio.sleep(0.1)
    raise AssertionError(_words(app))


@pytest.mark.parametrize("key", ["2", "c", "u", "f5"])
async def test_damage_while_the_store_is_open_closes_it_with_the_ways_out(tmp_path: Path, key: str) -> None:
    path = tmp_path / "northside.store"
    locked(path)
    mark = path.with_name(f"{path.name}.mark")
    whole = {file: file.read_bytes() for file in (path, mark)}
    app = CaseloadApp(path)
    async with app.run_test(size=(120, 36)) as pilot:
        app.opened(opening.unlock(path, PASSPHRASE))
        await pilot.pause(0.5)
        await app.workers.wait_for_complete()
        store = app.open_session.store
        store._driver.connection.execute("PRAGMA cache_size = 0")  # what it holds in memory is of no help now
        _damage(path)
        await pilot.press(key)
        for screen in app.screen_stack:
            if isinstance(screen, Frame):
                screen._state = ()
        await _until(app, "The store is damaged")
        assert app.session is None
        assert store.is_closed
        assert "caseload salvage" in _words(app)
        assert "SAMPLE" not in _words(app)

        for ending in ("-wal", "-shm"):
            path.with_name(path.name + ending).unlink(missing_ok=True)
        for file, was in whole.items():
            file.write_bytes(was)  # restored: the same window goes on
        app.screen.query_one(Input).value = PASSPHRASE
        await pilot.press("enter")
        await _until(app, "Diary")
        await pilot.press("2")
        await _until(app, "FIXTURE")
        await pilot.press("c")
        await _until(app, "Record contact")


@pytest.mark.parametrize(
    ("error", "way"),
    [(DamagedError, "timer"), (AlarmError, "later"), (DiskError, "worker"), (DamagedError, "message")],
)
async def test_whatever_nobody_caught_closes_the_store_and_not_the_program(
    tmp_path: Path, error: type[CaseloadError], way: str
) -> None:
    def fail() -> None:
        raise error("The pages are not what was written.")

    path = tmp_path / "northside.store"
    locked(path)
    app = CaseloadApp(path)
    ways: dict[str, Callable[[], object]] = {
        "timer": lambda: app.screen.set_timer(0.01, fail),
        "later": lambda: app.screen.call_later(fail),
        "worker": lambda: app.run_worker(fail, thread=True),
        "message": lambda: app.call_later(fail),
    }
    async with app.run_test(size=(120, 36)) as pilot:
        app.opened(opening.unlock(path, PASSPHRASE))
        await pilot.pause(0.3)
        ways[way]()
        await _until(app, f"{error.title}. The pages are not what was written.")
        assert app.session is None


async def test_a_store_that_was_taken_away_is_said_whole(tmp_path: Path) -> None:
    path = tmp_path / "northside.store"
    locked(path)
    app = CaseloadApp(path)
    async with app.run_test(size=(80, 24)) as pilot:
        session = opening.unlock(path, PASSPHRASE)
        app.opened(session)
        await pilot.pause(0.5)
        await app.workers.wait_for_complete()
        path.rename(tmp_path / "elsewhere.store")
        await pilot.press("u", "y")
        await _until(app, "moved, deleted or replaced while it was open")
        assert "ctrl+q quit" in _words(app)


async def test_an_area_that_is_not_there_yet_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A backup that ends while an area is put together asks it to read itself anew."""
    path = tmp_path / "northside.store"
    locked(path)
    app = CaseloadApp(path)
    composed = Frame.compose

    def compose(frame: Frame) -> object:
        for widget in composed(frame):
            app.reload()
            yield widget

    monkeypatch.setattr(Frame, "compose", compose)
    async with app.run_test(size=(120, 36)) as pilot:
        app.opened(opening.unlock(path, PASSPHRASE))
        app.reload()
        await pilot.pause(0.5)
        assert "SAMPLE" in _words(app)
        app.screen.remove()
        app.reload()
        await pilot.pause(0.1)
        assert isinstance(app.session.store if app.session else None, Store)


@pytest.mark.parametrize("left", [".keys", ".backup"])
async def test_a_store_that_is_missing_is_not_made_anew(tmp_path: Path, left: str) -> None:
    path = tmp_path / "northside.store"
    locked(path)
    backups = tmp_path / "backups"
    backups.mkdir()
    backup = backups / "northside-2026-11-25T0914.backup"
    path.rename(backup)
    if left == ".backup":
        path.with_name(f"{path.name}.keys").unlink()
    app = CaseloadApp(path)
    async with app.run_test(size=(80, 24)):
        await _until(app, "The store is missing")
        words = _words(app).replace(" ", "")
        look = f'Wed 25 Nov 2026, 09:14: "caseload --store {path} restore {backup} --rehearse"'
        assert look.replace(" ", "") in words
        assert "ctrl+qquit" in words
