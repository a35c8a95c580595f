"""Today: what to do first and why, who is in the diary, what waits for an outcome."""

from __future__ import annotations

import datetime as dt
from itertools import groupby
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.containers import Horizontal, Vertical

from caseload_tui.domain import wording
from caseload_tui.domain.words import ROSH_SHORT
from caseload_tui.services import casefile
from caseload_tui.services import today as todays
from caseload_tui.ui import keys, text, whytext
from caseload_tui.ui.glyphs import G
from caseload_tui.ui.messages import RowHighlighted, RowOpened
from caseload_tui.ui.screens.frame import Frame
from caseload_tui.ui.text import BOLD, MUTED, NO_LINE, TEXT, Line, line
from caseload_tui.ui.widgets.bars import WIDE
from caseload_tui.ui.widgets.columns import Column
from caseload_tui.ui.widgets.lines import Bar, Heading, Sheet
from caseload_tui.ui.widgets.paging import Few, Group
from caseload_tui.ui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from caseload_tui.domain.words import State
    from caseload_tui.services.views import DiaryEntry, FirstRow, Today

_FIRST = (
    Column("", 2),
    Column("", 17),
    Column("", 6, yields=2),
    Column("", 17, most=60),
    Column("", 10, yields=1),
    Column("", 12, "right"),
)
_DIARY = (Column("", 10, most=999),)
_LEAD = 15
"""Cells before the name in the diary: when and how, or how it went."""

_TALL = 30
_WAY = 7
"""Cells for how an appointment is to take place."""

_SETTLE = 0.06
"""Seconds the cursor rests on a row before the reason is worked out, so that moving stays quick."""


class TodayScreen(Frame):
    """The first screen."""

    PLACE = keys.TODAY
    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings(keys.TODAY), ("tab", "other_pane", "diary")]

    _day = dt.date.min
    """The day that is shown; kept, as rows may be drawn once more while the store is being closed."""

    _shown_for: str | None = None
    """The row whose reason is shown."""

    def body(self) -> ComposeResult:
        """Give First with the reason below it, and the diary."""
        with Horizontal():
            with Vertical():
                yield Heading(id="first-heading", is_lead=True)
                yield Rows(_FIRST, self._cells, lambda row: f"{row.crn} {row.flag.rule}", has_header=False, id="first")
                with Vertical(id="reason"):
                    yield Heading(id="reason-heading")
                    yield Sheet(id="reason-text")
            with Vertical(classes="side"):
                yield Heading(id="diary-heading")
                yield Rows(
                    _DIARY, self._diary_cells, lambda e: e.contact_id, has_header=False, is_quiet=True, id="diary"
                )

    @property
    def first(self) -> Rows[FirstRow]:
        """Return the list of what to do first."""
        return self.query_one("#first", Rows)

    @property
    def diary(self) -> Rows[DiaryEntry]:
        """Return the list of appointments."""
        return self.query_one("#diary", Rows)

    @property
    def subject(self) -> str | None:
        """Return the person under the cursor of the pane in focus."""
        row = self.diary.current if self.is_in_diary else self.first.current
        return row.crn if row else None

    @property
    def is_in_diary(self) -> bool:
        """Return whether the diary acts: it has the focus, and there is room for it on the screen."""
        return self.diary.has_focus and self.app.size.width >= WIDE

    @property
    def appointment(self) -> str | None:
        """Return the appointment under the cursor of the diary."""
        entry = self.diary.current if self.is_in_diary else None
        return entry.contact_id if entry else None

    def why_subject(self) -> tuple[str, str, str | None] | None:
        """Return person, rule and sentence of the flag under the cursor."""
        row = self.first.current
        return (row.crn, row.flag.rule, row.flag.sentence_id) if row else None

    def load(self) -> None:
        """Read the day."""
        self._day = self.session.day
        view = todays.today(self.session)
        self.show_crumbs(self.who(view.people))
        self.query_one("#third", Bar).show(_counts(view, is_wide=self.size.width >= WIDE))
        rows = sum(len(group.rows) for group in view.groups)
        self.query_one("#first-heading", Heading).show("First", str(rows), "by reason, RoSH, days overdue")
        self.first.set_source(Few(self._listed(view)))
        self.diary.set_source(Few(_diary(view)))
        self.query_one("#diary-heading", Heading).show("Diary", f"{view.next_7_days} next 7 days")
        if self.focused is None:
            self.first.focus()
        self.show_empty(view.people)
        self._shown_for = None
        if self.app.size.width >= WIDE:
            self.call_after_refresh(self._show_reason)

    def _listed(self, view: Today) -> list[FirstRow | Group]:
        listed: list[FirstRow | Group] = []
        for group in view.groups:
            if listed and self.size.height >= _TALL:
                listed.append(Group())
            listed += [Group(group.title), *group.rows]
        if not listed:
            listed.append(Group("Nothing is overdue and nothing is due today."))
        return listed

    def _cells(self, row: FirstRow) -> Sequence[Line]:
        today, flag = self._day, row.flag
        state: State = "overdue" if row.is_unseen else flag.state
        late = text.when(state, flag.severity, flag.due_on, flag.days_late, today)
        if row.ual_since is not None:
            late = (f"day {flag.days_late}", text.late_token(state, flag.severity))
        elif row.is_unseen:
            late = (f"unseen {flag.days_late:>2} d", text.late_token(state, flag.severity))
        beside = "" if row.ual_since else " more"  # the long words of being at large leave room for the number only
        more: Line = ((f" +{row.more}{beside}", MUTED),) if row.more else NO_LINE
        return (
            (text.flag_sign(state, flag.severity),),
            line(text.name(row.name, row.crn, hidden=self.caseload.names_hidden)),
            line(ROSH_SHORT.get(row.rosh or "", "none")),
            (*line(text.what(flag.title)), *more),
            line((wording.column_day(flag.due_on, today) if flag.due_on else "", MUTED)),
            (late,),
        )

    def _diary_cells(self, entry: DiaryEntry) -> Sequence[Line]:
        name = text.name(entry.name, entry.crn, hidden=self.caseload.names_hidden)
        is_past = entry.date < self._day
        if entry.outcome is not None:
            went = text.cut(line((entry.outcome.removesuffix(", complied"), MUTED)), _LEAD - 1)
            return ((*went, (" " * (_LEAD - text.width(went)), TEXT), *line((name, MUTED))),)
        lead = wording.column_day(entry.date, self._day) if is_past else (entry.time or "any").ljust(5)
        way = entry.mode if len(entry.mode) <= _WAY else f"{entry.mode[: _WAY - 1]}{G.cut}"
        return (line(f"{lead}  ", (f"{way:<{_WAY}} ", MUTED), name),)

    # the reason

    @on(RowHighlighted, "#first")
    def _moved(self) -> None:
        self.show_place(self.first)
        if self.query_one("#reason").display:
            self.caseload.after_rest(self._show_reason, _SETTLE)

    def _show_reason(self) -> None:
        if not self.query(Rows):
            return  # the screen has gone while the cursor rested
        sheet, row = self.query_one("#reason-text", Sheet), self.first.current
        self.query_one("#reason-heading", Heading).show("Why it is here")
        if row is None or self.caseload.session is None:
            sheet.show(lambda _: [])
            return
        if self._shown_for == self.first.current_key:
            return
        self._shown_for = self.first.current_key
        with self.guarded():
            case = casefile.open_case(self.session, row.crn)
            duty = casefile.find_duty(case.duties, row.flag.rule, row.flag.sentence_id)
            explained = casefile.why(self.session, case, duty) if duty else None
            hidden = self.caseload.names_hidden

            def reason(cells: int) -> list[Line]:
                if explained is None:
                    return [text.person(case.name, row.crn, hidden=hidden), *whytext.without_duty(case, cells)]
                return whytext.strip(explained, case, cells, hidden=hidden)

            sheet.show(lambda cells: [(("  ", TEXT), *each) for each in reason(cells - 2)])

    @on(RowOpened, "#first")
    @on(RowOpened, "#diary")
    def _opened(self) -> None:
        if self.subject is not None:
            self.caseload.open_case(self.subject, origin="today")

    def action_other_pane(self) -> None:
        """Go to the other pane."""
        (self.first if self.diary.has_focus or self.app.size.width < WIDE else self.diary).focus()

    def on_resize(self) -> None:
        """Leave the diary where it has no room any more."""
        if self.app.size.width < WIDE and self.diary.has_focus:
            self.first.focus()

    def on_descendant_focus(self) -> None:
        """Show which pane acts."""
        self.query_one("#first-heading", Heading).lead(is_lead=self.first.has_focus)
        self.query_one("#diary-heading", Heading).lead(is_lead=self.diary.has_focus)


