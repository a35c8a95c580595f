"""Lists say what the records say: each filter against the same question asked of every person's facts in Python."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest

from caseload_tui.domain.calendar import national
from caseload_tui.domain.facts import CaseFacts
from caseload_tui.domain.filters import Filter, parse
from caseload_tui.domain.stamp import Stamp
from caseload_tui.engine.assess import assess
from caseload_tui.engine.knowledge import is_appointment, seen_on
from caseload_tui.engine.obligation import Assessed
from caseload_tui.engine.person import mappa_level_on, rosh_on, ual_since
from caseload_tui.engine.summary import summary
from caseload_tui.services.demo import tables
from caseload_tui.services.inventing.caseload import Caseload
from caseload_tui.standards.load import shipped, standing
from caseload_tui.store import open as stores
from caseload_tui.store.store import Store
from tests.store.conftest import PASSPHRASE, TODAY

PAST = TODAY - dt.timedelta(days=90)
ALL = 80
LIVE = ("open", "due_soon", "overdue", "unknown", "upcoming")


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Return a store of invented people, closed and restricted ones among them."""
    stamp = Stamp(dt.datetime(2026, 11, 22, 9, 30, tzinfo=dt.UTC), "N01A001")
    store, _ = stores.create(tmp_path_factory.mktemp("crowd") / "a.store", PASSPHRASE, stamp=stamp)
    invented = Caseload(ALL, 11, TODAY, shipped()["ps-ns2021"], national())
    with store.bulk("folder.import", stamp=stamp, source="a test") as load:
        for name, records in tables(invented):
            load.put_all(name, records)
    yield store
    store.close()


@pytest.fixture(scope="module")
def everyone(crowd: Store) -> list[CaseFacts]:
    return list(crowd.each_facts(notes=True))


def listed(store: Store, line: str, day: dt.date) -> set[str]:
    found = store.cases(parse(line, today=day, me="N01A001"), as_of=day)
    rows = found.rows(0, len(found))
    assert [row.crn for row in rows] == found.crns(0, len(found))
    assert len(rows) == len(found) == len({row.crn for row in rows})
    assert {row.crn for row in rows} == set(store.crns(parse(line, today=day, me="N01A001"), as_of=day))
    return {row.crn for row in rows}


def duties(facts: CaseFacts, day: dt.date) -> tuple[Assessed, ...]:
    return assess(facts, standing(facts, shipped(), "ps-ns2021"), national(), day)


def is_open(facts: CaseFacts, day: dt.date) -> bool:
    return facts.case.closed_on is None or facts.case.closed_on > day


def ago(facts: CaseFacts, day: dt.date) -> int | None:
    seen = summary(seen_on(facts, day)).seen_on
    return None if seen is None else (day - seen).days


def runs(facts: CaseFacts, day: dt.date) -> set[str]:
    found: set[str] = set()
    for sentence in facts.sentences:
        start = sentence.starts_on or sentence.sentenced_on
        ends = [end for end in (sentence.ended_on, sentence.ends_on) if end is not None]
        if start is not None and start <= day and all(day < end for end in ends):
            outside = any(
                s.sentence_id == sentence.sentence_id
                and s.setting == "community"
                and s.from_on <= day
                and (s.to_on is None or day < s.to_on)
                for s in facts.spells
            )
            found.add(sentence.type if sentence.type != "CUSTODY" else "LIC" if outside else "CUS")
    return found


def late(facts: CaseFacts, day: dt.date, rule: str, more_than: int) -> bool:
    found = (a for a in duties(facts, day) if a.state == "overdue" and a.obligation.rule == rule)
    return any(a.days_late > more_than for a in found)


SAME: dict[str, Callable[[CaseFacts, dt.date], bool]] = {
    "": lambda _f, _d: True,
    "rosh:high,vh": lambda f, d: rosh_on(f, d) in ("H", "VH"),
    "-rosh:high": lambda f, d: rosh_on(f, d) != "H",
    "mappa:1..3": lambda f, d: mappa_level_on(f, d) in ("1", "2", "3"),
    "officer:me": lambda f, d: f.officer_on(d) == "N01A001",
    "-officer:me": lambda f, d: f.officer_on(d) != "N01A001",
    "seen:>30d": lambda f, d: (ago(f, d) or 0) > 30 or ago(f, d) is None,
    "seen:<=14d": lambda f, d: ago(f, d) is not None and (ago(f, d) or 0) <= 14,
    "seen:never": lambda f, d: ago(f, d) is None,
    "flag:ual": lambda f, d: ual_since(f, d) is not None,
    "sentence:licence": lambda f, d: "LIC" in runs(f, d),
    "sentence:custody,co": lambda f, d: bool(runs(f, d) & {"CUS", "CO"}),
    "overdue:in-person": lambda f, d: late(f, d, "F2F_GAP", 0),
    "overdue:in-person>9d": lambda f, d: late(f, d, "F2F_GAP", 9),
    # Ruling 43: whoever is unlawfully at large is among the overdue.
    "overdue:any": lambda f, d: (
        ual_since(f, d) is not None or any(a.state == "overdue" and a.severity != "blue" for a in duties(f, d))
    ),
    "-overdue:any": lambda f, d: not SAME["overdue:any"](f, d),
    "open:plan": lambda f, d: any(
        a.state in LIVE and a.obligation.rule.startswith("PLAN_") and a.obligation.seen_to is None for a in duties(f, d)
    ),
    "due:plan<4w": lambda f, d: any(
        a.state in ("open", "due_soon", "upcoming")
        and a.obligation.rule.startswith("PLAN_")
        and a.due_on is not None
        and d <= a.due_on < d + dt.timedelta(weeks=4)
        for a in duties(f, d)
    ),
}


