"""What changes about a person: the level of risk of serious harm, and the end of the case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widgets import Input

from caseload_tui.domain.words import ROSH_TITLES
from caseload_tui.errors import Problem, RefusedError
from caseload_tui.services import changing
from caseload_tui.ui.screens.plan import DAY_WORDS, DayDialog
from caseload_tui.ui.widgets.form import Choice, Field

if TYPE_CHECKING:
    from collections.abc import Iterable

    from caseload_tui.services.views import Saved


class RoshDialog(DayDialog):
    """Records another level of risk of serious harm from a day on."""

    VERB = "rosh.change"
    HEADING = "Change RoSH"

    def fields(self) -> Iterable[Field]:
        """Give the level and its first day."""
        yield Field("RoSH", "RoSH", Choice([(code, title.lower()) for code, title in ROSH_TITLES.items()]))
        yield Field("From", "From", Input("today"), hint=DAY_WORDS)

    def save(self) -> Saved:
        """Hand it to the service."""
        level, from_on = self.value("RoSH"), self.needed_day("From")
        if not level:
            accepted = ", ".join(title.lower() for title in ROSH_TITLES.values())
            raise RefusedError("", problems=(Problem("say which level", accepted, column="RoSH"),))
        return changing.change_rosh(self.session, self.crn, level, from_on)


class CloseDialog(DayDialog):
    """Closes a case; says which sentences still run, and that its file stays."""

    VERB = "case.close"
    HEADING = "Close the case"

    def about(self) -> str:
        """Return the person, and what still runs."""
        running = "; ".join(changing.still_running(self.session, self.crn))
        return f"{super().about()}, still running: {running}" if running else super().about()

    def fields(self) -> Iterable[Field]:
        """Give the day and the reason."""
        yield Field("Closed on", "Closed on", Input("today"), hint=DAY_WORDS)
        yield Field("Because", "Because", Input(), hint="optional")

    def save(self) -> Saved:
        """Hand it to the service."""
        return changing.close_case(self.session, self.crn, self.needed_day("Closed on"), self.value("Because") or None)
