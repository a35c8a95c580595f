"""The contrast table of the three themes, worked out from the theme objects themselves."""

from itertools import product

import pytest
from textual.color import Color
from textual.theme import Theme

from caseload_tui.ui.themes import CONTRAST, DEFAULTS, OWN, THEMES, Ink

GROUNDS = ("background", "surface", "panel", "selection")
TEXTS = ("foreground", "muted", "accent", "flag-red", "flag-amber", "flag-blue", "flag-green")
LINES = ("line",)


def colour(theme: Theme, token: str) -> Color:
    own = theme.variables.get(token)
    return Color.parse(own if own is not None else getattr(theme, token))


def luminance(shade: Color) -> float:
    """Return the relative luminance of WCAG 2."""
    parts = [part / 255 for part in shade.rgb]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(theme: Theme, over: str, ground: str) -> float:
    light, dark = sorted((luminance(colour(theme, token)) for token in (over, ground)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("name", "token"), list(product(THEMES, TEXTS)))
def test_text_is_readable_on_every_ground(name: str, token: str) -> None:
    theme = THEMES[name]
    # A selected row of the high-contrast theme is drawn in one colour: selection-text.
    grounds = [ground for ground in GROUNDS if not (theme is CONTRAST and ground == "selection")]
    assert {
        ground: round(ratio(theme, token, ground), 1) for ground in grounds if ratio(theme, token, ground) < 7
    } == {}


@pytest.mark.parametrize("name", THEMES)
def test_the_selected_row_is_readable(name: str) -> None:
    assert ratio(THEMES[name], "selection-text", "selection") >= 7


@pytest.mark.parametrize("name", THEMES)
def test_lines_and_the_focus_can_be_seen(name: str) -> None:
    theme = THEMES[name]
    assert ratio(theme, "line", "background") >= 3
    for ground in ("background", "surface", "panel"):
        assert ratio(theme, "focus", ground) >= 3


@pytest.mark.parametrize("name", THEMES)
def test_every_token_of_ours_is_in_every_theme(name: str) -> None:
    assert set(OWN) <= THEMES[name].variables.keys()
    assert set(OWN) == DEFAULTS.keys()


def test_without_colour_flags_are_text_and_red_stands_out_reversed() -> None:
    colours = {**DEFAULTS, "foreground": "#ffffff", "background": "#000000", "accent": "#0000ff"}
    ink = Ink(colours, has_colour=False, one_tone=False)
    red = ink.style("flag-red bold glyph")
    assert (red.bold, red.reverse, red.color) == (True, True, ink.style("foreground").color)
    assert not ink.style("flag-amber bold glyph").reverse
    assert ink.style("muted").color != red.color


def test_in_high_contrast_all_text_of_the_selected_row_is_one_colour() -> None:
    colours = {**CONTRAST.variables, "foreground": "#FFFFFF", "background": "#000000", "accent": "#7FD4FF"}
    ink = Ink(colours, has_colour=True, one_tone=True)
    selected = {ink.style(token, "selection").color for token in ("flag-red bold", "muted", "foreground", "focus")}
    assert selected == {ink.style("selection-text", "selection").color}
