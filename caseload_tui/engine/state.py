"""What a day calls a duty: derived, never stored (ruling 53)."""

import datetime as dt

from caseload_tui.domain.words import State
from caseload_tui.engine.obligation import Obligation


def state(obligation: Obligation, as_of: dt.date) -> State:
    """Return the state of a duty on a day, in the order of ruling 53: what ended it, what is missing, then time."""
    if obligation.satisfied_on is not None and obligation.satisfied_on <= as_of:
        due_on = obligation.span_on(obligation.satisfied_on).due_on
        return "met" if due_on is None or obligation.satisfied_on <= due_on else "met_late"
    if obligation.closed_on is not None and obligation.closed_on <= as_of:
        due_on = obligation.span_on(obligation.closed_on).due_on
        return "lapsed" if due_on is None or obligation.closed_on <= due_on else "missed"
    if obligation.missing:
        return "unknown"
    return _live(obligation, as_of)


def _live(obligation: Obligation, as_of: dt.date) -> State:
    opens_on = max(obligation.opened_on, obligation.window_opens_on or obligation.opened_on)
    if as_of < opens_on:
        return "upcoming"
    span = obligation.span_on(as_of)
    if span.due_on is None:
        return "open"
    if as_of > span.due_on:
        return "overdue"
    return "due_soon" if span.soon_from is not None and as_of >= span.soon_from else "open"
