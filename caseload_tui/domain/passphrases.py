"""How much a new passphrase is worth: how many of its characters are more than what anybody would try first.

It knows repeats, rows, years, a person's own name and the few words below; no more. What it lets pass may still be
something that others use, and no program can tell whether it is used elsewhere too.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Final

LEAST: Final = 12
"""Characters that must count. Four or more words are better than any mixture of signs."""

_STRENGTH: Final = ((20, "strong"), (16, "good"), (LEAST, "just enough"))
_WORDS: Final = (
    "password passphrase passwort pass word secret admin administrator welcome letmein login user test guest master "
    "monkey dragon princess sunshine football baseball superman batman shadow flower charlie daniel thomas george "
    "liverpool arsenal chelsea everton rangers celtic united tottenham london england wales cymru manchester "
    "probation caseload officer ministry justice hmpps prison offender community "
    "monday tuesday wednesday thursday friday saturday sunday january february march april june july august september "
    "october november december spring summer autumn winter christmas iloveyou love hello "
    "correct horse battery staple"
)
_ROWS: Final = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm")
_LETTERS_MEANT: Final = str.maketrans("430157$@!", "aeoistsai")
_SAME = re.compile(r"(.)\1{2,}", re.DOTALL)
_YEAR = re.compile(r"(?:19|20)\d\d")
_ROW_FROM: Final = 4
_BLOCK: Final = 3
_SHORTEST_OWN: Final = 3


def worth(passphrase: str, own: Iterable[str] = ()) -> int:
    """Return how many characters count: of a repeat, a row, a year or a well-known word only the first does.

    Args:
        passphrase: What was typed.
        own: The person's name and codes, which others know too.
    """
    text = passphrase.casefold()
    counts = [True] * len(text)
    words = {word for part in own for word in part.casefold().split() if len(word) >= _SHORTEST_OWN}
    for start, end in chain(_well_known(text, words), _in_rows(text), _repeated(text)):
        counts[start:end] = [False] * (end - start)
    return sum(counts)


def strength(passphrase: str, own: Iterable[str] = ()) -> str:
    """Return a word for it."""
    if len(passphrase) < LEAST:
        return "too short"
    counted = worth(passphrase, own)
    return next((word for least, word in _STRENGTH if counted >= least), "easy to guess")


def problem(passphrase: str, own: Iterable[str] = ()) -> str:
    """Return why it is too weak, "" when it will do."""
    if len(passphrase) < LEAST:
        return f"A passphrase has at least {LEAST} characters; four or more words are best."
    counted = worth(passphrase, own)
    if counted < LEAST:
        return (
            f"That is easy to guess: {counted} of its {len(passphrase)} characters count. Repeats, rows such as abcd "
            "or qwerty, years, names and common words hardly do. Four or more words are best."
        )
    return ""


def _well_known(text: str, own: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Give what does not count of years and words, written with figures for letters too."""
    for found in chain(_SAME.finditer(text), _YEAR.finditer(text)):
        yield found.start() + 1, found.end()
    for written in {text, text.translate(_LETTERS_MEANT)}:
        for word in chain(_WORDS.split(), own):
            for found in re.finditer(re.escape(word), written):
                yield found.start() + 1, found.end()


def _in_rows(text: str) -> Iterator[tuple[int, int]]:
    """Give what does not count of rows of the alphabet and the keyboard, in either direction."""
    for row in chain(_ROWS, (row[::-1] for row in _ROWS)):
        for start in range(len(text) - _ROW_FROM + 1):
            if text[start : start + _ROW_FROM] in row:
                yield start + 1, start + _ROW_FROM


def _repeated(text: str) -> Iterator[tuple[int, int]]:
    """Give what stood there before."""
    for start in range(1, len(text) - _BLOCK + 1):
        if text.find(text[start : start + _BLOCK], 0, start + _BLOCK - 1) != -1:
            yield start, start + _BLOCK
