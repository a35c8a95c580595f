"""The screens by name, each imported when it is first shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.screen import Screen

PAINTED: Final = 0.3
"""Seconds after which a screen that is shown has been painted; what takes long waits for that."""


def _unlock() -> Screen[None]:
    from caseload_tui.ui.screens.unlock import UnlockScreen

    return UnlockScreen()


def _first() -> Screen[None]:
    from caseload_tui.ui.screens.first_run import FirstRunScreen

    return FirstRunScreen()


def _today() -> Screen[None]:
    from caseload_tui.ui.screens.today import TodayScreen

    return TodayScreen()


def _caseload() -> Screen[None]:
    from caseload_tui.ui.screens.caseload import CaseloadScreen

    return CaseloadScreen()


def _case() -> Screen[None]:
    from caseload_tui.ui.screens.case import CaseScreen

    return CaseScreen()


_MAKERS: Final[dict[str, Callable[[], Screen[None]]]] = {
    "unlock": _unlock,
    "first": _first,
    "today": _today,
    "caseload": _caseload,
    "case": _case,
}

AREAS: Final = ("today", "caseload", "case")
"""Those that show what is in the store."""

SCREENS: Final[dict[str, str | Callable[[], Screen[None]]]] = {**_MAKERS}


def new_screen(name: str) -> Screen[None]:
    """Return a new screen by its name."""
    return _MAKERS[name]()
