"""What the program keeps from one start to the next, and what it closes by itself."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from caseload_tui.services import consulting, opening
from caseload_tui.ui import choices, presence, starting
from caseload_tui.ui.app import CaseloadApp
from tests.ui.golden import screen_text
from tests.ui.team import PASSPHRASE, locked, now, team
from tests.ui.test_journeys import type_line, until, walk


async def test_view_order_and_hidden_names_come_back_and_no_file_holds_a_name(tmp_path: Path) -> None:
    async def first(app: CaseloadApp, pilot: Pilot[int]) -> None:
        await pilot.press("2", "z", "v", "2")
        await until(app, pilot, "Overdue 2 of 3")
        await pilot.press("s")
        await type_line(pilot, "name")
        await pilot.press("enter", "slash")
        await type_line(pilot, "alan")
        await pilot.press("enter")
        await until(app, pilot, "Filtered 1 of 3")

    async def second(app: CaseloadApp, pilot: Pilot[int]) -> None:
        await pilot.press("2")
        shown = await until(app, pilot, "Overdue 2 of 3")
        assert "by name, A to Z" in shown
        assert "names hidden" in shown
        assert "PLACEHOLDER" not in shown

    path = tmp_path / "northside.store"
    locked(path)
    session = opening.unlock(path, PASSPHRASE, now=now)
    await walk(starting._as_chosen(None, session), first)
    assert "alan" not in choices._path().read_text("utf-8").lower()
    await walk(starting._as_chosen(None, session), second)
    session.store.close()
    choices._path().unlink()


async def test_a_demo_looks_as_one_chose_and_what_is_tried_in_it_is_not_kept(tmp_path: Path) -> None:
    async def steps(app: CaseloadApp, pilot: Pilot[int]) -> None:
        await pilot.press("2")
        await until(app, pilot, "by name, A to Z")
        await pilot.press("z", "S", "v", "2")
        await until(app, pilot, "Overdue 2 of 3")
        await until(app, pilot, "by name, Z to A")

    choices.keep("sort", "name")
    with team(tmp_path) as session:
        await walk(starting._as_chosen(None, session), steps)
    assert choices.chosen() == {"sort": "name"}
    choices._path().unlink()


def _later(monkeypatch: pytest.MonkeyPatch, *minutes: float) -> None:
    """Let the two clocks go on by so many minutes."""
    now = presence._now()
    monkeypatch.setattr(presence, "_now", lambda: tuple(at + 60 * by for at, by in zip(now, minutes, strict=True)))


@pytest.mark.parametrize("clocks", [(1, 0), (0, 1), (1, -100)])
async def test_it_locks_after_ten_minutes_whichever_clock_went_on(
    clocks: tuple[int, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "northside.store"
    locked(path)
    unlock = opening.unlock
    monkeypatch.setattr(opening, "unlock", lambda where, words: unlock(where, words, now=now))
    app = CaseloadApp(path)
    async with app.run_test(size=(120, 36)) as pilot:
        await until(app, pilot, "Passphrase")
        await type_line(pilot, PASSPHRASE)
        await pilot.press("enter")
        await until(app, pilot, "SAMPLE, Alan")
        _later(monkeypatch, *(9.9 * by for by in clocks))
        await pilot.press("j")
        assert "SAMPLE, Alan" in screen_text(app)
        _later(monkeypatch, *(10.1 * by for by in clocks))
        await pilot.press("j")
        assert "SAMPLE" not in await until(app, pilot, "locked and unreadable")
        assert app.session is None


async def test_it_locks_as_soon_as_the_store_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "northside.store"
    locked(path)
    app = CaseloadApp(path, session=opening.unlock(path, PASSPHRASE, now=now))
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await until(app, pilot, "SAMPLE, Alan")
        await pilot.press("colon")
        await type_line(pilot, "locks")
        await pilot.press("enter")
        await until(app, pilot, "1 to 60 minutes")
        await pilot.press("ctrl+u")
        await type_line(pilot, "61")
        await pilot.press("enter")
        await until(app, pilot, "the screen cannot wait so long")
        await pilot.press("backspace", "enter")
        await until(app, pilot, "The screen locks after 6 minutes")
        _later(monkeypatch, 5, 5)
        await pilot.press("j")
        assert "SAMPLE, Alan" in screen_text(app)
        _later(monkeypatch, 7, 7)
        await pilot.press("j")
        await until(app, pilot, "locked and unreadable")


async def test_whose_case_was_opened_or_found_is_in_the_log_and_whom_the_cursor_passed_is_not(tmp_path: Path) -> None:
    path = tmp_path / "northside.store"
    locked(path)
    session = opening.unlock(path, PASSPHRASE, now=now)
    app = CaseloadApp(path, session=session)
    async with app.run_test(size=(120, 36)) as pilot:
        await until(app, pilot, "SAMPLE, Alan")
        await pilot.press("j", "k", "enter")
        await until(app, pilot, "In-person contact overdue")
        await pilot.press("colon")
        await type_line(pilot, "fixture")
        await pilot.press("escape")
        await pilot.pause(0.6)
        log = [(act.verb, act.crn) for act in consulting.log(session, ops=("consult",))]
        assert log == [("palette.open", "X900115"), ("case.show", "X900101")]
