"""A store full of payloads, and payloads typed and pasted: on no screen does any of it reach the terminal as a command.

The quick run shows everyone and opens a few; `make faults` opens everyone everywhere and pastes each payload by itself.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.amounts import IS_LONG, amount
from tests.terminal import hostile
from tests.terminal.payloads import PAYLOADS
from tests.terminal.probing import Probe, program, unlocked

ALL = "".join(text for text in PAYLOADS.values() if not set(text) & set("\n\r\u2028\u2029"))
"""Every payload that a field of one line takes, in one."""

PEOPLE = {**PAYLOADS, "all": ALL}
DIALOGS = {
    "record contact": ("Record contact", 8),
    "outcome": ("Outcome", 2),
    "first plan": ("First plan", 1),
    "plan review": ("Plan review", 2),
    "risk review": ("Risk review", 2),
    "change rosh": ("Change RoSH", 1),
    "unlawfully at large": ("Unlawfully at large", 1),
    "close the case": ("Close the case", 2),
    "new person": ("New person", 9),
    "import": ("Import a folder", 1),
    "export": ("leave the store unencrypted", 1),
    "change passphrase": ("Change passphrase", 3),
    "new recovery key": ("New recovery key", 1),
    "time until it locks": ("Minutes", 1),
    "keys": ("type to narrow", 1),
}
"""What opens a dialog from the palette, the words that show that it is there, and how many fields it has."""

IN_QUICK = ("record contact", "close the case", "new person", "import")
SHOWN = {
    "why": "Flag",
    "doctor": "Doctor",
    "check the store": "are whole and agree",
    "rebuild": "Every duty was worked out again",
    "back up now": "Back up",
}
"""Dialogs that only show."""

ABOUT_NOBODY = ("new person", "import")
"""What is not done from a case."""

PALETTE = "Go to, do, find"
NO_GATE = "module.Gate.apply = lambda self, segments, background: segments"
TERMINAL = "caseload_tui.ui.terminal"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a store with everyone in it, whose own name is a payload too."""
    path = tmp_path_factory.mktemp("hostile") / "a\x1b]0;pwned\x07\u202e[red]b.store"
    hostile.make(path, PEOPLE)
    return path


def palette(probe: Probe, words: str, shown: str) -> None:
    """Open what the palette finds by these words."""
    probe.send(":")
    probe.until(PALETTE)
    probe.send(words)
    probe.send("\r")
    probe.gone(PALETTE)
    probe.until(shown)
    probe.rest(0.05)


def leave(probe: Probe) -> None:
    """Go back to the list from wherever."""
    for keys in ("\x1b", "\x1b", "2"):
        probe.send(keys, wait=0.2)


def go_to(probe: Probe, number: int, then: str = "") -> None:
    """Open a person's case, from which something is done then."""
    leave(probe)
    if then not in ABOUT_NOBODY:
        palette(probe, hostile.crn(number), "Timeline")


def some() -> Iterator[tuple[int, str]]:
    """Yield the people whose case is opened in this run."""
    for number, name in enumerate(PEOPLE):
        if IS_LONG or name == "all":
            yield number, name


