"""The whole life of every duty of one case: each rule's recipe worked out for each state of knowledge."""

import datetime as dt
from collections.abc import Sequence

from caseload_tui.domain.calendar import Calendar
from caseload_tui.domain.facts import CaseFacts
from caseload_tui.engine import milestone
from caseload_tui.engine.cadence import Cadence, Event, Strand
from caseload_tui.engine.catalogue import Again, Once, recipe
from caseload_tui.engine.dues import Clock
from caseload_tui.engine.evidence import counted, in_epochs, known_from, turns
from caseload_tui.engine.milestone import Frame
from caseload_tui.engine.obligation import History, Obligation, Second
from caseload_tui.engine.parts import EVER, Anchor
from caseload_tui.engine.proofs import has_other, known_in, other_modes, other_name
from caseload_tui.engine.reasons import not_applicable
from caseload_tui.engine.seen import Evidence
from caseload_tui.engine.spells import Run, runs, sentence_stretches
from caseload_tui.engine.timeline import Timeline
from caseload_tui.engine.unknown import undated
from caseload_tui.standards.rule import Rule, Standing


def history(facts: CaseFacts, standing: Standing, calendar: Calendar, *, readings: bool = True) -> History:
    """Return every obligation of a case, oldest first, and the rules of its profiles that never gave one.

    `readings` False leaves the second readings out, which no list shows.
    """
    t = Timeline(facts, standing, calendar, readings=readings)
    found: list[Obligation] = []
    for rule in rules_of(standing):
        how = recipe(rule)
        if isinstance(how, Once):
            found += once(t, rule.id, how)
        elif how is not None:
            found += again(t, rule, how)
    found += undated(t)
    found.sort(key=lambda o: (o.opened_on, o.rule, o.sentence_id or "", o.ends_on or dt.date.max, o.anchor.id))
    return History(tuple(found), not_applicable(t, rules_of(standing), {o.rule for o in found}), t.last_fact_on)


def rules_of(standing: Standing) -> list[Rule]:
    """Return the rules of every profile that ever judges a case, one for each id, the newest profile's first."""
    profiles = [row[2] for row in sorted(standing.rows, key=lambda row: row[0], reverse=True)] + [standing.default]
    rules: dict[str, Rule] = {}
    for profile in profiles:
        for rule_id, rule in profile.rules.items():
            rules.setdefault(rule_id, rule)
    return list(rules.values())


def once(t: Timeline, rule_id: str, how: Once) -> list[Obligation]:
    """Return the duties of a milestone."""
    frame = Frame(rule_id, t.schedule(rule_id), t.calendar, t.facts.case.crn)
    starts, ways = how.trigger(t, rule_id), how.ways(t, rule_id)
    concerned = {day: [(start, ways.about(start)) for start in starts.known(day)] for day in (EVER, *starts.turns)}
    evidence = (e for owed in concerned.values() for _, proofs in owed for p in proofs for part in p[:2] for e in part)
    days = sorted({*starts.turns, *turns(evidence)})

    if not days:
        return milestone.duties(concerned[EVER], frame)

    def build(epoch: dt.date) -> list[Obligation]:
        nearest = max(day for day in concerned if day <= epoch)
        return milestone.duties(
            [(start, [known_in(proof, epoch) for proof in proofs]) for start, proofs in concerned[nearest]], frame
        )

    return in_epochs(days, build)


def again(t: Timeline, rule: Rule, how: Again) -> list[Obligation]:
    """Return the duties of a cadence, each with those of its second reading."""
    schedule = t.schedule(rule.id)
    if how.events is not None:
        return _chain(t, rule, how, how.events(t))
    other = has_other(t, rule.id)
    second: Second = ()
    if other is not None:
        found = _of_contacts(t, rule, how, counted(t.contacts, schedule, other_modes), ())
        second = ((other_name(other), tuple(found)),)
    return _of_contacts(t, rule, how, counted(t.contacts, schedule), second)


def _of_contacts(t: Timeline, rule: Rule, how: Again, found: Sequence[Evidence], second: Second) -> list[Obligation]:
    cadences = _cadences(t, rule, how, second)
    known = known_from(found)
    if known is not None and all(cadence.rule.quota == 1 for cadence in cadences):
        events = [(Event(e.on, e.id, "contact"), since) for e, since in known]
        return [duty for cadence in cadences for duty in cadence.versions(events)]

    def build(epoch: dt.date) -> list[Obligation]:
        events = _by_day([Event(e.on, e.id, "contact") for e in found if e.is_known(epoch)])
        return [obligation for cadence in cadences for obligation in cadence.duties(events)]

    return in_epochs(turns(found), build)


def _chain(t: Timeline, rule: Rule, how: Again, events: list[Event]) -> list[Obligation]:
    by_day = _by_day(events)
    return [obligation for cadence in _cadences(t, rule, how, ()) for obligation in cadence.duties(by_day)]


def _by_day(events: list[Event]) -> list[Event]:
    """Return one event a day, the first by kind and id: two on one day are one (ruling E13)."""
    first: dict[dt.date, Event] = {}
    for event in sorted(events, key=lambda e: (e.on, e.kind, e.id)):
        first.setdefault(event.on, event)
    return list(first.values())


def _cadences(t: Timeline, rule: Rule, how: Again, second: Second) -> list[Cadence]:
    """Return the runs of days of a cadence: cut where the rule asks nothing (ruling 24)."""
    schedule = t.schedule(rule.id)
    found = []
    for run in _runs(t, rule.id, how):
        for from_on, to_on in schedule.asked(run.from_on, run.to_on):
            asked = schedule.on(from_on).rule or rule
            found.append(
                Cadence(
                    rule=asked,
                    crn=t.facts.case.crn,
                    schedule=schedule,
                    calendar=t.calendar,
                    strands=_strands(t, rule.id, how, run, from_on, to_on),
                    from_on=from_on,
                    to_on=to_on,
                    closed_because="lapsed" if to_on == run.to_on else "no longer applies",
                    waits_since=run.from_on if how.waits else None,
                    second=second,
                )
            )
    return found


def _runs(t: Timeline, rule_id: str, how: Again) -> list[Run]:
    schedule = t.schedule(rule_id)
    if how.over == "community":
        return t.community_runs(schedule)
    return runs(sentence_stretches(t.facts, t.stretches, schedule.codes()))


def _strands(
    t: Timeline, rule_id: str, how: Again, run: Run, from_on: dt.date, to_on: dt.date | None
) -> tuple[Strand, ...]:
    """Return the sentences' parts in a run. Reviews are of the person: one part, whatever the sentences (ruling 37)."""
    schedule = t.schedule(rule_id)
    if how.over == "sentences":
        clock = Clock(schedule, t.book(rule_id, None), t.calendar)
        start = Anchor("sentence", run.stretches[0].sentence_id, from_on)
        return (Strand(from_on, to_on, start, clock),)
    return tuple(
        Strand(
            max(s.from_on, from_on),
            s.to_on,
            Anchor("spell", s.sentence_id, max(s.from_on, from_on)),
            Clock(
                schedule,
                t.book(rule_id, s),
                t.calendar,
                s.phase_end if s.setting == "community" else None,
            ),
        )
        for s in run.stretches
        if (s.to_on is None or s.to_on > from_on) and (to_on is None or s.from_on < to_on)
    )
