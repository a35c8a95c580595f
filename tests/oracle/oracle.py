"""Every obligation of a case as seen from a day, and which of them are overdue on it."""

import datetime as dt

from caseload_tui.domain.calendar import Calendar
from caseload_tui.domain.facts import CaseFacts
from caseload_tui.standards.rule import Standing
from tests.oracle.cadences import Gap, Reviews
from tests.oracle.duty import Found
from tests.oracle.milestones import Milestones
from tests.oracle.seen import seen
from tests.oracle.world import World

RULES = (
    "FIRST_CO_ARR",
    "FIRST_LIC_ARR",
    "FIRST_ATT",
    "PLAN_INIT",
    "PLAN_REV",
    "F2F_GAP",
    "ANY_GAP",
    "HV_INIT",
    "RISK_REV",
    "OUTCOME_MISSING",
    "NEXT_APPT",
)


def duties(facts: CaseFacts, standing: Standing, calendar: Calendar, as_of: dt.date) -> list[Found]:
    """Return every obligation opened by a day, judged by the facts seen on it."""
    world = World(seen(facts, as_of), standing, calendar, as_of)
    once = Milestones(world)
    found = once.first_arranged() + once.first_attended() + once.first_plan() + once.home_visit()
    found += once.outcomes_missing() + once.next_appointment()
    for rule_id in ("F2F_GAP", "ANY_GAP"):
        found += Gap(world, rule_id).walk()
    for rule_id in ("PLAN_REV", "RISK_REV"):
        found += Reviews(world, rule_id).walk()
    return found


def overdue(facts: CaseFacts, standing: Standing, calendar: Calendar, day: dt.date) -> list[Found]:
    """Return the obligations overdue on a day, by what was known on it."""
    return [f for f in duties(facts, standing, calendar, day) if f.state(day, calendar) == "overdue"]