def _counts(view: Today, *, is_wide: bool) -> Line:
    """Return how much there is of each, where there is little room only of what there is any."""
    pairs = (
        (view.overdue, "overdue", "flag-red bold"),
        (view.due_today, "due today", BOLD),
        (view.next_7_days, "next 7 days", BOLD),
        (view.without_outcome, "no outcome", BOLD),
        (view.evidence_awaited, "evidence awaited", BOLD),
        (view.data_gaps, "data gap" if view.data_gaps == 1 else "data gaps", "flag-blue bold"),
    )
    pieces: list[tuple[str, str]] = []
    for number, words, token in pairs:
        if not number and not is_wide and pieces:
            continue
        if pieces:
            pieces.append((" " * (5 if is_wide else 3), TEXT))
        pieces += [(f"{number:,}", token if number else BOLD), (f" {words}", TEXT)]
    return tuple(pieces)


def _diary(view: Today) -> list[DiaryEntry | Group]:
    rows: list[DiaryEntry | Group] = []
    coming = sorted((e for e in view.diary if e.date >= view.as_of), key=lambda e: (e.date, e.time or ""))
    by_day = {day: list(entries) for day, entries in groupby(coming, key=lambda e: e.date)}
    monday = view.as_of - dt.timedelta(days=view.as_of.weekday())
    days = {monday + dt.timedelta(days=n) for n in range(5)} | set(by_day)
    for day in sorted(day for day in days if day >= view.as_of):
        title = "Today" if day == view.as_of else wording.day(day, view.as_of)
        entries = by_day.get(day, [])
        if rows and entries and not isinstance(rows[-1], Group):
            rows.append(Group())
        rows += [Group(title, "" if entries else "nothing booked", "bold"), *entries]
    if view.no_outcome:
        rows += [Group(), Group("No outcome yet", str(len(view.no_outcome)), "rule"), *view.no_outcome]
    return rows
