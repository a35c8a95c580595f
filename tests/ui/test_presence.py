"""A computer that was shut and opened again shows a locked screen."""

import time
from pathlib import Path

import pytest

from caseload_tui.services import opening
from caseload_tui.store.keys import weak_keys_in_tests
from caseload_tui.ui import app as program
from caseload_tui.ui.app import CaseloadApp
from caseload_tui.ui.presence import Presence
from caseload_tui.ui.screens.unlock import UnlockScreen
from tests.ui.golden import screen_text
from tests.ui.team import PASSPHRASE, locked, team


def test_sleep_is_noticed_once_and_small_differences_are_none() -> None:
    asleep = [100.0]
    presence = Presence(lambda: asleep[0])
    for total, has_slept in (
        (100.0, False),
        (100.4, False),
        (100.8, False),
        (130.0, True),
        (130.0, False),
        (90.0, False),
    ):
        asleep[0] = total
        assert presence.is_gone(lambda: 10) is has_slept, total


@pytest.mark.skipif(not hasattr(time, "CLOCK_BOOTTIME"), reason="another system has other clocks")
def test_a_computer_that_is_awake_is_not_said_to_sleep() -> None:
    presence = Presence()
    time.sleep(0.05)
    assert not presence.is_gone(lambda: 10)


async def test_the_store_is_locked_and_its_key_let_go_after_a_sleep(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(program, "_LOOKED", 0.1)
    asleep = [0.0]
    path = tmp_path / "northside.store"
    locked(path)
    with weak_keys_in_tests():
        app = CaseloadApp(path)
        app._presence = Presence(lambda: asleep[0])
        async with app.run_test(size=(120, 36)) as pilot:
            session = opening.unlock(path, PASSPHRASE)
            app.opened(session)
            await pilot.pause(0.5)
            assert "SAMPLE" in screen_text(app)
            asleep[0] = 30.0
            await pilot.pause(1)
            assert isinstance(app.screen, UnlockScreen)
            assert "SAMPLE" not in screen_text(app)
            assert session.store._driver.key is None


async def test_a_demo_stays_open_after_a_sleep(tmp_path: Path) -> None:
    with team(tmp_path) as session:
        app = CaseloadApp(session=session)
        app._presence = Presence(iter(range(0, 10_000, 60)).__next__)
        async with app.run_test(size=(120, 36)) as pilot:
            await pilot.press("j")
            assert app.session is session
