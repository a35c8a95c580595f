"""The main job in a real terminal, from the passphrase to a flag that is gone, through the death of the program."""

import re
import signal

import pytest

from tests.terminal.conftest import LATE, NOTE, Place
from tests.ui.pty_run import Terminal

FLAG = re.compile(r"^▌?\s+! +SAMPLE, Alan +Medium +in-person contact .*overdue +32 ?d", re.MULTILINE)
INK = re.compile(rb"[34]8;2;(\d+);(\d+);(\d+)")
MOST_KEYS = 20


def flagged(screen: str) -> bool:
    return FLAG.search(screen) is not None


def is_coloured(output: bytes) -> bool:
    """Return whether anything was painted in a colour, and not in a grey."""
    return any(len(set(parts)) > 1 for parts in INK.findall(output))


def record(terminal: Terminal, line: str) -> int:
    """Record a contact for the person at the cursor; returns how many keys it took."""
    terminal.type("c")
    terminal.until("Record contact")
    terminal.type(line)
    terminal.until("Counts as")
    terminal.type("\r")
    return len("c") + len(line) + len("\r")


def test_a_visit_takes_the_flag_away_through_a_kill_and_a_phone_call_does_not(place: Place) -> None:
    terminal = place.start()
    try:
        assert flagged(terminal.until("Why it is here"))

        terminal.type("w")
        why = terminal.until("Flag  ")
        assert "In-person contact, 28 calendar days (Medium RoSH" in why  # the rule
        assert "ps-ns2021 version" in why  # its source
        assert re.search(r"Clock from .* office, attended, complied", why)  # what counted
        assert re.search(r"Since then +1 contact, none counted", why)
        assert re.search(r"video +attended, complied", why)  # what did not
        terminal.type("\x1b")
        terminal.gone("Flag  ")

        assert record(terminal, "of at") <= MOST_KEYS
        assert not flagged(terminal.until("Saved: office"))
    finally:
        terminal.close(signal.SIGKILL)

    terminal = place.start()
    try:
        terminal.until("Nothing is overdue")
        assert not flagged(terminal.text())
        terminal.type("u")
        assert flagged(terminal.until("Undone: record contact, SAMPLE, Alan"))

        record(terminal, "ph at")
        assert flagged(terminal.until("Saved: phone"))
        terminal.type("w")
        why = terminal.until("Flag  ")
        assert re.search(r"Since then +2 contacts, none counted", why)
        assert re.search(r"phone +attended, complied", why)
    finally:
        terminal.close()
    assert LATE in place.command("overdue", "--format", "csv")


@pytest.mark.parametrize(
    ("width", "height", "environment"), [(80, 24, {}), (120, 36, {"NO_COLOR": "1"})], ids=["80x24", "no colour"]
)
def test_everything_needed_is_there_when_small_and_without_colour(
    place: Place, width: int, height: int, environment: dict[str, str]
) -> None:
    terminal = place.start(width, height, **environment)
    try:
        assert flagged(terminal.until("SAMPLE, Alan"))
        terminal.type("w")
        terminal.until("in-person contact overdue 32 days")
        terminal.until("28 calendar days")
        terminal.type("\x1b")
        terminal.gone("28 days allowed")
        record(terminal, "of at")
        assert not flagged(terminal.until("Saved: office"))
    finally:
        terminal.close()
    assert is_coloured(terminal.output) == (not environment)


def test_a_draft_survives_a_kill_and_nothing_typed_can_be_read_outside(place: Place) -> None:
    """Everything the program wrote in its home: the store, its log, drafts, choices, logs and temporary files."""
    draft = "of at we spoke of the flooding"
    terminal = place.start()
    try:
        terminal.until("Why it is here")
        terminal.type("c")
        terminal.until("Record contact")
        terminal.type(draft)
        terminal.until("flooding")
        terminal.settle()
        said = ("Sample", "SAMPLE", "Fixture", "FIXTURE", NOTE, "the flooding")
        assert place.readable(said) == set()
    finally:
        terminal.close(signal.SIGKILL)
    assert place.readable(said) == set()

    terminal = place.start()
    try:
        terminal.until("Why it is here")
        terminal.type("c")
        terminal.until("the flooding")
    finally:
        terminal.close()
    assert place.readable(said) == set()
