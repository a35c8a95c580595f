"""Two windows and the command line beside them: nothing is lost, nobody is told "locked", nobody waits long."""

import statistics
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from textual.widgets import Input

from caseload_tui.domain import records as r
from caseload_tui.errors import RefusedError
from caseload_tui.services import casefile, recording
from caseload_tui.services.session import Session
from caseload_tui.store import highwater
from caseload_tui.store.keys import weak_keys_in_tests
from caseload_tui.ui.app import CaseloadApp
from tests.faults import acts
from tests.faults.amounts import amount
from tests.ui.golden import screen_text

ROOT = Path(__file__).parents[2]
WRITERS = ("window", "other window", "command")
SAVES = amount(60, 400)
LONGEST_P99 = 1.0
"""Seconds."""


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with weak_keys_in_tests():
        made = acts.make(tmp_path)
        yield made
        made.store.close()


def test_three_writers_at_once_lose_nothing_and_nobody_is_told_locked(session: Session, tmp_path: Path) -> None:
    code = (
        "import sys; from tests.faults import writing_at_once as w; w.main(sys.argv[1], sys.argv[2], int(sys.argv[3]))"
    )
    running = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(tmp_path), name, str(SAVES)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for name in WRITERS
    ]
    for writer in running:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
    said = []
    for writer in running:
        assert writer.stdin is not None
        writer.stdin.write("go\n")
        writer.stdin.flush()
    for writer in running:
        out, err = writer.communicate()
        assert writer.returncode == 0, err
        said += [line.rsplit(" ", 3) for line in out.splitlines()]
    waited, took = (sorted(float(line[place]) for line in said) for place in (2, 3))
    p99 = waited[int(len(waited) * 0.99)]
    writers = f"{len(said):,} saves by {len(WRITERS)} writers"
    print(f"\n{writers}, waited p50 {statistics.median(waited):.3f} s, p99 {p99:.3f} s")
    print(
        f"took p50 {statistics.median(took):.3f} s, p99 {took[int(len(took) * 0.99)]:.3f} s; a command opens the store"
    )
    notes = {contact.notes for contact in session.facts(acts.CRN).contacts}
    assert notes >= {f"{name} {number}" for name, number, *_ in said}
    assert len(said) == len(WRITERS) * SAVES
    assert p99 < LONGEST_P99
    assert session.store.check() == []
    mark = highwater.read(session.store.path)
    newest = highwater.newest(session.store._driver.connection, session.store.device)
    assert mark is not None
    assert newest is not None
    assert mark.head == newest.head


def test_a_stale_window_does_not_write_over_what_another_one_saved(session: Session) -> None:
    acts.ACTS["contact"](session, 1)
    store, other = session.store, session.store.again()
    seen = next(c for c in session.facts(acts.CRN).contacts if c.outcome_code)
    with other.write("contact.outcome", stamp=session.stamp(), subject=acts.CRN) as change:
        change.put(replace(seen, outcome_code="UAAB"), was=seen)
    with (
        pytest.raises(RefusedError, match="Another window changed this in the meantime"),
        store.write("contact.outcome", stamp=session.stamp(), subject=acts.CRN) as change,
    ):
        change.put(replace(seen, place="here"), was=seen)
    with (
        pytest.raises(RefusedError, match="Another window changed this in the meantime"),
        store.write("person.add", stamp=session.stamp()) as change,
    ):
        change.put(r.Case(acts.CRN, "OTHER"), was=None)
    held = store.get(r.Contact, seen.contact_id)
    assert held is not None
    assert (held.outcome_code, held.place) == ("UAAB", seen.place)
    other.close()


async def test_an_outcome_given_in_another_window_while_this_one_asks_for_it_is_said(session: Session) -> None:
    acts.ACTS["contact"](session, 1)
    seen = next(c for c in session.facts(acts.CRN).contacts if c.outcome_code)
    app = CaseloadApp(session=session)
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause(0.2)
        app.open_case(acts.CRN, origin="today")
        await pilot.pause(0.2)
        from caseload_tui.ui.screens.outcome import OutcomeDialog

        entries = casefile.open_case(session, acts.CRN).timeline
        app.push_screen(OutcomeDialog(acts.CRN, next(e for e in entries if e.contact_id == seen.contact_id)))
        await pilot.pause(0.2)
        other = Session(session.store.again(), session.now)
        recording.record_outcome(other, seen.contact_id, "UAAB")
        other.store.close()
        app.screen.query_one("#outcome-field", Input).value = "AFTC"
        await pilot.pause(0.1)
        await pilot.press("enter")
        await pilot.pause(0.2)
        assert "Another window changed this meanwhile" in screen_text(app)
    held = session.store.get(r.Contact, seen.contact_id)
    assert held is not None
    assert held.outcome_code == "UAAB"
