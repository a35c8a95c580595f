"""Plan review: the day it was carried out and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widgets import Input

from caseload_tui.errors import Problem, RefusedError
from caseload_tui.services import planning
from caseload_tui.ui.screens.dialog import FormDialog
from caseload_tui.ui.widgets.form import Field

if TYPE_CHECKING:
    from collections.abc import Iterable

    from caseload_tui.services.views import Saved


class PlanDialog(FormDialog):
    """Records that the plan was reviewed."""

    HEADING = "Plan review"

    def __init__(self, crn: str) -> None:
        """Keep whom it is about."""
        super().__init__(f"plan.review {crn}")
        self._crn = crn

    def about(self) -> str:
        """Return the person."""
        return self.person(self._crn)

    def fields(self) -> Iterable[Field]:
        """Give the day and the reason."""
        yield Field("Reviewed on", "Reviewed on", Input("today"), hint="today, mon, 13/11")
        yield Field("Reason", "Reason", Input(), hint="optional")

    def save(self) -> Saved:
        """Hand it to the service."""
        day = self.day("Reviewed on")
        if day is None:
            raise RefusedError("", problems=(Problem("say on which day", "today, mon, 13/11", column="Reviewed on"),))
        return planning.review_plan(self.session, self._crn, day, self.value("Reason") or None)
