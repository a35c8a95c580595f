"""The program on the screen: themes, areas, and what works everywhere."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final

from textual import events
from textual.binding import Binding, BindingType
from textual.reactive import var
from textual.scrollbar import ScrollBar

from caseload_tui.errors import CaseloadError, RefusedError, UsageError
from caseload_tui.services import places
from caseload_tui.ui.areas import PAINTED, SCREENS, new_screen
from caseload_tui.ui.boundary import Boundary
from caseload_tui.ui.glyphs import use_ascii
from caseload_tui.ui.presence import Presence
from caseload_tui.ui.terminal import Gate, plain
from caseload_tui.ui.themes import DARK, DEFAULTS, THEMES
from caseload_tui.ui.widgets.bars import WIDE, PlainScrollBar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.filter import LineFilter
    from textual.screen import Screen
    from textual.timer import Timer

    from caseload_tui.services.session import Session
    from caseload_tui.services.views import Saved

_TOAST: Final = 5
_TOLD: Final = 200
"""Letters of what was saved that a toast shows: a long name would cover the screen."""

_LOOKED: Final = 2
"""Seconds between two looks; so long after a sleep what was on the screen may be seen."""


class CaseloadApp(Boundary):
    """One unlocked store at a time, or the screen that unlocks it."""

    TITLE = "Caseload"
    CSS_PATH = Path(__file__).with_name("app.tcss")
    ENABLE_COMMAND_PALETTE = False
    HORIZONTAL_BREAKPOINTS = [(0, "narrow"), (WIDE, "wide"), (160, "huge")]  # noqa: RUF012 - Textual gives the type
    MODES = SCREENS
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "quit", "Quit", id="app.leave", show=False, priority=True)
    ]
    ScrollBar.renderer = PlainScrollBar

    names_hidden = var(default=False)

    def __init__(
        self,
        path: Path | None = None,
        *,
        session: Session | None = None,
        theme: str = DARK.name,
        is_ascii: bool = False,
    ) -> None:
        """Open on the store at `path`, locked, or straight on a session that is open already.

        Args:
            path: The store to unlock; where there is none yet, the first steps are offered.
            session: An open session, as the demo has one.
            theme: The name of a theme.
            is_ascii: Whether the terminal shows ASCII only.
        """
        super().__init__()
        self.path = path
        self.session: Session | None = session
        self.case_shown: str | None = None
        self.case_from = "caseload"
        self.case_trail = ""
        self.view_asked = ""
        self.backup_warning = ""
        self.why_closed: CaseloadError | None = None
        self._rest: Timer | None = None
        self._held = ExitStack()
        self._is_opening = False
        self._presence = Presence()
        self.choices: dict[str, str] = {}
        self.writes_choices = False
        for known in THEMES.values():
            self.register_theme(known)
        self.theme = theme
        use_ascii(ascii_only=is_ascii)

    # textual

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Return our tokens, for the time before a theme is set."""
        return DEFAULTS

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Return the filters of every line: the gate against control codes stands last."""
        return [*super().get_line_filters(), _GATE]

    def get_default_screen(self) -> Screen[Any]:
        """Return the screen that is painted first; another one in its place would cost a second style sheet."""
        if self.session is not None:
            return super().get_default_screen()
        return new_screen("first" if self.path is not None and places.is_new(self.path) else "unlock")

    def delay_update(self, delay: float = 0.05) -> None:
        """Hold painting back while another area comes, until it is filled or the time is over.

        Textual, whose own method this is, always waits: 50 ms between a key and its area.
        """
        self._held.enter_context(self.batch_update())
        self._held.callback(self.set_timer(delay, self.paint).stop)

    def paint(self) -> None:
        """Paint what was held back."""
        self._held.close()
        if self._is_opening:
            self._is_opening = False
            self.forget_keys()
        if self.screen_stack:  # none while a store that was found damaged is closed
            self.screen.refresh()

    def on_mount(self) -> None:
        """Go on to the first area; what stands before it is there from the start."""
        if self.session is not None:
            self.switch_mode("today")
        # Not before the first paint, which a busy thread would hold up.
        self.call_after_refresh(lambda: self.set_timer(0.2, self._warm))
        self.set_interval(_LOOKED, self._lock_if_gone)
        self.set_interval(5, self._tidy)

    def _warm(self) -> None:
        """Import what the first entry needs while the passphrase is typed."""
        from caseload_tui.ui.starting import import_heavy

        self.run_worker(import_heavy, thread=True, exit_on_error=False, group="warm")

    def action_help_quit(self) -> None:
        """Say on ctrl+c how one leaves; the name is Textual's, whose own words would stand here."""
        self.notify("q closes the program; where you type, ctrl+q does.", markup=False)

    # the session

    @property
    def open_session(self) -> Session:
        """Return the session; a screen that shows people exists only while there is one."""
        if self.session is None:
            raise UsageError("The store is locked.")
        return self.session

    def opened(self, session: Session) -> None:
        """Go on after the store was unlocked; what takes longer to look at is looked at beside the first screen."""
        self.session, self.why_closed = session, None
        self._is_opening = True
        self.switch_mode("today")
        from caseload_tui.ui import upkeep

        self.set_timer(PAINTED, lambda: upkeep.look_after(self))

    def open_case(self, crn: str, *, origin: str, trail: str = "") -> None:
        """Show a person's case, and remember where `esc` goes and by which view one came."""
        self.case_shown, self.case_from, self.case_trail = crn, origin, trail
        if self.current_mode == "case":
            self.reload()
        else:
            self.switch_mode("case")

    def reload(self) -> None:
        """Let the area that is shown read itself anew."""
        from caseload_tui.ui.screens.frame import Frame

        for screen in reversed(self.screen_stack):
            if isinstance(screen, Frame):
                screen.reload()
                return

    def clear_marks(self) -> None:
        """Take the marks away: what they were for is done."""
        from caseload_tui.ui.widgets.rows import Rows

        for rows in self.screen.query(Rows):
            rows.marks.clear()

    def saved(self, saved: Saved, *, is_new: bool = True) -> None:
        """Tell what was written, to whom, and how to take it back; the list behind is read anew."""
        self.clear_marks()
        self.reload()
        self._seek(saved.crn)
        words = plain(self._veiled(saved))[:_TOLD]
        said = f"Saved: {words}.  u undo" if is_new else f"{words[:1].upper()}{words[1:]}."
        self.clear_notifications()
        self.notify(said, markup=False, timeout=_TOAST)

    def _seek(self, crn: str | None) -> None:
        """Put the cursor on the person it was about, where the list still holds them."""
        from caseload_tui.ui.widgets.rows import Rows

        if crn is not None and self.current_mode in ("today", "caseload"):
            for rows in self.screen_stack[0].query("#first, #cases").results(Rows):
                rows.seek(crn)

    def _veiled(self, saved: Saved) -> str:
        """Return the words of what was saved, without the name while names are hidden."""
        if not self.names_hidden or saved.crn is None:
            return saved.words
        words, _, _ = saved.words.rpartition(", ")
        return f"{words.rpartition(', ')[0] or words}, {saved.crn}"

    def after_rest(self, show: Callable[[], None], seconds: float) -> None:
        """Call when the cursor has rested; a newer call takes the place of one that waits."""
        if self._rest is not None:
            self._rest.stop()
        self._rest = self.set_timer(seconds, show)

    def go(self, area: str) -> None:
        """Show an area."""
        if area == self.current_mode:
            self.reload()
        else:
            self.switch_mode(area)

    def keep(self, name: str, value: str) -> None:
        """Keep a choice of how things look; only a program that was started as one writes it down."""
        self.choices[name] = value
        if self.writes_choices:
            from caseload_tui.ui import choices

            choices.keep(name, value)

    # verbs that work everywhere

    def do(self, verb: str, subject: str | None) -> None:
        """Carry out a verb about a person, or about the whole program.

        Raises:
            CaseloadError: it is refused, in words.
        """
        from caseload_tui.ui import actions

        actions.do(self, verb, subject)

    def lock(self) -> None:
        """Cover everything at once and close the store; drafts are inside it.

        Raises:
            RefusedError: the demo has no passphrase that would open it again.
        """
        session = self.session
        if session is None or session.store.is_demo:
            raise RefusedError("The demo has no passphrase, so it cannot be locked.", advice="q closes it.")
        self.session = None
        self.clear_notifications()
        for _ in self.screen_stack[1:]:
            self.pop_screen()
        self.switch_mode("unlock")
        session.store.close()

    def give_up(self, why: CaseloadError) -> None:
        """Close the store, which cannot be worked on any more; the unlock screen says why."""
        from caseload_tui.ui import upkeep

        upkeep.give_up(self, why)

    async def on_event(self, event: events.Event) -> None:
        """Note when somebody last touched a key or the mouse; the first touch after too long a while locks."""
        if isinstance(event, events.InputEvent):
            self._lock_if_gone()
            self._presence.touched()
        await super().on_event(event)

    def _tidy(self) -> None:
        if self.session is not None:
            self.session.store.tidy()

    def _lock_if_gone(self) -> None:
        session = self.session
        if session is not None and not session.store.is_demo and self._presence.is_gone(lambda: _minutes(session)):
            self.lock()


def _minutes(session: Session) -> int:
    from caseload_tui.services import locking

    return locking.minutes(session.store)


_GATE: Final = Gate()
