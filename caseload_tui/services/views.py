"""What services hand to the screen and the command line: frozen views with nothing left to work out."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from caseload_tui.domain.facts import CaseFacts
from caseload_tui.domain.records import Contact, Sentence
from caseload_tui.domain.verbs import Op
from caseload_tui.domain.words import Severity, State
from caseload_tui.engine.obligation import Assessed, NotApplicable, TraceLine
from caseload_tui.store.cells import CaseRow as CaseRow  # noqa: PLC0414 - handed on
from caseload_tui.store.cells import Flag as Flag  # noqa: PLC0414 - handed on
from caseload_tui.store.cells import FlagCounts as FlagCounts  # noqa: PLC0414 - handed on

RowT = TypeVar("RowT", covariant=True)  # noqa: PLC0105 - one letter more says less


class Page(Protocol[RowT]):
    """A list that may be long: only the rows asked for are read."""

    def __len__(self) -> int:
        """Return how many rows there are."""

    def holding(self, people: Iterable[str]) -> set[str]:
        """Return which of some people are in the list."""

    def rows(self, offset: int, count: int) -> Sequence[RowT]:
        """Return the rows from `offset`, at most `count`."""


@dataclass(frozen=True, slots=True)
class FirstRow:
    """One line of Today's First list: who, what, since when, and which step of the order put it there."""

    crn: str
    name: str
    rosh: str | None
    flag: Flag
    """The worst of what is overdue or due; of somebody who was not seen after release, the first appointment."""

    ual_since: dt.date | None = None
    is_unseen: bool = False
    """The first appointment after release was arranged in time, but its day has passed and nobody came."""

    more: int = 0
    """Other duties of the person that are overdue or due today, red or amber; of somebody at large all of them."""


@dataclass(frozen=True, slots=True)
class FirstGroup:
    """The rows that one step of the order put where they are; the title is the reason."""

    title: str
    rows: tuple[FirstRow, ...]


@dataclass(frozen=True, slots=True)
class DiaryEntry:
    """One appointment."""

    contact_id: str
    crn: str
    name: str
    date: dt.date
    time: str | None
    mode: str
    place: str | None
    type_title: str
    outcome: str | None = None
    """How it went, in words; None while it is to come or nobody has said."""


@dataclass(frozen=True, slots=True)
class Today:
    """The first screen: what to do, the diary of seven days, and what waits.

    `overdue`, `due_today`, `evidence_awaited` and `data_gaps` are people: as many as the filter of that name lists.
    `next_7_days` and `without_outcome` are appointments, those of the diary.
    """

    as_of: dt.date
    groups: tuple[FirstGroup, ...]
    diary: tuple[DiaryEntry, ...]
    no_outcome: tuple[DiaryEntry, ...]
    overdue: int
    due_today: int
    next_7_days: int
    without_outcome: int
    evidence_awaited: int
    data_gaps: int
    people: int


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One contact as the timeline shows it."""

    contact_id: str
    date: dt.date
    time: str | None
    type_code: str
    type_title: str
    mode: str
    outcome_code: str | None
    outcome_title: str
    mark: str
    """counts | other | absent | acceptable | awaited | attempt | ahead: see docs/using.md, the strip."""

    counts_as: str
    officer_code: str | None
    by: str | None
    """The officer's name, as far as it is known here."""

    notes: str | None
    is_system: bool
    is_retrospective: bool


@dataclass(frozen=True, slots=True)
class Explained:
    """One duty with its whole reason.

    `because` says which change since the clock started decided the limit. `sentence` is the one the duty is under,
    where that is not plain. `awaited` is an appointment that has no outcome yet and clears the duty if it was attended.
    """

    assessed: Assessed
    trace: tuple[TraceLine, ...]
    because: str = ""
    sentence: Sentence | None = None
    awaited: Contact | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """Every duty a person ever had, and the rules that do not apply, as seen on a day."""

    crn: str
    as_of: dt.date
    duties: tuple[Explained, ...]
    not_applicable: tuple[NotApplicable, ...]
    ual_since: dt.date | None
    """Since when the person is unlawfully at large, if so."""


@dataclass(frozen=True, slots=True)
class Week:
    """One cell of the attendance strip: the week's Monday and its best event (marks of TimelineEntry, or none)."""

    monday: dt.date
    mark: str


@dataclass(frozen=True, slots=True)
class CaseFile:
    """One person, as the case screen and the preview need it."""

    facts: CaseFacts
    as_of: dt.date
    name: str
    age: int | None
    officer: str | None
    team: str | None
    rosh: str | None
    mappa_level: str | None
    registrations: tuple[str, ...]
    sentence_words: tuple[str, ...]
    starts_on: dt.date | None
    ends_on: dt.date | None
    alerts: tuple[str, ...]
    """Loud warnings in words: breach or recall under way, unlawfully at large, restricted, data that contradict."""

    duties: tuple[Assessed, ...]
    timeline: tuple[TimelineEntry, ...]
    strip: tuple[Week, ...]
    address: str | None
    booked: tuple[TimelineEntry, ...]


@dataclass(frozen=True, slots=True)
class Effect:
    """What an entry would do to one duty."""

    title: str
    severity: Severity
    state: State
    due_on: dt.date | None
    days_late: int


@dataclass(frozen=True, slots=True)
class Preview:
    """What saving a contact would do, worked out with the same engine, before it is saved."""

    lines: tuple[tuple[str, str], ...]
    """Label and words, in the order of the form: Type, When, Outcome, Counts as, Note, Books."""

    counts_in_person: bool = False
    clears: tuple[Effect, ...] = ()
    leaves: tuple[Effect, ...] = ()
    """Duties still overdue afterwards."""

    next_due: tuple[Effect, ...] = ()
    problems: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Saved:
    """What was written: words for the toast (no key hints), and the person it is about."""

    words: str
    crn: str | None
    verb: str
    ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Logged:
    """One act as the log gives it: when, who, what kind of processing, whom it was about. Never what it said."""

    at: dt.datetime
    actor: str
    op: Op
    verb: str
    crn: str | None
    why: str | None
    device: str
    seq: int
    is_erased: bool
    """Whether whom it was about was erased since."""
