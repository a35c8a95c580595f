"""What changes about a person: the level of risk of serious harm, and the end of the case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widgets import Input

from caseload_tui.domain.words import ROSH_TITLES
from caseload_tui.engine.person import ual_since
from caseload_tui.errors import Problem, RefusedError
from caseload_tui.services import changing
from caseload_tui.ui.screens.confirm import ConfirmDialog
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


class AtLargeDialog(DayDialog):
    """Records since when a person is unlawfully at large, or the first day on which they no longer are."""

    VERB = "ual.change"
    HEADING = "Unlawfully at large"

    def fields(self) -> Iterable[Field]:
        """Give the day that is asked for."""
        since = ual_since(self.session.facts(self.crn, notes=False), self.session.today)
        hint = "the first day at large" if since is None else "the first day no longer at large"
        yield Field("Day", "Since" if since is None else "Ended on", Input("today"), hint=hint)

    def save(self) -> Saved:
        """Hand it to the service."""
        return changing.change_at_large(self.session, self.crn, self.needed_day("Day"))


class CloseDialog(DayDialog):
    """Closes a case, after saying what is not finished and asking once more."""

    VERB = "case.close"
    HEADING = "Close the case"

    def fields(self) -> Iterable[Field]:
        """Give the day and the reason."""
        yield Field("Closed on", "Closed on", Input("today"), hint=DAY_WORDS)
        yield Field("Because", "Because", Input(), hint="optional")

    def action_save(self) -> None:
        """Ask before a person is in no list any more."""
        unfinished = "".join(
            f"{words[:1].upper()}{words[1:]}. " for words in changing.unfinished(self.session, self.crn)
        )
        words = f"{unfinished}Lists leave a closed case out. Its file stays, and it can be taken back."
        question = ConfirmDialog(f"Close the case of {self.about()}?", words, "close it")
        save = super().action_save
        self.app.push_screen(question, lambda is_sure: save() if is_sure else None)

    def save(self) -> Saved:
        """Hand it to the service."""
        return changing.close_case(self.session, self.crn, self.needed_day("Closed on"), self.value("Because") or None)
