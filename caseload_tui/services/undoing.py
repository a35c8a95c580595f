"""Taking back and doing again: the newest change of this laptop, across restarts."""

from caseload_tui.domain import wording
from caseload_tui.domain.verbs import VERBS
from caseload_tui.services.session import Session
from caseload_tui.services.views import Saved
from caseload_tui.store.taking_back import Foreseen


def undo(session: Session) -> Saved | None:
    """Take back the newest change; None when there is nothing left to take back."""
    undone = session.store.undo(session.stamp())
    return _said(session, "undone", undone.verb, undone.subject) if undone else None


def next_undo(session: Session) -> Foreseen | None:
    """Return what the next undo would take back, so that one can ask first when it is about many people."""
    return session.store.next_undo()


def redo(session: Session) -> Saved | None:
    """Do again what was last taken back; None when there is nothing."""
    done = session.store.redo(session.stamp())
    return _said(session, "done again", done.verb, done.subject) if done else None


def _said(session: Session, what: str, verb: str, crn: str | None) -> Saved:
    title = wording.inside(VERBS[verb].title) if verb in VERBS else verb
    facts = session.store.facts(crn, notes=False) if crn else None
    whom = f", {facts.case.name}" if facts else (f", {crn}" if crn else "")
    return Saved(f"{what}: {title}{whom}", crn, verb)
