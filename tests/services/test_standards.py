"""A standard of a place: copied into the store that goes by it, and what happens when its file moves or changes."""

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from caseload_tui.domain import records as r
from caseload_tui.errors import RefusedError
from caseload_tui.services import opening, standards
from caseload_tui.services.session import Session
from caseload_tui.standards.rule import Steps
from caseload_tui.store.keys import weak_keys_in_tests

PASSPHRASE = "four invented words here"
NORTH = """
id = "north-2026"
version = "{version}"
valid_from = 2026-01-01
extends = "{extends}"

[rules.F2F_GAP]
limit = {{ L = {days} }}
source = {{ type = "local", title = "North delivery plan – séction 4", year = 2026, confidence = "S" }}
"""
LOW_RISK = (
    ("cases", [r.Case("X100001", "SAMPLE", "Alan", rosh="L")]),
    ("sentences", [r.Sentence("s-1", "X100001", "CO", dt.date(2026, 1, 5), starts_on=dt.date(2026, 1, 5))]),
)


@pytest.fixture(autouse=True)
def _quick_keys() -> Iterator[None]:
    with weak_keys_in_tests():
        yield


def written(folder: Path, *, version: str = "2026.1", days: int = 35, extends: str = "ps-ns2021") -> Path:
    """Write the place's standard."""
    file = folder / "north.toml"
    file.write_text(NORTH.format(version=version, days=days, extends=extends), "utf-8")
    return file


def made(folder: Path, default: str) -> Session:
    """Make a store that goes by a standard, with one person in it."""
    session, _ = opening.create(folder / "a.store", PASSPHRASE, opening.Owner("R. EXAMPLE", default_profile=default))
    with session.store.bulk("folder.import", stamp=session.stamp(), source="a test") as load:
        for table, records in LOW_RISK:
            load.put_all(table, records)
    return session


def again(session: Session) -> Session:
    """Close the store and open it again."""
    session.store.close()
    return opening.unlock(session.store.path, PASSPHRASE)


def limit(session: Session) -> str:
    """Return the days that the explanation of the duty to see the person names."""
    facts = session.facts("X100001")
    (words,) = {a.span.limit_words for a in session.assess(facts) if a.rule == "F2F_GAP"}
    return words.partition(" ")[0]


def test_a_store_goes_on_by_its_own_copy_when_the_file_is_gone(tmp_path: Path) -> None:
    file = written(tmp_path)
    session = made(tmp_path, str(file))
    file.unlink()
    session = again(session)
    profile = standards.used(session.store)
    assert (profile.id, profile.version, profile.valid_from) == ("north-2026", "2026.1", dt.date(2026, 1, 1))
    assert profile.rules["F2F_GAP"].steps("L") == Steps(35, 35)
    assert profile.rules["F2F_GAP"].source.title == "North delivery plan – séction 4"
    assert limit(session) == "35"
    assert standards.changed_files(session.store) == []
    assert session.store.check() == []
    assert not session.store.is_stale
    session.store.close()


def test_what_a_standard_extends_is_carried_with_it(tmp_path: Path) -> None:
    base = tmp_path / "region.toml"
    base.write_text(NORTH.format(version="1", days=30, extends="ps-ns2021").replace("north-2026", "region"), "utf-8")
    file = written(tmp_path, days=21, extends="region.toml")
    session = made(tmp_path, str(file))
    text = session.store.setting("standard:north-2026@2026.1")
    assert text is not None
    assert "extends" not in json.loads(text)
    base.unlink()
    file.unlink()
    session = again(session)
    assert limit(session) == "21"
    assert "PLAN_REV" in standards.used(session.store).rules
    session.store.close()


def test_a_changed_file_is_told_of_and_judges_nobody_until_it_is_taken_up(tmp_path: Path) -> None:
    file = written(tmp_path)
    session = made(tmp_path, str(file))
    written(tmp_path, version="2026.2", days=28)
    session = again(session)
    ((profile, said),) = standards.changed_files(session.store)
    assert (profile.version, said) == ("2026.1", str(file))
    assert limit(session) == "35"
    assert standards.use(session, str(file)).version == "2026.2"
    assert limit(session) == "28"
    assert standards.changed_files(session.store) == []
    assert {row.profile for row in session.store.overdue(session.day)} == {"north-2026"}
    assert session.store.check() == []
    session = again(session)
    assert limit(session) == "28"
    session.store.close()


