"""The standards of a store: those that come with the program, those it carries, which is for cases that name none."""

from collections.abc import Mapping
from typing import Final

from caseload_tui.domain.calendar import Calendar
from caseload_tui.standards.carried import TEXT, USED, profile_of
from caseload_tui.standards.load import shipped
from caseload_tui.standards.rule import Profile
from caseload_tui.store.derive import Basis
from caseload_tui.store.driver import Driver

DEFAULT_PROFILE: Final = "default_profile"
FALLBACK_PROFILE: Final = "ps-ns2021"
"""Standards for cases that name none, in a store that does not say otherwise."""


def shelf(driver: Driver) -> Mapping[str, Profile]:
    """Return the standards at hand by name; of several versions that the store carries, the one taken up last."""
    sql = (
        "SELECT t.value FROM settings u JOIN settings t ON t.name = ? || substr(u.name, ?) || '@' || u.value"
        " WHERE u.name GLOB ?"
    )
    texts = driver.all(sql, (TEXT, len(USED) + 1, f"{USED}*"))
    carried = (profile_of(text) for (text,) in texts)
    return {**shipped(), **{profile.id: profile for profile in carried}}


def default(driver: Driver) -> str:
    """Return the name of the standard for cases that name none."""
    named: str | None = driver.value("SELECT value FROM settings WHERE name = ?", (DEFAULT_PROFILE,))
    return named or FALLBACK_PROFILE


def basis(driver: Driver, calendar: Calendar) -> Basis:
    """Return what duties are worked out with as the settings stand now."""
    return Basis(shelf(driver), default(driver), calendar)
