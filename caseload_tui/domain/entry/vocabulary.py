"""The words of the contact line: every keyword in one place, with its short form and what it stands for.

Days and times are not here but in `days`, which forms and filters share. docs/languages.md says why each word of WHAT
stands for the national type it does.
"""

from dataclasses import dataclass
from typing import Final, Literal

from caseload_tui.domain.words import Mode

Slot = Literal["what", "direction", "outcome", "flag", "named"]
"""What a keyword says; `named` ones are followed by a code or a text."""

Direction = Literal["in", "out"]


@dataclass(frozen=True, slots=True)
class Keyword:
    """A word of the language. `shortest` letters of it will do, where no other word begins so; `short` always does."""

    word: str
    slot: Slot
    gives: str
    short: str = ""
    shortest: int = 1


@dataclass(frozen=True, slots=True)
class What:
    """What took place: the mode, and the national type it is recorded as.

    `into` is the type of the same from the person to us; `planned` the type where it is an appointment: it has an
    outcome or lies ahead.
    """

    mode: Mode
    type_code: str
    into: str = ""
    planned: str = ""
    is_doorstep: bool = False
    usual: Direction = "out"

    def type_for(self, direction: Direction | None, *, is_planned: bool) -> str:
        """Return the type code for a direction (None: not said)."""
        if self.into and (direction or self.usual) == "in":
            return self.into
        return self.planned if self.planned and is_planned else self.type_code


_WHATS: Final = (
    (Keyword("office", "what", "at the office", "of"), What("in_person_office", "COAP")),
    (Keyword("home", "what", "at home", "ho"), What("in_person_home", "CHVS")),
    (Keyword("doorstep", "what", "on the doorstep", "do"), What("in_person_home", "CODC", is_doorstep=True)),
    (Keyword("prison", "what", "in prison", "pr"), What("in_person_prison", "CPVS")),
    (Keyword("community", "what", "elsewhere in the community", "co"), What("in_person_community", "COOO")),
    (Keyword("video", "what", "by video", "vi"), What("video", "COVC")),
    (Keyword("phone", "what", "by phone", "ph"), What("phone", "CTOB", into="CTOA", planned="COPT")),
    (Keyword("text", "what", "by text message", "tx"), What("text_email", "CMOB", into="CMOA")),
    (Keyword("email", "what", "by email", "em"), What("text_email", "CMOB", into="CMOA")),
    (Keyword("letter", "what", "by letter", "le"), What("letter", "CLOB", into="CLOA")),
    (Keyword("third", "what", "someone else", "th"), What("third_party", "CI3B", into="CI3A", usual="in")),
    (Keyword("check-in", "what", "online or biometric", "ci"), What("remote_checkin", "C334")),
    (Keyword("group", "what", "a programme or group session", "gr"), What("group_session", "APAT")),
)
WHATS: Final[dict[str, What]] = {keyword.word: what for keyword, what in _WHATS}

AT: Final = "at"
"""Short for attended; before a time it may be the little word as well."""

_OUTCOMES: Final = (
    (Keyword("attended", "outcome", "attended, complied", AT), "ATTC"),
    (Keyword("ftc", "outcome", "attended, failed to comply"), "AFTC"),
    (Keyword("sent-behaviour", "outcome", "attended, sent home (behaviour)"), "ATSH"),
    (Keyword("sent-us", "outcome", "attended, sent home (service issues)"), "ATSS"),
    (Keyword("missed", "outcome", "failed to attend, evidence awaited", "mi"), "AFTA"),
    (Keyword("unacceptable", "outcome", "unacceptable absence", "un"), "UAAB"),
)
OUTCOMES: Final[dict[str, str]] = {keyword.word: code for keyword, code in _OUTCOMES}
"""The outcomes that one word says."""

SECOND_WORDS: Final[dict[str, dict[str, str]]] = {
    "acceptable": {
        "medical": "AAME",
        "work": "AAEM",
        "family": "AAFC",
        "court": "AACL",
        "faith": "AARE",
        "holiday": "AAHO",
        "custody": "AARC",
        "judgement": "CO05",
    },
    "moved": {"us": "RSSR", "them": "RSOF"},
}
"""The outcomes that need a second word, by both."""

OUTCOME_WORDS: Final[dict[str, str]] = {
    **{code: word for word, code in OUTCOMES.items()},
    **{code: f"{word} {second}" for word, codes in SECOND_WORDS.items() for second, code in codes.items()},
}
"""What is typed for an outcome, by its code."""

SHORTEST_SECOND: Final = {"acceptable": 3, "moved": 4}
"""Letters of the second word that will do; `moved the meeting` must not be read as `moved them`."""

NO_REPLY: Final = "no-reply"
RAR: Final = "rar"
SENSITIVE: Final = "sensitive"
OFFICER: Final = "with"
SENTENCE: Final = "for"
PLACE: Final = "place"
REPEAT: Final = "every"
FILLER: Final = "next"
"""May begin a booking, for those who like to say it; means nothing."""

_ALL: Final = (
    *(keyword for keyword, _ in _WHATS),
    Keyword("out", "direction", "from us, as usual"),
    Keyword("in", "direction", "from the person"),
    *(keyword for keyword, _ in _OUTCOMES),
    Keyword("acceptable", "outcome", "acceptable absence, and why", "ac"),
    Keyword("moved", "outcome", "moved, by us or by them"),
    Keyword(NO_REPLY, "outcome", "nobody there: an attempt, counts for nothing", shortest=3),
    Keyword(RAR, "flag", "counts as a RAR day"),
    Keyword(SENSITIVE, "flag", "sensitive", "se"),
    Keyword(OFFICER, "named", "another officer, by code", shortest=len(OFFICER)),
    Keyword(SENTENCE, "named", "one sentence, by its id", shortest=len(SENTENCE)),
    Keyword(PLACE, "named", 'where, in quotes: place "HMP Anywhere"', shortest=len(PLACE)),
)
KEYWORDS: Final[dict[str, Keyword]] = {each.word: each for each in _ALL}
TYPED: Final[dict[str, Keyword]] = {**{each.short: each for each in _ALL if each.short}, **KEYWORDS}
"""Keywords by each way of typing them in full."""

WHAT_WORDS: Final = ", ".join(WHATS)


def begun_by(typed: str) -> list[Keyword]:
    """Return the keywords that a word may be the beginning of."""
    return [each for each in _ALL if each.word.startswith(typed) and len(typed) >= each.shortest]
