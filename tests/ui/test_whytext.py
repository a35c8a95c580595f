"""The strip under a list and the Why drawer: what is booked, and what counted since the clock began."""

import dataclasses
import datetime as dt
from pathlib import Path

from caseload_tui.domain import records as r
from caseload_tui.domain.words import Mode
from caseload_tui.services import casefile
from caseload_tui.ui import whytext
from tests.ui.team import TODAY, team

ALAN = "X900101"


def contact(
    name: str, type_code: str = "COAP", mode: Mode = "in_person_office", *, ahead: int = 0, sure: bool = False
) -> r.Contact:
    date = TODAY + dt.timedelta(days=ahead)
    told = min(date, TODAY)
    known = r.Contact(name, ALAN, None, type_code, date, "15:00", mode=mode, arranged_on=told, entered_on=told)
    return dataclasses.replace(known, outcome_code="ATTC", outcome_on=date) if sure else known


def told(folder: Path, *extra: r.Contact, rule: str = "F2F_GAP") -> tuple[str, str]:
    """Return the strip and the drawer of a duty of Alan."""
    with team(folder, *extra) as session:
        case = casefile.open_case(session, ALAN)
        duty = casefile.find_duty(
            case.duties, rule, next(d for d in case.duties if d.rule == rule).obligation.sentence_id
        )
        assert duty is not None
        explained = casefile.why(session, ALAN, duty)
        lines = whytext.strip(explained, case, 200, hidden=False), whytext.why(explained, case, 200)
        strip, drawer = ("\n".join("".join(words for words, _ in line) for line in each) for each in lines)
        return strip, drawer


def test_only_appointments_without_an_outcome_are_booked(tmp_path: Path) -> None:
    extra = (
        contact("c-call", "CTOB", "phone"),
        contact("c-tried", mode="none"),
        contact("c-done", sure=True),
        contact("c-past", ahead=-1),
        contact("c-next", ahead=2),
    )
    with team(tmp_path, *extra) as session:
        assert [entry.contact_id for entry in casefile.open_case(session, ALAN).booked] == ["c-next"]


def test_a_call_of_today_is_not_booked(tmp_path: Path) -> None:
    strip, _ = told(tmp_path, contact("c-call", "CTOB", "phone"))
    assert "Nothing is booked." in strip


def test_an_appointment_is_booked(tmp_path: Path) -> None:
    strip, _ = told(tmp_path, contact("c-next", ahead=2))
    assert "Booked Wed 25 Nov." in strip


def test_a_review_says_nothing_of_bookings(tmp_path: Path) -> None:
    strip, _ = told(tmp_path, rule="PLAN_REV")
    assert "Clears it: a plan or a plan review" in strip
    assert "ooked" not in strip


def test_an_appointment_with_no_outcome_yet_is_not_said_to_count_for_nothing(tmp_path: Path) -> None:
    strip, drawer = told(tmp_path, contact("c-past", ahead=-1), contact("c-today"))
    assert "attempt 18 Nov: none counts. office 22 Nov: no outcome yet.\n" in strip
    assert "Booked Mon 23 Nov." in strip
    assert "3 contacts, none counted; 1 with no outcome yet; 1 booked" in drawer
