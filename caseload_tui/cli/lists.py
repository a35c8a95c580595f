"""The commands that list people and duties: today, list, overdue, due."""

import argparse
import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import cache

from caseload_tui.cli import opening as o
from caseload_tui.cli.out import SPREADSHEETS, Cell, document, echo, for_spreadsheet, table
from caseload_tui.cli.progress import Progress
from caseload_tui.domain import wording
from caseload_tui.domain.filters import Filter, parse
from caseload_tui.domain.words import AT_LARGE, ROSH_SHORT, ROSH_TITLES
from caseload_tui.engine.person import rosh_on
from caseload_tui.services import caseload as cases
from caseload_tui.services import duties as service
from caseload_tui.services.documents import obligations_document
from caseload_tui.services.session import Session
from caseload_tui.services.views import DiaryEntry, FirstRow, Today

_DUTY_COLUMNS = ("flag", "name", "crn", "RoSH", "what", "due", "late", "officer", "rule")
Words = Mapping[str, Callable[[str], str | None]]
"""By column: what a code is called."""

_FLAG = {"red": "!!", "amber": "!", "blue": "i"}


def _filter(options: argparse.Namespace, session: Session) -> Filter:
    return parse(" ".join(options.filter), today=session.day, me=session.officer_code)


def today(options: argparse.Namespace) -> int:
    """Print what to do first, who is in the diary and what waits."""
    from caseload_tui.services.today import today as today_view

    with o.session(options) as session:
        view = today_view(session)
        if options.format == "json":
            document(cases.today_document(view))
        else:
            _print_today(view)
    return 0


def _print_today(view: Today) -> None:
    echo(f"Today, {wording.day(view.as_of)}: {wording.count(view.people, 'person', 'people')}")
    echo(
        f"{view.overdue} overdue, {view.due_today} due today, {view.next_7_days} in the next 7 days, "
        f"{view.without_outcome} without outcome, {view.evidence_awaited} evidence awaited, "
        f"{wording.count(view.data_gaps, 'data gap')}"
    )
    for group in view.groups:
        echo()
        echo(group.title)
        for row in group.rows:
            risk = ROSH_TITLES.get(row.rosh or "", "RoSH not recorded")
            echo(f"  {row.name} ({row.crn}), {risk}: {row.flag.title} {_when(row, view.as_of)}")
    if view.diary:
        echo()
        echo("Diary")
    for entry in view.diary:
        went = f", {entry.outcome}" if entry.outcome else ""
        echo(f"  {_appointment(entry, view.as_of)}{went}")
    if view.no_outcome:
        echo()
        echo("No outcome yet")
    for entry in view.no_outcome:
        echo(f"  {_appointment(entry, view.as_of)}, contact {entry.contact_id}")
    if view.without_outcome > len(view.no_outcome):
        echo(f"  and {view.without_outcome - len(view.no_outcome):,} more")


def _when(row: FirstRow, day: dt.date) -> str:
    flag = row.flag
    when = wording.due_sentence(flag.due_on, day) if flag.due_on else ""
    if row.ual_since:
        when = f"day {(day - row.ual_since).days}"
    if row.is_unseen:
        when = f"not seen for {wording.count(flag.days_late, 'day')}"
    return f"{when}, {row.more} more" if row.more else when


def _appointment(entry: DiaryEntry, day: dt.date) -> str:
    return f"{wording.day(entry.date, day)} {entry.time or '':5} {entry.mode}: {entry.name} ({entry.crn})"


def caseload(options: argparse.Namespace) -> int:
    """Print one row a person."""
    with o.session(options) as session:
        rows = cases.rows(session, _filter(options, session))
        if options.format == "json":
            document(cases.rows_document(session, rows))
        elif options.format in SPREADSHEETS:
            for_spreadsheet(options.format, cases.ROW_COLUMNS, [cases.row_cells(row, session.day) for row in rows])
        else:
            named = cache(session.officer_name)
            table(cases.ROW_COLUMNS, [cases.row_words(row, session.day, named(row.officer_code)) for row in rows])
            echo(wording.count(len(rows), "person", "people"))
    return 0


def overdue(options: argparse.Namespace) -> int:
    """Print every overdue duty, worst first, or how many there are by officer, team, rule or RoSH."""
    with o.session(options) as session, Progress("people") as progress:
        duties = service.overdue(session, _filter(options, session), progress)
        if options.by:
            _counts(options, session, duties)
        else:
            _print(options, session, duties[: options.limit])
    return 0


def due(options: argparse.Namespace) -> int:
    """Print what falls due in the coming days."""
    with o.session(options) as session, Progress("people") as progress:
        found = service.due(
            session, _filter(options, session), options.days, undated=options.undated, progress=progress
        )
        _print(options, session, found)
    return 0


def _print(options: argparse.Namespace, session: Session, duties: list[service.Duty]) -> None:
    if options.format == "json":
        document(obligations_document(session, ((d.facts, d.assessed, d.trace) for d in duties)))
        return
    if options.format in SPREADSHEETS:
        for_spreadsheet(options.format, _DUTY_COLUMNS, [_cells(duty, session) for duty in duties])
        return
    if duties:
        words: Words = {"RoSH": ROSH_SHORT.get, "officer": cache(session.officer_name)}
        table(_DUTY_COLUMNS, [_in_words(_cells(duty, session), words) for duty in duties])
    echo(wording.count(len(duties), "duty", "duties"))


def _in_words(cells: tuple[Cell, ...], words: Words) -> tuple[Cell, ...]:
    """Return cells for people: words in the place of codes."""
    named = zip(_DUTY_COLUMNS, cells, strict=True)
    return tuple(words[name](str(cell)) if cell and name in words else cell for name, cell in named)


def _cells(duty: service.Duty, session: Session) -> tuple[Cell, ...]:
    a, case = duty.assessed, duty.facts.case
    late = wording.count(a.days_late, "day") if a.days_late else ""
    if a.ual_since:
        late = f"{AT_LARGE}, day {(session.day - a.ual_since).days}"
    return (
        _FLAG[a.severity],
        case.name,
        case.crn,
        rosh_on(duty.facts, session.day),
        a.title,
        a.due_on,
        late,
        a.officer_code,
        a.obligation.rule,
    )


def _counts(options: argparse.Namespace, session: Session, duties: Iterable[service.Duty]) -> None:
    keys: dict[str, Callable[[service.Duty], str | None]] = {
        "officer": lambda d: d.assessed.officer_code,
        "team": lambda d: d.facts.case.team_code,
        "rule": lambda d: d.assessed.rule,
        "rosh": lambda d: rosh_on(d.facts, d.assessed.as_of),
    }
    counts: dict[str, Counter[str]] = {}
    people: dict[str, set[str]] = {}
    for duty in duties:
        name = keys[options.by](duty) or "none"
        counts.setdefault(name, Counter())[duty.assessed.severity] += 1
        people.setdefault(name, set()).add(duty.facts.case.crn)
    rows = [(n, len(people[n]), c["red"], c["amber"], c["blue"]) for n, c in sorted(counts.items())]
    columns = (options.by, "people", "red", "amber", "blue")
    if options.format == "json":
        document({"by": options.by, "groups": [dict(zip(("name", *columns[1:]), row, strict=True)) for row in rows]})
    elif options.format in SPREADSHEETS:
        for_spreadsheet(options.format, columns, rows)
    else:
        words: Words = {"officer": session.officer_name, "rosh": ROSH_TITLES.get}
        named = words.get(options.by, str)
        table(columns, [(named(name) or name, *numbers) for name, *numbers in rows])
