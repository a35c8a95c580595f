"""The caseload as a list: one row a person, paged from the store, and the same as JSON and CSV."""

import datetime as dt
from collections.abc import Sequence

from caseload_tui.domain.filters import Filter
from caseload_tui.domain.words import MODE_TITLES, ROSH_SHORT, STATE_TITLES
from caseload_tui.services.session import Session
from caseload_tui.services.views import CaseRow, DiaryEntry, FlagCounts, Page, Today

Json = dict[str, object]
Cell = str | int | float | dt.date | None

ROW_COLUMNS = (
    "name",
    "crn",
    "tier",
    "RoSH",
    "officer",
    "seen",
    "how",
    "contact",
    "booked",
    "state",
    "what",
    "due",
    "late",
)


def page(session: Session, where: Filter) -> Page[CaseRow]:
    """Return the people a filter names, in its order, as a list that reads only what is looked at."""
    return session.store.cases(where, as_of=session.day)


def rows(session: Session, where: Filter) -> Sequence[CaseRow]:
    """Return all of them at once."""
    found = page(session, where)
    return found.rows(0, len(found))


def number(session: Session, where: Filter) -> int:
    """Return how many people a filter names, without putting them in order."""
    return len(session.store.crns(where, as_of=session.day))


def counts(session: Session, where: Filter) -> FlagCounts:
    """Return how many people the filter names, under the worst flag each has."""
    return session.store.counts(session.day, where)


def row_words(row: CaseRow, day: dt.date, officer: str | None) -> tuple[Cell, ...]:
    """Return the cells of ROW_COLUMNS for people: words in the place of codes."""
    words = {"RoSH": ROSH_SHORT.get(row.rosh or ""), "officer": officer}
    words["state"] = STATE_TITLES[row.flag.state] if row.flag else None
    return tuple(words.get(name, cell) for name, cell in zip(ROW_COLUMNS, row_cells(row, day), strict=True))


def row_cells(row: CaseRow, day: dt.date) -> tuple[Cell, ...]:
    """Return the cells of ROW_COLUMNS for other programs."""
    flag = row.flag
    return (
        row.name,
        row.crn,
        row.tier,
        row.rosh,
        row.officer_code,
        row.seen_on,
        MODE_TITLES.get(row.seen_mode or ""),
        row.contact_on,
        row.booked_on,
        flag.state if flag else "",
        flag.title if flag else "",
        flag.due_on if flag else None,
        max(0, (day - flag.due_on).days) if flag and flag.due_on else None,
    )


def rows_document(session: Session, listed: Sequence[CaseRow]) -> Json:
    """Return the document of `list`: one object a person."""
    return {
        "as_of": session.day,
        "count": len(listed),
        "restricted": session.store.restricted(),
        "cases": [_row_document(row) for row in listed],
    }


def _row_document(row: CaseRow) -> Json:
    flag = row.flag
    return {
        "crn": row.crn,
        "name": row.name,
        "officer_code": row.officer_code,
        "team_code": row.team_code,
        "tier": row.tier,
        "rosh": row.rosh,
        "last_in_person": _contact(row.seen_on, row.seen_mode),
        "last_contact": _contact(row.contact_on, row.contact_mode),
        "next_appointment": None
        if row.booked_on is None
        else {"on": row.booked_on, "time": row.booked_time, "type": row.booked_type},
        "next_due": None
        if flag is None
        else {
            "rule": flag.rule,
            "title": flag.title,
            "due_on": flag.due_on,
            "state": flag.state,
            "severity": flag.severity,
        },
        "counts": row.counts,
        "ual_since": row.ual_since,
        "closed_on": row.closed_on,
    }


def _contact(on: dt.date | None, mode: str | None) -> Json | None:
    return None if on is None else {"on": on, "mode": mode}


def today_document(view: Today) -> Json:
    """Return the document of `today`."""
    return {
        "as_of": view.as_of,
        "people": view.people,
        "overdue": view.overdue,
        "due_today": view.due_today,
        "next_7_days": view.next_7_days,
        "without_outcome": view.without_outcome,
        "evidence_awaited": view.evidence_awaited,
        "data_gaps": view.data_gaps,
        "first": [
            {
                "because": group.title,
                "crn": row.crn,
                "name": row.name,
                "rosh": row.rosh,
                "rule": row.flag.rule,
                "title": row.flag.title,
                "state": row.flag.state,
                "severity": row.flag.severity,
                "due_on": row.flag.due_on,
                "days_late": row.flag.days_late,
                "ual_since": row.ual_since,
                "more": row.more,
            }
            for group in view.groups
            for row in group.rows
        ],
        "diary": [_appointment_document(entry) for entry in view.diary],
        "no_outcome": [_appointment_document(entry) for entry in view.no_outcome],
    }


def _appointment_document(entry: DiaryEntry) -> Json:
    return {
        "contact_id": entry.contact_id,
        "crn": entry.crn,
        "name": entry.name,
        "date": entry.date,
        "time": entry.time,
        "mode": entry.mode,
        "type": entry.type_title,
        "outcome": entry.outcome,
    }
