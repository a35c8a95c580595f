"""Plans: recording that one was made, and that one was reviewed. Neither says anything of its quality."""

import datetime as dt

from caseload_tui.domain import records as r
from caseload_tui.domain import wording
from caseload_tui.domain.facts import CaseFacts
from caseload_tui.domain.identity import new_id
from caseload_tui.domain.text import clean
from caseload_tui.domain.words import ReviewOf
from caseload_tui.engine.spells import sentence_start
from caseload_tui.errors import Problem, RefusedError
from caseload_tui.services import sentences
from caseload_tui.services.session import Session
from caseload_tui.services.views import Saved


def without_plan(facts: CaseFacts, today: dt.date) -> list[r.Sentence]:
    """Return the sentences that run and have no plan yet; one made in custody is none for the community (ruling 36)."""
    return [sentence for sentence in sentences.running(facts, today) if not _is_planned(facts, sentence, today)]


def _is_planned(facts: CaseFacts, sentence: r.Sentence, today: dt.date) -> bool:
    first = sentence_start(sentence) or dt.date.min
    is_inside = _is_in_custody(facts, sentence, today)
    return any(
        (is_inside or plan.kind == "sentence") and plan.completed_on is not None and plan.completed_on >= first
        for plan in _plans(facts, sentence.sentence_id)
    )


def is_first(facts: CaseFacts, today: dt.date, sentence_id: str | None) -> bool:
    """Return whether the next plan is a first one: of the sentence that is named, or of every one that runs."""
    if sentence_id is None and plan_to_review(facts) is None:
        return True
    open_ones = [sentence.sentence_id for sentence in without_plan(facts, today)]
    wanted = [s.sentence_id for s in sentences.running(facts, today)] if sentence_id is None else [sentence_id]
    return bool(wanted) and set(wanted) <= set(open_ones)


def plan_to_review(facts: CaseFacts, sentence_id: str | None = None) -> r.Plan | None:
    """Return the newest plan, of one sentence where that is named; None where there is none to review."""
    plans = _plans(facts, sentence_id)
    own = [plan for plan in plans if plan.sentence_id == sentence_id]
    return max(own or plans, key=lambda p: (p.completed_on or dt.date.min, p.plan_id), default=None)


def _plans(facts: CaseFacts, sentence_id: str | None) -> list[r.Plan]:
    """Return the completed plans, of one sentence where that is named: a plan that names none is of all."""
    made = [plan for plan in facts.plans if plan.kind in ("sentence", "custody") and plan.completed_on]
    return [plan for plan in made if sentence_id is None or plan.sentence_id in (None, sentence_id)]


def make_plan(session: Session, crn: str, completed_on: dt.date, sentence_id: str | None = None) -> Saved:
    """Record that the first plan of a sentence was completed, of the one sentence without a plan where none is named.

    Raises:
        RefusedError: the day has not come yet or is before the sentence, or it is not clear which sentence is meant.
    """
    stamp = session.stamp()
    facts = session.facts(crn, notes=False)
    sentence = _planned_for(facts, session.today, sentence_id)
    first = sentence_start(sentence)
    refuse_day(session, completed_on, "Completed on", first)
    plan = r.Plan(
        plan_id=new_id("p"),
        crn=facts.case.crn,
        sentence_id=sentence.sentence_id,
        kind="custody" if _is_in_custody(facts, sentence, completed_on) else "sentence",
        completed_on=completed_on,
    )
    with session.store.write("plan.add", stamp=stamp, subject=facts.case.crn) as change:
        change.put(plan)
    return _saved(session, "plan.add", "first plan", completed_on, facts, plan.plan_id)


def _planned_for(facts: CaseFacts, today: dt.date, sentence_id: str | None) -> r.Sentence:
    open_ones = without_plan(facts, today)
    found = [s for s in facts.sentences if s.sentence_id == sentence_id] if sentence_id else open_ones
    if len(found) == 1:
        return found[0]
    named = open_ones or sentences.running(facts, today)
    accepted = "; ".join(f"{s.sentence_id} ({sentences.begun(s)})" for s in named) or "a sentence that runs"
    if sentence_id:
        why = "is not a sentence of this person"
    elif open_ones:
        why = "say for which sentence"
    else:
        why = "every sentence has its plan: a plan is reviewed then"
    problem = Problem(why, accepted, column="Sentence", value=sentence_id or "")
    raise RefusedError("Not saved: 1 thing to put right.", problems=(problem,))


