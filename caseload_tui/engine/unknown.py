"""Duties that cannot be dated because a fact is missing: never shown as fine (E16, ruling 18)."""

from typing import Final

from caseload_tui.engine.dues import Due
from caseload_tui.engine.obligation import Obligation
from caseload_tui.engine.parts import UNDATED, Anchor
from caseload_tui.engine.spans import spans
from caseload_tui.engine.spells import sentence_end, sentence_start
from caseload_tui.engine.timeline import Timeline

SEEN_IN_PERSON: Final = "F2F_GAP"
MISSING_START: Final = "date of sentence or start"


def undated(t: Timeline) -> list[Obligation]:
    """Return one duty to see the person where a sentence has neither spells nor a start.

    It is the person's when nothing else says that they are under supervision, else that sentence's, so that it stands
    beside the duty that the other sentences give.
    """
    schedule = t.schedule(SEEN_IN_PERSON)
    entry = next((e for e in reversed(schedule.entries) if e.rule is not None), None)
    if entry is None or entry.rule is None:
        return []
    with_spells = {spell.sentence_id for spell in t.facts.spells}
    without = [
        s
        for s in t.facts.sentences
        if s.type != "DEFERRED" and s.sentence_id not in with_spells and sentence_start(s) is None
    ]
    found = []
    for sentence in sorted(without, key=lambda s: s.sentence_id)[: None if t.stretches else 1]:
        anchor = Anchor("sentence", sentence.sentence_id, UNDATED)
        closed_on = sentence_end(sentence, t.facts)
        due = Due(UNDATED, None, schedule.terms(entry, None), UNDATED)
        found.append(
            Obligation(
                rule=SEEN_IN_PERSON,
                kind=entry.rule.kind,
                title=entry.rule.title,
                crn=t.facts.case.crn,
                sentence_id=sentence.sentence_id if t.stretches else None,
                opened_on=UNDATED,
                anchor=anchor,
                spans=spans([(UNDATED, due, anchor)], closed_on, schedule, t.calendar),
                closed_on=closed_on,
                closed_because=None if closed_on is None else "lapsed",
                missing=(MISSING_START,),
            )
        )
    return found
