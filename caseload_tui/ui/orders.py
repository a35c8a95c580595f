"""The views and the orders that every list starts with, in words: what `v`, `s` and the palette offer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from caseload_tui.domain.filters import Sort
from caseload_tui.services.today import AWAITED, DUE_NOW, GAPS, OVERDUE

if TYPE_CHECKING:
    from collections.abc import Sequence


class View(NamedTuple):
    """A filter line with a name; `digit` shows it after `v`, "" where it is found by its name only."""

    title: str
    line: str
    digit: str = ""


_OF_MINE: Final = (
    ("All mine", ""),
    ("Overdue", OVERDUE),
    ("High and above", "rosh:high,vh"),
    ("Not seen 30 d", "seen:>30d"),
    ("Due today", DUE_NOW),
)
_MORE: Final = (("Evidence awaited", AWAITED), ("Data gaps", GAPS))


def views(officer_code: str | None) -> list[View]:
    """Return the views: of one's own people and then everyone, or of everyone for who holds none."""
    of_whom = "officer:me" if officer_code else ""
    named = [(title if officer_code or line else "Everyone", f"{of_whom} {line}".strip()) for title, line in _OF_MINE]
    if officer_code:
        named.append(("Everyone", ""))
    shown = [View(title, line, str(at)) for at, (title, line) in enumerate(named, 1)]
    return [*shown, *(View(title, f"{of_whom} {line}".strip()) for title, line in _MORE)]


_LETTERS: Final = ("A to Z", "Z to A")
_AHEAD: Final = ("earliest first", "latest first")
_BACK: Final = ("longest ago first", "most recent first")
ORDERS: Final[dict[str, tuple[str, str, str]]] = {
    "lateness": ("days overdue", "least late first", "worst first"),
    "name": ("name", *_LETTERS),
    "rosh": ("RoSH", "lowest first", "highest first"),
    "seen": ("last seen in person", *_BACK),
    "contact": ("last contact", *_BACK),
    "due": ("next due date", *_AHEAD),
    "booked": ("next appointment", *_AHEAD),
    "plan": ("last plan or review", *_BACK),
    "release": ("release date", *_AHEAD),
    "ends": ("end of the sentence", *_AHEAD),
    "tier": ("tier", *_LETTERS),
    "crn": ("CRN", *_LETTERS),
    "address": ("address", *_LETTERS),
    "sentence": ("sentence", *_LETTERS),
    "officer": ("officer", *_LETTERS),
    "team": ("team", *_LETTERS),
}
"""What a list may be ordered by: its name, and its two directions."""

_WORST_FIRST: Final = frozenset({"lateness", "rosh"})


def usual(column: str) -> Sort:
    """Return the order by a column that is meant when no direction is said."""
    return Sort(column, column in _WORST_FIRST)


def in_words(order: Sequence[Sort]) -> str:
    """Return an order in words: `by days overdue, worst first`."""
    title, up, down = ORDERS[order[0].column]
    return f"by {title}, {down if order[0].descending else up}"