def walk_lists(probe: Probe) -> None:
    """Show everyone in every list, and the preview of everyone."""
    for area in ("1", "2"):
        probe.send(area)
        probe.look(area)
        for _ in range(amount(len(PEOPLE) // 20, len(PEOPLE))):
            probe.send("j" if IS_LONG else "\x1b[6~")
            probe.look(f"{area}, list")
    for view in "1234":
        probe.send(f"v{view}")
        probe.look(f"view {view}")
    for words in ("X9", "a", "[", "contact"):
        probe.send(":")
        probe.send(words)
        probe.look(f"palette {words}")
        leave(probe)
    for keys in ("?", "s", "v"):
        probe.send(keys)
        probe.look(keys)
        leave(probe)


def walk_case(probe: Probe, number: int, name: str) -> None:
    """Open a person's case with its tabs and drawers, hide and show names, look at another day."""
    go_to(probe, number)
    probe.look(f"{name}: case")
    for tab in "std":
        probe.send(f"'{tab}")
        probe.look(f"{name}: tab {tab}")
        for keys in ("\x1b[6~", "w", "j", "\x1b") if IS_LONG else ("w", "\x1b"):
            probe.send(keys)
            probe.look(f"{name}: tab {tab} {keys!r}")
    for keys in ("z", "z", "[", "\x7f"):
        probe.send(keys)
        probe.look(f"{name}: {keys!r}")


def walk_dialogs(probe: Probe, number: int, name: str) -> None:
    """Open every dialog about a person, and save a contact so that a toast tells of it."""
    for words, shown in [*((words, shown) for words, (shown, _) in DIALOGS.items()), *SHOWN.items()]:
        go_to(probe, number, words)
        palette(probe, words, shown)
        probe.look(f"{name}: {words}")
    go_to(probe, number)
    for keys, shown in (("c", "Record contact"), ("of at\r", "Saved: "), ("u", "Undone: "), ("\x12", "Done again: ")):
        probe.send(keys)
        probe.until(shown)
        probe.look(f"{name}: {shown}")
    probe.send("u")


def report(what: str, probe: Probe, tried: int) -> None:
    """Print what was tried, and fail with what was found."""
    print(f"\n{what}: {tried} payloads, {probe.looks} looks, {probe.bytes:,} bytes, {len(probe.found)} found")
    assert probe.found == []


def test_no_record_acts_on_any_screen(store: Path, tmp_path: Path) -> None:
    with unlocked(store, tmp_path) as probe:
        probe.look("start")
        walk_lists(probe)
        for number, name in some():
            walk_case(probe, number, name)
            if IS_LONG or name == "all":
                walk_dialogs(probe, number, name)
        leave(probe)
        probe.send("\x0c")
        probe.until("locked and unreadable")
        probe.look("locked")
    fields = len(hostile.fields())
    report(f"records: {fields} fields of text of every table", probe, len(PAYLOADS))


def paste_everywhere(probe: Probe, payloads: list[tuple[str, str]]) -> None:
    """Paste into every field of every dialog, of the palette and of the filter line."""
    for words, (shown, fields) in DIALOGS.items():
        for name, payload in payloads if IS_LONG or words in IN_QUICK else []:
            go_to(probe, 0, words)
            palette(probe, words, shown)
            for field in range(fields if IS_LONG else min(fields, 3)):
                probe.paste(payload)
                if name == "all" and "passphrase" not in words and "key" not in words:
                    probe.until_either("%(x)s", "␛")
                probe.look(f"pasted into {words}, field {field}: {name}")
                probe.send("\t")
            probe.send("\x13" if words not in ("import", "export") else "\r")
            probe.look(f"{words} saved: {name}")
    for keys in (":", "/"):
        for name, payload in payloads:
            leave(probe)
            probe.send(keys)
            probe.paste(payload)
            probe.look(f"pasted at {keys}: {name}")


def test_nothing_pasted_acts_in_any_field(store: Path, tmp_path: Path) -> None:
    payloads = list(PAYLOADS.items()) if IS_LONG else [("all", ALL)]
    with unlocked(store, tmp_path) as probe:
        paste_everywhere(probe, payloads)
    report("pasted", probe, len(PAYLOADS))


@pytest.mark.parametrize("is_first", [False, True], ids=["unlock", "first run"])
def test_nothing_typed_or_pasted_acts_before_the_store_is_open(store: Path, tmp_path: Path, *, is_first: bool) -> None:
    path = tmp_path / "none.store" if is_first else store
    with Probe(program("--store", str(path)), tmp_path) as probe:
        probe.until("Your name" if is_first else "Passphrase")
        probe.rest()
        probe.output = b""
        probe.send("\x14")  # shows what is typed
        probe.paste(ALL)
        probe.until_either("%(x)s", "␛␛[31m")
        probe.look("pasted: all")
        for name, payload in PAYLOADS.items() if IS_LONG else [("return", PAYLOADS["return"])]:
            probe.paste(payload)
            probe.look(f"pasted: {name}")
            probe.send(payload.replace("\x11", "").encode("utf-8", "surrogatepass"), wait=0.1)
            probe.look(f"typed: {name}")
        probe.send("\r")
        probe.look("entered")
    report("first run" if is_first else "unlock", probe, len(PAYLOADS))


def test_the_harness_finds_what_gets_out_without_the_gate(store: Path, tmp_path: Path) -> None:
    with unlocked(store, tmp_path, planted=NO_GATE, module=TERMINAL) as probe:
        go_to(probe, 0)
        palette(probe, "close the case", "Close the case")
        probe.send("\t")
        probe.paste(ALL)
        probe.look("without the gate")
    assert len(probe.found) > 5


def test_the_gate_holds_alone(store: Path, tmp_path: Path) -> None:
    planted = "from caseload_tui.ui import text; text.plain = module.plain = lambda said: said"
    with unlocked(store, tmp_path, planted=planted, module=TERMINAL) as probe:
        go_to(probe, list(PEOPLE).index("all"))
        probe.send("w")
        probe.look("case")
        leave(probe)
    report("the gate alone", probe, len(PAYLOADS))
