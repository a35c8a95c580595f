"""A key acts on what is under the cursor and shown: never on somebody out of sight, never on another appointment."""

from pathlib import Path

import pytest

from caseload_tui.domain import records as r
from caseload_tui.services.session import Session
from caseload_tui.ui.app import CaseloadApp
from tests.ui.golden import screen_text
from tests.ui.team import TODAY, day, team


def _waiting(contact_id: str, on: str, time: str) -> r.Contact:
    arranged = day("2026-11-02")
    return r.Contact(
        contact_id,
        "X900115",
        None,
        "COAP",
        day(on),
        time,
        mode="in_person_office",
        officer_code="N01",
        arranged_on=arranged,
        entered_on=arranged,
    )


def _outcome(session: Session, contact_id: str) -> str | None:
    contact = session.store.get(r.Contact, contact_id)
    return contact.outcome_code if contact else None


async def test_a_case_without_contacts_shows_nothing_of_the_case_before(tmp_path: Path) -> None:
    empty = r.Case("X900200", "Specimen", "New", officer_code="N01", team_code="T1")
    with team(tmp_path, empty) as session:
        app = CaseloadApp(session=session)
        async with app.run_test(size=(120, 36)) as pilot:
            await pilot.pause()
            app.open_case("X900101", origin="caseload")
            await pilot.pause(0.2)
            await pilot.press("apostrophe", "t")
            await pilot.pause()
            app.open_case("X900200", origin="caseload")
            await pilot.pause()
            shown = screen_text(app)
            assert "SPECIMEN, New" in shown
            assert "Timeline 0" in shown
            assert "by N01" not in shown
            assert "no note" not in shown


async def test_the_diary_does_not_act_where_it_is_not_drawn(tmp_path: Path) -> None:
    with team(tmp_path) as session:
        app = CaseloadApp(session=session)
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause()
            await pilot.press("tab", "c")
            await pilot.pause()
            assert "SAMPLE, Alan" in screen_text(app)


async def test_an_outcome_is_given_to_the_appointment_under_the_cursor(tmp_path: Path) -> None:
    older, newer = _waiting("c-w1", "2026-11-16", "11:00"), _waiting("c-w2", "2026-11-20", "15:00")
    with team(tmp_path, older, newer) as session:
        app = CaseloadApp(session=session)
        async with app.run_test(size=(120, 36)) as pilot:
            await pilot.pause()
            await pilot.press("tab", "G", "a")
            await pilot.pause()
            assert "Fri 20 Nov 15:00" in screen_text(app)
            await pilot.press("enter")
            await pilot.pause()
            assert "Say how it went" in screen_text(app), "nothing is chosen before somebody chooses"
            assert _outcome(session, "c-w2") is None
            await pilot.press(*"unacc", "enter")
            await pilot.pause()
            assert (_outcome(session, "c-w1"), _outcome(session, "c-w2")) == (None, "UAAB")


@pytest.mark.parametrize("key", ["down", "up"])
async def test_the_first_arrow_chooses_the_first_outcome(tmp_path: Path, key: str) -> None:
    with team(tmp_path, _waiting("c-w1", TODAY.isoformat(), "08:00")) as session:
        app = CaseloadApp(session=session)
        async with app.run_test(size=(120, 36)) as pilot:
            app.open_case("X900115", origin="caseload")
            await pilot.pause()
            await pilot.press("a", key, "enter")
            await pilot.pause()
            assert [c.outcome_code for c in session.facts("X900115").contacts if c.outcome_on == TODAY] == ["ATTC"]
