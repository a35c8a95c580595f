"""One invented person: sentence, spells, contacts, plans, with the slips and gaps of real records.

Shares and frequencies are labelled guesses (fixtures/README.md); intervals come from the profile that is
handed in, so that no number of practice stands here.
"""

import datetime as dt

from caseload_tui.domain import records as r
from caseload_tui.domain.calendar import Calendar
from caseload_tui.domain.clocks import Limit, add_months
from caseload_tui.domain.facts import CaseFacts
from caseload_tui.domain.words import PauseKind, ReviewOf, Rosh, SentenceType
from caseload_tui.services.inventing import help as help_offered
from caseload_tui.services.inventing.chance import Chance
from caseload_tui.services.inventing.contacts import Diary
from caseload_tui.services.inventing.names import AUTHORITIES, COURTS, FORENAMES, surname_of
from caseload_tui.standards.rule import Profile

_DAY = dt.timedelta(days=1)
_RISK_TYPE: dict[Rosh, str] = {"L": "RLRH", "M": "RMRH", "H": "RHRH", "VH": "RVHR"}
_HALF_A_YEAR = 182
"""Days between reviews where the profile asks for none."""

_FLAGS = ("ADVP", "REG30", "RCCO", "AMHL", "ALSH", "RVLN", "STRG", "WEAP", "INVI")
_SETTLED = ("A01C", "A01D", "A07B", "A04")
_TRANSIENT = ("A07A", "A03", "A08C", "A17")


