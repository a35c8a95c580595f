"""Finding a person by what is typed: names, references and numbers, each by its beginning."""

import datetime as dt

from caseload_tui.domain.records import Case
from caseload_tui.store.cells import Found
from caseload_tui.store.driver import Driver
from caseload_tui.store.filtering import match


def people(driver: Driver, text: str, limit: int) -> list[Found]:
    """Return the people whose name or number begins like each word, open cases first, then by name."""
    found = driver.all(
        "SELECT c.crn, c.surname, c.forenames, c.officer_code, c.closed_on FROM people_search"
        " JOIN cases c ON c.case_no = people_search.rowid"
        " WHERE people_search MATCH ? AND c.limited_access IS NOT 1"
        " ORDER BY c.closed_on IS NOT NULL, c.surname COLLATE NOCASE, c.forenames COLLATE NOCASE, c.crn LIMIT ?",
        (match(text), limit),
    )
    return [
        Found(crn, Case(crn, surname, forenames).name, officer, dt.date.fromisoformat(closed) if closed else None)
        for crn, surname, forenames, officer, closed in found
    ]
