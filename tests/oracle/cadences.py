"""Duties that come again and again, of the person: gaps between contacts, reviews (E4, E9, rulings 23 to 25, 37)."""

import datetime as dt
from dataclasses import dataclass

from caseload_tui.standards.rule import Rule
from tests.oracle.clock import Count, Duty
from tests.oracle.counting import qualifies
from tests.oracle.duty import Found
from tests.oracle.seen import outcome_on_day
from tests.oracle.world import World


@dataclass(frozen=True)
class Track:
    """What has a clock of its own within a person's duty: a merged spell of a sentence, or all sentences at once."""

    sentence_id: str | None
    since: dt.date
    phase_start: dt.date | None


class Cadence:
    """Walks one cadence through the days of a case."""

    def __init__(self, world: World, rule_id: str) -> None:
        self.world, self.rule_id = world, rule_id
        self.found: list[Found] = []
        self.live: Found | None = None
        self.run_start: dt.date | None = None
        self.run_dates: list[dt.date] = []
        self.duties: dict[tuple[Track, dt.date, bool], Duty] = {}
        self.counts: dict[Track, Count] = {}

    def tracks(self, day: dt.date, rule: Rule, /) -> list[Track]:
        """Return the clocks that run on a day; none ends the run."""
        raise NotImplementedError

    def is_met(self, day: dt.date, rule: Rule, /) -> bool:
        """Return whether something that satisfies the rule happened on a day."""
        raise NotImplementedError

    def opens_by_itself(self, _day: dt.date, /) -> bool:
        """Return whether the duty opens where the run starts on a day, before anything satisfied it."""
        return True

    def walk(self) -> list[Found]:
        """Return every obligation up to the day the case is seen from."""
        for day in self.world.days():
            rule = self.world.rule(self.rule_id, day)
            tracks = []
            if rule is not None and self.world.steps(rule, day) is not None:
                tracks = self.tracks(day, rule)
            if rule is None or not tracks:
                self._end(day)
            else:
                self._day(day, tracks, rule)
        return self.found

    def _end(self, day: dt.date) -> None:
        if self.live is not None:
            self.live.closed_on = day
        self.live = self.run_start = None
        self.run_dates = []
        self.duties.clear()

    def _day(self, day: dt.date, tracks: list[Track], rule: Rule) -> None:
        if self.run_start is None:
            self.run_start = day
            if self.opens_by_itself(day):
                self._open(day, tracks, rule)
        is_met = self.is_met(day, rule)
        if is_met:
            self.run_dates.append(day)
        if is_met and (self.live is None or self._moves(self.live, rule)):
            if self.live is not None:
                self.live.satisfied_on = day
            self._open(day, tracks, rule)
        elif self.live is not None and (self.live.due_on is None or day <= self.live.due_on):
            self._redate(self.live, day, tracks, rule)
        if self.live is not None:
            self.live.severity = rule.severity_at(self.world.rosh(day))

    def _moves(self, live: Found, rule: Rule) -> bool:
        """Return whether the newest date moves the anchor of the clock that gives the due date (ruling 23)."""
        assert isinstance(live.giver, Track)
        return len(self._dates(live.giver)) >= rule.quota

    def _since(self, track: Track) -> dt.date:
        """Return the day a clock counts from: its start, or the day the rule came into force (ruling 24)."""
        assert self.run_start is not None
        return max(track.since, self.run_start)

    def _dates(self, track: Track) -> list[dt.date]:
        return [d for d in self.run_dates if d >= self._since(track)]

    def _open(self, day: dt.date, tracks: list[Track], rule: Rule) -> None:
        self.live = Found(self.rule_id, None, day, day, None, rule.severity_at(self.world.rosh(day)))
        self.found.append(self.live)
        self._redate(self.live, day, tracks, rule)

    def _redate(self, live: Found, day: dt.date, tracks: list[Track], rule: Rule) -> None:
        """Give the person the earliest due date of the clocks that run, of equals the one with the earlier anchor."""
        offers = []
        for track in tracks:
            anchor, due = self._due(track, day, rule)
            offers.append((due or dt.date.max, anchor, track.sentence_id or "", track))
        due, live.anchor_on, _, live.giver = min(offers, key=lambda offer: offer[:3])
        live.due_on = None if due == dt.date.max else due

    def _due(self, track: Track, day: dt.date, rule: Rule) -> tuple[dt.date, dt.date | None]:
        dates = self._dates(track)
        is_first = len(dates) < rule.quota
        anchor = self._since(track) if is_first else dates[-rule.quota]
        key = (track, anchor, is_first)
        if key not in self.duties:
            own = track.sentence_id
            if track not in self.counts:
                self.counts[track] = Count(self.world, lambda stay: stay.sentence.sentence_id != own)
            self.duties[key] = Duty(self.rule_id, self.counts[track], anchor, track.phase_start, is_first=is_first)
        return anchor, self.duties[key].due_on(day)


class Gap(Cadence):
    """F2F_GAP and ANY_GAP: contact while in the community."""

    def tracks(self, day: dt.date, rule: Rule, /) -> list[Track]:
        """Return one clock for each sentence in the community."""
        return [Track(s.sentence.sentence_id, s.since, s.since) for s in self.world.in_community(day, rule)]

    def is_met(self, day: dt.date, rule: Rule, /) -> bool:
        """Return whether a contact of the day counts; person-level rules ignore its sentence (ruling 49)."""
        facts = self.world.facts
        return any(
            qualifies(c, outcome_on_day(c, facts.outcomes, self.world.as_of), rule)
            for c in facts.contacts
            if c.date == day
        )


class Reviews(Cadence):
    """PLAN_REV and RISK_REV: reviews while any sentence runs (ruling 37)."""

    def tracks(self, day: dt.date, _rule: Rule, /) -> list[Track]:
        """Return one clock while a sentence is in force that the rule is for."""
        if not self.world.sentenced(day):
            return []
        return [Track(None, self.world.run_start(day), None)]

    def is_met(self, day: dt.date, _rule: Rule, /) -> bool:
        """Return whether a review, or for PLAN_REV a plan, is of the day."""
        of = "plan" if self.rule_id == "PLAN_REV" else "risk"
        is_reviewed = any(v.of == of and v.reviewed_on == day for v in self.world.facts.reviews)
        return is_reviewed or (of == "plan" and self._is_planned(day))

    def _is_planned(self, day: dt.date) -> bool:
        return any(p.kind in ("sentence", "custody") and p.completed_on == day for p in self.world.facts.plans)

    def opens_by_itself(self, day: dt.date, /) -> bool:
        """Return whether the clock starts by itself: a plan review needs a plan, of which a review tells (37)."""
        if self.rule_id == "RISK_REV":
            return True
        start = self.world.run_start(day)
        told = [p.completed_on for p in self.world.facts.plans if p.kind in ("sentence", "custody")]
        told += [v.reviewed_on for v in self.world.facts.reviews if v.of == "plan"]
        return any(on is not None and start <= on < day for on in told)
