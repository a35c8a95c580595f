"""The strip under a list and the Why drawer: what is booked, and what counted since the clock began."""

import dataclasses
import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import pytest

from caseload_tui.domain import records as r
from caseload_tui.domain.words import Mode
from caseload_tui.services import casefile
from caseload_tui.ui import casetext, text, whytext
from tests.ui.team import TODAY, team

ALAN = "X900101"


def contact(
    name: str, type_code: str = "COAP", mode: Mode = "in_person_office", *, ahead: int = 0, sure: bool = False
) -> r.Contact:
    date = TODAY + dt.timedelta(days=ahead)
    told = min(date, TODAY)
    known = r.Contact(name, ALAN, None, type_code, date, "15:00", mode=mode, arranged_on=told, entered_on=told)
    return dataclasses.replace(known, outcome_code="ATTC", outcome_on=date) if sure else known


def told(folder: Path, *extra: r.Contact | r.Registration | r.Pause, rule: str = "F2F_GAP") -> tuple[str, str]:
    """Return the strip and the drawer of a duty of Alan."""
    with team(folder, *extra) as session:
        case = casefile.open_case(session, ALAN)
        duty = casefile.find_duty(
            case.duties, rule, next(d for d in case.duties if d.rule == rule).obligation.sentence_id
        )
        assert duty is not None
        explained = casefile.why(session, case, duty)
        lines = whytext.strip(explained, case, 200, hidden=False), whytext.why(explained, case, 200)
        return words(lines[0]), words(lines[1])


def words(lines: Sequence[text.Line]) -> str:
    return "\n".join("".join(part for part, _ in line) for line in lines)


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


def test_a_gap_in_the_record_is_said_in_words(tmp_path: Path) -> None:
    _, drawer = told(tmp_path, contact("c-old", ahead=-7), rule="OUTCOME_MISSING")
    assert "i gap in the record at High RoSH" in drawer


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


def test_an_appointment_without_an_outcome_that_clears_the_duty_if_it_was_attended_is_named(tmp_path: Path) -> None:
    strip, drawer = told(tmp_path, contact("c-past", ahead=-1))
    said = "the office appointment of Sun 22 Nov, if it was attended"
    assert f"Would clear {said}: it has no outcome  a outcome\n" in drawer
    assert "a outcome" in drawer
    assert f"Would clear: {said}; it has no outcome." in strip


def test_an_appointment_that_would_not_count_is_not_said_to_clear_anything(tmp_path: Path) -> None:
    strip, drawer = told(tmp_path, contact("c-past", "COVC", "video", ahead=-1))
    assert "Would clear" not in strip + drawer
    assert "a outcome" not in drawer


def test_an_appointment_that_would_leave_the_duty_overdue_is_not_said_to_clear_it(tmp_path: Path) -> None:
    _, drawer = told(tmp_path, contact("c-old", ahead=-20))
    assert "Would clear" not in drawer


def test_why_names_no_key_that_would_be_refused(tmp_path: Path) -> None:
    with team(tmp_path, contact("c-past", ahead=-1)) as session:
        case = casefile.open_case(session, ALAN)
        duty = casefile.find_duty(case.duties, "F2F_GAP", None)
        assert duty is not None
        explained = casefile.why(session, case, duty)
        shown = words(whytext.why(explained, case, 200, is_read_only=True))
        assert "if it was attended" in shown
        assert "a outcome" not in shown
        assert "c contact" not in shown


ORDER = "s-second"


def second_order() -> list[object]:
    """Return a second order of Alan with its first appointment attended and no plan."""
    begins = dt.date(2026, 10, 5)
    return [
        r.Sentence(ORDER, ALAN, "CO", begins, begins, begins, dt.date(2027, 10, 4)),
        r.Spell(ORDER, "community", begins, None, "sentence"),
    ]


def test_a_first_plan_is_recorded_by_the_key_of_the_plan(tmp_path: Path) -> None:
    with team(tmp_path, *second_order()) as session:
        case = casefile.open_case(session, ALAN)
        duty = casefile.find_duty(case.duties, "PLAN_INIT", ORDER)
        assert duty is not None
        drawer = words(whytext.why(casefile.why(session, case, duty), case, 200))
        assert "p first plan" in next(row for row in drawer.splitlines() if row.startswith("Clears it"))


