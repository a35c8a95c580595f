"""The command that says why: first what is overdue, in full; the rest in short unless all of it is asked for."""

import argparse
from collections import Counter
from typing import Final

from caseload_tui.cli import opening as o
from caseload_tui.cli.out import SPREADSHEETS, Cell, document, echo, for_spreadsheet
from caseload_tui.domain import wording
from caseload_tui.domain.words import AT_LARGE, SEVERITIES, STATE_TITLES
from caseload_tui.engine.obligation import NotApplicable
from caseload_tui.errors import UsageError
from caseload_tui.services import casefile, consulting, contacts, duties, sentences
from caseload_tui.services.documents import obligations_document
from caseload_tui.services.views import Explained, Explanation

_COLUMNS = ("crn", "rule", "sentence", "state", "severity", "opened", "due", "satisfied", "closed", "anchor")

_IN_FULL: Final = ("overdue", "unknown")
"""What cannot wait for somebody to ask."""


def explain(options: argparse.Namespace) -> int:
    """Print why: every duty a person ever had, or everyone's with --all."""
    if options.all == (options.crn is not None):
        raise UsageError("Say whose duties to explain.", advice="Give one reference, or --all for everyone.")
    with o.session(options) as session:
        if options.all:
            people = duties.everyone(session)
            explained = [(facts, casefile.explain_facts(session, facts)) for facts in people]
        else:
            facts = session.facts(options.crn, notes=False)
            consulting.note(session, "case.explain", [facts.case.crn])
            explained = [(facts, casefile.explain_facts(session, facts, options.rule and options.rule.upper()))]
        if options.format == "json":
            document(
                obligations_document(
                    session,
                    ((facts, d.assessed, d.trace) for facts, e in explained for d in e.duties),
                    not_applicable=[item for _, e in explained for item in e.not_applicable],
                )
            )
        elif options.format in SPREADSHEETS:
            for_spreadsheet(options.format, _COLUMNS, [_cells(d) for _, e in explained for d in e.duties])
        else:
            for facts, explanation in explained:
                echo(f"{facts.case.name} ({facts.case.crn})")
                print_explanation(explanation, is_of_rule=options.rule is not None, is_full=options.full)
    return 0


def _cells(d: Explained) -> tuple[Cell, ...]:
    a, ob = d.assessed, d.assessed.obligation
    anchor = f"{ob.anchor.kind} {ob.anchor.id} {ob.anchor.on}"
    return (
        ob.crn,
        ob.rule,
        ob.sentence_id,
        a.state,
        a.severity,
        ob.opened_on,
        a.due_on,
        a.satisfied_on,
        a.closed_on,
        anchor,
    )


def print_explanation(explanation: Explanation, *, is_of_rule: bool = False, is_full: bool = False) -> None:
    """Print the duties, overdue first; what was met before and rules that do not apply only when asked for."""
    live = sorted((d for d in explanation.duties if d.assessed.is_live), key=_urgency)
    past = [d for d in reversed(explanation.duties) if not d.assessed.is_live]
    _print_first(explanation, live, is_of_rule=is_of_rule)
    for duty in live:
        _print_duty(duty, explanation, is_short=not (is_full or is_of_rule or duty.assessed.state in _IN_FULL))
    if is_full:
        for duty in past:
            _print_duty(duty, explanation)
    elif is_of_rule:
        for duty in past:
            _print_heading(duty)
    if is_full or (is_of_rule and not explanation.duties):
        for item in explanation.not_applicable:
            _print_lacking(item)
    elif not is_of_rule:
        _print_rest(past, explanation.not_applicable)


def _print_first(explanation: Explanation, live: list[Explained], *, is_of_rule: bool) -> None:
    """Say what is to be known before any duty: that the person is at large (ruling 43), or that nothing is overdue."""
    since = explanation.ual_since
    if since is not None:
        day = (explanation.as_of - since).days
        echo(f"  {AT_LARGE.capitalize()} since {wording.day(since)}, day {day}: every clock runs on.")
    elif not is_of_rule and not any(d.assessed.state == "overdue" for d in live):
        echo("  Nothing is overdue.")


def _urgency(duty: Explained) -> tuple[bool, int, int, str]:
    """Return where a duty to be met stands: overdue first and there the worst, then by due date, then the undated."""
    a = duty.assessed
    if a.state == "overdue":
        return False, SEVERITIES.index(a.severity), -a.days_late, a.rule
    return True, a.due_on is None, a.due_on.toordinal() if a.due_on else 0, a.rule


def _print_duty(duty: Explained, explanation: Explanation, *, is_short: bool = False) -> None:
    a, ob, span = duty.assessed, duty.assessed.obligation, duty.assessed.span
    _print_heading(duty)
    if not is_short:
        because = f", {duty.because}" if duty.because else ""
        start = f"{wording.day(ob.anchor.on)} ({ob.anchor.kind} {ob.anchor.id})"
        echo(f"    clock from {start}, limit {span.limit_words}{because}")
        if span.source is not None:
            echo(f"    standard {span.profile} {span.profile_version}: {span.source.words}")
        for line in duty.trace:
            echo(f"    {'+' if line.counted else '-'} {wording.day(line.on)}: {line.why}")
        for reading in a.readings:
            reads = f", due {wording.day(reading.due_on)}" if reading.due_on else ""
            echo(f"    read also as {reading.name}: {STATE_TITLES[reading.state]}{reads}")
    if a.would_clear:
        echo(f"    clears it: {wording.dated(a.would_clear, explanation.as_of)}")
    if duty.awaited:
        words = contacts.appointment_words(duty.awaited, explanation.as_of)
        echo(f"    would clear it: {words} (contact {duty.awaited.contact_id}), if it was attended: no outcome yet")


def _print_heading(duty: Explained) -> None:
    a, ob = duty.assessed, duty.assessed.obligation
    due = f", due {wording.day(a.due_on)}" if a.due_on else ""
    late = f", {wording.count(a.days_late, 'day')} late" if a.days_late else ""
    whose = f", {sentences.begun(duty.sentence)}" if duty.sentence else ""
    echo(f"  {ob.title}{whose}: {STATE_TITLES[a.state]}{due}{late}  [{ob.rule}]")


def _print_rest(past: list[Explained], lacking: tuple[NotApplicable, ...]) -> None:
    """Say how much there is that is not printed."""
    ended = Counter(STATE_TITLES[d.assessed.state] for d in past)
    parts = [f"{number} {state}" for state, number in ended.most_common()]
    if lacking:
        parts.append(wording.count(len(lacking), "rule does not apply", "rules do not apply"))
    if parts:
        echo(f"  Also: {', '.join(parts)}. --full says why of each.")


def _print_lacking(item: NotApplicable) -> None:
    whose = f" for sentence {item.sentence_id}" if item.sentence_id else ""
    echo(f"  {item.rule}{whose} does not apply: {item.why}")
