"""New person: the least that lets the duties be worked out."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual.widgets import Input

from caseload_tui.domain.drafts import PersonDraft
from caseload_tui.domain.words import ROSH_TITLES
from caseload_tui.errors import Problem, RefusedError
from caseload_tui.services import people
from caseload_tui.ui.screens.dialog import FormDialog
from caseload_tui.ui.widgets.form import Choice, Field

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from caseload_tui.domain.words import Rosh, SentenceType
    from caseload_tui.services.views import Saved

_SENTENCES = (
    ("CO", "community order"),
    ("SSO", "suspended"),
    ("CUSTODY", "prison"),
    ("PSS", "PSS"),
    ("DEFERRED", "deferred"),
)


class PersonDialog(FormDialog):
    """Adds a person by hand."""

    HEADING = "New person"

    def __init__(self) -> None:
        """Keep one draft for whoever is being added."""
        super().__init__("person.add")

    def fields(self) -> Iterable[Field]:
        """Give the fields in the order of paper."""
        yield Field("Surname", "Surname", Input(), hint="needed")
        yield Field("Forenames", "Forenames", Input(), hint="optional")
        yield Field("CRN", "CRN", Input(), hint="needed; one letter, six digits")
        yield Field("Born on", "Born on", Input(), hint="optional; 2/5/1992")
        levels = [(code, title.lower()) for code, title in ROSH_TITLES.items()]
        yield Field("RoSH", "RoSH", Choice(levels), hint="optional")
        yield Field("Officer", "Officer", Input(self.session.officer_code or ""), hint="optional; a code")
        yield Field("Sentence", "Sentence", Choice(_SENTENCES), hint="needed")
        yield Field("Starts on", "Starts on", Input(), hint="needed; 3/8/26, today")
        yield Field("Ends on", "Ends on", Input(), hint="optional; 2/8/27")
        yield Field("Released on", "Released on", Input(), hint="optional; from prison, on licence")

    def save(self) -> Saved:
        """Hand the draft to the service, or name all that is wrong in it at once."""
        wrong: dict[str, Problem] = {}

        def day(column: str) -> dt.date | None:
            try:
                return self.day(column)
            except RefusedError as refusal:
                wrong.update({problem.column: problem for problem in refusal.problems})
                return None

        draft = PersonDraft(
            crn=self.value("CRN"),
            surname=self.value("Surname") or None,
            forenames=self.value("Forenames") or None,
            date_of_birth=day("Born on"),
            rosh=cast("Rosh | None", self.value("RoSH") or None),
            officer_code=self.value("Officer") or None,
            sentence_type=cast("SentenceType | None", self.value("Sentence") or None),
            starts_on=day("Starts on"),
            ends_on=day("Ends on"),
            released_on=day("Released on"),
        )
        if "Born on" in wrong:
            wrong["Born on"] = wrong["Born on"]._replace(accepted=people.BORN)
        if wrong:
            also = [problem for problem in people.problems(self.session, draft) if problem.column not in wrong]
            raise RefusedError("", problems=(*wrong.values(), *also))
        return people.add_person(self.session, draft)
