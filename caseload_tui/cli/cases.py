"""The commands that show one case: show and timeline."""

import argparse

from caseload_tui.cli import opening as o
from caseload_tui.cli.out import SPREADSHEETS, Cell, document, echo, for_spreadsheet, table
from caseload_tui.domain import codes, wording
from caseload_tui.domain.words import ROSH_TITLES, STATE_TITLES
from caseload_tui.services import casefile, consulting, sentences
from caseload_tui.services.documents import obligation_document
from caseload_tui.services.views import CaseFile, TimelineEntry

_TIMELINE_COLUMNS = ("date", "time", "mode", "type", "outcome", "counts as", "by", "note", "id")


def show(options: argparse.Namespace) -> int:
    """Print the case file."""
    with o.session(options) as session:
        case = casefile.open_case(session, options.crn)
        consulting.note(session, "case.show", [case.facts.case.crn])
        if options.format == "json":
            document(_case_document(case))
        else:
            _print_case(case)
    return 0


def _print_case(case: CaseFile) -> None:
    day = case.as_of
    facts = [case.name, case.facts.case.crn, f"{case.age}" if case.age is not None else ""]
    echo(", ".join(part for part in facts if part))
    risk = f"{ROSH_TITLES[case.rosh]} RoSH" if case.rosh else "RoSH not recorded"
    tier = f"tier {case.facts.case.tier}" if case.facts.case.tier else ""
    mappa = f"MAPPA level {case.mappa_level}" if case.mappa_level else ""
    echo(", ".join(part for part in (risk, tier, mappa, *case.registrations) if part))
    for words in case.sentence_words:
        echo(words)
    echo(f"Officer: {case.officer or 'no one'}, {case.team or 'no team'}")
    echo(f"Address: {case.address or 'none on record'}")
    for alert in case.alerts:
        echo(f"! {alert}")
    echo()
    echo("Due")
    for a in case.duties:
        if a.is_live:
            when = wording.due_sentence(a.due_on, day) if a.due_on else STATE_TITLES[a.state]
            echo(f"  {sentences.title(case.facts, a)}: {when}")
    echo()
    echo("Last contacts")
    for entry in [e for e in case.timeline if e.date <= day][:3]:
        echo(f"  {_entry_words(entry)}")


def _entry_words(entry: TimelineEntry) -> str:
    parts = (entry.outcome_title or "", entry.counts_as)
    return f"{wording.day(entry.date)} {entry.mode}: " + "; ".join(part for part in parts if part)


def _case_document(case: CaseFile) -> dict[str, object]:
    record = case.facts.case
    return {
        "as_of": case.as_of,
        "crn": record.crn,
        "name": case.name,
        "age": case.age,
        "rosh": case.rosh,
        "tier": record.tier,
        "mappa_level": case.mappa_level,
        "officer": case.officer,
        "team": case.team,
        "registrations": case.registrations,
        "sentences": case.sentence_words,
        "address": case.address,
        "alerts": case.alerts,
        "duties": [obligation_document(case.facts, a, ()) for a in case.duties if a.is_live],
        "last_contacts": [_entry_document(e) for e in case.timeline if e.date <= case.as_of][:3],
        "booked": [_entry_document(e) for e in case.booked],
    }


def _entry_document(e: TimelineEntry) -> dict[str, object]:
    return {
        "contact_id": e.contact_id,
        "date": e.date,
        "time": e.time,
        "type_code": e.type_code,
        "type": e.type_title,
        "mode": e.mode,
        "outcome_code": e.outcome_code,
        "outcome": _listed_outcome(e),
        "counts_as": e.counts_as,
        "by": e.officer_code,
        "notes": e.notes,
        "retrospective": e.is_retrospective,
    }


def _listed_outcome(entry: TimelineEntry) -> str | None:
    """Return the outcome as the national list has it, for what other programs read."""
    outcome = codes.outcomes().get(entry.outcome_code or "")
    return outcome.description if outcome else entry.outcome_code


def timeline(options: argparse.Namespace) -> int:
    """Print every contact of one person, newest first."""
    with o.session(options) as session:
        case = casefile.open_case(session, options.crn)
        consulting.note(session, "case.timeline", [case.facts.case.crn])
        if options.format == "json":
            document(
                {
                    "as_of": case.as_of,
                    "crn": case.facts.case.crn,
                    "contacts": [_entry_document(e) for e in case.timeline],
                }
            )
            return 0
        if options.format in SPREADSHEETS:
            for_spreadsheet(
                options.format,
                _TIMELINE_COLUMNS,
                [_timeline_cells(e, _listed_outcome(e), e.officer_code, e.notes) for e in case.timeline],
            )
        else:
            entries = case.timeline
            table(_TIMELINE_COLUMNS, [_timeline_cells(e, e.outcome_title, e.by, _first_line(e.notes)) for e in entries])
    return 0


def _timeline_cells(e: TimelineEntry, outcome: str | None, by: str | None, note: str | None) -> tuple[Cell, ...]:
    return (e.date, e.time, e.mode, e.type_title, outcome, e.counts_as, by, note, e.contact_id)


def _first_line(note: str | None) -> str:
    lines = (note or "").splitlines()
    return lines[0] if lines else ""
