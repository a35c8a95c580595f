"""The built-in rules: what starts each and what meets it; how a duty then lives is the business of its kind."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

from caseload_tui.domain.records import Plan, Review
from caseload_tui.domain.words import RuleKind, Trigger
from caseload_tui.engine import bookings, countdown, proofs, triggers
from caseload_tui.engine.cadence import Event
from caseload_tui.engine.proofs import WayFunction
from caseload_tui.engine.timeline import Timeline
from caseload_tui.engine.triggers import TriggerFunction
from caseload_tui.standards.rule import Rule


@dataclass(frozen=True, slots=True)
class Once:
    """A milestone: its trigger and what meets it. `per_sentence` duties name a sentence."""

    trigger: TriggerFunction
    ways: WayFunction
    per_sentence: bool = True


@dataclass(frozen=True, slots=True)
class Again:
    """A cadence: over which days it runs and what happens again; `events` None means contacts.

    With `waits` nothing is owed before the first event.
    """

    over: Literal["community", "sentences"]
    events: Callable[[Timeline], list[Event]] | None = None
    waits: bool = False


def _plan_events(t: Timeline) -> list[Event]:
    """Return the plans and their reviews: a review tells that there is a plan (ruling 37)."""
    made = [Event(p.completed_on, p.plan_id, "plan") for p in t.facts.plans if _is_plan(p) and p.completed_on]
    return made + [Event(r.reviewed_on, r.review_id, "review") for r in t.facts.reviews if r.of == "plan"]


def _is_plan(plan: Plan) -> bool:
    return plan.kind in ("sentence", "custody")


def _risk_events(t: Timeline) -> list[Event]:
    return [Event(r.reviewed_on, r.review_id, "review") for r in t.facts.reviews if _is_risk(r)]


def _is_risk(review: Review) -> bool:
    return review.of == "risk"


_PLAN_REVIEW: Final = Again("sentences", _plan_events, waits=True)
_RISK_REVIEW: Final = Again("sentences", _risk_events)
BUILT_IN: Final[dict[str, Once | Again]] = {
    "FIRST_CO_ARR": Once(triggers.allocation, proofs.arranged),
    "FIRST_LIC_ARR": Once(triggers.release, proofs.arranged),
    "FIRST_ATT": Once(triggers.missed_first_appointment, proofs.contacts),
    "PLAN_INIT": Once(triggers.first_attended, proofs.plans),
    "HV_INIT": Once(triggers.supervision_run, proofs.contacts, per_sentence=False),
    "OUTCOME_MISSING": Once(bookings.appointment_passed, proofs.given, per_sentence=False),
    "NEXT_APPT": Once(bookings.nothing_booked, proofs.given, per_sentence=False),
    "F2F_GAP": Again("community"),
    "ANY_GAP": Again("community"),
    "PLAN_REV": _PLAN_REVIEW,
    "RISK_REV": _RISK_REVIEW,
}

_MILESTONES: Final[dict[Trigger, TriggerFunction]] = {**triggers.TRIGGERS, **countdown.TRIGGERS}
_CADENCES: Final[dict[Trigger, Again]] = {
    "supervision_start": Again("community"),
    "release": Again("community"),
    "contact": Again("community"),
    "sentence": Again("sentences"),
    "plan": _PLAN_REVIEW,
    "risk_review": _RISK_REVIEW,
}
KINDS: Final[frozenset[RuleKind]] = frozenset({"milestone", "cadence"})


def recipe(rule: Rule) -> Once | Again | None:
    """Return how a rule is worked out: by its id, else by its kind and trigger; None where this version cannot."""
    if rule.id in BUILT_IN:
        return BUILT_IN[rule.id]
    if rule.kind == "cadence":
        return _CADENCES.get(rule.trigger)
    trigger = _MILESTONES.get(rule.trigger) if rule.kind == "milestone" else None
    says_how = rule.modes or rule.types or rule.outcomes
    return None if trigger is None or not says_how else Once(trigger, proofs.contacts)
