"""What is looked at once the first screen stands: whether the duties go by today's standards, and every page."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Final

from caseload_tui.errors import CaseloadError, DamagedError
from caseload_tui.services import attempts, backups, consulting, standards
from caseload_tui.ui import backing_up
from caseload_tui.ui.areas import AREAS, PAINTED, SCREENS
from caseload_tui.ui.terminal import plain

if TYPE_CHECKING:
    from caseload_tui.ui.app import CaseloadApp

_READ: Final = 20
"""Seconds in which a notice of several lines is read."""


def look_after(app: CaseloadApp) -> None:
    """Work the duties out again where standards or version are others now; prove a large store; tell of other files."""
    if app.session is None:
        return
    store = app.session.store
    wrong = attempts.settle(app.session)
    for notice in (*store.notices, *([wrong] if wrong else [])):
        app.notify(notice, severity="warning", markup=False, timeout=_READ)
    if store.is_stale:
        from caseload_tui.ui.screens.progress import RebuildDialog

        why = "  the standards or the program have changed since"
        app.push_screen(RebuildDialog(why), lambda _: app.reload())
    for profile, file in standards.changed_files(store):
        app.notify(plain(standards.changed_words(profile, file)), markup=False, timeout=_READ)
    if not store.is_verified_at_open:
        app.run_worker(lambda: _verify(app), thread=True, exit_on_error=False, group="verify")
    backing_up.look_after(app)


def looked_at(app: CaseloadApp, verb: str, *crns: str) -> None:
    """Let the journal say whose case is on the screen, once it is painted."""
    session = app.open_session
    app.set_timer(PAINTED, lambda: consulting.note(session, verb, crns))


def _verify(app: CaseloadApp) -> None:
    session = app.session
    if session is None:
        return
    try:
        with closing(session.store.again()) as store:
            store.verify()
    except CaseloadError as refusal:
        app.call_from_thread(app.give_up, refusal)


def give_up(app: CaseloadApp, why: CaseloadError) -> None:
    """Close a store that cannot be worked on any more, before anyone goes on in it; the unlock screen says why.

    Textual stops a screen whose turn failed, so all of them are made anew.
    """
    if app.session is None:  # closed already; what still came from it is of no use to anybody
        return
    store = app.session.store
    if store.is_demo:
        app.exit(return_code=why.exit_code, message=f"{why.title}. {why.message}")
        return
    app.why_closed = backups.ways_out(why, store.path) if isinstance(why, DamagedError) else why
    app.lock()
    for area in AREAS:
        app.remove_mode(area)
        app.add_mode(area, SCREENS[area])
