"""Clumsy and hostile use of the commands: each is answered in words with its exit code, and nothing is written."""

import io
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from caseload_tui.cli import out
from caseload_tui.cli.commands import COMMANDS, Argument, Command
from tests.cli.conftest import AS_OF, ROOT, Done, Run

WITHOUT_STORE = {"demo", "init", "template", "standards list", "standards show", "standards lint", "restore", "salvage"}
ARGUMENTS = {
    "crn": "X100002",
    "slot": "recovery",
    "folder": "folder",
    "contact_id": "c-1",
    "code": "ATTC",
    "line": "-",
    "source": "-",
}
NEEDS_FULL = pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no disk that is always full")


def words_of(command: Command) -> list[str]:
    """Return a command with something for each argument that it asks for."""
    if command.words == "explain":
        return ["explain", "--all"]
    asked = [argument for argument in command.arguments if argument.options.get("nargs") not in ("?", "*")]
    named = [argument for argument in asked if not argument.flags[0].startswith("-")]
    needed = [argument.flags[0] for argument in asked if argument.options.get("required")]
    return [*command.words.split(), *map(_something, named), *(f"{name}=H" for name in needed)]


def _something(argument: Argument) -> str:
    return str(next(iter(argument.options.get("choices", ())), ARGUMENTS.get(argument.flags[0], "H")))


def is_in_words(done: Done, code: int) -> bool:
    """Return whether a refusal is one of ours, with this exit code."""
    assert done.code == code, done.err
    return done.err.startswith("caseload: ") and "Traceback" not in done.err and "fault in the program" not in done.err


def test_every_command_says_where_there_is_no_store_and_makes_none(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = sorted(tmp_path.rglob("*"))
    for command in COMMANDS:
        if command.words not in WITHOUT_STORE:
            monkeypatch.setattr(sys, "stdin", io.StringIO("of at\n"))
            done = run(*words_of(command), "--store", str(tmp_path / "none.store"))
            assert is_in_words(done, 10)
            assert str(tmp_path / "none.store") in done.err
    assert sorted(tmp_path.rglob("*")) == before


def test_what_is_no_store_is_said_to_be_none(run: Run, tmp_path: Path) -> None:
    store = Path(os.environ["CASELOAD_STORE"])
    keys = store.with_name(f"{store.name}.keys")
    assert is_in_words(run("list", "--store", str(tmp_path)), 10)
    assert is_in_words(run("list", "--store", str(store / "inside.store")), 10)
    keys.rename(tmp_path / "kept")
    assert is_in_words(run("list"), 13)
    keys.mkdir()
    assert is_in_words(run("list"), 15)


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="this system has no file without an end")
def test_a_file_without_an_end_is_not_read_to_the_end(run: Run) -> None:
    assert is_in_words(run("overdue", "--profile", "/dev/zero"), 3)
    assert is_in_words(run("list", "--passphrase-file", "/dev/zero"), 12)


IMPOSSIBLE = [
    ["overdue", "--limit", "-1"],
    ["overdue", "--limit", "²"],
    ["due", "--days=-5"],
    ["due", "--days", "99999999"],
    ["list", "--as-of", "0001-01-01"],
    ["show", "X100002", "--as-of", "9999-12-31"],
    ["list", "--as-of", ""],
    ["list", "--as-of", "99999999999999999999"],
    ["list", "--as-known", "2026-02-30"],
    ["overdue", "--format", "xml"],
    ["demo", "--people", "-1", "--export", "folder"],
]


def test_a_number_or_day_that_cannot_be_is_refused_with_what_could(run: Run) -> None:
    for arguments in IMPOSSIBLE:
        done = run(*arguments)
        assert is_in_words(done, 2)
        assert done.out == ""
        assert any(word in done.err for word in ("Accepted", "from", "choose")), done.err


