"""One of several writers of one store: saves so many contacts, and tells how long each waited and took; a process."""

import contextlib
import io
import os
import time
from collections.abc import Callable
from pathlib import Path

from caseload_tui import cli
from caseload_tui.domain.drafts import ContactDraft, EntryDraft
from caseload_tui.services import recording
from caseload_tui.services.session import Session
from caseload_tui.store.driver import Driver
from caseload_tui.store.keys import weak_keys_in_tests
from tests.faults import acts

COMMAND = "command"


def main(folder: str, name: str, saves: int) -> None:
    """Save, as the screen does (one session) or as the command line does (a command for each)."""
    with weak_keys_in_tests():
        session = None if name == COMMAND else acts.unlock(Path(folder))
        save = _with_a_command(Path(folder)) if session is None else _with(session)
        turns = _Turns()
        print("ready", flush=True)
        os.read(0, 8)  # not through Python, whose commands set up the stream themselves
        for number in range(saves):
            began, turns.waited = time.perf_counter(), 0.0
            save(f"{name} {number}")
            print(f"{name} {number} {turns.waited:.6f} {time.perf_counter() - began:.6f}", flush=True)
        if session is not None:
            session.store.close()


class _Turns:
    """How long a writer waited for its turns."""

    def __init__(self) -> None:
        self.waited = 0.0
        begin = Driver._begin

        def timed(driver: Driver) -> None:
            began = time.perf_counter()
            begin(driver)
            self.waited += time.perf_counter() - began

        Driver._begin = timed  # type: ignore[method-assign, assignment]


def _with(session: Session) -> Callable[[str], None]:
    def save(words: str) -> None:
        draft = ContactDraft("CTOB", "phone", date=acts.TODAY, notes=words)
        recording.record_contact(session, [acts.CRN], EntryDraft(draft))

    return save


def _with_a_command(folder: Path) -> Callable[[str], None]:
    secret = folder / "passphrase"
    secret.write_text(acts.PASSPHRASE)
    options = ["--store", str(folder / acts.STORE), "--passphrase-file", str(secret)]

    def save(words: str) -> None:
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
            code = cli.main(["contact", "add", acts.CRN, f"phone yesterday attended {words}", *options])
        if code:
            raise RuntimeError(printed.getvalue())

    return save
