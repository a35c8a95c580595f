"""The Caseload: marks, filter, order and views, as somebody uses them who has other things to think of."""

from pathlib import Path

from textual.pilot import Pilot

from caseload_tui.domain import records as r
from caseload_tui.domain.filters import COLUMNS
from caseload_tui.ui.app import CaseloadApp
from caseload_tui.ui.orders import ORDERS
from tests.ui.golden import screen_text
from tests.ui.team import TODAY, team
from tests.ui.test_journeys import type_line, until, walk


async def filtered(app: CaseloadApp, pilot: Pilot[int], words: str, shown: str) -> str:
    """Type a filter over the list, take it with enter, and return the screen."""
    await pilot.press("slash", "ctrl+u")
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


async def test_a_word_half_typed_is_no_mistake_and_the_list_waits_for_it(tmp_path: Path) -> None:
    async def steps(app: CaseloadApp, pilot: Pilot[int]) -> None:
        await pilot.press("2", "slash", "ctrl+u")
        for typed, offered in (("rosh:m", "medium"), ("edium over", "overdue:"), ("due:pla", "plan")):
            await type_line(pilot, typed)
            shown = await until(app, pilot, offered)
            assert "not understood" not in shown
            assert "No one matches" not in shown
            assert "PLACEHOLDER, Dee" in shown
        await type_line(pilot, "x")
        shown = await until(app, pilot, "in-person, contact, first, plan")  # no word begins so: what is accepted
        assert "PLACEHOLDER, Dee" in shown
        await type_line(pilot, " ")
        await until(app, pilot, "^ plax: did you mean plan?  accepted: any")
        await pilot.press("backspace", "backspace", "enter")
        await until(app, pilot, "Filtered 1 of 3")

    with team(tmp_path) as session:
        await walk(CaseloadApp(session=session), steps)


async def test_a_complete_word_that_nobody_has_says_so_once_it_is_entered(tmp_path: Path) -> None:
    async def steps(app: CaseloadApp, pilot: Pilot[int]) -> None:
        await pilot.press("2", "slash", "ctrl+u")
        await type_line(pilot, "rosh:v")
        assert "No one" not in await until(app, pilot, "vh")
        await pilot.press("enter")
        await until(app, pilot, "No one matches rosh:v")

    with team(tmp_path) as session:
        await walk(CaseloadApp(session=session), steps)


async def test_the_filter_goes_on_from_the_view(tmp_path: Path) -> None:
    async def steps(app: CaseloadApp, pilot: Pilot[int]) -> None:
        await pilot.press("2", "v", "2")
        await until(app, pilot, "Overdue 2 of 3")
        await pilot.press("slash")
        await type_line(pilot, "alan")
        await until(app, pilot, "/ officer:me overdue:any alan")

    with team(tmp_path) as session:
        await walk(CaseloadApp(session=session), steps)


async def test_the_order_is_chosen_by_name_and_said_in_words(tmp_path: Path) -> None:
    async def steps(app: CaseloadApp, pilot: Pilot[int]) -> None:
        await pilot.press("2")
        await until(app, pilot, "by days overdue, worst first")
        await pilot.press("s")
        await until(app, pilot, "Order this list by")
        await type_line(pilot, "last seen")
        await pilot.press("enter")
        shown = await until(app, pilot, "by last seen in person, longest ago first")
        assert "Seen ▲" in shown
        await pilot.press("S")
        await until(app, pilot, "by last seen in person, most recent first")
        await filtered(app, pilot, "sort:name", "by name, A to Z")

    with team(tmp_path) as session:
        await walk(CaseloadApp(session=session), steps)


