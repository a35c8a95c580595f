"""Pasted text is one paste, wherever the reads of it were cut; keys stay keys; no byte ends the program."""

import pytest
from textual import events
from textual._xterm_parser import XTermParser

from caseload_tui.ui.pasted import Typed
from tests.terminal.payloads import PAYLOADS


def told(*reads: bytes) -> list[object]:
    """Return what the program is told of: pasted texts and the names of keys."""
    typed, parser = Typed(), XTermParser()
    texts = [text for data in reads if (text := typed.decode(data))]  # the driver takes an empty one for the end
    found = [event for text in texts for event in parser.feed(text)]
    return [e.text if isinstance(e, events.Paste) else getattr(e, "key", e) for e in found]


def pasted(text: str) -> bytes:
    return b"\x1b[200~" + text.encode("utf-8", "surrogatepass") + b"\x1b[201~"


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
def test_what_is_pasted_is_one_paste_and_presses_no_key(payload: str) -> None:
    first, key = told(pasted(f"a{payload}b") + b"q")
    assert str(first).startswith("a")
    assert str(first).endswith("b")
    assert "\x1b" not in str(first)
    assert key == "q"


def test_a_paste_may_be_cut_anywhere() -> None:
    data = b"j" + pasted("a\x1b[31mb\x1b[20c\x1b\x1b[") + b"k"
    whole = ["j", "a␛[31mb␛[20c␛␛[", "k"]
    for at in range(len(data)):
        for more in (at, at + 1, at + 3):
            assert told(data[:at], data[at:more], data[more:]) == whole, (at, more)


def test_a_key_waits_for_no_other() -> None:
    assert Typed().decode(b"\x1b") == "\x1b"
    assert told(b"\x1b[A", b"\x1b[6~", b"x") == ["up", "pagedown", "x"]
    assert told(pasted("a"), pasted("b"), b"\x1b[B") == ["a", "b", "down"]


def test_a_byte_that_is_no_text_is_a_sign() -> None:
    assert Typed().decode(b"caf\xe9 x") == "caf\ufffd x"
    assert told(pasted("caf") + b"x")[-1] == "x"
    typed = Typed()
    assert typed.decode("é".encode()[:1]) + typed.decode("é".encode()[1:]) == "é"
