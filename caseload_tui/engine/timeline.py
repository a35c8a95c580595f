"""One case laid out once for all rules: its spells, levels, pauses, and contacts with what they were known as."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import Final

from caseload_tui.domain import codes
from caseload_tui.domain.calendar import Calendar
from caseload_tui.domain.facts import CaseFacts
from caseload_tui.domain.records import Address
from caseload_tui.domain.words import PauseKind
from caseload_tui.engine import knowledge
from caseload_tui.engine.pauses import NONE, PauseBook, Stop, stop_of
from caseload_tui.engine.schedule import Levels, Schedule, mappa_levels, rosh_levels, visit_levels
from caseload_tui.engine.seen import Seen
from caseload_tui.engine.spells import Run, Stretch, first_of, follow_on, runs, stretches
from caseload_tui.standards.rule import Standing

HOME_VISIT: Final = "HV_INIT"
_LIVED_AT: Final = frozenset({"M", "PM", "PR", "PR1", "S", "B"})
_NO_FIXED_ABODE: Final = "A05"
_NO_HOME: Final = frozenset({_NO_FIXED_ABODE, "A06", "A16", "HMP"})


class Timeline:
    """All that the rules ask about one case, each thing worked out at most once."""

    def __init__(self, facts: CaseFacts, standing: Standing, calendar: Calendar, *, readings: bool = True) -> None:
        self.facts = facts
        self.readings = readings
        self.standing = standing
        self.calendar = calendar
        self._schedules: dict[str, Schedule] = {}
        self._books: dict[tuple[str, Stretch | None], PauseBook] = {}

    @cached_property
    def stretches(self) -> list[Stretch]:
        """Return every spell of every sentence, earliest first."""
        return stretches(self.facts)

    @cached_property
    def community(self) -> list[Stretch]:
        """Return the community spells, those that run on made one."""
        return follow_on(self.stretches)

    def runs_on(self, own: Stretch) -> Stretch:
        """Return a sentence's community spell for as long as it runs on under others and the person is not recalled."""
        whole = next((s for s in self.community if own in s.parts), None)
        if whole is None:
            return own
        recalled_on = (
            s.from_on
            for s in self.stretches
            if s.sentence_id == own.sentence_id and s.setting == "custody" and s.from_on > own.from_on
        )
        return replace(own, to_on=first_of(whole.to_on, *recalled_on))

    @cached_property
    def rosh(self) -> Levels:
        """Return the risk of serious harm over time."""
        return rosh_levels(self.facts)

    @cached_property
    def contacts(self) -> list[Seen]:
        """Return the contacts by date, then id."""
        earlier = knowledge.earlier_outcomes(self.facts.outcomes)
        return [
            Seen(
                contact,
                knowledge.fact_from(contact),
                knowledge.outcome_versions(contact, earlier.get(contact.contact_id, ())),
                is_appointment=knowledge.is_appointment(contact),
            )
            for contact in sorted(self.facts.contacts, key=lambda c: (c.date, c.contact_id))
        ]

    @cached_property
    def last_fact_on(self) -> dt.date:
        """Return the day of the last thing that happened; an appointment without an outcome is still planned (S5)."""
        last = knowledge.last_dated(self.facts)
        for seen in self.contacts:
            if seen.versions:
                last = max(last, seen.versions[-1][0])
            elif seen.is_appointment:
                last = max(last, seen.contact.arranged_on or last)
            else:
                last = max(last, seen.date)
        return last

    def schedule(self, rule_id: str) -> Schedule:
        """Return what a rule asks over time."""
        schedule = self._schedules.get(rule_id)
        if schedule is None:
            schedule = Schedule(rule_id, self.standing, self._levels(rule_id), self.rosh)
            self._schedules[rule_id] = schedule
        return schedule

    def _levels(self, rule_id: str) -> Levels:
        profiles = (self.standing.default, *(row[2] for row in self.standing.rows))
        by = {profile.rules[rule_id].by for profile in profiles if rule_id in profile.rules}
        if by <= {None}:
            return [(dt.date.min, None)]
        if "tier" in by:
            return [(dt.date.min, self.facts.case.tier)]
        if "mappa" in by:
            return mappa_levels(self.facts)
        return visit_levels(self.facts, self.rosh) if rule_id == HOME_VISIT else self.rosh

    def book(self, rule_id: str, own: Stretch | None) -> PauseBook:
        """Return what stops a rule's clock in a spell: custody for a sentence then active in it does not (ruling 19).

        None counts the custody of every sentence.

        Whether a pause stops the rule is for the profile in force on the day the pause begins.
        """
        key = (rule_id, own if any(s.setting == "custody" for s in self.stretches) else None)
        book = self._books.get(key)
        if book is None:
            stops = self.stops(rule_id, own)
            book = self._books[key] = PauseBook(stops) if stops else NONE
        return book

    def stops(self, rule_id: str, own: Stretch | None) -> list[Stop]:
        """Return the stops that `book` is made of."""
        schedule = self.schedule(rule_id)
        stops = [stop_of(row) for row in self.facts.pauses if row.kind in _paused_by(schedule, row.from_on)]
        return stops + [
            Stop(s.from_on, s.to_on, is_planned=False)
            for s in self.stretches
            if s.setting == "custody" and (own is None or not own.is_active(s.sentence_id, s.from_on))
            if "custody_sentence" in _paused_by(schedule, s.from_on)
        ]

    def community_runs(self, schedule: Schedule) -> list[Run]:
        """Return the unbroken runs of days in the spells a rule applies to, in custody only where it names that."""
        codes = schedule.codes()
        custody = self.stretches if "CUS" in codes else ()
        return runs([*(s for s in self.community if s.code in codes), *(s for s in custody if s.code == "CUS")])


def _paused_by(schedule: Schedule, day: dt.date) -> frozenset[PauseKind]:
    """Return what stops a rule's clock: unlawfully at large never does (ruling 43)."""
    rule = schedule.on(day).rule or next(iter(schedule.rules()), None)
    return frozenset() if rule is None else rule.paused_by - {"ual"}


def is_home(address: Address) -> bool:
    """Return whether an address is one to live at (ruling 3)."""
    homeless = _homeless().get(address.type_code)
    return (
        address.status_code in _LIVED_AT
        and homeless is not None
        and homeless != "Y"
        and address.type_code not in _NO_HOME
    )


def is_homeless(address: Address) -> bool:
    """Return whether an address records that there is none to live at (ruling 44)."""
    code = address.type_code
    return address.status_code in _LIVED_AT and (code == _NO_FIXED_ABODE or _homeless().get(code) == "Y")


def _homeless() -> dict[str, str]:
    return codes.titles("accommodation_types", "code", "homeless")


def without_address(addresses: Sequence[Address]) -> list[Stop]:
    """Return the stretches of days on which a person is recorded as homeless and no address to live at is in force."""
    lost = [a for a in addresses if is_homeless(a)]
    if not lost:
        return []
    homes = [a for a in addresses if is_home(a)]
    days = sorted({day for a in (*lost, *homes) for day in (a.from_on, a.to_on) if day is not None})
    stops: list[Stop] = []
    since: dt.date | None = None
    for day in days:
        without = any(_in_force(a, day) for a in lost) and not any(_in_force(a, day) for a in homes)
        if without and since is None:
            since = day
        elif not without and since is not None:
            stops.append(Stop(since, day, is_planned=False))
            since = None
    if since is not None:
        stops.append(Stop(since, None))
    return stops


def _in_force(address: Address, day: dt.date) -> bool:
    return address.from_on <= day and (address.to_on is None or day < address.to_on)
