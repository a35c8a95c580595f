"""The backup of the day: once, beside the first screen, on a connection of its own; only what fails is spoken of."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING, Final

from textual.worker import get_current_worker

from caseload_tui.errors import CaseloadError, DamagedError, DiskError
from caseload_tui.services import backups
from caseload_tui.ui.terminal import plain
from caseload_tui.ui.text import MUTED, NO_LINE, line

if TYPE_CHECKING:
    from caseload_tui.services.session import Session
    from caseload_tui.ui.app import CaseloadApp

_LONG: Final = 1.0
"""Seconds after which one is told that a backup is being made, and how often how far it is."""

_READ: Final = 20


class _GivenUpError(Exception):
    """The store was locked or the program left; the backup is made next time."""


def look_after(app: CaseloadApp) -> None:
    """Make the backup of the day where it is due, and keep in mind what is to be said of the newest."""
    session = app.session
    if session is not None and not session.store.is_demo:
        app.run_worker(lambda: _work(app, session), thread=True, exit_on_error=False, exclusive=True, group="backup")


def _work(app: CaseloadApp, shown: Session) -> None:
    teller = _Teller(app, shown)
    try:
        with closing(shown.store.again()) as store:
            session = replace(shown, store=store, as_of=None, as_known=None, profile=None)
            try:
                if backups.is_due(session):
                    backups.back_up(session, teller)
                teller.ended(backups.warning(session))
            except DiskError as refusal:
                teller.failed(refusal, backups.warning(session))
    except CaseloadError as refusal:
        teller.failed(refusal)
    except _GivenUpError:
        pass


class _Teller:
    """Tells on the screen how far the copy is once it takes long, and stops it when the store is locked."""

    def __init__(self, app: CaseloadApp, shown: Session) -> None:
        self._app = app
        self._shown = shown.store
        self._worker = get_current_worker()
        self._next = monotonic() + _LONG
        self._has_told = False

    def __call__(self, done: int, total: int) -> None:
        """Tell, or give up."""
        session = self._app.session
        if self._worker.is_cancelled or session is None or session.store is not self._shown:
            raise _GivenUpError
        if monotonic() >= self._next:
            self._next = monotonic() + _LONG
            self._has_told = True
            self._app.call_from_thread(self._say, f"Making today's backup: {100 * done // max(total, 1)} %")

    def ended(self, warning: str) -> None:
        """Take the line away, and show or take away the warning."""
        self._app.call_from_thread(self._settle, warning)

    def failed(self, refusal: CaseloadError, warning: str = "") -> None:
        """Say why there is no backup of today."""

        def say() -> None:
            if isinstance(refusal, DamagedError):
                self._app.give_up(refusal)
                return
            words = f"No backup was made today. {refusal.message} {refusal.advice}"
            self._app.notify(plain(words), severity="warning", markup=False, timeout=_READ)
            self._settle(warning)

        self._app.call_from_thread(say)

    def _settle(self, warning: str) -> None:
        if self._has_told:
            self._say("")
        if warning != self._app.backup_warning:
            self._app.backup_warning = warning
            self._app.reload()

    def _say(self, words: str) -> None:
        from caseload_tui.ui.screens.frame import Frame

        frame = self._app.screen
        if isinstance(frame, Frame):
            frame.say(line((words, MUTED)) if words else NO_LINE)
