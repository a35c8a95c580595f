"""The days that stop a clock, as each day knows them (docs/practice.md, pauses; rulings 19, 21, 44)."""

import bisect
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from caseload_tui.domain.clocks import Pause, merge
from caseload_tui.domain.records import Pause as PauseRow

_LEAVE: Final = dt.timedelta(days=28)
"""Approved leave pauses at most this long (ruling 21)."""


@dataclass(frozen=True, slots=True)
class Stop:
    """Days [from_on, to_on) that stop a clock. A planned end is known from the start, another from its own day."""

    from_on: dt.date
    to_on: dt.date | None
    is_planned: bool = True

    def on(self, day: dt.date) -> Pause:
        """Return the pause as a day knows it."""
        ends = self.to_on is not None and (self.is_planned or self.to_on <= day)
        return Pause(self.from_on, self.to_on if ends else None)


def stop_of(row: PauseRow) -> Stop:
    """Return the stop that a recorded pause makes."""
    if row.kind != "approved_leave":
        return Stop(row.from_on, row.to_on)
    last = row.from_on + _LEAVE
    return Stop(row.from_on, last if row.to_on is None else min(last, row.to_on))


class PauseBook:
    """The stops of one clock, and what each day knows of them."""

    __slots__ = ("_known", "_stops", "days")

    def __init__(self, stops: Iterable[Stop]) -> None:
        self._stops = sorted(
            (stop for stop in stops if stop.to_on is None or stop.from_on < stop.to_on), key=lambda stop: stop.from_on
        )
        starts = {stop.from_on for stop in self._stops}
        ends = {stop.to_on for stop in self._stops if stop.to_on is not None and not stop.is_planned}
        self.days: list[dt.date] = sorted(starts | ends)
        """The days on which more becomes known."""
        self._known: dict[int, tuple[Pause, ...]] = {0: ()}

    def on(self, day: dt.date) -> tuple[Pause, ...]:
        """Return the pauses a day knows, without overlap, earliest first."""
        at = bisect.bisect_right(self.days, day)
        known = self._known.get(at)
        if known is None:
            known = merge([stop.on(self.days[at - 1]) for stop in self._stops if stop.from_on <= day])
            self._known[at] = known
        return known

    def holds(self, day: dt.date) -> bool:
        """Return whether a day lies in a pause, as known on it."""
        return any(p.from_on <= day and (p.to_on is None or day < p.to_on) for p in self.on(day))


NONE: Final = PauseBook(())
