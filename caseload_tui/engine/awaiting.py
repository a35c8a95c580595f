"""What an outcome that is still to come would do: the appointment that would clear a duty, if it was attended."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Final

from caseload_tui.domain.calendar import Calendar
from caseload_tui.domain.facts import CaseFacts
from caseload_tui.domain.records import Contact
from caseload_tui.engine.assess import assess
from caseload_tui.engine.knowledge import is_appointment, seen_on
from caseload_tui.engine.obligation import Assessed
from caseload_tui.standards.rule import Standing

_ATTENDED: Final = "ATTC"
"""Attended and complied: the outcome that is tried."""

_NEEDS_NO_ATTENDANCE: Final = frozenset({"OUTCOME_MISSING", "NEXT_APPT"})
"""Rules that any outcome or any booking meets, attended or not."""


@dataclass(frozen=True, slots=True)
class Awaiting:
    """The past appointments of a case that wait for an outcome, as a day knows them; each is tried at most once."""

    facts: CaseFacts
    standing: Standing
    calendar: Calendar
    as_of: dt.date
    _tried: dict[str, tuple[Assessed, ...]] = field(default_factory=dict)

    def would_clear(self, duty: Assessed) -> Contact | None:
        """Return the newest appointment whose being attended would clear a live duty, worked out by the engine."""
        if not duty.is_live or duty.state == "upcoming" or duty.rule in _NEEDS_NO_ATTENDANCE:
            return None
        return next((contact for contact in self._waiting(duty) if _is_cleared(duty, self._if_attended(contact))), None)

    def _waiting(self, duty: Assessed) -> Iterable[Contact]:
        since = duty.span.anchor.on
        seen = seen_on(self.facts, self.as_of)
        waiting = [c for c in seen.contacts if c.outcome_code is None and is_appointment(c)]
        past = [c for c in waiting if since <= c.date <= self.as_of]
        return sorted(past, key=lambda c: (c.date, c.start_time or "", c.contact_id), reverse=True)

    def _if_attended(self, contact: Contact) -> tuple[Assessed, ...]:
        found = self._tried.get(contact.contact_id)
        if found is None:
            attended = replace(contact, outcome_code=_ATTENDED, outcome_on=self.as_of)
            contacts = tuple(attended if c.contact_id == contact.contact_id else c for c in self.facts.contacts)
            told = replace(self.facts, contacts=contacts)
            found = self._tried[contact.contact_id] = assess(told, self.standing, self.calendar, self.as_of)
        return found


def _is_cleared(duty: Assessed, after: Iterable[Assessed]) -> bool:
    """Return whether a duty lives no longer, and one that comes again is not overdue again at once."""
    alike = [a for a in after if a.is_live and (a.rule, a.sentence_id) == (duty.rule, duty.sentence_id)]
    if duty.kind == "cadence" and any(a.state == "overdue" for a in alike):
        return False
    return all(_key(a) != _key(duty) for a in alike)


def _key(duty: Assessed) -> tuple[str, str]:
    anchor = duty.obligation.anchor
    return anchor.kind, anchor.id
