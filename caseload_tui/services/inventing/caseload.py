"""A whole invented caseload, one person at a time, so that a quarter of a million need no more memory than one."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from caseload_tui.domain.calendar import Calendar
from caseload_tui.domain.facts import CaseFacts
from caseload_tui.services.inventing.organisation import Organisation, organise
from caseload_tui.services.inventing.person import Person
from caseload_tui.standards.rule import Profile

MOST_PEOPLE = 240_000


@dataclass(frozen=True)
class Caseload:
    """Invented people relative to a day; the same arguments give the same people on every machine."""

    people: int
    seed: int
    today: dt.date
    profile: Profile
    calendar: Calendar

    @property
    def organisation(self) -> Organisation:
        """Return the teams and officers."""
        return organise(self.people, self.seed)

    def __iter__(self) -> Iterator[CaseFacts]:
        """Yield each person's records, in the order of their references."""
        organisation = self.organisation
        for number in range(self.people):
            officer = organisation.officer_of(number)
            yield Person(number, self.seed, officer, self.today, self.profile, self.calendar).facts()
