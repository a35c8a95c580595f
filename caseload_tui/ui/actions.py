"""What the verbs do that work in more than one place: each opens its dialog or calls its service."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from caseload_tui.domain import wording
from caseload_tui.domain.verbs import VERBS
from caseload_tui.errors import RefusedError
from caseload_tui.ui.screens.frame import Frame

_MANY = 2
"""People an undo may be about without asking first."""

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from textual.screen import ModalScreen

    from caseload_tui.services.views import Saved
    from caseload_tui.ui.app import CaseloadApp
    from caseload_tui.ui.screens.palette import Kind


def do(app: CaseloadApp, verb: str, subject: str | None) -> None:
    """Carry out a verb.

    Raises:
        CaseloadError: it is refused, in words.
    """
    whole = _WHOLE.get(verb)
    if whole is not None:
        whole(app)
        return
    about = _ABOUT.get(verb)
    if about is None:
        raise RefusedError("That does not work here.", advice="`?` shows the keys that do.")
    if subject is None:
        raise RefusedError("There is nobody under the cursor.", advice="`:` finds a person by name.")
    about(app, subject)


def knows(verb: str) -> bool:
    """Return whether the verb works here whichever screen is shown."""
    return verb in _ABOUT or verb in _WHOLE


def _frame(app: CaseloadApp) -> Frame | None:
    return next((screen for screen in reversed(app.screen_stack) if isinstance(screen, Frame)), None)


def _ask(app: CaseloadApp, dialog: ModalScreen[Saved | None]) -> None:
    """Show a dialog that writes; what it wrote is told in a toast."""
    app.push_screen(dialog, lambda saved: app.saved(saved) if saved else app.reload())


def _writable(app: CaseloadApp) -> None:
    """Refuse before a form is opened, rather than after it was filled in."""
    app.open_session.stamp()


# about a person


def _contact(app: CaseloadApp, crn: str) -> None:
    frame = _frame(app)
    record(app, (frame.marked if frame else ()) or (crn,))


def record(app: CaseloadApp, crns: tuple[str, ...]) -> None:
    """Record a contact for one person or several."""
    from caseload_tui.ui.screens.record import RecordDialog

    _writable(app)
    _ask(app, RecordDialog(crns))


def _outcome(app: CaseloadApp, crn: str, contact_id: str | None = None) -> None:
    from caseload_tui.services import casefile
    from caseload_tui.ui.screens.outcome import OutcomeDialog

    _writable(app)
    named = contact_id or getattr(_frame(app), "appointment", None)
    _ask(app, OutcomeDialog(crn, casefile.awaits_outcome(casefile.open_case(app.open_session, crn), named)))


def _review(app: CaseloadApp, crn: str) -> None:
    """Ask for a plan review, or for the first plan where the sentence under the cursor has none to review."""
    from caseload_tui.services import planning
    from caseload_tui.ui.screens.plan import FirstPlanDialog, ReviewDialog

    _writable(app)
    facts = app.open_session.facts(crn, notes=False)
    sentence_id = _sentence(app, crn)
    if planning.is_first(facts, app.open_session.today, sentence_id):
        _ask(app, FirstPlanDialog(crn, sentence_id))
    else:
        _ask(app, ReviewDialog(crn, sentence_id))


def _first_plan(app: CaseloadApp, crn: str) -> None:
    from caseload_tui.ui.screens.plan import FirstPlanDialog

    _writable(app)
    _ask(app, FirstPlanDialog(crn, _sentence(app, crn)))


def _sentence(app: CaseloadApp, crn: str) -> str | None:
    """Return the sentence of the plan's duty under the cursor."""
    frame = _frame(app)
    found = frame.why_subject() if frame else None
    return found[2] if found and found[0] == crn and found[1].startswith("PLAN_") else None


def _form(module: str, name: str) -> Callable[..., None]:
    """Return what opens a form, about a person or about nobody; the form is imported when it is asked for."""

    def ask(app: CaseloadApp, *about: str) -> None:
        _writable(app)
        _ask(app, getattr(import_module(f"caseload_tui.ui.screens.{module}"), name)(*about))

    return ask


def _why(app: CaseloadApp, crn: str) -> None:
    from caseload_tui.ui.screens.why import WhyDrawer

    frame = _frame(app)
    if frame is None:
        return

    def go_on(leaving: tuple[str, str | None] | None) -> None:
        verb, contact_id = leaving or ("", None)
        if verb == "contact.outcome" and frame.subject is not None:
            guarded(app, lambda: _outcome(app, frame.subject or crn, contact_id))
        elif verb:
            frame.action_verb(verb)

    app.push_screen(WhyDrawer(frame.why_subject, frame.step), go_on)


def open_case(app: CaseloadApp, crn: str) -> None:
    """Show a person's case."""
    origin = app.current_mode if app.current_mode in ("today", "caseload") else app.case_from
    app.open_case(crn, origin=origin)


# about the whole program


