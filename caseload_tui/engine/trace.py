"""Why a duty stands as it does: what started its clock, what changed it, and each fact that counted or did not."""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Final

from caseload_tui.domain.calendar import Calendar
from caseload_tui.domain.codes import outcomes
from caseload_tui.domain.facts import CaseFacts
from caseload_tui.domain.records import Contact, Plan
from caseload_tui.domain.wording import day
from caseload_tui.domain.words import MODE_TITLES, PAUSE_TITLES, RESCHEDULED, ROSH_TITLES
from caseload_tui.engine.counting import counts, effective_mode, way_refused
from caseload_tui.engine.knowledge import fact_from, is_appointment, seen_on
from caseload_tui.engine.obligation import Assessed, TraceLine
from caseload_tui.engine.schedule import ROSH_OF_TYPE
from caseload_tui.engine.spells import sentence_start
from caseload_tui.standards.rule import Rule, Standing

_ANCHORS: Final = {
    "contact": "the contact",
    "spell": "the start of the spell",
    "sentence": "the sentence",
    "allocation": "the allocation",
    "plan": "the plan",
    "review": "the review",
    "registration": "the registration",
    "release": "the release",
}
Judge = Callable[[Contact, Assessed, CaseFacts], TraceLine | None]


def trace(
    assessed: Assessed, facts: CaseFacts, standing: Standing, calendar: Calendar, *, everything: bool
) -> tuple[TraceLine, ...]:
    """Return the facts that the engine looked at for a duty, by date, as the day of the view knows them.

    Without `everything` only what came after the anchor is told: what may have cleared the duty and did not.
    """
    del calendar  # the arithmetic is on the view already
    seen = seen_on(facts, assessed.as_of)
    until = assessed.satisfied_on or assessed.closed_on or assessed.as_of
    lines = [*_facts(assessed, seen, standing), *_changes(assessed, seen, until)]
    after = [line for line in lines if everything or line.on > assessed.span.anchor.on]
    start = [_start(assessed)] if everything and not assessed.obligation.is_undated else []
    if assessed.missing:
        start.append(TraceLine(assessed.as_of, f"not recorded: {', '.join(assessed.missing)}"))
    elif "not recorded" in assessed.limit:
        start.append(TraceLine(assessed.as_of, f"{_unrecorded(assessed)}: the strictest limit of the standard applies"))
    return tuple(start + sorted(after, key=lambda line: (line.on, line.contact_id or "")))


def _unrecorded(assessed: Assessed) -> str:
    by = assessed.span.terms.rule.by
    return {"rosh": "RoSH not recorded", "tier": "tier not recorded"}.get(by or "", "level not recorded")


def _start(assessed: Assessed) -> TraceLine:
    anchor = assessed.span.anchor
    contact_id = anchor.id if anchor.kind == "contact" else None
    what = _ANCHORS.get(anchor.kind, anchor.kind)
    return TraceLine(anchor.on, f"clock from {what}: {assessed.clock}", contact_id is not None, contact_id)


def _facts(assessed: Assessed, facts: CaseFacts, standing: Standing) -> Iterator[TraceLine]:
    rule_id = assessed.rule
    if rule_id in ("PLAN_REV", "RISK_REV", "PLAN_INIT"):
        yield from _reviews(assessed, facts)
        return
    judge = _JUDGES.get(rule_id, _counted)
    first = assessed.span.anchor.on if assessed.kind == "cadence" else _earliest(assessed, facts)
    last = assessed.satisfied_on or assessed.closed_on or assessed.as_of
    for contact in facts.contacts:
        on = fact_from(contact) if judge is _arranged or judge is _booked else contact.date
        rule = standing.on(contact.date).rules.get(rule_id)
        if first <= contact.date and on <= last and rule is not None:
            line = judge(contact, assessed, facts) if judge is not _counted else _by_rule(contact, rule, assessed)
            if line is not None and not _is_start(line, assessed):
                yield line


def _earliest(assessed: Assessed, facts: CaseFacts) -> dt.date:
    """Return the first day that matters to a milestone: its sentence's start, else the day it opened."""
    days = [
        day
        for s in facts.sentences
        if assessed.sentence_id in (None, s.sentence_id)
        for day in (s.starts_on, s.sentenced_on)
        if day is not None
    ]
    return min([*days, assessed.obligation.opened_on]) if assessed.sentence_id else assessed.obligation.opened_on


def _is_start(line: TraceLine, assessed: Assessed) -> bool:
    anchor = assessed.span.anchor
    return anchor.kind == "contact" and line.contact_id == anchor.id and assessed.kind == "cadence"


def _by_rule(contact: Contact, rule: Rule, assessed: Assessed) -> TraceLine:
    counted, why = counts(contact, rule, assessed.as_of)
    return TraceLine(contact.date, why, counted, contact.contact_id)


def _counted(contact: Contact, assessed: Assessed, _: CaseFacts) -> TraceLine | None:
    return _by_rule(contact, assessed.span.terms.rule, assessed)


