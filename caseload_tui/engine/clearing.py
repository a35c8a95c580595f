"""What would clear a duty, in words that name a fact: adding that fact does clear it."""

from typing import Final

from caseload_tui.domain.wording import count
from caseload_tui.domain.words import LIVE_STATES, State
from caseload_tui.engine.obligation import Obligation
from caseload_tui.engine.parts import Span
from caseload_tui.engine.wording import asked_for
from caseload_tui.standards.rule import Rule

_CLEARS: Final[dict[str, str]] = {
    "PLAN_REV": "a plan or a plan review dated after {anchor}",
    "RISK_REV": "a risk review dated after {anchor}",
    "PLAN_INIT": "a sentence plan, completed",
    "FIRST_CO_ARR": "an appointment arranged for on or before the due date, or one that takes place",
    "FIRST_LIC_ARR": "an appointment arranged for on or before the due date, or one that takes place",
    "OUTCOME_MISSING": "an outcome for the appointment of {anchor}",
    "NEXT_APPT": "an appointment booked for today or later",
}


def would_clear(obligation: Obligation, span: Span, now: State) -> str:
    """Return what would clear a live duty, "" for one that has ended."""
    if now not in LIVE_STATES:
        return ""
    if obligation.missing:
        return f"record the {' and the '.join(obligation.missing)}"
    anchor = span.anchor.on.isoformat()
    fixed = _CLEARS.get(obligation.rule)
    if fixed is not None:
        return fixed.format(anchor=anchor)
    return _contacts(obligation, span.terms.rule, anchor)


def _contacts(obligation: Obligation, rule: Rule, anchor: str) -> str:
    if obligation.kind != "cadence":
        return f"{asked_for(rule)} from {obligation.opened_on.isoformat()} on"
    if rule.quota > 1:
        return f"{asked_for(rule)} after {anchor}, until there are {count(rule.quota, 'such contact')}"
    return f"{asked_for(rule)} after {anchor}"
