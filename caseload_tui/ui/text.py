"""How things are worded on the screen, in pieces of (text, token): flags, dates, names. The only place that does."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len, chop_cells

from caseload_tui.domain import wording
from caseload_tui.ui.glyphs import G
from caseload_tui.ui.terminal import plain

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Sequence

__all__ = [
    "BOLD",
    "KEY",
    "MUTED",
    "NO_LINE",
    "TEXT",
    "Line",
    "Piece",
    "cut",
    "flag_sign",
    "flow",
    "joined",
    "keys",
    "late_token",
    "legend",
    "line",
    "mark_sign",
    "met_relative",
    "name",
    "plain",
    "relative",
    "what",
    "when",
    "width",
    "wrap",
    "wrap_pieces",
]

Piece = tuple[str, str]
"""Text and the token it is drawn in."""

Line = tuple[Piece, ...]
"""Pieces side by side."""

TEXT: Final = "foreground"
MUTED: Final = "muted"
KEY: Final = "accent bold"
BOLD: Final = "bold"
NO_LINE: Final[Line] = ()
_WEEKS_FROM: Final = 60
_HUNDRED: Final = 100
_RELATIVE: Final = 12
_LOOSE: Final = " /,;:.-\u2013\u00b7"
"""What does not stand at the end of a text that is cut."""

_UNITS = re.compile(r'"[^"]*caseload [^"]*"\S*|\S+')
_PARTS = re.compile(r"\s+|\S+")

SEVERITY_TOKENS: Final = {"red": "flag-red", "amber": "flag-amber", "blue": "flag-blue"}
MARKS: Final = {
    "counts": "counts",
    "other": "other",
    "absent": "absent",
    "acceptable": "acceptable",
    "awaited": "awaited",
    "attempt": "nothing",
    "ahead": "soon",
    "": "nothing",
}
MARK_WORDS: Final = {
    "counts": "in person",
    "other": "other contact",
    "absent": "unacceptable absence",
    "acceptable": "acceptable absence",
    "awaited": "outcome or evidence awaited",
    "attempt": "attempt",
    "ahead": "booked",
}
"""The marks in words, in the order in which a legend gives them."""


def line(*parts: str | Piece) -> Line:
    """Return a line of parts; a part without a token is plain text."""
    return tuple((plain(part), TEXT) if isinstance(part, str) else (plain(part[0]), part[1]) for part in parts)


def width(pieces: Iterable[Piece]) -> int:
    """Return how many cells the pieces take."""
    return sum(cell_len(text) for text, _ in pieces)


def cut(pieces: Line, cells: int) -> Line:
    """Return the pieces cut to so many cells, at the end of a word where that keeps half of them, the cut shown."""
    if width(pieces) <= cells:
        return pieces
    sign = G.cut
    room, kept = cells - cell_len(sign), []
    if room < 0:
        return ()
    for text, token in pieces:
        size = cell_len(text)
        if size > room:
            kept.append((_cut_word(text, room) + sign, token))
            break
        kept.append((text, token))
        room -= size
    return tuple(kept)


def _cut_word(text: str, room: int) -> str:
    """Return as much of a text as fits: whole words, unless the last of them is most of it."""
    kept = chop_cells(text, room)[0] if room else ""
    if not kept or text[len(kept) : len(kept) + 1].isspace():
        return kept.rstrip(_LOOSE)
    whole = kept[: max(kept.rfind(" "), kept.rfind("/")) + 1].rstrip(_LOOSE)
    return whole if 2 * cell_len(whole) >= cell_len(kept) else kept


def wrap(text: str, cells: int, token: str = TEXT, *, indent: int = 0) -> list[Line]:
    """Return free text of several lines, wrapped at blanks, each line safe to draw."""
    lines: list[Line] = []
    room = max(cells - indent, 1)
    for paragraph in text.split("\n"):
        current = ""
        for part in _units(plain(paragraph), room):
            if current and cell_len(current) + 1 + cell_len(part) > room:
                lines.append(((" " * indent + current, token),))
                current = part
            else:
                current = f"{current} {part}" if current else part
        lines.append(((" " * indent + current, token),))
    return lines


def _units(paragraph: str, room: int) -> Iterator[str]:
    """Yield what stays together on a line: a word, or a quoted command where a line holds it."""
    for unit in _UNITS.findall(paragraph):
        for word in [unit] if cell_len(unit) <= room else unit.split():
            yield from chop_cells(word, room) if cell_len(word) > room else [word]


def wrap_pieces(pieces: Sequence[Piece], cells: int, *, indent: int = 0) -> list[Line]:
    """Return pieces wrapped at blanks, each word keeping its token; what touches in the pieces goes on touching."""
    lines: list[Line] = []
    current: list[Piece] = []
    for blank, word in _words(pieces):
        size = width(word)
        if current and width(current) + len(blank) + size > cells:
            lines.append(tuple(current))
            current = [(" " * indent, TEXT)] if indent else []
        elif current:
            current.append((blank, TEXT))
        current += word
    return [*lines, tuple(current)] if current else lines


def _words(pieces: Sequence[Piece]) -> Iterator[tuple[str, list[Piece]]]:
    """Yield each word with the blanks before it; a word may have several tokens."""
    blank, word = "", list[Piece]()
    for text, token in pieces:
        for part in _PARTS.findall(plain(text)):
            if not part.isspace():
                word.append((part, token))
                continue
            if word:
                yield blank, word
                blank, word = "", []
            blank += part
    if word:
        yield blank, word


def what(title: str) -> str:
    """Return the title of a duty as it stands inside a line: no capital, and lateness said once, in its own column."""
    return wording.inside(title.removesuffix(" overdue"))


def name(full: str, crn: str, *, hidden: bool) -> str:
    """Return a person's name, or initials and reference where names are hidden."""
    return f"{wording.initials(full)} {crn}" if hidden else full


