"""Taking a table of TOML apart, value by value, and noting each thing that is refused with where it stands."""

import datetime as dt
import difflib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from caseload_tui.errors import Problem
from caseload_tui.standards.places import Path, Places

_Word = TypeVar("_Word", bound=str)
_SHOWN = 60
_LISTED = 16


@dataclass
class Refusals:
    """The problems of one file, gathered so that all of them are told at once."""

    file: str
    places: Places
    problems: list[Problem] = field(default_factory=list)

    def add(self, path: Path, why: str, accepted: str = "", value: object = None) -> None:
        """Note that what stands at `path` is refused."""
        self.problems.append(
            Problem(
                why=why,
                accepted=accepted,
                file=self.file,
                line=self.places.line(path, value),
                column=shown(".".join(path)),
                value="" if value is None else shown(value),
            )
        )


@dataclass(frozen=True)
class Entry:
    """A table of the file with the path that leads to it; every reader returns None where it notes a refusal."""

    table: Mapping[str, object]
    path: Path
    refusals: Refusals

    def refuse(self, key: str, why: str, accepted: str = "", value: object = None) -> None:
        """Note that the value of a key is refused; an empty key is the table itself."""
        self.refusals.add((*self.path, key) if key else self.path, why, accepted, value)

    def only(self, keys: Collection[str]) -> None:
        """Refuse every other key."""
        for key in self.table:
            if key not in keys:
                self.refuse(key, "is not a key known here" + meant(shown(key), keys), listed(keys))

    def need(self, *keys: str) -> None:
        """Refuse the table when one of the keys is missing."""
        for key in keys:
            if key not in self.table:
                self.refuse("", f"{key} is missing", f"a line that begins {key} =")

    def word(self, key: str, words: tuple[_Word, ...]) -> _Word | None:
        """Return a word of a closed list."""
        return self._word(key, self.table[key], words) if key in self.table else None

    def words(self, key: str, words: tuple[_Word, ...]) -> frozenset[_Word]:
        """Return a list of words of a closed list, without those refused; an empty list is one that says none."""
        value = self.table.get(key, [])
        if not isinstance(value, list):
            self.refuse(key, "is not a list", 'words in square brackets, such as ["a", "b"]', value)
            return frozenset()
        found = (self._word(key, item, words) for item in value)
        return frozenset(word for word in found if word is not None)

    def _word(self, key: str, value: object, words: tuple[_Word, ...]) -> _Word | None:
        for word in words:
            if value == word:
                return word
        self.refuse(key, "is not known here" + meant(value, words), listed(words), value)
        return None

    def number(self, key: str, low: int, high: int) -> int | None:
        """Return a whole number from `low` to `high`."""
        value = self.table.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            self.refuse(key, "is not possible", f"a whole number from {low} to {high}", value)
            return None
        return value

    def text(self, key: str, longest: int) -> str | None:
        """Return one line of text, fit for a screen."""
        value = self.table.get(key)
        if value is None:
            return None
        if not isinstance(value, str) or not value.strip() or len(value) > longest or not value.isprintable():
            self.refuse(key, "is not a line of text", f"1 to {longest} printable characters in quotes", value)
            return None
        return value

    def flag(self, key: str) -> bool:
        """Return true or false, false when missing."""
        value = self.table.get(key, False)
        if not isinstance(value, bool):
            self.refuse(key, "is neither true nor false", "true, false", value)
            return False
        return value

    def date(self, key: str) -> dt.date | None:
        """Return a date without a time."""
        value = self.table.get(key)
        if value is None:
            return None
        if isinstance(value, dt.datetime) or not isinstance(value, dt.date):
            self.refuse(key, "is not a date", "a date without quotes, such as 2026-06-26", value)
            return None
        return value

    def entry(self, key: str) -> "Entry | None":
        """Return the table inside under a key."""
        value = self.table.get(key)
        if value is None:
            return None
        if not isinstance(value, dict):
            self.refuse(key, "is not a table", f"{key} = {{ ... }} or a heading of its own", value)
            return None
        return Entry(value, (*self.path, key), self.refusals)


def shown(value: object) -> str:
    """Return a value as a message prints it, no longer than a line."""
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 3] + "..."


def listed(words: Collection[str]) -> str:
    """Return the words that would be accepted; a long list is cut."""
    named = list(words)
    rest = len(named) - _LISTED
    return ", ".join(named[:_LISTED]) + (f" and {rest} more" if rest > 0 else "")


def meant(value: object, words: Collection[str]) -> str:
    """Return `; did you mean ...` when a known word is close, else nothing."""
    folded = {word.casefold(): word for word in words}
    close = difflib.get_close_matches(str(value).casefold(), folded, n=1, cutoff=0.7)
    return f"; did you mean {folded[close[0]]}" if close else ""
