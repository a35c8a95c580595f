"""What lists show of a case that no day changes: when and how the person was last seen, and last heard."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from caseload_tui.domain.facts import CaseFacts
from caseload_tui.domain.records import Contact
from caseload_tui.domain.words import Mode
from caseload_tui.engine.counting import IN_PERSON, effective_mode, outcome_refused, way_refused
from caseload_tui.standards.rule import Rule, Source

_IN_COMMUNITY: Final[frozenset[Mode]] = IN_PERSON - {"in_person_prison"}
_HEARD: Final[frozenset[Mode]] = _IN_COMMUNITY | {"group_session", "video", "phone", "remote_checkin"}


@dataclass(frozen=True, slots=True)
class CaseSummary:
    """The newest contact in person and the newest of any counted mode; what is booked does not count before its day."""

    seen_on: dt.date | None
    seen_mode: Mode | None
    contact_on: dt.date | None
    contact_mode: Mode | None


def _any(modes: frozenset[Mode], outcomes: frozenset[str]) -> Rule:
    source = Source("local", "rulings 45 to 48", None, "D")
    return Rule("", "cadence", "", "contact", source, {}, frozenset(), modes=modes, outcomes=outcomes)


_SEEN: Final = _any(_IN_COMMUNITY, frozenset({"ATTC", "AFTC", "ATSH", "AFDA"}))
_HEARD_OF: Final = _any(_HEARD, frozenset())


def summary(facts: CaseFacts) -> CaseSummary:
    """Return the newest contacts that count by the national reading, whatever a profile says (rulings 45 to 48)."""
    newest = sorted(facts.contacts, key=lambda c: (c.date, c.contact_id), reverse=True)
    seen = next(filter(counts_as_seen, newest), None)
    heard = next(filter(counts_as_heard, newest), None)
    return CaseSummary(
        seen.date if seen else None,
        effective_mode(seen)[0] if seen else None,
        heard.date if heard else None,
        effective_mode(heard)[0] if heard else None,
    )


def counts_as_seen(contact: Contact) -> bool:
    """Return whether a contact that took place says that the person was seen in person, outside prison."""
    return _meets(_SEEN, contact)


def counts_as_heard(contact: Contact) -> bool:
    """Return whether a contact that took place was a contact of any counted mode."""
    return _meets(_HEARD_OF, contact)


def _meets(rule: Rule, contact: Contact) -> bool:
    return not (
        way_refused(rule, contact.type_code, contact.mode, doorstep=contact.doorstep)
        or outcome_refused(rule, contact.type_code, contact.outcome_code)
    )
