"""Plans: recording that a plan was reviewed. A review on time says nothing of its quality."""

import datetime as dt

from caseload_tui.domain import records as r
from caseload_tui.domain import wording
from caseload_tui.domain.identity import new_id
from caseload_tui.domain.text import clean
from caseload_tui.errors import Problem, RefusedError
from caseload_tui.services.session import Session
from caseload_tui.services.views import Saved


def review_plan(session: Session, crn: str, reviewed_on: dt.date, reason: str | None = None) -> Saved:
    """Record a review of the newest plan of a person, of the day it was carried out.

    Raises:
        RefusedError: the day has not come yet, is before the plan, or there is no plan to review.
    """
    stamp = session.stamp()
    facts = session.facts(crn, notes=False)
    plans = [p for p in facts.plans if p.kind in ("sentence", "custody") and p.completed_on]
    newest = max(plans, key=lambda p: (p.completed_on or dt.date.min, p.plan_id), default=None)
    why = ""
    if newest is None:
        why = "there is no plan to review yet: a plan is made first"
    elif reviewed_on > session.today:
        why = "That day has not come yet"
    elif newest.completed_on and reviewed_on < newest.completed_on:
        why = f"is before the plan itself, {wording.day(newest.completed_on)}"
    if why or newest is None:
        raise RefusedError("Not saved: 1 thing to put right.", problems=(Problem(why, column="Reviewed on"),))
    review = r.Review(
        review_id=new_id("r"),
        crn=facts.case.crn,
        of="plan",
        ref=newest.plan_id,
        reviewed_on=reviewed_on,
        reason=clean(reason) if reason else None,
        by=session.actor,
    )
    with session.store.write("plan.review", stamp=stamp, subject=facts.case.crn) as change:
        change.put(review)
    words = f"plan review, {wording.day(reviewed_on, session.today)}, {facts.case.name}"
    return Saved(words, facts.case.crn, "plan.review", (review.review_id,))
