"""The filter line of every list: reading it, writing it back, offering what may come next.

Screen and command line take the same line, such as `rosh:high overdue:in-person>7d smith -closed sort:-lateness`.
"""

import datetime as dt
import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from caseload_tui.domain.fields import FIELDS, read_value
from caseload_tui.domain.values import Value, ValueRefusedError
from caseload_tui.errors import Problem, RefusedError

NAME: Final = "name"
"""The field of a bare word."""

CLOSED: Final = "closed"
"""The one reserved word: closed cases, which every list leaves out unless the line names it."""

SORT: Final = "sort"
COLS: Final = "cols"
COLUMNS: Final[dict[str, str]] = {
    "lateness": "severity, then days overdue, then due date",
    "name": "surname, forenames",
    "crn": "reference",
    "rosh": "risk of serious harm",
    "tier": "tier",
    "seen": "last seen in person",
    "contact": "last contact of any kind",
    "due": "next duty, when",
    "booked": "next appointment",
    "plan": "last plan review",
    "release": "release date",
    "ends": "end of the sentence",
    "address": "where the person lives",
    "sentence": "kind of sentence",
    "officer": "officer",
    "team": "team",
}
"""The columns that a line may sort by or choose, and what each holds."""

_FIELD = re.compile(r"([A-Za-z-]+):")
_QUOTED = re.compile(r'"((?:[^"]|"")*)("|$)')
_PLAIN = re.compile(r'[^\s,"]+')
_NEEDS_QUOTES = re.compile(r'[\s,"]')
_HEADS: Final[dict[str, str]] = {
    **{name: spec.help for name, spec in FIELDS.items()},
    SORT: "order; - before a column turns it round",
    COLS: "columns",
}


class FilterError(RefusedError):
    """A filter line that is not understood.

    `column` counts from 1 and is that of `value`, the word at fault; `why` is "" when it is simply not one of what is
    `accepted`, `meant` the nearest of these, "" when none is near.
    """

    def __init__(self, column: int, value: str, why: str, accepted: str, meant: str = "") -> None:
        """Keep the place and the reason; what was typed stands only in the problem, never in the message."""
        said = why or f"not understood{f', did you mean {meant}?' if meant else ''}"
        problem = Problem(said, accepted, column=f"column {column}", value=value)
        super().__init__(f"The filter is not understood at column {column}.", problems=(problem,))
        self.column = column
        self.value = value
        self.why = why
        self.accepted = accepted
        self.meant = meant

    @property
    def words(self) -> str:
        """Return the reason as the screen shows it beside the line: `hgh: one of low, medium, high, vh`."""
        reason = self.why or f"one of {self.accepted}"
        return f"{self.value}: {reason}" + (f" (did you mean {self.meant}?)" if self.meant else "")


@dataclass(frozen=True, slots=True)
class Term:
    """One condition: the field holds at least one of the values; or, negated, none of them.

    `field` is a name of `FIELDS`; a bare word is a term of `name`, the reserved word one of `closed` without values.
    """

    field: str
    values: tuple[Value, ...] = ()
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Sort:
    """A column to sort by; `-lateness` puts the most late first."""

    column: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """A whole line: every term must hold; the order and the columns, () where the line does not say."""

    terms: tuple[Term, ...] = ()
    sort: tuple[Sort, ...] = ()
    cols: tuple[str, ...] = ()

    @property
    def names_closed(self) -> bool:
        """Return whether the line says anything of closed cases; if not, a list leaves them out."""
        return any(term.field == CLOSED for term in self.terms)

    @property
    def is_empty(self) -> bool:
        """Return whether the line leaves nobody out and orders nothing."""
        return not (self.terms or self.sort or self.cols)


@dataclass(frozen=True, slots=True)
class Completion:
    """A word that may stand from `start` to the cursor, and what it gives."""

    word: str
    gives: str
    start: int
    end: int


def parse(text: str, *, today: dt.date, me: str | None = None) -> Filter:
    """Return the filter that a line says, with ages and days as seen from `today`.

    Args:
        text: the line.
        today: the day looked at.
        me: the code of the officer that `officer:me` means.

    Raises:
        FilterError: a part of the line is not understood.
    """
    return _Reader(text, today, me).read()


def format(found: Filter) -> str:  # noqa: A001 - the other half of `parse`
    """Return the line that says a filter; `parse` of it gives the same filter."""
    parts = [_write(term) for term in found.terms]
    if found.sort:
        parts.append(f"{SORT}:" + ",".join(("-" if each.descending else "") + each.column for each in found.sort))
    if found.cols:
        parts.append(f"{COLS}:" + ",".join(found.cols))
    return " ".join(parts)


def _write(term: Term) -> str:
    sign = "-" if term.negated else ""
    if term.field == CLOSED:
        return sign + CLOSED
    head = "" if term.field == NAME else f"{term.field}:"
    return sign + head + ",".join(_quote(value.written, is_bare=not head) for value in term.values)


def _quote(text: str, *, is_bare: bool) -> str:
    """Return a value in quotes where it would be read as something else without them."""
    means_more = is_bare and (text[0] in "-!" or ":" in text or text.lower() == CLOSED)
    return '"' + text.replace('"', '""') + '"' if means_more or _NEEDS_QUOTES.search(text) else text


