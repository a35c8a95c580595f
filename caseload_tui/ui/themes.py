"""The three themes: every colour of the program by the name of its use, and the styles that tokens stand for."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from rich.style import Style
from textual.theme import Theme

if TYPE_CHECKING:
    from textual.app import App

OWN: Final = (
    "muted",
    "line",
    "focus",
    "selection",
    "selection-text",
    "flag-red",
    "flag-amber",
    "flag-blue",
    "flag-green",
)
"""The tokens that are ours; the others are Textual's own."""

_WORDS: Final = frozenset({"bold", "underline", "reverse", "glyph"})


def _theme(name: str, *, dark: bool, base: dict[str, str], own: dict[str, str]) -> Theme:
    """Return a theme in which the stock widgets agree with our tokens."""
    return Theme(
        name=name,
        dark=dark,
        primary=base["accent"],
        secondary=base["accent"],
        accent=base["accent"],
        background=base["background"],
        surface=base["surface"],
        panel=base["panel"],
        foreground=base["foreground"],
        error=own["flag-red"],
        warning=own["flag-amber"],
        success=own["flag-green"],
        text_alpha=1.0,
        variables={
            **own,
            # The cursor of a field and what is marked in it must be seen in every theme.
            "input-cursor-background": own["focus"],
            "input-cursor-foreground": base["background"],
            "input-selection-background": own["selection"],
            "scrollbar": own["line"],
            "scrollbar-hover": own["line"],
            "scrollbar-active": own["focus"],
            "scrollbar-background": base["background"],
            "border": own["focus"],
        },
    )


DARK: Final = _theme(
    "caseload-dark",
    dark=True,
    base={
        "background": "#10141A",
        "surface": "#151A22",
        "panel": "#1B222C",
        "foreground": "#E6EAF0",
        "accent": "#A9C7FF",
    },
    own={
        "muted": "#B4BECC",
        "focus": "#8FB8FF",
        "flag-red": "#FFA89B",
        "flag-amber": "#F5C76A",
        "flag-blue": "#7FD0EE",
        "flag-green": "#9BD6A0",
        "selection": "#1F2C43",
        "selection-text": "#E6EAF0",
        "line": "#5C687B",
    },
)

LIGHT: Final = _theme(
    "caseload-light",
    dark=False,
    base={
        "background": "#FAF9F6",
        "surface": "#F4F2EC",
        "panel": "#EBE8E0",
        "foreground": "#1A1D21",
        "accent": "#1F3F8F",
    },
    own={
        "muted": "#41474F",
        "focus": "#1F3F8F",
        "flag-red": "#8A1710",
        "flag-amber": "#5F3E00",
        "flag-blue": "#0A486B",
        "flag-green": "#164E28",
        "selection": "#D9E3F7",
        "selection-text": "#1A1D21",
        "line": "#8A8678",
    },
)

CONTRAST: Final = _theme(
    "caseload-contrast",
    dark=True,
    base={
        "background": "#000000",
        "surface": "#000000",
        "panel": "#1A1A1A",
        "foreground": "#FFFFFF",
        "accent": "#7FD4FF",
    },
    own={
        "muted": "#DADADA",
        "focus": "#FFE600",
        "flag-red": "#FFA64D",
        "flag-amber": "#FFE600",
        "flag-blue": "#7FD4FF",
        "flag-green": "#FFFFFF",
        "selection": "#FFE600",
        "selection-text": "#000000",
        "line": "#B8B8B8",
    },
)

THEMES: Final[dict[str, Theme]] = {theme.name: theme for theme in (DARK, LIGHT, CONTRAST)}

DEFAULTS: Final[dict[str, str]] = {name: DARK.variables[name] for name in OWN}
"""Our tokens for the time before a theme is set, and for themes that are not ours."""


class Ink:
    """Turns tokens into terminal styles for one theme.

    A token is the name of a colour with `bold`, `underline` or `reverse` beside it: `"flag-red bold"`. Without colour
    all of them are the foreground, and a red `glyph` is reversed, for a grey filter would make it dimmer than text.
    """

    def __init__(self, colours: dict[str, str], *, has_colour: bool, one_tone: bool) -> None:
        """Keep the colours; `one_tone` draws all text of a selected row in one colour, as high contrast asks."""
        self._colours = colours
        self.has_colour = has_colour
        self._one_tone = one_tone
        self.style = lru_cache(maxsize=512)(self._style)

    def _style(self, token: str, ground: str = "background") -> Style:
        """Return the style of a token on a background token."""
        words = token.split()
        reverse = "reverse" in words or ("glyph" in words and "flag-red" in words and not self.has_colour)
        colour = next((word for word in words if word not in _WORDS), "foreground")
        if not self.has_colour and colour not in ("muted", "line"):
            colour = "foreground"
        if ground == "selection" and (self._one_tone or colour == "foreground"):
            colour = "selection-text"
        return Style(
            color=self._colours[colour],
            bgcolor=self._colours[ground],
            bold="bold" in words or None,
            underline="underline" in words or None,
            reverse=reverse or None,
        )


@lru_cache(maxsize=8)
def _ink(theme: str, colours: tuple[tuple[str, str], ...], *, has_colour: bool) -> Ink:
    return Ink(dict(colours), has_colour=has_colour, one_tone=theme == CONTRAST.name)


def ink(app: App[object]) -> Ink:
    """Return the styles of the theme the app shows now."""
    variables = app.theme_variables
    names = ("background", "surface", "panel", "foreground", "accent", *OWN)
    colours = tuple((name, variables[name]) for name in names)
    return _ink(app.theme, colours, has_colour=not app.no_color)
