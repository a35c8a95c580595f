"""What saving an entry would do, in lines: the form's order, what it clears, what stays, when the next is due."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from caseload_tui.domain import wording
from caseload_tui.ui import text
from caseload_tui.ui.glyphs import G
from caseload_tui.ui.text import BOLD, MUTED, NO_LINE, TEXT, Line, Piece, line

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from caseload_tui.services.views import Effect, Preview

_LABEL: Final = 11
_INDENT: Final = 1


def preview(found: Preview, today: dt.date, cells: int) -> list[Line]:
    """Return the preview under the line that is typed."""
    lines: list[Line] = []
    for label, words in found.lines:
        lines += _row(label, _words(label, words, counts=found.counts_in_person), cells)
    if lines:
        lines.append(NO_LINE)
    for at, problem in enumerate(found.problems):
        lines += _row("Not yet" if not at else "", ((f"{G.amber} ", "flag-amber bold"), (problem, TEXT)), cells)
    for at, effect in enumerate(found.clears):
        words = f"{text.what(effect.title)}{_late(effect, today)}"
        lines += _row("Clears" if not at else "", ((f"{G.met} ", "flag-green"), (words, TEXT)), cells)
    for at, effect in enumerate(found.leaves):
        sign, token = text.flag_sign(effect.state, effect.severity)
        words = f"{text.what(effect.title)}{_late(effect, today)}"
        lines += _row("Stays" if not at else "", ((f"{sign} ", token), (words, TEXT)), cells)
    if found.next_due:
        lines += _row("Next due", _next(found.next_due, today), cells)
    for warning in found.warnings:
        lines += _row("Note that", ((warning, BOLD),), cells)
    return lines


def _words(label: str, words: str, *, counts: bool) -> Line:
    if label == "Type":
        return ((words, BOLD),)
    if label == "Counts as":
        return ((f"{G.counts if counts else G.other} ", "flag-green" if counts else TEXT), (words, TEXT))
    if label == "Outcome":
        return ((words, MUTED if words == "no outcome yet" else TEXT),)
    return ((words, TEXT),)


def _late(effect: Effect, today: dt.date) -> str:
    if effect.due_on is None:
        return ""
    if effect.days_late:
        return f" overdue {wording.count(effect.days_late, 'day')}"
    return f", {wording.due_sentence(effect.due_on, today)}"


def _next(effects: Sequence[Effect], today: dt.date) -> Line:
    pieces: list[Piece] = []
    for effect in effects:
        if effect.due_on is not None:
            pieces += [
                (", " if pieces else "", TEXT),
                (f"{text.what(effect.title)} ", TEXT),
                (wording.day(effect.due_on, today), BOLD),
            ]
    return tuple(pieces)


def _row(label: str, pieces: Line, cells: int) -> list[Line]:
    room = cells - _INDENT - _LABEL
    safe = line(*pieces)
    parts = text.wrap_pieces(safe, room) if text.width(safe) > room else [safe]
    head = " " * _INDENT
    return [((head + (label if not at else "").ljust(_LABEL), MUTED), *part) for at, part in enumerate(parts)]