AWAY = r.Pause(ALAN, "ual", dt.date(2026, 11, 17))
AT_LARGE = "Unlawfully at large since Tue 17 Nov, day 6. Last seen Fri 30 Oct, office."


def test_of_somebody_at_large_that_is_said_before_any_duty(tmp_path: Path) -> None:
    strip, drawer = told(tmp_path, AWAY)
    assert strip.splitlines()[1] == AT_LARGE
    assert strip.splitlines()[2].startswith("In-person contact, 14 calendar days.")
    assert drawer.splitlines()[:2] == [
        AT_LARGE,
        "This pauses nothing: every clock runs on, and the case stands first in Today until that has ended.",
    ]
    assert "10 days overdue" in drawer


def test_of_somebody_at_large_who_owes_nothing_else_that_is_the_reason(tmp_path: Path) -> None:
    with team(tmp_path, dataclasses.replace(AWAY, crn="X900115")) as session:
        shown = words(whytext.without_duty(casefile.open_case(session, "X900115"), 200)).splitlines()
        assert shown[0] == "Unlawfully at large since Tue 17 Nov, day 6. Last seen Wed 18 Nov, office."
        assert shown[-1] == "No other duty of this person is overdue."


def test_at_large_is_not_said_of_anybody_else(tmp_path: Path) -> None:
    strip, drawer = told(tmp_path, dataclasses.replace(AWAY, to_on=TODAY))
    assert "at large" not in strip + drawer


def test_a_duty_says_which_sentence_it_is_under_where_two_run(tmp_path: Path) -> None:
    with team(tmp_path, *second_order()) as session:
        case = casefile.open_case(session, ALAN)
        duty = casefile.find_duty(case.duties, "PLAN_INIT", ORDER)
        assert duty is not None
        explained = casefile.why(session, case, duty)
        assert "community order from Mon 5 Oct 2026" in whytext.under(explained, "SAMPLE, Alan")
        assert "Sentence plan, community order from Mon 5 Oct 2026" in words(
            whytext.strip(explained, case, 200, hidden=False)
        )
        cells = casetext.due_cells(duty, case)
        assert words([cells[2]]) == "sentence plan, CO of 5 Oct 2026"


def test_the_only_sentence_is_not_named(tmp_path: Path) -> None:
    with team(tmp_path) as session:
        case = casefile.open_case(session, ALAN)
        own = next(duty for duty in case.duties if duty.sentence_id)
        assert casefile.why(session, case, own).sentence is None
        assert words([casetext.due_cells(own, case)[2]]) == text.what(own.obligation.title)


def test_why_says_what_the_signs_beside_contacts_mean(tmp_path: Path) -> None:
    _, drawer = told(tmp_path, contact("c-past", ahead=-1))
    assert "○ other contact  – acceptable absence  ? outcome or evidence awaited  · attempt" in drawer
    assert "unacceptable" not in drawer


def test_why_says_which_change_of_risk_decided_the_limit(tmp_path: Path) -> None:
    rise = r.Registration(ALAN, "RVHR", None, None, dt.date(2026, 11, 2))
    _, drawer = told(tmp_path, rise)
    assert "because RoSH changed to Very high on Mon 2 Nov 2026" in drawer


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("F2F_GAP", "c contact"),
        ("ANY_GAP", "c contact"),
        ("NEXT_APPT", "c contact"),
        ("PLAN_REV", "p plan review"),
        ("OUTCOME_MISSING", "a outcome"),
    ],
)
def test_why_names_the_key_that_records_what_clears_a_duty(rule: str, said: str, tmp_path: Path) -> None:
    _, drawer = told(tmp_path, contact("c-past", "COVC", "video", ahead=-1), rule=rule)
    assert said in next(row for row in drawer.splitlines() if row.startswith("Clears it"))


def test_a_review_is_not_said_to_be_cleared_by_a_contact(tmp_path: Path) -> None:
    _, drawer = told(tmp_path, rule="RISK_REV")
    assert "c contact" not in drawer
