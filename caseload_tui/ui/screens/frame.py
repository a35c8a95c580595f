"""What every area has in common: the rows at the top, the keys at the bottom, refusals in their place."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, ClassVar, Final, cast

from textual.containers import Container
from textual.screen import Screen

from caseload_tui.domain import wording
from caseload_tui.errors import AlarmError, CaseloadError, DamagedError, command
from caseload_tui.ui import choices, keys
from caseload_tui.ui.glyphs import G
from caseload_tui.ui.text import BOLD, KEY, MUTED, NO_LINE, TEXT, Line, line
from caseload_tui.ui.widgets.bars import WIDE, Areas, KeyBar
from caseload_tui.ui.widgets.lines import Bar, Note, Sheet
from caseload_tui.ui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual import events
    from textual.app import ComposeResult

    from caseload_tui.services.session import Session
    from caseload_tui.ui.app import CaseloadApp

_LOOK_AGAIN: Final = 2
"""Seconds between two looks at whether something has changed elsewhere."""

AREAS: tuple[tuple[str, str], ...] = (("1", "Today"), ("2", "Caseload"), ("3", "Case"))


class Frame(Screen[None]):
    """An area. Subclasses say what the body is, fill it in `load` and answer verbs in methods named after them."""

    PLACE: ClassVar[keys.Place]
    AUTO_FOCUS = ""

    _state: tuple[object, ...] = ()

    def __init__(self) -> None:
        """Make the area as it will be painted first: in the width there is, with styles as new as the app's.

        Textual learns the width after the first paint, and parses all styles again, twice, for a screen of its own.
        """
        widths = self.app.HORIZONTAL_BREAKPOINTS or []
        super().__init__(classes=[name for least, name in widths if least <= self.app.size.width][-1])
        self._css_update_count = self.app._css_update_count  # noqa: SLF001 - Textual is pinned; it has no other way

    @property
    def caseload(self) -> CaseloadApp:
        """Return the app with its own type."""
        return cast("CaseloadApp", self.app)

    @property
    def session(self) -> Session:
        """Return the unlocked store and the day looked at."""
        return self.caseload.open_session

    def compose(self) -> ComposeResult:
        """Lay the rows of the frame round the body."""
        yield Areas()
        yield Bar(id="crumbs")
        yield from self.above()
        with Container(id="body"):
            yield from self.body()
            yield Sheet(id="empty")
        yield Note(id="notice")
        yield KeyBar()

    def above(self) -> ComposeResult:
        """Give the row of views or counts."""
        yield Bar(id="third")

    def body(self) -> ComposeResult:
        """Give what stands between the rows."""
        raise NotImplementedError

    def load(self) -> None:
        """Read everything that is shown anew."""
        raise NotImplementedError

    @property
    def subject(self) -> str | None:
        """Return the reference of the person that verbs are about."""
        return None

    @property
    def marked(self) -> tuple[str, ...]:
        """Return the references of the rows that are marked; verbs are then about all of them."""
        return ()

    # the frame

    def on_mount(self) -> None:
        """Look now and then whether another window has changed something, or the day has."""
        self.set_interval(_LOOK_AGAIN, self._look_again)

    def _look_again(self) -> None:
        if self.app.screen is self and self.caseload.session is not None and self.state != self._state:
            self.reload()

    def on_screen_resume(self) -> None:
        """Show what is true now; what is shown already is not read again."""
        self._look_again()
        self.caseload.paint()

    @property
    def state(self) -> tuple[object, ...]:
        """Return all that hangs together with what is shown: as long as it is the same, so is that."""
        session = self.session
        return session, session.day, session.store.changes, self.caseload.names_hidden, self.app.size

    def reload(self) -> None:
        """Draw the frame and read the body anew; a refusal to read is shown in its place.

        While it is put together or taken down a part of its widgets is there; it reads itself when it is shown.
        """
        if not (self.is_mounted and self.is_running):
            return
        session, self._state = self.session, self.state
        shown = wording.day(session.day, session.today if self.size.width >= WIDE else None)
        if session.is_looking_back:
            shown = f"as of {wording.day(session.day)}, read-only"
        self.query_one(Areas).set_areas(AREAS, self.PLACE.title, shown, is_other_day=session.is_looking_back)
        self.query_one(KeyBar).set_keys(self.key_pairs())
        with self.guarded():
            self.load()

    def key_pairs(self) -> list[tuple[str, str]]:
        """Return the keys for the bar, most used first."""
        back = [keys.pair("day.today")] if self.session.is_looking_back else []
        return [*back, *keys.bar(self.PLACE, read_only=self.session.is_read_only)]

    def show_crumbs(self, left: Line) -> None:
        """Show where one is, and the state of the store."""
        drafts = len(self.session.store.drafts())
        state: list[str | tuple[str, str]] = []
        if self.caseload.backup_warning:
            state += [(f"{self.caseload.backup_warning}   ", "flag-red bold")]
        if drafts:
            state += [(G.draft, "accent bold"), (f" {wording.count(drafts, 'draft')}   ", MUTED)]
        if self.caseload.names_hidden:
            state += [("names hidden   ", BOLD)]
        if self.session.store.is_demo:
            state += [("DEMO, not encrypted", "flag-red bold")]
        elif self.session.store.is_read_only:
            state += [("to look at only", "flag-red bold")]
        else:
            state += [(G.counts, "flag-green"), (" unlocked", TEXT)]
        self.query_one("#crumbs", Bar).show(left, line(*state))

    def show_place(self, rows: Rows[Any]) -> None:
        """Show the place in a list at the right of the keys."""
        self.query_one(KeyBar).set_place(rows.place, marks=len(rows.marks))

    def why_subject(self) -> tuple[str, str, str | None] | None:
        """Return person, rule and sentence of the flag under the cursor."""
        return None

    def step(self, by: int) -> None:
        """Move the cursor of the list that has the focus, for a drawer that lies over it."""
        if isinstance(self.focused, Rows):
            self.focused.action_move(by)

    def show_empty(self, people: int) -> None:
        """Say how people come in while there is no one yet."""
        self.set_class(not people, "empty")
        if not people:
            self.query_one("#empty", Sheet).show(_empty)

    def who(self, people: int) -> Line:
        """Return who is working, where, with how many people."""
        session = self.session
        officer = session.officer(session.officer_code)
        team = session.team(officer.team_code if officer else None)
        name = (officer.name or officer.officer_code) if officer else session.actor
        parts = [team.name or team.team_code if team else "", wording.count(people, "person", "people")]
        return line((name, BOLD), *((f" {G.between} {part}", MUTED) for part in parts if part))

    # refusals

    @contextmanager
    def guarded(self) -> Iterator[None]:
        """Say a refusal in its place; a mistake of the program is noted, and does not take the screen away."""
        try:
            yield
        except (DamagedError, AlarmError) as found:
            self.caseload.give_up(found)
        except CaseloadError as refusal:
            self.refuse(refusal)
        except Exception as mistake:
            if self.app.is_headless:  # tests see it
                raise
            choices.log(mistake)
            said = "That did not work because of a mistake in the program; it is noted. What was saved is safe."
            self.say(line(("! ", "flag-red bold"), (said, BOLD)))

    def refuse(self, refusal: CaseloadError) -> None:
        """Show a refusal above the keys until the next key."""
        why = "; ".join(str(problem) for problem in refusal.problems)
        words = line((f"{refusal.message} ", BOLD), why, (f"  {refusal.advice}", MUTED))
        self.say(words)

    def say(self, words: Line) -> None:
        """Show a sentence above the keys until the next key."""
        notice = self.query_one("#notice", Note)
        notice.say(words)
        notice.set_class(bool(words), "shown")

    def on_key(self, event: events.Key) -> None:
        """Take the last refusal away; the key itself goes on to whom it is for."""
        del event
        self.say(NO_LINE)

    # verbs

    def action_verb(self, verb: str) -> None:
        """Do what a verb says: this screen's own way, else the app's."""
        with self.guarded():
            own = getattr(self, keys.method(verb), None)
            if own is not None:
                own()
            else:
                self.caseload.do(verb, self.subject)


def _empty(cells: int) -> list[Line]:
    """Return what stands in the body while no one is on the caseload."""
    rows = (
        line(("No one is on your caseload yet", BOLD)),
        NO_LINE,
        line("Bring people in from a folder of CSV files, or add one person"),
        line("by hand. Nothing leaves this computer."),
        NO_LINE,
        line(("i", KEY), "  Import a folder     ", ("checked first, nothing is written until you say so", MUTED)),
        line(("n", KEY), "  New person          ", ("name, reference, sentence, officer: about a minute", MUTED)),
        NO_LINE,
        line(("Just looking? Close, and look at invented people with", MUTED)),
        line((command("caseload demo"), BOLD)),
    )
    indent = max((cells - 74) // 2, 1)
    return [*[NO_LINE] * 8, *(((" " * indent, TEXT), *row) for row in rows)]
