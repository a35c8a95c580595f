"""What `explain` prints for people: the same words as the screen."""

import datetime as dt
from pathlib import Path

import pytest

from caseload_tui.cli import explaining
from caseload_tui.domain import records as r
from caseload_tui.services import casefile
from tests.cli.conftest import AS_OF, Run
from tests.ui.team import TODAY, team

DEE = "X900105"


def explained(folder: Path, capsys: pytest.CaptureFixture[str], rule: str, *extra: object) -> str:
    with team(folder, *extra) as session:
        explaining.print_explanation(casefile.explain(session, DEE, rule), is_of_rule=True)
    return capsys.readouterr().out


def test_explain_says_which_change_decided_the_limit(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = explained(tmp_path, capsys, "F2F_GAP", r.Registration(DEE, "RHRH", None, None, dt.date(2026, 11, 20)))
    assert ", because RoSH changed to High on Fri 20 Nov 2026\n" in told


def test_explain_says_which_order_a_plan_is_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    begins = dt.date(2026, 10, 5)
    order = r.Sentence("s-second", DEE, "CO", begins, begins, begins, dt.date(2027, 10, 4))
    told = explained(tmp_path, capsys, "PLAN_INIT", order, r.Spell("s-second", "community", begins, None, "sentence"))
    assert "Sentence plan, community order from Mon 5 Oct 2026: overdue" in told


def test_explain_names_the_appointment_that_would_clear_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    waits = r.Contact("c-waits", DEE, None, "COAP", TODAY - dt.timedelta(days=1), mode="in_person_office")
    told = explained(tmp_path, capsys, "F2F_GAP", waits)
    assert "clears it: an attended in-person contact after Thu 19 Nov\n" in told
    assert "would clear it: the office appointment of Sun 22 Nov (contact c-waits), if it was attended" in told


def test_explain_begins_with_what_is_overdue_and_keeps_the_past_for_those_who_ask(run: Run) -> None:
    short = run("explain", "X100002", "--as-of", AS_OF).out.splitlines()
    duties = [line for line in short if line.endswith("]")]
    assert duties[0] == "  In-person contact: overdue, due Tue 17 Nov 2026, 6 days late  [F2F_GAP]"
    is_late = [", overdue," in line or ": overdue," in line for line in duties]
    assert is_late == sorted(is_late, reverse=True)
    assert not [line for line in duties if ": met" in line]
    assert short[-1] == "  Also: 22 met, 3 met late, 2 rules do not apply. --full says why of each."
    full = run("explain", "X100002", "--full", "--as-of", AS_OF).out.splitlines()
    assert len([line for line in full if ": met" in line and line.endswith("]")]) == 25
    assert len([line for line in full if "does not apply:" in line]) == 2
    assert next(line for line in full if ": overdue," in line) == full[1] == duties[0]


def test_explain_says_why_one_rule_gave_no_duty(run: Run) -> None:
    told = run("explain", "X100002", "FIRST_LIC_ARR", "--as-of", AS_OF).out
    assert told.splitlines()[1] == (
        "  FIRST_LIC_ARR does not apply: it applies to licences and post-sentence supervision"
    )


def test_explain_says_when_nothing_is_overdue(run: Run) -> None:
    told = run("explain", "X100002", "--as-of", "2026-09-12").out
    assert told.splitlines()[1] == "  Nothing is overdue."
    assert "clears it:" in told


def test_explain_says_first_that_a_person_is_at_large(run: Run) -> None:
    at_large = "  Unlawfully at large since Mon 9 Nov 2026, day 14: every clock runs on."
    told = run("explain", "X100074", "--as-of", AS_OF).out
    assert told.splitlines()[1] == at_large
    assert run("explain", "X100074", "PLAN_REV", "--as-of", AS_OF).out.splitlines()[1] == at_large
    assert "at large" not in run("explain", "X100074", "--as-of", "2026-11-08").out


def test_of_somebody_at_large_it_is_not_said_that_nothing_is_overdue(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with team(tmp_path, r.Pause("X900115", "ual", TODAY)) as session:
        explaining.print_explanation(casefile.explain(session, "X900115"))
    told = capsys.readouterr().out
    assert "Unlawfully at large since Mon 23 Nov 2026, day 0" in told
    assert "Nothing is overdue" not in told


def test_today_lists_what_waits_for_its_outcome_with_what_the_outcome_command_wants(run: Run) -> None:
    told = run("today", "--as-of", AS_OF).out
    waiting = told.partition("No outcome yet\n")[2].splitlines()
    assert len(waiting) == 3
    (ray,) = [line for line in waiting if "PROTOTYPE, Ray (X100002)" in line]
    assert ray == "  Mon 16 Nov 18:30 office: PROTOTYPE, Ray (X100002), contact c-X100002-018"
    assert run("contact", "outcome", ray.rpartition(" ")[2], "ATTC").code == 0
