"""What saving a draft would do, worked out by the same engine on the same facts before anything is saved."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from caseload_tui.domain import codes, wording
from caseload_tui.domain import records as r
from caseload_tui.domain.drafts import ContactDraft, EntryDraft
from caseload_tui.domain.facts import CaseFacts
from caseload_tui.domain.words import AT_LARGE
from caseload_tui.engine.knowledge import is_appointment
from caseload_tui.engine.obligation import Assessed
from caseload_tui.engine.person import ual_since
from caseload_tui.errors import Problem
from caseload_tui.services import sentences
from caseload_tui.services.contacts import timeline_entry
from caseload_tui.services.recording import Planned, plan, problems
from caseload_tui.services.session import Session
from caseload_tui.services.twice import twins
from caseload_tui.services.views import Effect, Preview


def preview(session: Session, crn: str, draft: EntryDraft) -> Preview:
    """Return what saving the draft would do, worked out by the same engine on the same facts."""
    return preview_for(session, session.facts(crn), draft)


def preview_for(session: Session, facts: CaseFacts, draft: EntryDraft) -> Preview:
    """Return the same for facts already at hand, so that a key press reads nothing from the disk."""
    today = session.today
    found = problems(session, facts, draft)
    if found:
        return Preview(_lines(draft, None, today), problems=tuple(str(p) for p in found))
    planned = plan(session, facts, draft)
    before = session.assess(facts, today)
    after = session.assess(_with(facts, planned.records), today)
    cleared = _cleared(before, after)
    entry = timeline_entry(planned.contact, session, facts) if planned.contact else None
    return Preview(
        lines=_lines(draft, planned, today, entry.counts_as if entry else ""),
        counts_in_person=entry is not None and entry.mark == "counts",
        clears=tuple(_effect(a, facts) for a in cleared),
        leaves=tuple(_effect(a, facts) for a in after if a.state == "overdue" and a.severity != "blue"),
        next_due=tuple(_effect(a, facts) for a in _followers(cleared, after)),
        problems=(),
        warnings=_warnings(planned, facts, today),
    )


def not_understood(found: Preview, unclear: Sequence[Problem]) -> Preview:
    """Return what of a preview is so, whatever the words meant that are not understood.

    They may have been the day, for which today stands then, so neither the day nor what would follow is said.
    """
    said = tuple((label, words) for label, words in found.lines if label not in ("When", "Counts as"))
    return Preview(said, problems=(*map(str, unclear), *found.problems))


def _with(facts: CaseFacts, records: Sequence[r.Contact]) -> CaseFacts:
    replaced = {c.contact_id for c in records}
    kept = tuple(c for c in facts.contacts if c.contact_id not in replaced)
    return replace(facts, contacts=(*kept, *records))


def _same(a: Assessed) -> tuple[str, str | None, str, str]:
    return (a.obligation.rule, a.obligation.sentence_id, a.obligation.anchor.kind, a.obligation.anchor.id)


def _cleared(before: Sequence[Assessed], after: Sequence[Assessed]) -> list[Assessed]:
    """Return the duties that were live and no longer are."""
    still = {_same(a) for a in after if a.is_live}
    return [a for a in before if a.is_live and a.state != "upcoming" and _same(a) not in still]


def _followers(cleared: Sequence[Assessed], after: Sequence[Assessed]) -> list[Assessed]:
    rules = {(a.obligation.rule, a.obligation.sentence_id) for a in cleared}
    return [a for a in after if a.is_live and a.due_on and (a.obligation.rule, a.obligation.sentence_id) in rules]


def _effect(a: Assessed, facts: CaseFacts) -> Effect:
    return Effect(sentences.title(facts, a), a.severity, a.state, a.due_on, a.days_late)


def _warnings(planned: Planned, facts: CaseFacts, today: dt.date) -> tuple[str, ...]:
    same = twins(facts, planned, today)
    large = ual_since(facts, today)
    found = [*same]
    if large is not None:
        found.append(f"{AT_LARGE.capitalize()} since {wording.day(large, today)}: the flag stays until that has ended")
    end = sentences.supervised_until(facts)
    if end is not None and any(record.date >= end for record in planned.records):
        ends = "ends" if end > today else "ended"
        found.append(f"Supervision is over by that day: it {ends} on {wording.day(end, today)}")
    for booking in planned.bookings if not same else ():
        same_day = [
            c for c in facts.contacts if c.date == booking.date and c.outcome_code is None and is_appointment(c)
        ]
        if same_day:
            found.append(f"There is already an appointment on {wording.day(booking.date)}")
    return tuple(found)


def _lines(
    draft: EntryDraft, planned: Planned | None, today: dt.date, counts_as: str = ""
) -> tuple[tuple[str, str], ...]:
    lines: list[tuple[str, str]] = []
    contact = draft.contact
    if contact is not None:
        kind = codes.contact_types().get(contact.type_code or "")
        lines.append(("Type", kind.title if kind else ""))
        lines.append(("When", _when(contact, today)))
        lines.append(("Outcome", _outcome(contact, is_given=planned is not None and planned.given is not None)))
        if counts_as:
            lines.append(("Counts as", counts_as))
        if contact.notes:
            lines.append(("Note", contact.notes))
    for booking in draft.bookings:
        kind = codes.contact_types().get(booking.type_code or "")
        lines.append(("Books", ", ".join(part for part in (kind.title if kind else "", _when(booking, today)) if part)))
    return tuple(lines)


def _when(contact: ContactDraft, today: dt.date) -> str:
    if contact.date is None:
        return ""
    words = wording.day(contact.date, today)
    if contact.date == today:
        words = f"today, {words}"
    times = " to ".join(part for part in (contact.start_time, contact.end_time) if part)
    return f"{words}, {times}" if times else words


def _outcome(contact: ContactDraft, *, is_given: bool) -> str:
    if contact.mode == "none":
        words = "no reply: an attempt, which counts for nothing"
    elif contact.outcome_code:
        found = codes.outcomes().get(contact.outcome_code)
        words = found.title if found else contact.outcome_code
    else:
        kind = codes.contact_types().get(contact.type_code or "")
        return "no outcome yet" if kind is None or kind.appointment else "none needed"
    return f"{words} (for the appointment in the diary)" if is_given else words
