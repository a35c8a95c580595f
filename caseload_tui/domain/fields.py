"""The fields of the filter language: what each is about, how its values are read, and which they are."""

import datetime as dt
from typing import Final

from caseload_tui.domain import values
from caseload_tui.domain.values import ANY, NEVER, NONE, Field, Value, ValueRefusedError


def _words(*words: str) -> dict[str, tuple[str, ...]]:
    return {word: () if word in (NONE, NEVER) else (word,) for word in words}


def _titles(**titles: str) -> dict[str, tuple[str, ...]]:
    return {word.replace("_", "-"): (code,) for word, code in titles.items()}


DUTY_WORDS: Final[dict[str, tuple[str, ...]]] = {
    ANY: (ANY,),
    "in-person": ("F2F_GAP",),
    "contact": ("ANY_GAP",),
    "first": ("FIRST_*",),
    "plan": ("PLAN_*",),
    "home-visit": ("HV_*",),
    "risk": ("RISK_REV",),
    "appointment": ("NEXT_APPT",),
    "outcome": ("OUTCOME_MISSING",),
}
"""The words for duties; the same ones on the command line."""

_DUTIES: Final = (">9d", "in-person>9d", "a rule such as F2F_GAP")
_DUTIES_AHEAD: Final = ("<=7d", "plan<2w", "a rule such as F2F_GAP")
_AHEAD: Final = ("<12w", "fri", "2026-12", "1/12..24/12")
_ROSH = _titles(low="L", medium="M", high="H", vh="VH")
_SENTENCES = _titles(co="CO", sso="SSO", licence="LIC", pss="PSS", deferred="DEFERRED", custody="CUS")
_QUALITY = _titles(
    outstanding="Outstanding", good="Good", requires_improvement="Requires improvement", inadequate="Inadequate"
)
_HOMES = _words(NONE, "transient", "settled", "homeless", "unverified")
_FLAGS = _words("snoozed", "restricted", "ual", "breach", "evidence", "gap", "draft", "new")
_CODE_OR_NAME: Final = ("a code or name",)

_ALL: Final = (
    Field("name", "name, CRN or prison number", values.text, examples=("any words",)),
    Field("rosh", "risk of serious harm", values.ladder, {**_ROSH, NONE: ()}, (">=high",)),
    Field("tier", "tier", values.tier, _words(NONE), ("A2", "C", ">=B1")),
    Field("mappa", "MAPPA level", values.ladder, _words("1", "2", "3", NONE), ("1..3",)),
    Field("sex", "sex", values.coded, {**_titles(female="F", male="M"), NONE: ()}),
    Field("nation", "nation", values.choice, {**_titles(england="England", wales="Wales"), NONE: ()}),
    Field("lang", "preferred language", values.text, _words(NONE), ("a language",)),
    Field("officer", "officer", values.text, _words("me", NONE), _CODE_OR_NAME),
    Field("team", "team", values.text, _words(NONE), _CODE_OR_NAME),
    Field("pdu", "probation delivery unit", values.text, _words(NONE), _CODE_OR_NAME),
    Field("provider", "who employs the team", values.text, _words(NONE), _CODE_OR_NAME),
    Field("owner", "owner of the team", values.text, _words(NONE), _CODE_OR_NAME),
    Field("pcc", "police and crime commissioner's area", values.text, _words(NONE), _CODE_OR_NAME),
    Field("sentence", "kind of sentence", values.choice, _SENTENCES),
    Field("setting", "where it is served", values.choice, _words("custody", "community")),
    Field("overdue", "a duty that is overdue", values.duty, DUTY_WORDS, _DUTIES),
    Field("due", "a duty that falls due", values.duty, DUTY_WORDS, _DUTIES_AHEAD, "ahead"),
    Field("open", "a duty in any live state", values.duty, DUTY_WORDS, _DUTIES),
    Field("seen", "days since last seen in person", values.days, _words(NEVER), (">30d",)),
    Field("contact", "days since any contact", values.days, _words(NEVER), (">30d",)),
    Field("release", "release date", values.days, _words("overdue", NONE), _AHEAD, "ahead"),
    Field("ends", "end of the sentence", values.days, _words("overdue", NONE), _AHEAD, "ahead"),
    Field("started", "start of the sentence", values.days, _words(NONE), ("<12w", "2026-11", "1/10..31/10")),
    Field("address", "where the person lives", values.state, _HOMES, ("unverified>90d",)),
    Field("plan", "the newest plan", values.state, _words(NONE, "reviewed"), ("reviewed<3m",)),
    Field("quality", "a reviewer's judgement of the plan", values.choice, {**_QUALITY, NONE: ()}),
    Field("flag", "registration or state", values.flag, _FLAGS, ("new<14d", "a registration, by code or words")),
    Field("note", "words in notes", values.text, examples=("any words",)),
)
FIELDS: Final[dict[str, Field]] = {each.name: each for each in _ALL}


def read_value(name: str, written: str, today: dt.date, me: str | None = None) -> Value:
    """Return what a value means to the field of this name.

    Raises:
        ValueRefusedError: the field does not take it.
    """
    spec = FIELDS[name]
    if name == "officer" and written.lower() == "me":
        if me is None:
            raise ValueRefusedError("this store does not say who you are", ", ".join(_CODE_OR_NAME))
        return Value(written, (me,))
    return spec.read(spec, written, today)
