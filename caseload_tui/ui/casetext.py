"""A person's case in lines and cells: header, preview, what is due, timeline."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from typing import TYPE_CHECKING, Final

from caseload_tui.domain import wording
from caseload_tui.domain.words import ROSH_TITLES, SEVERITIES, STATE_TITLES
from caseload_tui.services import sentences
from caseload_tui.ui import text
from caseload_tui.ui.glyphs import G
from caseload_tui.ui.text import BOLD, MUTED, NO_LINE, TEXT, Line, Piece, line
from caseload_tui.ui.widgets.lines import spread

if TYPE_CHECKING:
    from collections.abc import Sequence

    from caseload_tui.engine.obligation import Assessed
    from caseload_tui.services.views import CaseFile, TimelineEntry

LIVE: Final = ("overdue", "unknown", "due_soon", "open", "upcoming")
_WIDE: Final = 100
_FROM: Final = re.compile(r"from (?:(?! to ).)* to ")
_LAST_CONTACTS = 3
_NOTE_LINES = 2


def title_line(case: CaseFile, *, hidden: bool) -> list[Piece]:
    """Return name, reference and age."""
    pieces: list[Piece] = [(text.plain(text.name(case.name, case.facts.case.crn, hidden=hidden)), BOLD)]
    if not hidden:
        pieces.append((f"   {case.facts.case.crn}", TEXT))
    if case.age is not None:
        born = case.facts.case.date_of_birth
        pieces.append(
            (
                f"   {case.age}" + (f", born {wording.bare_day(born)}" if born and not hidden else ""),
                TEXT,
            )
        )
    if case.facts.case.limited_access:
        pieces.append((f"   {G.restricted} restricted record", BOLD))
    return pieces


def risk_line(case: CaseFile) -> Line:
    """Return RoSH, tier, MAPPA and registrations, in words."""
    record = case.facts.case
    rosh = f"{ROSH_TITLES[case.rosh]} RoSH" if case.rosh else "RoSH not recorded"
    mappa = ", ".join(
        part
        for part in (
            f"category {record.mappa_category}" if record.mappa_category else "",
            f"level {case.mappa_level}" if case.mappa_level else "",
        )
        if part
    )
    rest = text.joined(
        (
            f"tier {record.tier}" if record.tier else "",
            f"MAPPA {mappa}" if mappa else "",
            *case.registrations,
        )
    )
    return line((rosh, BOLD), f" {G.between} {rest}" if rest else "")


def sentence_line(case: CaseFile, cells: int) -> Line:
    """Return the sentences and, of a single one, how much is served."""
    words = text.joined(case.sentence_words) or "No sentence is running"
    if cells < _WIDE:
        words = _FROM.sub("to ", words)  # the bar beside it shows the start
    starts, ends = case.starts_on, case.ends_on
    if starts is None or ends is None or not starts <= case.as_of < ends or len(case.sentence_words) > 1:
        return line(words)
    weeks = -(-(ends - starts).days // 7)
    week = (case.as_of - starts).days // 7 + 1
    size = 18 if cells > _WIDE else 10
    done = min(size, round(size * week / weeks))
    bar: Line = (("   ", TEXT), (G.served * done, "accent"), (G.to_serve * (size - done), MUTED))
    served: Line = ((f"  week {week} of {weeks}", MUTED),)
    for rest in ((*bar, *served), served):
        if text.width(line(words)) + text.width(rest) <= cells:
            return (*line(words), *rest)
    return line(words)


def header(case: CaseFile, cells: int, *, hidden: bool) -> list[Line]:
    """Return the three rows that stand on every tab, and a fourth for what is loud."""
    who = ", ".join(part for part in (case.officer, case.team) if part) or "no officer"
    rows = [
        spread(tuple(title_line(case, hidden=hidden)), line((who, MUTED)), cells),
        risk_line(case),
        sentence_line(case, cells),
    ]
    if case.alerts:
        rows.append(line((G.red, "flag-red bold glyph"), " ", (text.joined(case.alerts), "flag-red bold")))
    return rows


def live(case: CaseFile) -> list[Assessed]:
    """Return the duties that live, worst first."""
    rank = {state: place for place, state in enumerate(LIVE)}
    found = [duty for duty in case.duties if duty.state in rank]
    return sorted(
        found,
        key=lambda d: (
            rank[d.state],
            SEVERITIES.index(d.severity) if d.state == "overdue" else 0,
            -d.days_late,
            d.due_on or dt.date.max,
        ),
    )


def done(case: CaseFile) -> list[Assessed]:
    """Return the duties that ended, newest first."""
    found = [duty for duty in case.duties if duty.state not in LIVE]
    return sorted(found, key=lambda d: d.satisfied_on or d.closed_on or d.due_on or dt.date.min, reverse=True)


def due_cells(duty: Assessed, case: CaseFile) -> Sequence[Line]:
    """Return the cells of one duty in the Due tab."""
    sign, token = text.flag_sign(duty.state, duty.severity)
    words = text.late_token(duty.state, duty.severity)
    if duty.state == "met":
        words = "flag-green"
    relative = (
        text.met_relative(duty.due_on, duty.satisfied_on)
        if duty.satisfied_on
        else text.relative(duty.state, duty.due_on, duty.days_late, case.as_of)
    )
    if duty.state == "unknown":
        relative = "unknown"
    anchor = duty.anchor
    return (
        ((sign, token),),
        ((STATE_TITLES[duty.state], words),),
        line(text.what(sentences.title(case.facts, duty))),
        line(wording.column_day(duty.due_on, case.as_of) if duty.due_on else ("paused", MUTED)),
        ((relative, words),),
        line((duty.limit.split(" (")[0], MUTED)),
        line(
            (
                f"{wording.column_day(anchor.on, case.as_of)}  {anchor_words(duty, case)}"
                if anchor
                else "not recorded",
                MUTED,
            )
        ),
        line((duty.rule, MUTED)),
    )


def anchor_words(duty: Assessed, case: CaseFile) -> str:
    """Return what started the clock, in a word."""
    anchor = duty.span.anchor
    if anchor.kind == "contact":
        entry = next((e for e in case.timeline if e.contact_id == anchor.id), None)
        return entry.mode if entry else "contact"
    return "start" if anchor.kind in ("sentence", "spell") else anchor.kind


def entry_outcome(entry: TimelineEntry) -> str:
    """Return how a contact went, in few words."""
    if entry.mark == "attempt":
        return entry.outcome_title or "no reply"
    if entry.mark == "ahead":
        return "booked"
    if entry.mark == "awaited" and not entry.outcome_title:
        return "no outcome yet"
    return entry.outcome_title


def timeline_cells(entry: TimelineEntry, case: CaseFile) -> Sequence[Line]:
    """Return the cells of one contact in the Timeline tab."""
    first = (entry.notes or "").strip().split("\n", 1)[0]
    token = TEXT if entry.mark in ("counts", "absent", "awaited") else MUTED
    return (
        line(wording.column_day(entry.date, case.as_of if entry.date.year == case.as_of.year else None)),
        line(entry.mode),
        ((text.mark_sign(entry.mark), "flag-green" if entry.mark == "counts" else TEXT),),
        line((entry_outcome(entry), token)),
        line((first, MUTED)) if first else line((entry.type_title, MUTED)),
        line((entry.counts_as, MUTED)),
        line((entry.by or "", MUTED)),
    )


def preview(case: CaseFile, cells: int, *, hidden: bool) -> list[Line]:
    """Return the pane beside a list: who, what is due, last contacts, twelve weeks, address."""
    record = case.facts.case
    name = text.name(case.name, record.crn, hidden=hidden)
    facts = text.joined(
        (
            "" if hidden else record.crn,
            str(case.age) if case.age is not None else "",
            f"tier {record.tier}" if record.tier else "",
            f"{ROSH_TITLES[case.rosh]} RoSH" if case.rosh else "RoSH not recorded",
        )
    )
    lines: list[Line] = [line((name, BOLD)), line(facts)]
    registered = text.joined((f"MAPPA level {case.mappa_level}" if case.mappa_level else "", *case.registrations))
    if registered:
        lines += text.wrap(registered, cells)
    for words in case.sentence_words:
        lines += text.wrap(_FROM.sub("to ", words), cells, MUTED)
    lines += [line((G.red, "flag-red bold glyph"), " ", (alert, BOLD)) for alert in case.alerts]
    lines += [NO_LINE, line(("Due", BOLD)), *(_due_line(duty, case, cells) for duty in live(case)[:6])]
    if not live(case):
        lines.append(line(("nothing is open", MUTED)))
    lines += [NO_LINE, line(("Last contacts", BOLD)), *_last_contacts(case, cells)]
    lines += [NO_LINE, *strip_lines(case, cells)]
    lines += [
        NO_LINE,
        line(("Address", BOLD)),
        *text.wrap(case.address or "none on record", cells, TEXT if case.address else MUTED),
    ]
    return lines


def _due_line(duty: Assessed, case: CaseFile, cells: int) -> Line:
    sign, token = text.flag_sign(duty.state, duty.severity)
    words = text.when(duty.state, duty.severity, duty.due_on, duty.days_late, case.as_of)
    left = ((sign.ljust(2), token), (" ", TEXT), (text.plain(text.what(sentences.title(case.facts, duty))), TEXT))
    return spread(left, (words,), cells)


def _last_contacts(case: CaseFile, cells: int) -> list[Line]:
    past = [e for e in case.timeline if e.date <= case.as_of and not e.is_system][:_LAST_CONTACTS]
    lines: list[Line] = []
    for entry in past:
        lines.append(
            line(
                f"{wording.column_day(entry.date, case.as_of)}  {entry.mode[:8]:<7} ",
                (text.mark_sign(entry.mark), "flag-green" if entry.mark == "counts" else TEXT),
                (f" {entry_outcome(entry).split(', ')[0]}", TEXT if entry.mark in ("counts", "other") else MUTED),
            )
        )
        if entry.notes:
            lines += text.wrap(entry.notes.strip(), cells, MUTED, indent=2)[:_NOTE_LINES]
    return lines or [line(("none on record", MUTED))]


def strip_lines(case: CaseFile, cells: int) -> list[Line]:
    """Return the attendance strip of twelve weeks, with what its signs mean and how often each was."""
    if not case.strip:
        return []
    first, marks = case.strip[0].monday, [week.mark for week in case.strip]
    signs = " ".join(text.mark_sign(mark) for mark in marks)
    day, last = wording.bare_day(first, case.as_of), wording.bare_day(case.as_of, case.as_of)
    shown = Counter(e.mark for e in case.timeline if first <= e.date <= case.as_of and not e.is_system)
    counts = [
        line(text.mark_sign(mark), (f" {words} {shown[mark]}", MUTED))
        for mark, words in text.MARK_WORDS.items()
        if mark == "counts" or (shown[mark] and mark != "attempt")
    ]
    return [
        line(("Twelve weeks", BOLD), (f"  {day} to {last}", MUTED)),
        line(signs),
        *text.flow(counts, cells),
    ]
