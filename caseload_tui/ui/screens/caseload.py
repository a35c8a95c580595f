"""Caseload: one row a person, filtered as you type, ordered as you like, with a preview beside it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.containers import Horizontal, Vertical
from textual.widgets import Input

from caseload_tui.domain.filters import Filter, FilterError, parse
from caseload_tui.services import casefile
from caseload_tui.services import caseload as lists
from caseload_tui.ui import casetext, keys, listtext, text
from caseload_tui.ui.messages import ColumnChosen, RowHighlighted, RowOpened
from caseload_tui.ui.screens.frame import Frame
from caseload_tui.ui.text import BOLD, KEY, MUTED, NO_LINE, TEXT, Line, line
from caseload_tui.ui.widgets.bars import WIDE, KeyBar
from caseload_tui.ui.widgets.lines import Bar, Heading, Sheet
from caseload_tui.ui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from caseload_tui.services.views import CaseRow, FlagCounts

_SETTLE = 0.06


class CaseloadScreen(Frame):
    """The list that most work starts from."""

    PLACE = keys.CASELOAD
    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings(keys.CASELOAD), ("escape", "back", "marks, filter away")]

    def __init__(self) -> None:
        """Start with the first view, the latest first."""
        super().__init__()
        self._view = 0
        self._typed = ""
        self._sort = "lateness"
        self._descending = True
        self._is_first = True
        self._trail = ""
        self._day = dt.date.min  # kept, as rows may be drawn once more while the store is being closed
        self._numbers: list[int] = []
        self._shown_for: str | None = None
        self._flags: FlagCounts | None = None
        self._total = 0
        self._everyone: int | None = None
        self._hidden_marks = 0
        self._awaits_view = False

    def body(self) -> ComposeResult:
        """Give the list and the preview."""
        with Horizontal():
            with Vertical():
                yield Heading(id="list-heading", is_lead=True)
                yield Input(id="filter", placeholder="name, reference, rosh:high, overdue:in-person, seen:>30d")
                yield Bar(id="filter-error")
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

    def load(self) -> None:
        """Read the list, and then how many people each view holds."""
        if self._is_first:
            self._remember()
        self._day = self.session.day
        self._total = len(lists.page(self.session, self._parse(self._named[0][1])))
        self._everyone = None
        self._list()
        self.show_crumbs(self.who(self._total))
        if self.focused is None:
            self.cases.focus()
        self.show_empty(self._total or len(lists.page(self.session, self._parse(""))))
        self._shown_for = None
        if self.app.size.width >= WIDE:
            self._show_preview()
        self.call_after_refresh(self._count)

    def _list(self) -> None:
        """Read the list with its filter and order; quick enough for every key of the filter."""
        found = lists.page(self.session, self._where())
        marks = self.cases.marks
        self._hidden_marks = len(marks) - len(found.holding(marks)) if marks else 0
        self.cases.set_source(found)
        self.cases.set_arrow(self._sort, descending=self._descending)
        shown = self._words or "-closed"
        title = self._named[self._view][0] if not self._typed else "Filtered"
        all_of = self._all_of()
        number = f"{len(found):,}" if len(found) >= all_of else f"{len(found):,} of {all_of:,}"
        self._trail = f"{title} {number}"
        self.query_one("#list-heading", Heading).show(title, number, text.plain(f"/ {shown} {self._order_words}"))
        if self._total and not len(found):
            self.say(line("No one matches ", (shown, BOLD), "; ", ("esc", KEY), " clears"))

    def _all_of(self) -> int:
        """Return how many people the list is a part of: one's own, or everyone where the line does not say officer."""
        if "officer:" in self._words or self.session.officer_code is None:
            return self._total
        if self._everyone is None:
            self._everyone = len(lists.page(self.session, self._parse("")))
        return self._everyone

    def _count(self) -> None:
        """Count the people of each view and under each flag."""
        if self.caseload.session is None:
            return
        with self.guarded():
            counts = [lists.counts(self.session, self._parse(where)) for _, where in self._named]
            self._numbers = [each.people for each in counts]
            self._flags = counts[0]
            self._show_views()

    def _show_views(self) -> None:
        if self._flags is not None:
            self.query_one("#third", Bar).show(self._views(), listtext.flags(self._flags))

    @property
    def _named(self) -> list[tuple[str, str]]:
        return listtext.views(self.session.officer_code)

    @property
    def _words(self) -> str:
        return self._typed or self._named[self._view][1]

    def _remember(self) -> None:
        """Come back to the view and the order of last time."""
        self._is_first = False
        chosen = self.caseload.choices
        view, order = chosen.get("view", ""), chosen.get("sort", "")
        if view.isdecimal() and int(view) < len(self._named):
            self._view = int(view)
        if order.removeprefix("-") in listtext.SORTS:
            self._sort, self._descending = order.removeprefix("-"), order.startswith("-")

    def _parse(self, words: str) -> Filter:
        return parse(words, me=self.session.officer_code, today=self.session.day)

    @property
    def _order_words(self) -> str:
        """Return the order in the words of the filter, nothing where the line that is typed has its own."""
        return "" if "sort:" in self._typed else f"sort:{'-' if self._descending else ''}{self._sort}"

    def _where(self) -> Filter:
        return self._parse(f"{self._words} {self._order_words}")

    def _views(self) -> Line:
        is_wide = self.size.width >= WIDE
        room = self.size.width - 32
        pieces: list[text.Piece] = [("View  ", MUTED)] if is_wide else []
        for place, ((title, _), number) in enumerate(zip(self._named, self._numbers, strict=False)):
            is_here = place == self._view and not self._typed
            words = (f"{title} {number:,}", f"{BOLD} underline" if is_here else MUTED)
            view: Line = ((f"v{place + 1}", "accent"), (" ", TEXT), words, ("   ", TEXT))
            if text.width(pieces) + text.width(view) > room:
                break
            pieces += view
        return tuple(pieces)

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
        field = self.query_one("#filter", Input)
        field.add_class("shown")
        field.value = self._words
        field.focus()

    @on(Input.Changed, "#filter")
    def _typing(self, event: Input.Changed) -> None:
        if not event.input.has_class("shown"):
            return
        error = self.query_one("#filter-error", Bar)
        try:
            self._parse(event.value)
        except FilterError as problem:
            error.add_class("shown")
            place = " " * (problem.column + 1) + "^ "  # under the word, past the field's own margin
            accepted = f": {problem.accepted}" if problem.accepted else ""
            error.show(((place, "flag-amber bold"), *line((problem.words, BOLD), (accepted, MUTED))))
            return
        error.remove_class("shown")
        self._typed = event.value.strip()
        with self.guarded():
            self._list()
            self._show_views()

    @on(Input.Submitted, "#filter")
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
        self.query_one("#filter", Input).remove_class("shown")
        self.query_one("#filter-error").remove_class("shown")
        self._typed = ""
        self.cases.focus()
        with self.guarded():
            self._list()
            self._show_views()

    def verb_list_sort(self) -> None:
        """Order by the next column."""
        self._order(
            listtext.SORTS[(listtext.SORTS.index(self._sort) + 1) % len(listtext.SORTS)]
            if self._sort in listtext.SORTS
            else listtext.SORTS[0]
        )

    def verb_list_flip(self) -> None:
        """Turn the order round."""
        self._order(self._sort)

    @on(ColumnChosen)
    def _clicked_title(self, event: ColumnChosen) -> None:
        self._order(event.word)

    def _order(self, word: str) -> None:
        self._descending = not self._descending if word == self._sort else word in ("lateness", "seen")
        self._sort = word
        self.caseload.keep("sort", f"{'-' if self._descending else ''}{word}")
        with self.guarded():
            self._list()
            self._show_views()

    def verb_list_mark(self) -> None:
        """Mark the row under the cursor."""
        self.cases.action_mark()

    def verb_view_show(self) -> None:
        """Wait for the digit of a view."""
        self._awaits_view = True
        self.say(line("View: press ", ("1", KEY), f" to {len(self._named)}"))

    def on_key(self, event: events.Key) -> None:
        """Take the digit after `v`."""
        if self._awaits_view and event.key != "v":
            self._awaits_view = False
            if event.key.isdecimal() and 1 <= int(event.key) <= len(self._named):
                event.stop()
                event.prevent_default()
                self._view = int(event.key) - 1
                self.caseload.keep("view", str(self._view))
                self.action_clear()
        if event.key != "v":
            self.say(NO_LINE)
