"""What holds of a person on a day: risk level, MAPPA level, whether unlawfully at large."""

import datetime as dt

from caseload_tui.domain.facts import CaseFacts
from caseload_tui.domain.words import Rosh
from caseload_tui.engine.schedule import mappa_levels, rosh_levels, since


def rosh_on(facts: CaseFacts, day: dt.date) -> Rosh | None:
    """Return the risk of serious harm on a day: by registrations, else as the case says (ruling 1)."""
    level = since(rosh_levels(facts), day)
    return level if level in ("L", "M", "H", "VH") else None  # type: ignore[return-value]  # mypy does not narrow by `in`


def mappa_level_on(facts: CaseFacts, day: dt.date) -> str | None:
    """Return the MAPPA level on a day, as a digit (ruling 1)."""
    return since(mappa_levels(facts), day)


def ual_since(facts: CaseFacts, day: dt.date) -> dt.date | None:
    """Return since when a person is unlawfully at large on a day, None when they are not (ruling 43)."""
    spans = [
        p.from_on for p in facts.pauses if p.kind == "ual" and p.from_on <= day and (p.to_on is None or day < p.to_on)
    ]
    return min(spans, default=None)
