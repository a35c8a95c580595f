"""Widgets that draw lines of pieces: a bar of one row, a heading with its rule, a sheet of many rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget

from caseload_tui.ui.glyphs import G
from caseload_tui.ui.text import BOLD, MUTED, NO_LINE, TEXT, Line, Piece, cut, width, wrap_pieces
from caseload_tui.ui.themes import Ink, ink

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from textual.binding import BindingType


def strip(pieces: Iterable[Piece], cells: int, inks: Ink, ground: str = "background") -> Strip:
    """Return the pieces as a strip of exactly so many cells on a background."""
    drawn = [Segment(text, inks.style(token, ground)) for text, token in pieces]
    return Strip(drawn).adjust_cell_length(cells, inks.style(TEXT, ground))


def spread(left: Line, right: Line, cells: int) -> Line:
    """Return two lines as one, the second at the right edge; the first is cut where both do not fit."""
    room = cells - width(right)
    if room <= 0:
        return cut(right, cells)
    kept = cut(left, room - 1 if right else room)
    return (*kept, (" " * (room - width(kept)), TEXT), *right)


class Bar(Widget):
    """One row with text at the left and at the right, a blank column at both ends."""

    DEFAULT_CSS = """
    Bar { height: 1; width: 1fr; }
    """

    def __init__(
        self,
        *,
        ground: str = "background",
        margin: int = 1,
        id: str | None = None,  # noqa: A002 - Textual's word
        classes: str | None = None,
    ) -> None:
        """Keep the background token and how many blank columns stand at each end."""
        super().__init__(id=id, classes=classes)
        self._ground = ground
        self._margin = margin
        self._left: Line = NO_LINE
        self._right: Line = NO_LINE

    def show(self, left: Line, right: Line = NO_LINE) -> None:
        """Draw these lines from now on."""
        if (left, right) != (self._left, self._right):
            self._left, self._right = left, right
            self.refresh()

    def pieces(self, cells: int) -> Line:
        """Return what the row shows in so many cells."""
        return spread(self._left, self._right, cells)

    def render_line(self, y: int) -> Strip:
        """Draw the row."""
        cells = self.size.width
        if y:
            return Strip.blank(cells)
        inside = self.pieces(max(cells - 2 * self._margin, 0))
        return strip(((" " * self._margin, TEXT), *inside), cells, ink(self.app), self._ground)


class Heading(Widget):
    """The heading of a pane: title, count, a rule to the edge and then the order or the filter in words."""

    DEFAULT_CSS = """
    Heading { height: 1; width: 1fr; }
    """

    def __init__(self, *, gutter: int = 2, is_lead: bool = False, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        """Keep the width of the gutter; the heading of the pane in focus gets a bar and a double rule."""
        super().__init__(id=id)
        self._gutter = gutter
        self.is_lead = is_lead
        self._parts = ("", "", "")

    def show(self, title: str, count: str = "", order: str = "") -> None:
        """Draw this title from now on."""
        self._parts = (title, count, order)
        self.refresh()

    def lead(self, *, is_lead: bool) -> None:
        """Say whether the pane below has the focus."""
        self.is_lead = is_lead
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw the heading."""
        cells = self.size.width
        if y:
            return Strip.blank(cells)
        bar: Line = ()
        if self._gutter:
            sign = (G.bar, "focus") if self.is_lead else (" ", TEXT)
            bar = (sign, (" " * (self._gutter - 1), TEXT))
        return strip((*bar, *heading(*self._parts, cells - self._gutter, is_lead=self.is_lead)), cells, ink(self.app))


def heading(title: str, count: str, order: str, cells: int, *, is_lead: bool = False) -> Line:
    """Return a heading with its rule, to stand above a pane or inside a sheet."""
    left: list[Piece] = [(title, BOLD)]
    if count:
        left.append((f" {count}", MUTED))
    left.append((" ", TEXT))
    right: Line = ((f" {order}", MUTED),) if order else ()
    room = cells - width(left) - width(right)
    if room < 1:
        return cut((*left, *right), cells)
    rule = (G.double_rule * room, "focus") if is_lead else (G.rule * room, "line")
    return (*left, rule, *right)


class Rule(Widget):
    """A thin line across."""

    DEFAULT_CSS = """
    Rule { height: 1; width: 1fr; }
    """

    def __init__(self, *, ground: str = "background", id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        """Keep the background token."""
        super().__init__(id=id)
        self._ground = ground

    def render_line(self, y: int) -> Strip:
        """Draw the line."""
        del y
        cells = self.size.width
        return strip(((G.rule * cells, "line"),), cells, ink(self.app), self._ground)


class Sheet(ScrollView, can_focus=False):
    """Many lines of text, laid out anew for each width by the function that is given."""

    DEFAULT_CSS = """
    Sheet { height: 1fr; width: 1fr; scrollbar-size-vertical: 1; overflow-x: hidden; }
    """
    BINDINGS: ClassVar[list[BindingType]] = []

    def __init__(self, *, ground: str = "background", id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        """Keep the background token."""
        super().__init__(id=id, classes=classes)
        self._ground = ground
        self._layout: Callable[[int], list[Line]] = lambda _: []
        self._lines: list[Line] = []
        self._laid_for = (-1, -1)

    def show(self, layout: Callable[[int], list[Line]]) -> None:
        """Draw what this function lays out for a width."""
        self._layout = layout
        self._laid_for = (-1, -1)
        self._lay()
        self.refresh(layout=self._is_as_high_as_its_lines)

    @property
    def _is_as_high_as_its_lines(self) -> bool:
        return self.styles.height is not None and self.styles.height.is_auto

    def _lay(self) -> None:
        cells, height = self.size.width, self.size.height
        if cells and (cells, height) != self._laid_for:
            self._laid_for = (cells, height)
            self._lines = self._layout(cells)
            if len(self._lines) > height > 0 and not self._is_as_high_as_its_lines:
                self._lines = self._layout(cells - 2)  # a scrollbar and the blank before it
            self.virtual_size = Size(cells, len(self._lines))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002 - the base class's
        """Return the height that the lines take at this width."""
        return len(self._layout(width))

    def on_resize(self) -> None:
        """Lay the lines out for the new width."""
        self._lay()

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        cells = self.scrollable_content_region.width
        index = self.scroll_offset.y + y
        pieces = self._lines[index] if index < len(self._lines) else NO_LINE
        return strip(cut(pieces, cells), cells, ink(self.app), self._ground)


class Note(Sheet):
    """A sentence or two, wrapped: what is said of a refusal is never cut."""

    DEFAULT_CSS = """
    Note { height: auto; }
    """

    def say(self, words: Line) -> None:
        """Draw these words from now on."""
        self.show(lambda cells: wrap_pieces(words, cells))
