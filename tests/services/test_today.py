"""Today: at which step of the order each person stands, who comes before whom, and what is counted."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest

from caseload_tui.domain.facts import CaseFacts
from caseload_tui.domain.filters import parse
from caseload_tui.domain.stamp import Stamp
from caseload_tui.engine.assess import assess
from caseload_tui.services import caseload, opening
from caseload_tui.services.importing import Import
from caseload_tui.services.session import Session
from caseload_tui.services.today import AWAITED, DUE_NOW, GAPS, OVERDUE, TITLES, today
from caseload_tui.services.views import Today
from caseload_tui.store.keys import weak_keys_in_tests
from caseload_tui.store.open import create_demo
from tests.builders import a_case, a_contact, a_pause, a_plan, a_registration, a_review, a_sentence, a_spell

MONDAY = dt.date(2026, 11, 23)
NOW = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
NORTHSIDE = Path(__file__).parents[2] / "fixtures" / "northside"
STAMP = Stamp(NOW, "R. EXAMPLE")
UNSEEN, HIGH, ENFORCEMENT, MEETINGS, EVIDENCE, REVIEWS, DUE = TITLES

Load = Callable[..., Today]


@pytest.fixture
def load(tmp_path: Path) -> Iterator[Load]:
    """Give a function that puts people in a store and returns Today of everyone, or of an officer."""
    store = create_demo(tmp_path / "demo.store", STAMP)

    def loaded(*people: CaseFacts, me: str | None = None, day: dt.date | None = None) -> Today:
        with store.bulk("demo.open", stamp=STAMP, source="a test") as bulk:
            bulk.put_all("cases", [facts.case for facts in people])
            for field in fields(CaseFacts)[1:]:
                bulk.put_all(field.name, [row for facts in people for row in getattr(facts, field.name)])
        if me:
            with store.write("store.init", stamp=STAMP) as change:
                change.set("officer_code", me)
        return today(Session(store, lambda: NOW, as_of=day))

    yield loaded
    store.close()


def person(
    name: str, rosh: str = "M", *rows: object, seen: str | None = "2026-11-19", plan: str = "2026-11-02"
) -> CaseFacts:
    """Return somebody on a community order who is owed nothing, unless what is given says otherwise."""
    crn = f"X{name}"
    order = a_sentence(f"S{name}", starts="2025-01-06", crn=crn)
    usual = [
        order,
        a_spell("2025-01-06", sentence_id=order.sentence_id),
        a_contact("2025-01-07", "CHVS", crn=crn),
        a_plan(plan, crn=crn),
        a_review("2026-11-02", "risk", crn=crn),
        a_contact("2026-11-30", outcome=None, arranged="2026-11-02", crn=crn),
    ]
    if seen:
        usual.append(a_contact(seen, crn=crn))
    return a_case(*usual, *rows, crn=crn, rosh=rosh, surname=name, forenames=None)


def released(name: str, *rows: object, on: str = "2026-11-17") -> CaseFacts:
    """Return somebody released on licence, whose first appointment was arranged in time."""
    crn = f"X{name}"
    sentence = a_sentence(f"S{name}", "CUSTODY", starts="2025-01-06", crn=crn)
    inside = a_spell("2025-01-06", on, "custody", sentence_id=sentence.sentence_id)
    outside = a_spell(on, because="release", sentence_id=sentence.sentence_id)
    ahead = a_contact("2026-11-30", outcome=None, arranged="2026-11-02", crn=crn)
    return a_case(sentence, inside, outside, ahead, *rows, crn=crn, rosh="M", surname=name, forenames=None)


def placed(view: Today) -> dict[str, list[str]]:
    return {group.title: [row.name for row in group.rows] for group in view.groups}


def test_each_person_stands_at_the_first_step_that_any_duty_reaches(load: Load) -> None:
    view = load(
        released("AA", a_contact("2026-11-18", outcome="AFTA", arranged="2026-11-10", crn="XAA")),
        person("BB", "H", seen="2026-10-30", plan="2025-03-01"),
        person("CC", "L", seen="2026-09-01"),
        person("DD", plan="2025-03-01"),
        person("EE"),
    )
    assert placed(view) == {UNSEEN: ["AA"], HIGH: ["BB"], MEETINGS: ["CC"], REVIEWS: ["DD"]}
    assert view.people == 5


def test_arranged_in_time_but_nobody_came_is_not_yet_seen(load: Load) -> None:
    # Ruling 33: the duty to arrange is met; the attended reading, due the day after release, is not.
    view = load(
        released("AA", a_contact("2026-11-18", outcome=None, arranged="2026-11-10", crn="XAA")),
        released("BB", a_contact("2026-11-18", outcome="ATTC", arranged="2026-11-10", crn="XBB")),
    )
    first = next(group for group in view.groups if group.title == UNSEEN)
    (row,) = first.rows
    assert (row.name, row.flag.rule, row.flag.state, row.flag.due_on, row.flag.days_late) == (
        "AA",
        "FIRST_LIC_ARR",
        "met",
        dt.date(2026, 11, 18),
        5,
    )
    assert row.is_unseen
    late = {(row.name, row.flag.rule) for group in view.groups for row in group.rows if row.flag.state == "overdue"}
    assert "FIRST_LIC_ARR" not in {rule for _, rule in late}  # the duty is met, so no figure counts it


def test_unlawfully_at_large_is_one_row_in_place_of_the_duties(load: Load) -> None:
    # Ruling 43.
    view = load(person("AA", "L", a_pause("2026-11-17", None, "ual", "XAA"), seen="2026-09-01"))
    assert placed(view) == {UNSEEN: ["AA"]}
    row = view.groups[0].rows[0]
    assert (row.flag.title, row.flag.severity, row.flag.days_late, row.ual_since) == (
        "unlawfully at large",
        "red",
        6,
        dt.date(2026, 11, 17),
    )
    assert view.overdue == 1


def test_a_row_says_how_many_other_duties_of_the_person_are_late_or_due(load: Load) -> None:
    view = load(person("BB", "H", seen="2026-10-30", plan="2025-03-01"), person("DD", plan="2025-03-01"))
    more = {row.name: (row.flag.rule, row.more) for group in view.groups for row in group.rows}
    assert more == {"BB": ("F2F_GAP", 2), "DD": ("PLAN_REV", 0)}


def test_of_somebody_at_large_every_duty_is_another_one(load: Load) -> None:
    # Ruling 43: at large stands in place of the duties, so all of them are beside it.
    view = load(
        person("AA", "H", a_pause("2026-11-17", None, "ual", "XAA"), seen="2026-10-30", plan="2025-03-01"),
        person("BB", "L", a_pause("2026-11-17", None, "ual", "XBB")),
    )
    assert {row.name: row.more for group in view.groups for row in group.rows} == {"AA": 3, "BB": 0}


def test_a_visit_that_was_recorded_is_done_and_no_longer_to_come(load: Load) -> None:
    view = load(
        person(
            "AA",
            "M",
            a_contact("2026-11-23", outcome="ATTC", arranged="2026-11-02", crn="XAA"),
            a_contact("2026-11-25", outcome=None, arranged="2026-11-02", crn="XAA"),
        )
    )
    assert [(e.date.day, e.outcome) for e in view.diary] == [(23, "attended, complied"), (25, None)]
    assert view.next_7_days == 1


@pytest.fixture(scope="module")
def northside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """Give the invented team, 400 people of ten officers."""
    with weak_keys_in_tests():
        path = tmp_path_factory.mktemp("northside") / "a.store"
        session, _ = opening.create(path, "four invented words here", opening.Owner("R. EXAMPLE"), now=lambda: NOW)
        Import(session, NORTHSIDE).write()
        yield session
        session.store.close()


@pytest.mark.parametrize("officer", [*(f"N01A{number:03}" for number in range(1, 11)), None])
def test_a_figure_counts_the_people_whom_its_filter_lists(northside: Session, officer: str | None) -> None:
    with northside.store.write("store.init", stamp=STAMP) as change:
        change.set("officer_code", officer or "")
    view = today(northside)

    def people(line: str) -> set[str]:
        where = parse(f"{'officer:me' if officer else ''} {line}", today=MONDAY, me=officer)
        return {row.crn for row in caseload.rows(northside, where)}

    listed = {line: people(line) for line in (OVERDUE, DUE_NOW, AWAITED, GAPS)}
    assert [len(found) for found in listed.values()] == [
        view.overdue,
        view.due_today,
        view.evidence_awaited,
        view.data_gaps,
    ]
    rows = [row for group in view.groups for row in group.rows]
    assert {row.crn for row in rows if not row.is_unseen} <= listed[OVERDUE] | listed[DUE_NOW]
    assert {row.crn for row in rows} >= listed[OVERDUE] | listed[DUE_NOW]
    if officer is None:
        assert all(listed[line] for line in (OVERDUE, DUE_NOW, AWAITED))
        assert people("flag:ual") <= listed[OVERDUE]
        counts = caseload.counts(northside, parse("", today=MONDAY))
        assert counts.red + counts.amber == view.overdue


def test_mappa_two_and_three_stand_with_high_risk(load: Load) -> None:
    level = replace(a_registration("MAPP", "2026-01-05", crn="XBB"), level="M2")
    low = replace(a_registration("MAPP", "2026-01-05", crn="XCC"), level="1")
    view = load(person("BB", "L", level, seen="2026-09-01"), person("CC", "L", low, seen="2026-09-01"))
    assert placed(view) == {HIGH: ["BB"], MEETINGS: ["CC"]}


def test_within_a_step_risk_comes_first_then_days_then_name(load: Load) -> None:
    view = load(
        person("AA", "H", seen="2026-11-01"),
        person("BB", "H", seen="2026-10-01"),
        person("CC", "VH", seen="2026-11-10"),
        person("DD", "H", seen="2026-11-01"),
    )
    assert placed(view) == {HIGH: ["CC", "BB", "AA", "DD"]}


def test_what_falls_due_today_comes_last_and_is_counted_apart(load: Load) -> None:
    # Seen 28 days ago at medium risk: due today, through the end of the day.
    view = load(person("AA", "M", seen="2026-10-26"), person("BB", "L", seen="2026-09-01"))
    assert placed(view) == {MEETINGS: ["BB"], DUE: ["AA"]}
    row = view.groups[-1].rows[0]
    assert (row.flag.due_on, row.flag.days_late) == (MONDAY, 0)
    assert row.flag.state in ("open", "due_soon")
    assert (view.overdue, view.due_today) == (1, 1)


def test_closed_and_restricted_cases_are_not_in_it(load: Load) -> None:
    late = [person(name, "H", seen="2026-09-01") for name in ("AA", "BB", "CC")]
    closed = replace(late[0], case=replace(late[0].case, closed_on=dt.date(2026, 11, 2)))
    restricted = replace(late[1], case=replace(late[1].case, limited_access=True))
    view = load(closed, restricted, late[2])
    assert placed(view) == {HIGH: ["CC"]}
    assert view.people == 1
    assert all(entry.name == "CC" for entry in view.diary)


def test_an_officer_sees_own_people_only(load: Load) -> None:
    mine, other = person("AA", "H", seen="2026-09-01"), person("BB", "H", seen="2026-09-01")
    view = load(mine, replace(other, case=replace(other.case, officer_code="N02")), me="N01A001")
    assert placed(view) == {HIGH: ["AA"]}
    assert (view.people, view.overdue) == (1, 1)


def test_the_diary_is_that_of_the_coming_week_and_what_waits_is_listed(load: Load) -> None:
    view = load(
        person(
            "AA",
            "M",
            replace(a_contact("2026-11-23", outcome=None, arranged="2026-11-02", crn="XAA"), start_time="10:00"),
            a_contact("2026-11-25", "COPT", outcome="RSOF", arranged="2026-11-02", crn="XAA"),
            a_contact("2026-11-18", outcome=None, arranged="2026-11-02", crn="XAA"),
            a_contact("2026-11-16", outcome="AFTA", arranged="2026-11-02", crn="XAA"),
        ),
    )
    assert [(e.date, e.time, e.mode, e.name) for e in view.diary] == [(MONDAY, "10:00", "office", "AA")]
    assert [(e.date, e.type_title) for e in view.no_outcome] == [(dt.date(2026, 11, 18), "Planned Office Visit (NS)")]
    assert (view.next_7_days, view.without_outcome, view.evidence_awaited) == (1, 1, 1)


def test_another_day_is_seen_as_it_was(load: Load) -> None:
    view = load(person("AA", "H", seen="2026-11-19"), day=dt.date(2026, 11, 18))
    assert placed(view) == {HIGH: ["AA"]}
    assert view.as_of == dt.date(2026, 11, 18)


def test_missing_facts_are_counted_as_gaps(load: Load) -> None:
    # Ruling 18: a sentence without any day cannot be judged, which is never shown as fine.
    view = load(a_case(a_sentence(starts=None)))
    assert (view.data_gaps, view.overdue) == (1, 0)


def test_nobody_makes_an_empty_screen(load: Load) -> None:
    view = load()
    assert (view.groups, view.diary, view.people, view.overdue) == ((), (), 0, 0)


def test_the_ledger_is_read_and_only_the_released_are_assessed(load: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def counted(facts: CaseFacts, *others: Any) -> object:  # noqa: ANN401 - handed on as they come
        asked.append(facts.case.crn)
        return assess(facts, *others)

    monkeypatch.setattr("caseload_tui.services.today.assess", counted)
    arranged = a_contact("2026-11-20", outcome=None, arranged="2026-11-10", crn="XBB")
    load(person("AA", "H", seen="2026-09-01"), released("BB", arranged, on="2026-11-19"), released("DD"), person("CC"))
    assert asked == ["XBB"]