def person(full: str, crn: str, *, hidden: bool) -> Line:
    """Return name and reference, or what stands for both while names are hidden."""
    return line((name(full, crn, hidden=hidden), BOLD), (f"  {'' if hidden else crn}", MUTED))


def flag_sign(state: str, severity: str) -> Piece:
    """Return the glyph of a duty in its colour: the flag comes from the state, its weight from the rule."""
    if state == "overdue":
        sign = {"red": G.red, "amber": G.amber, "blue": G.blue}[severity]
        return sign, f"{SEVERITY_TOKENS[severity]} glyph" + ("" if severity == "blue" else " bold")
    if state == "due_soon":
        return G.soon, TEXT
    if state in ("met", "met_late"):
        return G.met, "flag-green" if state == "met" else TEXT
    if state == "missed":
        return G.absent, TEXT
    if state == "unknown":
        return G.blue, "flag-blue"
    return "", TEXT


def late_token(state: str, severity: str) -> str:
    """Return the token of the words that say when a duty is due."""
    if state == "overdue":
        return SEVERITY_TOKENS[severity] + ("" if severity == "blue" else " bold")
    return "flag-blue" if state == "unknown" else TEXT


def when(state: str, severity: str, due_on: dt.date | None, days_late: int, today: dt.date) -> Piece:
    """Return when a duty is due, for a column: `overdue 10 d`, `missing 2 d`, `today`, `in 3 d`."""
    if state == "unknown":
        return "unknown", "flag-blue"
    if due_on is None:
        return "paused", MUTED
    if state == "overdue":
        # Blue is a gap in the record: not counted among the overdue, and not called so.
        word = "missing" if severity == "blue" else "overdue"
        # Lateness is never cut: from a hundred days on the blank before its unit gives way.
        words = f"{word} {days_late:>2} d" if days_late < _HUNDRED else f"{word} {days_late}d"
        return words, late_token(state, severity)
    if due_on == today:
        return "today", BOLD
    return wording.due(due_on, today), TEXT


def relative(state: str, due_on: dt.date | None, days_late: int, today: dt.date) -> str:
    """Return how far off a day is, in full words: `10 days`, `in 46 days`, `in 37 weeks`, `today`."""
    if state == "overdue":
        return wording.count(days_late, "day")
    if due_on is None:
        return ""
    ahead = (due_on - today).days
    if ahead == 0:
        return "today"
    if ahead < 0:
        return f"{wording.count(-ahead, 'day')} ago"
    return f"in {wording.count(ahead // 7, 'week')}" if ahead >= _WEEKS_FROM else f"in {wording.count(ahead, 'day')}"


def met_relative(due_on: dt.date | None, met_on: dt.date | None) -> str:
    """Return how a done duty stood to its due date: `on the day`, `4 days early`, `2 days late`."""
    if due_on is None or met_on is None:
        return ""
    days = (met_on - due_on).days
    if days == 0:
        return "on the day"
    words = f"{wording.count(abs(days), 'day')} {'late' if days > 0 else 'early'}"
    return words if len(words) <= _RELATIVE else words.replace(" days", " d")


def flow(parts: Iterable[Line], cells: int) -> list[Line]:
    """Return parts side by side, as many on a line as fit, none of them broken."""
    lines: list[Line] = []
    for part in parts:
        if lines and width(lines[-1]) + 2 + width(part) <= cells:
            lines[-1] = (*lines[-1], ("  ", TEXT), *part)
        else:
            lines.append(part)
    return lines


def legend(marks: Iterable[str], *more: Piece) -> list[Line]:
    """Return what the signs of contacts mean, in the order of the table, only those that are shown."""
    shown = set(marks)
    known = [(mark_sign(mark), words) for mark, words in MARK_WORDS.items() if mark in shown]
    return [((sign, TEXT), (f" {words}", MUTED)) for sign, words in (*more, *known)]


def mark_sign(mark: str) -> str:
    """Return the sign of one contact in a timeline or one week of the attendance strip."""
    sign: str = getattr(G, MARKS.get(mark, "nothing"))
    return sign


def keys(*pairs: tuple[str, str], gap: int = 3) -> Line:
    """Return keys and what they do, as a key bar or a dialog shows them."""
    pieces: list[Piece] = []
    for key, words in pairs:
        if pieces:
            pieces.append((" " * gap, TEXT))
        pieces += [(key, KEY), (f" {words}", TEXT)]
    return tuple(pieces)


def joined(parts: Iterable[str]) -> str:
    """Return the parts with the sign that stands between facts."""
    return f" {G.between} ".join(part for part in parts if part)
