"""Starting the program on the screen, and ending it in order whoever ends it."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from caseload_tui.domain.paths import typed_path
from caseload_tui.errors import KILLED, UsageError
from caseload_tui.ui import pasted
from caseload_tui.ui.app import CaseloadApp
from caseload_tui.ui.themes import DARK, THEMES

if TYPE_CHECKING:
    from pathlib import Path

    from caseload_tui.services.session import Session

_LOOK: Final = 2.0
"""Seconds between two looks at whether the terminal is still there."""

_NO_SCREEN: Final = frozenset({"dumb", "unknown"})


def run(path: str | None = None) -> int:
    """Show the program on a store, locked, until it is left; return its exit code.

    Raises:
        UsageError: the terminal cannot show a screen.
    """
    from caseload_tui.services.places import default_path

    _refuse_no_screen()
    app = _as_chosen(typed_path(path) if path else default_path(), None)
    try:
        return _shown(app)
    finally:
        if app.session is not None:
            app.session.store.close()


def show(session: Session) -> int:
    """Show the program on a session that is open already, until it is left; return its exit code.

    Raises:
        UsageError: the terminal cannot show a screen.
    """
    _refuse_no_screen()
    return _shown(_as_chosen(None, session))


def import_heavy() -> None:
    """Import what opening a store, the first screen and the first entry need, so that none of them waits for it."""
    import argon2.low_level  # noqa: F401 - to have it; the key is derived with it
    import cryptography.hazmat.primitives.ciphers.aead  # noqa: F401 - the same; it unwraps the key
    import pydantic  # noqa: F401 - the same; the first entry is checked with it

    import caseload_tui.ui.screens.today  # noqa: F401 - the first area, with the services that it asks
    from caseload_tui.services import opening

    opening.warm()


def _refuse_no_screen() -> None:
    if not all(stream is not None and stream.isatty() for stream in (sys.__stdin__, sys.__stderr__)):  # Textual's two
        why = "The screen needs a terminal, and this is not one."
    elif os.environ.get("TERM", "") in _NO_SCREEN:
        why = "This terminal cannot show a screen."
    else:
        return
    raise UsageError(why, advice="Commands work everywhere; `caseload --help` lists them.")


def _end_without_terminal() -> None:
    """End the process when its terminal has gone and nobody told it so, as under `su` or `nohup`.

    It would read nothing as fast as it can and wait for ever to write, with the store open. What was saved is on the
    disk and drafts are in the store, so ending at once loses nothing.
    """
    import termios

    while True:
        time.sleep(_LOOK)
        try:
            termios.tcgetattr(sys.__stdin__.fileno() if sys.__stdin__ else 0)
        except (OSError, ValueError, termios.error):
            time.sleep(_LOOK)  # the orderly way comes first
            os._exit(KILLED + signal.SIGHUP)


def _shown(app: CaseloadApp) -> int:
    if os.name == "posix":
        pasted.take_over()
        threading.Thread(target=_end_without_terminal, name="terminal", daemon=True).start()

    async def shown() -> int | None:
        """Leave in order when somebody ends the program or the terminal goes: drafts kept, the screen given back."""
        logging.lastResort = None  # asyncio would print what a task was working on
        loop = asyncio.get_running_loop()
        for name in ("SIGTERM", "SIGHUP"):
            number = getattr(signal, name, None)
            if number is not None:
                with suppress(NotImplementedError):  # Windows has neither
                    loop.add_signal_handler(number, app.exit, KILLED + number)
        return await app.run_async()

    result = asyncio.run(shown())
    return (app.return_code or 0) if result is None else result


def _as_chosen(path: Path | None, session: Session | None) -> CaseloadApp:
    """Return the program as it looked last time, in ASCII where the terminal shows no more."""
    from caseload_tui.ui import choices

    chosen = choices.chosen()
    encoding = (sys.stdout.encoding or "").lower().replace("-", "")
    is_ascii = chosen.get("glyphs") == "ascii" or encoding not in ("utf8", "utf16")
    theme = chosen.get("theme", "")
    app = CaseloadApp(path, session=session, theme=theme if theme in THEMES else DARK.name, is_ascii=is_ascii)
    app.names_hidden = chosen.get("names") == "hidden"
    app.choices = chosen
    app.writes_choices = session is None or not session.store.is_demo  # trying things out changes nothing
    return app
