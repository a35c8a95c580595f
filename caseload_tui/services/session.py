"""A session: one unlocked store, who is working on it, and the day that is being looked at."""

import datetime as dt
from dataclasses import dataclass, replace

from caseload_tui.domain import records as r
from caseload_tui.domain.calendar import Calendar
from caseload_tui.domain.facts import CaseFacts
from caseload_tui.domain.stamp import Stamp
from caseload_tui.engine.assess import assess
from caseload_tui.engine.obligation import Assessed
from caseload_tui.errors import RefusedError
from caseload_tui.services.clock import Now, london
from caseload_tui.standards.load import standing
from caseload_tui.standards.rule import Profile, Standing
from caseload_tui.store.store import Store


@dataclass(frozen=True)
class Session:
    """What every service needs. `as_of`, `as_known` and `profile` change what is seen and make it read-only."""

    store: Store
    now: Now = london
    as_of: dt.date | None = None
    as_known: dt.date | None = None
    profile: Profile | None = None

    @property
    def today(self) -> dt.date:
        """Return the local civil date."""
        return self.now().date()

    @property
    def day(self) -> dt.date:
        """Return the day looked at: today, or the day chosen."""
        return self.as_of or self.today

    @property
    def is_looking_back(self) -> bool:
        """Return whether another day, knowledge or standard is looked at, so that nothing may be written."""
        return self.as_of is not None or self.as_known is not None or self.profile is not None

    @property
    def is_read_only(self) -> bool:
        """Return whether nothing may be written, for that reason or because the store lies where nothing can be."""
        return self.is_looking_back or self.store.is_read_only

    @property
    def calendar(self) -> Calendar:
        """Return the calendar of the store."""
        return self.store.calendar

    @property
    def officer_code(self) -> str | None:
        """Return the officer who works here, None for someone who looks at whole teams.

        The code was typed before anybody was imported, so small and large letters count as the same here.
        """
        code = self.store.setting("officer_code")
        if not code or self.officer(code):
            return code
        alike = [o.officer_code for o in self.store.each(r.Officer) if o.officer_code.casefold() == code.casefold()]
        return alike[0] if alike else code

    @property
    def actor(self) -> str:
        """Return the name that stands in the journal."""
        return self.store.setting("actor") or self.officer_code or "unknown"

    def on(self, day: dt.date | None) -> "Session":
        """Return the same session looking at another day; None comes back to today."""
        return replace(self, as_of=day)

    def stamp(self) -> Stamp:
        """Return who and when for one action; refuses where nothing can be written, or another day is looked at."""
        if self.store.is_read_only:
            raise RefusedError(
                "Nothing can be written where this store lies.",
                advice="Copy it, with all files beside it, to a disk of this computer.",
            )
        if self.is_looking_back:
            raise RefusedError(
                "You are looking at another day or another standard, so nothing can be written.",
                advice="Come back to today first.",
            )
        return Stamp(at=self.now(), actor=self.actor)

    def facts(self, crn: str, *, notes: bool = True) -> CaseFacts:
        """Return all that is recorded of a person; raises RefusedError for an unknown reference."""
        facts = self.store.facts(crn.strip().upper(), notes=notes) or self.store.facts(crn.strip(), notes=notes)
        if facts is None:
            raise RefusedError(
                "Nobody here has this reference.", advice="`caseload list` shows the references you hold."
            )
        return facts

    def standing(self, facts: CaseFacts) -> Standing:
        """Return the profiles that judge this case."""
        return standing(facts, self.store.shelf, self.store.default_profile, self.profile)

    def assess(self, facts: CaseFacts, day: dt.date | None = None) -> tuple[Assessed, ...]:
        """Return every duty of a case as seen on a day, by default the day looked at."""
        return assess(facts, self.standing(facts), self.calendar, day or self.day, self.as_known)

    def officer(self, code: str | None) -> r.Officer | None:
        """Return an officer by code."""
        return self.store.get(r.Officer, code) if code else None

    def officer_name(self, code: str | None) -> str | None:
        """Return the name of an officer as far as it is known, else the code."""
        officer = self.officer(code)
        return officer.name if officer and officer.name else code

    def team(self, code: str | None) -> r.Team | None:
        """Return a team by code."""
        return self.store.get(r.Team, code) if code else None
