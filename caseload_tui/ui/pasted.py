"""What comes from the keyboard, before Textual takes it apart: bytes of any kind, and pasted text that types nothing.

Textual ends the program at a byte that is no UTF-8, and takes what follows an ESC inside a paste for keys that were
pressed: a text somebody copied could undo, close or open anything.
"""

from __future__ import annotations

import codecs
from typing import Final

from caseload_tui.domain.text import clean

_BEGIN: Final = "\x1b[200~"
_END: Final = "\x1b[201~"
_ESC: Final = "\x1b"
_SHOWN: Final = clean(_ESC)


class Typed:
    """Stands where Textual expects a decoder; one for each terminal, since a paste may come in many reads."""

    def __init__(self) -> None:
        """Begin outside a paste."""
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._is_pasted = False
        self._before = ""
        """Outside a paste: the last letters handed on, in which its mark may have begun. Inside: what is held back."""

    def decode(self, data: bytes, final: bool = False) -> str:  # noqa: FBT002 - the standard library's
        """Return the text, every ESC inside a paste as a sign."""
        text, parts = self._decoder.decode(data, final), list[str]()
        while text:
            text = (self._inside if self._is_pasted else self._outside)(text, parts)
        return "".join(parts)

    def _outside(self, text: str, parts: list[str]) -> str:
        """Hand on what is typed up to a paste; nothing is held back, or a lone ESC would wait for the next key."""
        seen = self._before + text
        at = seen.find(_BEGIN)
        self._is_pasted = at >= 0
        taken = at + len(_BEGIN) - len(self._before) if self._is_pasted else len(text)
        parts.append(text[:taken])
        self._before = "" if self._is_pasted else seen[1 - len(_BEGIN) :]
        return text[taken:]

    def _inside(self, text: str, parts: list[str]) -> str:
        """Hand on what is pasted; what may be the beginning of its end waits."""
        pasted, end, rest = (self._before + text).partition(_END)
        self._is_pasted = not end
        self._before = ""
        if self._is_pasted:
            self._before = next((_END[:n] for n in range(len(_END) - 1, 0, -1) if pasted.endswith(_END[:n])), "")
            pasted = pasted.removesuffix(self._before)
        parts.append(pasted.replace(_ESC, _SHOWN) + end)
        return rest


def take_over() -> None:
    """Let Textual read the terminal through this; it is pinned, and has no other way."""
    from textual.drivers import linux_driver

    linux_driver.getincrementaldecoder = lambda _encoding: Typed  # type: ignore[assignment, attr-defined]  # a name that it imports
