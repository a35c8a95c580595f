"""A contact as the engine sees it, and the evidence it can be: what it may meet, and when it came to light."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from caseload_tui.domain.records import Contact
from caseload_tui.domain.words import RESCHEDULED, Mode
from caseload_tui.engine.knowledge import Version

Shown = tuple[tuple[dt.date, dt.date | None], ...]
"""The days [from, to) on which a fact counts, as known on them."""

Cells = tuple[str, Mode | None, bool | None, str | None]
"""The four cells that say whether a contact counts: type, mode, doorstep, outcome."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Something that may meet a duty: `on` its day, `date` the day it is about (later for a booking)."""

    on: dt.date
    id: str
    date: dt.date
    shown: Shown
    sentence_ids: tuple[str, ...] = ()
    until: dt.date | None = None
    """The first day on which the profile then in force takes it no longer."""

    def is_known(self, epoch: dt.date) -> bool:
        """Return whether it counts in the epoch that begins on a day, which for later facts means on their own day."""
        day = max(epoch, self.on)
        return any(start <= day and (end is None or day < end) for start, end in self.shown)

    @property
    def is_firm(self) -> bool:
        """Return whether it was known on its own day and never taken back."""
        shown = self.shown
        return len(shown) == 1 and shown[0][1] is None and shown[0][0] <= self.on

    @property
    def turns(self) -> list[dt.date]:
        """Return the days after its own on which it begins or ceases to count."""
        days = [day for start, end in self.shown for day in (start, end)]
        return [day for day in days if day is not None and day > self.on]


class Seen:
    """A contact, the day since which it is a fact, the outcomes it has had, and the evidence it is if it counts."""

    __slots__ = (
        "booked",
        "booking",
        "cells",
        "contact",
        "date",
        "fact_from",
        "firm",
        "is_appointment",
        "sentence_ids",
        "versions",
    )

    def __init__(
        self, contact: Contact, fact_from: dt.date, versions: tuple[Version, ...], *, is_appointment: bool
    ) -> None:
        self.contact = contact
        self.date = contact.date
        self.fact_from = fact_from
        self.versions = versions
        self.is_appointment = is_appointment
        self.sentence_ids = contact.sentence_ids if contact.sentence_id else ()
        code = versions[0][1] if versions else None
        self.cells: Cells = (contact.type_code, contact.mode, contact.doorstep, code)
        is_plain = not versions or (len(versions) == 1 and versions[0][0] <= contact.date)
        self.firm = self.evidence(contact.date, ((contact.date, None),)) if is_plain else None
        """The evidence it is if it counts, None where that depends on the day of the view."""

        self.booking = self._booking() if is_appointment else ()
        """The days on which the appointment is known and stands."""

        self.booked = self.evidence(fact_from, self.booking) if self.booking else None
        """The evidence it is as a booking."""

    def evidence(self, on: dt.date, shown: Shown, until: dt.date | None = None) -> Evidence:
        """Return what the contact is evidence of from a day on, until a profile takes it no longer."""
        return Evidence(on, self.contact.contact_id, self.date, shown, self.sentence_ids, until)

    def outcome_on(self, day: dt.date) -> str | None:
        """Return the outcome as recorded by a day."""
        code = None
        for recorded_on, version in self.versions:
            if recorded_on > day:
                break
            code = version
        return code

    def shown_while(self, start: dt.date, holds: Callable[[str | None], bool]) -> Shown:
        """Return the days from `start` on which the outcome, as known then, passes a test."""
        parts: list[tuple[dt.date, dt.date | None]] = []
        since = start if holds(self.outcome_on(start)) else None
        for day, code in self.versions:
            if day <= start:
                continue
            if since is None and holds(code):
                since = day
            elif since is not None and not holds(code):
                parts.append((since, day))
                since = None
        if since is not None:
            parts.append((since, None))
        return tuple(parts)

    def _booking(self) -> Shown:
        if not any(code in RESCHEDULED for _, code in self.versions):
            return ((self.fact_from, None),)
        return self.shown_while(self.fact_from, lambda code: code not in RESCHEDULED)