def test_a_file_that_can_no_longer_be_used_is_told_of(tmp_path: Path) -> None:
    file = written(tmp_path)
    session = made(tmp_path, str(file))
    file.write_text("id = ", "utf-8")
    assert [said for _, said in standards.changed_files(session.store)] == [str(file)]
    assert limit(session) == "35"
    session.store.close()


def test_what_was_judged_by_a_version_stays_explained(tmp_path: Path) -> None:
    """Every version that ever judged is kept, and none of them can come to say something else."""
    session = made(tmp_path, str(written(tmp_path)))
    file = written(tmp_path, days=28)
    with pytest.raises(RefusedError) as caught:
        standards.use(session, str(file))
    (problem,) = caught.value.problems
    assert (problem.column, problem.value, problem.accepted) == ("version", "2026.1", "another version")
    assert limit(session) == "35"
    standards.use(session, str(written(tmp_path, version="2026.2", days=28)))
    text = session.store.setting("standard:north-2026@2026.1")
    assert text is not None
    assert '"L":35' in text
    standards.use(session, str(written(tmp_path)))
    assert limit(session) == "35", "an earlier version can be taken up again"
    bodies = session.store._driver.all(
        "SELECT body FROM journal JOIN journal_bodies USING (entry) WHERE verb = 'standards.use' ORDER BY entry"
    )
    assert ['"L":28' in json.loads(body)["changes"][0]["value"] for (body,) in bodies] == [True, False]
    session.store.close()


def test_a_standard_can_be_put_back_by_name(tmp_path: Path) -> None:
    session = made(tmp_path, str(written(tmp_path)))
    standards.use(session, "tr-crc-2016")
    assert {row.profile for row in session.store.overdue(session.day)} <= {"tr-crc-2016"}
    standards.use(session, "north-2026")
    assert limit(session) == "35"
    assert session.store.check() == []
    session.store.close()


def test_taking_up_a_standard_is_undone_as_any_change_is(tmp_path: Path) -> None:
    session = made(tmp_path, str(written(tmp_path)))
    standards.use(session, str(written(tmp_path, version="2026.2", days=28)))
    for turn, verb in (("35", session.store.undo), ("28", session.store.redo), ("35", session.store.undo)):
        undone = verb(session.stamp())
        assert undone is not None
        assert (undone.verb, limit(session)) == ("standards.use", turn)
        assert session.store.check() == []
    assert standards.used(session.store).version == "2026.1"
    session.store.close()


def test_another_window_goes_by_the_standard_taken_up_since(tmp_path: Path) -> None:
    session = made(tmp_path, "ps-ns2021")
    other = Session(session.store.again())
    standards.use(session, str(written(tmp_path)))
    assert limit(other) == "35"
    other.store.close()
    session.store.close()


@pytest.mark.parametrize(
    ("said", "column", "value"),
    [
        (NORTH.replace("north-2026", "ps-ns2021"), "id", "ps-ns2021"),
        (NORTH.replace("{version}", "a, b"), "version", "a, b"),
        (NORTH.replace("F2F_GAP", "F2F_GPA"), "rules.F2F_GPA", "F2F_GPA"),
    ],
)
def test_a_standard_that_cannot_be_carried_makes_no_store(tmp_path: Path, said: str, column: str, value: str) -> None:
    file = tmp_path / "north.toml"
    file.write_text(said.format(version="2026.1", days=35, extends="ps-ns2021"), "utf-8")
    with pytest.raises(RefusedError) as caught:
        made(tmp_path / "new", str(file))
    assert [(problem.column, problem.value) for problem in caught.value.problems] == [(column, value)]
    assert not (tmp_path / "new").exists()
