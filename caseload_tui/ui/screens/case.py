"""Case file: one person, on the tabs Summary, Timeline and Due."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.containers import Vertical

from caseload_tui.domain import wording
from caseload_tui.services import casefile, sentences
from caseload_tui.ui import casetext, keys, ruler, text, upkeep, whytext
from caseload_tui.ui.glyphs import G
from caseload_tui.ui.messages import RowHighlighted
from caseload_tui.ui.screens.frame import Frame
from caseload_tui.ui.text import BOLD, MUTED, TEXT, Line, line
from caseload_tui.ui.widgets.columns import STAR, Column
from caseload_tui.ui.widgets.lines import Bar, Heading, Rule, Sheet
from caseload_tui.ui.widgets.paging import Few, Group
from caseload_tui.ui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from caseload_tui.engine.obligation import Assessed
    from caseload_tui.services.views import CaseFile, TimelineEntry

TABS: Final = ("Summary", "Timeline", "Due")
_ORIGINS: Final = {"today": "Today", "caseload": "Caseload"}

_DUE: Final = (
    Column("", 2),
    Column("State", 9),
    Column("What is due", 30, most=STAR),
    Column("Due", 11, yields=1),
    Column("", 12, "right"),
    Column("Standard", 21, rank=1),
    Column("Clock started", 22, rank=2),
    Column("Rule", 12, rank=3),
)
_TIMELINE: Final = (
    Column("Date", 11),
    Column("How", 13),
    Column("", 1),
    Column("Outcome", 20, most=26),
    Column("Note", 24, most=999, yields=1),
    Column("Counts as", 22, rank=1),
    Column("By", 10, rank=2),
)


class CaseScreen(Frame):
    """One person's case."""

    PLACE = keys.CASE
    BINDINGS: ClassVar[list[BindingType]] = [
        *keys.bindings(keys.CASE),
        ("tab", "turn(1)", "next tab"),
        ("shift+tab", "turn(-1)", "tab before"),
        ("escape", "leave", "back to the list"),
    ]

    def __init__(self) -> None:
        """Start on what is due, which is what one comes for."""
        super().__init__()
        self._tab = "Due"
        self._case: CaseFile | None = None
        self._awaits_letter = False

    def above(self) -> ComposeResult:
        """Give the header and the tabs."""
        yield Bar(id="third")
        yield Sheet(id="case-header")
        yield Bar(id="tabs")
        yield Rule(id="tabs-rule")

    def body(self) -> ComposeResult:
        """Give the three tabs; one is shown."""
        with Vertical(id="Summary", classes="tab"):
            yield Sheet(id="summary-text")
        with Vertical(id="Timeline", classes="tab"):
            yield Heading(id="timeline-heading", is_lead=True)
            yield Rows(_TIMELINE, self._entry_cells, lambda e: e.contact_id, id="entries")
            with Vertical(classes="strip"):
                yield Heading(id="note-heading")
                yield Sheet(id="note-text")
        with Vertical(id="Due", classes="tab"):
            yield Heading(id="due-heading", is_lead=True)
            yield Rows(_DUE, self._duty_cells, _duty_key, id="duties")
            with Vertical(classes="strip"):
                yield Heading(id="ruler-heading")
                yield Sheet(id="ruler-text")

    @property
    def duties(self) -> Rows[Assessed]:
        """Return the list of the Due tab."""
        return self.query_one("#duties", Rows)

    @property
    def entries(self) -> Rows[TimelineEntry]:
        """Return the list of the Timeline tab."""
        return self.query_one("#entries", Rows)

    @property
    def subject(self) -> str | None:
        """Return the person whose case this is."""
        return self.caseload.case_shown

    @property
    def appointment(self) -> str | None:
        """Return the contact under the cursor of the timeline."""
        row = self.entries.current if self._tab == "Timeline" else None
        return row.contact_id if row else None

    @property
    def state(self) -> tuple[object, ...]:
        """Return what is shown of whom, and where it was opened."""
        return *super().state, self.subject, self.caseload.case_from, self.caseload.case_trail

    def why_subject(self) -> tuple[str, str, str | None] | None:
        """Return person, rule and sentence of the duty under the cursor, else of the worst one."""
        duty = self.duties.current
        if self.subject is None or duty is None:
            return None
        return self.subject, duty.obligation.rule, duty.obligation.sentence_id

    # reading

    def load(self) -> None:
        """Read the case."""
        if self.subject is None:
            self.show_crumbs(line(("Case", BOLD), ("  open someone from a list with enter", MUTED)))
            return
        is_new = self._case is None or self._case.facts.case.crn != self.subject
        case = self._case = casefile.open_case(self.session, self.subject)
        if is_new:
            upkeep.looked_at(self.caseload, "case.show", self.subject)
        hidden = self.caseload.names_hidden
        name = text.name(case.name, self.subject, hidden=hidden)
        origin = _ORIGINS[self.caseload.case_from]
        trail = "".join(f"{part} {G.crumb} " for part in (origin, self.caseload.case_trail) if part)
        self.show_crumbs(line((trail, MUTED), (name, BOLD)))
        self.query_one("#case-header", Sheet).show(
            lambda cells: [((" ", TEXT), *row) for row in casetext.header(case, cells - 2, hidden=hidden)]
        )
        live, done = casetext.live(case), casetext.done(case)
        listed: list[Assessed | Group] = [*live]
        if done:
            listed += [Group(), Group("Done"), *done]
        self.duties.set_source(Few(listed), keep=not is_new)
        profile = next((duty.span.profile for duty in case.duties if duty.span.profile), "")
        as_of = "today" if case.as_of == self.session.today else wording.day(case.as_of)
        self.query_one("#due-heading", Heading).show(
            "Due", f"{len(live)} open, {len(done)} done", text.joined((profile, f"as of {as_of}"))
        )
        shown = [entry for entry in case.timeline if not entry.is_system]
        self.entries.set_source(Few(shown), keep=not is_new)
        system = len(case.timeline) - len(shown)
        self.query_one("#timeline-heading", Heading).show(
            "Timeline",
            f"{len(shown):,}",
            f"newest first, {system:,} system entries hidden" if system else "newest first",
        )
        self.query_one("#summary-text", Sheet).show(
            lambda cells: [((" ", TEXT), *row) for row in casetext.preview(case, min(cells - 2, 90), hidden=hidden)]
        )
        self._show_note()
        self._show_ruler()
        self._show_tab()

    def _show_tab(self) -> None:
        pieces: list[text.Piece] = []
        for title in TABS:
            is_here = title == self._tab
            token = f"{BOLD} underline" if is_here else MUTED
            pieces += [(title[0], token if is_here else "accent"), (title[1:], token), ("  ", TEXT)]
        way: Line = (("'", text.KEY), (" then the letter, or ", MUTED), ("tab", text.KEY))
        self.query_one("#tabs", Bar).show(tuple(pieces), way)
        for title in TABS:
            self.query_one(f"#{title}").display = title == self._tab
        if self._tab == "Due":
            self.duties.focus()
            self.show_place(self.duties)
        elif self._tab == "Timeline":
            self.entries.focus()
            self.show_place(self.entries)
        else:
            self.set_focus(None)

    def _duty_cells(self, duty: Assessed) -> Sequence[Line]:
        return casetext.due_cells(duty, self._case) if self._case else ()

    def _entry_cells(self, entry: TimelineEntry) -> Sequence[Line]:
        return casetext.timeline_cells(entry, self._case) if self._case else ()

    @on(RowHighlighted, "#duties")
    def _on_duty(self) -> None:
        if self._tab == "Due":
            self.show_place(self.duties)
        self.caseload.after_rest(self._show_ruler, 0.03)

    def _show_ruler(self) -> None:
        if not self.query(Rows):
            return  # the screen has gone while the cursor rested
        duty, case = self.duties.current, self._case
        sheet = self.query_one("#ruler-text", Sheet)
        if duty is None or case is None:
            self.query_one("#ruler-heading", Heading).show("")
            sheet.show(lambda _: [])
            return
        explained = casefile.why(self.session, case, duty)
        words = whytext.sentence(duty)
        whose = sentences.begun(explained.sentence) if explained.sentence else ""
        self.query_one("#ruler-heading", Heading).show(words[:1].upper() + words[1:], whose)
        clears = whytext.clears(explained)
        more = line(("w", text.KEY), (" shows what counted, what did not, and the standard", MUTED))
        sheet.show(
            lambda cells: [
                ((" ", TEXT), (" ", TEXT), *row)
                for row in (*ruler.ruler(duty, cells - 2), (), *text.wrap_pieces(clears, cells - 2), more)
            ]
        )

    @on(RowHighlighted, "#entries")
    def _on_entry(self) -> None:
        if self._tab == "Timeline":
            self.show_place(self.entries)
        self._show_note()

    def _show_note(self) -> None:
        """Show the contact under the cursor whole; nothing of anyone else's where there is none."""
        entry, case = self.entries.current, self._case
        if entry is None or case is None:
            self.query_one("#note-heading", Heading).show("")
            self.query_one("#note-text", Sheet).show(lambda _: [])
            return
        self.query_one("#note-heading", Heading).show(f"{entry.type_title}", wording.day(entry.date, case.as_of))
        words = entry.notes or "no note"
        when = text.joined(
            (entry.time or "", casetext.entry_outcome(entry), entry.counts_as, f"by {entry.by}" if entry.by else "")
        )
        self.query_one("#note-text", Sheet).show(
            lambda cells: [line(("  ", TEXT), (when, MUTED)), *text.wrap(words, min(cells - 2, 90), TEXT, indent=2)]
        )

    # tabs

    def action_turn(self, by: int) -> None:
        """Go to the next tab or the one before."""
        self._tab = TABS[(TABS.index(self._tab) + by) % len(TABS)]
        self._show_tab()

    def verb_case_timeline(self) -> None:
        """Show the timeline."""
        self._tab = "Timeline"
        self._show_tab()

    def verb_case_tab(self) -> None:
        """Wait for the letter of a tab."""
        self._awaits_letter = True
        self.say(line("Now ", *(part for title in TABS for part in ((title[0].lower(), text.KEY), f" {title}   "))))

    def on_key(self, event: events.Key) -> None:
        """Take the letter after `'`; a letter alone says what is missing."""
        found = next((title for title in TABS if title[0].lower() == event.key), None)
        was_awaited, self._awaits_letter = self._awaits_letter, False
        if found is None:
            return
        event.prevent_default()  # the frame would take the sentence away again
        if not was_awaited:
            self.say(line(("'", text.KEY), " then ", (event.key, text.KEY), f" goes to {found}"))
            return
        event.stop()
        self.say(())
        self._tab = found
        self._show_tab()

    def action_leave(self) -> None:
        """Go back to where the case was opened."""
        self.caseload.switch_mode(self.caseload.case_from)


def _duty_key(duty: Assessed) -> str:
    anchor = duty.obligation.anchor
    return f"{duty.rule} {duty.sentence_id} {anchor.kind} {anchor.id} {duty.obligation.opened_on}"