@pytest.mark.parametrize("day", [TODAY, PAST], ids=["today", "a past day"])
@pytest.mark.parametrize("line", SAME)
def test_a_filter_names_those_whose_facts_say_so(
    crowd: Store, everyone: list[CaseFacts], line: str, day: dt.date
) -> None:
    meant = {f.case.crn for f in everyone if is_open(f, day) and not f.case.limited_access and SAME[line](f, day)}
    assert listed(crowd, line, day) == meant


def test_the_filters_tell_people_apart(crowd: Store) -> None:
    sizes = {line: len(listed(crowd, line, TODAY)) for line in SAME}
    told_apart = [line for line, size in sizes.items() if 0 < size < sizes[""]]
    assert len(told_apart) > len(SAME) / 2, sizes


@pytest.mark.parametrize("day", [TODAY, PAST], ids=["today", "a past day"])
def test_the_row_of_a_person_says_what_the_engine_says(crowd: Store, everyone: list[CaseFacts], day: dt.date) -> None:
    by_crn = {facts.case.crn: facts for facts in everyone}
    found = crowd.cases(Filter(), as_of=day)
    for row in found.rows(0, len(found)):
        facts = by_crn[row.crn]
        seen = summary(seen_on(facts, day))
        assert (row.seen_on, row.contact_on) == (seen.seen_on, seen.contact_on)
        assert (row.rosh, row.officer_code) == (rosh_on(facts, day), facts.officer_on(day))
        assert row.ual_since == ual_since(facts, day)
        overdue = [a for a in duties(facts, day) if a.state == "overdue"]
        assert row.counts.get("overdue", 0) == len(overdue)
        if row.ual_since:
            assert row.flag is not None
            assert (row.flag.state, row.flag.severity, row.flag.due_on) == ("overdue", "red", row.ual_since)
        elif overdue:
            worst = min(("red", "amber", "blue").index(a.severity) for a in overdue)
            assert row.flag is not None
            if worst < 2:
                assert row.flag.severity == ("red", "amber")[worst]
                assert row.flag.days_late == max(a.days_late for a in overdue if a.severity == row.flag.severity)


@pytest.mark.parametrize("back", range(0, 400, 37))
def test_the_overdue_view_of_any_day_is_what_the_engine_says_of_it(
    crowd: Store, everyone: list[CaseFacts], back: int
) -> None:
    day = TODAY - dt.timedelta(days=back)
    meant = {
        (f.case.crn, a.obligation.rule, a.obligation.sentence_id or "", a.due_on)
        for f in everyone
        if is_open(f, day) and not f.case.limited_access
        for a in duties(f, day)
        if a.state == "overdue"
    }
    found = crowd.overdue(day)
    assert {(row.crn, row.rule, row.sentence_id, row.due_on) for row in found} == meant
    assert found == sorted(found, key=lambda row: (row.severity, row.due_on, row.crn, row.rule, row.sentence_id))