class _Reader:
    """Goes through a line once."""

    def __init__(self, text: str, today: dt.date, me: str | None) -> None:
        self._text = text
        self._today = today
        self._me = me
        self._at = 0
        self._terms: list[Term] = []
        self._sort: tuple[Sort, ...] = ()
        self._cols: tuple[str, ...] = ()

    def read(self) -> Filter:
        while self._skip_blanks():
            self._term()
        return Filter(tuple(self._terms), self._sort, self._cols)

    def _skip_blanks(self) -> bool:
        while self._at < len(self._text) and self._text[self._at].isspace():
            self._at += 1
        return self._at < len(self._text)

    def _term(self) -> None:
        start = self._at
        negated = self._text[start] in "-!"
        self._at += negated
        head = _FIELD.match(self._text, self._at)
        name = self._field(head) if head else NAME
        is_bare = head is None and self._text[self._at : self._at + 1] != '"'
        found = self._values()
        if not found:
            why, accepted = ("say which", _accepted(name)) if head else ("stands before a term", "-closed")
            if self._text[start : self._at].strip(',"'):
                raise FilterError(self._at + 1, self._text[start : self._at], why, accepted)
            return
        if is_bare and len(found) == 1 and found[0][1].lower() == CLOSED:
            self._terms.append(Term(CLOSED, (), negated))
        elif name in (SORT, COLS):
            self._arrange(name, found, start, negated=negated)
        else:
            self._terms.append(Term(name, tuple(self._value(name, *each) for each in found), negated))

    def _field(self, head: re.Match[str]) -> str:
        typed = head[1].lower()
        self._at = head.end()
        begun = [typed] if typed in _HEADS else [name for name in _HEADS if name.startswith(typed)]
        if len(begun) == 1:
            return begun[0]
        raise _unknown(head.start() + 1, head[1], "no such field", begun, _HEADS)

    def _values(self) -> list[tuple[int, str]]:
        """Read `a,"b c",d` with the place of each; empty values are left out."""
        found: list[tuple[int, str]] = []
        while True:
            start = self._at
            if quoted := _QUOTED.match(self._text, start):
                found.append((start, quoted[1].replace('""', '"')))
                self._at = quoted.end()
            elif plain := _PLAIN.match(self._text, start):
                found.append((start, plain[0]))
                self._at = plain.end()
            if self._text[self._at : self._at + 1] != ",":
                return [each for each in found if each[1]]
            self._at += 1

    def _value(self, name: str, start: int, written: str) -> Value:
        try:
            return read_value(name, written, self._today, self._me)
        except ValueRefusedError as error:
            meant = "" if error.why else _nearest(written, FIELDS[name].words)
            raise FilterError(start + 1, written, error.why, error.accepted, meant) from None

    def _arrange(self, name: str, found: list[tuple[int, str]], start: int, *, negated: bool) -> None:
        if negated or (self._sort if name == SORT else self._cols):
            why = "it cannot be negated" if negated else "it is said twice"
            raise FilterError(start + 1, name, why, _accepted(name))
        columns = []
        for at, written in found:
            is_turned = name == SORT and written.startswith("-")
            columns.append(Sort(self._column(at + is_turned, written[is_turned:]), is_turned))
        if name == SORT:
            self._sort = tuple(columns)
        else:
            self._cols = tuple(each.column for each in columns)

    def _column(self, at: int, typed: str) -> str:
        word = typed.lower()
        begun = [word] if word in COLUMNS else [name for name in COLUMNS if word and name.startswith(word)]
        if len(begun) == 1:
            return begun[0]
        raise _unknown(at + 1, typed, "no such column", begun, COLUMNS)


def _unknown(column: int, typed: str, why: str, begun: list[str], known: Mapping[str, str]) -> FilterError:
    """Return the refusal of a word that begins several known ones, or none."""
    if begun:
        return FilterError(column, typed, f"{' or '.join(begun)}?", ", ".join(begun))
    return FilterError(column, typed, why, ", ".join(known), _nearest(typed, known))


def _nearest(typed: str, known: Iterable[str]) -> str:
    return next((near for near in difflib.get_close_matches(typed.lower(), known, n=1) if near != typed.lower()), "")


def _accepted(name: str) -> str:
    return FIELDS[name].accepted if name in FIELDS else ", ".join(COLUMNS)


def complete(text: str, cursor: int | None = None) -> list[Completion]:
    """Return what the word at the cursor could become: fields and names of states, or the values of its field."""
    end = len(text) if cursor is None else cursor
    start = max((text.rfind(blank, 0, end) for blank in " \t"), default=-1) + 1
    start += text[start : start + 1] in ("-", "!")
    head = _FIELD.match(text, start, end)
    if head is None:
        typed = text[start:end].lower()
        heads = [Completion(f"{name}:", gives, start, end) for name, gives in _HEADS.items() if name != NAME]
        return [
            each for each in (*heads, Completion(CLOSED, "closed cases", start, end)) if each.word.startswith(typed)
        ]
    name = head[1].lower()
    start = max(text.rfind(",", 0, end) + 1, head.end())
    if name in (SORT, COLS):
        start += name == SORT and text[start : start + 1] == "-"
        offered = list(COLUMNS.items())
    elif name in FIELDS:
        offered = [(word, FIELDS[name].help) for word in FIELDS[name].words]
    else:
        return []
    typed = text[start:end].lower()
    return [Completion(word, gives, start, end) for word, gives in offered if word.startswith(typed)]
