"""Why a rule of the profile gave no duty: "not applicable" is not "met", so it says why (docs/practice.md, states)."""

from collections.abc import Iterable
from typing import Final

from caseload_tui.domain.words import AppliesTo
from caseload_tui.engine.catalogue import recipe
from caseload_tui.engine.obligation import NotApplicable
from caseload_tui.engine.timeline import Timeline
from caseload_tui.standards.rule import Rule

_NAMES: Final[dict[AppliesTo, str]] = {
    "CO": "community orders",
    "SSO": "suspended sentence orders",
    "LIC": "licences",
    "PSS": "post-sentence supervision",
    "CUS": "custody",
    "DEFERRED": "deferred sentences",
}
_NOTHING_YET: Final[dict[str, str]] = {
    "PLAN_REV": "no plan is recorded yet",
    "PLAN_INIT": "nobody has attended a first contact yet",
    "FIRST_ATT": "the first appointment was attended, or its outcome is not known yet",
    "FIRST_LIC_ARR": "no release is recorded",
    "OUTCOME_MISSING": "every appointment had its outcome on the day",
    "NEXT_APPT": "an appointment has always been booked",
}


def not_applicable(t: Timeline, rules: Iterable[Rule], given: set[str]) -> tuple[NotApplicable, ...]:
    """Return the rules without any duty, with the reason in words."""
    crn = t.facts.case.crn
    return tuple(NotApplicable(crn, None, rule.id, _why(t, rule)) for rule in rules if rule.id not in given)


def _why(t: Timeline, rule: Rule) -> str:
    schedule = t.schedule(rule.id)
    if recipe(rule) is None:
        return "this version of the program does not work this rule out"
    if not t.facts.sentences:
        return "no sentence is recorded"
    codes = schedule.codes()
    here = {s.code for s in t.stretches}
    if here and not codes & here:
        names = " and ".join(_NAMES[code] for code in _NAMES if code in codes)
        return f"it applies to {names}"
    if all(entry.steps is None for entry in schedule.entries):
        level = schedule.entries[-1].level
        return f"the standard sets no limit at this level ({level})" if level else "the standard sets no limit"
    return _NOTHING_YET.get(rule.id, "nothing has started its clock")
