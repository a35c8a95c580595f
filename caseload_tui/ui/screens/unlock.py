"""Unlock: the first thing on the screen. It shows no name and no count of people, and imports nothing heavy."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.containers import Vertical
from textual.screen import Screen
from textual.widgets import Input

from caseload_tui.domain import wording
from caseload_tui.errors import BehindError, CaseloadError, WrongPassphraseError
from caseload_tui.ui import text
from caseload_tui.ui.areas import PAINTED
from caseload_tui.ui.glyphs import G
from caseload_tui.ui.text import BOLD, MUTED, NO_LINE, line
from caseload_tui.ui.widgets.lines import Sheet

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from caseload_tui.ui.app import CaseloadApp

_WIDTH = 60
_WIDE = 76
_SCROLLBAR = 2
_AROUND = 14
"""Rows around what is said."""

_GO_ON = "go on"
_LOCKED = "The store on this computer is locked and unreadable."


class UnlockScreen(Screen[None]):
    """Asks for the passphrase; says what is wrong in its place."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("ctrl+t", "show_typed", "show what I type"),
        ("down", "scroll(1)", "read on"),
        ("up", "scroll(-1)", "back"),
    ]

    _where = ""
    _has_keyring = False
    _behind = ""
    """The passphrase of a store that lacks entries, until it is known whether somebody goes on without them."""

    def compose(self) -> ComposeResult:
        """Lay out the one question."""
        with Vertical(id="unlock"):
            yield Sheet(id="unlock-top")
            yield Input(password=True, id="passphrase", select_on_focus=False)
            yield Sheet(id="unlock-keys")
            yield Sheet(id="unlock-words")
            yield Sheet(id="unlock-quit")

    @property
    def caseload(self) -> CaseloadApp:
        """Return the app with its own type."""
        return cast("CaseloadApp", self.app)

    def on_mount(self) -> None:
        """Show when the store was last used, which the file itself tells."""
        path = self.caseload.path
        self._where = path.stem if path else ""
        if path is not None and path.exists():
            used = dt.datetime.fromtimestamp(path.stat().st_mtime).astimezone()
            when = f"last opened {wording.day(used.date(), used.date())}, {used:%H:%M}"
            self._where = text.joined((self._where, when))
        self._ask()

    def on_screen_resume(self) -> None:
        """Start with an empty field each time."""
        self._ask()
        self.query_one(Input).focus()
        if (why := self.caseload.why_closed or self._missing()) is not None:
            self.refuse(why)
            return
        self._say(lambda _: [line((_LOCKED, MUTED))])
        self.set_timer(PAINTED, self._offer_keyring)

    def _missing(self) -> CaseloadError | None:
        """Return why there is nothing to open, where that is known before a passphrase is typed."""
        path = self.caseload.path
        if path is None or path.exists():
            return None
        from caseload_tui.services import opening

        try:
            opening.require(path)
        except CaseloadError as refusal:
            return refusal
        return None

    def _offer_keyring(self) -> None:
        from caseload_tui.services import keyring, opening

        self._has_keyring = keyring.is_offered(self.caseload.path or opening.default_path())
        if self._has_keyring and not self._behind and self.query_one(Input).value == "":
            self._say(lambda _: [line((_LOCKED, MUTED)), line(("Enter alone opens it with a keyring.", MUTED))])

    def _ask(self, behind: str = "") -> None:
        """Ask for the passphrase; of a store that is behind its mark, whether one goes on."""
        self._behind = behind
        field = self.query_one(Input)
        field.value, field.password = "", not behind
        asked = f"Type {_GO_ON}, or nothing to leave it closed" if behind else "Passphrase"
        top = [line(("Caseload", BOLD)), line((self._where, MUTED)), NO_LINE]
        self.query_one("#unlock-top", Sheet).show(
            lambda cells: [*top, ((G.double_rule * cells, "line"),), NO_LINE, line((asked, BOLD))]
        )

    def _say(self, words: Callable[[int], list[text.Line]], *, is_wide: bool = False) -> None:
        """Show words below the field; where they are too many for the screen they scroll, and the rest stays."""
        keys = text.keys(("enter", "unlock"), ("ctrl+t", "show what I type"), gap=5)
        self.query_one("#unlock").set_class(is_wide, "wide")
        self.query_one("#unlock-keys", Sheet).show(
            lambda cells: [NO_LINE, keys, NO_LINE, ((G.rule * cells, "line"),), NO_LINE]
        )
        sheet = self.query_one("#unlock-words", Sheet)
        room = max(self.app.size.height - _AROUND, 1)
        sheet.styles.max_height = room
        sheet.show(lambda cells: words(cells - _SCROLLBAR))
        sheet.scroll_home(animate=False)
        cells = min(_WIDE if is_wide else _WIDTH, self.app.size.width) - _SCROLLBAR
        more = [("up down", "read on")] if len(words(cells)) > room else []
        self.query_one("#unlock-quit", Sheet).show(lambda _: [NO_LINE, text.keys(("ctrl+q", "quit"), *more)])

    def action_scroll(self, by: int) -> None:
        """Scroll what is said."""
        self.query_one("#unlock-words", Sheet).scroll_relative(y=by, animate=False)

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        behind, typed = self._behind, event.value
        if behind and typed.strip().casefold() != _GO_ON:
            self._ask()
            self._say(lambda _: [line(("The store stays closed. Nothing was changed.", MUTED))])
        elif typed or self._has_keyring:
            self._say(lambda _: [line((f"Opening {G.cut}", MUTED))])
            self.call_after_refresh(self._wait, behind or typed, is_going_on=bool(behind))

    def _wait(self, typed: str, *, is_going_on: bool) -> None:
        """Unlock, after several wrong passphrases not at once."""
        from caseload_tui.services import attempts, opening

        path = self.caseload.path or opening.default_path()
        seconds = attempts.wait(path)
        if not seconds:
            self._unlock(typed, is_going_on=is_going_on)
            return
        self._say(lambda _: [line((attempts.waiting_words(path, seconds), BOLD))])
        field = self.query_one(Input)
        field.disabled = True

        def go_on() -> None:
            field.disabled = False
            field.focus()
            self._unlock(typed, is_going_on=is_going_on)

        self.set_timer(seconds, go_on)

    def _unlock(self, typed: str, *, is_going_on: bool) -> None:
        """Unlock with what was typed, or where that is nothing with the keyring."""
        from caseload_tui.services import keyring, opening

        path = self.caseload.path or opening.default_path()
        field = self.query_one(Input)
        secret = typed
        try:
            secret = secret or keyring.secret_of(path)
            session = (opening.go_on if is_going_on else opening.unlock)(path, secret)
        except WrongPassphraseError as refusal:
            field.value = ""
            self._refuse(refusal.message, refusal.advice or "Capitals and blanks count. ctrl+t shows what you type.")
        except BehindError as refusal:
            self.refuse(refusal)
            self._ask(secret)
        except CaseloadError as refusal:
            self.refuse(refusal)
        else:
            field.value = ""
            self.caseload.opened(session)

    def refuse(self, refusal: CaseloadError) -> None:
        """Say why the store does not open, or was closed."""
        self._refuse(f"{refusal.title}. {refusal.message}", refusal.advice)

    def _refuse(self, why: str, advice: str) -> None:
        self.caseload.forget_keys()
        said = line(("! ", "flag-red bold"), (why, BOLD))
        self._say(lambda cells: [*text.wrap_pieces(said, cells), *text.wrap(advice, cells, MUTED)], is_wide=True)

    def action_show_typed(self) -> None:
        """Show or hide the passphrase."""
        field = self.query_one(Input)
        field.password = not field.password
