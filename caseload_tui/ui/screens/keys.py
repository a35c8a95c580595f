"""Changing what opens the store: another passphrase, another recovery key. Nothing typed here is kept as a draft."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, ClassVar, Final, cast

from textual import on
from textual.widgets import Input

from caseload_tui.domain import passphrases
from caseload_tui.errors import CaseloadError, WrongPassphraseError
from caseload_tui.services import attempts, keys
from caseload_tui.ui import text
from caseload_tui.ui.screens.progress import WorkDialog
from caseload_tui.ui.text import BOLD, MUTED, line
from caseload_tui.ui.widgets.form import Field
from caseload_tui.ui.widgets.lines import Bar, Sheet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from caseload_tui.services.session import Session
    from caseload_tui.ui.screens.progress import Progress

_ROW: Final = 8
_TOLD: Final = 10


class SecretDialog(WorkDialog[None]):
    """Asks for secrets, one field after another; deriving keys takes a while and happens beside the screen."""

    BINDINGS: ClassVar[list[BindingType]] = [("ctrl+t", "show_typed", "show what I type")]
    HEADING: ClassVar[str]
    ABOUT: ClassVar[str]
    DONE: ClassVar[str]

    def fields(self) -> Iterable[Field]:
        """Give the fields."""
        raise NotImplementedError

    def check(self) -> bool:
        """Refuse beside their fields what need not be tried; return whether there was nothing."""
        raise NotImplementedError

    def change(self, session: Session, typed: dict[str, str]) -> None:
        """Hand what was typed to the service; called in another thread, with a session of its own."""
        raise NotImplementedError

    def body(self) -> ComposeResult:
        """Lay out the fields above the place of what is said."""
        yield from self.fields()
        yield from super().body()

    def on_mount(self) -> None:
        """Begin with the first field."""
        self.show_title(line((self.HEADING, BOLD), (f"  {self.ABOUT}", MUTED)))
        self.query(Input).first().focus()
        if self.session.store.is_demo:
            self.tell(line(("The demo is not encrypted: nothing that is typed here opens it.", BOLD)), [])

    def field(self, column: str) -> Field:
        """Return a field by its name."""
        return next(field for field in self.query(Field) if field.column == column)

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        inputs = list(self.query(Input))
        at = inputs.index(event.input)
        if at + 1 < len(inputs):
            inputs[at + 1].focus()
        elif not (self.is_busy or self.session.store.is_demo) and self.check():
            self._begin()

    def _begin(self) -> None:
        typed = {field.column: cast("Input", field.field).value for field in self.query(Field)}
        path = self.session.store.path
        seconds = attempts.wait(path)

        def work(session: Session, _: Progress) -> Callable[[], None]:
            time.sleep(seconds)
            self.change(session, typed)
            return self._done_and_told

        self.begin(attempts.waiting_words(path, seconds) if seconds else "deriving keys", work)
        self.query_one("#dialog-keys", Bar).show(line())

    def _done_and_told(self) -> None:
        app = self.caseload
        self.dismiss(None)
        app.notify(self.DONE, markup=False, timeout=_TOLD)

    def refused(self, refusal: CaseloadError) -> None:
        """Say why beside the field that it is about."""
        if isinstance(refusal, WrongPassphraseError):
            present = self.field("Present")
            with self.prevent(Input.Changed):  # which would take the refusal away
                cast("Input", present.field).value = ""
            present.refuse(refusal.message, refusal.advice)
            present.field.focus()
            self.tell(line(), [])
        else:
            super().refused(refusal)

    def action_stop(self) -> None:
        """Close; what has begun is finished, since nobody could say how far it came."""
        if not self.is_busy:
            self.dismiss(None)

    def action_show_typed(self) -> None:
        """Show or hide what is typed."""
        for field in self.query(Input):
            field.password = not field.password


class PassphraseDialog(SecretDialog):
    """Sets another passphrase."""

    HEADING = "Change passphrase"
    ABOUT = "backups made before keep the old one"
    DONE = "The new passphrase opens the store from now on."
    KEYS = (("enter", "next, then change it"), ("ctrl+t", "show what I type"), ("esc", "leave it as it is"))

    def fields(self) -> Iterable[Field]:
        """Give the present passphrase, and the new one twice."""
        yield Field("Present", "Present one", Input(password=True), hint="or the recovery key")
        yield Field("New", "New one", Input(password=True), hint="four or more words are best")
        yield Field("Again", "Once more", Input(password=True))

    @on(Input.Changed, "#field-new Input")
    def _typing(self, event: Input.Changed) -> None:
        if event.value:
            words = passphrases.strength(event.value, keys.owner_words(self.session))
            self.tell(line(("Strength: ", MUTED), (words, BOLD)), [])

    def check(self) -> bool:
        """Refuse a weak one, and two that differ."""
        first, again = self.field("New"), self.field("Again")
        new = cast("Input", first.field).value
        weak = passphrases.problem(new, keys.owner_words(self.session))
        differs = new != cast("Input", again.field).value
        first.refuse(weak)
        again.refuse("the two are not the same" if differs and not weak else "", "ctrl+t shows what you type")
        if weak or differs:
            (first if weak else again).field.focus()
        return not (weak or differs)

    def change(self, session: Session, typed: dict[str, str]) -> None:
        """Set it."""
        keys.change_passphrase(session, typed["Present"], typed["New"])


class RecoveryDialog(SecretDialog):
    """Shows a new recovery key, which opens the store once it was typed back."""

    HEADING = "New recovery key"
    ABOUT = "the one before opens the store no more"
    DONE = "The new recovery key opens the store from now on."
    KEYS = (
        ("enter", "next, then take it up"),
        ("ctrl+t", "show what I type"),
        ("esc", "leave; this key opens nothing"),
    )

    def __init__(self) -> None:
        """Make the key; it opens nothing yet."""
        super().__init__()
        self._key = keys.new_recovery_key()

    def body(self) -> ComposeResult:
        """Show the key above the fields."""
        yield Sheet(id="recovery-key", ground="surface")
        yield from super().body()

    def fields(self) -> Iterable[Field]:
        """Give the present passphrase, which is what people type first, and the groups typed back."""
        yield Field("Present", "Passphrase", Input(password=True), hint="the present one")
        yield Field("Back", "Type it back", Input(), hint=f"its first {keys.GROUPS_BACK} groups")

    def on_mount(self) -> None:
        """Show the key, this once."""
        groups = self._key.split("-")
        rows = ["-".join(groups[at : at + _ROW]) for at in range(0, len(groups), _ROW)]
        words = (
            "If the passphrase is ever forgotten, only this key opens the store. Write it down now and keep it away"
            " from this computer. It is shown once."
        )
        self.query_one("#recovery-key", Sheet).show(
            lambda cells: [
                *text.wrap(words, cells, MUTED),
                line(),
                *(line(("  " + row, "accent bold")) for row in rows),
                line(),
            ]
        )

    def check(self) -> bool:
        """Refuse until the first groups are right."""
        back = self.field("Back")
        is_right = keys.is_typed_back(self._key, cast("Input", back.field).value)
        back.refuse("" if is_right else "that is not what stands above", f"the first {keys.GROUPS_BACK} groups")
        if not is_right:
            back.field.focus()
        return is_right

    def change(self, session: Session, typed: dict[str, str]) -> None:
        """Let it open the store."""
        keys.put_recovery_key(session, typed["Present"], self._key)

    def action_stop(self) -> None:
        """Close, and say what the key that was shown is good for."""
        if not self.is_busy:
            self.caseload.notify("The key that was shown opens nothing. All is as it was.", markup=False, timeout=_TOLD)
        super().action_stop()

    def action_show_typed(self) -> None:
        """Show or hide the passphrase; the groups are shown anyway."""
        field = cast("Input", self.field("Present").field)
        field.password = not field.password
