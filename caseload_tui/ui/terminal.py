"""The last gate before the terminal: no text, wherever it comes from, gets out as a control code.

What a person typed or a file held is drawn as text by everything above; this gate holds even where that fails.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len
from rich.segment import Segment
from textual.filter import LineFilter

from caseload_tui.domain.text import cap_marks, clean

if TYPE_CHECKING:
    from textual.color import Color

SHOWN: Final = "\ufffd"
"""What is drawn in place of a character that could act on the terminal or reorder the line."""

_CONTROLS: Final = "\x00-\x1f\x7f-\x9f"
_SEPARATORS: Final = "\u2028\u2029"
_BIDI: Final = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f"
_INVISIBLE: Final = "\u00ad\u180e\u200b-\u200d\u2060-\u2064\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff"
_LONE: Final = "\ud800-\udfff"

_HEAP: Final = re.compile("[^\x00-\u02ff\u2010-\u20cf\u2100-\u2bff]{9}")
"""So many letters in a row that are neither Latin nor drawn lines: there may be more marks on one than are shown."""

UNSAFE: Final = re.compile(f"[{_CONTROLS}{_SEPARATORS}{_BIDI}{_INVISIBLE}{_LONE}]")
_WHITE: Final = re.compile(r"[\t\n\r]+")


def plain(text: str) -> str:
    """Return the text as one line that is safe to draw: tabs and line ends are blanks, all else unsafe is shown."""
    if text.isascii() and text.isprintable():
        return text
    return _gate(clean(_WHITE.sub(" ", text)))


def _gate(text: str) -> str:
    """Return the text without what could act or run over other lines, as wide as the layout took it to be."""
    return cap_marks(UNSAFE.sub(lambda match: SHOWN if cell_len(match.group()) else "", text))


def _is_safe(text: str) -> bool:
    return (text.isascii() and text.isprintable()) or not (UNSAFE.search(text) or _HEAP.search(text))


class Gate(LineFilter):
    """Takes control and direction characters out of every line on its way to the terminal."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002 - the base class's
        """Return the segments with safe text; those that hold Textual's own control codes stay as they are."""
        if all(segment.control or _is_safe(segment.text) for segment in segments):
            return segments
        return [segment if segment.control else Segment(_gate(segment.text), segment.style) for segment in segments]
