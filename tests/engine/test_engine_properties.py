"""What must hold for every history, whatever is drawn (docs/rulings.md, the last section)."""

import datetime as dt
import random
from collections import Counter
from dataclasses import fields, replace
from itertools import pairwise

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from caseload_tui.domain import records as r
from caseload_tui.domain.calendar import national
from caseload_tui.domain.facts import CaseFacts
from caseload_tui.engine.assess import assess, viewed
from caseload_tui.engine.history import history
from caseload_tui.engine.ledger import ledger_rows, tallies
from caseload_tui.engine.obligation import Assessed, Obligation
from caseload_tui.engine.trace import trace
from tests.strategies import FIRST, Drawn, histories

CALM = settings(suppress_health_check=list(HealthCheck))
WHEN = st.integers(0, 500).map(lambda days: FIRST + dt.timedelta(days=days))
ONE = dt.timedelta(days=1)
Line = tuple[object, ...]


def told(seen: Assessed) -> Line:
    """Return all that a day prints of a duty."""
    span = seen.span
    return (
        seen.rule, seen.sentence_id, seen.state, seen.severity, seen.opened_on, seen.anchor, seen.due_on,
        seen.satisfied_on, seen.satisfied_by, seen.closed_on, seen.closed_because, seen.days_late,
        seen.working_days_late, seen.limit_code, seen.limit, seen.profile, seen.mark, span.soon_from, span.base_on,
        seen.shown_red_from, seen.readings, seen.ual_since, seen.officer_code, seen.fell_due_under,
        seen.snoozed_until, seen.would_clear, seen.clock,
    )  # fmt: skip


def on(drawn: Drawn, facts: CaseFacts, day: dt.date) -> list[Line]:
    return [told(one) for one in assess(facts, drawn.standing, national(), day)]


@CALM
@given(histories(), WHEN)
def test_the_whole_history_seen_on_a_day_is_what_the_facts_of_that_day_give(drawn: Drawn, day: dt.date) -> None:
    whole = history(drawn.facts, drawn.standing, national())
    seen = [told(one) for one in viewed(whole.obligations, drawn.facts, national(), day)]
    assert Counter(seen) == Counter(on(drawn, drawn.facts, day))


@CALM
@given(histories(), WHEN, st.randoms())
def test_the_order_of_rows_changes_nothing(drawn: Drawn, day: dt.date, by: random.Random) -> None:
    shuffled = {}
    for field in fields(drawn.facts):
        rows = getattr(drawn.facts, field.name)
        if isinstance(rows, tuple):
            shuffled[field.name] = tuple(by.sample(rows, len(rows)))
    mixed = replace(drawn.facts, **shuffled)  # type: ignore[arg-type] # rows of each table, mixed
    assert on(drawn, mixed, day) == on(drawn, drawn.facts, day)


def _a_day_later(on_day: dt.date) -> list[tuple[str, object]]:
    return [
        ("contacts", r.Contact("LATER", "X000001", None, "COAP", on_day, outcome_code="ATTC")),
        ("plans", r.Plan("LATER", "X000001", None, "sentence", on_day)),
        ("reviews", r.Review("LATER", "X000001", "risk", None, on_day)),
        ("registrations", r.Registration("X000001", "RVHR", None, None, on_day)),
        ("pauses", r.Pause("X000001", "hospital", on_day)),
    ]


@CALM
@given(histories(), WHEN, st.integers(0, 4), st.integers(1, 60))
def test_a_fact_dated_after_a_day_changes_nothing_about_it(drawn: Drawn, day: dt.date, which: int, after: int) -> None:
    table, row = _a_day_later(day + dt.timedelta(days=after))[which]
    more = replace(drawn.facts, **{table: (*getattr(drawn.facts, table), row)})  # type: ignore[arg-type]
    assert on(drawn, more, day) == on(drawn, drawn.facts, day)


@CALM
@given(histories(), WHEN, st.sampled_from(["hospital", "remand", "contact_suspended", "recall"]))
def test_a_pause_that_is_taken_back_at_once_changes_nothing(drawn: Drawn, day: dt.date, kind: str) -> None:
    pause = r.Pause("X000001", kind, day, day)  # type: ignore[arg-type] # drawn from the words
    paused = replace(drawn.facts, pauses=(*drawn.facts.pauses, pause))
    later = day + dt.timedelta(days=90)
    assert on(drawn, paused, later) == on(drawn, drawn.facts, later)


def _live(found: list[Assessed], rule: str) -> list[Assessed]:
    return [one for one in found if one.rule == rule and one.satisfied_on is None and one.closed_on is None]


@CALM
@given(histories(), WHEN, st.integers(0, 120))
def test_one_more_contact_makes_nothing_due_earlier(drawn: Drawn, day: dt.date, before: int) -> None:
    profiles = [drawn.standing.default, *(row[2] for row in drawn.standing.rows)]
    assume(all(rule.first is None for profile in profiles for rule in profile.rules.values()))
    contact = r.Contact("MORE", "X000001", None, "COAP", day - dt.timedelta(days=before), outcome_code="ATTC")
    more = replace(drawn.facts, contacts=(*drawn.facts.contacts, contact))
    for rule in ("F2F_GAP", "ANY_GAP"):
        without = _live(list(assess(drawn.facts, drawn.standing, national(), day)), rule)
        added = _live(list(assess(more, drawn.standing, national(), day)), rule)
        assert len(without) == len(added)
        for old, new in zip(without, added, strict=True):
            assert old.due_on is None or new.due_on is None or new.due_on >= old.due_on
            assert not (new.state == "overdue" and old.state != "overdue")


