"""Plans and reviews: which day, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widgets import Input

from caseload_tui.errors import Problem, RefusedError
from caseload_tui.services import planning, sentences
from caseload_tui.ui.screens.dialog import FormDialog
from caseload_tui.ui.widgets.form import Choice, Field

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from caseload_tui.domain.facts import CaseFacts
    from caseload_tui.services.views import Saved

DAY_WORDS = "today, mon, 13/11"


class DayDialog(FormDialog):
    """A form about one person in which a day has to be given."""

    VERB: str

    def __init__(self, crn: str) -> None:
        """Keep whom it is about."""
        super().__init__(f"{self.VERB} {crn}")
        self.crn = crn

    def about(self) -> str:
        """Return the person."""
        return self.person(self.crn)

    def about_sentence(self, facts: CaseFacts, sentence_id: str | None) -> str:
        """Return the person, and a sentence of theirs where there is more than one."""
        of = [s for s in facts.sentences if len(facts.sentences) > 1 and s.sentence_id == sentence_id]
        return ", ".join((self.person(self.crn), *(sentences.begun(sentence) for sentence in of)))

    def needed_day(self, column: str) -> dt.date:
        """Return the day in a field.

        Raises:
            RefusedError: there is none, or it is no day.
        """
        day = self.day(column)
        if day is None:
            raise RefusedError("", problems=(Problem("say on which day", DAY_WORDS, column=column),))
        return day


class _Reviewed(DayDialog):
    """A form about a review: the day it was carried out, and why."""

    def fields(self) -> Iterable[Field]:
        """Give the day and the reason."""
        yield Field("Reviewed on", "Reviewed on", Input("today"), hint=DAY_WORDS)
        yield Field("Reason", "Reason", Input(), hint="optional")

    def reviewed(self) -> tuple[dt.date, str | None]:
        """Return the day and the reason."""
        return self.needed_day("Reviewed on"), self.value("Reason") or None


class ReviewDialog(_Reviewed):
    """Records that the plan was reviewed, of one sentence where that is named."""

    VERB = "plan.review"
    HEADING = "Plan review"

    def __init__(self, crn: str, sentence_id: str | None = None) -> None:
        """Keep whose plan it is."""
        super().__init__(crn)
        self._sentence_id = sentence_id

    def about(self) -> str:
        """Return the person, and whose plan it is where there is more than one sentence."""
        facts = self.session.facts(self.crn, notes=False)
        plan = planning.plan_to_review(facts, self._sentence_id)
        return self.about_sentence(facts, plan.sentence_id if plan else None)

    def save(self) -> Saved:
        """Hand it to the service."""
        return planning.review_plan(self.session, self.crn, *self.reviewed(), self._sentence_id)


class FirstPlanDialog(DayDialog):
    """Records that the first plan of a sentence was completed."""

    VERB = "plan.add"
    HEADING = "First plan"

    def __init__(self, crn: str, sentence_id: str | None = None) -> None:
        """Keep for which sentence, where that is known."""
        super().__init__(crn)
        self._sentence_id = sentence_id

    def about(self) -> str:
        """Return the person, and for which sentence the plan is where that is not asked."""
        facts = self.session.facts(self.crn, notes=False)
        open_ones = [sentence.sentence_id for sentence in planning.without_plan(facts, self.session.today)]
        named = self._sentence_id or next(iter(open_ones), None)
        return self.about_sentence(facts, named if len(open_ones) <= 1 else None)

    def fields(self) -> Iterable[Field]:
        """Give the day, and the sentence where more than one has no plan yet."""
        open_ones = planning.without_plan(self.session.facts(self.crn, notes=False), self.session.today)
        if len(open_ones) > 1:
            choices = [(sentence.sentence_id, sentences.short(sentence)) for sentence in open_ones]
            yield Field("Sentence", "Sentence", Choice(choices, value=self._sentence_id))
        yield Field("Completed on", "Completed on", Input("today"), hint=DAY_WORDS)

    def save(self) -> Saved:
        """Hand it to the service."""
        day = self.needed_day("Completed on")
        chosen = [field.value for field in self.query(Field) if field.column == "Sentence"]
        return planning.make_plan(self.session, self.crn, day, chosen[0] or None if chosen else self._sentence_id)


class RiskReviewDialog(_Reviewed):
    """Records that the risk assessment was reviewed."""

    VERB = "risk.review"
    HEADING = "Risk review"

    def save(self) -> Saved:
        """Hand it to the service."""
        return planning.review_risk(self.session, self.crn, *self.reviewed())
