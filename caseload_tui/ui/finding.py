"""Where each thing leads that is found in the palette: a command, a person, a view, an order, a day, a draft."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from caseload_tui.ui import actions

if TYPE_CHECKING:
    from collections.abc import Callable

    from caseload_tui.ui.app import CaseloadApp
    from caseload_tui.ui.screens.frame import Frame
    from caseload_tui.ui.screens.palette import Kind


def find(app: CaseloadApp, frame: Frame, only: Kind | None = None) -> None:
    """Let one thing be found and go there; `only` one kind of things."""
    from caseload_tui.ui.screens.palette import PaletteDialog

    def go(choice: tuple[Kind, str] | None) -> None:
        if choice is not None:
            actions.guarded(app, lambda: _go(app, frame, *choice))

    app.push_screen(PaletteDialog(frame.PLACE, only), go)


def _go(app: CaseloadApp, frame: Frame, kind: Kind, value: str) -> None:
    if kind == "do":
        frame.action_verb(value)
    else:
        _PLACES[kind](app, frame, value)


def _view(app: CaseloadApp, _frame: Frame, title: str) -> None:
    app.view_asked = title
    app.go("caseload")


def _order(_app: CaseloadApp, frame: Frame, column: str) -> None:
    from caseload_tui.ui.orders import usual
    from caseload_tui.ui.screens.caseload import CaseloadScreen

    if isinstance(frame, CaseloadScreen):
        frame.order_by(usual(column))


def _draft(app: CaseloadApp, _frame: Frame, key: str) -> None:
    """Go on with what was typed and not yet saved."""
    verb, *crns = key.split()
    if verb == "contact.add":
        actions.record(app, tuple(crns))
    else:
        actions.do(app, verb, crns[0] if crns else None)


_PLACES: dict[Kind, Callable[[CaseloadApp, Frame, str], None]] = {
    "person": lambda app, _, crn: actions.open_case(app, crn),
    "view": _view,
    "sort": _order,
    "day": lambda app, _, day: actions.look_at(app, dt.date.fromisoformat(day)),
    "draft": _draft,
}
