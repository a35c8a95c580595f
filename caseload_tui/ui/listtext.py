"""The caseload list in columns and cells, with the views and the flags above it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from caseload_tui.domain import wording
from caseload_tui.domain.words import AT_LARGE, MODE_TITLES, ROSH_SHORT
from caseload_tui.ui import text
from caseload_tui.ui.glyphs import G
from caseload_tui.ui.text import BOLD, MUTED, TEXT, Line, line
from caseload_tui.ui.widgets.bars import WIDE
from caseload_tui.ui.widgets.columns import STAR, Column

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from caseload_tui.services.views import CaseRow, FlagCounts
    from caseload_tui.ui.orders import View

_FLAGS: Final = 32
"""Cells that the flags take beside the views."""

COLUMNS: Final = (
    Column("", 2),
    Column("Name", 17, sort="name"),
    Column("CRN", 7, rank=1, sort="crn"),
    Column("Tier", 4, rank=2, sort="tier"),
    Column("RoSH", 6, yields=3, sort="rosh"),
    Column("Seen", 5, "right", yields=2, sort="seen"),
    Column("Next due", 19, most=STAR),
    Column("When", 12, sort="lateness"),
    Column("Booked", 10, yields=1, sort="booked"),
    Column("Last contact", 20, rank=3, sort="contact"),
    Column("Plan review", 11, rank=4, sort="plan"),
    Column("Release or end", 19, rank=5, sort="ends"),
    Column("Address", 14, rank=6),
    Column("Sentence", 9, rank=7),
)


def cells(row: CaseRow, today: dt.date, *, hidden: bool) -> Sequence[Line]:
    """Return the cells of COLUMNS for one person."""
    name = text.name(row.name, row.crn, hidden=hidden)
    sign, what, when = _flag(row, today)
    booked = _day(row.booked_on, today)
    mode = MODE_TITLES.get(row.contact_mode or "", "")
    return (
        (sign,),
        line(f"{name} {G.restricted}" if row.is_restricted else name),
        line((row.crn, MUTED)),
        line(row.tier or ""),
        line(ROSH_SHORT.get(row.rosh or "", "none")),
        line(_seen(row, today)),
        line(what),
        (when,),
        line(booked) if booked else line(("none", MUTED)),
        line((f"{_day(row.contact_on, today)} {mode}" if row.contact_on else "none", MUTED)),
        line((_day(row.plan_review_on, today), MUTED)),
        line((_ends(row, today), MUTED)),
        line((row.address or "none on record", MUTED)),
        line((row.sentence or "", MUTED)),
    )


def _flag(row: CaseRow, today: dt.date) -> tuple[text.Piece, str, text.Piece]:
    """Return the glyph of the worst duty, what it is and when."""
    flag = row.flag
    if flag is None:
        sign, what, when = ("", TEXT), "", ("nothing due", MUTED)
    else:
        sign = text.flag_sign(flag.state, flag.severity)
        what = text.what(flag.title)
        when = text.when(flag.state, flag.severity, flag.due_on, flag.days_late, today)
    if row.ual_since is not None:
        sign = text.flag_sign("overdue", "red")
        what, when = AT_LARGE, (f"day {(today - row.ual_since).days}", "flag-red bold")
    return sign, what, when


def _seen(row: CaseRow, today: dt.date) -> str:
    """Return how long ago the person was seen, in five cells."""
    if row.seen_on is None:
        return "never"
    return wording.span((today - row.seen_on).days).replace(" weeks", " wk").replace(" week", " wk")


def _ends(row: CaseRow, today: dt.date) -> str:
    day = row.release_on or row.ends_on
    if day is None:
        return ""
    return f"{'release' if row.release_on else 'end'} {wording.day(day, today).split(' ', 1)[1]}"


def _day(day: dt.date | None, today: dt.date) -> str:
    if day is None:
        return ""
    return "today" if day == today else wording.column_day(day, today)


def views(named: Iterable[View], numbers: Iterable[int], here: str, cells: int) -> Line:
    """Return the views that have a digit, each with how many people it holds, as many as fit."""
    pieces: list[text.Piece] = [("View  ", MUTED)] if cells >= WIDE else []
    for view, number in zip(named, numbers, strict=False):
        words = (f"{view.title} {number:,}", f"{BOLD} underline" if view.title == here else MUTED)
        part: Line = ((f"v{view.digit}", "accent"), (" ", TEXT), words, ("   ", TEXT))
        if text.width(pieces) + text.width(part) > cells - _FLAGS:
            break
        pieces += part
    return tuple(pieces)


def flags(counts: FlagCounts) -> Line:
    """Return how many people stand under each flag, for the right of the views."""
    return (
        (G.red, "flag-red bold glyph"),
        (f" {counts.red:,}   ", TEXT),
        (G.amber, "flag-amber bold glyph"),
        (f" {counts.amber:,}   ", TEXT),
        (G.soon, TEXT),
        (f" {counts.soon:,}   ", TEXT),
        (G.blue, "flag-blue"),
        (f" {counts.blue:,}", TEXT),
    )
