"""The commands about what opens the store, as a person or a script uses them; wrong passphrases are told of."""

import json
import re
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from caseload_tui.services import attempts
from caseload_tui.store import open as stores
from caseload_tui.store import rekey
from tests.cli.conftest import Done, Run

OLD, NEW = "four invented words here", "lantern kettle ostrich meadow"
KEY = re.compile(r"^(?:[A-Z2-7]{4}-){7}[A-Z2-7]{4}$")


@pytest.fixture
def with_secret(run: Run, tmp_path: Path) -> Run:
    """Return a function that runs a command with a secret of its own, from a file."""

    def with_secret(secret: str, *arguments: str) -> Done:
        file = tmp_path / "secret"
        file.write_text(secret + "\n")
        return run(*arguments, "--passphrase-file", str(file))

    return with_secret


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Stand in for the person at the terminal: what is in the list is typed, one line after another."""
    typed: list[str] = []
    monkeypatch.delenv("CASELOAD_PASSPHRASE_FILE", raising=False)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("getpass.getpass", lambda _: typed.pop(0))
    monkeypatch.setattr("builtins.input", lambda _: typed.pop(0))
    yield typed
    assert typed == []


def store_of(tmp_path: Path) -> Path:
    return tmp_path / "copy" / "store"


def test_what_opens_the_store_is_listed_without_a_secret(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CASELOAD_PASSPHRASE_FILE")
    done = run("keys", "list")
    assert done.code == 0
    lines = [line.split() for line in done.out.splitlines()]
    assert [line[0] for line in lines] == ["opens", "passphrase", "recovery"]
    assert json.loads(run("keys", "list", "--format", "json").out)["slots"][0]["opens_with"] == "passphrase"


def test_a_new_passphrase_from_files(with_secret: Run, tmp_path: Path) -> None:
    (tmp_path / "new").write_text(NEW + "\n")
    done = with_secret(OLD, "passphrase", "--new-passphrase-file", str(tmp_path / "new"))
    assert done.code == 0, done.err
    assert with_secret(OLD, "check").code == 12
    assert with_secret(NEW, "check").code == 0


def test_a_new_passphrase_typed_twice_without_echo(run: Run, with_secret: Run, terminal: list[str]) -> None:
    terminal += [OLD, NEW, NEW]
    assert run("passphrase").code == 0
    terminal += [NEW, OLD, "another one"]
    done = run("passphrase")
    assert done.code == 2
    assert "differ" in done.err
    assert with_secret(NEW, "check").code == 0


@pytest.mark.parametrize(("new", "why"), [("short", "at least 12"), (OLD, "is the old one")])
def test_a_weak_or_unchanged_passphrase_is_refused(with_secret: Run, tmp_path: Path, new: str, why: str) -> None:
    (tmp_path / "new").write_text(new + "\n")
    done = with_secret(OLD, "passphrase", "--new-passphrase-file", str(tmp_path / "new"))
    assert done.code == 3
    assert why in done.err
    assert with_secret(OLD, "check").code == 0


def test_a_recovery_key_is_typed_back_before_it_opens_anything(
    run: Run, with_secret: Run, terminal: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    key = "ABCD-EFGH-IJKL-MNOP-QRST-UVWX-YZ23-4567"
    monkeypatch.setattr("caseload_tui.store.keys.new_recovery_key", lambda: key)
    terminal += [OLD, "abcd efgj", "abcd efgh"]
    done = run("recovery")
    assert done.code == 0, done.err
    assert f"  {key}" in done.out
    assert "not what stands above" in done.err
    assert with_secret(key, "check").code == 0


def test_a_recovery_key_that_is_not_typed_back_changes_nothing(
    run: Run, terminal: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def left(_: str) -> str:
        raise KeyboardInterrupt

    before = store_of(tmp_path).with_name("store.keys").read_bytes()
    terminal += [OLD]
    monkeypatch.setattr("builtins.input", left)
    assert run("recovery").code == 130
    assert store_of(tmp_path).with_name("store.keys").read_bytes() == before


def test_an_input_that_ends_is_said_to_be_none(run: Run, terminal: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def ended(_: str) -> str:
        raise EOFError

    terminal += [OLD]
    monkeypatch.setattr("builtins.input", ended)
    done = run("recovery")
    assert done.code == 2
    assert "not typed back" in done.err


def test_a_script_gets_the_recovery_key_in_a_file_of_its_own(run: Run, with_secret: Run, tmp_path: Path) -> None:
    file = tmp_path / "recovery"
    assert run("recovery", "--to", str(file)).code == 0
    key = file.read_text().strip()
    assert KEY.match(key)
    assert file.stat().st_mode & 0o777 == 0o600
    assert with_secret(key, "check").code == 0
    assert run("recovery", "--to", str(file)).code == 3
    assert run("recovery").code == 2


def test_init_at_a_terminal_asks_for_the_recovery_key_back_and_a_script_is_asked_nothing(
    run: Run, terminal: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = "ABCD-EFGH-IJKL-MNOP-QRST-UVWX-YZ23-4567"
    monkeypatch.setattr("caseload_tui.store.keys.new_recovery_key", lambda: key)
    terminal += [NEW, NEW, "wrong", "ABCDEFGH"]
    assert run("init", "--store", str(tmp_path / "typed")).code == 0
    (tmp_path / "new").write_text(NEW + "\n")
    assert run("init", "--store", str(tmp_path / "other"), "--passphrase-file", str(tmp_path / "new")).code == 0


def test_the_recovery_key_is_revoked_by_who_knows_the_passphrase(run: Run, with_secret: Run, tmp_path: Path) -> None:
    file = tmp_path / "recovery"
    assert run("recovery", "--to", str(file)).code == 0
    key = file.read_text().strip()
    assert with_secret(key, "keys", "revoke", "recovery").code == 3
    assert run("keys", "revoke", "recovery").code == 0
    assert run("keys", "revoke", "recovery").code == 3
    assert with_secret(key, "check").code == 12
    assert with_secret(OLD, "check").code == 0


def test_a_new_data_key_with_a_new_recovery_key(run: Run, with_secret: Run, tmp_path: Path) -> None:
    before, duties = store_of(tmp_path).read_bytes(), run("overdue", "--format", "csv").out
    file = tmp_path / "recovery"
    done = run("keys", "rotate", "--to", str(file))
    assert done.code == 0, done.err
    assert store_of(tmp_path).read_bytes()[:16] != before[:16]
    assert run("overdue", "--format", "csv").out == duties
    assert run("check").code == 0
    assert with_secret(file.read_text().strip(), "check").code == 0


def test_a_change_of_the_data_key_that_fails_leaves_no_recovery_key_that_opens_nothing(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(rekey, "_take_its_place", full)
        done = run("keys", "rotate", "--to", str(tmp_path / "recovery"))
    assert done.code == 15
    assert "opens as before" in done.err
    assert not (tmp_path / "recovery").exists()
    assert run("check").code == 0


def test_wrong_passphrases_are_told_and_journalled_after_the_next_right_one(
    with_secret: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []
    monkeypatch.setattr(time, "sleep", waits.append)
    codes = [with_secret("wrong", "check").code for _ in range(20)]
    assert set(codes) == {12}
    assert [round(seconds) for seconds in waits] == [1, 2, 4, 8, 16, *[30] * 12]
    done = with_secret(OLD, "check")
    assert done.code == 0
    assert re.search(r"^caseload: 20 wrong passphrases since .*, \d\d:\d\d\.$", done.err, re.MULTILINE), done.err
    assert not attempts.file_path(store_of(tmp_path)).exists()
    assert "wrong" not in with_secret(OLD, "check").err
    assert len(waits) == 18


def test_two_mistypings_cost_no_time(with_secret: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "sleep", pytest.fail)
    assert with_secret("wrong", "check").code == 12
    assert with_secret("wrong", "check").code == 12
    assert with_secret(OLD, "check").code == 0


def test_lock_time_is_said_and_set(run: Run) -> None:
    assert run("lock-time").out == "The screen locks after 10 minutes without a key.\n"
    assert run("lock-time", "1").out == "The screen locks after 1 minute without a key.\n"
    refused = run("lock-time", "0")
    assert refused.code == 3
    assert "1 to 60 minutes" in refused.err
    assert "after 1 minute" in run("lock-time").out


@pytest.mark.parametrize(("typed", "why"), [("0", "never stay open"), ("abc", "not a number"), ("61", "wait so long")])
def test_a_lock_time_that_cannot_be_is_refused_for_its_own_reason(run: Run, typed: str, why: str) -> None:
    assert why in run("lock-time", typed).err


def test_ctrl_d_at_a_question_stops(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def ended(_: str) -> str:
        raise EOFError

    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("getpass.getpass", ended)
    done = run("passphrase")
    assert done.code == 130
    assert "fault" not in done.err


def test_only_the_owner_may_read_how_many_wrong_passphrases_there_were(with_secret: Run, tmp_path: Path) -> None:
    assert with_secret("wrong", "check").code == 12
    (tries,) = tmp_path.rglob("*.tries")
    assert tries.stat().st_mode & 0o077 == 0


def test_a_store_that_is_missing_is_said_with_the_way_back(run: Run, tmp_path: Path) -> None:
    store = tmp_path / "copy" / "store"
    backups = store.parent / "backups"
    backups.mkdir(exist_ok=True)
    store.rename(backups / f"{store.stem}-2026-11-25T0914.backup")
    done = run("today")
    assert done.code == 10
    assert "The store is missing" in done.err
    assert "The newest backup is of Wed 25 Nov 2026, 09:14" in done.err


def test_a_new_data_key_says_that_the_store_is_open_elsewhere(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "copy" / "store"
    with closing(stores.unlock(path, OLD)):
        done = run("keys", "rotate", "--to", str(tmp_path / "key"))
    assert done.code == 11
    assert "has this store open" in done.err
