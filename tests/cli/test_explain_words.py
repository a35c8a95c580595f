"""What `explain` prints for people: the same words as the screen."""

import datetime as dt
from pathlib import Path

import pytest

from caseload_tui.cli import cases
from caseload_tui.domain import records as r
from caseload_tui.services import casefile
from tests.ui.team import TODAY, team

DEE = "X900105"


def explained(folder: Path, capsys: pytest.CaptureFixture[str], rule: str, *extra: object) -> str:
    with team(folder, *extra) as session:
        cases._print_explanation(casefile.explain(session, DEE, rule))
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
