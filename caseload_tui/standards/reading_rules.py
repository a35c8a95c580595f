"""One `[rules.ID]` table of a profile, read into a Rule or refused; the keys are explained in docs/standards.md."""

import re
from typing import Final, cast, get_args

from caseload_tui.domain import codes
from caseload_tui.domain.clocks import Limit
from caseload_tui.domain.words import (
    ROSH_LEVELS,
    SEVERITIES,
    AppliesTo,
    Clock,
    Confidence,
    LevelBy,
    Mode,
    PauseKind,
    Period,
    RuleKind,
    Severity,
    SourceType,
    Trigger,
)
from caseload_tui.standards.catalogue import CATALOGUE, COUNTED_BACK
from caseload_tui.standards.reading import Entry, listed, meant
from caseload_tui.standards.rule import Rule, Source, Steps

KEYS: Final = (
    "kind",
    "title",
    "trigger",
    "clock",
    "by",
    "limit",
    "quota",
    "period",
    "first",
    "modes",
    "other_modes",
    "types",
    "outcomes",
    "paused_by",
    "applies_to",
    "severity",
    "hard",
    "grace",
    "count",
    "window",
    "weeks",
    "maximum",
    "per",
    "licence",
    "delegated_in_person",
    "source",
)
_ONLY_IN: Final[dict[str, RuleKind]] = {
    "quota": "cadence",
    "period": "cadence",
    "first": "cadence",
    "count": "threshold",
    "window": "threshold",
    "weeks": "streak",
    "maximum": "allowance",
    "per": "allowance",
}
_NEEDED: Final[dict[RuleKind, tuple[str, ...]]] = {
    "milestone": ("clock", "limit"),
    "cadence": ("clock", "limit"),
    "threshold": ("count", "window"),
    "streak": ("weeks",),
    "allowance": ("maximum", "per"),
    "prompt": (),
}
_TIMED: Final = ("clock", "by", "limit", "hard", "grace")
_LEVELS: Final[dict[str, tuple[str, ...]]] = {"rosh": ROSH_LEVELS, "mappa": ("1", "2", "3")}
_MOST: Final[dict[str, int]] = {"WD": 2600, "CD": 3660, "WK": 520, "MO": 120}
"""Ten years on each clock: the most that a limit may be."""

_TITLE, _CITED = 40, 120
_NO_SOURCE = Source("local", "", None, "D")
"""Stands in a rule that is refused anyway, so that its other keys are still read."""

_FIRST = re.compile(r"(WD|CD|WK|MO)\((\d{1,4})\)")


def read_rule(rule_id: str, entry: Entry) -> Rule | None:
    """Return the rule, or None with at least one refusal noted."""
    before = len(entry.refusals.problems)
    entry.only(KEYS)
    entry.need("kind", "title", "trigger", "applies_to", "severity", "source")
    kind: RuleKind | None = entry.word("kind", get_args(RuleKind))
    trigger: Trigger | None = entry.word("trigger", get_args(Trigger))
    if kind is not None and trigger is not None:
        _check_kind(rule_id, kind, trigger, entry)
    clock: Clock | None = entry.word("clock", get_args(Clock))
    by: LevelBy | None = entry.word("by", get_args(LevelBy))
    rule = Rule(
        id=rule_id,
        kind=kind or "milestone",
        title=entry.text("title", _TITLE) or "",
        trigger=trigger or "sentence",
        source=_source(entry) or _NO_SOURCE,
        severity=_severity(entry),
        applies_to=entry.words("applies_to", get_args(AppliesTo)),
        clock=clock,
        by=by,
        limits=_limits(entry, clock, by, can_count_back=kind == "milestone" and trigger in COUNTED_BACK),
        quota=entry.number("quota", 1, 366) or 1,
        period=entry.word("period", get_args(Period)) or "rolling",
        first=_first(entry),
        modes=entry.words("modes", get_args(Mode)),
        other_modes=entry.words("other_modes", get_args(Mode)),
        types=entry.words("types", tuple(codes.contact_types())) if "types" in entry.table else frozenset(),
        outcomes=entry.words("outcomes", tuple(codes.outcomes())),
        paused_by=entry.words("paused_by", get_args(PauseKind)),
        hard=entry.number("hard", 0, _MOST[clock or "CD"]),
        grace=entry.number("grace", 0, 366) or 0,
        count=entry.number("count", 1, 366),
        window=entry.number("window", 1, 120),
        weeks=entry.number("weeks", 1, 520),
        maximum=entry.number("maximum", 0, 3660),
        per=entry.text("per", _TITLE),
        licence=entry.flag("licence"),
        delegated_in_person=entry.flag("delegated_in_person"),
    )
    return rule if len(entry.refusals.problems) == before else None


