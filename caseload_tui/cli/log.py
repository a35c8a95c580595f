"""The command that gives the log: what was done, looked at and given out, for those who check."""

import argparse
from typing import Final

from caseload_tui.cli import opening as o
from caseload_tui.cli.out import Cell, document, for_spreadsheet, table
from caseload_tui.domain.verbs import VERBS
from caseload_tui.services import consulting
from caseload_tui.services.views import Logged

_COLUMNS: Final = ("at", "by", "op", "act", "crn", "reason", "device", "number")


def log(options: argparse.Namespace) -> int:
    """Print the acts of the journal, the newest first."""
    since, until = o.day(options.since, "--since"), o.day(options.until, "--until")
    with o.session(options) as session:
        acts = consulting.log(session, since=since, until=until, crn=options.about, ops=tuple(options.op or ()))
        if options.format == "json":
            document({"acts": [_act(act) for act in acts]})
        elif options.format == "text":
            table(_COLUMNS[:6], [_line(act) for act in acts])
        else:
            for_spreadsheet(options.format, _COLUMNS, [_row(act) for act in acts])
    return 0


def _row(act: Logged) -> tuple[Cell, ...]:
    return (act.at.isoformat(), act.actor, act.op, act.verb, act.crn, act.why, act.device, act.seq)


def _act(act: Logged) -> dict[str, object]:
    return {**dict(zip(_COLUMNS, _row(act), strict=True)), "erased": act.is_erased}


def _line(act: Logged) -> tuple[str, ...]:
    verb = VERBS.get(act.verb)
    title = verb.title.lower() if verb else act.verb
    whom = "erased" if act.is_erased else act.crn or ""
    return (f"{act.at:%Y-%m-%d %H:%M}", act.actor, act.op, title, whom, act.why or "")
