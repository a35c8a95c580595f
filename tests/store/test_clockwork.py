"""A clock that was set back is said at opening and noted with both times; the order of the journal does not suffer."""

import datetime as dt
import json

from caseload_tui.domain import records as r
from caseload_tui.domain.stamp import Stamp
from caseload_tui.store import open as stores
from caseload_tui.store.store import Store
from tests.store.conftest import PASSPHRASE


def _save(store: Store, at: dt.datetime, crn: str) -> None:
    with store.write("person.add", stamp=Stamp(at, "N01A001"), subject=crn) as change:
        change.put(r.Case(crn, "SAMPLE"))


def _verbs(store: Store) -> list[str]:
    return [row[0] for row in store._driver.all("SELECT verb FROM journal ORDER BY entry")]


def test_the_first_entry_after_the_clock_went_back_is_preceded_by_one_with_both_times(
    store: Store, stamp: Stamp
) -> None:
    _save(store, stamp.at, "X100001")
    earlier = stamp.at - dt.timedelta(days=1)
    for number in (2, 3):
        _save(store, earlier + dt.timedelta(minutes=number), f"X10000{number}")
    assert _verbs(store) == ["store.init", "person.add", "clock.back", "person.add", "person.add"]
    body = store._driver.value("SELECT body FROM journal_bodies WHERE entry = 3")
    assert json.loads(body)["about"] == {
        "last": "2026-11-22T09:30:00+00:00",
        "now": (earlier + dt.timedelta(minutes=2)).isoformat(),
    }
    assert [row[0] for row in store._driver.all("SELECT seq FROM journal ORDER BY entry")] == [1, 2, 3, 4, 5]
    assert store.check() == []


def test_undo_reaches_over_it_and_redo_does_too(store: Store, stamp: Stamp) -> None:
    _save(store, stamp.at, "X100001")
    earlier = Stamp(stamp.at - dt.timedelta(days=400), stamp.actor)
    assert store.undo(earlier)
    assert store.get(r.Case, "X100001") is None
    assert store.redo(Stamp(earlier.at - dt.timedelta(days=1), stamp.actor))
    assert store.get(r.Case, "X100001")
    assert _verbs(store).count("clock.back") == 2
    assert store.check() == []


def test_a_clock_put_right_by_a_minute_or_into_another_zone_is_none(store: Store, stamp: Stamp) -> None:
    _save(store, stamp.at - dt.timedelta(seconds=119), "X100001")
    _save(store, (stamp.at + dt.timedelta(seconds=1)).astimezone(dt.timezone(dt.timedelta(hours=-5))), "X100002")
    assert "clock.back" not in _verbs(store)


def test_an_import_notes_it_too(store: Store, stamp: Stamp) -> None:
    earlier = Stamp(stamp.at - dt.timedelta(days=1), stamp.actor)
    with store.bulk("folder.import", stamp=earlier, source="a test") as load:
        load.put_all("cases", [r.Case("X100001", "SAMPLE")])
    assert _verbs(store)[:3] == ["store.init", "clock.back", "folder.import"]
    assert store.undo(earlier)
    assert store.check() == []


def test_it_is_said_at_opening_once_and_no_longer_after_the_next_entry(store: Store, stamp: Stamp) -> None:
    earlier = stamp.at - dt.timedelta(days=1)
    store.close()
    opened = stores.unlock(store.path, PASSPHRASE)
    opened.watch_clock(stamp.at)
    assert opened.notices == ()
    opened.watch_clock(earlier)
    said = " ".join(opened.notices)
    assert "says Sat 21 Nov 2026, 09:30, but the newest entry here was written on Sun 22 Nov" in said
    _save(opened, earlier, "X100001")
    opened.close()
    opened = stores.unlock(store.path, PASSPHRASE)
    opened.watch_clock(earlier)
    assert opened.notices == ()
    opened.close()
