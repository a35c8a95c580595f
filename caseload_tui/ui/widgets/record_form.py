"""The form of a contact: the words of the line, each in a field of its own, so that both are one draft."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual import on
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input

from caseload_tui.domain.drafts import ContactDraft, EntryDraft
from caseload_tui.domain.entry import format  # noqa: A004 - the language's own word
from caseload_tui.ui.widgets.form import Choice, Field

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from textual.app import ComposeResult

    from caseload_tui.errors import Problem

_FIELD_OF: Final = {"Type": "How", "When": "Day", "End time": "Times", "Books": "Next"}
"""Which field a refusal of the service belongs to, where they are not of one name."""

_YES: Final = (("yes", "yes"),)


class RecordForm(Vertical):
    """The fields in the order of the preview and of paper."""

    class Changed(Message):
        """A field says something else; `words` is the line that all of them say."""

        def __init__(self, words: str) -> None:
            """Keep the line."""
            super().__init__()
            self.words = words

    def compose(self) -> ComposeResult:
        """Give the fields."""
        yield Field("How", "How", Input(), hint="office, home, phone, video, letter")
        yield Field("Day", "Day", Input(), hint="today, mon, 13/11")
        yield Field("Times", "Times", Input(), hint="optional; 14:00 or 14-1445")
        yield Field("Outcome", "Outcome", Input(), hint="attended, missed, acceptable medical")
        yield Field("RAR day", "RAR day", Choice(_YES))
        yield Field("Sensitive", "Sensitive", Choice(_YES))
        yield Field("Note", "Note", Input())
        yield Field("Next", "Books", Input(), hint="optional; office tue 10")

    @property
    def _fields(self) -> list[Field]:
        return list(self.query(Field))

    def fill(self, draft: EntryDraft, today: dt.date) -> None:
        """Put a draft into the fields, in the words of the line."""
        contact = draft.contact or ContactDraft()
        outcome = ContactDraft(outcome_code=contact.outcome_code, mode="none" if contact.mode == "none" else None)
        how = ContactDraft(contact.type_code, contact.mode, contact.doorstep, outcome_code=contact.outcome_code)
        named = ContactDraft(officer_code=contact.officer_code, sentence_id=contact.sentence_id, place=contact.place)
        said = _words(outcome, today)
        values = {
            "How": f"{_words(how, today).removesuffix(said).strip()} {_words(named, today)}".strip(),
            "Day": _words(ContactDraft(date=contact.date), today),
            "Times": "-".join(time for time in (contact.start_time, contact.end_time) if time),
            "Outcome": said,
            "RAR day": "yes" if contact.rar_day else "",
            "Sensitive": "yes" if contact.sensitive else "",
            "Note": contact.notes or "",
            "Next": format(EntryDraft(None, draft.bookings), today=today).strip("; "),
        }
        for field in self._fields:
            value = values[field.column]
            with self.prevent(Input.Changed, Choice.Changed):
                if isinstance(field.field, Choice):
                    field.field.chosen = value or None
                else:
                    field.field.value = value
            field.refuse("")

    def words(self) -> str:
        """Return the line that the fields say."""
        value = {field.column: field.value for field in self._fields}
        note = value["Note"].replace('"', '""')
        parts = (
            value["How"],
            value["Day"],
            value["Times"],
            value["Outcome"],
            "rar" if value["RAR day"] else "",
            "sensitive" if value["Sensitive"] else "",
            f'"{note}"' if note else "",
        )
        first = " ".join(part for part in parts if part)
        return f"{first}; {value['Next']}" if value["Next"] else first

    @on(Input.Changed)
    @on(Choice.Changed)
    def _changed(self, event: Input.Changed | Choice.Changed) -> None:
        event.stop()
        if self.display:
            self.post_message(self.Changed(self.words()))

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self.screen.focus_next()

    def begin(self) -> None:
        """Go to the first field."""
        self._fields[0].field.focus()

    def refuse(self, problems: Sequence[Problem]) -> None:
        """Show each reason beside its field and go to the first."""
        reasons = {_FIELD_OF.get(problem.column, problem.column): problem for problem in problems}
        for field in self._fields:
            problem = reasons.get(field.column)
            field.refuse(problem.why if problem else "", problem.accepted if problem else "")
        self.next_refused()

    def next_refused(self) -> None:
        """Go to the next field that was refused."""
        refused = [field for field in self._fields if field.has_class("refused")]
        if refused:
            at = next((i for i, field in enumerate(refused) if field.field.has_focus), -1)
            refused[(at + 1) % len(refused)].field.focus()


def _words(contact: ContactDraft, today: dt.date) -> str:
    """Return the words of the line that say a part of a contact."""
    words = format(EntryDraft(contact), today=today)
    return "" if words == "today" and contact.date is None else words
