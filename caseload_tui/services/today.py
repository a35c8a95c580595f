"""Today: what to do first and which step of the order put it there, the diary of seven days, and what waits.

A list of work, never a score of a person. It is read from the ledger; only people just released are assessed, since
the ledger keeps of a first appointment whether it was arranged, not yet whether it was attended.
"""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from fnmatch import fnmatchcase
from functools import cache
from typing import Final

from caseload_tui.domain import codes, filters
from caseload_tui.domain.words import MODE_TITLES, RESCHEDULED, ROSH_LEVELS
from caseload_tui.engine.assess import assess
from caseload_tui.services.session import Session
from caseload_tui.services.views import DiaryEntry, FirstGroup, FirstRow, Flag, Today
from caseload_tui.standards.rule import Profile, Standing
from caseload_tui.store.cells import Appointment
from caseload_tui.store.cells import at_large as in_place
from caseload_tui.store.first import First, Someone, Urgent

RELEASED, HIGH_RISK, ENFORCEMENT, IN_PERSON, EVIDENCE, REST, DUE_TODAY = range(7)
TITLES: Final = (
    "Released and not yet seen, or unlawfully at large",
    "High and very high RoSH",
    "Breach and recall",
    "Other in-person contact",
    "Evidence and decisions",
    "Reviews",
    "Due today",
)
"""The steps of the order, each the reason why its rows stand where they are."""

_RELEASE: Final = "FIRST_LIC_ARR"
_UNSEEN: Final = (_RELEASE, "FIRST_ATT")
_VISITS: Final = ("F2F_GAP", "HV_*")
_MEETINGS: Final = (*_VISITS, "FIRST_*")
_ENFORCED: Final = ("WARN", "BREACH_*", "LIC_SECOND", "RECALL_*")
_JUDGED: Final = ("ABS_*",)
_HIGH: Final = frozenset({"H", "VH"})
_MAPPA: Final = frozenset({"2", "3"})
_ATTENDED: Final = "attended"

_MOST_ASSESSED: Final = 100
"""People just released who are assessed; with more the screen would have to wait."""

_MOST_WAITING: Final = 50
_LARGEST_DIARY: Final = 500
"""People whose appointments still make a diary, where nobody's own is asked for."""

_WEEK: Final = dt.timedelta(days=6)

OVERDUE, DUE_NOW, AWAITED, GAPS = "overdue:any", "due:any<=0d -overdue:any", "flag:evidence", "flag:gap"
"""The filters that list the people whom the figures of Today count."""


def today(session: Session) -> Today:
    """Return the first screen for the day looked at: of the officer who works here, else of everyone."""
    store, day = session.store, session.day
    me = session.officer_code
    mine = "officer:me" if me else ""

    def people_of(line: str) -> First:
        return store.first(filters.parse(f"{mine} {line}", today=day, me=me), as_of=day)

    with store.snapshot():
        first = people_of("")
        urgent, at_large = first.urgent(), first.at_large()
        placed = at_large.keys() | {u.crn for u in urgent if u.flag.rule in _UNSEEN and u.flag.state == "overdue"}
        late = {u.crn for u in urgent if u.flag.state == "overdue"} | at_large.keys()
        unseen = _not_yet_seen(session, first.released_unseen(_MOST_ASSESSED, without=placed))
        known = first.people({u.crn for u in (*urgent, *unseen)} | at_large.keys())
        people = first.number()
        waiting, oldest = first.without_outcome(_MOST_WAITING)
        diary = store.diary(me, day, day + _WEEK) if me or people <= _LARGEST_DIARY else []
        rows = _rows(urgent, unseen, at_large, known, day)
        diary = [entry for entry in diary if entry.outcome_code not in RESCHEDULED]
        return Today(
            as_of=day,
            groups=_groups(rows),
            diary=tuple(_entry(entry) for entry in diary),
            no_outcome=tuple(_entry(entry) for entry in oldest),
            overdue=len(late),
            due_today=len({u.crn for u in urgent} - late),
            next_7_days=sum(entry.outcome_code is None for entry in diary),
            without_outcome=waiting,
            evidence_awaited=people_of(AWAITED).number(),
            data_gaps=people_of(GAPS).number(),
            people=people,
        )


