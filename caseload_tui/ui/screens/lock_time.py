"""How long the screen may be left alone before it locks itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.widgets import Input

from caseload_tui.domain import wording
from caseload_tui.errors import RefusedError
from caseload_tui.services import locking
from caseload_tui.ui.screens.dialog import Dialog
from caseload_tui.ui.text import BOLD, MUTED, line
from caseload_tui.ui.widgets.form import Field

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType


class LockTimeDialog(Dialog[None]):
    """Asks for the minutes."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape", "leave", "leave")]
    KEYS = (("enter", "set it"), ("esc", "leave it as it is"))

    def body(self) -> ComposeResult:
        """Lay out the one field."""
        now = str(locking.minutes(self.session.store))
        yield Field("Minutes", "Minutes", Input(now, max_length=3), hint=locking.ACCEPTED)

    def on_mount(self) -> None:
        """Begin with what is set now."""
        self.show_title(line(("Time until it locks", BOLD), ("  without a key or the mouse", MUTED)))
        self.query_one(Input).focus()

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        try:
            minutes = locking.set_minutes(self.session, event.value.strip())
        except RefusedError as refusal:
            (problem,) = refusal.problems
            self.query_one(Field).refuse(problem.why, problem.accepted)
            return
        self.dismiss(None)
        self.caseload.notify(f"The screen locks after {wording.count(minutes, 'minute')} without a key.", markup=False)

    def action_leave(self) -> None:
        """Leave it as it is."""
        self.dismiss(None)
