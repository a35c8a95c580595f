"""The list behind every list: reading in blocks, moving, groups, marks, and what fits in how many columns."""

from collections.abc import Sequence

import pytest
from textual.app import App, ComposeResult

from caseload_tui.ui.text import Line, line
from caseload_tui.ui.themes import DARK, DEFAULTS
from caseload_tui.ui.widgets.columns import Column
from caseload_tui.ui.widgets.paging import Few, Group
from caseload_tui.ui.widgets.rows import Rows

COLUMNS = (Column("", 2), Column("Name", 10, most=30), Column("Extra", 8, rank=1), Column("More", 8, rank=2))


class Numbers:
    """A long source that remembers what was read of it."""

    def __init__(self, length: int) -> None:
        self.length = length
        self.reads: list[tuple[int, int]] = []

    def __len__(self) -> int:
        return self.length

    def rows(self, offset: int, count: int) -> Sequence[int]:
        self.reads.append((offset, count))
        return range(offset, min(offset + count, self.length))


def cells(row: int) -> Sequence[Line]:
    return line("!!"), line(f"row {row}"), line("e"), line("m")


class Listed(App[None]):
    """A list and nothing else."""

    def __init__(self, source: Numbers | Few[int | Group]) -> None:
        super().__init__()
        self.register_theme(DARK)
        self.theme = DARK.name
        self.source = source

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return DEFAULTS

    def compose(self) -> ComposeResult:
        yield Rows(COLUMNS, cells, str, id="rows")

    def on_mount(self) -> None:
        rows = self.query_one(Rows)
        rows.set_source(self.source)
        rows.focus()

    @property
    def rows(self) -> Rows[int]:
        return self.query_one(Rows)


def shown(app: Listed) -> list[str]:
    rows = app.rows
    return [rows.render_line(y).text.rstrip() for y in range(rows.size.height)]


async def test_a_long_list_reads_only_what_is_shown() -> None:
    source = Numbers(240_000)
    app = Listed(source)
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.pause()
        assert source.reads == [(0, 128)]
        await pilot.press("G")
        assert app.rows.current == 239_999
        assert app.rows.place == "240,000 of 240,000"
        assert sum(count for _, count in source.reads) <= 4 * 128
        await pilot.press("g")
        assert app.rows.current == 0


async def test_it_reads_on_before_the_edge_is_reached() -> None:
    source = Numbers(1_000)
    app = Listed(source)
    async with app.run_test(size=(60, 50)) as pilot:
        await pilot.press("ctrl+d", "ctrl+d", "ctrl+d", "ctrl+d")
        await pilot.pause()
        assert (128, 128) in source.reads
        assert app.rows.current is not None
        assert app.rows.current < 128


async def test_the_cursor_skips_groups_and_counts_rows_only() -> None:
    listed: list[int | Group] = [Group("First"), 1, 2, Group(), Group("Second"), 3]
    app = Listed(Few(listed))
    async with app.run_test(size=(60, 12)) as pilot:
        await pilot.pause()
        assert (app.rows.current, app.rows.place) == (1, "1 of 3")
        await pilot.press("j", "j")
        assert (app.rows.current, app.rows.place) == (3, "3 of 3")
        await pilot.press("j")
        assert app.rows.current == 3
        await pilot.press("k", "k", "k")
        assert app.rows.current == 1
        assert shown(app)[1] == "  First"


async def test_the_cursor_stays_on_its_row_when_the_list_changes() -> None:
    app = Listed(Few([10, 20, 30, 40]))
    async with app.run_test(size=(60, 12)) as pilot:
        await pilot.press("j", "j")
        assert app.rows.current == 30
        app.rows.set_source(Few([5, 10, 15, 20, 25, 30]))
        assert app.rows.current == 30
        app.rows.set_source(Few([5, 10, 15, 20, 25]))
        assert app.rows.current == 25  # it is gone: the cursor keeps its place


@pytest.mark.parametrize(
    ("width", "titles"),
    [
        (23, "     Name"),
        (30, "     Name             Extra"),
        (60, "     Name                           Extra    More"),
    ],
)
async def test_columns_give_way_in_their_order(width: int, titles: str) -> None:
    app = Listed(Few([1]))
    async with app.run_test(size=(width, 5)) as pilot:
        await pilot.pause()
        assert shown(app)[0] == titles


async def test_marks_stand_in_the_place_of_the_bar() -> None:
    app = Listed(Few([1, 2, 3]))
    async with app.run_test(size=(40, 6)) as pilot:
        await pilot.pause()
        app.rows.action_mark()
        await pilot.pause()
        assert app.rows.marks == {"1"}
        assert [text[:1] for text in shown(app)[1:4]] == ["■", "▌", " "]


async def test_an_empty_list_answers_every_key() -> None:
    app = Listed(Few([]))
    async with app.run_test(size=(40, 6)) as pilot:
        await pilot.press("j", "k", "G", "g", "ctrl+d", "pageup", "enter")
        assert app.rows.current is None
        assert app.rows.place == ""


async def test_a_name_that_looks_like_markup_is_drawn_as_it_is() -> None:
    app = Listed(Few([1]))
    app_cells = (line("!!"), line("[red]x[/"), line(""), line(""))
    async with app.run_test(size=(40, 6)) as pilot:
        app.rows._draw = lambda _: app_cells
        app.rows.refresh()
        await pilot.pause()
        assert "[red]x[/" in shown(app)[1]
