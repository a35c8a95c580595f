"""What no single cell can show: rows that contradict themselves."""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from caseload_tui.domain import codes
from caseload_tui.domain import records as r
from caseload_tui.domain.tables import Table


class Fault(NamedTuple):
    """What is wrong in a row: the column and its value, why, and what would be accepted."""

    column: str
    value: object
    why: str
    accepted: str


def faults(table: Table, record: object, today: dt.date) -> Iterator[Fault]:
    """Yield the contradictions within one row."""
    begins, ends = getattr(record, "from_on", None), getattr(record, "to_on", None)
    if begins and ends and ends < begins:
        yield Fault("to", ends, "ends before it begins", f"{begins} or later")
    check = _CHECKS.get(table.name)
    if check:
        yield from check(record, today)


def _case(record: object, today: dt.date) -> Iterator[Fault]:
    assert isinstance(record, r.Case)  # noqa: S101 - the table says so
    if record.date_of_birth and record.date_of_birth > today:
        yield Fault("date_of_birth", "", "in the future", "a date of birth, or blank")


def _contact(record: object, today: dt.date) -> Iterator[Fault]:
    """Ruling 58: nobody has attended what had not taken place when it was written down.

    An appointment is entered before its day, so the day its outcome was recorded counts where it is given.
    """
    assert isinstance(record, r.Contact)  # noqa: S101 - the table says so
    outcome = codes.outcomes().get(record.outcome_code or "")
    if outcome is None or not outcome.attended:
        return
    written_on = record.entered_on or today
    if record.entered_on and record.outcome_on:
        written_on = max(written_on, record.outcome_on)
    if record.date > written_on:
        said = "entered" if record.entered_on else "imported"
        yield Fault(
            "outcome_code",
            record.outcome_code,
            f"attended on {record.date}, which is after it was {said} ({written_on})",
            "an outcome recorded on the day or later, or none yet",
        )


def _registration(record: object, _today: dt.date) -> Iterator[Fault]:
    assert isinstance(record, r.Registration)  # noqa: S101 - the table says so
    if record.type_code == "MAPP" and record.level not in (None, "1", "2", "3"):
        yield Fault("level", record.level, "not a MAPPA level", "1, 2, 3, M1, M2, M3, or blank")


def _review(record: object, _today: dt.date) -> Iterator[Fault]:
    assert isinstance(record, r.Review)  # noqa: S101 - the table says so
    if record.of == "registration" and record.ref and record.ref not in codes.registration_titles():
        yield Fault("ref", record.ref, "not a type of registration", "a code of registrations.csv")


def _duty_to_refer(record: object, _today: dt.date) -> Iterator[Fault]:
    """Ruling 4: a refusal is dated by its outcome and was never submitted."""
    assert isinstance(record, r.DutyToRefer)  # noqa: S101 - the table says so
    if record.status == "declined":
        if record.submitted_on:
            yield Fault("submitted_on", record.submitted_on, "a declined referral was not submitted", "blank")
        if not record.outcome_on:
            yield Fault("outcome_on", "", "a refusal needs its day", "a date")
    elif not record.submitted_on:
        yield Fault("submitted_on", "", "only a declined referral has no day of submission", "a date")


_CHECKS: Final[dict[str, Callable[[object, dt.date], Iterator[Fault]]]] = {
    "cases": _case,
    "contacts": _contact,
    "registrations": _registration,
    "reviews": _review,
    "duty_to_refer": _duty_to_refer,
}
