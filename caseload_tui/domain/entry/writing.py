"""Writing a draft back as a line, so that the form and the line are one draft."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from caseload_tui.domain.days import write_day
from caseload_tui.domain.drafts import ContactDraft, EntryDraft
from caseload_tui.domain.entry import vocabulary as v
from caseload_tui.domain.entry.reading import CODE, MOST_REPEATS
from caseload_tui.domain.entry.scanner import quoted

_OUTCOME_WORDS: Final[dict[str, str]] = {
    **{code: word for word, code in v.OUTCOMES.items()},
    **{code: f"{first} {second}" for first, seconds in v.SECOND_WORDS.items() for second, code in seconds.items()},
}
_PLAIN_NAME = re.compile(r'[^\s;"@]+')
_WORTH_REPEATING: Final = 3
_WEEK: Final = 7
_LONGEST_STEP: Final = 9999
_ONE_WAY: Final[tuple[v.Direction | None, ...]] = (None,)
_WAYS: Final[tuple[v.Direction | None, ...]] = (None, "in", "out")


def format(draft: EntryDraft, *, today: dt.date) -> str:  # noqa: A001 - the other half of `parse`
    """Return the line that says a draft; `parse` of it on the same day gives the same draft.

    What no line can say is left out: a mode without a type, a mode `none` beside an outcome, a flag that is "no".
    """
    first = ["@" + (name if _PLAIN_NAME.fullmatch(name) else quoted(name)) for name in draft.people]
    if draft.contact is not None:
        first.append(_part(draft.contact, today, is_booking=False) or "today")
    return "; ".join((" ".join(first), *_bookings(draft.bookings, today))).strip()


def _bookings(drafts: Sequence[ContactDraft], today: dt.date) -> list[str]:
    """Return each booking; equal ones at equal distances as one that repeats."""
    parts = []
    at = 0
    while at < len(drafts):
        number, days = _run(drafts[at : at + MOST_REPEATS])
        part = _part(drafts[at], today, is_booking=True)
        if number >= _WORTH_REPEATING:
            step = f"{days // _WEEK}w" if days % _WEEK == 0 else f"{days}d"
            part = _part(drafts[at], today, is_booking=True, repeat=f"every {step} x{number}")
        else:
            number = 1
        parts.append(part)
        at += number
    return parts


def _run(drafts: Sequence[ContactDraft]) -> tuple[int, int]:
    """Return how many of the drafts, from the first, differ only by the same number of days, and that number."""
    first = drafts[0]
    if len(drafts) < _WORTH_REPEATING or first.date is None or drafts[1].date is None:
        return 1, 0
    step = drafts[1].date - first.date
    if not 0 < step.days <= _LONGEST_STEP:
        return 1, 0
    number = 1
    while number < len(drafts) and drafts[number] == replace(first, date=first.date + number * step):
        number += 1
    return number, step.days


def _part(draft: ContactDraft, today: dt.date, *, is_booking: bool, repeat: str = "") -> str:
    is_planned = is_booking or bool(draft.outcome_code) or (draft.date is not None and draft.date > today)
    is_unsaid = draft.date is None or (draft.date == today and not is_booking)
    words = [
        _what(draft, is_planned=is_planned),
        "" if is_unsaid or draft.date is None else write_day(draft.date, today, ahead=is_booking),
        "-".join(time for time in (draft.start_time, draft.end_time) if time),
        repeat,
        _outcome(draft),
        v.RAR if draft.rar_day else "",
        v.SENSITIVE if draft.sensitive else "",
        *(_named(word, text) for word, text in ((v.OFFICER, draft.officer_code), (v.SENTENCE, draft.sentence_id))),
        f"{v.PLACE} {quoted(draft.place)}" if draft.place else "",
        quoted(draft.notes) if draft.notes else "",
    ]
    return " ".join(word for word in words if word)


def _outcome(draft: ContactDraft) -> str:
    if draft.outcome_code:
        return _OUTCOME_WORDS.get(draft.outcome_code, draft.outcome_code)
    return v.NO_REPLY if draft.mode == "none" else ""


def _what(draft: ContactDraft, *, is_planned: bool) -> str:
    """Return the word that gives this type and mode; else the national code, and the word of the mode."""
    if draft.type_code is None:
        return ""
    is_attempt = draft.mode == "none"
    with_mode = [
        (word, what)
        for word, what in v.WHATS.items()
        if is_attempt or (what.mode == draft.mode and what.is_doorstep == bool(draft.doorstep))
    ]
    for word, what in with_mode:
        for direction in _WAYS if what.into else _ONE_WAY:
            if what.type_for(direction, is_planned=is_planned) == draft.type_code:
                return f"{word} {direction}" if direction else word
    if is_attempt or not with_mode:
        return draft.type_code
    return f"{draft.type_code} {with_mode[0][0]}"


def _named(word: str, text: str | None) -> str:
    if not text:
        return ""
    return f"{word} {text if CODE.fullmatch(text) else quoted(text)}"
