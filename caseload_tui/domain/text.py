"""Text from outside, made harmless once on its way in: nothing in it commands a terminal or turns lines around.

What could be seen and is taken out stays visible as a sign, so that nobody reads a text as whole that was not. What
nobody sees goes without one: it would only keep a name from being found.
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
    "\u115f\u1160\u3164\uffa0"  # letters that show as nothing
    "\ud800-\udfff\ufff9-\ufffb\ufffe\uffff]"  # halves of characters, annotations
)
_LATIN = "\\x00-\u036f\u1e00-\u1eff"
_UNSEEN = re.compile(
    "[\u00ad\u034f\u180e\u200b\u2060-\u2064\u206a-\u206f\ufeff\U000e0000-\U000e007f]"
    # Joiners mean something in other scripts and between emoji, and these selectors after them.
    f"|(?:^|(?<=[{_LATIN}]))[\u200c\u200d]+|[\u200c\u200d]+(?:$|(?=[{_LATIN}]))|(?<=[A-Za-z])[\ufe00-\ufe0f]+"
)
_BLANK = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_WHITE = str.maketrans({"\n": "␤", "\t": "␉"})
_DELETE: Final = 0x7F
_PICTURES: Final = 0x2400


def clean(text: str) -> str:
    r"""Return text of several lines without control or direction characters, composed (NFC), marks capped.

    Line ends become `\n`; tabs stay; other blanks become plain ones. What is harmful becomes a picture of itself (`␛`)
    or `�`; what shows as nothing goes. Clean text comes back as it is, so cleaning twice changes nothing.
    """
    if _PLAIN.fullmatch(text):
        return text
    text = _HARMFUL.sub(_picture, _LINE_END.sub("\n", text))
    return text if text.isascii() else cap_marks(_without_unseen(text))


def _without_unseen(text: str) -> str:
    """Return the text composed, without what shows as nothing; taking one out may bring together what composes."""
    while True:
        composed = _BLANK.sub(" ", unicodedata.normalize("NFC", text))
        text = _UNSEEN.sub("", composed)
        if text == composed:
            return text


def clean_line(text: str) -> str:
    """Return text of one line: as `clean`, no blanks around it, line ends and tabs shown as `␤` and `␉`."""
    text = text.strip(" ")
    return text if _PLAIN_LINE.fullmatch(text) else clean(text).strip(" ").translate(_WHITE)


def escaped(json: str) -> str:
    """Return a text of JSON that says the same and holds nothing a terminal could obey or that nobody sees."""
    if json.isascii() and "\x7f" not in json:  # all below a blank is escaped already
        return json
    kept: list[str] = []
    run = 0
    for character in json:
        run = run + 1 if unicodedata.category(character).startswith("M") else 0
        is_shown = (character.isprintable() and run <= MOST_MARKS) or character == "\n"
        kept.append(character if is_shown else _as_escape(character))
    return "".join(kept)


def _as_escape(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))


def _picture(found: re.Match[str]) -> str:
    code = ord(found[0])
    if code < ord(" "):
        return chr(_PICTURES + code)
    return "␡" if code == _DELETE else "�"


def cap_marks(text: str) -> str:
    """Return the text with no more marks on a letter than are kept."""
    kept: list[str] = []
    run = 0
    for character in text:
        run = run + 1 if unicodedata.category(character).startswith("M") else 0
        if run <= MOST_MARKS:
            kept.append(character)
    return "".join(kept)
