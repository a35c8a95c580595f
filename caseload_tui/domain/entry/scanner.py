"""Moving along a contact line: the next word, the words taken so far, problems, notes and what stands in quotes."""

import datetime as dt
import difflib
import re
from typing import Final

from caseload_tui.domain.entry import vocabulary as v
from caseload_tui.domain.entry.parts import Kind, Part, Token
from caseload_tui.errors import Problem

LINE_END_SIGN: Final = "␤"
"""Stands for a line end inside a quoted note, so that a note of several lines fits on the line."""

QUOTE_IT: Final = 'put " before it to begin the note'
QUOTED_VALUE: Final = re.compile(r'\s*"((?:[^"]|"")*)"(?=[\s;]|$)')
WORD: Final = re.compile(r'[^\s;"]+')
_QUOTED_NOTE = re.compile(r'"((?:[^"]|"")*)"\s*(?=;|$)')


class Scanner:
    """A line, how far it has been read, and what has been taken. `part` is the part being read."""

    def __init__(self, line: str, today: dt.date) -> None:
        """Begin at the start of the line."""
        self.line = line
        self.today = today
        self.at = 0
        self.part = Part(is_booking=False)
        self.parts = [self.part]
        self.is_noting = False
        self.people: list[str] = []
        self.tokens: list[Token] = []
        self.problems: list[Problem] = []

    def next_word_at(self) -> int | None:
        """Move to the next word and return where it begins, None at the end of the line."""
        while self.at < len(self.line) and self.line[self.at].isspace():
            self.at += 1
        return self.at if self.at < len(self.line) else None

    def peek(self) -> re.Match[str] | None:
        """Return the word after the one just taken, which stays to be read."""
        start = self.next_word_at()
        return None if start is None else WORD.match(self.line, start)

    def put(self, start: int, end: int, kind: Kind, word: str) -> bool:
        """Take [start, end) of the line; always True, so that a word can be put and its taking told in one."""
        self.tokens.append(Token(start, end, kind, word))
        self.at = end
        self.part.has_words |= kind not in ("person", "separator", "filler")
        return True

    def trouble(self, start: int, end: int, why: str, accepted: str) -> bool:
        """Note a problem with a word, which is then read past."""
        typed = self.line[start:end]
        self.problems.append(Problem(why, accepted, column=f"column {start + 1}", value=typed))
        known = v.TYPED.get(typed.lower())
        return self.put(start, end, "unclear", known.word if known else typed)

    def again(self, start: int, end: int, what: str) -> bool:
        """Note that a word says a thing a second time."""
        return self.trouble(start, end, f"says {what} a second time", f"one of the two; or {QUOTE_IT}")

    @property
    def is_saying_when(self) -> bool:
        """Return whether a day or a time was just said: another there is a slip; further on it may begin a note."""
        return bool(self.tokens) and self.tokens[-1].kind in ("when", "time")

    def begin_booking(self, start: int) -> None:
        """Begin the part after a `;`."""
        self.put(start, start + 1, "separator", ";")
        self.part = Part(is_booking=True)
        self.is_noting = False
        self.parts.append(self.part)

    def note(self, start: int) -> None:
        """Take the rest of the part as the note: all of it, or what stands in quotes."""
        self.is_noting = True
        if found := _QUOTED_NOTE.match(self.line, start):
            notes = unquoted(found[1])
            end = found.end(1) + 1
        else:
            stop = self.line.find(";", start)
            end = len(self.line) if stop < 0 else stop
            notes = self.line[start:end].strip()
            if notes.startswith('"'):
                notes = notes[1:].strip()
            else:
                self._doubt(start)
        self.part.notes = notes or None
        self.put(start, end, "note", notes)

    def _doubt(self, start: int) -> None:
        """Say so when a note begins in a part that does not say what took place: the word may be a slip."""
        if self.part.what or self.part.code:
            return
        word = WORD.match(self.line, start)
        near = difflib.get_close_matches(word[0].lower(), v.TYPED, n=1, cutoff=0.7) if word else []
        why = "is no word of the line, so a note begins here"
        self.problems.append(
            Problem(
                f"{why}; did you mean {v.TYPED[near[0]].word}?" if near else why,
                f"{v.WHAT_WORDS}, a national code, or / and words of its description",
                column=f"column {start + 1}",
                value=word[0] if word else "",
            )
        )


def unquoted(text: str) -> str:
    """Return what stands in quotes: doubled quotes are one, and the sign for a line end is a line end."""
    return text.replace('""', '"').replace(LINE_END_SIGN, "\n")


def quoted(text: str) -> str:
    """Return a text in quotes, so that `unquoted` gives it back."""
    return '"' + text.replace('"', '""').replace("\n", LINE_END_SIGN) + '"'
