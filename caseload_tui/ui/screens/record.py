"""Record contact: one line with a live preview of what it will do, or a form; both are the same draft."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, ClassVar, Final

from rich.highlighter import Highlighter
from rich.style import Style
from textual import on
from textual.suggester import Suggester
from textual.widgets import Input

from caseload_tui.domain import wording
from caseload_tui.domain.drafts import EntryDraft
from caseload_tui.domain.entry import Entry, complete, format, parse  # noqa: A004 - the language's own word
from caseload_tui.domain.words import ROSH_TITLES
from caseload_tui.errors import CaseloadError, Problem
from caseload_tui.services import previewing, recording, twice
from caseload_tui.services.views import Preview, Saved
from caseload_tui.ui import recordtext, text
from caseload_tui.ui.screens.dialog import Dialog
from caseload_tui.ui.text import BOLD, KEY, MUTED, NO_LINE, TEXT, Line, line
from caseload_tui.ui.themes import ink
from caseload_tui.ui.widgets.lines import Note, Sheet
from caseload_tui.ui.widgets.record_form import RecordForm

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.text import Text
    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.timer import Timer

    from caseload_tui.domain.facts import CaseFacts

_MOST_OFFERED: Final = 5
_SETTLE: Final = 0.05
_TOKENS: Final = {"note": TEXT, "filler": MUTED, "separator": BOLD, "unclear": "flag-amber bold"}


class _Colours(Highlighter):
    """Colours the words of the line by what they were taken as; reads the theme each time."""

    def __init__(self, dialog: RecordDialog) -> None:
        """Keep the dialog, which knows the day."""
        self._dialog = dialog

    def highlight(self, text: Text) -> None:
        """Colour what was understood, and what was not."""
        inks = ink(self._dialog.app)
        for token in parse(text.plain, today=self._dialog.today).tokens:
            style = inks.style(_TOKENS.get(token.kind, "accent bold"), "panel")
            text.stylize(Style(color=style.color, bold=style.bold), token.start, token.end)


class _Offers(Suggester):
    """Offers the rest of the word that is typed; the right arrow takes it."""

    def __init__(self, dialog: RecordDialog) -> None:
        """Keep the dialog, which knows the day."""
        super().__init__(use_cache=False, case_sensitive=True)
        self._dialog = dialog

    async def get_suggestion(self, value: str) -> str | None:
        """Return the line with its last word completed."""
        if not value or value[-1].isspace():
            return None
        found = complete(value, today=self._dialog.today)
        return value[: found[0].start] + found[0].word if found else None


class RecordDialog(Dialog[Saved | None]):
    """Records a contact in under ten seconds."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("tab", "next", "form, next field"),
        ("ctrl+s", "save", "save"),
        ("ctrl+n", "next_refused", "next error"),
        ("f1", "words", "all words"),
        ("f2", "turn", "line or form"),
        ("escape", "leave", "leave"),
    ]
    KEYS = (("enter", "save"), ("tab", "form"), ("F1", "words"), Dialog.LEAVE)
    FORM_KEYS = (("ctrl+s", "save"), ("tab", "next field"), ("F2", "line"), ("ctrl+n", "next error"), KEYS[-1])

    def __init__(self, crns: tuple[str, ...]) -> None:
        """Keep whom it is about: one person, or all that were marked."""
        super().__init__()
        self.today = dt.date.min
        self._crns = crns
        self._crn = crns[0]
        self._draft_key = f"contact.add {' '.join(sorted(crns))}"
        self._facts: CaseFacts | None = None
        self._names = ""
        self._entry = Entry(EntryDraft())
        self._is_form = False
        self._is_sure_of: str | None = None
        self._shows_words = False
        self._rest: Timer | None = None

    def body(self) -> ComposeResult:
        """Give the line, the form and the preview."""
        yield Note(id="record-refusal", ground="surface")
        yield Input(id="record-line", highlighter=_Colours(self), suggester=_Offers(self), select_on_focus=False)
        yield RecordForm(id="record-form")
        yield Sheet(id="record-preview", ground="surface")

    def on_mount(self) -> None:
        """Show the draft that was left behind, or an empty line."""
        self.today = self.session.today
        self._facts = self.session.facts(self._crn)
        self._names = "; ".join(self.person(crn) for crn in self._crns)
        self.query_one(RecordForm).display = False
        field = self.query_one("#record-line", Input)
        kept = self.session.store.draft(self._draft_key) or ""
        field.value = f"{kept.rstrip()} " if kept else ""
        field.cursor_position = len(field.value)
        field.focus()
        self._read(field.value)

    # the line

    @on(Input.Changed, "#record-line")
    def _typing(self, event: Input.Changed) -> None:
        if self._facts is not None:
            self._keep(event.value)
            self._read(event.value)

    def _keep(self, words: str) -> None:
        self.keep(self._draft_key, words if words.strip() else "")

    def _read(self, words: str) -> None:
        """Read the line and show what it would do."""
        facts = self._facts
        if facts is None:
            return
        self._entry = parse(words, today=self.today)
        self._title(is_dirty=bool(words.strip()))
        self.query_one("#record-refusal").remove_class("shown")
        if self._rest is not None:
            self._rest.stop()
        self._rest = self.set_timer(_SETTLE, lambda: self._show(words, facts))

    def _show(self, words: str, facts: CaseFacts) -> None:
        """Show what the line would do, once the typing rests for a moment."""
        if self.caseload.session is None:
            return
        found = self._preview(facts) if words.strip() else None
        offers = self._offers(words)

        def lay(cells: int) -> list[Line]:
            shown = recordtext.preview(found, self.today, cells) if found else []
            if self._shows_words:
                shown = []
            return [NO_LINE, *self._everybody(cells), *shown, *([NO_LINE] if shown else []), *offers]

        self.query_one("#record-preview", Sheet).show(lay)

    def _title(self, *, is_dirty: bool) -> None:
        facts = self._facts
        rosh = facts.case.rosh if facts else None
        name = self.person(self._crn)
        about = text.joined((name, f"{ROSH_TITLES[rosh]} RoSH" if rosh else "", "" if self._crn in name else self._crn))
        if len(self._crns) > 1:
            about = f"{len(self._crns)} marked people; the preview is for {about}"
        self.show_title(line(("Record contact", BOLD), f"  {about}"), self.not_saved(is_dirty=is_dirty))

    def _everybody(self, cells: int) -> list[Line]:
        """Return the names of all it will be recorded for, where that is more than the one in the title."""
        if len(self._crns) == 1:
            return []
        return [*text.wrap_pieces([(" For ", MUTED), (self._names, BOLD)], cells, indent=5), NO_LINE]

    def _preview(self, facts: CaseFacts) -> Preview:
        found = previewing.preview_for(self.session, facts, self._entry.draft)
        unclear = self._problems()
        return previewing.not_understood(found, unclear) if unclear else found

    def _problems(self) -> tuple[Problem, ...]:
        """Return what is not understood, and what only the command line can do so far."""
        if self._entry.draft.people:
            named = Problem("one entry is for one person here", "leave the @ out and choose the person in the list")
            return (*self._entry.problems, named)
        return self._entry.problems

    def _offers(self, words: str) -> list[Line]:
        found = complete(words, today=self.today)
        if self._shows_words:
            listed = [
                line((f"   {item.word.ljust(16)}", KEY), (item.short.ljust(4), "accent"), (item.gives, MUTED))
                for item in found
            ]
            return [line((" Words that fit here", BOLD)), *listed]
        pieces: list[text.Piece] = [(" Next words ", MUTED)]
        for item in found[:_MOST_OFFERED]:
            pieces += [(f" {item.short or item.word}", KEY), (" ", TEXT), *text.cut(line(item.gives), 24), ("  ", TEXT)]
        return [line(*pieces)] if found else []

    def action_words(self) -> None:
        """Show every word that fits here, or the preview again."""
        self._shows_words = not self._shows_words
        self._read(self.query_one("#record-line", Input).value)

    @on(Input.Submitted, "#record-line")
    def _entered(self) -> None:
        self.action_save()

    # the form

    def action_next(self) -> None:
        """From the line to the form; in the form to the next field."""
        if self._is_form:
            self.focus_next()
        else:
            self.action_turn()

    def action_turn(self) -> None:
        """Show the other face of the draft."""
        self._is_form = not self._is_form
        field = self.query_one("#record-line", Input)
        form = self.query_one(RecordForm)
        if self._is_form:
            form.fill(self._entry.draft, self.today)
            unclear = [f'"{field.value[t.start : t.end]}"' for t in self._entry.tokens if t.kind == "unclear"]
            if unclear:
                self._say_above(line(("Left out, not clear:", "flag-amber bold"), f" {', '.join(unclear)}"))
        else:
            field.value = format(self._entry.draft, today=self.today)
            field.cursor_position = len(field.value)
        field.display = not self._is_form
        form.display = self._is_form
        self.show_keys()
        if self._is_form:
            form.begin()
        else:
            field.focus()

    def keys_now(self) -> Iterable[tuple[str, str]]:
        """Return the keys of the face that is shown."""
        return self.FORM_KEYS if self._is_form else self.KEYS

    @on(RecordForm.Changed)
    def _form_changed(self, event: RecordForm.Changed) -> None:
        if self._is_form:
            self._keep(event.words)
            self._read(event.words)

    # saving

    @property
    def _words(self) -> str:
        """Return the line as it stands, or the one that the form says."""
        return self.query_one(RecordForm).words() if self._is_form else self.query_one("#record-line", Input).value

    def action_save(self) -> None:
        """Save what is typed now, which a quick typist is ahead of the preview with, or say what is to be put right."""
        self._entry = parse(self._words, today=self.today)
        problems = self._problems()
        if problems:
            self._refuse(problems)
            return
        try:
            if self._is_sure_of != self._words and (same := twice.already(self.session, self._crns, self._entry.draft)):
                self._ask_again(same[0])
                return
            saved = recording.record_contact(self.session, self._crns, self._entry.draft)
        except CaseloadError as refusal:
            self._refuse(refusal.problems or (Problem(refusal.message, refusal.advice),))
            return
        self.keep(self._draft_key, "")
        self.dismiss(saved)

    def _ask_again(self, same: str) -> None:
        self._is_sure_of = self._words
        again = f"{'ctrl+s' if self._is_form else 'enter'} again records it beside what is there"
        self._say_above(line((again, "flag-amber bold"), f"  {same}"))

    def _refuse(self, problems: tuple[Problem, ...]) -> None:
        words = f"Not saved: {wording.count(len(problems), 'thing')} to put right"
        reason = "" if self._is_form else f"  {problems[0]}"
        self._say_above(line((words, "flag-red bold"), reason, ("  Nothing is lost.", MUTED)))
        if self._is_form:
            self.query_one(RecordForm).refuse(problems)

    def _say_above(self, words: Line) -> None:
        note = self.query_one("#record-refusal", Note)
        note.say(words)
        note.add_class("shown")

    def action_next_refused(self) -> None:
        """Go to the next field that was refused."""
        self.query_one(RecordForm).next_refused()

    def action_leave(self) -> None:
        """Leave; what was typed is kept."""
        self.leave()
