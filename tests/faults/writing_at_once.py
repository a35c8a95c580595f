"""One of several writers of one store: saves so many contacts, and tells how long each took; run as a process."""

import sys
import time
from pathlib import Path

from caseload_tui.domain.drafts import ContactDraft, EntryDraft
from caseload_tui.services import recording
from caseload_tui.store.keys import weak_keys_in_tests
from tests.faults import acts


def main(folder: str, name: str, saves: int) -> None:
    """Save, as the screen does (one session) or as the command line does (a session for each)."""
    with weak_keys_in_tests():
        session = acts.unlock(Path(folder))
        print("ready", flush=True)
        sys.stdin.readline()
        for number in range(saves):
            if name == "command" and number % 20 == 19:
                session.store.close()
                session = acts.unlock(Path(folder))
            draft = ContactDraft("CTOB", "phone", date=acts.TODAY, notes=f"{name} {number}")
            began = time.perf_counter()
            recording.record_contact(session, [acts.CRN], EntryDraft(draft))
            print(f"{name} {number} {time.perf_counter() - began:.6f}", flush=True)
        session.store.close()
