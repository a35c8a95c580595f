"""The Caseload: marks, filter, order and views, as somebody uses them who has other things to think of."""

from pathlib import Path

from textual.pilot import Pilot

from caseload_tui.ui.app import CaseloadApp
from tests.ui.golden import screen_text
from tests.ui.team import team
from tests.ui.test_journeys import type_line, until, walk


async def filtered(app: CaseloadApp, pilot: Pilot[int], words: str, shown: str) -> str:
    """Type a filter over the list, take it with enter, and return the screen."""
    await pilot.press("slash")
    await pilot.press("ctrl+u")
    await type_line(pilot, words)
    await pilot.press("enter")
    return await until(app, pilot, shown)


async def test_marks_that_the_filter_hides_are_said_and_everybody_is_named_before_saving(tmp_path: Path) -> None:
    async def steps(app: CaseloadApp, pilot: Pilot[int]) -> None:
        await pilot.press("2", "space", "space")
        assert "not shown" not in await until(app, pilot, "2 marked")
        await filtered(app, pilot, "place", "Filtered 1 of 3")
        await until(app, pilot, "2 marked, 1 not shown")
        await pilot.press("c")
        await until(app, pilot, "2 marked people")
        await until(app, pilot, "For SAMPLE, Alan; PLACEHOLDER, Dee")

    with team(tmp_path) as session:
        await walk(CaseloadApp(session=session), steps)


async def test_escape_takes_the_marks_away_before_the_filter(tmp_path: Path) -> None:
    async def steps(app: CaseloadApp, pilot: Pilot[int]) -> None:
        await pilot.press("2", "space")
        await filtered(app, pilot, "place", "1 marked, 1 not shown")
        await pilot.press("escape")
        await pilot.pause(0.1)
        shown = screen_text(app)
        assert "marked" not in shown
        assert "Filtered 1 of 3" in shown
        await pilot.press("escape")
        await until(app, pilot, "All mine 3")

    with team(tmp_path) as session:
        await walk(CaseloadApp(session=session), steps)