def _not_yet_seen(session: Session, crns: list[str]) -> list[Urgent]:
    """Return the first appointments after release that were arranged in time, but are past due and nobody came."""
    found = []
    for facts in session.store.each_facts(crns) if crns else ():
        standing = _first_only(session.standing(facts))
        for duty in assess(facts, standing, session.calendar, session.day, session.as_known):
            late = [reading for reading in duty.readings if reading.name == _ATTENDED and reading.state == "overdue"]
            if late and duty.state != "overdue":
                due_on = late[0].due_on
                days = (session.day - due_on).days if due_on else 0
                flag = Flag(duty.state, duty.severity, duty.rule, duty.title, due_on, days, duty.sentence_id)
                found.append(Urgent(facts.case.crn, flag))
    return found


def _first_only(standing: Standing) -> Standing:
    """Return the standing with the one rule that is asked about, so that the others are not worked out."""

    def cut(profile: Profile) -> Profile:
        return replace(profile, rules={_RELEASE: profile.rules[_RELEASE]} if _RELEASE in profile.rules else {})

    return Standing(cut(standing.default), tuple((start, end, cut(profile)) for start, end, profile in standing.rows))


def _rows(
    urgent: Collection[Urgent],
    unseen: Collection[Urgent],
    at_large: Mapping[str, dt.date],
    known: Mapping[str, Someone],
    day: dt.date,
) -> list[tuple[int, FirstRow]]:
    """Return one row a person, at the first step that any of their duties reaches, in the order of the screen."""
    worst: dict[str, tuple[int, Flag]] = {each.crn: (RELEASED, each.flag) for each in unseen}
    never_came = worst.keys() - at_large.keys()
    for each in urgent:
        found = (_step(each.flag, known[each.crn]), each.flag)
        if each.crn not in worst or _first(found) < _first(worst[each.crn]):
            worst[each.crn] = found
    others = Counter(each.crn for each in (*urgent, *unseen))
    for crn, since in at_large.items():
        worst[crn] = (RELEASED, in_place(since, day, worst[crn][1] if crn in worst else None))
    rows = [
        (
            step,
            FirstRow(
                crn=crn,
                name=known[crn].name,
                rosh=known[crn].rosh,
                flag=flag,
                ual_since=at_large.get(crn),
                is_unseen=crn in never_came,
                more=others[crn] - (crn not in at_large),
            ),
        )
        for crn, (step, flag) in worst.items()
    ]
    return sorted(rows, key=lambda placed: _place(*placed))


def _first(found: tuple[int, Flag]) -> tuple[int, bool, int, str]:
    step, flag = found
    return step, flag.severity != "red", -flag.days_late, flag.rule


def _place(step: int, row: FirstRow) -> tuple[int, int, int, str, str]:
    """Return where a row stands: step, RoSH, days overdue, name. RoSH not recorded stands with the highest."""
    level = ROSH_LEVELS.index(row.rosh) if row.rosh in ROSH_LEVELS else len(ROSH_LEVELS)
    return step, -level, -row.flag.days_late, row.name, row.crn


def _step(flag: Flag, person: Someone) -> int:
    """Return the step of the order that a duty reaches."""
    rule, is_overdue = flag.rule, flag.state == "overdue"
    if is_overdue and rule in _UNSEEN:
        return RELEASED
    if is_overdue and _is_one(rule, _VISITS) and (person.rosh in _HIGH or person.mappa in _MAPPA):
        return HIGH_RISK
    if _is_one(rule, _ENFORCED):
        return ENFORCEMENT
    if is_overdue and _is_one(rule, _MEETINGS):
        return IN_PERSON
    if _is_one(rule, _JUDGED):
        return EVIDENCE
    return REST if is_overdue else DUE_TODAY


@cache
def _is_one(rule: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(rule, pattern) for pattern in patterns)


def _groups(rows: Iterable[tuple[int, FirstRow]]) -> tuple[FirstGroup, ...]:
    by_step: dict[int, list[FirstRow]] = {}
    for step, row in rows:
        by_step.setdefault(step, []).append(row)
    return tuple(FirstGroup(TITLES[step], tuple(listed)) for step, listed in by_step.items())


def _entry(entry: Appointment) -> DiaryEntry:
    kind = codes.contact_types().get(entry.type_code)
    outcome = codes.outcomes().get(entry.outcome_code or "")
    words = MODE_TITLES.get(entry.mode or "", "")
    return DiaryEntry(
        contact_id=entry.contact_id,
        crn=entry.crn,
        name=entry.name,
        date=entry.date,
        time=entry.start_time,
        mode=words if entry.mode != "none" else "other",
        place=entry.place,
        type_title=kind.title if kind else entry.type_code,
        outcome=outcome.title if outcome else entry.outcome_code,
    )