def _arranged(contact: Contact, assessed: Assessed, _: CaseFacts) -> TraceLine | None:
    """Return what an appointment does for a first appointment that is to be arranged in time (ruling 33)."""
    rule = assessed.span.terms.rule
    if not is_appointment(contact):
        return TraceLine(contact.date, "not an appointment", contact_id=contact.contact_id)
    why = way_refused(rule, contact.type_code, contact.mode, doorstep=contact.doorstep)
    if not why and contact.outcome_code in RESCHEDULED:
        why = "rescheduled, so it no longer stands"
    if not why and assessed.due_on is not None and contact.date > max(assessed.due_on, assessed.as_of):
        why = f"arranged for {day(contact.date)}, after the due date"
    if why:
        return TraceLine(contact.date, why, contact_id=contact.contact_id)
    mode = MODE_TITLES[effective_mode(contact)[0]]
    return TraceLine(
        contact.date, f"arranged for {day(contact.date)}: {mode}", counted=True, contact_id=contact.contact_id
    )


def _booked(contact: Contact, assessed: Assessed, _: CaseFacts) -> TraceLine | None:
    """Return what an appointment does for the days that something is booked (ruling 38)."""
    if not is_appointment(contact) or contact.date < assessed.span.anchor.on:
        return None
    if contact.outcome_code in RESCHEDULED:
        return TraceLine(contact.date, "rescheduled, so it no longer stands", contact_id=contact.contact_id)
    return TraceLine(
        contact.date, f"booked from {day(fact_from(contact))} on", counted=True, contact_id=contact.contact_id
    )


def _own(contact: Contact, assessed: Assessed, _: CaseFacts) -> TraceLine | None:
    """Return the outcome of the appointment that a duty is about (ruling 39)."""
    if contact.contact_id != assessed.span.anchor.id:
        return None
    code = contact.outcome_code
    outcome = outcomes().get(code or "")
    why = "no outcome yet" if code is None else f"outcome recorded: {outcome.title if outcome else code}"
    return TraceLine(contact.outcome_on or contact.date, why, code is not None, contact.contact_id)


_JUDGES: Final[dict[str, Judge]] = {
    "FIRST_CO_ARR": _arranged,
    "FIRST_LIC_ARR": _arranged,
    "OUTCOME_MISSING": _own,
    "NEXT_APPT": _booked,
}


def _reviews(assessed: Assessed, facts: CaseFacts) -> Iterator[TraceLine]:
    """Give the plans and reviews that count for a duty."""
    anchor = assessed.span.anchor
    last = assessed.satisfied_on or assessed.closed_on or assessed.as_of
    if assessed.rule != "RISK_REV":
        for plan in facts.plans:
            on = plan.completed_on
            if on is not None and on <= last and (on > anchor.on or assessed.rule == "PLAN_INIT"):
                why = _not_this_plan(plan, on, assessed, facts)
                counted = plan.kind == "sentence" or (plan.kind == "custody" and assessed.rule == "PLAN_REV")
                yield TraceLine(on, f"{plan.kind} plan completed{why}", counted and not why)
    wanted = {"PLAN_REV": "plan", "RISK_REV": "risk"}.get(assessed.rule)
    for review in facts.reviews:
        if review.of == wanted and anchor.on < review.reviewed_on <= last:
            yield TraceLine(review.reviewed_on, f"{review.of} reviewed", counted=True)


def _not_this_plan(plan: Plan, on: dt.date, assessed: Assessed, facts: CaseFacts) -> str:
    """Return why a plan is not the first one of a sentence, "" when it may be (ruling 36)."""
    if assessed.rule != "PLAN_INIT":
        return ""
    if plan.sentence_id not in (None, assessed.sentence_id):
        return ", for another sentence"
    begins = next((sentence_start(s) for s in facts.sentences if s.sentence_id == assessed.sentence_id), None)
    return ", before this sentence began" if begins is not None and on < begins else ""


def _changes(assessed: Assessed, facts: CaseFacts, until: dt.date) -> Iterator[TraceLine]:
    """Give the pauses that stop the clock and the changes of risk since it started."""
    anchor, rule = assessed.span.anchor.on, assessed.span.terms.rule
    for pause in facts.pauses:
        if pause.kind in rule.paused_by and pause.from_on <= until and (pause.to_on is None or pause.to_on > anchor):
            end = "no end recorded" if pause.to_on is None else f"until {day(pause.to_on)}"
            yield TraceLine(
                max(pause.from_on, anchor), f"paused since {day(pause.from_on)}, {end}: {PAUSE_TITLES[pause.kind]}"
            )
    if rule.by == "rosh":
        for row in facts.registrations:
            level = ROSH_OF_TYPE.get(row.type_code)
            if level is not None and anchor < row.registered_on <= until:
                yield TraceLine(row.registered_on, f"RoSH registered as {ROSH_TITLES[level]}")
