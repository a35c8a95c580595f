"""Giving an outcome: by the words of the contact line, by code or title; and what is said where there is none."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from caseload_tui.domain import records as r
from caseload_tui.ui.app import CaseloadApp
from tests.ui.golden import screen_text
from tests.ui.team import day, team
from tests.ui.test_journeys import type_line, until, walk

WAITS = r.Contact("c-waits", "X900101", None, "COAP", day("2026-11-20"), "11:00", mode="in_person_office")


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("missed", "AFTA"),
        ("mi", "AFTA"),
        ("at", "ATTC"),
        ("sent-us", "ATSS"),
        ("acceptable med", "AAME"),
        ("acceptable work", "AAEM"),
        ("work", "AAEM"),
        ("med", "AAME"),
        ("failed", "AFTA"),
        ("uaab", "UAAB"),
    ],
)
async def test_what_is_typed_on_the_contact_line_finds_the_outcome_here_too(
    typed: str, code: str, tmp_path: Path
) -> None:
    async def steps(app: CaseloadApp, pilot: Pilot[int]) -> None:
        await pilot.press("a")
        await until(app, pilot, "no outcome yet")
        await type_line(pilot, typed)
        await pilot.press("enter")
        await until(app, pilot, "Saved: outcome")

    with team(tmp_path, WAITS) as session:
        await walk(CaseloadApp(session=session), steps)
        given = session.store.get(r.Contact, "c-waits")
        assert given is not None
        assert given.outcome_code == code


async def test_letters_that_no_outcome_has_are_answered_with_what_is_accepted(tmp_path: Path) -> None:
    with team(tmp_path, WAITS) as session:
        app = CaseloadApp(session=session)
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.press("a")
            await until(app, pilot, "no outcome yet")
            await type_line(pilot, "mist")
            said = " ".join((await until(app, pilot, "No outcome has these letters.")).split())
            assert "Accepted: attended, ftc, sent-behaviour, sent-us, missed, unacceptable, acceptable medical," in said
            assert "moved us, moved them." in said
            await pilot.press("enter")
            await pilot.pause()
            assert "No outcome has these letters." in screen_text(app)
            await pilot.press("backspace", "backspace")
            assert "No outcome has" not in await until(app, pilot, "AFTA")


async def test_where_nothing_waits_no_outcome_is_asked_for(tmp_path: Path) -> None:
    async def steps(app: CaseloadApp, pilot: Pilot[int]) -> None:
        await pilot.press("a")
        assert "ATTC" not in await until(app, pilot, "No appointment of this person waits for an outcome.")

    with team(tmp_path) as session:
        await walk(CaseloadApp(session=session), steps)
