"""What may stand where the cursor is in a contact line, and what each word would give."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from caseload_tui.domain import codes
from caseload_tui.domain.days import DAY_WORDS, read_day
from caseload_tui.domain.entry import vocabulary as v
from caseload_tui.domain.entry.descriptions import matching
from caseload_tui.domain.entry.reading import Reader
from caseload_tui.domain.wording import day as day_words

MOST: Final = 20
"""Types offered at once; more letters narrow them down."""


@dataclass(frozen=True, slots=True)
class Completion:
    """A word that may stand at [start, end) of the line, its short form, and what it gives."""

    word: str
    gives: str
    start: int
    end: int
    short: str = ""


def complete(line: str, cursor: int | None = None, *, today: dt.date) -> list[Completion]:
    """Return what the word at the cursor could become; with no letter typed yet, everything that could come next."""
    end = len(line) if cursor is None else cursor
    start = end
    while start > 0 and not (line[start - 1].isspace() or line[start - 1] in ';"'):
        start -= 1
    before = Reader(line[:start], today)
    before.read()
    typed = line[start:end]
    if (before.is_noting and before.part.notes) or line[start - 1 : start] == '"':
        return []
    return [Completion(*each[:2], start, end, each[2]) for each in _offers(before, typed, today)]


def _offers(before: Reader, typed: str, today: dt.date) -> Iterator[tuple[str, str, str]]:
    """Give word, meaning and short form of whatever fits what stands before."""
    last = before.tokens[-1] if before.tokens else None
    if last and last.kind == "unclear" and last.word in v.SECOND_WORDS:
        titles = codes.outcomes()
        for second, code in v.SECOND_WORDS[last.word].items():
            if second.startswith(typed.lower()):
                yield second, titles[code].description, ""
        return
    if typed.startswith("/"):
        for code in matching([typed[1:]])[:MOST]:
            yield code, codes.contact_types()[code].title, ""
        return
    yield from _keywords(before, typed.lower())
    if before.part.date is None:
        for word in DAY_WORDS:
            if word.startswith(typed.lower()) and (date := read_day(word, today, ahead=before.part.is_booking)):
                yield word, day_words(date, today), ""
    if before.part.is_booking and before.part.date and not before.part.repeat and v.REPEAT.startswith(typed.lower()):
        yield v.REPEAT, "repeat: every 2w x6", ""


def _keywords(before: Reader, typed: str) -> Iterator[tuple[str, str, str]]:
    part, types = before.part, codes.contact_types()
    for word, keyword in v.KEYWORDS.items():
        if not (word.startswith(typed) or keyword.short == typed) or not part.takes(keyword):
            continue
        if keyword.slot == "what":
            code = v.WHATS[word].type_for(part.direction, is_planned=part.is_booking or bool(part.outcome))
            if part.is_booking and not types[code].appointment:
                continue
            yield word, types[code].title if part.code is None else keyword.gives, keyword.short
        elif keyword.slot != "direction" or part.what:
            yield word, keyword.gives, keyword.short
