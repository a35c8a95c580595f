"""What a case says on a day, as SQL over `cases c`: the expressions that lists filter by, sort by and show.

Every expression may use the named parameters of `parameters`; the two functions come from `teach`.
"""

# ruff: noqa: S608 - this module builds SQL from its own words; what people type is always a parameter.

import datetime as dt
import json
from typing import Final

from caseload_tui.domain import codes
from caseload_tui.domain.calendar import Calendar
from caseload_tui.domain.records import Contact
from caseload_tui.domain.words import Mode
from caseload_tui.engine.counting import mode_of
from caseload_tui.engine.schedule import ROSH_OF_TYPE
from caseload_tui.engine.summary import counts_as_heard, counts_as_seen
from caseload_tui.store.driver import Driver

LATER: Final = "9999-12-31"
"""After any day: stands in for an end that is not there."""


def held(alias: str, start: str = "from_on", end: str = "to_on") -> str:
    """Return the condition that the day lies in [start, end) of a row."""
    return f"{alias}.{start} <= :day AND coalesce({alias}.{end}, '{LATER}') > :day"


RUNS: Final = (
    "coalesce(s.starts_on, s.sentenced_on, '') <= :day"
    f" AND min(coalesce(s.ended_on, '{LATER}'), coalesce(s.ends_on, '{LATER}')) > :day"
)
"""The condition that sentence `s` is served on the day (ruling 17)."""

OFFICER: Final = (
    "coalesce((SELECT a.officer_code FROM allocations a"
    f" WHERE a.crn = c.crn AND {held('a')} AND (a.role = 'COM' OR (a.role = 'POM' AND EXISTS"
    f" (SELECT 1 FROM sentences s JOIN spells p USING (sentence_id) WHERE s.crn = c.crn"
    f" AND p.setting = 'custody' AND {held('p')})))"
    " ORDER BY a.role, a.from_on DESC, a.officer_code DESC LIMIT 1), c.officer_code)"
)
"""Who owns the duties of the case on the day (ruling 61)."""

TEAM: Final = f"coalesce(c.team_code, (SELECT o.team_code FROM officers o WHERE o.officer_code = {OFFICER}))"

_WORDED: Final = " ".join(f"WHEN '{code}' THEN '{level}'" for code, level in ROSH_OF_TYPE.items())
_RANKED: Final = " ".join(f"WHEN '{code}' THEN {-at}" for at, code in enumerate(ROSH_OF_TYPE))
ROSH: Final = (
    f"coalesce((SELECT CASE g.type_code {_WORDED} END FROM registrations g WHERE g.crn = c.crn"
    f" AND g.type_code IN ({', '.join(repr(code) for code in ROSH_OF_TYPE)})"
    f" AND {held('g', 'registered_on', 'removed_on')}"
    f" ORDER BY g.registered_on DESC, CASE g.type_code {_RANKED} END LIMIT 1), c.rosh)"
)
"""Risk of serious harm on the day, by registration or as the case says (ruling 1)."""

MAPPA: Final = (
    "ltrim(coalesce((SELECT g.level FROM registrations g WHERE g.crn = c.crn AND g.type_code = 'MAPP'"
    f" AND g.level IS NOT NULL AND {held('g', 'registered_on', 'removed_on')}"
    " ORDER BY g.registered_on DESC LIMIT 1), c.mappa_level), 'M')"
)


def _told(kind: str) -> str:
    return (
        f"(SELECT d.date FROM release_dates d WHERE d.sentence_id = s.sentence_id AND d.kind = '{kind}'"
        " AND d.date >= p.from_on AND coalesce(d.recorded_on, '') <= :day"
        " ORDER BY coalesce(d.recorded_on, p.from_on) DESC, d.date LIMIT 1)"
    )


RELEASE: Final = (
    f"(SELECT min(coalesce({_told('CONFIRMED')}, {_told('HDCAD')}, last_worked({_told('PRRD')}),"
    f" last_worked(coalesce(min({_told('CRD')}, {_told('ARD')}), {_told('CRD')}, {_told('ARD')}))))"
    " FROM sentences s JOIN spells p USING (sentence_id)"
    f" WHERE s.crn = c.crn AND {RUNS} AND p.setting = 'custody' AND {held('p')})"
)
"""When the person is expected to be released (ruling 27); none who is not in custody."""

ENDS: Final = f"(SELECT max(s.ends_on) FROM sentences s WHERE s.crn = c.crn AND {RUNS})"
STARTED: Final = f"(SELECT min(coalesce(s.starts_on, s.sentenced_on)) FROM sentences s WHERE s.crn = c.crn AND {RUNS})"

SENTENCE_KIND: Final = (
    "CASE WHEN s.type <> 'CUSTODY' THEN s.type WHEN EXISTS (SELECT 1 FROM spells p"
    f" WHERE p.sentence_id = s.sentence_id AND p.setting = 'community' AND {held('p')}) THEN 'LIC' ELSE 'CUS' END"
)
"""Kind of sentence `s` in the words of a filter: a prison sentence is a licence once it is served outside."""

