"""Dialogs: one question each. A form keeps what is typed as a draft until it is saved or thrown away."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, ClassVar, TypeVar, cast

from textual import on
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Input

from caseload_tui.domain import days, wording
from caseload_tui.errors import CaseloadError, Problem, RefusedError
from caseload_tui.services.views import Saved
from caseload_tui.ui import text
from caseload_tui.ui.glyphs import G
from caseload_tui.ui.text import BOLD, MUTED, NO_LINE, Line, line
from caseload_tui.ui.widgets.form import Choice, Field
from caseload_tui.ui.widgets.lines import Bar, Note, Rule

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from caseload_tui.services.session import Session
    from caseload_tui.ui.app import CaseloadApp

ResultT = TypeVar("ResultT")


class Dialog(ModalScreen[ResultT]):
    """A box that asks for an answer before one goes on. Subclasses give the body."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [("ctrl+l", "lock", "lock")]
    KEYS: ClassVar[tuple[tuple[str, str], ...]] = (("esc", "close"),)

    LEAVE: ClassVar = ("esc", "leave, draft stays")

    _is_kept = True
    """Whether the last letters typed are kept as a draft; where nothing is typed there is nothing to keep."""

    @property
    def caseload(self) -> CaseloadApp:
        """Return the app with its own type."""
        return cast("CaseloadApp", self.app)

    @property
    def session(self) -> Session:
        """Return the unlocked store and the day looked at."""
        return self.caseload.open_session

    def compose(self) -> ComposeResult:
        """Lay out title, body and keys."""
        with Vertical(classes="dialog"):
            yield Bar(id="dialog-title", margin=0, ground="surface")
            yield Bar(margin=0, ground="surface")
            with VerticalScroll(id="dialog-body", can_focus=False):
                yield from self.body()
            yield Rule(ground="surface")
            yield Bar(id="dialog-keys", margin=0, ground="surface")

    def body(self) -> ComposeResult:
        """Give what is asked."""
        raise NotImplementedError

    def on_mount(self) -> None:
        """Draw the keys; Textual calls this beside the subclass's own."""
        self.show_keys()

    def keep(self, key: str, words: str) -> None:
        """Keep what is typed as a draft, or forget it; where the disk takes nothing, it stays on the screen alone."""
        store = self.session.store
        try:
            if words:
                store.keep_draft(key, words)
            else:
                store.drop_draft(key)
        except CaseloadError as refusal:
            if self._is_kept:
                words = f"What you type is on this screen only. {refusal.message}"
                self.notify(words, severity="warning", markup=False, timeout=10)
            is_kept = not words
        else:
            is_kept = True
        if is_kept != self._is_kept:
            self._is_kept = is_kept
            self.show_keys()

    def show_keys(self) -> None:
        """Draw the keys; they promise a draft only where there is one."""
        pairs = [("esc", "leave") if pair == self.LEAVE and not self._is_kept else pair for pair in self.keys_now()]
        self.query_one("#dialog-keys", Bar).show(text.keys(*pairs))

    def keys_now(self) -> Iterable[tuple[str, str]]:
        """Return the keys that work now."""
        return self.KEYS

    def not_saved(self, *, is_dirty: bool) -> Line:
        """Return what the title says of what is typed and not yet saved."""
        kept = "draft kept" if self._is_kept else "no draft kept"
        return line((f"{G.not_saved} ", "accent bold"), (f"not saved, {kept}", MUTED)) if is_dirty else NO_LINE

    def leave(self) -> None:
        """Leave what was typed as a draft; where it could not be kept, ask first."""
        if self._is_kept:
            self.dismiss(None)
            return
        from caseload_tui.ui.screens.confirm import ConfirmDialog

        why = "The disk did not take it as a draft, so it stands on this screen only."
        question = ConfirmDialog("Leave, and lose what is typed?", why, "leave and lose it")

        def answered(is_sure: bool | None) -> None:
            if is_sure:
                self.dismiss(None)

        self.app.push_screen(question, answered)

    def action_lock(self) -> None:
        """Cover everything; what is typed here is kept as a draft already."""
        if not self.session.store.is_demo:
            self.caseload.lock()

    def show_title(self, left: Line, right: Line = NO_LINE) -> None:
        """Draw the title."""
        self.query_one("#dialog-title", Bar).show(left, right)

    def person(self, crn: str) -> str:
        """Return the name as lists show it."""
        return text.name(self.session.facts(crn, notes=False).case.name, crn, hidden=self.caseload.names_hidden)


