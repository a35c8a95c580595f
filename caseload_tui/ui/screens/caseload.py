"""Caseload: one row a person, filtered as you type, ordered as you like, with a preview beside it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.containers import Horizontal, Vertical

from caseload_tui.domain.filters import Filter, Sort, parse
from caseload_tui.services import casefile
from caseload_tui.services import caseload as lists
from caseload_tui.ui import casetext, keys, listtext, text
from caseload_tui.ui.messages import ColumnChosen, RowHighlighted, RowOpened
from caseload_tui.ui.orders import ORDERS, View, in_words, usual, views
from caseload_tui.ui.screens.frame import Frame
from caseload_tui.ui.text import BOLD, KEY, TEXT, Line, line
from caseload_tui.ui.widgets.bars import WIDE, KeyBar
from caseload_tui.ui.widgets.filter_line import FilterLine
from caseload_tui.ui.widgets.lines import Bar, Heading, Sheet
from caseload_tui.ui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from caseload_tui.services.views import CaseRow, FlagCounts, Page

_SETTLE = 0.06


class CaseloadScreen(Frame):
    """The list that most work starts from."""

    PLACE = keys.CASELOAD
    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings(keys.CASELOAD), ("escape", "back", "marks, filter away")]

    def __init__(self) -> None:
        """Start with the first view, the latest first."""
        super().__init__()
        self._view: View | None = None
        self._typed = ""
        self._order = Sort("lateness", descending=True)
        self._trail = ""
        self._day = dt.date.min  # kept, as rows may be drawn once more while the store is being closed
        self._numbers: list[int] = []
        self._shown_for: str | None = None
        self._flags: FlagCounts | None = None
        self._total = 0
        self._everyone: int | None = None
        self._hidden_marks = 0

    def body(self) -> ComposeResult:
        """Give the list and the preview."""
        with Horizontal():
            with Vertical():
                yield Heading(id="list-heading", is_lead=True)
                yield FilterLine(self._parse)
                yield Rows(listtext.COLUMNS, self._cells, lambda row: row.crn, id="cases")
            with Vertical(classes="side"):
                yield Heading(id="preview-heading")
                yield Sheet(id="preview")

    @property
    def cases(self) -> Rows[CaseRow]:
        """Return the list."""
        return self.query_one("#cases", Rows)

    @property
    def subject(self) -> str | None:
        """Return the person under the cursor."""
        return self.cases.current_key

    @property
    def marked(self) -> tuple[str, ...]:
        """Return the people that are marked."""
        return tuple(sorted(self.cases.marks))

    def why_subject(self) -> tuple[str, str, str | None] | None:
        """Return person, rule and sentence of the flag under the cursor."""
        row = self.cases.current
        return (row.crn, row.flag.rule, row.flag.sentence_id) if row and row.flag else None

    # reading

    def on_screen_resume(self) -> None:
        """Read the list anew where a view was asked for elsewhere; the frame looks after the rest."""
        if self.caseload.view_asked:
            self.reload()

    def load(self) -> None:
        """Read the list, and then how many people each view holds."""
        self._choose_view()
        self._day = self.session.day
        self._total = lists.number(self.session, self._parse(self._named[0].line))
        self._everyone = None
        self._list()
        self.show_crumbs(self.who(self._total))
        if self.focused is None:
            self.cases.focus()
        self.show_empty(self._total or lists.number(self.session, self._parse("")))
        self._shown_for = None
        if self.app.size.width >= WIDE:
            self._show_preview()
        self.call_after_refresh(self._count)

    def _list(self, found: Page[CaseRow] | None = None) -> None:
        """Show the list with its filter and order; quick enough for every key of the filter."""
        where = self._where()
        found = lists.page(self.session, where) if found is None else found
        marks = self.cases.marks
        self._hidden_marks = len(marks) - len(found.holding(marks)) if marks else 0
        self.cases.set_source(found)
        self.cases.set_arrow(where.sort[0].column, descending=where.sort[0].descending)
        shown = self._words or "-closed"
        title = self._title
        all_of = 0 if where.names_closed else self._all_of()
        number = f"{len(found):,}" if len(found) >= all_of else f"{len(found):,} of {all_of:,}"
        self._trail = f"{title} {number}"
        self.query_one("#list-heading", Heading).show(title, number, text.plain(f"/ {shown}  {in_words(where.sort)}"))
        if self._total and not len(found):
            self.say(line("No one matches ", (shown, BOLD), "; ", ("esc", KEY), " clears"))

    def _all_of(self) -> int:
        """Return how many people the list is a part of: one's own, or everyone where the line does not say officer."""
        if "officer:" in self._words or self.session.officer_code is None:
            return self._total
        if self._everyone is None:
            self._everyone = lists.number(self.session, self._parse(""))
        return self._everyone

    def _count(self) -> None:
        """Count the people of each view and under each flag."""
        if self.caseload.session is None:
            return
        with self.guarded():
            shown = [self._parse(view.line) for view in self._named if view.digit]
            self._numbers = [lists.number(self.session, where) for where in shown]
            self._flags = lists.counts(self.session, shown[0])
            self._show_views()

    def _show_views(self) -> None:
        if self._flags is not None:
            views = listtext.views(self._named, self._numbers, self._title, self.size.width)
            self.query_one("#third", Bar).show(views, listtext.flags(self._flags))

    @property
    def _named(self) -> list[View]:
        return views(self.session.officer_code)

    @property
    def _words(self) -> str:
        return self._typed or (self._view or self._named[0]).line

    @property
    def _title(self) -> str:
        return "Filtered" if self._typed else (self._view or self._named[0]).title

    def _choose_view(self) -> None:
        """Take the view that was asked for elsewhere, or at first that of last time, and its order."""
        named, asked = self._named, self.caseload.view_asked
        if asked:
            self.caseload.view_asked = ""
            self._typed = ""
            self.query_one(FilterLine).close()
            self._view = next((view for view in named if view.title == asked), named[0])
            self.caseload.keep("view", self._view.title)
        elif self._view is None:
            kept = self.caseload.choices
            self._view = next((view for view in named if view.title == kept.get("view")), named[0])
            column = kept.get("sort", "").removeprefix("-")
            if column in ORDERS:
                self._order = Sort(column, kept["sort"].startswith("-"))

    def _parse(self, words: str) -> Filter:
        return parse(words, me=self.session.officer_code, today=self.session.day)

    def _where(self) -> Filter:
        """Return the filter with an order: the line's own, or the one chosen."""
        where = self._parse(self._words)
        return where if where.sort else replace(where, sort=(self._order,))

    def _cells(self, row: CaseRow) -> Sequence[Line]:
        return listtext.cells(row, self._day, hidden=self.caseload.names_hidden)

    # the preview

    @on(RowHighlighted, "#cases")
    def _moved(self) -> None:
        self.query_one(KeyBar).set_place(self.cases.place, marks=len(self.cases.marks), hidden=self._hidden_marks)
        if self.query_one(".side").display:
            self.caseload.after_rest(self._show_preview, _SETTLE)

    def _show_preview(self) -> None:
        if not self.query(Sheet):
            return  # the screen has gone while the cursor rested
        sheet, crn = self.query_one("#preview", Sheet), self.subject
        self.query_one("#preview-heading", Heading).show("Preview")
        if crn is None or self.caseload.session is None:
            sheet.show(lambda _: [])
            return
        if self._shown_for == crn:
            return
        self._shown_for = crn
        with self.guarded():
            case = casefile.open_case(self.session, crn)
            hidden = self.caseload.names_hidden
            sheet.show(lambda cells: [(("  ", TEXT), *row) for row in casetext.preview(case, cells - 2, hidden=hidden)])

    @on(RowOpened, "#cases")
    def _opened(self) -> None:
        if self.subject is not None:
            self.caseload.open_case(self.subject, origin="caseload", trail=self._trail)

    # filter, order, views, marks

    def verb_list_filter(self) -> None:
        """Open the line of the filter."""
        self.query_one(FilterLine).open(self._words)

    @on(FilterLine.Typed)
    def _typing(self, event: FilterLine.Typed) -> None:
        line_of_view = (self._view or self._named[0]).line
        was, self._typed = self._typed, "" if event.words == line_of_view else event.words
        with self.guarded():
            found = lists.page(self.session, self._where())
            if event.is_open and not len(found):
                self._typed = was  # nobody is called so yet; the word may become another
                return
            self._list(found)
            self._show_views()

    @on(FilterLine.Entered)
    def _entered(self) -> None:
        self.cases.focus()
        if not self._typed:
            self.action_clear()

    def action_back(self) -> None:
        """Take the marks away, which may be on people who are not shown; then the filter."""
        if self.cases.marks:
            self._hidden_marks = 0
            self.cases.clear_marks()
        else:
            self.action_clear()

    def action_clear(self) -> None:
        """Take the filter away."""
        self.query_one(FilterLine).close()
        self._typed = ""
        self.cases.focus()
        with self.guarded():
            self._list()
            self._show_views()

    def verb_list_sort(self) -> None:
        """Choose the column to order by."""
        from caseload_tui.ui.finding import find

        find(self.caseload, self, "sort")

    def verb_list_flip(self) -> None:
        """Turn the order round."""
        self.order_by(replace(self._order, descending=not self._order.descending))

    @on(ColumnChosen)
    def _clicked_title(self, event: ColumnChosen) -> None:
        if event.word == self._order.column:
            self.verb_list_flip()
        else:
            self.order_by(usual(event.word))

    @property
    def order(self) -> Sort:
        """Return the order that was chosen."""
        return self._order

    def order_by(self, order: Sort) -> None:
        """Order by a column, one way or the other."""
        self._order = order
        self.caseload.keep("sort", f"{'-' if order.descending else ''}{order.column}")
        with self.guarded():
            self._list()
            self._show_views()

    def verb_list_mark(self) -> None:
        """Mark the row under the cursor."""
        self.cases.action_mark()
