"""Making a store: what is asked of its owner, and what is refused before anything is made."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from caseload_tui.domain import records as r
from caseload_tui.errors import RefusedError
from caseload_tui.services import opening
from caseload_tui.store.keys import weak_keys_in_tests

PASSPHRASE = "four invented words here"


@pytest.fixture(scope="module", autouse=True)
def _quick_keys() -> Iterator[None]:
    with weak_keys_in_tests():
        yield


@pytest.mark.parametrize(
    ("typed", "known", "meant"),
    [
        (" n01a001 ", ["N01A001"], "N01A001"),
        ("n01a001", ["N01A001", "n01a001"], "n01a001"),
        ("n01a001", ["N01A002"], "n01a001"),
        ("  ", ["N01A001"], None),
    ],
)
def test_an_officer_code_is_found_in_any_letters(
    tmp_path: Path, typed: str, known: list[str], meant: str | None
) -> None:
    session, _ = opening.create(tmp_path / "a.store", PASSPHRASE, opening.Owner("R. EXAMPLE", typed))
    with session.store.bulk("folder.import", stamp=session.stamp(), source="a test") as load:
        load.put_all("officers", [r.Officer(code) for code in known])
    assert session.officer_code == meant
    session.store.close()


def test_an_officer_code_with_a_blank_inside_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="no blanks"):
        opening.create(tmp_path / "new" / "a.store", PASSPHRASE, opening.Owner("R. EXAMPLE", "N01 A001"))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("named", ["no-such", "ps-ns2012"])
def test_a_default_profile_that_does_not_exist_is_refused_before_anything_is_made(tmp_path: Path, named: str) -> None:
    owner = opening.Owner("R. EXAMPLE", default_profile=named)
    with pytest.raises(RefusedError) as caught:
        opening.create(tmp_path / "new" / "a.store", PASSPHRASE, owner)
    (problem,) = caught.value.problems
    assert problem.value == named
    assert "ps-ns2021" in problem.accepted
    assert not list(tmp_path.iterdir())


def test_a_shipped_default_profile_is_kept(tmp_path: Path) -> None:
    owner = opening.Owner("R. EXAMPLE", default_profile="tr-crc-2016")
    session, _ = opening.create(tmp_path / "a.store", PASSPHRASE, owner)
    assert session.store.default_profile == "tr-crc-2016"
    session.store.close()
