"""What is looked at beside the first screen: standards that have changed, and the pages of a large store."""

from pathlib import Path

import pytest
from textual.widgets import Input

from caseload_tui.errors import DamagedError
from caseload_tui.services import opening
from caseload_tui.store.store import Store
from caseload_tui.ui.app import CaseloadApp
from tests.ui.golden import screen_text
from tests.ui.team import PASSPHRASE, locked, team


async def test_duties_are_worked_out_again_when_the_standards_have_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with team(tmp_path) as session:
        monkeypatch.setattr(Store, "is_stale", True)
        app = CaseloadApp(session=session)
        async with app.run_test(size=(120, 36)) as pilot:
            app.opened(session)
            await pilot.pause(0.5)
            await app.workers.wait_for_complete()
            await pilot.pause()
            assert "Every duty was worked out again." in screen_text(app)


async def test_a_large_store_that_is_damaged_is_closed_with_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def damaged(_: Store) -> None:
        raise DamagedError("A page is not what was written.")

    path = tmp_path / "northside.store"
    locked(path)
    session = opening.unlock(path, PASSPHRASE)
    monkeypatch.setattr(Store, "is_verified_at_open", False)
    monkeypatch.setattr(Store, "verify", damaged)
    app = CaseloadApp(path)
    async with app.run_test(size=(120, 36)) as pilot:
        app.opened(session)
        await pilot.pause(0.5)
        await app.workers.wait_for_complete()
        await pilot.pause()
        shown = screen_text(app)
        assert "The store is damaged" in shown
        assert "SAMPLE" not in shown
        assert app.session is None


async def test_why_a_store_does_not_open_is_said_whole(tmp_path: Path) -> None:
    path = tmp_path / "northside.store"
    locked(path)
    path.write_bytes(path.read_bytes()[:-4096])
    app = CaseloadApp(path)
    async with app.run_test(size=(80, 24)) as pilot:
        app.screen.query_one(Input).value = PASSPHRASE
        await pilot.press("enter")
        await pilot.pause(1)
        words = "".join(screen_text(app).split())  # a long path is broken where the line ends
        with pytest.raises(DamagedError) as caught:
            opening.unlock(path, PASSPHRASE)
        said = f"! {caught.value.title}. {caught.value.message} {caught.value.advice}"
        assert "".join(said.split()) in words