def _undo(app: CaseloadApp) -> None:
    from caseload_tui.services import undoing

    session = app.open_session

    def take_back(*, is_sure: bool | None) -> None:
        if is_sure:
            _tell(app, undoing.undo(session), "There is nothing to take back.")

    found = undoing.next_undo(session)
    if found is None or found.people <= _MANY:
        take_back(is_sure=True)
        return
    from caseload_tui.ui.screens.confirm import ConfirmDialog

    title = wording.inside(VERBS[found.verb].title)
    people = wording.count(found.people, "person", "people")
    words = f"The {title} of {wording.day(found.at.date(), session.today)}, {found.at:%H:%M}, is about {people}."
    question = ConfirmDialog(f"Take back: {title}?", f"{words} All it brought is taken out again.", "take it back")
    app.push_screen(question, lambda is_sure: guarded(app, lambda: take_back(is_sure=is_sure)))


def guarded(app: CaseloadApp, act: Callable[[], None]) -> None:
    """Act after a dialog has closed, where a refusal needs a place of its own."""
    frame = _frame(app)
    if frame is not None:
        with frame.guarded():
            act()


def _redo(app: CaseloadApp) -> None:
    from caseload_tui.services import undoing

    _tell(app, undoing.redo(app.open_session), "There is nothing to do again.")


def _tell(app: CaseloadApp, saved: Saved | None, nothing: str) -> None:
    if saved is None:
        raise RefusedError(nothing)
    app.saved(saved, is_new=False)


def _look(app: CaseloadApp, days: int | None) -> None:
    import datetime as dt

    session = app.open_session
    look_at(app, session.today if days is None else session.day + dt.timedelta(days=days))


def look_at(app: CaseloadApp, day: dt.date) -> None:
    """Show everything as of a day."""
    session = app.open_session
    app.session = session.on(None if day == session.today else day)
    app.reload()


def _hide(app: CaseloadApp) -> None:
    app.names_hidden = not app.names_hidden
    app.keep("names", "hidden" if app.names_hidden else "shown")
    app.reload()


def _theme(app: CaseloadApp) -> None:
    from caseload_tui.ui.themes import THEMES

    names = list(THEMES)
    app.theme = names[(names.index(app.theme) + 1) % len(names)] if app.theme in names else names[0]
    app.keep("theme", app.theme)


def _find(app: CaseloadApp, only: Kind | None = None) -> None:
    from caseload_tui.ui import finding

    frame = _frame(app)
    if frame is not None:
        finding.find(app, frame, only)


def _keys(app: CaseloadApp) -> None:
    from caseload_tui.ui.screens.help import HelpDialog

    frame = _frame(app)
    if frame is not None:
        app.push_screen(HelpDialog(frame.PLACE))


def _dialog(module: str, name: str, *, writes: bool = False) -> Callable[[CaseloadApp], object]:
    """Return what opens a dialog about the store; it is imported when it is asked for."""

    def ask(app: CaseloadApp) -> None:
        if writes:
            _writable(app)
        dialog = getattr(import_module(f"caseload_tui.ui.screens.{module}"), name)()
        app.push_screen(dialog, lambda _: app.reload())

    return ask


def _last_case(app: CaseloadApp) -> None:
    if app.case_shown is None:
        raise RefusedError("No case has been opened yet.", advice="enter opens the person under the cursor.")
    app.go("case")


_ABOUT: dict[str, Callable[[CaseloadApp, str], None]] = {
    "contact.add": _contact,
    "contact.outcome": _outcome,
    "plan.review": _review,
    "plan.add": _first_plan,
    "risk.review": _form("plan", "RiskReviewDialog"),
    "rosh.change": _form("changing", "RoshDialog"),
    "ual.change": _form("changing", "AtLargeDialog"),
    "case.close": _form("changing", "CloseDialog"),
    "case.explain": _why,
    "case.show": open_case,
}

_WHOLE: dict[str, Callable[[CaseloadApp], object]] = {
    "person.add": _form("person", "PersonDialog"),
    "folder.import": _form("importing", "ImportDialog"),
    "edit.undo": _undo,
    "edit.redo": _redo,
    "day.back": lambda app: _look(app, -1),
    "day.on": lambda app: _look(app, 1),
    "day.today": lambda app: _look(app, None),
    "names.hide": _hide,
    "theme.choose": _theme,
    "palette.open": _find,
    "view.show": lambda app: _find(app, "view"),
    "keys.show": _keys,
    "folder.export": _dialog("progress", "ExportDialog", writes=True),
    "store.backup": _dialog("backup", "BackupDialog"),
    "store.doctor": _dialog("doctor", "DoctorDialog"),
    "store.check": _dialog("progress", "CheckDialog"),
    "store.rebuild": _dialog("progress", "RebuildDialog", writes=True),
    "keys.passphrase": _dialog("keys", "PassphraseDialog"),
    "keys.recovery": _dialog("keys", "RecoveryDialog"),
    "store.lock-time": _dialog("lock_time", "LockTimeDialog", writes=True),
    "store.lock": lambda app: app.lock(),
    "app.quit": lambda app: app.exit(0),
    "today.show": lambda app: app.go("today"),
    "case.last": _last_case,
    "caseload.list": lambda app: app.go("caseload"),
}