def _check_kind(rule_id: str, kind: RuleKind, trigger: Trigger, entry: Entry) -> None:
    """Refuse what does not go with the kind, and another kind or trigger than the program works the rule out by."""
    known = CATALOGUE.get(rule_id)
    if known is not None and kind != known.kind:
        entry.refuse("kind", f"is not the kind of {rule_id}", known.kind, kind)
    if known is not None and trigger != known.trigger:
        entry.refuse("trigger", f"does not start the clock of {rule_id}", known.trigger, trigger)
    entry.need(*_NEEDED[kind])
    for key, only in _ONLY_IN.items():
        if key in entry.table and kind != only:
            entry.refuse(key, f"says nothing in a {kind}", f"a rule of kind {only}")
    if kind == "prompt":
        for key in _TIMED:
            if key in entry.table:
                entry.refuse(key, "says nothing in a prompt, which has no clock", "no such line")
    satisfied = any(entry.table.get(key) for key in ("modes", "types", "outcomes"))
    if kind in ("cadence", "milestone", "streak", "allowance") and not satisfied and not (known and known.is_fixed):
        entry.refuse("", f"the {kind} does not say what satisfies it", "modes, types or outcomes")


def _limits(entry: Entry, clock: Clock | None, by: LevelBy | None, *, can_count_back: bool) -> dict[str, Steps | None]:
    """Return the limits by level; a rule without a table has one, for the level ""."""
    value = entry.table.get("limit")
    low, high = (-_MOST[clock or "CD"] if can_count_back else 0), _MOST[clock or "CD"]
    if value is None:
        return {}
    if not isinstance(value, dict) or "phase1" in value or "later" in value:
        if by is not None and value != "off":
            entry.refuse("limit", f"by {by} needs a limit for each level", _levels_said(by), value)
        return {"": _steps(entry, "limit", low, high)}
    table = Entry(value, (*entry.path, "limit"), entry.refusals)
    if by is None:
        entry.refuse("limit", "is a table, and by does not say of which levels", listed(get_args(LevelBy)))
        return {}
    levels = _LEVELS.get(by) or tuple(codes.titles("tiers", "tier", "tier"))
    table.only((*levels, *sorted({level[:1] for level in levels} - set(levels))))
    limits = {level: _steps(table, level, low, high) for level in value}
    if by == "rosh" and "VH" not in limits and "H" in limits:
        limits["VH"] = limits["H"]  # never looser for more risk (ruling 44)
    for level in _LEVELS.get(by, ()):
        if level not in limits:
            entry.refuse("limit", f"says nothing for level {level}", _levels_said(by))
    return limits


def _levels_said(by: LevelBy) -> str:
    named = _LEVELS.get(by, ("A", "B"))
    return "{ " + ", ".join(f"{level} = ..." for level in named) + ' }, each a number, { phase1, later } or "off"'


def _steps(entry: Entry, key: str, low: int, high: int) -> Steps | None:
    """Return a limit: a number, a pair of numbers, or None for "off"."""
    value = entry.table[key]
    if value == "off":
        return None
    if isinstance(value, str):
        entry.refuse(key, "is not a limit" + meant(value, ["off"]), 'a number, { phase1, later } or "off"', value)
        return None
    if not isinstance(value, dict):
        number = entry.number(key, low, high)
        return None if number is None else Steps(number, number)
    pair = Entry(value, (*entry.path, key), entry.refusals)
    pair.only(("phase1", "later"))
    pair.need("phase1", "later")
    phase1, later = pair.number("phase1", low, high), pair.number("later", low, high)
    return None if phase1 is None or later is None else Steps(phase1, later)


def _first(entry: Entry) -> Limit | None:
    """Return the limit of the first obligation, written as `WD(3)`."""
    value = entry.table.get("first")
    if value is None:
        return None
    found = _FIRST.fullmatch(value) if isinstance(value, str) else None
    if found is None or int(found[2]) > _MOST[found[1]]:
        entry.refuse("first", "is not a limit", 'a clock and a number in quotes, such as "WD(3)"', value)
        return None
    return Limit(cast("Clock", found[1]), int(found[2]))


def _severity(entry: Entry) -> dict[str, Severity]:
    """Return the severity by level of RoSH; one word is for every level."""
    value = entry.table.get("severity")
    if not isinstance(value, dict):
        word: Severity | None = entry.word("severity", SEVERITIES)
        return {} if word is None else {"": word}
    table = Entry(value, (*entry.path, "severity"), entry.refusals)
    table.only(ROSH_LEVELS)
    words: dict[str, Severity | None] = {
        level: table.word(level, SEVERITIES) for level in value if level in ROSH_LEVELS
    }
    if "VH" not in words:
        words["VH"] = words.get("H")
    table.need(*(level for level in ROSH_LEVELS if level not in words))
    return {level: word for level, word in words.items() if word is not None}


def _source(entry: Entry) -> Source | None:
    """Return where the rule and its numbers come from; each part must be said, the year where there is one."""
    table = entry.entry("source")
    if table is None:
        return None
    table.only(("type", "title", "year", "confidence"))
    table.need("type", "title", "confidence")
    kind: SourceType | None = table.word("type", get_args(SourceType))
    title = table.text("title", _CITED)
    confidence: Confidence | None = table.word("confidence", get_args(Confidence))
    year = table.number("year", 1900, 2100)
    if kind is None or title is None or confidence is None:
        return None
    return Source(kind, title, year, confidence)