SENTENCES: Final = f"(SELECT group_concat(DISTINCT {SENTENCE_KIND}) FROM sentences s WHERE s.crn = c.crn AND {RUNS})"

ADDRESS: Final = (
    "(SELECT h.type_code FROM addresses h WHERE h.crn = c.crn"
    " AND h.status_code IN ('M', 'PM', 'S', 'B')"
    f" AND coalesce(h.recorded_on, h.verified_on, h.from_on) <= :day AND {held('h')}"
    " ORDER BY h.status_code NOT IN ('M', 'PM'), h.from_on DESC LIMIT 1)"
)
"""Type of the address where the person lives on the day."""

VERIFIED: Final = ADDRESS.replace("SELECT h.type_code", "SELECT coalesce(h.verified_on, '')")

PLANNED: Final = (
    "max(coalesce((SELECT max(n.completed_on) FROM plans n WHERE n.crn = c.crn AND n.completed_on <= :day), ''),"
    " coalesce((SELECT max(v.reviewed_on) FROM reviews v WHERE v.crn = c.crn AND v.of = 'plan'"
    " AND v.reviewed_on <= :day), ''))"
)
"""When the plan was last made or reviewed; '' when there is none."""

QUALITY: Final = (
    "(SELECT n.quality FROM plans n WHERE n.crn = c.crn AND n.completed_on <= :day"
    " ORDER BY n.completed_on DESC, n.plan_id DESC LIMIT 1)"
)

UAL: Final = f"(SELECT min(u.from_on) FROM pauses u WHERE u.crn = c.crn AND u.kind = 'ual' AND {held('u')})"


def _booked(what: str) -> str:
    return (
        f"(SELECT {what} FROM contacts b WHERE b.crn = c.crn AND b.date >= :day AND b.outcome_code IS NULL"
        " AND coalesce(b.mode, '') <> 'none'"
        " AND min(coalesce(b.arranged_on, b.entered_on, b.date), b.date) <= :day"
        " AND b.type_code IN (SELECT value FROM json_each(:appointments))"
        " ORDER BY b.date, b.start_time, b.contact_id LIMIT 1)"
    )


BOOKED: Final = _booked("b.date || ' ' || coalesce(b.start_time, '')")
"""Day and time of the next appointment that is known on the day (ruling 34)."""

BOOKED_TYPE: Final = _booked("b.type_code")


def last(function: str, what: str = "b.date") -> str:
    """Return the newest contact up to the day that `function` counts."""
    return (
        f"(SELECT {what} FROM contacts b WHERE b.crn = c.crn AND b.date <= :day"
        " AND coalesce(b.outcome_on, '') <= :day"
        f" AND {function}(b.type_code, b.mode, b.doorstep, b.outcome_code)"
        " ORDER BY b.date DESC, b.contact_id DESC LIMIT 1)"
    )


def seen(*, is_now: bool) -> str:
    """Return when the person was last seen in person; `is_now`: no fact is later than the day."""
    return "(SELECT y.seen_on FROM case_summary y WHERE y.crn = c.crn)" if is_now else last("counts_as_seen")


def heard(*, is_now: bool) -> str:
    """Return when there was last a contact of any counted kind."""
    return "(SELECT y.contact_on FROM case_summary y WHERE y.crn = c.crn)" if is_now else last("counts_as_heard")


def parameters(day: dt.date) -> dict[str, object]:
    """Return the values of the named parameters that the expressions use."""
    appointments = [code for code, kind in codes.contact_types().items() if kind.appointment]
    return {"day": day.isoformat(), "appointments": json.dumps(appointments)}


def teach(driver: Driver, calendar: Calendar) -> None:
    """Give a connection the functions that the expressions call, so that each rule stands in one place."""

    def last_worked(day: str | None) -> str | None:
        return None if day is None else calendar.on_or_before(dt.date.fromisoformat(day)).isoformat()

    def contact(type_code: str, mode: Mode | None, doorstep: int | None, outcome: str | None) -> Contact:
        return Contact(
            "",
            "",
            None,
            type_code,
            dt.date.min,
            mode=mode,
            doorstep=None if doorstep is None else doorstep == 1,
            outcome_code=outcome,
        )

    for name, function in (("counts_as_seen", counts_as_seen), ("counts_as_heard", counts_as_heard)):
        driver.connection.create_function(
            name, 4, lambda *cells, counts=function: int(counts(contact(*cells))), deterministic=True
        )
    driver.connection.create_function(
        "way_of", 2, lambda type_code, mode: mode_of(type_code, mode, doorstep=None)[0], deterministic=True
    )
    driver.connection.create_function("last_worked", 1, last_worked, deterministic=True)