class Person:
    """Builds one person's records from chance; `facts` gives them."""

    def __init__(
        self, number: int, seed: int, officer: r.Officer, today: dt.date, rules: Profile, days: Calendar
    ) -> None:
        """Draw who the person is and how they came to be supervised."""
        self.chance = chance = Chance(seed, "person", number)
        self.today, self.rules, self.days, self.officer = today, rules, days, officer
        self.crn = f"{chr(65 + 23 - number // 900_000 % 3)}{100_001 + number % 899_999:06d}"
        self.number = number
        self.rosh: Rosh = chance.weighted(("L", 25.0), ("M", 53.0), ("H", 18.5), ("VH", 3.5))
        self.kind: SentenceType = chance.weighted(("CO", 42.0), ("SSO", 24.0), ("CUSTODY", 33.0), ("DEFERRED", 1.0))
        self.start = today - chance.days(5, 900 if self.kind == "CUSTODY" else chance.one_of((240, 420, 700)))
        self.months = chance.one_of((12, 18, 24, 24) if self.kind != "CUSTODY" else (18, 24, 30, 36))
        self.ends = add_months(self.start, self.months)
        self.ended = self.ends if self.ends <= today else None
        self.sentences: list[r.Sentence] = []
        self.spells: list[r.Spell] = []
        self.release_dates: list[r.ReleaseDate] = []
        self._sentence()

    def _sentence(self) -> None:
        chance, sid = self.chance, f"s-{self.crn}-1"
        self.sentences.append(
            r.Sentence(
                sentence_id=sid,
                crn=self.crn,
                type=self.kind,
                sentenced_on=self.start,
                allocated_on=self.start + chance.days(0, 2),
                starts_on=self.start,
                ends_on=self.ends,
                ended_on=self.ended,
                ended_because="completed" if self.ended else None,
                length_months=self.months,
                court=chance.one_of(COURTS),
            )
        )
        if self.kind == "CUSTODY":
            self._custody(sid)
        elif self.kind != "DEFERRED":
            self.spells.append(r.Spell(sid, "community", self.start, self.ended, "sentence"))
        if self.kind in ("CO", "CUSTODY") and chance.happens(0.07):
            self._second_sentence()

    def _custody(self, sid: str) -> None:
        chance = self.chance
        release = self.days.on_or_before(self.start + (self.ends - self.start) / 2)
        self.release_dates.append(r.ReleaseDate(sid, "CRD", release, self.start + chance.days(1, 10), "prison"))
        if release > self.today:
            self.spells.append(r.Spell(sid, "custody", self.start, None, "sentence"))
            return
        self.spells.append(r.Spell(sid, "custody", self.start, release, "sentence"))
        recall = release + chance.days(20, 150)
        if not chance.happens(0.2) or recall >= min(self.today, self.ends) - 30 * _DAY:
            self.spells.append(r.Spell(sid, "community", release, self.ended, "release"))
            return
        again = recall + chance.days(28, 56)
        self.spells.append(r.Spell(sid, "community", release, recall, "release"))
        self.spells.append(r.Spell(sid, "custody", recall, again if again <= self.today else None, "recall"))
        self.release_dates.append(r.ReleaseDate(sid, "PRRD", again, recall + chance.days(1, 5), "prison"))
        if again <= self.today:
            self.spells.append(r.Spell(sid, "community", again, self.ended, "re-release"))

    def _second_sentence(self) -> None:
        begins = self.start + self.chance.days(60, 200)
        if begins >= min(self.today, self.ends):
            return
        sid, ends = f"s-{self.crn}-2", add_months(begins, 12)
        ended = ends if ends <= self.today else None
        self.sentences.append(
            r.Sentence(
                sid, self.crn, "CO", begins, begins + _DAY, begins, ends, ended, "completed" if ended else None, 12
            )
        )
        self.spells.append(r.Spell(sid, "community", begins, ended, "sentence"))

    def facts(self) -> CaseFacts:
        """Return all records of this person."""
        pauses = self._pauses()
        diary = Diary(self, pauses)
        plans, reviews = self._plans(diary.first_attended)
        addresses = self._addresses()
        transient = next((a.from_on for a in addresses if a.type_code in _TRANSIENT), None)
        first_day = next((s.from_on for s in self.spells if s.setting == "community"), None)
        steps = help_offered.housing(self, max(transient, self.start) if transient else None)
        closed = self.ended if self.ended and len(self.sentences) == 1 else None
        return CaseFacts(
            case=self._case(closed),
            allocations=(
                r.Allocation(self.crn, self.officer.officer_code, "COM", self.start + self.chance.days(0, 2)),
            ),
            sentences=tuple(self.sentences),
            spells=tuple(self.spells),
            release_dates=tuple(self.release_dates),
            pauses=pauses,
            contacts=tuple(diary.contacts),
            outcomes=tuple(diary.outcomes),
            enforcement=tuple(diary.enforcement),
            plans=plans,
            reviews=reviews,
            registrations=self._registrations(),
            addresses=addresses,
            requirements=self._requirements(),
            plan_actions=help_offered.actions(self, plans),
            housing_steps=steps,
            duty_to_refer=help_offered.duty_to_refer(self, steps),
            referrals=help_offered.referrals(self, first_day),
            oversight=help_offered.oversight(self, first_day),
        )

    def _case(self, closed: dt.date | None) -> r.Case:
        chance = self.chance
        return r.Case(
            crn=self.crn,
            surname=surname_of(self.number * 11 + 3),
            forenames=FORENAMES[(self.number * 17 + self.number // 60) % len(FORENAMES)],
            date_of_birth=self.today - dt.timedelta(days=chance.between(18 * 366, 62 * 365)),
            sex="F" if chance.happens(0.12) else "M",
            officer_code=self.officer.officer_code,
            team_code=self.officer.team_code,
            tier={"VH": "A", "H": "B", "M": "C", "L": "D"}[self.rosh] + str(chance.between(0, 3)),
            rosh=None if chance.happens(0.01) else self.rosh,
            mappa_category="2" if self.rosh in ("H", "VH") and chance.happens(0.4) else None,
            nation="England",
            closed_on=closed,
            closed_because="sentence completed" if closed else None,
        )

    def _registrations(self) -> tuple[r.Registration, ...]:
        chance, found = self.chance, []
        since = self.start + chance.days(0, 10)
        changes = min(self.today, self.ends) - since > 120 * _DAY and chance.happens(0.1)
        if changes:
            was: Rosh = chance.one_of([level for level in ("L", "M", "H") if level != self.rosh])
            day = since + (min(self.today, self.ends) - since) * chance.share(0.3, 0.9)
            found.append(r.Registration(self.crn, _RISK_TYPE[was], None, None, since, None, day))
            since = day
        found.append(r.Registration(self.crn, _RISK_TYPE[self.rosh], None, None, since))
        if self.rosh in ("H", "VH") and chance.happens(0.4):
            level = "2" if self.rosh == "VH" else "1"
            found.append(r.Registration(self.crn, "MAPP", level, "2", self.start + chance.days(0, 20)))
        if chance.happens(0.35):
            found.append(r.Registration(self.crn, chance.one_of(_FLAGS), None, None, self.start + chance.days(0, 60)))
        return tuple(found)

    def _addresses(self) -> tuple[r.Address, ...]:
        chance = self.chance
        living = [s for s in self.spells if s.setting == "community"]
        if not living or chance.happens(0.03):
            return ()
        kind = chance.one_of(_SETTLED) if chance.happens(0.72) else chance.one_of(_TRANSIENT)
        since = living[0].from_on - (chance.days(0, 400) if self.kind != "CUSTODY" else dt.timedelta())
        checked = living[0].from_on + chance.days(3, 40)
        return (
            r.Address(
                crn=self.crn,
                type_code=kind,
                status_code="M",
                from_on=since,
                recorded_on=max(since, self.start),
                verified_on=checked if checked <= self.today and chance.happens(0.8) else None,
                local_authority=chance.one_of(AUTHORITIES),
            ),
        )

    def _requirements(self) -> tuple[r.Requirement, ...]:
        if self.kind not in ("CO", "SSO") or not self.chance.happens(0.6):
            return ()
        days = self.chance.one_of((10, 15, 20, 25, 30))
        return (
            r.Requirement(f"q-{self.crn}-1", self.sentences[0].sentence_id, "F", days, "days", self.start, self.ends),
        )

    def _pauses(self) -> tuple[r.Pause, ...]:
        chance = self.chance
        if self.kind == "DEFERRED" or not chance.happens(0.12):
            return ()
        last = min(self.today, self.ended or self.today)
        begins = self.start + (last - self.start) * chance.share(0.2, 0.95)
        kind: PauseKind = chance.weighted(
            ("hospital", 3.0),
            ("remand", 3.0),
            ("approved_leave", 2.0),
            ("contact_suspended", 2.0),
            ("ual", 1.0),
            ("maternity", 0.5),
        )
        ends: dt.date | None = begins + chance.days(5, 40)
        if kind == "ual":
            begins = last - chance.days(2, 20)
            ends = None
        elif kind in ("contact_suspended", "maternity"):
            ends = None if self.ended is None else self.ended
        reason = {"approved_leave": "family abroad, agreed", "contact_suspended": "last part of the order"}.get(kind)
        return (r.Pause(self.crn, kind, begins, ends, reason),)

    def _plans(self, attended: dt.date | None) -> tuple[tuple[r.Plan, ...], tuple[r.Review, ...]]:
        chance = self.chance
        plans: list[r.Plan] = []
        begins: list[tuple[ReviewOf, str, dt.date, str | None]] = [("risk", "RISK_REV", self.start, None)]
        last = min(self.today, self.ended or self.today)
        late = dt.timedelta(days=chance.between(3, 12) if chance.happens(0.1) else 0)
        made = self.days.add_working(attended, chance.between(4, 14)) + late if attended else self.today
        if attended is not None and made <= last:
            plans.append(r.Plan(f"p-{self.crn}-1", self.crn, self.sentences[0].sentence_id, "sentence", made))
            begins.append(("plan", "PLAN_REV", made, plans[0].plan_id))
        if self.release_dates:
            prepared = self.release_dates[-1].date - chance.days(20, 80)
            if self.start < prepared <= self.today and chance.happens(0.8):
                sentence_id = self.sentences[0].sentence_id
                plans.append(r.Plan(f"p-{self.crn}-2", self.crn, sentence_id, "resettlement", prepared))
        reviews: list[r.Review] = []
        for of, rule, begun, ref in begins:
            day = begun
            while True:
                allowed = self.interval(rule, is_phase1=False) or _HALF_A_YEAR
                gap = allowed * (chance.share(0.75, 0.98) if chance.happens(0.94) else chance.share(1.0, 1.3))
                day += dt.timedelta(days=int(gap))
                if day > last:
                    break
                reviews.append(
                    r.Review(
                        f"r-{self.crn}-{len(reviews) + 1}",
                        self.crn,
                        of,
                        ref,
                        day,
                        "planned",
                        self.officer.officer_code,
                    )
                )
        return tuple(plans), tuple(reviews)

    def interval(self, rule: str, *, is_phase1: bool) -> int | None:
        """Return the days a rule allows this person, None where it is off."""
        held = self.rules.rules.get(rule)
        steps = held.steps(self.rosh) if held else None
        if held is None or steps is None or held.clock is None:
            return None
        limit = Limit(held.clock, steps.phase1 if is_phase1 else steps.later)
        return limit.n * {"CD": 1, "WK": 7, "MO": 30, "WD": 1}[limit.clock]
