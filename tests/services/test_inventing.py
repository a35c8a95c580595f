"""Invented people: the same on every machine, nobody real, and what the fixture in the clone was made of."""

import datetime as dt
import importlib.util
from pathlib import Path

from caseload_tui.domain.calendar import national
from caseload_tui.domain.tables import TABLES
from caseload_tui.services.inventing.caseload import Caseload
from caseload_tui.services.inventing.names import FORENAMES, SURNAMES
from caseload_tui.standards.load import shipped

ROOT = Path(__file__).parents[2]
DAY = dt.date(2026, 11, 23)


def _caseload(people: int, seed: int = 1) -> Caseload:
    return Caseload(people, seed, DAY, shipped()["ps-ns2021"], national())


def test_the_fixture_is_what_its_script_makes(tmp_path: Path) -> None:
    spec = importlib.util.spec_from_file_location("northside", ROOT / "fixtures" / "northside.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.make(tmp_path / "again")
    for table in TABLES:
        name = f"{table.name}.csv"
        assert (tmp_path / "again" / name).read_bytes() == (ROOT / "fixtures" / "northside" / name).read_bytes(), name


def test_a_person_is_the_same_in_a_small_and_in_a_large_caseload() -> None:
    small, large = list(_caseload(5)), list(_caseload(50))
    assert [facts.contacts for facts in small] == [facts.contacts for facts in large[:5]]


def test_another_seed_gives_other_people() -> None:
    assert [f.case.rosh for f in _caseload(40, seed=1)] != [f.case.rosh for f in _caseload(40, seed=2)]


def test_every_name_stands_for_nobody() -> None:
    people = list(_caseload(200))
    assert {facts.case.surname for facts in people} <= set(SURNAMES)
    assert {facts.case.forenames for facts in people} <= set(FORENAMES)
    assert len({facts.case.crn for facts in people}) == len(people)


def test_nothing_that_happened_lies_after_the_day_it_was_made_for() -> None:
    for facts in _caseload(200):
        for contact in facts.contacts:
            assert contact.entered_on is not None
            assert contact.entered_on <= DAY
            if contact.date > DAY:
                assert contact.outcome_code is None
                assert contact.arranged_on is not None
