"""What lint says of profiles, and that those shipped are clean and carry the numbers of their sources."""

from pathlib import Path

import pytest

from caseload_tui import standards
from caseload_tui.standards.lint import lint
from caseload_tui.standards.load import shipped
from caseload_tui.standards.rule import Steps

FOLDER = Path(standards.__file__).parent / "profiles"
RULE = """id = "test"
version = "1"
[rules.F2F_GAP]
kind = "cadence"
title = "In-person contact"
trigger = "supervision_start"
clock = "CD"
by = "rosh"
limit = { L = 28, M = 14, H = 14, VH = 7 }
modes = ["in_person_office"]
applies_to = ["CO"]
severity = "red"
source = { type = "local", title = "Made for a test", confidence = "D" }
"""


def linted(tmp_path: Path, old: str = "", new: str = "") -> list[tuple[int, str]]:
    """Return line and reason of each thing lint says of the profile above, with one thing changed."""
    assert old in RULE
    path = tmp_path / "test.toml"
    path.write_text(RULE.replace(old, new, 1) if old else RULE, encoding="utf-8")
    return [(problem.line, problem.why) for problem in lint(path)]


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.toml")), ids=lambda path: path.stem)
def test_a_shipped_profile_is_clean(path: Path) -> None:
    assert lint(path) == ()


def test_a_good_profile_has_no_problem(tmp_path: Path) -> None:
    assert linted(tmp_path) == []


def test_what_loading_refuses_is_told(tmp_path: Path) -> None:
    assert linted(tmp_path, "cadence", "cadense") == [(4, "is not known here; did you mean cadence")]


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("H = 14", "H = 21", "allows longer at level H than at M"),
        ("L = 28", "L = { phase1 = 28, later = 21 }", "allows longer in the first 12 weeks than later at level L"),
        ("F2F_GAP", "F2F_GAPS", "is taken as a rule of your own; did you mean F2F_GAP"),
        ('type = "local"', 'type = "contract"', "does not say the year of its source"),
    ],
)
def test_what_is_odd_is_worth_a_line(tmp_path: Path, old: str, new: str, why: str) -> None:
    assert linted(tmp_path, old, new) == [(3, why)]


def test_a_kind_not_worked_out_is_said(tmp_path: Path) -> None:
    text = RULE.replace("F2F_GAP", "ASKED").replace('"cadence"', '"prompt"')
    path = tmp_path / "prompt.toml"
    path.write_text("\n".join(ln for ln in text.split("\n") if ln[:5] not in ("clock", "limit", "by = ")), "utf-8")
    assert [problem.why for problem in lint(path)] == ["is read, but this version works out no rule of kind prompt"]


@pytest.mark.parametrize(
    ("profile", "rule", "level", "phase1", "later", "confidence"),
    [
        ("ps-ns2021", "FIRST_CO_ARR", "M", 5, 5, "G"),
        ("ps-ns2021", "FIRST_LIC_ARR", "M", 1, 1, "G"),
        ("ps-ns2021", "FIRST_ATT", "M", 2, 2, "D"),
        ("ps-ns2021", "FIRST_ATT", "H", 1, 1, "D"),
        ("ps-ns2021", "PLAN_INIT", "L", 15, 15, "V"),
        ("ps-ns2021", "PLAN_REV", "VH", 4, 4, "D"),
        ("ps-ns2021", "PLAN_REV", "L", 12, 12, "D"),
        ("ps-ns2021", "RISK_REV", "M", 6, 6, "D"),
        ("ps-ns2021", "F2F_GAP", "VH", 7, 7, "D"),
        ("ps-ns2021", "F2F_GAP", "H", 7, 14, "D"),
        ("ps-ns2021", "F2F_GAP", "M", 14, 28, "D"),
        ("ps-ns2021", "F2F_GAP", "L", 28, 31, "D"),
        ("ps-ns2021", "ANY_GAP", "VH", 7, 7, "D"),
        ("ps-ns2021", "ANY_GAP", "L", 31, 31, "D"),
        ("ps-ns2021", "HV_INIT", "VH", 15, 15, "V"),
        ("ps-ns2021", "HV_INIT", "M", 42, 42, "V"),
        ("ps-ns2021", "HV_INIT", "L", 84, 84, "V"),
        ("ps-ns2021", "OUTCOME_MISSING", "L", 2, 2, "D"),
        ("ps-ns2021", "NEXT_APPT", "L", 1, 1, "D"),
        ("tr-crc-2016", "FIRST_CO_ARR", "L", 5, 5, "V"),
        ("tr-crc-2016", "FIRST_LIC_ARR", "L", 1, 1, "V"),
        ("tr-crc-2016", "PLAN_INIT", "M", 15, 15, "V"),
        ("tr-crc-2016", "F2F_GAP", "M", 14, 28, "D"),
        ("tr-crc-2016", "F2F_GAP", "L", 28, 42, "D"),
        ("tr-crc-2016", "ANY_GAP", "L", 42, 42, "D"),
    ],
)
def test_a_number_is_that_of_its_source(
    profile: str, rule: str, level: str, phase1: int, later: int, confidence: str
) -> None:
    found = shipped()[profile].rules[rule]
    assert found.steps(level) == Steps(phase1, later)
    assert found.source.confidence == confidence


@pytest.mark.parametrize("rule", ["PLAN_REV", "RISK_REV", "F2F_GAP", "ANY_GAP"])
@pytest.mark.parametrize("level", ["H", "VH"])
def test_high_risk_was_not_the_companies(rule: str, level: str) -> None:
    assert shipped()["tr-crc-2016"].rules[rule].steps(level) is None


def test_the_companies_owed_no_first_home_visit() -> None:
    assert "HV_INIT" not in shipped()["tr-crc-2016"].rules


def test_video_meets_the_contract_for_first_contact_and_not_the_practice() -> None:
    for rule in ("FIRST_CO_ARR", "FIRST_LIC_ARR"):
        contract, practice = shipped()["tr-crc-2016"].rules[rule], shipped()["ps-ns2021"].rules[rule]
        assert "video" in contract.modes - contract.other_modes
        assert "video" in practice.other_modes - practice.modes
