"""Import: a folder is checked first and what it would do is shown; nothing is written until that is confirmed."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.binding import Binding
from textual.widgets import Input

from caseload_tui.domain import wording
from caseload_tui.domain.paths import typed_path
from caseload_tui.errors import RefusedError, spoken
from caseload_tui.services.views import Saved
from caseload_tui.ui import text
from caseload_tui.ui.screens.progress import Progress, WorkDialog
from caseload_tui.ui.text import BOLD, MUTED, line
from caseload_tui.ui.widgets.lines import Bar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from caseload_tui.errors import Problem
    from caseload_tui.exchange.dates import DateFormat
    from caseload_tui.exchange.report import OnConflict, Report
    from caseload_tui.services.importing import Import
    from caseload_tui.services.session import Session


_EVERY_ONE: Final = "`caseload import FOLDER --all` lists every one of them."


class ImportDialog(WorkDialog[Saved | None]):
    """Brings in a folder: path, report, questions that nobody but the person can answer, then all of it or nothing."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("ctrl+s", "write", "write it"),
        # Before the field, which takes these keys to delete.
        Binding("ctrl+o", "take('update')", "take the folder's", priority=True),
        Binding("ctrl+k", "take('skip')", "keep mine", priority=True),
        Binding("ctrl+d", "read_dates('dd/mm/yyyy')", "the day is first", priority=True),
        Binding("ctrl+n", "read_dates('mm/dd/yyyy')", "the month is first", priority=True),
    ]
    KEYS = (("enter", "check the folder"), ("esc", "close"))

    def __init__(self) -> None:
        """Start with no folder."""
        super().__init__()
        self._forget()

    def _forget(self) -> None:
        """Take back report and answers: they were about one folder as it was."""
        self._report: Report | None = None
        self._fingerprint = ""
        self._on_conflict: OnConflict = "ask"
        self._dates: DateFormat | None = None

    def body(self) -> ComposeResult:
        """Give the field and the report."""
        yield Input(id="import-folder", placeholder="the folder, such as ~/northside")
        yield from super().body()

    def on_mount(self) -> None:
        """Ask for the folder."""
        said = "  checked first, nothing is written until you say so"
        self.show_title(line(("Import a folder", BOLD), (said, MUTED)))
        self.query_one(Input).focus()

    @property
    def _folder(self) -> Path:
        return typed_path(self.query_one(Input).value.strip())

    @on(Input.Changed)
    def _other_folder(self) -> None:
        if self._report is not None and not self.is_busy:
            self._forget()
            self.tell(line(("Not checked yet", BOLD)), [])
            self.query_one("#dialog-keys", Bar).show(text.keys(*self.KEYS))

    @on(Input.Submitted)
    def _submitted(self) -> None:
        if not self.is_busy:
            self._forget()
            self._check()

    def _check(self) -> None:
        if self.query_one(Input).value.strip():
            self.begin("checking", self._read)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer an answer only where it is asked for; the keys are the field's otherwise."""
        if action not in ("take", "read_dates", "write"):
            return super().check_action(action, parameters)
        report = self._report
        if report is None or self.is_busy:
            return False
        if action == "read_dates":
            return bool(report.questions)
        return report.is_in_conflict if action == "take" else not report.is_refused and report.writes > 0

    def action_take(self, what: OnConflict) -> None:
        """Say what happens to records that are here already with other content."""
        self._on_conflict = what
        self._check()

    def action_read_dates(self, written: DateFormat) -> None:
        """Say which comes first in dates that do not show it, the day or the month."""
        self._dates = written
        self._check()

    def action_write(self) -> None:
        """Write what the report announces."""
        self.begin("writing", self._write)

    # in a thread

    def _plan(self, session: Session) -> Import:
        from caseload_tui.services import importing

        return importing.Import(session, self._folder, on_conflict=self._on_conflict, dates=self._dates)

    def _read(self, session: Session, _: Progress) -> Callable[[], None]:
        plan = self._plan(session)
        return lambda: self._checked(plan.report, plan.fingerprint)

    def _write(self, session: Session, progress: Progress) -> Callable[[], None]:
        plan = self._plan(session)
        if (plan.report, plan.fingerprint) != (self._report, self._fingerprint):
            raise RefusedError(
                "The folder or the store was changed since the check; nothing was written.",
                advice="Press enter to check it again.",
            )
        plan.write(progress)
        saved = Saved(f"{plan.report.writes:,} records imported", None, "folder.import")
        return lambda: self._end(saved)

    # back on the screen

    def _end(self, saved: Saved) -> None:
        self.dismiss(saved)

    def _checked(self, report: Report, fingerprint: str) -> None:
        self._report, self._fingerprint = report, fingerprint
        if report.questions:
            self.tell(
                line(("Which comes first in these dates: the day or the month?", BOLD)),
                ["One answer for all of them; nothing is guessed.", "", *_asked(report.questions)],
            )
            answers = ("ctrl+d", "day first"), ("ctrl+n", "month first")
            self.query_one("#dialog-keys", Bar).show(text.keys(*answers, ("esc", "close")))
            return
        keys = [("enter", "check again"), ("esc", "close")]
        if report.is_in_conflict:
            keys = [("ctrl+o", "take the folder's"), ("ctrl+k", "keep mine"), *keys]
        elif not report.is_refused and report.writes:
            keys = [("ctrl+s", f"write {report.writes:,} records"), *keys]
        head = "Cannot be imported yet" if report.is_refused else "Can be imported"
        if not report.is_refused and not report.writes:
            head = report.why_nothing
        more = [spoken(_EVERY_ONE)] if report.is_cut else []
        self.tell(line((head, BOLD)), ["", *report.problem_lines(), *more, *report.file_lines()])
        self.query_one("#dialog-keys", Bar).show(text.keys(*keys))


def _asked(questions: Iterable[Problem]) -> Iterator[str]:
    """Give the columns of dates with what the example of each would be either way; a date of birth is not shown."""
    from caseload_tui.exchange.dates import readings

    for question in questions:
        yield f"{question.file}, {question.column}, line {question.line}: {question.value}".removesuffix(": ")
        yield from (f"  {first}: {wording.day(day)}" for first, day in readings(question.value))
