"""Doctor: what is told of a store, and what is to be done about it."""

import datetime as dt
from collections import namedtuple
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from caseload_tui.domain import records as r
from caseload_tui.errors import DamagedError
from caseload_tui.services import backups, doctor, opening
from caseload_tui.services import keys as service
from caseload_tui.services.session import Session
from caseload_tui.store import keys, neighbours
from caseload_tui.store import open as stores

NOW = dt.datetime(2026, 11, 25, 9, 14, tzinfo=dt.UTC)
PASSPHRASE = "four invented words here"
Usage = namedtuple("Usage", "total used free")  # noqa: PYI024 - as the system gives it


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with keys.weak_keys_in_tests():
        made, _ = opening.create(tmp_path / "northside.store", PASSPHRASE, opening.Owner("R. EXAMPLE"), now=lambda: NOW)
        with made.store.write("person.add", stamp=made.stamp()) as change:
            change.put(r.Case("X100001", "SAMPLE"))
        yield made
        made.store.close()


def quiet(_done: int, _total: int) -> None:
    """Hear how far it is and say nothing."""


def test_a_store_with_a_backup_of_today_is_well(session: Session) -> None:
    backups.back_up(session, quiet)
    found = doctor.examine(session)
    assert (found.sentence, found.code) == ("All is well.", 0)
    told = dict(found.pairs())
    assert told["last backup"].startswith("northside-2026-11-25T0914.backup, today, proved again now; 1 in ")
    assert told["given out"].startswith("entry 3 in northside-2026-11-25T0914.backup")
    assert told["journal"].startswith("4 entries; newest here: number 4")
    assert "SQLCipher 4." in told["encryption"]
    assert told["opens with"] == "passphrase, recovery"
    assert not any("SAMPLE" in words for words in told.values())


def test_no_backup_is_something_to_do(session: Session) -> None:
    found = doctor.examine(session)
    assert found.sentence == "To do: Make a backup: caseload backup."
    assert found.code == 1


def test_a_backup_of_last_week_is_something_to_do(session: Session) -> None:
    backups.back_up(session, quiet)
    found = doctor.examine(replace(session, now=lambda: NOW + dt.timedelta(days=8)))
    assert "Make a backup" in found.sentence
    assert "8 days old" in dict(found.pairs())["last backup"]


def test_a_damaged_backup_is_said_and_left_alone(session: Session) -> None:
    made = backups.back_up(session, quiet)
    data = bytearray(made.backup.path.read_bytes())
    data[50_000] ^= 1
    made.backup.path.write_bytes(data)
    found = doctor.examine(session)
    assert found.code == 13
    assert "The newest backup is not good: Its pages are not what was written. Make another." in found.sentence
    assert made.backup.path.read_bytes() == data


def test_a_backup_that_opens_with_the_keys_of_before_is_said_and_today_gets_another(session: Session) -> None:
    backups.back_up(session, quiet)
    assert not backups.is_due(session)
    service.change_passphrase(session, PASSPHRASE, "another four invented words")
    assert doctor.examine(session).sentence == "To do: The newest backup opens with the keys of before: make another."
    assert backups.is_due(session)
    backups.back_up(session, quiet)
    assert (doctor.examine(session).is_well, backups.is_due(session)) == (True, False)


def test_a_backup_from_before_a_new_data_key_is_no_damage(session: Session) -> None:
    backups.back_up(session, quiet)
    path, stamp = session.store.path, session.stamp()
    session.store.close()
    service.rotate(path, PASSPHRASE, None, stamp, copying=quiet, proving=quiet)
    again = opening.unlock(path, PASSPHRASE, now=lambda: NOW)
    found = doctor.examine(again)
    assert (found.sentence, found.code) == (
        "To do: The newest backup opens with the keys of before: make another.",
        1,
    )
    backups.back_up(again, quiet)
    assert doctor.examine(again).is_well
    again.store.close()


def test_a_store_older_than_its_newest_backup_is_an_alarm(session: Session, tmp_path: Path) -> None:
    """An older copy was put in the place of the store: the backup knows entries that it lacks."""
    session.store._driver.checkpoint()
    older = session.store.path.read_bytes()
    with session.store.write("person.add", stamp=session.stamp()) as change:
        change.put(r.Case("X100002", "SAMPLE"))
    backups.back_up(session, quiet)
    session.store.close()
    (tmp_path / "northside.store").write_bytes(older)
    (tmp_path / "northside.store.mark").unlink(missing_ok=True)
    put_back = opening.unlock(tmp_path / "northside.store", PASSPHRASE, now=lambda: NOW)
    found = doctor.examine(put_back)
    assert found.code == 16
    assert "holds entries that this store lacks" in found.sentence
    put_back.store.close()


def test_a_restore_on_purpose_is_no_alarm(session: Session) -> None:
    first = backups.back_up(session, quiet).backup
    with session.store.write("person.add", stamp=session.stamp()) as change:
        change.put(r.Case("X100002", "SAMPLE"))
    backups.back_up(replace(session, now=lambda: NOW + dt.timedelta(minutes=5)), quiet)
    path = session.store.path
    session.store.close()
    backups.Restoration(first.path, path, PASSPHRASE, now=lambda: NOW + dt.timedelta(minutes=9)).carry_out(quiet)
    restored = opening.unlock(path, PASSPHRASE, now=lambda: NOW + dt.timedelta(minutes=10))
    assert doctor.examine(restored).sentence == "All is well."
    restored.store.close()


def test_little_room_and_a_clock_put_back_are_said(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    backups.back_up(session, quiet)
    monkeypatch.setattr("shutil.disk_usage", lambda _: Usage(10**9, 10**9 - 1000, 1000))
    found = doctor.examine(replace(session, now=lambda: NOW - dt.timedelta(hours=1)))
    assert found.code == 15
    assert "Make room on the disk." in found.sentence
    assert "Set the clock" in found.sentence


def test_a_key_file_that_is_gone_is_said_while_the_store_is_open(session: Session) -> None:
    backups.back_up(session, quiet)
    keys.key_path(session.store.path).unlink()
    found = doctor.examine(session)
    assert found.code == 13
    assert "Put the .keys file of a backup in its place." in found.sentence


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="only this system tells who has a file open")
def test_who_else_has_the_store_open_is_counted(tmp_path: Path) -> None:
    import subprocess
    import sys

    file = tmp_path / "a.store"
    file.write_bytes(b"x")
    assert neighbours.others(file) == 0
    code = f"f = open({str(file)!r}); print('open', flush=True); input()"
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout
        assert other.stdout.readline() == b"open\n"
        assert neighbours.others(file) == 1
        other.kill()


def test_a_damaged_store_is_met_with_its_newest_backup_and_salvage(session: Session, tmp_path: Path) -> None:
    backups.back_up(session, quiet)
    session.store.close()
    path = tmp_path / "northside.store"
    data = bytearray(path.read_bytes())
    data[60_000] ^= 1
    path.write_bytes(data)
    with pytest.raises(DamagedError) as caught:
        opening.unlock(path, PASSPHRASE)
    assert "The newest backup is of Wed 25 Nov 2026, 09:14" in caught.value.advice
    assert "northside-2026-11-25T0914.backup --rehearse" in caught.value.advice
    assert f"salvage {path} --to NEW" in caught.value.advice
    assert path.read_bytes() == data
    with pytest.raises(DamagedError):
        stores.unlock(path, PASSPHRASE)