def test_an_unknown_reference_is_nobody(run: Run) -> None:
    for crn in ("", "Z999999", "X100002'; DROP TABLE cases; --", "\x1b[2J", "x" * 5000):
        for command in ("show", "timeline", "explain"):
            done = run(command, crn)
            assert is_in_words(done, 3)
            assert "\x1b" not in done.err


def shown(streams: str, *arguments: str) -> "subprocess.CompletedProcess[bytes]":
    """Run a command that needs no store as a shell does, with its streams as said."""
    line = f'"$0" -m caseload_tui "$@" {streams}'
    return subprocess.run(
        ["/bin/sh", "-c", line, sys.executable, *arguments], cwd=ROOT, capture_output=True, check=False
    )


STANDARD = ("standards", "show", "ps-ns2021")


def test_what_is_printed_to_nobody_is_no_fault() -> None:
    closed = shown(">&-", *STANDARD)
    assert (closed.returncode, closed.stderr) == (0, b"")
    head = shown("| head -1", *STANDARD, "--format", "json")
    assert (head.stdout, head.stderr) == (b"{\n", b"")
    assert shown("2>&-", "standards", "show", "none").returncode == 3


@NEEDS_FULL
@pytest.mark.parametrize("extra", [(), ("--format", "json")])
def test_a_full_disk_behind_the_output_is_said(extra: tuple[str, ...]) -> None:
    done = shown(">/dev/full", *STANDARD, *extra)
    assert done.returncode == 15
    assert done.stderr.startswith(b"caseload: The disk does not accept this: What this prints cannot be written.")
    assert b"Exception ignored" not in done.stderr


def test_nothing_on_standard_input_is_a_refusal(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for words, code in ((["person", "add"], 2), (["person", "add", "-"], 3), (["contact", "add", "X100002", "-"], 3)):
        for empty in (None, io.StringIO()):
            monkeypatch.setattr(sys, "stdin", empty)
            assert is_in_words(run(*words), code)
            sys.stdin.close()
    assert run("undo").out.lower() == "undone: import.\n", "something was written"


def test_nobody_to_ask_for_the_passphrase_is_said(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CASELOAD_PASSPHRASE_FILE")
    monkeypatch.setattr(sys, "stdin", None)
    done = run("list")
    sys.stdin.close()
    assert is_in_words(done, 2)
    assert "--passphrase-file" in done.err


def test_a_line_that_is_not_text_is_refused_and_not_recorded_with_holes(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = io.TextIOWrapper(io.BytesIO(b"office today attended caf\xe9"), encoding="utf-8", errors="surrogateescape")
    monkeypatch.setattr(sys, "stdin", line)
    assert is_in_words(run("contact", "add", "X100002", "-"), 2)
    assert "caf" not in run("timeline", "X100002").out


def test_a_terminal_that_lacks_a_letter_shows_a_sign_and_csv_loses_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def printed(show: object) -> bytes:
        data = io.BytesIO()
        monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(data, encoding="ascii", errors="replace"))
        assert callable(show)
        show(("name",), [("\u0141ukasz",)])
        sys.stdout.flush()
        return data.getvalue()

    assert printed(out.table) == b"name\n?ukasz\n"
    assert printed(out.sheet) == "name\n\u0141ukasz\n".encode()


@pytest.mark.parametrize(("how", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_command_that_is_stopped_ends_with_its_exit_code_and_leaves_nothing(
    how: int, code: int, tmp_path: Path
) -> None:
    folder = tmp_path / "people"
    command = [sys.executable, "-m", "caseload_tui", "demo", "--people", "5000", "--export", str(folder)]
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE)
    time.sleep(1)
    process.send_signal(how)
    _, said = process.communicate(timeout=30)
    assert (process.returncode, b"Traceback" in said) == (code, False)
    assert not folder.exists()


def test_a_rule_is_found_in_small_letters(run: Run) -> None:
    assert run("explain", "X100002", "f2f_gap", "--as-of", AS_OF).out == (
        run("explain", "X100002", "F2F_GAP", "--as-of", AS_OF).out
    )