async def test_only_the_key_and_a_click_turn_the_order_round(tmp_path: Path) -> None:
    async def choose(app: CaseloadApp, pilot: Pilot[int], order: str, said: str) -> None:
        await pilot.press("s")
        await until(app, pilot, "Order this list by")
        await type_line(pilot, order)
        await pilot.press("enter")
        await pilot.pause(0.1)
        shown = await until(app, pilot, said)
        assert "Order this list by" not in shown

    async def click_seen(app: CaseloadApp, pilot: Pilot[int], said: str) -> None:
        titles = next(row for row in screen_text(app).splitlines() if "Name" in row)
        await pilot.click("#cases", offset=(titles.index("Seen"), 0))
        await until(app, pilot, said)

    async def steps(app: CaseloadApp, pilot: Pilot[int]) -> None:
        await pilot.press("2")
        await until(app, pilot, "by days overdue, worst first")
        await click_seen(app, pilot, "by last seen in person, longest ago first")
        await click_seen(app, pilot, "by last seen in person, most recent first")
        await choose(app, pilot, "days overdue", "by days overdue, worst first")
        await choose(app, pilot, "days overdue", "by days overdue, worst first")
        await pilot.press("S")
        await until(app, pilot, "by days overdue, least late first")
        await choose(app, pilot, "days overdue", "by days overdue, worst first")

    with team(tmp_path) as session:
        await walk(CaseloadApp(session=session), steps)


async def test_a_list_that_names_closed_cases_is_no_part_of_the_open_ones(tmp_path: Path) -> None:
    async def steps(app: CaseloadApp, pilot: Pilot[int]) -> None:
        await pilot.press("2")
        await filtered(app, pilot, "sample", "Filtered 1 of 3")
        shown = await filtered(app, pilot, "closed", "Filtered 1 ═")
        assert "GONE, Al" in shown

    gone = r.Case("X900200", "GONE", "Al", officer_code="N01", team_code="T1", closed_on=TODAY)
    with team(tmp_path, gone) as session:
        await walk(CaseloadApp(session=session), steps)


async def test_a_figure_of_today_opens_to_its_people(tmp_path: Path) -> None:
    async def steps(app: CaseloadApp, pilot: Pilot[int]) -> None:
        await until(app, pilot, "2 overdue")
        await pilot.press("v", "2")
        await until(app, pilot, "Overdue 2 of 3")
        await pilot.press("1", "colon")
        await type_line(pilot, "evidence aw")
        await pilot.press("enter")
        await until(app, pilot, "Evidence awaited 0 of 3")

    with team(tmp_path) as session:
        await walk(CaseloadApp(session=session), steps)


async def test_the_palette_goes_to_a_day_and_to_what_was_left_half_typed(tmp_path: Path) -> None:
    async def steps(app: CaseloadApp, pilot: Pilot[int]) -> None:
        await pilot.press("c")
        await until(app, pilot, "Record contact")
        await type_line(pilot, "of at")
        await pilot.press("escape", "colon")
        await until(app, pilot, "draft     Record contact")
        await pilot.press("enter")
        await until(app, pilot, "of at")
        await pilot.press("escape", "colon")
        await type_line(pilot, "go to 12 nov")
        await until(app, pilot, "Thu 12 Nov 2026")
        await pilot.press("enter")
        await until(app, pilot, "as of Thu 12 Nov 2026, read-only")

    with team(tmp_path) as session:
        await walk(CaseloadApp(session=session), steps)


def test_every_order_of_the_language_has_its_words() -> None:
    assert ORDERS.keys() == COLUMNS.keys()


async def test_a_filter_line_that_was_only_looked_at_changes_nothing(tmp_path: Path) -> None:
    async def steps(app: CaseloadApp, pilot: Pilot[int]) -> None:
        await pilot.press("2", "v", "2")
        await until(app, pilot, "Overdue 2 of 3")
        await pilot.press("slash", "enter")
        await pilot.pause(0.1)
        assert "Overdue 2 of 3" in screen_text(app)
        assert not app.screen.query_one("#filter-line").display

    with team(tmp_path) as session:
        await walk(CaseloadApp(session=session), steps)
