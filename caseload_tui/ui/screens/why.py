"""Why: the reason of the flag under the cursor, in a drawer beside the list it came from."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual.containers import Vertical
from textual.screen import ModalScreen

from caseload_tui.domain import wording
from caseload_tui.errors import CaseloadError, DamagedError
from caseload_tui.services import casefile
from caseload_tui.ui import keys, text, upkeep, whytext
from caseload_tui.ui.text import BOLD, MUTED, line
from caseload_tui.ui.widgets.bars import KeyBar
from caseload_tui.ui.widgets.lines import Bar, Rule, Sheet

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from caseload_tui.ui.app import CaseloadApp

Subject = tuple[str, str, str | None]
"""Person, rule and sentence of a flag."""


Leaving = tuple[str, str | None]
"""The verb that was asked for, and the contact that it is about."""


class WhyDrawer(ModalScreen[Leaving | None]):
    """Shows one duty's reason; `j` and `k` go on in the list behind. Ends with the verb that was asked for."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape,w", "close", "close"),
        ("j,down", "step(1)", "next"),
        ("k,up", "step(-1)", "before"),
        ("pagedown,ctrl+d,space", "scroll(1)", "down"),
        ("pageup,ctrl+u", "scroll(-1)", "up"),
        ("ctrl+l", "leave('store.lock')", "lock"),
        ("c", "leave('contact.add')", "record contact"),
        ("a", "leave('contact.outcome')", "outcome"),
        ("p", "leave('plan.review')", "plan review"),
        ("enter", "leave('case.show')", "open the case"),
    ]

    def __init__(self, subject: Callable[[], Subject | None], step: Callable[[int], None]) -> None:
        """Keep how to ask what is under the cursor of the list behind, and how to move it."""
        super().__init__()
        self._subject = subject
        self._step = step
        self._awaited: str | None = None
        """The appointment that would clear the duty if it was attended."""

    def compose(self) -> ComposeResult:
        """Lay out the drawer."""
        with Vertical(classes="drawer"):
            yield Bar(id="why-title", margin=0, ground="surface")
            yield Bar(id="why-who", margin=0, ground="surface")
            yield Bar(margin=0, ground="surface")
            yield Sheet(id="why-text", ground="surface")
            yield Rule(ground="surface")
            yield KeyBar(("esc", "close"), ground="surface", margin=0, id="why-keys")

    def on_mount(self) -> None:
        """Show the first reason."""
        self._show()

    def _show(self) -> None:
        app = cast("CaseloadApp", self.app)
        found = self._subject()
        title, sheet = self.query_one("#why-title", Bar), self.query_one("#why-text", Sheet)
        self._awaited = None
        is_read_only = app.open_session.is_read_only
        self._show_keys([])
        if found is None:
            title.show(line(("Nothing is flagged here", BOLD)))
            sheet.show(lambda _: [line(("The person under the cursor has no open duty.", MUTED))])
            return
        crn, rule, sentence_id = found
        try:
            case = casefile.open_case(app.open_session, crn)
            duty = casefile.find_duty(case.duties, rule, sentence_id)
            explained = casefile.why(app.open_session, case, duty) if duty else None
        except DamagedError:
            raise  # there is nothing to look at any more
        except CaseloadError as refusal:
            title.show(line((refusal.title, BOLD)))
            message = f"{refusal.message} {refusal.advice}"
            sheet.show(lambda cells: text.wrap(message, cells))
            return
        upkeep.looked_at(app, "case.explain", crn)
        name = text.name(case.name, crn, hidden=app.names_hidden)
        who = self.query_one("#why-who", Bar)
        if explained is None:
            title.show(line(("No open duty here", BOLD)))
            who.show(line((text.joined((name, f"as of {wording.day(case.as_of)}")), MUTED)))
            sheet.show(lambda cells: whytext.without_duty(case, cells))
            return
        self._awaited = explained.awaited.contact_id if explained.awaited else None
        self._show_keys([] if is_read_only else whytext.verbs(explained))
        title.show(*whytext.title(explained))
        who.show(line((whytext.under(explained, name), MUTED)))
        sheet.show(lambda cells: whytext.why(explained, case, cells, is_read_only=is_read_only))
        sheet.scroll_home(animate=False)

    def _show_keys(self, verbs: list[str]) -> None:
        """Show the keys that work, those that clear this duty first."""
        pairs = [*map(keys.pair, verbs), ("j k", "next"), ("enter", "case")]
        self.query_one("#why-keys", KeyBar).set_keys(pairs)

    def action_step(self, by: int) -> None:
        """Go on in the list behind."""
        self._step(by)
        self._show()

    def action_scroll(self, pages: int) -> None:
        """Scroll a long reason."""
        sheet = self.query_one("#why-text", Sheet)
        sheet.scroll_relative(y=pages * max(sheet.size.height - 1, 1), animate=False)

    def action_leave(self, verb: str) -> None:
        """Close and go on with a verb about the same person."""
        self.dismiss((verb, self._awaited))

    def action_close(self) -> None:
        """Close."""
        self.dismiss(None)
