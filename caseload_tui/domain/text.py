"""Text from outside, made harmless once on its way in: nothing in it commands a terminal or turns lines around.

What is taken out stays visible as a sign, so that nobody reads a text as whole that was not.
"""

import re
import unicodedata
from typing import Final

MOST_MARKS: Final = 8
"""Combining marks kept on one letter; more only serve to overprint the lines around."""

_PLAIN = re.compile(r"[\n\t -~]*")
_PLAIN_LINE = re.compile(r"[ -~]*")
_LINE_END = re.compile("\r\n?|[\u2028\u2029]")
_HARMFUL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 without tab and line end, DEL, C1
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # direction of writing
    "\ud800-\udfff\ufeff\ufff9-\ufffb\ufffe\uffff]"  # halves of characters, byte order marks, annotations
)
_WHITE = str.maketrans({"\n": "␤", "\t": "␉"})
_DELETE: Final = 0x7F
_PICTURES: Final = 0x2400


def clean(text: str) -> str:
    r"""Return text of several lines without control or direction characters, composed (NFC), marks capped.

    Line ends become `\n`; tabs stay. What is harmful becomes a picture of itself (`␛`) or `�`. Clean text comes
    back as it is, so cleaning twice changes nothing.
    """
    if _PLAIN.fullmatch(text):
        return text
    text = _HARMFUL.sub(_picture, _LINE_END.sub("\n", text))
    return text if text.isascii() else _cap_marks(unicodedata.normalize("NFC", text))


def clean_line(text: str) -> str:
    """Return text of one line: as `clean`, no blanks around it, line ends and tabs shown as `␤` and `␉`."""
    text = text.strip(" ")
    return text if _PLAIN_LINE.fullmatch(text) else clean(text).translate(_WHITE)


def _picture(found: re.Match[str]) -> str:
    code = ord(found[0])
    if code < ord(" "):
        return chr(_PICTURES + code)
    return "␡" if code == _DELETE else "�"


def _cap_marks(text: str) -> str:
    kept: list[str] = []
    run = 0
    for character in text:
        run = run + 1 if unicodedata.category(character).startswith("M") else 0
        if run <= MOST_MARKS:
            kept.append(character)
    return "".join(kept)