def test_the_ledger_s_order_and_the_worked_out_order_are_one(crowd: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    found = crowd.cases(Filter(), as_of=TODAY)
    one = found.rows(0, ALL)
    monkeypatch.setattr("caseload_tui.store.lists._FEW", 0)
    other = crowd.cases(Filter(), as_of=TODAY)
    assert [row.crn for row in other.rows(10, 20)] == [row.crn for row in one[10:30]]
    groups = [(row.flag.state, row.flag.severity, row.flag.due_on) if row.flag else None for row in other.rows(0, ALL)]
    assert groups == [(row.flag.state, row.flag.severity, row.flag.due_on) if row.flag else None for row in one]


@pytest.mark.parametrize("line", ["overdue:plan", "due:in-person,plan", "open:risk", "overdue:any rosh:low,medium"])
@pytest.mark.parametrize("day", [TODAY, PAST], ids=["today", "a past day"])
def test_a_row_shows_the_duty_that_was_asked_for_and_stands_by_it(
    crowd: Store, line: str, day: dt.date, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = parse(line, today=day)
    codes = tuple(code.removesuffix("*") for code in where.terms[0].values[0].codes)
    rows = [row for row in crowd.cases(where, as_of=day).rows(0, ALL) if not row.ual_since]
    assert rows or day == PAST
    for row in rows:
        assert row.flag is not None
        assert line.startswith(("overdue:any", "due")) or row.flag.rule.startswith(codes)
        assert line.startswith("open") or (row.flag.state == "overdue") == line.startswith("overdue")
    late = [row.flag.days_late for row in rows if row.flag and row.flag.severity == "red"]
    assert late == sorted(late, reverse=True)
    if day == TODAY:
        monkeypatch.setattr("caseload_tui.store.lists._FEW", 0)
        assert [row for row in crowd.cases(where, as_of=day).rows(0, ALL) if not row.ual_since] == rows


@pytest.mark.parametrize("day", [TODAY, TODAY - dt.timedelta(days=2)], ids=["today", "a past day"])
def test_unlawfully_at_large_stands_first_and_is_counted_red(crowd: Store, day: dt.date) -> None:
    away = listed(crowd, "flag:ual", day)
    assert away
    assert set(crowd.cases(Filter(), as_of=day).crns(0, len(away))) == away
    assert crowd.counts(day, parse("flag:ual", today=day)).red == len(away)


def test_people_are_counted_once_under_their_worst_flag(crowd: Store) -> None:
    counts = crowd.counts(TODAY)
    found = crowd.cases(Filter(), as_of=TODAY)
    flags = [row.flag for row in found.rows(0, ALL) if row.flag]
    assert counts.people == len(found)
    assert counts.red == sum(f.state == "overdue" and f.severity == "red" for f in flags)
    assert counts.amber == sum(f.state == "overdue" and f.severity == "amber" for f in flags)
    assert counts.blue == sum(f.state == "overdue" and f.severity == "blue" for f in flags)
    assert counts.soon == sum(f.state == "due_soon" or (f.state == "open" and f.due_on == TODAY) for f in flags)


@pytest.mark.parametrize("column", ["name", "rosh", "seen", "due", "booked", "officer", "lateness", "release", "ends"])
def test_every_order_can_be_turned_round_and_leaves_nobody_out(crowd: Store, column: str) -> None:
    up = crowd.cases(parse(f"sort:{column}", today=TODAY), as_of=TODAY)
    down = crowd.cases(parse(f"sort:-{column}", today=TODAY), as_of=TODAY)
    assert sorted(up.crns(0, ALL)) == sorted(down.crns(0, ALL))
    rows = up.rows(0, ALL)
    shown: dict[str, Sequence[Any]] = {
        "name": [row.name.lower() for row in rows],
        "seen": [row.seen_on for row in rows if row.seen_on],
        "booked": [(row.booked_on, row.booked_time or "") for row in rows if row.booked_on],
        "officer": [row.officer_code for row in rows if row.officer_code],
        "release": [row.release_on for row in rows if row.release_on],
        "ends": [row.ends_on for row in rows if row.ends_on],
    }
    assert list(shown.get(column, ())) == sorted(shown.get(column, ()))


def test_closed_and_restricted_people_are_left_out_unless_they_are_asked_for(crowd: Store, stamp: Stamp) -> None:
    everybody = set(crowd.crns(Filter(), as_of=TODAY))
    closed = listed(crowd, "closed", TODAY)
    assert not closed & everybody
    case = crowd.rows(type(next(crowd.each_facts()).case), crn=min(everybody))[0]
    with crowd.write("person.add", stamp=stamp) as change:
        change.put(type(case)(**{name: getattr(case, name) for name in case.__slots__} | {"limited_access": True}))
    assert crowd.restricted() == 1
    assert listed(crowd, "", TODAY) == everybody - {case.crn}
    assert not any(row.crn == case.crn for row in crowd.overdue(TODAY))
    assert crowd.search(case.crn, 5) == []
    assert listed(crowd, "flag:restricted", TODAY) == {case.crn}
    assert crowd.undo(stamp) is not None


@pytest.mark.parametrize("typed", ["x100001", "sample al", "ALAN", "a1234bc", "A1234 BC", "sam"])
def test_a_person_is_found_by_any_written_form(filled: Store, typed: str) -> None:
    assert [found.crn for found in filled.search(typed, 5)] == ["X100001"]
    assert listed(filled, typed, TODAY) == {"X100001"}


@pytest.mark.parametrize(
    "typed", ['"', "'; DROP TABLE cases; --", "NEAR(", "*", "sample OR", "(", "^", "\x00", "-" * 9]
)
def test_what_is_typed_is_never_a_statement(filled: Store, typed: str) -> None:
    filled.search(typed, 5)
    assert len(filled.crns(Filter(), as_of=TODAY)) == 3


def test_the_diary_holds_the_appointments_of_an_officer(crowd: Store, everyone: list[CaseFacts]) -> None:
    last = TODAY + dt.timedelta(days=6)
    meant = {
        contact.contact_id
        for facts in everyone
        if is_open(facts, TODAY)
        for contact in facts.contacts
        if TODAY <= contact.date <= last
        and is_appointment(contact)
        and (contact.officer_code or facts.officer_on(TODAY)) == "N01A001"
    }
    found = crowd.diary("N01A001", TODAY, last)
    assert meant
    assert {entry.contact_id for entry in found} == meant
    times = [(entry.date, entry.start_time or "") for entry in found]
    assert times == sorted(times)
