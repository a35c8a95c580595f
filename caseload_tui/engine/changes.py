"""Which change since its clock started decided a due date: of risk, of phase, of the standard."""

import datetime as dt
from typing import Final

from caseload_tui.domain.wording import day
from caseload_tui.domain.words import ROSH_TITLES
from caseload_tui.engine.dues import LATER
from caseload_tui.engine.obligation import Assessed
from caseload_tui.engine.schedule import Schedule, since
from caseload_tui.engine.timeline import HOME_VISIT, Timeline

_NAMES: Final = {"rosh": "RoSH", "tier": "the tier", "mappa": "the MAPPA level"}


def because(assessed: Assessed, t: Timeline) -> str:
    """Return what decided the limit since the clock started, "" where it is still the one it started with."""
    span = assessed.span
    if assessed.obligation.is_undated or span.limit is None:
        return ""
    until = min(assessed.satisfied_on or assessed.closed_on or assessed.as_of, span.due_on or dt.date.max)
    changed = _last_change(t.schedule(assessed.rule), span.anchor.on, until)
    if changed is not None:
        on, level = changed
        words = _changed(assessed, t, on, level)
        return f"because {words}" if level == span.terms.level else f"{words}, which gives no earlier date"
    if span.base_on == span.anchor.on:
        return ""
    if LATER in span.limit_words:
        return "counted from the end of the first 12 weeks"
    is_new = t.schedule(assessed.rule).on(span.base_on).from_on == span.base_on
    return f"counted from the day the standard changed to {span.profile}" if is_new else ""


def _last_change(schedule: Schedule, after: dt.date, until: dt.date) -> tuple[dt.date, str | None] | None:
    """Return the last change of level after a day, up to another, and the level since."""
    found, level = None, schedule.on(after).level
    for entry in schedule.entries:
        if after < entry.from_on <= until and entry.level != level:
            found, level = (entry.from_on, entry.level), entry.level
    return found


def _changed(assessed: Assessed, t: Timeline, on: dt.date, level: str | None) -> str:
    by = assessed.span.terms.rule.by or ""
    if by == "rosh" and assessed.rule == HOME_VISIT and since(t.rosh, on) != level:
        return f"a risk was registered on {day(on)} for which a visit is due as at High RoSH"
    if level is None:
        return f"{_NAMES[by]} is not recorded since {day(on)}"
    return f"{_NAMES[by]} changed to {ROSH_TITLES.get(level, level)} on {day(on)}"
