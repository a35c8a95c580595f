"""The rows at the top and the bottom of every screen: areas, crumbs and state, keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.scrollbar import ScrollBarRender

from caseload_tui.ui.text import KEY, MUTED, NO_LINE, TEXT, Line, Piece, width
from caseload_tui.ui.widgets.lines import Bar, spread

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDE = 110
"""Columns from which there is room for a second pane."""
_GAP = 3


class PlainScrollBar(ScrollBarRender):
    """A scrollbar without the eighth blocks that not every font has."""

    VERTICAL_BARS: ClassVar[list[str]] = [" "] * 8


class Areas(Bar):
    """Row 1: the areas by digit and the day that is shown; all along the row when that is not today."""

    def __init__(self) -> None:
        """Stand on the panel."""
        super().__init__(ground="panel", id="areas")
        self._areas: Sequence[tuple[str, str]] = ()
        self._here = ""
        self._day = ""
        self._is_other_day = False

    def set_areas(self, areas: Sequence[tuple[str, str]], here: str, day: str, *, is_other_day: bool) -> None:
        """Keep the areas (digit, title), which of them is shown, and the day in words."""
        self._areas, self._here, self._day, self._is_other_day = areas, here, day, is_other_day
        self.refresh()

    def pieces(self, cells: int) -> Line:
        """Return the areas; those not shown shrink to their digit on a narrow screen."""
        is_wide = cells + 2 >= WIDE
        left: list[Piece] = []
        for digit, title in self._areas:
            is_here = title == self._here
            if left:
                left.append(("  " if is_wide else " ", TEXT))
            left.append((digit, "accent bold" if is_here else "accent"))
            if is_here or is_wide:
                left += [(" ", TEXT), (title, "bold underline" if is_here else MUTED)]
            if is_here and not is_wide:
                left.append((" ", TEXT))
        row = spread(tuple(left), ((self._day, TEXT),), cells)
        if self._is_other_day:
            return tuple((text, "reverse bold" if text.strip() else "reverse") for text, _ in row)
        return row


class KeyBar(Bar):
    """The last row: the keys that work here, most used first. Those that do not fit drop, the last one never does."""

    def __init__(
        self,
        last: tuple[str, str] = ("?", "keys"),
        *,
        ground: str = "panel",
        margin: int = 1,
        id: str = "keys",  # noqa: A002 - Textual's word
    ) -> None:
        """Keep the key that always stands there; the row of a screen stands on the panel."""
        super().__init__(ground=ground, margin=margin, id=id)
        self._last = last
        self._keys: Sequence[tuple[str, str]] = ()
        self._place: Line = NO_LINE

    def set_keys(self, keys: Sequence[tuple[str, str]]) -> None:
        """Keep the keys and their words, the most used first."""
        self._keys = keys
        self.refresh()

    def set_place(self, place: str, *, marks: int = 0, hidden: int = 0) -> None:
        """Keep the place in the list, how many rows are marked, and how many of these the list does not show."""
        marked = f"{marks} marked, {hidden} not shown   " if hidden else f"{marks} marked   "
        words: Line = ((marked, "bold"),) if marks else NO_LINE
        self._place = (*words, (place, MUTED)) if place or words else NO_LINE
        self.refresh()

    def pieces(self, cells: int) -> Line:
        """Return the keys that fit."""
        last: Line = ((self._last[0], KEY), (f" {self._last[1]}", TEXT))
        room = cells - width(last) - (width(self._place) + _GAP if self._place else 0)
        kept: list[Piece] = []
        for key, words in self._keys:
            if key == self._last[0]:
                continue
            pair: Line = ((key, KEY), (f" {words}", TEXT), (" " * _GAP, TEXT))
            if width(kept) + width(pair) > room:
                break
            kept += pair
        return spread((*kept, *last), self._place, cells)
