"""How a value of the filter language is read, by the kind of its field: words, ladders, texts, days, duties, states.

Whatever is typed as an age, a day or a month becomes the days it stands for, both ends included, so that a list only
ever asks whether a day lies between two others.
"""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from caseload_tui.domain import codes
from caseload_tui.domain.days import NoSuchDayError
from caseload_tui.domain.ranges import Range, Side, read_range

NONE: Final = "none"
NEVER: Final = "never"
ANY: Final = "any"
"""Every red or amber duty, where no duty is named."""

AGED: Final = ("unverified", "reviewed", "new")
"""The words that may be followed by an age."""

_SIGNED = re.compile(r"(<=|>=|<|>|=)(.+)")
_WORD_AND_AGE = re.compile(r"([^<>=]*)([<>=].*)?")
_BETWEEN = re.compile(r"([^.]+)\.\.([^.]+)")
_RULE = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)+")
_TIER = re.compile(r"([A-G])(\d?)S?")


class ValueRefusedError(ValueError):
    """A value that its field does not take: why ("" when it is simply not one of them), and what would be accepted."""

    def __init__(self, why: str, accepted: str) -> None:
        """Keep both."""
        super().__init__(why)
        self.why = why
        self.accepted = accepted


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a term: `written` as it was typed, the rest what it means. All that is given must hold.

    `codes` are the codes, words or texts of which one must match; a rule may end in `*`. `low` and `high` are the
    first and the last day allowed, None for no bound. With `has_none` a person for whom nothing is recorded matches
    too; where neither codes nor days are given, only such a person does.
    """

    written: str
    codes: tuple[str, ...] = ()
    low: dt.date | None = None
    high: dt.date | None = None
    has_none: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """A field: what it is about, how a value is read, and its values in words (() is "nothing recorded")."""

    name: str
    help: str
    read: "Callable[[Field, str, dt.date], Value]"
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    examples: tuple[str, ...] = ()
    """Values that are no words, as a person would type them."""

    side: Side = "back"

    @property
    def accepted(self) -> str:
        """Return what the field takes."""
        return ", ".join((*self.words, *self.examples))


def _refuse(spec: Field) -> ValueRefusedError:
    return ValueRefusedError("", spec.accepted)


def _meaning(spec: Field, typed: str) -> tuple[str, ...] | None:
    """Return what a word, or the beginning of just one, stands for; None when it is neither."""
    word = typed.lower()
    if word in spec.words:
        return spec.words[word]
    codes_of = {code.lower(): (code,) for meant in spec.words.values() for code in meant}
    if word in codes_of:
        return codes_of[word]
    begun = {spec.words[each]: each for each in spec.words if word and each.startswith(word)}
    if len(begun) > 1:
        raise ValueRefusedError(f"{' or '.join(begun.values())}?", ", ".join(begun.values()))
    return next(iter(begun), None)


def choice(spec: Field, written: str, _today: dt.date) -> Value:
    """Read one of the words."""
    meant = _meaning(spec, written)
    if meant is None:
        raise _refuse(spec)
    return Value(written, meant, has_none=not meant)


def coded(spec: Field, written: str, _today: dt.date) -> Value:
    """Read a word, or a code of a list that a place may have of its own."""
    meant = _meaning(spec, written)
    return Value(written, (written.upper(),) if meant is None else meant, has_none=meant == ())


def text(spec: Field, written: str, _today: dt.date) -> Value:
    """Read a text as it stands, unless it is one of the words."""
    meant = spec.words.get(written.lower(), (written,))
    return Value(written, meant, has_none=not meant)


def ladder(spec: Field, written: str, today: dt.date) -> Value:
    """Read a word, or some rungs of the ladder that the words form: `>=high`, `1..3`."""
    rungs = tuple(dict.fromkeys(code for meant in spec.words.values() for code in meant))

    def rung(word: str) -> int:
        meant = _meaning(spec, word)
        if not meant:
            raise _refuse(spec)
        return rungs.index(meant[0])

    if between := _BETWEEN.fullmatch(written):
        return Value(written, rungs[rung(between[1]) : rung(between[2]) + 1] or _nothing(spec))
    if signed := _SIGNED.fullmatch(written):
        at = rung(signed[2])
        held = tuple(code for n, code in enumerate(rungs) if _holds(signed[1], n - at))
        return Value(written, held or _nothing(spec))
    return choice(spec, written, today)


def _nothing(spec: Field) -> tuple[str, ...]:
    raise ValueRefusedError("nothing lies there", spec.accepted)


def _holds(sign: str, order: int) -> bool:
    return (order < 0 and "<" in sign) or (order > 0 and ">" in sign) or (order == 0 and "=" in sign)


def tier(spec: Field, written: str, _today: dt.date) -> Value:
    """Read a tier of either scheme: a letter alone means all its tiers, a suffix S is no tier of its own."""
    known = _tiers()
    signed = _SIGNED.fullmatch(written)
    sign, word = (signed[1], signed[2].upper()) if signed else ("=", written.upper())
    if not signed and word.lower() == NONE:
        return Value(written, has_none=True)
    if sign == "=" and word in known and known[word] is None:
        return Value(written, (word,))
    wanted = _TIER.fullmatch(word)
    if wanted is None or not any(rank and word in (code, code[0]) for code, rank in known.items()):
        raise _refuse(spec)
    letter, digit = _rank(wanted)
    held = []
    for code, rank in known.items():
        if rank is None:
            continue
        order = letter - rank[0] if digit is None or rank[0] != letter or rank[1] is None else rank[1] - digit
        if _holds(sign, order) and not (order == 0 and digit is not None and rank[1] is None):
            held.append(code)
    return Value(written, tuple(held) or _nothing(spec))


def _rank(found: re.Match[str]) -> tuple[int, int | None]:
    return ord(found[1]), int(found[2]) if found[2] else None


@cache
def _tiers() -> dict[str, tuple[int, int | None] | None]:
    found = {code: _TIER.fullmatch(code) for code in codes.titles("tiers", "tier", "tier")}
    return {code: _rank(tier) if tier else None for code, tier in found.items()}


def _range(spec: Field, written: str, today: dt.date) -> Range:
    """Read days, or refuse."""
    try:
        found = read_range(written, today, spec.side)
    except NoSuchDayError as error:
        raise ValueRefusedError(str(error), spec.accepted) from None
    if found is None:
        raise _refuse(spec)
    return found


def days(spec: Field, written: str, today: dt.date) -> Value:
    """Read a word, or days. Who was never seen was not seen for longer than any number of days."""
    meant = _meaning(spec, written)
    if meant is not None:
        return Value(written, meant, has_none=not meant)
    days = _range(spec, written, today)
    return Value(written, (), days.low, days.high, has_none=NEVER in spec.words and days.low is None)


def duty(spec: Field, written: str, today: dt.date) -> Value:
    """Read a duty, days, or both: `in-person`, `>9d`, `in-person>9d`, `F2F_GAP`."""
    found = _WORD_AND_AGE.fullmatch(written)
    word, age = (found[1], found[2]) if found else ("", None)
    meant: tuple[str, ...] | None = (ANY,)
    if word:
        meant = (word.upper(),) if _RULE.fullmatch(word) else _meaning(spec, word)
    if meant is None or not (word or age):
        raise _refuse(spec)
    days = _range(spec, age, today) if age else Range(None, None)
    return Value(written, meant, days.low, days.high)


def state(spec: Field, written: str, today: dt.date) -> Value:
    """Read a word, with an age where it has one: `transient`, `unverified>90d`."""
    found = _WORD_AND_AGE.fullmatch(written)
    word, age = (found[1], found[2]) if found else (written, None)
    meant = _meaning(spec, word)
    if meant is None or (age and not set(meant) & set(AGED)):
        raise _refuse(spec)
    days = _range(spec, age, today) if age else Range(None, None)
    # What was never checked or reviewed was not for longer than any number of days.
    return Value(written, meant, days.low, days.high, has_none=not meant or bool(age and days.low is None))


def flag(spec: Field, written: str, today: dt.date) -> Value:
    """Read a state, a registration code, or words that stand in the titles of registrations."""
    titles = codes.registration_titles()
    if written.upper() in titles:
        return Value(written, (written.upper(),))
    found = _WORD_AND_AGE.fullmatch(written)
    if found and found[1].lower() in spec.words:
        return state(spec, written, today)
    wanted = re.findall(r"\w+", written.lower())
    held = tuple(
        code
        for code, title in titles.items()
        if wanted and all(any(w.startswith(part) for w in re.findall(r"\w+", title.lower())) for part in wanted)
    )
    return Value(written, held) if held else state(spec, written, today)
