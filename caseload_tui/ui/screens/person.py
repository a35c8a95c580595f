"""New person: the least that lets the duties be worked out."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual.widgets import Input

from caseload_tui.domain.drafts import PersonDraft
from caseload_tui.domain.words import ROSH_TITLES
from caseload_tui.services import people
from caseload_tui.ui.screens.dialog import FormDialog
from caseload_tui.ui.widgets.form import Choice, Field

if TYPE_CHECKING:
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
        yield Field("Surname", "Surname", Input())
        yield Field("Forenames", "Forenames", Input(), hint="optional")
        yield Field("CRN", "CRN", Input(), hint="one letter, six digits")
        yield Field("Born on", "Born on", Input(), hint="optional; 2/5/1992")
        yield Field("RoSH", "RoSH", Choice([(code, title.lower()) for code, title in ROSH_TITLES.items()]))
        yield Field("Officer", "Officer", Input(), hint="optional; you")
        yield Field("Sentence", "Sentence", Choice(_SENTENCES))
        yield Field("Starts on", "Starts on", Input(), hint="3/8/26, today")
        yield Field("Ends on", "Ends on", Input(), hint="optional")
        yield Field("Released on", "Released on", Input(), hint="optional; on licence")

    def save(self) -> Saved:
        """Hand the draft to the service."""
        draft = PersonDraft(
            crn=self.value("CRN"),
            surname=self.value("Surname") or None,
            forenames=self.value("Forenames") or None,
            date_of_birth=self.day("Born on"),
            rosh=cast("Rosh | None", self.value("RoSH") or None),
            officer_code=self.value("Officer") or None,
            sentence_type=cast("SentenceType | None", self.value("Sentence") or None),
            starts_on=self.day("Starts on"),
            ends_on=self.day("Ends on"),
            released_on=self.day("Released on"),
        )
        return people.add_person(self.session, draft)
