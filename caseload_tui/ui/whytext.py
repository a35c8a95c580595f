"""The reason of a flag in lines: what clears it, the clock, each contact since, the standard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from caseload_tui.domain import wording
from caseload_tui.domain.verbs import VERBS
from caseload_tui.domain.words import AT_LARGE, ROSH_TITLES, SEVERITY_TITLES, STATE_TITLES
from caseload_tui.engine.person import ual_since
from caseload_tui.services import contacts, sentences
from caseload_tui.ui import casetext, keys, ruler, text
from caseload_tui.ui.glyphs import G
from caseload_tui.ui.text import BOLD, MUTED, NO_LINE, TEXT, Line, Piece, line

if TYPE_CHECKING:
    from caseload_tui.engine.obligation import Assessed, TraceLine
    from caseload_tui.services.views import CaseFile, Explained, TimelineEntry

_LABEL: Final = 12
_OUTCOME: Final = 20
"""Cells that an outcome takes at most."""

_REASON: Final = 20
"""Cells that a reason needs beside its contact."""

_CONTACT_WORDS: Final = ("contact", "appointment", "visit")


def sentence(duty: Assessed) -> str:
    """Return the flag in full words: `in-person contact overdue 10 days`."""
    title = text.what(duty.title)
    if duty.state == "overdue":
        return f"{title} overdue {wording.count(duty.days_late, 'day')}"
    if duty.state in ("open", "due_soon") and duty.due_on:
        return f"{title} {wording.due_sentence(duty.due_on, duty.as_of)}"
    return f"{title}: {STATE_TITLES[duty.state]}"


def _labelled(label: str, rows: list[Line], cells: int) -> list[Line]:
    """Return rows with a label at the left of the first."""
    room = cells - _LABEL
    lines: list[Line] = []
    for row in rows:
        for part in text.wrap_pieces(row, room) if text.width(row) > room else [row]:
            head = label if not lines else ""
            lines.append(((head.ljust(_LABEL), MUTED), *part))
    return lines


def title(explained: Explained) -> tuple[Line, Line]:
    """Return the heading of the drawer and, for its right edge, the rule."""
    return line((f"Why: {sentence(explained.assessed)}", BOLD)), line((explained.assessed.rule, MUTED))


def under(explained: Explained, name: str) -> str:
    """Return whose duty it is, under which sentence where that is not plain, and as of which day."""
    sentence = sentences.begun(explained.sentence) if explained.sentence else ""
    return text.joined((name, sentence, f"as of {wording.day(explained.assessed.as_of)}"))


def verbs(explained: Explained) -> list[str]:
    """Return the verbs that record what would clear a duty, the one most likely meant first."""
    duty = explained.assessed
    if not duty.would_clear or duty.missing:
        return []
    found = ["contact.outcome"] if explained.awaited else []
    found += [verb.id for verb in VERBS.values() if duty.rule in verb.meets]
    return [*found, "contact.add"] if _is_by_contact(duty) else found


def why(explained: Explained, case: CaseFile, cells: int, *, is_read_only: bool = False) -> list[Line]:
    """Return the whole reason, in the order in which it is asked for; keys are named only where they would write."""
    duty = explained.assessed
    away = _wrapped(at_large(case), cells)
    lines = [*away, *([NO_LINE] if away else []), *ruler.ruler(duty, cells), NO_LINE]
    keyed = [] if is_read_only else [text.keys(keys.pair(verb)) for verb in verbs(explained)]
    recorded, given = (keyed[1:], keyed[:1]) if explained.awaited else (keyed, [])
    if duty.would_clear:
        clears = wording.dated(duty.would_clear[:1].upper() + duty.would_clear[1:], duty.as_of)
        lines += _labelled("Clears it", _keyed(line((clears, BOLD)), recorded, cells), cells)
    if explained.awaited:
        waiting = f"{contacts.appointment_words(explained.awaited, duty.as_of)}, if it was attended: it has no outcome"
        lines += _labelled("Would clear", _keyed(line(waiting), given, cells), cells)
    if duty.would_clear:
        lines.append(NO_LINE)
    if duty.missing:
        lines += [*_labelled("Missing", [line(", ".join(duty.missing))], cells), NO_LINE]
    lines += [*_labelled("Clock from", _clock(explained, case), cells), NO_LINE]
    lines += [*_since(explained, case, cells), NO_LINE]
    lines += [*_labelled("Standard", _standard(duty), cells), NO_LINE]
    for reading in duty.readings:
        words = f"{reading.name}: {STATE_TITLES[reading.state]}"
        if reading.due_on:
            words += f", due {wording.day(reading.due_on, duty.as_of)}"
        lines += [*_labelled("Read also", [line(words)], cells), NO_LINE]
    return [
        *lines,
        *_labelled("Flag", [_flag(duty, case)], cells),
        *_labelled("On record", [_on_record(duty, case)], cells),
    ]


def _keyed(words: Line, keyed: list[Line], cells: int) -> list[Line]:
    """Return words with the key after them, which is never broken."""
    room = cells - _LABEL
    rows = text.wrap_pieces(words, room)
    return [*rows[:-1], *text.flow([rows[-1], *keyed], room)]


def _clock(explained: Explained, case: CaseFile) -> list[Line]:
    duty = explained.assessed
    anchor = duty.anchor
    if anchor is None:
        return [line("not recorded")]
    entry = _entry(case, anchor.id)
    what = f"{entry.mode}, {casetext.entry_outcome(entry)}" if entry else casetext.anchor_words(duty, case)
    rows = [line(f"{wording.day(anchor.on, duty.as_of)}  {what}")]
    if duty.clock:
        rows.append(line((duty.clock, MUTED)))
    if explained.because:
        rows.append(line(explained.because))
    return rows


def _since(explained: Explained, case: CaseFile, cells: int) -> list[Line]:
    # What started the clock has its own place above.
    shown = [item for item in explained.trace if not _is_start(item, explained.assessed)]
    counted = sum(item.counted for item in shown)
    awaited = [item for item in shown if not item.counted and _is_awaited(_entry(case, item.contact_id))]
    ahead = sum(item.on >= case.as_of for item in awaited)
    contacts = sum(item.contact_id is not None for item in shown) - len(awaited)
    words = f"{wording.count(contacts, 'contact')}, {f'{counted} counted' if counted else 'none counted'}"
    if awaited and not contacts:
        words = "no contact"
    if len(awaited) > ahead:
        words += f"; {len(awaited) - ahead} with no outcome yet"
    if ahead:
        words += f"; {ahead} booked"
    if not shown:
        words = "nothing recorded"
    lines = _labelled("Since then", [line((words, BOLD))], cells)
    entries = [entry for item in shown if (entry := _entry(case, item.contact_id))]
    wide = (
        max((len(entry.mode) for entry in entries), default=0),
        min(max((len(casetext.entry_outcome(entry)) for entry in entries), default=0), _OUTCOME),
    )
    for item in shown:
        lines += _trace_lines(item, case, cells, wide)
    marks = {entry.mark for item in shown if not item.counted and (entry := _entry(case, item.contact_id))}
    met = [(G.met, "counted")] if counted else []
    return [*lines, *text.flow(text.legend(marks, *met), cells)]


def _is_awaited(entry: TimelineEntry | None) -> bool:
    """Return whether a contact is an appointment whose outcome is still to come: it has not failed to count."""
    return entry is not None and entry.outcome_code is None and entry.mark in ("awaited", "ahead")


def _is_start(item: TraceLine, duty: Assessed) -> bool:
    anchor = duty.anchor
    return anchor is not None and item.on == anchor.on and item.contact_id in (None, anchor.id)


def _trace_lines(item: TraceLine, case: CaseFile, cells: int, wide: tuple[int, int]) -> list[Line]:
    """Return one contact with its reason beside it, below it where there is too little room."""
    entry = _entry(case, item.contact_id)
    sign = (
        G.met if item.counted else text.mark_sign(entry.mark) if entry else " ",
        "flag-green" if item.counted else TEXT,
    )
    left: list[Piece] = [sign, (f" {wording.column_day(item.on, case.as_of)}  ", TEXT)]
    indent = text.width(left)
    if entry is not None:
        went = text.cut(line(casetext.entry_outcome(entry)), wide[1])
        left += [(f"{entry.mode:<{wide[0]}}  ", TEXT), *went, (" " * (wide[1] - text.width(went) + 2), TEXT)]
    why = wording.dated(item.why, case.as_of)
    if cells - text.width(left) < _REASON:
        whole = (*left[:3], (casetext.entry_outcome(entry), TEXT)) if entry else left
        return [line(*whole), *text.wrap(why, cells, MUTED, indent=indent)]
    first, *others = text.wrap(why, cells - text.width(left), MUTED)
    return [line(*left, *first), *(((" " * text.width(left), TEXT), *part) for part in others)]


def _entry(case: CaseFile, contact_id: str | None) -> TimelineEntry | None:
    return next((entry for entry in case.timeline if entry.contact_id == contact_id), None) if contact_id else None


def _standard(duty: Assessed) -> list[Line]:
    span = duty.span
    title = duty.obligation.title
    rows = [line(f"{title}, {span.limit_words}" if span.limit_words else title)]
    profile = f"{span.profile} version {span.profile_version}" if span.profile else ""
    words = text.joined((profile, span.terms.rule.source.words))
    rows.append(line((words, MUTED)))
    return rows


def _flag(duty: Assessed, case: CaseFile) -> Line:
    sign, token = text.flag_sign(duty.state, duty.severity)
    rosh = f" at {ROSH_TITLES[case.rosh]} RoSH" if case.rosh else ""
    words = f"{SEVERITY_TITLES[duty.severity]}{rosh}" if duty.state == "overdue" else STATE_TITLES[duty.state]
    return line((sign, token), f" {words}" if sign else words)


def _on_record(duty: Assessed, case: CaseFile) -> Line:
    rule = duty.rule
    decisions = [d for d in case.facts.oversight if d.rule == rule]
    snooze = f"snoozed until {wording.day(duty.snoozed_until, duty.as_of)}" if duty.snoozed_until else "no snooze"
    newest = max(decisions, key=lambda d: d.decided_on, default=None)
    decision = f"decided {wording.day(newest.decided_on, duty.as_of)}" if newest else "no decision"
    return line(f"{snooze}, {decision}")


def strip(explained: Explained, case: CaseFile, cells: int, *, hidden: bool) -> list[Line]:
    """Return the reason in four lines, for the strip under a list; in five for somebody unlawfully at large."""
    duty = explained.assessed
    lines = [text.person(case.name, case.facts.case.crn, hidden=hidden), *at_large(case)[:1]]
    limit = f", {duty.limit.split(' (')[0]}" if duty.limit else ""
    whose = f", {sentences.begun(explained.sentence)}" if explained.sentence else ""
    lines.append(line(f"{duty.obligation.title}{whose}{limit}. ", _last_counted(duty, case)))
    entries = [entry for item in explained.trace if not item.counted and (entry := _entry(case, item.contact_id))]
    settled = [entry for entry in entries if not _is_awaited(entry)]
    past = [entry for entry in entries if _is_awaited(entry) and entry.date < case.as_of]
    since = [
        f"{_listed(some, case)}: {words}."
        for some, words in ((settled, "none counts"), (past, "no outcome yet"))
        if some
    ]
    if since:
        lines.append(line(("Since then: ", MUTED), " ".join(since)))
    lines.append(line(*clears(explained), *_booked(duty, case)))
    return _wrapped(lines, cells)


def clears(explained: Explained) -> Line:
    """Return what clears a duty, and the appointment that would if it was attended, for a strip."""
    duty = explained.assessed
    pieces: list[Piece] = []
    if duty.would_clear:
        pieces += [("Clears it: ", MUTED), (f"{wording.dated(duty.would_clear, duty.as_of)}. ", TEXT)]
    if explained.awaited:
        waiting = contacts.appointment_words(explained.awaited, duty.as_of)
        pieces += [("Would clear: ", MUTED), (f"{waiting}, if it was attended; it has no outcome. ", TEXT)]
    return tuple(pieces)


def _listed(entries: list[TimelineEntry], case: CaseFile) -> str:
    """Return the last three of what is listed, and how many were before."""
    last = [f"{entry.mode} {wording.bare_day(entry.date, case.as_of)}" for entry in entries[-3:]]
    return ", ".join([f"{len(entries) - 3} earlier"] * (len(entries) > 3) + last)  # noqa: PLR2004 - the last three are listed


def _is_by_contact(duty: Assessed) -> bool:
    """Return whether a contact to come would clear the duty, and not a record of something else."""
    return duty.rule != "OUTCOME_MISSING" and any(word in duty.would_clear for word in _CONTACT_WORDS)


def _booked(duty: Assessed, case: CaseFile) -> Line:
    """Return the next appointment, or that there is none; nothing where no contact would clear the duty."""
    if not _is_by_contact(duty):
        return ()
    if not case.booked:
        return (("Nothing is booked.", "flag-red bold"),)
    return ((f"Booked {wording.day(case.booked[0].date, case.as_of)}.", TEXT),)


def at_large(case: CaseFile) -> list[Line]:
    """Return that somebody is unlawfully at large, and what follows from it (ruling 43); nothing where they are not."""
    since = ual_since(case.facts, case.as_of)
    if since is None:
        return []
    seen = next((entry for entry in case.timeline if entry.mark == "counts"), None)
    last = f"Last seen {wording.day(seen.date, case.as_of)}, {seen.mode}." if seen else "Never seen in person."
    day = (case.as_of - since).days
    return [
        line((f"{AT_LARGE.capitalize()} since {wording.day(since, case.as_of)}, day {day}. ", BOLD), last),
        line("This pauses nothing: every clock runs on, and the case stands first in Today until that has ended."),
    ]


def without_duty(case: CaseFile, cells: int) -> list[Line]:
    """Return why somebody is listed who has no open duty of the rule: at large, or nothing is owed."""
    away = at_large(case)
    words = "No other duty of this person is overdue." if away else "The person under the cursor has no open duty."
    return _wrapped([*away, line(words)], cells)


def _wrapped(rows: list[Line], cells: int) -> list[Line]:
    return [part for row in rows for part in (text.wrap_pieces(row, cells) if text.width(row) > cells else [row])]


def _last_counted(duty: Assessed, case: CaseFile) -> str:
    if duty.anchor is None:
        return "The start of the clock is not recorded."
    entry = _entry(case, duty.anchor.id)
    day = wording.day(duty.anchor.on, case.as_of)
    return f"Clock from {day}, {entry.mode if entry else casetext.anchor_words(duty, case)}."
