"""The engine and the oracle judge the same random histories; where they differ, one of them misreads a ruling."""

import datetime as dt
import sys
from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from caseload_tui.domain.calendar import national
from caseload_tui.domain.words import LIVE_STATES, SEVERITIES, Severity
from caseload_tui.engine.assess import assess
from caseload_tui.engine.history import history
from caseload_tui.engine.ledger import ledger_rows
from tests.oracle.duty import Found
from tests.oracle.oracle import RULES, duties, overdue
from tests.strategies import FIRST, Drawn, days_of, histories

SHARES = ("has_pause", "has_risk_change", "has_two_sentences", "has_recall")
LEAST_SHARE = 0.2
MANY = settings(max_examples=6 * settings().max_examples, suppress_health_check=list(HealthCheck))
"""Six times the examples of the Hypothesis profile in force; `HYPOTHESIS_PROFILE=thorough` tries thousands."""

Line = tuple[object, ...]
seen: Counter[str] = Counter()
"""What the examples of this run held and how much was compared, printed at its end."""


@pytest.fixture(scope="module", autouse=True)
def _report(request: pytest.FixtureRequest) -> Iterator[None]:
    yield
    capture = request.config.pluginmanager.getplugin("capturemanager")
    with capture.global_and_fixture_disabled():
        sys.stdout.write(f"\noracle: {dict(sorted(seen.items()))}\n")


def by_engine(drawn: Drawn, as_of: dt.date) -> list[Line]:
    """Return every obligation as the engine tells it."""
    lines: list[Line] = []
    for told in assess(drawn.facts, drawn.standing, national(), as_of):
        duty = told.obligation
        if duty.rule not in RULES or _is_at_once(duty.rule, duty.opened_on, told.satisfied_on):
            continue
        sentence = None if duty.rule == "OUTCOME_MISSING" else duty.sentence_id
        dates = (told.span.anchor.on, duty.opened_on, told.due_on, told.satisfied_on, told.closed_on)
        lines.append(_line(duty.rule, sentence, dates, told.state, told.severity))
    return lines


def by_oracle(drawn: Drawn, as_of: dt.date) -> list[Line]:
    """Return every obligation as the oracle tells it."""
    lines = []
    for f in duties(drawn.facts, drawn.standing, national(), as_of):
        dates = (f.anchor_on, f.opened_on, f.due_on, f.satisfied_on, f.closed_on)
        lines.append(_line(f.rule, f.sentence_id, dates, f.state(as_of, national()), f.severity))
    return lines


def _is_at_once(rule: str, opened_on: dt.date, satisfied_on: dt.date | None) -> bool:
    """Return whether an outcome was recorded by the contact's own day: `explain` leaves those out (ruling 39)."""
    return rule == "OUTCOME_MISSING" and satisfied_on is not None and satisfied_on <= opened_on


def _line(
    rule: str, sentence_id: str | None, dates: tuple[dt.date | None, ...], state: str, severity: Severity
) -> Line:
    """Return what must agree: all of it, the severity of those that live."""
    told = (None if d is None else d.isoformat() for d in dates)
    return (rule, sentence_id, *told, state, severity if state in LIVE_STATES else "")


def overdue_by_ledger(drawn: Drawn, days: list[dt.date]) -> list[list[Line]]:
    """Return what the ledger of the whole history lists as overdue on each day."""
    told = history(drawn.facts, drawn.standing, national())
    rows = [row for row in ledger_rows(told, drawn.facts) if row.rule in RULES and row.due_on is not None]
    return [
        [
            (
                row.rule,
                None if row.rule == "OUTCOME_MISSING" else row.sentence_id or None,
                row.anchor_on.isoformat(),
                row.due_on.isoformat(),
                SEVERITIES[row.severity],
            )
            for row in rows
            if row.from_on <= day
            and (row.to_on is None or day < row.to_on)
            and row.due_on is not None
            and row.due_on < day
        ]
        for day in days
    ]


def overdue_by_oracle(drawn: Drawn, day: dt.date) -> list[Line]:
    """Return what is overdue on a day by the facts seen on it."""

    def line(f: Found) -> Line:
        assert f.due_on is not None
        return f.rule, f.sentence_id, f.anchor_on.isoformat(), f.due_on.isoformat(), f.severity

    return [line(f) for f in overdue(drawn.facts, drawn.standing, national(), day)]


def _note(drawn: Drawn, what: str) -> None:
    seen[f"histories for {what}"] += 1
    seen["histories"] += 1
    for share in SHARES:
        seen[share] += getattr(drawn, share)
        event(f"{share}: {getattr(drawn, share)}")


def _agree(engine: list[Line], oracle: list[Line], drawn: Drawn, day: dt.date) -> None:
    left, right = Counter(engine), Counter(oracle)
    assert left == right, "\n".join(
        [
            f"on {day}, only the engine:",
            *map(str, left - right),
            "only the oracle:",
            *map(str, right - left),
            repr(drawn),
        ]
    )


@MANY
@given(st.data())
def test_engine_and_oracle_agree_on_every_obligation_of_random_histories(data: st.DataObject) -> None:
    drawn = data.draw(histories())
    as_of = data.draw(days_of(drawn))
    _note(drawn, "assess")
    oracle = by_oracle(drawn, as_of)
    seen["obligations"] += len(oracle)
    _agree(by_engine(drawn, as_of), oracle, drawn, as_of)


@MANY
@given(st.data())
def test_the_ledger_lists_on_any_day_what_the_oracle_finds_overdue_with_the_facts_of_that_day(
    data: st.DataObject,
) -> None:
    drawn = data.draw(histories())
    days = sorted(set(data.draw(st.lists(days_of(drawn), min_size=1, max_size=6))))
    _note(drawn, "ledger")
    for day, ledger in zip(days, overdue_by_ledger(drawn, days), strict=True):
        oracle = overdue_by_oracle(drawn, day)
        seen["days of ledgers"] += 1
        seen["overdue duties of ledgers"] += len(oracle)
        _agree(ledger, oracle, drawn, day)


@MANY
@given(st.data())
def test_from_the_last_fact_on_the_ledger_holds_every_live_duty(data: st.DataObject) -> None:
    drawn = data.draw(histories())
    day = max(drawn.last_day, FIRST) + dt.timedelta(days=data.draw(st.sampled_from((0, 1, 7, 30, 100))))
    _note(drawn, "live")
    told = history(drawn.facts, drawn.standing, national())
    rows = [
        (row.rule, row.anchor_on.isoformat(), None if row.due_on is None else row.due_on.isoformat())
        for row in ledger_rows(told, drawn.facts)
        if row.rule in RULES and row.from_on <= day and (row.to_on is None or day < row.to_on)
    ]
    live = [
        (f.rule, f.anchor_on.isoformat(), None if f.due_on is None else f.due_on.isoformat())
        for f in duties(drawn.facts, drawn.standing, national(), day)
        if f.state(day, national()) in LIVE_STATES
    ]
    seen["live duties of ledgers"] += len(live)
    _agree(list(rows), list(live), drawn, day)


def test_the_histories_of_this_run_hold_what_the_rulings_are_about() -> None:
    total = seen["histories"]
    if not total:
        pytest.skip("run together with the tests that draw histories")
    shares = {share: seen[share] / total for share in SHARES}
    assert min(shares.values()) >= LEAST_SHARE, shares
