"""Where the disk takes no draft, the screen does not promise one, and asks before what is typed is lost."""

from pathlib import Path

import pytest

from caseload_tui.errors import FullError
from caseload_tui.store.store import Store
from caseload_tui.ui.app import CaseloadApp
from tests.ui.golden import screen_text
from tests.ui.team import team


def _full(*_: object) -> None:
    raise FullError("The disk is full. Nothing of this action was saved.")


@pytest.mark.parametrize("verb", ["contact.add", "person.add"])
async def test_leaving_asks_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, verb: str) -> None:
    with team(tmp_path) as session:
        app = CaseloadApp(session=session)
        async with app.run_test(size=(120, 36)) as pilot:
            await pilot.pause(0.3)
            app.do(verb, "X900101")
            await pilot.pause(0.3)
            monkeypatch.setattr(Store, "keep_draft", _full)
            await pilot.press(*"of")
            await pilot.pause(0.3)
            assert "no draft kept" in screen_text(app)
            assert "draft stays" not in screen_text(app)
            await pilot.press("escape")
            await pilot.pause(0.3)
            assert "Leave, and lose what is typed?" in screen_text(app)
            await pilot.press("enter")
            await pilot.pause(0.3)
            assert "no draft kept" in screen_text(app)
            await pilot.press("escape", "y")
            await pilot.pause(0.3)
            assert "no draft kept" not in screen_text(app)


async def test_once_there_is_room_the_draft_is_kept_and_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with team(tmp_path) as session:
        app = CaseloadApp(session=session)
        async with app.run_test(size=(120, 36)) as pilot:
            await pilot.pause(0.3)
            app.do("contact.add", "X900101")
            await pilot.pause(0.3)
            with monkeypatch.context() as full:
                full.setattr(Store, "keep_draft", _full)
                await pilot.press("o")
            await pilot.press("f", "escape")
            await pilot.pause(0.3)
            assert "Record contact" not in screen_text(app)
            assert session.store.drafts()