@CALM
@given(histories())
def test_the_duties_of_a_cadence_follow_one_another_without_gap_or_overlap(drawn: Drawn) -> None:
    newest = [o for o in history(drawn.facts, drawn.standing, national()).obligations if o.seen_to is None]
    for rule in ("F2F_GAP", "ANY_GAP", "PLAN_REV", "RISK_REV"):
        chain = [o for o in newest if o.rule == rule and not o.missing]
        for one, following in pairwise(chain):
            end = one.satisfied_on or one.closed_on
            assert end is not None
            assert following.opened_on == end if one.satisfied_on else following.opened_on >= end


@CALM
@given(histories())
def test_the_spans_of_a_duty_cover_its_life_day_by_day(drawn: Drawn) -> None:
    for duty in history(drawn.facts, drawn.standing, national()).obligations:
        assert duty.spans[0].from_on == duty.opened_on
        for one, following in pairwise(duty.spans):
            assert one.to_on == following.from_on
            assert one.from_on < following.from_on
        end = duty.ends_on
        last = duty.spans[-1]
        assert last.to_on == end or (
            end is not None and last.to_on == max(end, duty.opened_on) + ONE == last.from_on + ONE
        )


def _clearing(duty: Obligation, facts: CaseFacts, day: dt.date) -> CaseFacts:
    """Return the facts with the one added that the duty says would clear it."""

    def contact(type_code: str, outcome: str | None, date: dt.date) -> CaseFacts:
        row = r.Contact("CLEARS", "X000001", duty.sentence_id, type_code, date, outcome_code=outcome, arranged_on=day)
        return replace(facts, contacts=(*facts.contacts, row))

    match duty.rule:
        case "PLAN_REV" | "RISK_REV":
            of = "plan" if duty.rule == "PLAN_REV" else "risk"
            review = r.Review("CLEARS", "X000001", of, None, day)  # type: ignore[arg-type] # one of two words
            return replace(facts, reviews=(*facts.reviews, review))
        case "PLAN_INIT":
            plan = r.Plan("CLEARS", "X000001", duty.sentence_id, "sentence", day)
            return replace(facts, plans=(*facts.plans, plan))
        case "OUTCOME_MISSING":
            told_on = tuple(
                replace(c, outcome_code="UAAB", outcome_on=day) if c.contact_id == duty.anchor.id else c
                for c in facts.contacts
            )
            return replace(facts, contacts=told_on)
        case "NEXT_APPT":
            return contact("COAP", None, day + 7 * ONE)
        case "HV_INIT":
            return contact("CHVS", "ATTC", day)
        case _:
            return contact("COAP", "ATTC", day)


def _name(duty: Obligation) -> Line:
    anchor = duty.anchor.id if duty.rule == "OUTCOME_MISSING" else ""
    return duty.rule, duty.sentence_id, duty.opened_on, anchor


@CALM
@given(histories(), WHEN)
def test_what_a_duty_says_would_clear_it_does_clear_it(drawn: Drawn, day: dt.date) -> None:
    for one in assess(drawn.facts, drawn.standing, national(), day):
        rule = drawn.standing.on(day).rules.get(one.rule)
        if one.state != "overdue" or rule is None or rule.quota > 1:
            continue
        assert one.would_clear
        after = assess(_clearing(one.obligation, drawn.facts, day), drawn.standing, national(), day)
        same = {a.state for a in after if _name(a.obligation) == _name(one.obligation)}
        assert "overdue" not in same, one


@CALM
@given(histories(), WHEN)
def test_a_trace_tells_of_nothing_after_the_day(drawn: Drawn, day: dt.date) -> None:
    for one in assess(drawn.facts, drawn.standing, national(), day):
        lines = trace(one, drawn.facts, drawn.standing, national(), everything=True)
        ahead = {c.contact_id for c in drawn.facts.contacts if c.date > day and c.arranged_on is None}
        assert not ahead & {line.contact_id for line in lines if line.counted and one.rule.endswith("GAP")}
        short = trace(one, drawn.facts, drawn.standing, national(), everything=False)
        assert all(line.on > one.span.anchor.on or not line.contact_id for line in short)


@CALM
@given(histories(), WHEN)
def test_the_ledger_says_of_any_day_who_was_overdue(drawn: Drawn, day: dt.date) -> None:
    whole = history(drawn.facts, drawn.standing, national())
    rows = [row for row in ledger_rows(whole, drawn.facts) if row.is_overdue_on(day)]
    late = [one for one in assess(drawn.facts, drawn.standing, national(), day) if one.state == "overdue"]
    from_ledger = Counter((r.rule, r.sentence_id, r.anchor_id, r.due_on, r.officer_code) for r in rows)
    assert from_ledger == Counter(
        (one.rule, one.sentence_id or "", one.span.anchor.id, one.due_on, one.officer_code) for one in late
    )


@CALM
@given(histories())
def test_the_tallies_count_the_duties_that_a_view_shows_as_ended(drawn: Drawn) -> None:
    whole = history(drawn.facts, drawn.standing, national())
    last = whole.last_fact_on
    assume(last > dt.date.min)
    shown = Counter(one.state for one in assess(drawn.facts, drawn.standing, national(), last) if one.due_on)
    counted = tallies(whole, drawn.facts)
    assert sum(tally.met for tally in counted) == shown["met"]
    assert sum(tally.late for tally in counted) == shown["met_late"] + shown["missed"]
    assert all(tally.week.weekday() == 0 for tally in counted)
