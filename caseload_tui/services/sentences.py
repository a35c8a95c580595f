"""Sentences in words, and which of them a duty is under where a person serves more than one."""

import datetime as dt

from caseload_tui.domain import records as r
from caseload_tui.domain import wording
from caseload_tui.domain.facts import CaseFacts
from caseload_tui.domain.words import SENTENCE_SHORT, SENTENCE_TITLES
from caseload_tui.engine.obligation import Assessed
from caseload_tui.engine.spells import sentence_start


def running(facts: CaseFacts, day: dt.date) -> list[r.Sentence]:
    """Return the sentences that run on a day."""
    return [sentence for sentence in facts.sentences if _runs(sentence, day)]


def _runs(sentence: r.Sentence, day: dt.date) -> bool:
    first = sentence_start(sentence)
    ends = [d for d in (sentence.ended_on, sentence.ends_on) if d is not None]
    return (first is None or first <= day) and (not ends or day < min(ends))


def first_day(facts: CaseFacts) -> dt.date | None:
    """Return the day on which the first sentence was passed or began; nothing done under one is earlier."""
    return min((d for s in facts.sentences for d in (s.sentenced_on, s.starts_on) if d is not None), default=None)


def supervised_until(facts: CaseFacts) -> dt.date | None:
    """Return the first day without any sentence, None where one has no end or there is none at all."""
    ends = [min((d for d in (s.ended_on, s.ends_on) if d is not None), default=None) for s in facts.sentences]
    return max((end for end in ends if end is not None), default=None) if None not in ends else None


def served(sentence: r.Sentence) -> str:
    """Return a sentence with its days: `Community order from Mon 2 Mar 2026 to Mon 1 Mar 2027`."""
    until = f" to {wording.day(sentence.ends_on)}" if sentence.ends_on else ""
    return f"{SENTENCE_TITLES[sentence.type]}{_since(sentence)}{until}"


def begun(sentence: r.Sentence) -> str:
    """Return a sentence with its start, for the middle of a line: `community order from Mon 2 Mar 2026`."""
    return f"{SENTENCE_TITLES[sentence.type].lower()}{_since(sentence)}"


def _since(sentence: r.Sentence) -> str:
    first = sentence_start(sentence)
    return f" from {wording.day(first)}" if first else ""


def short(sentence: r.Sentence) -> str:
    """Return the same for a cell: `CO of 2 Mar 2026`."""
    first = sentence_start(sentence)
    return f"{SENTENCE_SHORT[sentence.type]} of {wording.bare_day(first)}" if first else SENTENCE_SHORT[sentence.type]


def of_duty(facts: CaseFacts, duty: Assessed) -> r.Sentence | None:
    """Return the sentence a duty is under, None where it is the person's, or theirs by the only one that runs."""
    if duty.sentence_id is None or [s.sentence_id for s in running(facts, duty.as_of)] == [duty.sentence_id]:
        return None
    return next((s for s in facts.sentences if s.sentence_id == duty.sentence_id), None)


def title(facts: CaseFacts, duty: Assessed) -> str:
    """Return what is due, and under which sentence where that is not plain: `Sentence plan, CO of 2 Mar 2026`."""
    sentence = of_duty(facts, duty)
    return duty.obligation.title if sentence is None else f"{duty.obligation.title}, {short(sentence)}"