def _is_in_custody(facts: CaseFacts, sentence: r.Sentence, day: dt.date) -> bool:
    begun = [s for s in facts.spells if s.sentence_id == sentence.sentence_id and s.from_on <= day]
    newest = max(begun, key=lambda s: s.from_on, default=None)
    return newest is not None and newest.setting == "custody"


def review_plan(
    session: Session, crn: str, reviewed_on: dt.date, reason: str | None = None, sentence_id: str | None = None
) -> Saved:
    """Record a review of the newest plan, of one sentence where that is named, on the day it was carried out.

    Raises:
        RefusedError: the day has not come yet, is before the plan, or there is no such sentence or no plan to review.
    """
    stamp = session.stamp()
    facts = session.facts(crn, notes=False)
    if sentence_id is not None and sentence_id not in {s.sentence_id for s in facts.sentences}:
        known = "; ".join(f"{s.sentence_id} ({sentences.begun(s)})" for s in facts.sentences)
        problem = Problem("is not a sentence of this person", known, column="Sentence", value=sentence_id)
        raise RefusedError("Not saved: 1 thing to put right.", problems=(problem,))
    plan = plan_to_review(facts, sentence_id)
    if plan is None:
        problem = Problem("there is no plan to review yet: a plan is made first", column="Reviewed on")
        raise RefusedError("Not saved: 1 thing to put right.", problems=(problem,))
    refuse_day(session, reviewed_on, "Reviewed on", plan.completed_on, "is before the plan itself")
    review = _review(session, facts, "plan", plan.plan_id, reviewed_on, reason)
    with session.store.write("plan.review", stamp=stamp, subject=facts.case.crn) as change:
        change.put(review)
    return _saved(session, "plan.review", "plan review", reviewed_on, facts, review.review_id)


def review_risk(session: Session, crn: str, reviewed_on: dt.date, reason: str | None = None) -> Saved:
    """Record that the risk assessment was reviewed, on the day it was.

    Raises:
        RefusedError: the day has not come yet, or is before the first sentence.
    """
    stamp = session.stamp()
    facts = session.facts(crn, notes=False)
    refuse_day(session, reviewed_on, "Reviewed on", sentences.first_day(facts))
    review = _review(session, facts, "risk", None, reviewed_on, reason)
    with session.store.write("risk.review", stamp=stamp, subject=facts.case.crn) as change:
        change.put(review)
    return _saved(session, "risk.review", "risk review", reviewed_on, facts, review.review_id)


def _review(
    session: Session, facts: CaseFacts, of: ReviewOf, ref: str | None, reviewed_on: dt.date, reason: str | None
) -> r.Review:
    why = clean(reason) if reason else None
    return r.Review(new_id("r"), facts.case.crn, of, ref, reviewed_on, why, session.actor)


def refuse_day(
    session: Session, day: dt.date, column: str, first: dt.date | None, too_early: str = "is before the sentence"
) -> None:
    """Refuse a day that has not come yet, or is before the first that can be.

    Raises:
        RefusedError: it is one of these.
    """
    why, accepted = "", ""
    if day > session.today:
        why, accepted = "That day has not come yet", "today or earlier"
    elif first is not None and day < first:
        why, accepted = too_early, f"{wording.day(first, session.today)} or later"
    if why:
        problem = Problem(why, accepted, column=column, value=day.isoformat())
        raise RefusedError("Not saved: 1 thing to put right.", problems=(problem,))


def _saved(session: Session, verb: str, words: str, day: dt.date, facts: CaseFacts, identity: str) -> Saved:
    return Saved(f"{words}, {wording.day(day, session.today)}, {facts.case.name}", facts.case.crn, verb, (identity,))
