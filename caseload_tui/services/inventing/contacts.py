"""The diary of one invented person: what was arranged, who came, what was noted, and what was forgotten."""

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

from caseload_tui.domain import records as r
from caseload_tui.domain.words import Mode
from caseload_tui.services.inventing.names import ABSENCE_NOTES, NOTES, PLACES

if TYPE_CHECKING:
    from caseload_tui.services.inventing.person import Person

_DAY = dt.timedelta(days=1)
_PHASE_1 = dt.timedelta(weeks=12)
_HOURS = (
    "09:00",
    "09:30",
    "10:00",
    "10:30",
    "11:00",
    "11:30",
    "13:00",
    "13:30",
    "14:00",
    "14:30",
    "15:00",
    "16:00",
    "18:30",
)
_FORGETTABLE, _JUDGED_WITHIN = 10, 8
"""Days in which an outcome may still be missing, an absence not yet judged."""
_ACCEPTABLE = ("AAME", "AAME", "AAEM", "AAFC", "AACL")


class Diary:
    """Builds the contacts of one person, spell by spell."""

    def __init__(self, person: "Person", pauses: tuple[r.Pause, ...]) -> None:
        """Write the diary up to today and book what lies ahead."""
        self.person, self.chance, self.pauses = person, person.chance, pauses
        self.contacts: list[r.Contact] = []
        self.outcomes: list[r.Outcome] = []
        self.enforcement: list[r.Enforcement] = []
        self.first_attended: dt.date | None = None
        self.is_neglected = self.chance.happens(0.05)
        """In some cases meetings in person stop before today and only calls go on."""

        for spell in sorted(person.spells, key=lambda s: (s.from_on, s.sentence_id)):
            if spell.sentence_id.endswith("-1"):
                self._custody(spell) if spell.setting == "custody" else self._community(spell)

    def _custody(self, spell: r.Spell) -> None:
        last = min(spell.to_on or self.person.today, self.person.today)
        day = last - self.chance.days(20, 60)
        if spell.from_on < day <= last and self.chance.happens(0.5):
            self._add(day, "CPVS", outcome="ATTC", arranged=max(spell.from_on, day - 14 * _DAY))

    def _community(self, spell: r.Spell) -> None:
        chance, person = self.chance, self.person
        last = min(spell.to_on or person.today, person.today)
        arranged = spell.from_on
        day = self._working(spell.from_on + chance.days(0, 1 if spell.because != "sentence" else 5))
        is_first, is_home_due, misses = True, True, 0
        stops = last - dt.timedelta(days=int((self._gap(spell, last) or 28) * chance.share(1.1, 2.6)))
        while day <= last:
            is_paused = any(p.from_on <= day and (p.to_on is None or day < p.to_on) for p in self.pauses)
            if is_paused:
                day = self._working(day + 7 * _DAY)
                continue
            remote = self.is_neglected and day > stops
            home = is_home_due and not is_first and chance.happens(0.6)
            came = self._meet(day, arranged, is_first=is_first, is_remote=remote, is_home=home)
            is_first, is_home_due = False, is_home_due and not (home and came)
            self._calls(day)
            arranged = day
            gap = self._gap(spell, day) or 28
            wait = gap * chance.share(0.5, 0.85) if chance.happens(0.97) else gap * chance.share(1.0, 1.4)
            misses = 0 if came else misses + 1
            day = self._working(
                day + max(_DAY, dt.timedelta(days=int(wait) if came or misses > 1 else chance.between(2, 6)))
            )
        if spell.to_on is None and chance.happens(0.88):
            self._add(day, "COAP" if chance.happens(0.8) else "CHVS", arranged=arranged)

    def _gap(self, spell: r.Spell, day: dt.date) -> int | None:
        return self.person.interval("F2F_GAP", is_phase1=day < spell.from_on + _PHASE_1)

    def _working(self, day: dt.date) -> dt.date:
        calendar = self.person.days
        return day if calendar.is_working(day) else calendar.add_working(day, 1)

    def _meet(self, day: dt.date, arranged: dt.date, *, is_first: bool, is_remote: bool, is_home: bool) -> bool:
        """Write one appointment; return whether the person came."""
        chance = self.chance
        kind = self._kind(is_first=is_first, is_remote=is_remote, is_home=is_home)
        recent = (self.person.today - day).days
        if recent == 0 or (recent <= _FORGETTABLE and chance.happens(0.06)):
            self._add(day, kind, arranged=arranged)
            return True
        if not chance.happens(0.15):
            self._add(day, kind, outcome="AFTC" if chance.happens(0.03) else "ATTC", arranged=arranged)
            if self.first_attended is None and not is_remote and kind not in ("COPT", "COVC"):
                self.first_attended = day
            return True
        self._miss(day, kind, arranged)
        return False

    def _kind(self, *, is_first: bool, is_remote: bool, is_home: bool) -> str:
        if is_first:
            return "COAI"
        if is_remote:
            return self.chance.weighted(("COPT", 3.0), ("COVC", 1.0))
        if is_home:
            return "CHVS"
        return self.chance.weighted(
            ("COAP", 78.0), ("CHVS", 6.0), ("COOO", 4.0), ("COVC", 5.0), ("COPT", 5.0), ("C084", 2.0)
        )

    def _miss(self, day: dt.date, kind: str, arranged: dt.date) -> None:
        chance, recent = self.chance, (self.person.today - day).days
        if chance.happens(0.1):
            self._add(day, kind, outcome=chance.one_of(("RSSR", "RSOF")), arranged=arranged)
            return
        if recent <= _JUDGED_WITHIN and chance.happens(0.6):
            self._add(day, kind, outcome="AFTA", arranged=arranged, note=ABSENCE_NOTES[0])
            return
        outcome = chance.one_of(_ACCEPTABLE) if chance.happens(0.34) else "UAAB"
        note = chance.one_of(ABSENCE_NOTES[1:3]) if outcome != "UAAB" else chance.one_of(ABSENCE_NOTES)
        contact = self._add(day, kind, outcome=outcome, arranged=arranged, note=note)
        if outcome == "UAAB" and chance.happens(0.25):
            decided = min(self.person.today, day + chance.days(2, 9))
            self.contacts[-1] = contact = replace(contact, outcome_on=decided)
            self.outcomes.append(r.Outcome(contact.contact_id, "AFTA", day, contact.officer_code))
        if outcome == "UAAB" and chance.happens(0.9):
            taken = min(self.person.today, self._working(day + chance.days(1, 3)))
            code = "EA02" if self.person.kind in ("CO", "SSO") else "LCL"
            self.enforcement.append(
                r.Enforcement(f"e-{contact.contact_id[2:]}", contact.contact_id, code, taken, taken + 7 * _DAY)
            )

    def _calls(self, day: dt.date) -> None:
        chance = self.chance
        if chance.happens(0.25):
            when = day + chance.days(1, 6)
            if when <= self.person.today:
                code = chance.weighted(("CTOB", 3.0), ("CTOA", 2.0), ("CMOB", 2.0), ("CLOB", 1.0))
                is_attempt = code == "CTOB" and chance.happens(0.3)
                self._add(when, code, mode="none" if is_attempt else None, note="No reply." if is_attempt else None)

    def _add(
        self,
        day: dt.date,
        code: str,
        *,
        outcome: str | None = None,
        arranged: dt.date | None = None,
        note: str | None = None,
        mode: Mode | None = None,
    ) -> r.Contact:
        chance, person = self.chance, self.person
        is_past = day <= person.today
        entered = (
            arranged
            if arranged is not None and outcome is None
            else day + dt.timedelta(days=chance.weighted((0, 80.0), (1, 12.0), (3, 8.0)))
        )
        if outcome is None and note is None and is_past and arranged is None:
            note = chance.one_of(NOTES) if chance.happens(0.5) else None
        contact = r.Contact(
            contact_id=f"c-{person.crn}-{len(self.contacts) + 1:03d}",
            crn=person.crn,
            sentence_id=None,
            type_code=code,
            date=day,
            start_time=chance.one_of(_HOURS) if arranged is not None else None,
            outcome_code=outcome,
            mode=mode,
            officer_code=person.officer.officer_code,
            place=chance.one_of(PLACES) if code == "COAP" else None,
            arranged_on=arranged,
            rar_day=True if outcome == "ATTC" and person.kind in ("CO", "SSO") and chance.happens(0.15) else None,
            notes=note or (chance.one_of(NOTES) if outcome in ("ATTC", "AFTC") else None),
            entered_on=min(entered, person.today),
        )
        self.contacts.append(contact)
        return contact
