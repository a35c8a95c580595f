"""Duties that are due once after an event: first appointments, the first plan, the home visit, outcomes, bookings."""

import datetime as dt
from collections.abc import Callable, Iterator

from caseload_tui.domain import records as r
from caseload_tui.standards.rule import Rule
from tests.oracle.clock import Count, Duty
from tests.oracle.counting import (
    ATTENDED,
    RESCHEDULED,
    fits_modes,
    is_appointment,
    is_for,
    qualifies,
)
from tests.oracle.days import ONE
from tests.oracle.duty import Found
from tests.oracle.seen import became_fact_on, outcome_on_day, recordings
from tests.oracle.world import NEW, Stay, World, in_force, start_of


class Milestones:
    """Finds the duties of one case that are due once."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.contacts = sorted(world.facts.contacts, key=lambda c: (c.date, c.contact_id))

    def outcome(self, contact: r.Contact) -> str | None:
        """Return the outcome of a contact as known on the day the case is seen from."""
        return outcome_on_day(contact, self.world.facts.outcomes, self.world.as_of)

    def days(self, start: dt.date) -> Iterator[dt.date]:
        """Yield the days from `start` to the day the case is seen from."""
        while start <= self.world.as_of:
            yield start
            start += ONE

    def is_on(self, rule_id: str, day: dt.date) -> Rule | None:
        """Return the rule of a day where it has a limit."""
        rule = self.world.rule(rule_id, day)
        return rule if rule is not None and self.world.steps(rule, day) is not None else None

    def own_stays(self, sentence: r.Sentence, rule: Rule) -> list[Stay]:
        """Return the community stays of one sentence that a rule is for, earliest first."""
        return [
            s
            for s in self.world.stays
            if s.sentence is sentence and s.setting == "community" and s.applies in rule.applies_to
        ]

    def live(
        self,
        rule_id: str,
        sentence_id: str | None,
        anchor: dt.date,
        end: dt.date | None,
        is_met: Callable[[dt.date, dt.date | None, Rule], bool],
        clamp: Callable[[dt.date], dt.date | None],
    ) -> Found | None:
        """Return the duty anchored on a day, walked until it is met, closed or the day it is seen from."""
        rule = self.is_on(rule_id, anchor)
        if rule is None or anchor > self.world.as_of or (end is not None and end <= anchor):
            return None
        count = Count(self.world, lambda stay: stay.sentence.sentence_id != sentence_id)
        duty = Duty(rule_id, count, anchor, None, clamp=clamp)
        found = Found(rule_id, sentence_id, anchor, anchor, duty.due, rule.severity_at(self.world.rosh(anchor)))
        found.due_on = duty.due_on(anchor)
        for day in self.days(anchor):
            today = self.is_on(rule_id, day)
            if day == end or today is None:
                found.closed_on = day
                return found
            if found.due_on is not None and is_met(day, found.due_on, today):
                found.satisfied_on = day
                return found
            found.due_on = duty.due_on(day)
            found.severity = today.severity_at(self.world.rosh(day))
            if is_met(day, found.due_on, today):
                found.satisfied_on = day
                return found
        return found

    # First appointments

    def first_arranged(self) -> list[Found]:
        """Return FIRST_CO_ARR and FIRST_LIC_ARR (ruling 33)."""
        found = []
        for sentence in self.world.facts.sentences:
            start = start_of(sentence)
            trigger = sentence.allocated_on or sentence.sentenced_on or sentence.starts_on
            if trigger is not None and start is not None and (rule := self.is_on("FIRST_CO_ARR", trigger)):
                stays = self.own_stays(sentence, rule)
                if sentence.type in rule.applies_to and stays:
                    found.append(self._arranged("FIRST_CO_ARR", sentence, trigger, start, stays[0].end))
            found += [
                self._arranged("FIRST_LIC_ARR", sentence, stay.start, stay.start, self.world.merged_end(stay))
                for stay in self.world.stays
                if stay.sentence is sentence and self._is_release(stay)
            ]
        return [f for f in found if f is not None]

    def _is_release(self, stay: Stay) -> bool:
        rule = self.is_on("FIRST_LIC_ARR", stay.start)
        if rule is None or stay.setting != "community" or stay.applies not in rule.applies_to:
            return False
        return stay.because in NEW or (stay.because == "sentence" and stay.sentence.type == "CUSTODY" and stay.is_new)

    def _arranged(
        self, rule_id: str, sentence: r.Sentence, trigger: dt.date, start: dt.date, end: dt.date | None
    ) -> Found | None:
        def is_met(day: dt.date, due: dt.date | None, rule: Rule) -> bool:
            for contact in self.contacts:
                if contact.date < start or became_fact_on(contact) > day or not is_for(contact, sentence.sentence_id):
                    continue
                if not is_appointment(contact) or not fits_modes(contact, rule):
                    continue
                if self.outcome(contact) in RESCHEDULED:
                    continue
                if due is None or contact.date <= due or contact.date == day:
                    return True
            return False

        return self.live(rule_id, sentence.sentence_id, trigger, end, is_met, lambda _: sentence.ends_on)

    def first_attended(self) -> list[Found]:
        """Return FIRST_ATT: the first appointment of a spell was missed (ruling 35)."""
        new = [s for s in self.world.stays if s.setting == "community" and s.is_new]
        return [f for stay in new if (f := self._first_attended(stay)) is not None]

    def _first_attended(self, stay: Stay) -> Found | None:
        sentence_id = stay.sentence.sentence_id
        end = self.world.merged_end(stay)
        own = [c for c in self.contacts if in_force(stay.start, end, c.date) and is_for(c, sentence_id)]
        first: list[r.Contact] = []
        for contact in own:
            rule = self.is_on("FIRST_ATT", contact.date)
            if rule is None or stay.applies not in rule.applies_to or contact.date > self.world.as_of:
                continue
            if not is_appointment(contact) or not fits_modes(contact, rule) or self.outcome(contact) in RESCHEDULED:
                continue
            if not first or first[0].date == contact.date:
                first.append(contact)
        outcomes = [self.outcome(c) for c in first]
        if not first or None in outcomes or any(o in ATTENDED for o in outcomes):
            return None

        def is_met(day: dt.date, _: dt.date | None, rule: Rule) -> bool:
            return any(c.date == day and qualifies(c, self.outcome(c), rule) for c in own)

        ends_on = stay.sentence.ends_on
        return self.live("FIRST_ATT", sentence_id, first[0].date, end, is_met, lambda _: ends_on)

    # Plan and home visit

    def first_plan(self) -> list[Found]:
        """Return PLAN_INIT: a plan after the first attended contact of the first spell (ruling 36)."""
        found = []
        for sentence in self.world.facts.sentences:
            stays = [s for s in self.world.stays if s.sentence is sentence and s.setting == "community"]
            if stays:
                found.append(self._first_plan(sentence, stays[0]))
        return [f for f in found if f is not None]

    def _first_plan(self, sentence: r.Sentence, stay: Stay) -> Found | None:
        anchor, end = None, self.world.merged_end(stay)
        for contact in self.contacts:
            rule = self.is_on("PLAN_INIT", contact.date)
            if rule is None or stay.applies not in rule.applies_to or contact.date > self.world.as_of:
                continue
            if in_force(stay.start, end, contact.date) and is_for(contact, sentence.sentence_id) and anchor is None:
                anchor = contact.date if qualifies(contact, self.outcome(contact), rule) else None
        start = start_of(sentence)
        if anchor is None or start is None:
            return None
        plans = sorted(
            p.completed_on
            for p in self.world.facts.plans
            if p.kind == "sentence" and p.sentence_id in (None, sentence.sentence_id) and p.completed_on is not None
        )
        made_on = next((on for on in plans if on >= start), None)

        def is_met(day: dt.date, _due: dt.date | None, _rule: Rule) -> bool:
            return made_on is not None and made_on <= day

        found = self.live("PLAN_INIT", sentence.sentence_id, anchor, end, is_met, lambda _: sentence.ends_on)
        if found is not None and found.satisfied_on is not None:
            found.satisfied_on = made_on
        return found

    def home_visit(self) -> list[Found]:
        """Return HV_INIT: one for each unbroken run of days in the community (rulings 25, 44).

        Where the rule comes back within a run it is owed again, unless it had been met.
        """
        found: list[Found] = []
        was_in, is_done = False, False
        last: Rule | None = None
        for day in self.world.days():
            rule = self.is_on("HV_INIT", day)
            last = rule or last
            is_done = is_done and last is not None and bool(self.world.in_community(day, last))
            is_in = rule is not None and bool(self.world.in_community(day, rule))
            if rule is not None and is_in and not was_in and not is_done:
                end = next((d for d in self.days(day) if not self.world.in_community(d, rule)), None)
                found += self._home_visits(day, end, rule)
                is_done = found[-1].satisfied_on is not None
            was_in = is_in
        return found

    def _home_visits(self, start: dt.date, end: dt.date | None, rule: Rule) -> list[Found]:
        def is_met(day: dt.date, _: dt.date | None, rule: Rule) -> bool:
            return any(c.date == day and qualifies(c, self.outcome(c), rule) for c in self.contacts)

        def planned_end(day: dt.date) -> dt.date | None:
            ends = [s.sentence.ends_on for s in self.world.in_community(day, rule)]
            return None if None in ends or not ends else max(e for e in ends if e is not None)

        found = self.live("HV_INIT", None, start, end, is_met, planned_end)
        return [found] if found is not None else []

    # Outcomes and bookings

    def outcomes_missing(self) -> list[Found]:
        """Return OUTCOME_MISSING, those recorded by the contact's own day left out (ruling 39)."""
        found = []
        for contact in self.contacts:
            on = contact.date
            rule = self.is_on("OUTCOME_MISSING", on)
            if on > self.world.as_of or rule is None or not is_appointment(contact) or not self.world.sentenced(on):
                continue
            recorded = recordings(contact, self.world.facts.outcomes)
            if recorded and recorded[0][0] <= on:
                continue
            end = next((d for d in self.days(on) if not self.world.sentenced(d)), None)
            is_met = _is_day(recorded[0][0] if recorded else None)
            found.append(self.live("OUTCOME_MISSING", None, on, end, is_met, lambda _: None))
        return [f for f in found if f is not None]

    def next_appointment(self) -> list[Found]:
        """Return NEXT_APPT: one for each stretch of days in the community with nothing booked (ruling 38)."""
        found: list[Found] = []
        live: Found | None = None
        duty: Duty | None = None
        was_in = False
        for day in self.world.days():
            rule = self.is_on("NEXT_APPT", day)
            if rule is None or not self.world.in_community(day, rule):
                if live is not None:
                    live.closed_on = day
                live, was_in = None, False
                continue
            if self._is_covered(day):
                if live is not None and duty is not None:
                    live.satisfied_on = day
                    live.due_on = live.due_on or duty.due_on(day)
                live = None
            elif live is None:
                anchor = day - ONE if was_in else day
                duty = Duty("NEXT_APPT", Count(self.world, lambda _: True), anchor, None)
                live = Found("NEXT_APPT", None, anchor, anchor, None, rule.severity_at(self.world.rosh(day)))
                found.append(live)
            if live is not None and duty is not None:
                live.due_on = duty.due_on(day)
                live.severity = rule.severity_at(self.world.rosh(day))
            was_in = True
        return found

    def _is_covered(self, day: dt.date) -> bool:
        """Return whether an appointment known on the day stands on it or later."""
        return any(
            c.date >= day
            and became_fact_on(c) <= day
            and is_appointment(c)
            and outcome_on_day(c, self.world.facts.outcomes, day) not in RESCHEDULED
            for c in self.contacts
        )


def _is_day(met_on: dt.date | None) -> Callable[[dt.date, dt.date | None, Rule], bool]:
    return lambda day, _due, _rule: day == met_on
