"""The help one invented person was offered: plan actions, housing steps, referrals, and a manager's decisions."""

import datetime as dt
from typing import TYPE_CHECKING

from caseload_tui.domain import records as r
from caseload_tui.domain.words import ActionOutcome, HelpStep
from caseload_tui.services.inventing.names import AUTHORITIES

if TYPE_CHECKING:
    from caseload_tui.services.inventing.person import Person

PROVIDERS: tuple[r.Provider, ...] = (
    r.Provider("PV01", "Invented housing help", "third", "accommodation", "Anytown;Otherham"),
    r.Provider("PV02", "Invented work club", "third", "education, training and work", "Anytown"),
    r.Provider("PV03", "Invented money advice", "public", "finance and benefits", "Somewhere"),
    r.Provider("PV04", "Invented recovery service", "public", "drugs and alcohol", "Anytown;Nowhere", accredited=True),
    r.Provider("PV05", "Invented women's centre", "third", "women's services", "Otherham", women_only=True),
)

_ACTIONS = (
    ("ACCOMMODATION", "help to find accommodation", "housing form with the council"),
    ("EDUCATION_SKILLS_AND_WORK", "find a job", "work club, twice a week"),
    ("FINANCE_AND_ID", "bank account", "identity papers, then the bank"),
    ("DRUGS_AND_ALCOHOL", "treatment in the community", "first appointment with the recovery service"),
    ("ATTITUDES_THINKING_AND_BEHAVIOUR", "managing emotions", "five sessions on triggers"),
    ("HEALTH", "registration with a doctor", "register, then first appointment"),
)
_LADDER: tuple[HelpStep, ...] = ("identified", "signposted", "referred", "accepted", "applied", "offer", "secured")


def actions(person: "Person", plans: tuple[r.Plan, ...]) -> tuple[r.PlanAction, ...]:
    """Return the actions of the person's plans; done is one thing, its outcome another."""
    chance = person.chance
    found: list[r.PlanAction] = []
    for plan in plans:
        if plan.completed_on is None:
            continue
        for pathway, need, action in dict.fromkeys(chance.one_of(_ACTIONS) for _ in range(chance.between(1, 3))):
            due = plan.completed_on + chance.days(30, 120)
            is_done = due <= person.today and chance.happens(0.6)
            outcomes: tuple[ActionOutcome, ...] = ("achieved", "partly", "not achieved", "unknown")
            found.append(
                r.PlanAction(
                    action_id=f"a-{person.crn}-{len(found) + 1}",
                    plan_id=plan.plan_id,
                    pathway=pathway,
                    need=need,
                    status="DONE" if is_done else "IN_PROGRESS",
                    action=action,
                    due_on=due,
                    owner=person.officer.officer_code,
                    done_on=due - chance.days(0, 20) if is_done else None,
                    outcome=chance.one_of(outcomes) if is_done else None,
                )
            )
    return tuple(found)


def housing(person: "Person", since: dt.date | None) -> tuple[r.HousingStep, ...]:
    """Return how far up the ladder of help with accommodation a person without a settled address got."""
    chance = person.chance
    if since is None or not chance.happens(0.7):
        return ()
    steps, day = [], since
    for step in _LADDER[: chance.between(1, len(_LADDER))]:
        day += chance.days(0, 14)
        if day > person.today:
            break
        consent = True if step == "referred" else None
        steps.append(r.HousingStep(person.crn, step, day, chance.one_of(AUTHORITIES), consent))
    return tuple(steps)


def duty_to_refer(person: "Person", steps: tuple[r.HousingStep, ...]) -> tuple[r.DutyToRefer, ...]:
    """Return the referral to the housing authority that goes with a referral for housing."""
    referred = next((s for s in steps if s.step == "referred"), None)
    if referred is None:
        return ()
    is_accepted = any(s.step == "accepted" for s in steps)
    return (
        r.DutyToRefer(
            crn=person.crn,
            local_authority=referred.to_whom,
            submitted_on=referred.stepped_on,
            reference=None,
            status="accepted" if is_accepted else "submitted",
        ),
    )


def referrals(person: "Person", first_day: dt.date | None) -> tuple[r.Referral, ...]:
    """Return a referral to a provider, for some."""
    chance = person.chance
    if first_day is None or not chance.happens(0.3):
        return ()
    provider = chance.one_of(PROVIDERS)
    referred = first_day + chance.days(5, 60)
    if referred > person.today:
        return ()
    ended = referred + chance.days(40, 120)
    is_over = ended <= person.today
    return (
        r.Referral(
            referral_id=f"f-{person.crn}-1",
            crn=person.crn,
            provider_code=provider.provider_code,
            category=provider.categories,
            referred_on=referred,
            accepted_on=min(person.today, referred + chance.days(2, 15)),
            ended_on=ended if is_over else None,
            outcome="finished" if is_over else None,
            made_a_difference=chance.one_of(("yes", "partly", "no", "unknown")) if is_over else None,
        ),
    )


def oversight(person: "Person", first_day: dt.date | None) -> tuple[r.Oversight, ...]:
    """Return a manager's decision on a case of high risk, for some."""
    if first_day is None or person.rosh not in ("H", "VH") or not person.chance.happens(0.4):
        return ()
    day = first_day + person.chance.days(10, 90)
    if day > person.today:
        return ()
    return (
        r.Oversight(
            crn=person.crn,
            decided_on=day,
            question="Is the plan enough for the level of risk?",
            decision="Yes, with a home visit every month.",
            by="Senior officer, invented",
        ),
    )
