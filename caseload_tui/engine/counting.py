"""The one place that says what counts: how a contact took place, and whether it meets a rule (rulings 9, 45 to 49)."""

import datetime as dt
from dataclasses import replace
from typing import Final

from caseload_tui.domain.codes import contact_types, outcomes
from caseload_tui.domain.records import Contact
from caseload_tui.domain.words import ATTENDED_BEFORE_PLAN, MODE_TITLES, Mode
from caseload_tui.engine.seen import Cells
from caseload_tui.standards.rule import Rule

IN_PERSON: Final[frozenset[Mode]] = frozenset(
    {"in_person_office", "in_person_home", "in_person_community", "in_person_prison"}
)
_HOME: Final[frozenset[Mode]] = frozenset({"in_person_home"})
_LISTED_ON_PURPOSE: Final[frozenset[Mode]] = frozenset({"group_session", "in_person_prison"})
"""Modes that a rule lists only where it means the types that take place so."""

_SENT_HOME_BY_US: Final = "ATSS"


def effective_mode(contact: Contact) -> tuple[Mode, bool]:
    """Return how a contact took place and whether on the doorstep: as recorded, else from its type (ruling 45)."""
    return mode_of(contact.type_code, contact.mode, doorstep=contact.doorstep)


def mode_of(type_code: str, mode: Mode | None, *, doorstep: bool | None) -> tuple[Mode, bool]:
    """Return the same from the three cells that decide it."""
    kind = contact_types().get(type_code)
    on_doorstep = kind is not None and kind.is_doorstep if doorstep is None else doorstep
    return mode or ("none" if kind is None else kind.mode), on_doorstep


class Judge:
    """The verdicts of one rule, kept: the same few kinds of contact come again and again."""

    __slots__ = ("_attended", "_other", "_verdicts", "_ways", "rule")

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self._ways: dict[tuple[str, Mode | None, bool | None], bool] = {}
        self._verdicts: dict[Cells, bool] = {}
        self._attended: Judge | None = None
        self._other: Judge | None = None

    def takes_way(self, type_code: str, mode: Mode | None, doorstep: bool | None) -> bool:  # noqa: FBT001 - a cell
        """Return whether the way a contact took place meets the rule."""
        key = (type_code, mode, doorstep)
        verdict = self._ways.get(key)
        if verdict is None:
            verdict = self._ways[key] = not way_refused(self.rule, type_code, mode, doorstep=doorstep)
        return verdict

    def takes(self, cells: Cells) -> bool:
        """Return whether a contact with these cells meets the rule."""
        verdict = self._verdicts.get(cells)
        if verdict is None:
            type_code, mode, doorstep, code = cells
            verdict = self.takes_way(type_code, mode, doorstep) and not outcome_refused(self.rule, type_code, code)
            self._verdicts[cells] = verdict
        return verdict

    @property
    def attended(self) -> "Judge":
        """Return the judge with the outcomes of a first contact, where the rule lists none (rulings 35, 36)."""
        if self.rule.outcomes:
            return self
        if self._attended is None:
            self._attended = Judge(replace(self.rule, outcomes=ATTENDED_BEFORE_PLAN))
        return self._attended

    @property
    def other(self) -> "Judge":
        """Return the judge of the second reading, which takes other modes."""
        if not self.rule.other_modes:
            return self
        if self._other is None:
            self._other = Judge(replace(self.rule, modes=self.rule.other_modes))
        return self._other


_JUDGES: Final[dict[int, Judge]] = {}
_MOST_JUDGES: Final = 512


def judge(rule: Rule) -> Judge:
    """Return the judge of a rule, the same one for the same rule."""
    found = _JUDGES.get(id(rule))
    if found is None or found.rule is not rule:
        if len(_JUDGES) >= _MOST_JUDGES:
            _JUDGES.clear()
        found = _JUDGES[id(rule)] = Judge(rule)
    return found


def counts(contact: Contact, rule: Rule, as_of: dt.date) -> tuple[bool, str]:
    """Return whether a contact meets a rule as of a day, by the outcome it has, and why or why not."""
    if contact.date > as_of:
        return False, "still to come"
    why = way_refused(rule, contact.type_code, contact.mode, doorstep=contact.doorstep) or outcome_refused(
        rule, contact.type_code, contact.outcome_code
    )
    return (False, why) if why else (True, f"counts: {MODE_TITLES[effective_mode(contact)[0]]}")


def is_in_person_only(rule: Rule) -> bool:
    """Return whether a rule asks to see the person: it lists modes, and a phone call is none of them."""
    return bool(rule.modes) and "phone" not in rule.modes


def way_refused(rule: Rule, type_code: str, recorded: Mode | None, *, doorstep: bool | None) -> str:
    """Return why the way a contact took place does not meet a rule, "" when it does; `recorded` is its own mode."""
    mode, on_doorstep = mode_of(type_code, recorded, doorstep=doorstep)
    if recorded == "none":
        return "an attempt counts for nothing"
    if rule.types and type_code not in rule.types:
        return "this type of contact does not meet this standard"
    if not rule.modes:
        return ""
    if mode not in rule.modes:
        return f"{MODE_TITLES[mode]} does not meet this standard"
    if on_doorstep and not (rule.modes & IN_PERSON) - _HOME:
        return "on the doorstep is not a visit to the home"
    return _type_refused(rule, type_code, mode)


def _type_refused(rule: Rule, type_code: str, mode: Mode) -> str:
    kind = contact_types().get(type_code)
    if kind is None:
        return ""
    third_party = kind.face_to_face == "THIRD_PARTY"
    if rule.delegated_in_person and (third_party or kind.group == "approved_premises"):
        return ""
    if third_party:
        return "seen by another agency, not by us"
    if kind.never_in_person and mode not in _LISTED_ON_PURPOSE and is_in_person_only(rule):
        return "this type of contact is not supervision in person"
    return ""


def outcome_refused(rule: Rule, type_code: str, code: str | None) -> str:
    """Return why an outcome does not meet a rule, "" when it does (rulings 46, 47)."""
    if code is None:
        kind = contact_types().get(type_code)
        return "no outcome yet" if kind is not None and kind.appointment else ""
    if code in rule.outcomes:
        return ""
    outcome = outcomes().get(code)
    attended = outcome is not None and outcome.attended
    if attended and not rule.outcomes and code != _SENT_HOME_BY_US:
        return ""
    if attended:
        return f"{outcome.title}: that does not count" if outcome else ""
    if outcome is not None and outcome.absence_kind == "acceptable":
        return "absent; acceptable, but not seen: the clock runs on"
    return f"not attended: {outcome.title}" if outcome is not None else "outcome not known to the list"
