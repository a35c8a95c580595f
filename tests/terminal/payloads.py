"""What somebody may put into a name so that a terminal obeys it, and how to tell that any of it got out."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from caseload_tui.domain.text import MOST_MARKS

PAYLOADS: Final[dict[str, str]] = {
    "escape": "\x1b",
    "colour": "\x1b[31mx",
    "blink": "\x1b[5;7mx",
    "erase screen": "\x1b[2J",
    "erase line": "\x1b[2K",
    "home": "\x1b[H",
    "report": "\x1b[6n",
    "identify": "\x1b[c",
    "second screen": "\x1b[?1049l",
    "mouse": "\x1b[?1003h",
    "paste mode": "\x1b[?2004l",
    "reset": "\x1bc",
    "soft reset": "\x1b[!p",
    "scroll region": "\x1b[3;5r",
    "insert lines": "\x1b[9L",
    "window": "\x1b[8;5;5t",
    "title back": "\x1b[21t",
    "line drawing": "\x1b(0x\x0e",
    "repeat": "\x1b[999b",
    "title": "\x1b]0;pwned\x07",
    "title by st": "\x1b]2;pwned\x1b\\",
    "colour of the terminal": "\x1b]11;#ff0000\x07",
    "link": "\x1b]8;;http://evil.example\x1b\\x\x1b]8;;\x1b\\",
    "clipboard": "\x1b]52;c;aGFja2Vk\x07",
    "clipboard asked": "\x1b]52;c;?\x07",
    "notice": "\x1b]9;pwned\x07",
    "device": "\x1bP$qm\x1b\\",
    "sixel": "\x1bPq#0;2;0;0;0~-\x1b\\",
    "device cut short": "\x1bPq",
    "application": "\x1b_Gi=31,s=1\x1b\\",
    "privacy": "\x1b^pwned\x1b\\",
    "start of string": "\x1bXpwned\x1b\\",
    "c1 colour": "\x9b31mx",
    "c1 title": "\x9d0;pwned\x9c",
    "c1 device": "\x90qx\x9c",
    "c1 index": "\x84\x85\x8d",
    "null": "a\x00b",
    "bell and back": "a\x07b\x08\x08\x08c",
    "other end": "\x0b\x0c\x1c\x1d\x1e\x1f",
    "delete": "a\x7f\x7fb",
    "return": "a\rREPLACED",
    "tabs": "a\t\t\tb",
    "lines": "a\nb\r\nc\u2028d\u2029e",
    "override": "\u202egnp.exe\u202c",
    "isolates": "\u2066x\u2069\u2067y\u2068z",
    "marks of direction": "\u200e\u200f\u061cx",
    "zero width": "a\u200b\u2060\ufeffb\u00adc",
    "joiners": "a\u200db\u200cc",
    "tag letters": "a\U000e0041\U000e0042",
    "annotation": "\ufff9a\ufffab\ufffb",
    "marks": "o" + "\u0301\u0489" * 100,
    "marks beyond": "o" + "\U0001d165\u20dd" * 100,
    "lone surrogate": "a\ud83db",
    "lone low surrogate": "\udc9b31m",
    "very wide": "\ufdfd\u6f22" * 40,
    "one long word": "W" * 480,
    "markup": "[bold red]MARKUP[/]",
    "markup closed": "[/MARKUP]",
    "markup open": "[MARKUP",
    "click": "[@click=app.quit]MARKUP[/]",
    "link in markup": "[link=http://evil.example]MARKUP[/link]",
    "expression": "[a[0]]MARKUP[$x %y]",
    "backslash": "\\[red]MARKUP\\",
    "braces": "{0} {x!r} %s %(x)s",
    "csv": '","\n=1+1;"',
}

ACTS: Final = {name for name, text in PAYLOADS.items() if "MARKUP" in text}

_STYLE: Final = rb"(?:[0-4]|7|9|2[1-9]|39|49|[34]8;[25](?:;\d+)+)"
_OURS: Final = re.compile(
    (
        rb"\x1b\[\d*(?:;\d+)?H"  # the cursor to a place
        rb"|\x1b\[(?:STYLE(?:;STYLE)*)?m"
        rb"|\x1b\[\?(?:25|1000|1003|1004|1006|1015|1049|2004|2026|2048)[hl]"  # modes of a whole screen
        rb"|\x1b\]22;[a-z-]*\x07"  # the shape of the pointer
        rb"|\x1b\[\?(?:2026|2048)\$p|\x1b\[>1u|\x1b\[<u|\x1b\[=\d+;?\d*u|\x1b\[\?u"
    ).replace(b"STYLE", _STYLE)
)
"""What Textual itself sends: nothing else that begins with ESC may pass."""

_ONCE: Final = re.compile(rb"\x1b\[\?(?:1000|1003|1004|1006|1015|1049|2004|2048)[hl]")
"""Those of them that come at the start and at the end, and never between."""

_ACTING: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f\u2028\u2029"
    "\u00ad\u180e\u200b\u2060-\u2064\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff\ud800-\udfff]"
)


def leaks(output: bytes, *, is_screen: bool) -> Iterator[str]:
    """Yield whatever in the bytes a terminal could obey and the program did not mean.

    Of a screen the sequences of Textual are taken out first; a command has none. Between two paints of a screen no
    mode may change, since a payload could ask for the same.
    """
    if is_screen:
        output = _OURS.sub(b"", output)
    text = output.decode("utf-8", "surrogateescape")
    for found in _ACTING.finditer(text):
        yield f"{text[max(found.start() - 10, 0) : found.end() + 12]!r}"
    run = 0
    for character in text:
        run = run + 1 if unicodedata.category(character) in ("Mn", "Me") else 0
        if run == MOST_MARKS + 1:
            yield "more marks on one letter than fit"


def modes(output: bytes) -> list[bytes]:
    """Return the modes that were switched, in order."""
    return _ONCE.findall(output)


def acted(text: str) -> list[str]:
    """Return where the word of a payload stands without the brackets that it was written with: its markup was read."""
    return [
        text[max(found.start() - 12, 0) : found.end() + 4]
        for found in re.finditer("MARKUP", text)
        if (before := text[: found.start()].rpartition("\n")[2].strip()) and before[-1] not in "[]/"
    ]
