"""The cells of the Caseload for the people in view, and appointments for a diary."""

import datetime as dt
import json
from collections import Counter
from typing import Final

from caseload_tui.domain import codes
from caseload_tui.domain.filters import Filter
from caseload_tui.domain.records import Case
from caseload_tui.engine.ledger import LedgerRow
from caseload_tui.store import ledger, past, sight
from caseload_tui.store.cells import Appointment, CaseRow, at_large
from caseload_tui.store.derive import Basis
from caseload_tui.store.driver import Driver, Row
from caseload_tui.store.filtering import address_types, condition
from caseload_tui.store.rows import day_of

_PLAN_REVIEW: Final = "PLAN_REV"
_WAY: Final = "way_of(b.type_code, b.mode)"
_SENTENCES: Final = {"CO": "CO", "SSO": "SSO", "PSS": "PSS", "LIC": "licence", "CUS": "custody", "DEFERRED": "deferred"}


def case_rows(driver: Driver, basis: Basis, people: list[str], day: dt.date, where: Filter) -> list[CaseRow]:
    """Return the rows of some people as seen on a day, in the order given, with the duties that the filter asks for."""
    asked = ledger.query(driver, day)
    shown = (
        "c.crn, c.surname, c.forenames, c.tier, c.limited_access, c.closed_on",
        *(sight.ROSH, sight.OFFICER, sight.TEAM),
        *(sight.last("counts_as_seen"), sight.last("counts_as_seen", _WAY)),
        *(sight.last("counts_as_heard"), sight.last("counts_as_heard", _WAY)),
        *(sight.BOOKED, sight.BOOKED_TYPE, sight.RELEASE, sight.ENDS, sight.SENTENCES, sight.ADDRESS, sight.UAL),
    )
    sql = f"SELECT {', '.join(shown)} FROM json_each(:crns) j CROSS JOIN cases c ON c.crn = j.value"  # noqa: S608 - own words
    live = past.live(driver, basis, day, people)
    found = driver.all(sql, {**asked.parameters, "crns": json.dumps(people)})
    rows = {row[0]: _case_row(row, live.get(row[0], []), day, where) for row in found}
    return [rows[crn] for crn in people if crn in rows]


def _case_row(row: Row, live: list[LedgerRow], day: dt.date, where: Filter) -> CaseRow:
    crn, surname, forenames, tier, restricted, closed_on, rosh, officer, team, *rest = row
    seen_on, seen_mode, heard_on, heard_mode, booked, booked_type, release_on, ends_on, kinds, address, ual = rest
    counts = Counter(ledger.state_on(each, day) for each in live)
    review = next((each.due_on for each in live if each.rule == _PLAN_REVIEW), None)
    flag = ledger.flag_of(past.matched(where, live, day)[0], day) if live else None
    ual_since = _day(ual)
    on, _, time = (booked or "").partition(" ")
    return CaseRow(
        crn=crn,
        name=Case(crn, surname, forenames).name,
        tier=tier,
        rosh=rosh,
        officer_code=officer,
        team_code=team,
        is_restricted=restricted == 1,
        flag=at_large(ual_since, day, flag) if ual_since else flag,
        seen_on=_day(seen_on),
        seen_mode=seen_mode,
        contact_on=_day(heard_on),
        contact_mode=heard_mode,
        booked_on=_day(on),
        booked_time=time or None,
        booked_type=booked_type,
        plan_review_on=review,
        release_on=_day(release_on),
        ends_on=_day(ends_on),
        sentence=", ".join(_SENTENCES.get(kind, kind) for kind in sorted((kinds or "").split(","))) or None,
        address=_address(address),
        ual_since=ual_since,
        closed_on=_day(closed_on) if closed_on and closed_on <= day.isoformat() else None,
        counts=dict(counts),
    )


def _day(text: str | None) -> dt.date | None:
    return day_of[text] if text else None


def _address(type_code: str | None) -> str | None:
    """Return where a person lives in one word; of a kind that says neither its name, none when nothing is recorded."""
    if type_code is None:
        return None
    for word in ("homeless", "settled", "transient"):
        if type_code in address_types(word):
            return word
    return codes.accommodation_words().get(type_code, type_code)


def diary(driver: Driver, officer: str | None, first: dt.date, last: dt.date) -> list[Appointment]:
    """Return the appointments of an officer (of everyone when None is named) from one day to another, both included.

    A contact that names no officer is the case officer's. Outcomes are those known on the first day.
    """
    people = condition(Filter(), asked := ledger.query(driver, first))
    said_on = "''" if asked.is_now else "b.date"
    whose = f"coalesce(b.officer_code, {sight.OFFICER})"
    if officer is not None:
        people += (
            " AND c.crn IN (SELECT crn FROM cases WHERE officer_code = :officer"
            " UNION SELECT crn FROM allocations WHERE officer_code = :officer"
            " UNION SELECT crn FROM contacts WHERE officer_code = :officer AND outcome_code IS NULL"
            " AND date BETWEEN :day AND :last)"
        )
    sql = (
        "SELECT b.contact_id, b.crn, c.surname, c.forenames, b.date, b.start_time, b.end_time, b.type_code,"  # noqa: S608 - own words
        f" coalesce(b.mode, {_WAY}), b.place, {whose},"
        f" CASE WHEN coalesce(b.outcome_on, {said_on}) <= :day THEN b.outcome_code END"
        f" FROM cases c CROSS JOIN contacts b ON b.crn = c.crn AND b.date BETWEEN :day AND :last WHERE {people}"
        " AND b.type_code IN (SELECT value FROM json_each(:appointments)) AND coalesce(b.mode, '') <> 'none'"
        f" AND (:officer IS NULL OR {whose} = :officer) ORDER BY b.date, b.start_time, b.crn, b.contact_id"
    )
    values = {**asked.parameters, "last": last.isoformat(), "officer": officer}
    return [
        Appointment(row[0], row[1], Case(row[1], row[2], row[3]).name, day_of[row[4]], *row[5:])
        for row in driver.each(sql, values)
    ]
