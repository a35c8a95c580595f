"""All that is recorded about one person, and the two ways of knowing less: by a day, as entered by a day."""

import datetime as dt
from dataclasses import dataclass

from caseload_tui.domain import records as r


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """Everything the engine may look at for one case. The order of rows carries no meaning."""

    case: r.Case
    allocations: tuple[r.Allocation, ...] = ()
    sentences: tuple[r.Sentence, ...] = ()
    spells: tuple[r.Spell, ...] = ()
    release_dates: tuple[r.ReleaseDate, ...] = ()
    pauses: tuple[r.Pause, ...] = ()
    contacts: tuple[r.Contact, ...] = ()
    outcomes: tuple[r.Outcome, ...] = ()
    enforcement: tuple[r.Enforcement, ...] = ()
    plans: tuple[r.Plan, ...] = ()
    reviews: tuple[r.Review, ...] = ()
    plan_actions: tuple[r.PlanAction, ...] = ()
    registrations: tuple[r.Registration, ...] = ()
    addresses: tuple[r.Address, ...] = ()
    housing_steps: tuple[r.HousingStep, ...] = ()
    duty_to_refer: tuple[r.DutyToRefer, ...] = ()
    placements: tuple[r.Placement, ...] = ()
    requirements: tuple[r.Requirement, ...] = ()
    referrals: tuple[r.Referral, ...] = ()
    oversight: tuple[r.Oversight, ...] = ()
    case_profiles: tuple[r.CaseProfile, ...] = ()
    snoozes: tuple[r.Snooze, ...] = ()

    def officer_on(self, day: dt.date) -> str | None:
        """Return who owns the duties on a day (ruling 61): the COM, in custody else the POM, else the case's."""
        holders = [a for a in self.allocations if a.from_on <= day and (a.to_on is None or day < a.to_on)]
        for role in ("COM", "POM"):
            named = [a for a in holders if a.role == role]
            if named and (role == "COM" or self.is_in_custody(day)):
                return max(named, key=lambda a: (a.from_on, a.officer_code)).officer_code
        return self.case.officer_code

    def is_in_custody(self, day: dt.date) -> bool:
        """Return whether a custody spell of any sentence covers the day."""
        return any(
            s.setting == "custody" and s.from_on <= day and (s.to_on is None or day < s.to_on) for s in self.spells
        )
