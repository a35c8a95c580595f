"""The ruler of a duty: the days allowed and the days late, drawn to scale, with the dates at the marks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from caseload_tui.domain import wording
from caseload_tui.ui import text
from caseload_tui.ui.glyphs import G
from caseload_tui.ui.text import MUTED, TEXT, Line, Piece

if TYPE_CHECKING:
    from caseload_tui.engine.obligation import Assessed

_A_DAY: Final = 2
"""Cells of a day, where there is room."""


def ruler(duty: Assessed, cells: int) -> list[Line]:
    """Return the days allowed and the days overdue, drawn to scale with the dates at the marks."""
    start, due, today = duty.span.base_on, duty.due_on, duty.as_of
    end = duty.satisfied_on or today
    if due is None or due < start or duty.anchor is None:
        return []
    allowed = (due - start).days
    late = max((end - due).days, 0) if duty.state in ("overdue", "met_late", "missed") else 0
    total = max(allowed + late, 1)
    scale = min(float(_A_DAY), max(cells - 12, 10) / total)
    first, second = max(round(allowed * scale), 1), round(late * scale) or (1 if late else 0)
    marks = [(0, wording.day(start, today)), (first, wording.day(due, today))]
    if late:
        marks.append((first + second, "today" if end == today else wording.day(end, today)))
    elif start <= today < due:
        marks.insert(1, (round((today - start).days * scale), "today"))
    words = f"{wording.count(allowed, 'day')} allowed"
    late_token = text.late_token("overdue", duty.severity)
    below = [(0, words, MUTED)]
    if late:
        below.append(
            (first, wording.count(late, "day") + (" overdue" if duty.state == "overdue" else " late"), late_token)
        )
    bars: list[Piece] = [(G.allowed * first, "accent")]
    if late:
        bars.append((G.late * second, late_token.split()[0]))
    return [_placed([(at, word, TEXT) for at, word in marks], cells), tuple(bars), _placed(below, cells)]


def _placed(words: list[tuple[int, str, str]], cells: int) -> Line:
    """Return words at their columns; one that would touch the word before it moves to the right of it."""
    pieces: list[Piece] = []
    at = 0
    for column, word, token in words:
        start = max(column, at + 2) if pieces else column
        if start + len(word) > cells:
            break
        pieces += [(" " * (start - at), TEXT), (word, token)]
        at = start + len(word)
    return tuple(pieces)
