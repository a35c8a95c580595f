"""The commands that change something: contacts, outcomes, plans, reviews, risk, people, undo and redo."""

import argparse
import sys
from typing import get_args

from caseload_tui.cli import opening as o
from caseload_tui.cli.out import echo
from caseload_tui.domain.days import ACCEPTED_DAYS, NoSuchDayError, read_day
from caseload_tui.domain.drafts import PersonDraft
from caseload_tui.domain.entry import parse
from caseload_tui.domain.text import clean
from caseload_tui.domain.words import Rosh, SentenceType
from caseload_tui.errors import Problem, RefusedError, UsageError
from caseload_tui.services import changing, people, planning, previewing, recording, undoing
from caseload_tui.services.clock import london
from caseload_tui.services.views import Preview, Saved


def _say(saved: Saved) -> None:
    echo(f"Saved: {saved.words}.")
    for identity in saved.ids:
        echo(f"  {identity}")


def contact_add(options: argparse.Namespace) -> int:
    """Record a contact from one line, after saying what it does."""
    line = " ".join(options.line)
    if line == "-":
        line = sys.stdin.readline().rstrip("\n")
    else:
        print('Your shell keeps this line in its history; "-" reads it from standard input.', file=sys.stderr)
    with o.session(options) as session:
        entry = parse(line, today=session.today)
        if entry.problems:
            raise RefusedError("Not saved: the line was not understood.", problems=entry.problems)
        if entry.draft.people:
            raise RefusedError("Not saved: the line names somebody with @ beside the reference given.")
        crn = options.crn
        view = previewing.preview(session, crn, entry.draft)
        _print_preview(view)
        if view.problems:
            recording.record_contact(session, (crn,), entry.draft)  # refuses, with each problem
        if not options.dry_run:
            _say(recording.record_contact(session, (crn,), entry.draft))
    return 0


def _print_preview(view: Preview) -> None:
    for label, words in view.lines:
        echo(f"{label}: {words}")
    for effect in view.clears:
        late = f", overdue {effect.days_late} days" if effect.days_late else ""
        echo(f"Clears: {effect.title}{late}")
    for effect in view.next_due:
        if effect.due_on:
            echo(f"Next due: {effect.title}, {effect.due_on.isoformat()}")
    for warning in view.warnings:
        print(clean(f"Note: {warning}"), file=sys.stderr)


def contact_outcome(options: argparse.Namespace) -> int:
    """Give an appointment its outcome."""
    with o.session(options) as session:
        _say(recording.record_outcome(session, options.contact_id, options.code.upper()))
    return 0


def plan_review(options: argparse.Namespace) -> int:
    """Record a review of the plan."""
    with o.session(options) as session:
        reviewed_on = o.day(options.on, "--on") or session.today
        _say(planning.review_plan(session, options.crn, reviewed_on, options.reason, options.sentence))
    return 0


def plan_add(options: argparse.Namespace) -> int:
    """Record the first plan of a sentence."""
    with o.session(options) as session:
        completed_on = o.day(options.on, "--on") or session.today
        _say(planning.make_plan(session, options.crn, completed_on, options.sentence))
    return 0


def risk_review(options: argparse.Namespace) -> int:
    """Record a review of the risk assessment."""
    with o.session(options) as session:
        reviewed_on = o.day(options.on, "--on") or session.today
        _say(planning.review_risk(session, options.crn, reviewed_on, options.reason))
    return 0


def rosh_change(options: argparse.Namespace) -> int:
    """Record another level of risk of serious harm."""
    with o.session(options) as session:
        from_on = o.day(options.from_on, "--from") or session.today
        _say(changing.change_rosh(session, options.crn, options.level.upper(), from_on))
    return 0


def ual_change(options: argparse.Namespace) -> int:
    """Record that somebody is unlawfully at large, or no longer is."""
    with o.session(options) as session:
        _say(changing.change_at_large(session, options.crn, o.day(options.on, "--on") or session.today))
    return 0


def case_close(options: argparse.Namespace) -> int:
    """Close a case; what is not finished is said."""
    with o.session(options) as session:
        for words in changing.unfinished(session, options.crn):
            print(f"Note: {words}.", file=sys.stderr)
        closed_on = o.day(options.on, "--on") or session.today
        _say(changing.close_case(session, options.crn, closed_on, options.because))
    return 0


def undo(options: argparse.Namespace) -> int:
    """Take back the newest change."""
    with o.session(options) as session:
        return _said(undoing.undo(session), "There is nothing to take back.")


def redo(options: argparse.Namespace) -> int:
    """Do again what was taken back."""
    with o.session(options) as session:
        return _said(undoing.redo(session), "There is nothing to do again.")


def _said(saved: Saved | None, nothing: str) -> int:
    echo(f"{saved.words[:1].upper()}{saved.words[1:]}." if saved else nothing)
    return 0


_FIELDS = {
    "crn": "reference (one letter and six digits)",
    "surname": "surname",
    "forenames": "forenames",
    "date_of_birth": "born on",
    "rosh": "RoSH (L, M, H, VH)",
    "tier": "tier",
    "officer_code": "officer code",
    "type": "sentence (CO, SSO, CUSTODY, PSS, DEFERRED)",
    "sentenced_on": "sentenced on",
    "starts_on": "starts on",
    "ends_on": "ends on",
    "released_on": "released on",
}


def person_add(options: argparse.Namespace) -> int:
    """Add a person from name=value lines on standard input, or by asking."""
    with o.session(options) as session:
        values = _read_values() if options.source == "-" else _ask_values()
        _say(people.add_person(session, _person(values)))
    return 0


def _read_values() -> dict[str, str]:
    values: dict[str, str] = {}
    for number, line in enumerate(sys.stdin, 1):
        text = line.strip()
        if not text:
            continue
        name, is_pair, value = text.partition("=")
        if not is_pair or name.strip() not in _FIELDS:
            accepted = ", ".join(_FIELDS)
            raise RefusedError(
                "Not saved: a line was not understood.",
                problems=(Problem("is not one of the fields", accepted, "standard input", number, value=name.strip()),),
            )
        values[name.strip()] = value.strip()
    return values


def _ask_values() -> dict[str, str]:
    if not sys.stdin.isatty():
        raise UsageError("There is no terminal to ask at.", advice="Give - and name=value lines on standard input.")
    return {name: input(f"{label}: ").strip() for name, label in _FIELDS.items()}


def _person(values: dict[str, str]) -> PersonDraft:
    found: list[Problem] = []

    def day(name: str) -> object:
        text = values.get(name)
        try:
            given = read_day(text, london().date()) if text else None
        except NoSuchDayError:
            given = None
        if text and given is None:
            found.append(Problem("is not a day", ACCEPTED_DAYS, column=name, value=text))
        return given

    def word(name: str, accepted: tuple[str, ...]) -> object:
        text = (values.get(name) or "").upper() or None
        if text is not None and text not in accepted:
            found.append(Problem("is not one of the words", ", ".join(accepted), column=name, value=text))
            return None
        return text

    fields: dict[str, object] = {
        name: values.get(name) or None for name in ("surname", "forenames", "tier", "officer_code")
    }
    fields |= {name: day(name) for name in ("date_of_birth", "sentenced_on", "starts_on", "ends_on", "released_on")}
    fields["rosh"] = word("rosh", get_args(Rosh))
    fields["sentence_type"] = word("type", get_args(SentenceType))
    if found:
        raise RefusedError("Not saved.", problems=tuple(found))
    return PersonDraft(crn=values.get("crn", ""), **fields)  # type: ignore[arg-type]  # each was checked above
