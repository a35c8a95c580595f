"""The whole life of every duty of one case: each rule's recipe worked out for each state of knowledge."""

import bisect
import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from caseload_tui.domain.calendar import Calendar
from caseload_tui.domain.facts import CaseFacts
from caseload_tui.engine import milestone
from caseload_tui.engine.cadence import Cadence, Event, Strand
from caseload_tui.engine.catalogue import Again, Once, recipe
from caseload_tui.engine.dues import Clock
from caseload_tui.engine.evidence import counted, in_epochs, turns
from caseload_tui.engine.milestone import Opening, Proof
from caseload_tui.engine.obligation import Anchor, History, Obligation
from caseload_tui.engine.proofs import has_other, known, other_modes, other_name
from caseload_tui.engine.reasons import not_applicable
from caseload_tui.engine.seen import Evidence
from caseload_tui.engine.spells import Run, runs, sentence_stretches
from caseload_tui.engine.timeline import Timeline
from caseload_tui.engine.triggers import Start
from caseload_tui.engine.unknown import undated
from caseload_tui.standards.rule import Rule, Standing


def history(facts: CaseFacts, standing: Standing, calendar: Calendar) -> History:
    """Return every obligation of a case, oldest first, and the rules of its profiles that never gave one."""
    t = Timeline(facts, standing, calendar)
    found: list[Obligation] = []
    for rule in rules_of(standing):
        how = recipe(rule)
        if isinstance(how, Once):
            found += once(t, rule.id, how)
        elif how is not None:
            found += again(t, rule, how)
    found += undated(t)
    found.sort(key=lambda o: (o.opened_on, o.rule, o.sentence_id or "", o.anchor.id))
    return History(tuple(found), not_applicable(t, rules_of(standing), {o.rule for o in found}))


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
    schedule = t.schedule(rule_id)
    starts, ways = how.trigger(t, rule_id), how.ways(t, rule_id)

    def opening(start: Start, epoch: dt.date) -> Opening:
        proof = Proof(start.met_by) if start.met_by is not None else known(ways.proper.about(start), epoch)
        return Opening(
            anchor=start.anchor,
            opened_on=start.opened_on,
            closes_on=start.closes_on,
            course=start.course,
            sentence_id=start.sentence_id,
            done=proof.done,
            booked=proof.booked,
            window_opens_on=start.window_opens_on,
            seen_from=start.seen_from,
            readings=tuple((way.name, known(way.about(start), epoch)) for way in ways.others),
            missing=start.missing,
            seen_to=start.seen_to,
            started_on=start.started_on,
        )

    def build(epoch: dt.date) -> list[Obligation]:
        openings = [opening(start, epoch) for start in starts.known(epoch)]
        return milestone.duties(openings, rule_id, schedule, t.calendar, t.facts.case.crn)

    epochs = set(starts.turns)
    for day in (dt.date.min, *starts.turns):
        epochs.update(ways.turns(starts.known(day)))
    return in_epochs(sorted(epochs), build)


def again(t: Timeline, rule: Rule, how: Again) -> list[Obligation]:
    """Return the duties of a cadence, each with those of its second reading that overlap it."""
    schedule = t.schedule(rule.id)
    if how.events is not None:
        return _chain(t, rule, how, how.events(t))
    proper = _of_contacts(t, rule, how, counted(t.contacts, schedule))
    other = has_other(t, rule.id)
    if other is None or not proper:
        return proper
    second = _of_contacts(t, rule, how, counted(t.contacts, schedule, other_modes))
    return _side_by_side(proper, second, other_name(other))


def _of_contacts(t: Timeline, rule: Rule, how: Again, found: Sequence[Evidence]) -> list[Obligation]:
    cadences = list(_cadences(t, rule, how))

    def build(epoch: dt.date) -> list[Obligation]:
        events = _by_day([Event(e.on, e.id, "contact") for e in found if e.is_known(epoch)])
        return [obligation for cadence in cadences for obligation in cadence.duties(events)]

    return in_epochs(turns(found), build)


def _chain(t: Timeline, rule: Rule, how: Again, events: list[Event]) -> list[Obligation]:
    by_day = _by_day(events)
    return [obligation for cadence in _cadences(t, rule, how) for obligation in cadence.duties(by_day)]


def _by_day(events: list[Event]) -> list[Event]:
    """Return one event a day, the first by kind and id: two on one day are one (engine.md ruling 13)."""
    first: dict[dt.date, Event] = {}
    for event in sorted(events, key=lambda e: (e.on, e.kind, e.id)):
        first.setdefault(event.on, event)
    return list(first.values())


def _cadences(t: Timeline, rule: Rule, how: Again) -> list[Cadence]:
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


def _side_by_side(proper: list[Obligation], second: list[Obligation], name: str) -> list[Obligation]:
    """Return the duties with those of the second reading that were open while they were (E15)."""
    opened = [duty.opened_on for duty in second]
    found = []
    for duty in proper:
        end = duty.ends_on
        last = len(second) if end is None else bisect.bisect_right(opened, end)
        first = last
        while first and (first == last or _may_overlap(second[first - 1], duty.opened_on)):
            first -= 1
        found.append(replace(duty, second=((name, tuple(second[first:last])),)))
    return found


def _may_overlap(duty: Obligation, day: dt.date) -> bool:
    """Return whether a duty lives on a day; one version of several may, so what lies before it is looked at too."""
    end = duty.ends_on
    return end is None or end >= day or duty.seen_from is not None or duty.seen_to is not None
