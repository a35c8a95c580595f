"""One case: everything its screen shows, and the reasons of its duties."""

import datetime as dt
from collections.abc import Iterable, Iterator

from caseload_tui.domain import codes, wording
from caseload_tui.domain.facts import CaseFacts
from caseload_tui.domain.words import AT_LARGE
from caseload_tui.engine.awaiting import Awaiting
from caseload_tui.engine.changes import because
from caseload_tui.engine.history import history
from caseload_tui.engine.knowledge import is_appointment, known_by, seen_on
from caseload_tui.engine.obligation import Assessed
from caseload_tui.engine.person import mappa_level_on, rosh_on, ual_since
from caseload_tui.engine.spells import sentence_start
from caseload_tui.engine.timeline import Timeline
from caseload_tui.engine.trace import trace
from caseload_tui.errors import RefusedError
from caseload_tui.services import contacts, sentences
from caseload_tui.services.session import Session
from caseload_tui.services.views import CaseFile, Explained, Explanation, TimelineEntry
from caseload_tui.standards.rule import Standing

_LIVE_ADDRESS = frozenset({"M"})
_RISK_TYPES = frozenset({"RLRH", "RMRH", "RHRH", "RVHR", "MAPP"})


def open_case(session: Session, crn: str) -> CaseFile:
    """Return the case file as seen on the day looked at.

    Raises:
        RefusedError: nobody here has this reference.
    """
    facts = session.facts(crn)
    return case_file(session, facts)


def case_file(session: Session, facts: CaseFacts) -> CaseFile:
    """Return the case file of facts already at hand."""
    day, case = session.day, facts.case
    team = session.team(case.team_code)
    entries = contacts.timeline(session, facts)
    running = sentences.running(facts, day)
    starts = [d for s in running if (d := sentence_start(s))]
    ends = [s.ends_on for s in running if s.ends_on]
    return CaseFile(
        facts=facts,
        as_of=day,
        name=case.name,
        age=wording.age(case.date_of_birth, day) if case.date_of_birth else None,
        officer=session.officer_name(facts.officer_on(day)),
        team=team.name if team and team.name else case.team_code,
        rosh=rosh_on(facts, day),
        mappa_level=mappa_level_on(facts, day),
        registrations=_registrations(facts, day),
        sentence_words=tuple(map(sentences.served, running)),
        starts_on=min(starts, default=None),
        ends_on=max(ends, default=None),
        alerts=_alerts(facts, day),
        duties=session.assess(facts),
        timeline=entries,
        strip=contacts.strip(entries, day),
        address=_address(facts, day),
        booked=_booked(facts, entries, day),
    )


def awaits_outcome(case: CaseFile, contact_id: str | None) -> TimelineEntry:
    """Return the contact that is named, else the oldest appointment that waits for an outcome.

    Raises:
        RefusedError: there is none.
    """
    found = [e for e in case.timeline if e.contact_id == contact_id]
    if contact_id is None:
        found = [e for e in case.timeline if e.mark == "awaited" and e.date <= case.as_of]
    if not found:
        raise RefusedError("No appointment of this person waits for an outcome.")
    return found[-1]


def explain(session: Session, crn: str, rule: str | None = None) -> Explanation:
    """Return every duty of a person, or of one rule, each with every contact that was looked at and why.

    Raises:
        RefusedError: nobody here has this reference, or no profile knows the rule.
    """
    return explain_facts(session, session.facts(crn), rule)


def explain_facts(session: Session, facts: CaseFacts, rule: str | None = None) -> Explanation:
    """Return the same for facts already at hand."""
    standing = session.standing(facts)
    profiles = (standing.default, *(row[2] for row in standing.rows))
    if rule is not None and not any(rule in profile.rules for profile in profiles):
        known = ", ".join(sorted({name for profile in profiles for name in profile.rules}))
        raise RefusedError(f"No standard of this person has a rule {rule}.", advice=f"Known here: {known}.")
    seen = _seen(session, facts)
    lacking = history(seen, standing, session.calendar).not_applicable
    duties = [a for a in session.assess(facts) if rule in (None, a.obligation.rule)]
    return Explanation(
        crn=facts.case.crn,
        as_of=session.day,
        duties=tuple(_explained(session, standing, seen, duties)),
        not_applicable=tuple(n for n in lacking if rule in (None, n.rule)),
        ual_since=ual_since(facts, session.day),
    )


def why(session: Session, case: CaseFile, duty: Assessed) -> Explained:
    """Return one duty with every contact that was looked at."""
    return next(_explained(session, session.standing(case.facts), _seen(session, case.facts), [duty]))


def _seen(session: Session, facts: CaseFacts) -> CaseFacts:
    return seen_on(known_by(facts, session.as_known) if session.as_known else facts, session.day)


def _explained(
    session: Session, standing: Standing, seen: CaseFacts, duties: Iterable[Assessed]
) -> Iterator[Explained]:
    calendar = session.calendar
    timeline = Timeline(seen, standing, calendar)
    awaiting = Awaiting(seen, standing, calendar, session.day)
    for duty in duties:
        yield Explained(
            duty,
            trace(duty, seen, standing, calendar, everything=True),
            because(duty, timeline),
            sentences.of_duty(seen, duty),
            awaiting.would_clear(duty),
        )


def _booked(facts: CaseFacts, entries: tuple[TimelineEntry, ...], day: dt.date) -> tuple[TimelineEntry, ...]:
    appointments = {c.contact_id for c in facts.contacts if is_appointment(c)}
    return tuple(e for e in reversed(entries) if e.date >= day and not e.outcome_code and e.contact_id in appointments)


def _registrations(facts: CaseFacts, day: dt.date) -> tuple[str, ...]:
    titles = codes.registration_words()
    return tuple(
        titles.get(reg.type_code, reg.type_code)
        for reg in sorted(facts.registrations, key=lambda reg: reg.registered_on)
        if reg.type_code not in _RISK_TYPES
        and reg.registered_on <= day
        and (reg.removed_on is None or day < reg.removed_on)
    )


def _alerts(facts: CaseFacts, day: dt.date) -> tuple[str, ...]:
    alerts = []
    since = ual_since(facts, day)
    if since is not None:
        alerts.append(f"{AT_LARGE}, day {(day - since).days}")
    if facts.is_in_custody(day):
        alerts.append("in custody")
    if facts.case.closed_on and facts.case.closed_on <= day:
        alerts.append(f"closed {wording.day(facts.case.closed_on)}")
    if facts.case.limited_access:
        alerts.append("restricted record")
    if rosh_on(facts, day) is None:
        alerts.append("RoSH not recorded: the strictest limits apply")
    return tuple(alerts)


def _address(facts: CaseFacts, day: dt.date) -> str | None:
    held = [
        a
        for a in facts.addresses
        if a.status_code in _LIVE_ADDRESS and a.from_on <= day and (a.to_on is None or day < a.to_on)
    ]
    if not held:
        return None
    newest = max(held, key=lambda a: a.from_on)
    words = codes.accommodation_words().get(newest.type_code, newest.type_code)
    words += f", since {wording.day(newest.from_on, day)}"
    return f"{words}, checked {wording.day(newest.verified_on, day)}" if newest.verified_on else words


def find_duty(duties: tuple[Assessed, ...], rule: str, sentence_id: str | None) -> Assessed | None:
    """Return the newest live duty of a rule, else the newest of all."""
    named = [a for a in duties if a.obligation.rule == rule and a.obligation.sentence_id == sentence_id]
    live = [a for a in named if a.is_live]
    return max(live or named, key=lambda a: a.obligation.opened_on, default=None)
