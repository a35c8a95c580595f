"""What the tests of the store share: a store that opens quickly, a moment, and a few invented people."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from caseload_tui.domain import records as r
from caseload_tui.domain.stamp import Stamp
from caseload_tui.store import keys
from caseload_tui.store import open as stores
from caseload_tui.store.store import Store

PASSPHRASE = "correct horse battery staple"
TODAY = dt.date(2026, 11, 22)


@pytest.fixture(scope="module", autouse=True)
def _keys_are_cheap() -> Iterator[None]:
    with keys.weak_keys_in_tests():
        yield


@pytest.fixture
def stamp() -> Stamp:
    return Stamp(dt.datetime(2026, 11, 22, 9, 30, tzinfo=dt.UTC), "N01A001")


@pytest.fixture
def store(tmp_path: Path, stamp: Stamp) -> Iterator[Store]:
    made, _ = stores.create(tmp_path / "a.store", PASSPHRASE, stamp=stamp)
    yield made
    made.close()


@pytest.fixture
def filled(store: Store, stamp: Stamp) -> Store:
    """Return the store with three invented people of one officer; one of them was never seen."""
    with store.bulk("folder.import", stamp=stamp, source="a test") as load:
        load.put_all("teams", [r.Team("N01A", "Northside", pdu="North")])
        load.put_all("officers", [r.Officer("N01A001", "EXAMPLE, R.", team_code="N01A")])
        load.put_all("cases", people())
        load.put_all("sentences", [r.Sentence(f"s{n}", f"X10000{n}", "CO", starts_on=day(-200)) for n in (1, 2, 3)])
        load.put_all("spells", [r.Spell(f"s{n}", "community", day(-200)) for n in (1, 2, 3)])
        load.put_all("contacts", [visit("c1", "X100001", -30), visit("c2", "X100002", -2, notes="A quiet word")])
    return store


def people() -> list[r.Case]:
    return [
        r.Case("X100001", "SAMPLE", "Alan", noms_number="A1234BC", officer_code="N01A001", rosh="H", tier="B2"),
        r.Case("X100002", "TESTER", "Bo", officer_code="N01A001", rosh="M", tier="C1"),
        r.Case("X100003", "FIXTURE-EXAMPLE", "Zoë", officer_code="N01A002", rosh="VH"),
    ]


def day(offset: int) -> dt.date:
    return TODAY + dt.timedelta(days=offset)


def visit(contact_id: str, crn: str, offset: int, notes: str | None = None) -> r.Contact:
    """Return an attended office visit so many days from today."""
    return r.Contact(contact_id, crn, None, "COAP", day(offset), outcome_code="ATTC", notes=notes)
