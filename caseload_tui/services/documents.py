"""JSON documents of the contract: field names and their order are a promise (docs/schemas/)."""

from collections.abc import Iterable

from caseload_tui.domain.facts import CaseFacts
from caseload_tui.engine.obligation import Assessed, NotApplicable, Reading, TraceLine
from caseload_tui.engine.person import rosh_on
from caseload_tui.services.session import Session

Json = dict[str, object]


def obligations_document(
    session: Session,
    duties: Iterable[tuple[CaseFacts, Assessed, tuple[TraceLine, ...]]],
    *,
    profiles: Iterable[str] = (),
    not_applicable: Iterable[NotApplicable] | None = None,
) -> Json:
    """Return the document that `overdue`, `due` and `explain` print."""
    listed = [obligation_document(facts, assessed, lines) for facts, assessed, lines in duties]
    named = {str(item["profile"]) for item in listed} | set(profiles)
    return {
        "as_of": session.day,
        "as_known": session.as_known,
        "profile": session.profile.id if session.profile else (named.pop() if len(named) == 1 else None),
        "count": len(listed),
        "restricted": session.store.restricted(),
        "not_applicable": None if not_applicable is None else [_not_applicable(item) for item in not_applicable],
        "obligations": listed,
    }


def obligation_document(facts: CaseFacts, a: Assessed, lines: tuple[TraceLine, ...]) -> Json:
    """Return one obligation as seen on a day."""
    case, anchor, source = facts.case, a.anchor, a.source
    return {
        "crn": case.crn,
        "name": case.name,
        "officer_code": a.officer_code,
        "team_code": case.team_code,
        "rosh": rosh_on(facts, a.as_of),
        "tier": case.tier,
        "sentence_id": a.sentence_id,
        "rule": a.rule,
        "kind": a.kind,
        "title": a.title,
        "severity": a.severity,
        "state": a.state,
        "opened_on": a.opened_on,
        "due_on": a.due_on,
        "days_late": a.days_late,
        "working_days_late": a.working_days_late,
        "satisfied_on": a.satisfied_on,
        "anchor": {"kind": anchor.kind, "id": anchor.id, "on": anchor.on} if anchor else None,
        "limit": a.limit or None,
        "profile": a.profile,
        "profile_version": a.profile_version,
        "source": {
            "type": source.type,
            "title": source.title,
            "year": source.year,
            "confidence": source.confidence,
        },
        "snoozed_until": a.snoozed_until,
        "trace": [trace_document(line) for line in lines],
        "limit_code": a.limit_code,
        "window_opens_on": a.window_opens_on,
        "closed_on": a.closed_on,
        "closed_because": a.closed_because,
        "satisfied_by": a.satisfied_by,
        "mark": a.mark,
        "stage": a.stage,
        "hard_due_on": a.hard_due_on,
        "readings": [_reading(reading) for reading in a.readings] or None,
        "shown_red_from": a.shown_red_from,
        "fell_due_under": a.fell_due_under,
        "ual_since": a.ual_since,
        "would_clear": a.would_clear or None,
    }


def trace_document(line: TraceLine) -> Json:
    """Return one line of a trace."""
    return {"counted": line.counted, "contact_id": line.contact_id, "on": line.on, "why": line.why}


def _reading(reading: Reading) -> Json:
    return {
        "name": reading.name,
        "state": reading.state,
        "due_on": reading.due_on,
        "satisfied_on": reading.satisfied_on,
    }


def _not_applicable(item: NotApplicable) -> Json:
    return {"crn": item.crn, "sentence_id": item.sentence_id, "rule": item.rule, "why": item.why}
