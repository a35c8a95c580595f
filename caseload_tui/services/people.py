"""People: adding one by hand with the least that lets their duties be worked out. Each fact is asked for once."""

from typing import Final

from caseload_tui.domain import identifiers, wording
from caseload_tui.domain import records as r
from caseload_tui.domain.drafts import PersonDraft
from caseload_tui.domain.identity import new_id
from caseload_tui.domain.text import clean
from caseload_tui.domain.words import SENTENCE_TITLES
from caseload_tui.errors import Problem, RefusedError
from caseload_tui.services.session import Session
from caseload_tui.services.views import Saved

BORN: Final = "a day in the past, the year in full: 2/5/1992"


def problems(session: Session, draft: PersonDraft) -> tuple[Problem, ...]:
    """Return what keeps the person from being saved, each with what would be accepted.

    A reference typed by hand that is none is a slip; one that is imported is kept as it came.
    """
    return (*_person_problems(session, draft), *_sentence_problems(draft))


def _person_problems(session: Session, draft: PersonDraft) -> list[Problem]:
    found: list[Problem] = []
    crn, officer = identifiers.crn(draft.crn), draft.officer_code
    if crn is None:
        why = "is no reference" if draft.crn.strip() else "a reference is needed"
        found.append(Problem(why, "one letter and six digits", column="CRN", value=draft.crn.strip()))
    elif session.store.get(r.Case, crn) is not None:
        found.append(Problem("is already here", "another reference", column="CRN", value=crn))
    if not (draft.surname or "").strip():
        found.append(Problem("a surname is needed", "the family name", column="Surname"))
    if officer and officer != session.officer_code and session.officer(officer) is None:
        found.append(Problem("is no officer known here", "an officer code", column="Officer", value=officer))
    if draft.date_of_birth and draft.date_of_birth >= session.today:
        found.append(Problem("lies ahead", BORN, column="Born on"))
    return found


def _sentence_problems(draft: PersonDraft) -> list[Problem]:
    found: list[Problem] = []
    starts_on, released_on = draft.starts_on, draft.released_on
    if draft.sentence_type is None:
        accepted = ", ".join(f"{title.lower()} ({code})" for code, title in SENTENCE_TITLES.items())
        found.append(Problem("say what sentence it is", accepted, column="Sentence"))
    if starts_on is None:
        found.append(Problem("say when it starts", "a day such as 13/11/2026", column="Starts on"))
    if starts_on and draft.ends_on and draft.ends_on <= starts_on:
        found.append(Problem("is not after the start", f"a day after {wording.day(starts_on)}", column="Ends on"))
    if released_on and draft.sentence_type not in (None, "CUSTODY"):
        found.append(Problem("only a prison sentence has a release", "nothing", column="Released on"))
    elif released_on and starts_on and released_on < starts_on:
        found.append(Problem("is before the sentence", f"{wording.day(starts_on)} or later", column="Released on"))
    return found


def add_person(session: Session, draft: PersonDraft) -> Saved:
    """Save a new person with their sentence as one action.

    Raises:
        RefusedError: the draft has problems; nothing was written.
    """
    stamp = session.stamp()
    found = problems(session, draft)
    if found or draft.sentence_type is None or draft.starts_on is None:
        raise RefusedError("Not saved: " + wording.count(len(found), "thing") + " to put right.", problems=found)
    officer = draft.officer_code or session.officer_code
    case = r.Case(
        crn=identifiers.crn(draft.crn) or "",
        surname=clean(draft.surname or ""),
        forenames=clean(draft.forenames) if draft.forenames else None,
        date_of_birth=draft.date_of_birth,
        officer_code=officer,
        team_code=draft.team_code or _team(session, officer),
        tier=draft.tier,
        rosh=draft.rosh,
    )
    sentence = r.Sentence(
        sentence_id=new_id("s"),
        crn=case.crn,
        type=draft.sentence_type,
        sentenced_on=draft.sentenced_on or draft.starts_on,
        starts_on=draft.starts_on,
        ends_on=draft.ends_on,
    )
    with session.store.write("person.add", stamp=stamp, subject=case.crn) as change:
        change.put(case)
        change.put(sentence)
        for spell in _spells(draft, sentence):
            change.put(spell)
    return Saved(f"new person, {case.name}", case.crn, "person.add", (case.crn,))


def _spells(draft: PersonDraft, sentence: r.Sentence) -> tuple[r.Spell, ...]:
    """Return the spells a release makes; without one the sentence's type says where it is served (ruling 18)."""
    if draft.released_on is None or draft.starts_on is None or draft.sentence_type != "CUSTODY":
        return ()
    custody = r.Spell(sentence.sentence_id, "custody", draft.starts_on, draft.released_on, "sentence")
    licence = r.Spell(sentence.sentence_id, "community", draft.released_on, None, "release")
    return (licence,) if draft.released_on == draft.starts_on else (custody, licence)


def _team(session: Session, officer_code: str | None) -> str | None:
    officer = session.officer(officer_code)
    return officer.team_code if officer else None
