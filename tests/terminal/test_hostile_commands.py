"""Every command on a store full of payloads, and with payloads as its arguments, printed to a real terminal."""

import json
import re
from pathlib import Path

import pytest

from caseload_tui.cli.commands import COMMANDS, Command
from tests.faults.amounts import IS_LONG
from tests.terminal import hostile
from tests.terminal.payloads import PAYLOADS, leaks
from tests.terminal.probing import COMMAND_LINES, Probe, program

NO_CLEAN = "module.clean = lambda text: text"
OUT = "caseload_tui.cli.out"
ASKED = {"crn": hostile.crn(0), "slot": "recovery", "level": "H", "code": "ATTC", "source": "-", "line": "-"}
SAID = "of at [red]MARKUP[/] \x1b]0;pwned\x07\n"
NEVER = {"keys rotate", "keys revoke", "keys keyring", "demo", "passphrase", "recovery"}
"""What would change the keys that the rest is opened with, or open the screen."""

Call = tuple[list[str], str]
"""Arguments, and what stands on standard input."""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the store, its passphrase, and files whose names and contents are payloads."""
    folder = tmp_path_factory.mktemp("hostile")
    hostile.make(folder / "store", PAYLOADS)
    (folder / "passphrase").write_text(hostile.PASSPHRASE + "\n")
    lines = ["crn,surname,\x1b[2J,team_code"]
    lines += [f'"X8{n:05}{text}","{text}",a,"{text}"' for n, text in enumerate(PAYLOADS.values())]
    (folder / "csv").mkdir()
    (folder / "csv" / "cases.csv").write_bytes("\n".join(lines).encode("utf-8", "surrogatepass"))
    (folder / "csv" / "x\x1b]0;pwned\x07\u202e.csv").write_text("a\n")
    (folder / "csv" / "teams.csv").write_text('team_code,name\n"\x1b[2J\u202e","[red]MARKUP[/]"\n', encoding="utf-8")
    toml = "\n".join(f"{json.dumps(f'k{text}')} = {json.dumps(text)}" for text in PAYLOADS.values() if text.isascii())
    (folder / "bad\x1b[2J.toml").write_text(toml, encoding="utf-8")
    return folder


def command_lines(home: Path) -> list[Call]:
    """Return every command in every format on the store as it is."""
    told = {"folder": str(home / "csv"), "file": str(home / "bad\x1b[2J.toml"), "name": str(home / "bad\x1b[2J.toml")}
    calls: list[Call] = []
    for command in COMMANDS:
        if command.words in NEVER:
            continue
        asked = [_given(name, told) for name in _needed(command)]
        for form in command.formats or ("",):
            more = ["--format", form] if form else []
            calls.append(([*command.words.split(), *asked, *more], SAID))
    ids = [f"c{n}-4{text}" for n, text in enumerate(PAYLOADS.values())]
    calls += [(["contact", "outcome", each, "ATTC"], "") for each in ids[:3]]
    for number in range(len(PAYLOADS)) if IS_LONG else (4, 23, 50):
        for words in ("show", "timeline", "explain"):
            calls += [([words, hostile.crn(number), "--format", form], "") for form in ("text", "json")]
        calls.append((["contact", "add", hostile.crn(number), "-"], SAID))
        calls.append((["case", "close", hostile.crn(number), "--because", SAID], ""))
        calls.append((["undo"], ""))
    calls += [(["explain", "--all", "--format", form], "") for form in ("text", "json", "csv")]
    calls += [(["overdue", "--by", by, "--format", form], "") for by in ("officer", "team") for form in ("text", "csv")]
    return [([*arguments, *_secret(home)], said) for arguments, said in calls]


def hostile_lines(home: Path) -> list[Call]:
    """Return every command with payloads in the place of each of its arguments and options."""
    calls: list[Call] = []
    for command in COMMANDS:
        if command.words in NEVER:
            continue
        for number, payload in enumerate(PAYLOADS.values()):
            if IS_LONG or number % 32 == COMMANDS.index(command) % 32:
                words = command.words.split()
                calls.append(([*words, *(payload for _ in _needed(command))], payload))
                calls += [([*words, f"{flag}={payload}"], "") for flag in _options(command)]
    return [([*arguments, *_secret(home)], said) for arguments, said in calls]


def _secret(home: Path) -> tuple[str, ...]:
    return "--store", str(home / "store"), "--passphrase-file", str(home / "passphrase")


def _needed(command: Command) -> list[str]:
    return [a.flags[0] for a in command.arguments if a.options.get("nargs") not in ("?", "*")]


def _options(command: Command) -> list[str]:
    dated = ["--as-of", "--as-known", "--profile"] if command.is_dated else []
    return [a.flags[0] for a in command.arguments if a.flags[0].startswith("--") and "action" not in a.options] + dated


def _given(name: str, told: dict[str, str]) -> str:
    value = {**ASKED, **told}.get(name.lstrip("-"), "a")
    return f"{name}={value}" if name.startswith("--") else value


def run(place: Path, calls: list[Call], *, planted: str = "") -> tuple[list[str], str, int]:
    """Run the commands one after the other in one terminal; return what got out and all of the text."""
    script = place / "calls.json"
    script.write_text(json.dumps(calls))
    found, text = [], ""
    with Probe(program(str(script), planted=planted, module=OUT, run=COMMAND_LINES), place) as probe:
        probe.is_screen = False
        probe.read_to_end(90)
        for number, part in enumerate(probe.output.split(b"@@")):
            text += part.decode("utf-8", "replace")
            where = f"{number // 2}: {calls[min(number // 2, len(calls) - 1)][0][:4]}"
            found += [f"{where}: {leak}" for leak in leaks(part, is_screen=False)]
    return found, text, len(probe.output)


def faults(text: str) -> set[str]:
    """Return where the program was at fault."""
    told = re.findall(r"fault in the program[^:]*: (\w+)\s+Nothing was half[^\n]*\n\s+([^\n]*)", text)
    assert len(told) == text.count("fault in the program")
    return {f"{kind}: {place.strip()}" for kind, place in told}


def test_no_command_lets_anything_out_of_the_store(home: Path, tmp_path: Path) -> None:
    calls = command_lines(home)
    found, text, sent = run(tmp_path, calls)
    print(f"\ncommands: {len(PAYLOADS)} payloads, {len(calls)} commands, {sent:,} bytes, {len(found)} found")
    assert found == []
    assert text.count("MARKUP") > 10
    assert faults(text) == set()


def test_no_argument_comes_back_as_a_command(home: Path, tmp_path: Path) -> None:
    calls = hostile_lines(home)
    found, text, sent = run(tmp_path, calls)
    print(f"\narguments: {len(PAYLOADS)} payloads, {len(calls)} commands, {sent:,} bytes, {len(found)} found")
    assert found == []
    assert faults(text) == set()


def test_the_harness_finds_what_gets_out_when_nothing_is_cleaned(home: Path, tmp_path: Path) -> None:
    found, _, _ = run(tmp_path, [(["list", *_secret(home)], "")], planted=NO_CLEAN)
    assert len(found) > 5
