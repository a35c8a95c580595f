"""Wrong passphrases are counted beside the store, slow the next ones down and are journalled; nobody is locked out."""

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from caseload_tui.errors import WrongPassphraseError
from caseload_tui.services import attempts, opening
from caseload_tui.services import keys as changing
from caseload_tui.services.session import Session
from caseload_tui.store.keys import weak_keys_in_tests

PASSPHRASE, NEW = "four invented words here", "lantern kettle ostrich meadow"
NINE = dt.datetime(2026, 11, 25, 9, 0, tzinfo=dt.UTC)


@pytest.fixture(scope="module", autouse=True)
def _quick_keys() -> Iterator[None]:
    with weak_keys_in_tests():
        yield


@pytest.fixture
def path(tmp_path: Path) -> Path:
    session, _ = opening.create(tmp_path / "a.store", PASSPHRASE, opening.Owner("R. EXAMPLE"), now=lambda: NINE)
    session.store.close()
    return session.store.path


def unlock(path: Path, secret: str, at: dt.datetime = NINE) -> Session:
    return opening.unlock(path, secret, now=lambda: at)


def mistype(path: Path, count: int, at: dt.datetime = NINE) -> None:
    for _ in range(count):
        with pytest.raises(WrongPassphraseError):
            unlock(path, "wrong", at)


def acts(session: Session) -> list[tuple[str, str, str]]:
    return session.store._driver.all(
        "SELECT verb, op, body FROM journal JOIN journal_bodies USING (entry) ORDER BY entry"
    )


def test_the_pause_grows_and_ends(path: Path) -> None:
    waits = []
    for _ in range(12):
        mistype(path, 1)
        waits.append(attempts.wait(path, lambda: NINE))
    assert waits == [0, 0, 1, 2, 4, 8, 16, 30, 30, 30, 30, 30]
    assert attempts.wait(path, lambda: NINE + dt.timedelta(seconds=10)) == 20
    assert attempts.wait(path, lambda: NINE + dt.timedelta(seconds=31)) == 0
    unlock(path, PASSPHRASE).store.close()  # waiting is asked of people, the store itself opens


def test_a_clock_that_was_moved_locks_nobody_out(path: Path) -> None:
    mistype(path, 20, NINE + dt.timedelta(days=3_000))
    assert attempts.wait(path, lambda: NINE) == 30


def test_what_was_counted_is_told_once_and_journalled_as_failures(path: Path) -> None:
    mistype(path, 3)
    mistype(path, 1, NINE + dt.timedelta(minutes=5))
    later = NINE + dt.timedelta(hours=1)
    session = unlock(path, PASSPHRASE, later)
    assert attempts.settle(session) == "4 wrong passphrases since Wed 25 Nov, 09:00."
    verb, op, body = acts(session)[-1]
    assert (verb, op) == ("store.unlock", "fail")
    assert json.loads(body)["about"] == {
        "count": 4,
        "first": "2026-11-25T09:00:00.000+00:00",
        "last": "2026-11-25T09:05:00.000+00:00",
    }
    assert attempts.settle(session) == ""
    assert session.store.check() == []
    session.store.close()


def test_who_tries_at_an_unlocked_store_to_change_the_passphrase_is_counted_too(path: Path) -> None:
    session = unlock(path, PASSPHRASE)
    for _ in range(3):
        with pytest.raises(WrongPassphraseError):
            changing.change_passphrase(session, "wrong", NEW)
    assert attempts.wait(path, lambda: NINE) == 1
    session.store.close()


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"count":-1,"first_at":"","last_at":""}', "\x00", "null"])
def test_a_spoilt_count_is_none(path: Path, text: str) -> None:
    attempts.file_path(path).write_text(text)
    assert attempts.wait(path, lambda: NINE) == 0
    session = unlock(path, PASSPHRASE)
    assert attempts.settle(session) == ""
    session.store.close()


def test_a_place_that_takes_no_file_is_no_reason_to_refuse(path: Path) -> None:
    attempts.file_path(path).mkdir()
    mistype(path, 3)
    unlock(path, PASSPHRASE).store.close()


def test_typing_back_takes_two_groups_or_the_whole_key_in_any_spelling() -> None:
    key = "ABCD-EFGH-IJKL-MNOP-QRST-UVWX-YZ23-4567"
    for typed in ("abcd-efgh", "ABCDEFGH", " abcd efgh ", key, key.lower()):
        assert changing.is_typed_back(key, typed)
    for typed in ("", "abcd", "abcd-efgh-ijkl", "efgh-abcd", "ijkl-mnop"):
        assert not changing.is_typed_back(key, typed)
