"""The ledger: what of a history must be kept to say who is overdue on any day, and what is live today or later.

A row holds days with one due date, severity and officer. Kept are duties that no known fact has ended, duties that end
after the last thing that happened, and every span of a duty that some day saw overdue. Duties that ended are also
counted, met on time or late, by the week of their due date.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from caseload_tui.domain.facts import CaseFacts
from caseload_tui.domain.words import SEVERITIES, AnchorKind, RuleKind
from caseload_tui.engine.obligation import History, Obligation
from caseload_tui.engine.parts import Span
from caseload_tui.engine.state import state

_DAY: Final = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """Days [from_on, to_on) of one duty; `to_on` None has no end yet. `sentence_id` "" is the person's."""

    crn: str
    rule: str
    kind: RuleKind
    sentence_id: str
    anchor_kind: AnchorKind
    anchor_id: str
    anchor_on: dt.date
    opened_on: dt.date
    from_on: dt.date
    to_on: dt.date | None
    due_on: dt.date | None
    soon_from: dt.date | None
    window_opens_on: dt.date | None
    red_from: dt.date | None
    severity: int
    officer_code: str | None
    title: str
    profile: str
    unknown: int

    def is_overdue_on(self, day: dt.date) -> bool:
        """Return whether the duty was overdue on a day that the row holds."""
        in_row = self.from_on <= day and (self.to_on is None or day < self.to_on)
        return in_row and not self.unknown and self.due_on is not None and day > self.due_on


@dataclass(frozen=True, slots=True)
class Tally:
    """How many duties of a week ended: met on time, and late, which is met late or not met."""

    crn: str
    rule: str
    sentence_id: str
    officer_code: str | None
    week: dt.date
    met: int
    late: int


def ledger_rows(history: History, facts: CaseFacts) -> list[LedgerRow]:
    """Return the rows of a case, oldest first."""
    last = history.last_fact_on
    changes = _officer_changes(facts)
    return [
        row
        for obligation in history.obligations
        if _is_kept(obligation, last)
        for span in obligation.spans
        for row in _rows(obligation, span, facts, changes)
    ]


def _days(obligation: Obligation, span: Span) -> tuple[dt.date, dt.date | None]:
    """Return the days of a span on which this version of the duty is seen and lives."""
    from_on, to_on = span.from_on, span.to_on
    if obligation.seen_from is not None:
        from_on = max(from_on, obligation.seen_from)
    ends = [day for day in (to_on, obligation.ends_on, obligation.seen_to) if day is not None]
    return from_on, min(ends, default=None)


def _is_kept(obligation: Obligation, last: dt.date) -> bool:
    end = obligation.ends_on
    if obligation.is_listed_early or (obligation.seen_to is None and (end is None or end > last)):
        return True
    for span in obligation.spans:
        from_on, to_on = _days(obligation, span)
        if to_on is None or (to_on > last and to_on > from_on):
            return True
        due_on = span.due_on
        if due_on is not None and due_on < to_on - _DAY and from_on < to_on:
            return True
    return False


def _rows(obligation: Obligation, span: Span, facts: CaseFacts, changes: list[dt.date]) -> Iterator[LedgerRow]:
    from_on, to_on = _days(obligation, span)
    if to_on is not None and to_on <= from_on:
        return
    inside = [day for day in changes if from_on < day and (to_on is None or day < to_on)]
    for start, end in zip([from_on, *inside], [*inside, to_on], strict=True):
        yield LedgerRow(
            crn=obligation.crn,
            rule=obligation.rule,
            kind=obligation.kind,
            sentence_id=obligation.sentence_id or "",
            anchor_kind=span.anchor.kind,
            anchor_id=span.anchor.id,
            anchor_on=span.anchor.on,
            opened_on=obligation.opened_on,
            from_on=start,
            to_on=end,
            due_on=span.due_on,
            soon_from=span.soon_from,
            window_opens_on=obligation.window_opens_on,
            red_from=span.red_from,
            severity=SEVERITIES.index(span.severity),
            officer_code=facts.officer_on(start),
            title=obligation.title,
            profile=span.profile,
            unknown=int(bool(obligation.missing)),
        )


def _officer_changes(facts: CaseFacts) -> list[dt.date]:
    """Return the days on which the duties may pass to another officer (ruling 61)."""
    if not facts.allocations:
        return []
    days = {day for row in facts.allocations for day in (row.from_on, row.to_on)}
    days |= {day for row in facts.spells if row.setting == "custody" for day in (row.from_on, row.to_on)}
    found = sorted(day for day in days if day is not None)
    return [day for day in found if facts.officer_on(day) != facts.officer_on(day - _DAY)]


def tallies(history: History, facts: CaseFacts) -> list[Tally]:
    """Return how the duties that have a due date ended, by rule, sentence, officer on the due date and week of it.

    A duty that lapsed was neither met nor late; one that still lives is not counted yet.
    """
    officer = facts.officer_on if facts.allocations else lambda _: facts.case.officer_code
    met: Counter[tuple[str, str, str | None, dt.date]] = Counter()
    late: Counter[tuple[str, str, str | None, dt.date]] = Counter()
    last = history.last_fact_on
    for obligation in history.obligations:
        end = obligation.ends_on
        due_on = None if end is None else obligation.span_on(end).due_on
        if end is None or due_on is None or obligation.seen_to is not None or end > last:
            continue
        now = state(obligation, end)
        week = due_on - _DAY * due_on.weekday()
        key = (obligation.rule, obligation.sentence_id or "", officer(due_on), week)
        if now == "met":
            met[key] += 1
        elif now in ("met_late", "missed"):
            late[key] += 1
    crn = facts.case.crn
    return [Tally(crn, *key, met[key], late[key]) for key in sorted(met | late, key=_order)]


def _order(key: tuple[str, str, str | None, dt.date]) -> tuple[str, str, str, dt.date]:
    return key[0], key[1], key[2] or "", key[3]