class FormDialog(Dialog[Saved | None]):
    """A form: fields in the order of paper, refusals beside them, a draft that survives leaving."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("ctrl+s", "save", "save"),
        ("ctrl+n", "next_refused", "next error"),
        ("escape", "leave", "leave"),
    ]
    KEYS = (("enter", "next field"), ("ctrl+s", "save"), ("ctrl+n", "next error"), Dialog.LEAVE)
    HEADING: ClassVar[str]

    def __init__(self, draft_key: str) -> None:
        """Keep under which key the draft is kept."""
        super().__init__()
        self._draft_key = draft_key
        self._was = ""

    def fields(self) -> Iterable[Field]:
        """Give the fields."""
        raise NotImplementedError

    def body(self) -> ComposeResult:
        """Lay out the fields under the place where a refusal of the whole stands."""
        yield Note(id="form-refusal", ground="surface")
        yield from self.fields()

    def save(self) -> Saved:
        """Hand what was typed to the service.

        Raises:
            CaseloadError: it is refused, in words.
        """
        raise NotImplementedError

    def on_mount(self) -> None:
        """Offer the draft that was left behind."""
        self._was = self._typed()
        kept = self.session.store.draft(self._draft_key)
        if kept:
            held: dict[str, str] = json.loads(kept)
            for field in self.query(Field):
                if field.column in held:
                    self._fill(field, held[field.column])
        self._title()
        first = next(iter(self.query(Field)), None)
        if first is not None:
            first.field.focus()

    @staticmethod
    def _fill(field: Field, value: str) -> None:
        if isinstance(field.field, Choice):
            field.field.chosen = value or None
        else:
            field.field.value = value

    def _title(self) -> None:
        is_dirty = self._typed() != self._was
        self.show_title(line((self.HEADING, BOLD), f"  {self.about()}"), self.not_saved(is_dirty=is_dirty))

    def about(self) -> str:
        """Return whom the form is about."""
        return ""

    def _typed(self) -> str:
        return json.dumps({field.column: field.value for field in self.query(Field) if field.value})

    def value(self, column: str) -> str:
        """Return what stands in a field."""
        return next(field.value for field in self.query(Field) if field.column == column)

    def day(self, column: str) -> dt.date | None:
        """Return the day typed in a field, None for nothing.

        Raises:
            RefusedError: it is not a day.
        """
        typed = self.value(column)
        if not typed:
            return None
        try:
            found = days.read_day(typed, self.session.today)
        except days.NoSuchDayError as error:
            raise RefusedError("", problems=(Problem(str(error), days.ACCEPTED_DAYS, column=column),)) from error
        if found is None:
            raise RefusedError("", problems=(Problem("is not a day", days.ACCEPTED_DAYS, column=column),))
        return found

    @on(Input.Changed)
    @on(Choice.Changed)
    def _changed(self) -> None:
        if self.is_mounted:
            typed = self._typed()
            if typed != self._was:
                self.keep(self._draft_key, typed)
            self._title()

    @on(Input.Submitted)
    def _entered(self) -> None:
        self.focus_next()

    def action_save(self) -> None:
        """Save, or say what is to be put right, the cursor in the first of it."""
        try:
            saved = self.save()
        except CaseloadError as refusal:
            self.refuse(refusal)
            return
        self.keep(self._draft_key, "")
        self.dismiss(saved)

    def refuse(self, refusal: CaseloadError) -> None:
        """Show each reason beside its field and go to the first."""
        reasons = {problem.column: problem for problem in refusal.problems}
        fields = list(self.query(Field))
        for field in fields:
            problem = reasons.pop(field.column, None)
            field.refuse(problem.why if problem else "", problem.accepted if problem else "")
        number = len(refusal.problems)
        words = f"Not saved: {wording.count(number, 'thing')} to put right" if number else refusal.message
        rest = "; ".join(str(problem) for problem in reasons.values()) or refusal.advice
        self.query_one("#form-refusal", Note).say(line((words, "flag-red bold"), f"  {rest}" if rest else ""))
        self.query_one("#form-refusal").add_class("shown")
        self.action_next_refused()

    def action_next_refused(self) -> None:
        """Go to the next field that was refused."""
        refused = [field for field in self.query(Field) if field.has_class("refused")]
        if refused:
            at = next((i for i, field in enumerate(refused) if field.field.has_focus), -1)
            refused[(at + 1) % len(refused)].field.focus()

    def action_leave(self) -> None:
        """Leave; what was typed is kept."""
        if self._typed() == self._was:
            self.keep(self._draft_key, "")
        self.leave()
