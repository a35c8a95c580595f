"""Refusing what was typed: each thing to put right beside its field, in one way for every form and command."""

import datetime as dt
from collections.abc import Sequence

from caseload_tui.domain import wording
from caseload_tui.errors import Problem, RefusedError
from caseload_tui.services.session import Session


def not_saved(problems: Sequence[Problem]) -> RefusedError:
    """Return the refusal to save, with each thing to put right."""
    return RefusedError(f"Not saved: {wording.count(len(problems), 'thing')} to put right.", problems=tuple(problems))


def refuse_day(
    session: Session, day: dt.date, column: str, first: dt.date | None, too_early: str = "is before the sentence"
) -> None:
    """Refuse a day that has not come yet, or is before the first that can be.

    Raises:
        RefusedError: it is one of these.
    """
    if day > session.today:
        raise not_saved(
            [Problem("That day has not come yet", "today or earlier", column=column, value=day.isoformat())]
        )
    if first is not None and day < first:
        accepted = f"{wording.day(first, session.today)} or later"
        raise not_saved([Problem(too_early, accepted, column=column, value=day.isoformat())])
