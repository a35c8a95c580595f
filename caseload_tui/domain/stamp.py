"""Who acts and when: one stamp for everything that one action writes."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stamp:
    """The moment of one action, with its offset from UTC, and the person at the keyboard."""

    at: dt.datetime
    actor: str

    def __post_init__(self) -> None:
        """Refuse a moment without an offset: it could not be ordered or told again."""
        if self.at.tzinfo is None:
            raise ValueError("a stamp needs a moment with its offset from UTC")

    @property
    def on(self) -> dt.date:
        """Return the civil date of the action where it was done."""
        return self.at.date()

    @property
    def utc(self) -> str:
        """Return the moment in UTC as the store keeps it."""
        return self.at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
