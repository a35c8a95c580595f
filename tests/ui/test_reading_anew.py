"""When an area is read again: after a change, wherever it was made, and not otherwise."""

import datetime as dt
from pathlib import Path

import pytest
from textual.pilot import Pilot

from caseload_tui.domain import records as r
from caseload_tui.domain.stamp import Stamp
from caseload_tui.services import today as todays
from caseload_tui.services.session import Session
from caseload_tui.services.views import Today
from caseload_tui.ui.app import CaseloadApp
from tests.ui.team import NOW, TODAY, team
from tests.ui.test_journeys import until, walk


def _visit(session: Session) -> None:
    """Record through a connection of its own, as a second window does, that Alan was seen today."""
    store = session.store.again()
    with store.write("contact.add", stamp=Stamp(NOW, "S. OTHER"), subject="X900101") as change:
        change.put(
            r.Contact(
                "c-other",
                "X900101",
                None,
                "COAP",
                TODAY,
                mode="in_person_office",
                outcome_code="ATTC",
                entered_on=TODAY,
            )
        )
    store.close()


async def test_what_another_window_records_shows_by_itself(tmp_path: Path) -> None:
    with team(tmp_path) as session:

        async def steps(app: CaseloadApp, pilot: Pilot[int]) -> None:
            await until(app, pilot, "overdue 10 d")
            _visit(session)
            await pilot.pause(2.2)
            assert "SAMPLE, Alan      High   in-person contact" not in await until(app, pilot, "Today")

        await walk(CaseloadApp(session=session), steps)


async def test_going_to_an_area_and_back_reads_nothing_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[dt.date] = []
    real = todays.today

    def noted(session: Session) -> Today:
        read.append(session.day)
        return real(session)

    monkeypatch.setattr(todays, "today", noted)

    async def steps(app: CaseloadApp, pilot: Pilot[int]) -> None:
        assert read == [TODAY]
        await pilot.press("2")
        await until(app, pilot, "Caseload")
        await pilot.press("1")
        await pilot.pause(0.2)
        assert read == [TODAY]
        await pilot.press("right_square_bracket")
        await pilot.pause(0.2)
        assert read == [TODAY, TODAY + dt.timedelta(days=1)]

    with team(tmp_path) as session:
        await walk(CaseloadApp(session=session), steps)
