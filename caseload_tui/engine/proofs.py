"""What meets a milestone: one function for each way, used by the table of built-in rules and by local rules."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from caseload_tui.domain.words import MODE_TITLES
from caseload_tui.engine.counting import Judge
from caseload_tui.engine.evidence import as_it_stands, booked, counted, done
from caseload_tui.engine.milestone import Proof, Start
from caseload_tui.engine.seen import Evidence
from caseload_tui.engine.timeline import Timeline
from caseload_tui.engine.triggers import standing, taking_place
from caseload_tui.standards.rule import Rule


@dataclass(frozen=True, slots=True)
class Way:
    """All that may meet the duties of a rule for one case, by one reading; `name` is "" for the reading lists show."""

    done: Sequence[Evidence] = ()
    booked: Sequence[Evidence] = ()
    name: str = ""
    since_sentence: bool = False
    """What meets the duty may lie anywhere in the sentence, also before the clock started."""

    def about(self, start: Start) -> Proof:
        """Return what concerns one duty, no later than what meets it for certain."""
        since = (start.begins_on if self.since_sentence else None) or start.since
        return Proof(taking_place(self.done, start, since), standing(self.booked, start), self.name)


class Ways(NamedTuple):
    """The ways to meet a rule: the one that lists show, then the second readings."""

    proper: Way
    others: tuple[Way, ...] = ()

    def about(self, start: Start) -> tuple[Proof, ...]:
        """Return what concerns one duty, by each reading."""
        if start.met_by is not None:
            return (Proof(start.met_by),)
        return (self.proper.about(start), *(way.about(start) for way in self.others))


WayFunction = Callable[[Timeline, str], Ways]


def known_in(proof: Proof, epoch: dt.date) -> Proof:
    """Return the part that counts in an epoch."""
    return Proof(
        [evidence for evidence in proof.done if evidence.is_known(epoch)],
        [evidence for evidence in proof.booked if evidence.is_known(epoch)],
        proof.name,
    )


def attended(judged_by: Judge) -> Judge:
    """Judge by the reading that wants a first contact attended."""
    return judged_by.attended


def other_modes(judged_by: Judge) -> Judge:
    """Judge by the second reading, which takes other modes."""
    return judged_by.other


def other_name(rule: Rule) -> str:
    """Return the name of the second reading, such as `video allowed`."""
    more = sorted(MODE_TITLES[mode] for mode in rule.other_modes - rule.modes)
    fewer = sorted(MODE_TITLES[mode] for mode in rule.modes - rule.other_modes)
    return f"{', '.join(more)} allowed" if more else f"{', '.join(fewer)} not allowed"


def has_other(t: Timeline, rule_id: str) -> Rule | None:
    """Return the newest version of a rule that has a second reading of its modes, where readings are asked for."""
    if not t.readings:
        return None
    rules = [r for r in t.schedule(rule_id).rules() if r.other_modes and r.other_modes != r.modes]
    return rules[-1] if rules else None


def arranged(t: Timeline, rule_id: str) -> Ways:
    """Met by an appointment arranged to take place in time; the second readings are attended, and other modes (33)."""
    schedule = t.schedule(rule_id)
    others = [Way(counted(t.contacts, schedule, attended), name="attended")] if t.readings else []
    rule = has_other(t, rule_id)
    if rule is not None:
        others.append(Way((), booked(t.contacts, schedule, other_modes), other_name(rule)))
    return Ways(Way((), booked(t.contacts, schedule)), tuple(others))


def contacts(t: Timeline, rule_id: str) -> Ways:
    """Met by a contact in the modes, of the types and with the outcomes that the rule lists."""
    schedule = t.schedule(rule_id)
    rule = has_other(t, rule_id)
    proper = Way(counted(t.contacts, schedule, attended if rule_id in _ATTENDED else as_it_stands))
    if rule is None:
        return Ways(proper)
    return Ways(proper, (Way(counted(t.contacts, schedule, other_modes), name=other_name(rule)),))


_ATTENDED = frozenset({"FIRST_ATT", "HV_INIT"})


def plans(t: Timeline, _rule_id: str) -> Ways:
    """Met by a sentence plan for the sentence, completed since it began (ruling 36)."""
    return Ways(
        Way(
            sorted(
                (
                    replace(done(p.completed_on, p.plan_id), sentence_ids=(p.sentence_id,) if p.sentence_id else ())
                    for p in t.facts.plans
                    if p.kind == "sentence" and p.completed_on is not None
                ),
                key=lambda evidence: (evidence.on, evidence.id),
            ),
            since_sentence=True,
        )
    )


def given(_t: Timeline, _rule_id: str) -> Ways:
    """Met by what the trigger itself knows."""
    return Ways(Way())
