"""What a line is read into: coloured words, one part before each `;`, and the whole entry."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal

from caseload_tui.domain.days import Span
from caseload_tui.domain.drafts import ContactDraft, EntryDraft
from caseload_tui.domain.entry.vocabulary import OFFICER, PLACE, RAR, SENSITIVE, SENTENCE, WHATS, Direction, Keyword
from caseload_tui.errors import Problem

Kind = Literal[
    "person",
    "what",
    "direction",
    "when",
    "time",
    "outcome",
    "flag",
    "repeat",
    "filler",
    "note",
    "separator",
    "unclear",
]
"""What a word of the line was taken as; `unclear` ones have a problem."""


@dataclass(frozen=True, slots=True)
class Token:
    """A stretch of the line [start, end), what it was taken as, and the whole word it stands for."""

    start: int
    end: int
    kind: Kind
    word: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A line as read: what it says so far, its words for colouring, and what is not understood.

    Whether the draft may be saved is for the service to say; a line with problems here may not.
    """

    draft: EntryDraft
    tokens: tuple[Token, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(slots=True)
class Part:
    """One part of the line while it is read: the contact, or one booking."""

    is_booking: bool
    code: str | None = None
    what: str | None = None
    direction: Direction | None = None
    date: dt.date | None = None
    times: tuple[str, str | None] | None = None
    outcome: str | None = None
    is_attempt: bool = False
    flags: set[str] = field(default_factory=set)
    named: dict[str, str] = field(default_factory=dict)
    notes: str | None = None
    repeat: tuple[Span, int, int] | None = None
    """How far apart, how many, and where the line says so."""

    has_words: bool = False

    def takes(self, keyword: Keyword) -> bool:
        """Return whether the keyword has a place in this part that is still free."""
        if keyword.slot == "what":
            return self.what is None
        if keyword.slot == "direction":
            has_two_ways = self.what is None or bool(WHATS[self.what].into)
            return self.direction is None and self.code is None and has_two_ways
        if keyword.slot == "outcome":
            return not (self.outcome or self.is_attempt or self.is_booking)
        return keyword.word not in self.flags and keyword.word not in self.named

    def draft(self, today: dt.date) -> ContactDraft:
        """Return what the part says; nothing is added but the day of a contact."""
        date = self.date if self.is_booking else self.date or today
        what = WHATS.get(self.what or "")
        is_planned = self.is_booking or bool(self.outcome) or (date is not None and date > today)
        return ContactDraft(
            type_code=self.code or (what.type_for(self.direction, is_planned=is_planned) if what else None),
            mode="none" if self.is_attempt else what.mode if what else None,
            doorstep=True if what and what.is_doorstep and not self.is_attempt else None,
            date=date,
            start_time=self.times[0] if self.times else None,
            end_time=self.times[1] if self.times else None,
            outcome_code=self.outcome,
            rar_day=True if RAR in self.flags else None,
            sensitive=True if SENSITIVE in self.flags else None,
            officer_code=self.named.get(OFFICER),
            sentence_id=self.named.get(SENTENCE),
            place=self.named.get(PLACE),
            notes=self.notes,
        )
