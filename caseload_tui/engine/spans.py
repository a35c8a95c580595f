"""From due dates to spans: one for each stretch of days with the same due date, limit, anchor and severity."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Final

from caseload_tui.domain.calendar import Calendar
from caseload_tui.engine.dues import Due
from caseload_tui.engine.parts import Anchor, Span
from caseload_tui.engine.schedule import Schedule

_DAY: Final = dt.timedelta(days=1)
_SHORT_LIMIT: Final = 10
_SHORT_NOTICE: Final = -2
_LONGEST_NOTICE: Final = 14
_SHARE: Final = 5
"""Due soon: 2 working days for limits under 10 days, else a fifth of the limit, at most 14 days (ruling 52)."""

Stage = tuple[dt.date, Due, Anchor]
"""The due date in force from a day on, and what started its clock."""


def soon_from(due_on: dt.date | None, started_on: dt.date, calendar: Calendar) -> dt.date | None:
    """Return the first day on which a duty is due soon (ruling 52)."""
    if due_on is None:
        return None
    length = (due_on - started_on).days
    if length < _SHORT_LIMIT:
        return calendar.add_working(due_on, _SHORT_NOTICE)
    return due_on - dt.timedelta(days=min(_LONGEST_NOTICE, length // _SHARE))


def spans(
    stages: Sequence[Stage],
    end: dt.date | None,
    schedule: Schedule,
    calendar: Calendar,
    started_on: dt.date | None = None,
) -> tuple[Span, ...]:
    """Return the spans of a duty up to its end; the first stage is kept even where the duty ends on that very day.

    `started_on` is the day from which notice is measured, where that is not the anchor's.
    """
    last = len(schedule.days) - 1 if end is None else schedule.index(max(end - _DAY, stages[0][0]))
    if len(stages) == 1 and schedule.index(stages[0][0]) == last:
        from_on, due, anchor = stages[0]
        to_on = end if end is None or end > from_on else from_on + _DAY
        soon = soon_from(due.due_on, started_on or anchor.on, calendar)
        return (_span(from_on, to_on, due, anchor, schedule, soon),)
    found: list[Span] = []
    split = stages if len(schedule.days) == 1 else list(_by_severity(stages, schedule))
    for at, (from_on, due, anchor) in enumerate(split):
        if found and end is not None and from_on >= end:
            break
        to_on = split[at + 1][0] if at + 1 < len(split) else end
        if end is not None and (to_on is None or to_on > end):
            to_on = end
        if to_on is not None and to_on <= from_on:
            to_on = from_on + _DAY
        found.append(
            _span(from_on, to_on, due, anchor, schedule, soon_from(due.due_on, started_on or anchor.on, calendar))
        )
    return tuple(found)


def _span(
    from_on: dt.date, to_on: dt.date | None, due: Due, anchor: Anchor, schedule: Schedule, soon: dt.date | None
) -> Span:
    entry, rule = schedule.on(from_on), due.terms.rule
    return Span(
        from_on,
        to_on,
        due.due_on,
        entry.severity if entry.rule is not None else rule.severity_at(None),
        due.terms,
        due.base_on,
        anchor,
        soon,
        due.mark,
        red_from=None if due.due_on is None else due.due_on + _DAY * (1 + rule.grace),
    )


def _by_severity(stages: Sequence[Stage], schedule: Schedule) -> Iterable[Stage]:
    """Give the stages, split where the severity changes with the level or the profile (ruling 64)."""
    if len(schedule.days) == 1:
        yield from stages
        return
    for at, (from_on, due, anchor) in enumerate(stages):
        to_on = stages[at + 1][0] if at + 1 < len(stages) else None
        severity = schedule.on(from_on).severity
        yield from_on, due, anchor
        for entry in schedule.entries[schedule.index(from_on) + 1 :]:
            if to_on is not None and entry.from_on >= to_on:
                break
            if entry.severity != severity and entry.rule is not None:
                severity = entry.severity
                yield entry.from_on, due, anchor
