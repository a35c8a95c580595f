"""The keys: every verb that the screen has is reachable, and no key means two things in one place."""

from collections import Counter

import pytest

from caseload_tui.domain.verbs import VERBS
from caseload_tui.ui import actions, keys
from caseload_tui.ui.keys import KEYS, PLACES, Place
from caseload_tui.ui.screens.palette import HIDDEN

MOVES = {"j", "k", "g", "G", "up", "down", "home", "end", "pageup", "pagedown", "ctrl+d", "ctrl+u", "ctrl+f", "tab"}
"""What every list and the case answer by themselves."""


def test_every_verb_has_a_face_on_the_screen_or_a_reason_why_not() -> None:
    without = {verb.id for verb in VERBS.values() if not verb.command_only} - {key.verb for key in KEYS}
    assert without == set()


def test_what_is_offered_exists() -> None:
    assert [key.verb for key in KEYS if key.verb not in VERBS] == []
    twice = [verb for verb, number in Counter(key.verb for key in KEYS).items() if number > 1]
    assert twice == []


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.id)
def test_no_key_means_two_things_in_one_place(place: Place) -> None:
    used = Counter(name for key in keys.here(place) for name in key.keys.split(","))
    assert [name for name, number in used.items() if number > 1] == []
    assert used.keys() & MOVES == set()
    assert not [name for name in used if name.isdecimal() and name not in ("1", "2", "3")], "bare digits are areas"


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.id)
def test_every_verb_of_a_place_does_something(place: Place) -> None:
    from caseload_tui.ui.screens.case import CaseScreen
    from caseload_tui.ui.screens.caseload import CaseloadScreen
    from caseload_tui.ui.screens.today import TodayScreen

    screen = {"today": TodayScreen, "caseload": CaseloadScreen, "case": CaseScreen}[place.id]
    offered = [key.verb for key in KEYS if key.verb not in HIDDEN and (not key.places or place in key.places)]
    idle = [verb for verb in offered if not actions.knows(verb) and not hasattr(screen, keys.method(verb))]
    assert idle == []


def test_what_the_keys_page_says_is_true() -> None:
    """docs/keys.md is written from the same table by `python -m caseload_tui.ui.keys`."""
    from pathlib import Path

    page = Path(__file__).parents[2] / "docs" / "keys.md"
    assert page.read_text("utf-8") == keys.page()
