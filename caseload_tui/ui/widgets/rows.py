"""One list for every list: columns, groups, a cursor, marks, and rows that are read only when they are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final, Generic, TypeVar

from textual.binding import Binding
from textual.geometry import Region, Size
from textual.reactive import reactive
from textual.scroll_view import ScrollView

from caseload_tui.ui.glyphs import G
from caseload_tui.ui.messages import ColumnChosen, RowHighlighted, RowOpened
from caseload_tui.ui.text import BOLD, MUTED, TEXT, Line, cut, width
from caseload_tui.ui.themes import Ink, ink
from caseload_tui.ui.widgets.columns import Column, Placed, arrange
from caseload_tui.ui.widgets.lines import heading, strip
from caseload_tui.ui.widgets.paging import BLOCK, Cache, Few, Group, Source, ordinals

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual import events
    from textual.binding import BindingType
    from textual.strip import Strip

RowT = TypeVar("RowT")
_GUTTER: Final = 2
_DRAWN: Final = 512
"""Rows kept as drawn: when the list scrolls, only the new ones are drawn."""


class Rows(ScrollView, Generic[RowT], can_focus=True):
    """A list of rows with a cursor. `draw` gives the cells of a row, `key` what the cursor remembers it by."""

    DEFAULT_CSS = """
    Rows { height: 1fr; width: 1fr; scrollbar-size-vertical: 1; overflow-x: hidden; scrollbar-gutter: auto; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "move(1)", "down", show=False),
        Binding("up,k", "move(-1)", "up", show=False),
        Binding("home,g", "edge(-1)", "first", show=False),
        Binding("end,G", "edge(1)", "last", show=False),
        Binding("pagedown,ctrl+f", "page(1)", "page down", show=False),
        Binding("pageup", "page(-1)", "page up", show=False),
        Binding("ctrl+d", "page(0.5)", "half a page down", show=False),
        Binding("ctrl+u", "page(-0.5)", "half a page up", show=False),
        Binding("enter", "open", "open", show=False),
    ]
    cursor = reactive(0, repaint=False, always_update=False)
    is_lead = reactive(default=False)
    """Drawn as focused though the focus is in a field above it, as in a palette."""

    def __init__(
        self,
        columns: Sequence[Column],
        draw: Callable[[RowT], Sequence[Line]],
        key: Callable[[RowT], str],
        *,
        has_header: bool = True,
        is_quiet: bool = False,
        ground: str = "background",
        id: str | None = None,  # noqa: A002 - Textual's word
    ) -> None:
        """Start empty; a quiet list shows its cursor only while it has the focus."""
        super().__init__(id=id)
        self._columns = tuple(columns)
        self._draw = draw
        self._key = key
        self._head = 1 if has_header else 0
        self._is_quiet = is_quiet
        self._ground = ground
        self._cache: Cache[RowT | Group] = Cache(Few(()))
        self._ordinals: dict[int, int] | None = None
        self._arrow: tuple[str, bool] | None = None
        self.marks: set[str] = set()
        self._drawn_rows: dict[tuple[int, int, Ink], Strip] = {}

    # what is shown

    def set_source(self, source: Source[RowT | Group], *, keep: bool = True) -> None:
        """Show other rows; the cursor stays on its row if it is still there within reach, else on its place."""
        held, place = self.current_key if keep else None, self.cursor if keep else 0
        self._cache = Cache(source)
        self._drawn_rows.clear()
        self._ordinals = ordinals(source)
        self.virtual_size = Size(self.size.width, self._cache.length + self._head)
        self.set_reactive(Rows.cursor, self._find(held, place))
        self._show_cursor()
        self.refresh()
        self._tell()

    def _find(self, key: str | None, place: int) -> int:
        last = self._cache.length - 1
        if last < 0:
            return 0
        found = None if key is None else self._near(place, key.__eq__)
        return self._settle(min(place, last), 1) if found is None else found

    def _near(self, place: int, is_meant: Callable[[str], bool]) -> int | None:
        """Return the nearest row whose key is meant. Rows move little; a search of all would read the whole store."""
        near = range(max(0, place - BLOCK), min(self._cache.length, place + BLOCK + 1))
        for index in sorted(near, key=lambda i: abs(i - place)):
            row = self._cache[index]
            if not isinstance(row, Group) and is_meant(self._key(row)):
                return index
        return None

    def seek(self, start: str) -> None:
        """Put the cursor on the row whose key begins so, where it is within reach."""
        found = self._near(self.cursor, lambda key: key.startswith(start))
        self.cursor = self.cursor if found is None else found

    def set_arrow(self, word: str, *, descending: bool) -> None:
        """Show by which column the list is ordered, and which way."""
        self._arrow = (word, descending)
        self.refresh()

    @property
    def current(self) -> RowT | None:
        """Return the row under the cursor."""
        if 0 <= self.cursor < self._cache.length:
            row = self._cache[self.cursor]
            return None if isinstance(row, Group) else row
        return None

    @property
    def current_key(self) -> str | None:
        """Return the key of the row under the cursor."""
        row = self.current
        return None if row is None else self._key(row)

    @property
    def place(self) -> str:
        """Return the place in words: `4 of 11`."""
        total = self._cache.length if self._ordinals is None else len(self._ordinals)
        here = self.cursor if self._ordinals is None else self._ordinals.get(self.cursor, 0)
        return f"{here + 1:,} of {total:,}" if total else ""

    # moving

    def _settle(self, index: int, direction: int) -> int:
        """Return the nearest row that is not a group, looking in one direction first."""
        for step in (direction, -direction):
            at = index
            while 0 <= at < self._cache.length:
                if not isinstance(self._cache[at], Group):
                    return at
                at += step
        return index

    def _go(self, index: int, direction: int) -> None:
        if self._cache.length:
            self.cursor = self._settle(max(0, min(index, self._cache.length - 1)), direction)

    def watch_cursor(self, before: int, after: int) -> None:
        """Redraw the two rows and read on where the cursor is going."""
        self._refresh_row(before)
        self._refresh_row(after)
        self._show_cursor()
        self._tell()
        if (number := self._cache.missing_near(after)) is not None:
            cache = self._cache
            self.call_later(lambda: cache.block(number))

    def _refresh_row(self, index: int) -> None:
        y = index + self._head - self.scroll_offset.y
        self.refresh(Region(0, y, self.size.width, 1))

    def _tell(self) -> None:
        self.post_message(RowHighlighted(self, self.current))

    def _show_cursor(self) -> None:
        room = self._room()
        top = int(self.scroll_offset.y)
        # The title of the first group stays in sight above its first row.
        least = self.cursor if self._ordinals is None or self.cursor > 2 else 0  # noqa: PLR2004 - title and blank
        target = min(top, least) if least < top else max(top, self.cursor - room + 1)
        if target != top:
            self.scroll_to(y=target, animate=False, immediate=True, force=True)

    def _room(self) -> int:
        return max(self.scrollable_content_region.height - self._head, 1)

    def action_move(self, by: int) -> None:
        """Move the cursor by rows."""
        self._go(self.cursor + by, 1 if by > 0 else -1)

    def action_page(self, pages: float) -> None:
        """Move the cursor by pages."""
        self._go(self.cursor + round(pages * self._room()), 1 if pages > 0 else -1)

    def action_edge(self, side: int) -> None:
        """Move the cursor to the first or the last row."""
        self._go(0 if side < 0 else self._cache.length - 1, -side)

    def action_open(self) -> None:
        """Open the row under the cursor."""
        if self.current is not None:
            self.post_message(RowOpened(self, self.current))

    def action_mark(self) -> None:
        """Mark the row under the cursor or take the mark away, and go on to the next."""
        if (key := self.current_key) is not None:
            self.marks ^= {key}
            self._refresh_row(self.cursor)
            self.action_move(1)
            self._tell()

    def clear_marks(self) -> None:
        """Take all marks away."""
        self.marks.clear()
        self.refresh()
        self._tell()

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where the mouse is; twice opens, and a title orders."""
        event.stop()
        if event.y < self._head:
            for column, start, cells in self._layout(self.scrollable_content_region.width):
                if column.sort and start <= event.x < start + cells:
                    self.post_message(ColumnChosen(column.sort))
            return
        index = int(self.scroll_offset.y) + event.y - self._head
        if index < self._cache.length and not isinstance(self._cache[index], Group):
            self.cursor = index
            if event.chain > 1:
                self.action_open()

    def on_resize(self) -> None:
        """Keep the cursor in sight."""
        self.virtual_size = Size(self.size.width, self._cache.length + self._head)
        self._show_cursor()

    def on_focus(self) -> None:
        """Draw the cursor as the one that acts, or after `blur` as the one that waits."""
        self.refresh()

    on_blur = on_focus

    # drawing

    def _layout(self, cells: int) -> list[Placed]:
        """Return the columns that fit; a blank column stands before the scrollbar."""
        return arrange(self._columns, _GUTTER, cells - (1 if self.show_vertical_scrollbar else 0))

    def render_line(self, y: int) -> Strip:
        """Draw one line: the titles, a group, a row or nothing."""
        cells = self.scrollable_content_region.width
        index = int(self.scroll_offset.y) + y - self._head
        if y < self._head:
            return self._draw_header(cells)
        if index >= self._cache.length:
            return self._drawn((), cells, self._ground)
        row = self._cache[index]
        if isinstance(row, Group):
            return self._drawn(((" " * _GUTTER, TEXT), *self._group(row, cells)), cells, self._ground)
        if index == self.cursor or self._key(row) in self.marks:
            return self._draw_row(row, cells, is_cursor=index == self.cursor)
        place = (index, cells, ink(self.app))
        if place not in self._drawn_rows:
            if len(self._drawn_rows) > _DRAWN:
                self._drawn_rows.clear()
            self._drawn_rows[place] = self._draw_row(row, cells, is_cursor=False)
        return self._drawn_rows[place]

    def _group(self, group: Group, cells: int) -> Line:
        if group.kind == "rule":
            return heading(group.title, group.words, "", cells - _GUTTER)
        return ((group.title, group.kind), (f" {group.words}", MUTED) if group.words else ("", TEXT))

    def _draw_header(self, cells: int) -> Strip:
        pieces = [(" " * _GUTTER, TEXT)]
        for column, _, room in self._layout(cells):
            title = column.title
            if self._arrow and self._arrow[0] == column.sort and column.sort:
                title += f" {G.descending if self._arrow[1] else G.ascending}"
            pieces.append(((title.rjust(room) if column.align == "right" else title.ljust(room)) + " ", MUTED))
        return self._drawn(tuple(pieces), cells, self._ground)

    def _draw_row(self, row: RowT, cells: int, *, is_cursor: bool) -> Strip:
        acts = self.has_focus or self.is_lead
        is_cursor = is_cursor and (acts or not self._is_quiet)
        bar = (G.bar, "focus" if acts else MUTED) if is_cursor else (" ", TEXT)
        if self._key(row) in self.marks:
            bar = (G.mark, "accent")
        pieces = [bar, (" " * (_GUTTER - 1), TEXT)]
        drawn = self._draw(row)
        for column, _, room in self._layout(cells):
            cell = cut(drawn[self._columns.index(column)], room)
            blank = (" " * (room - width(cell)), TEXT)
            pieces += (blank, *cell) if column.align == "right" else (*cell, blank)
            pieces.append((" ", TEXT))
        if is_cursor:
            pieces = [(text, f"{token} {BOLD}" if MUTED not in token else token) for text, token in pieces]
        ground = ("selection" if acts else "panel") if is_cursor else self._ground
        return self._drawn(tuple(pieces), cells, ground)

    def _drawn(self, pieces: Line, cells: int, ground: str) -> Strip:
        return strip(pieces, cells, ink(self.app), ground)
