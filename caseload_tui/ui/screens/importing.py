"""Import: a folder is checked first and what it would do is shown; nothing is written until that is confirmed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Literal

from textual import on
from textual.widgets import Input

from caseload_tui.services.views import Saved
from caseload_tui.ui import text
from caseload_tui.ui.screens.progress import Progress, WorkDialog
from caseload_tui.ui.text import BOLD, MUTED, line
from caseload_tui.ui.widgets.lines import Bar

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from caseload_tui.exchange.report import Report
    from caseload_tui.services.session import Session


class ImportDialog(WorkDialog[Saved | None]):
    """Brings in a folder: path, report, then all of it or nothing."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("ctrl+s", "write", "write it"),
        ("ctrl+o", "take('update')", "take the folder's"),
        ("ctrl+k", "take('skip')", "keep mine"),
    ]
    KEYS = (("enter", "check the folder"), ("esc", "close"))

    def __init__(self) -> None:
        """Start with no folder."""
        super().__init__()
        self._report: Report | None = None
        self._on_conflict: Literal["ask", "update", "skip"] = "ask"

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
        return Path(self.query_one(Input).value.strip()).expanduser()

    @on(Input.Submitted)
    def _check(self) -> None:
        if self.query_one(Input).value.strip():
            self._report = None
            self.begin("checking", self._read)

    def action_take(self, what: Literal["update", "skip"]) -> None:
        """Say what happens to records that are here already with other content."""
        self._on_conflict = what
        self._check()

    def action_write(self) -> None:
        """Write what the report announces."""
        if self._report is not None and not self._report.is_refused:
            self.begin("writing", self._write)

    # in a thread

    def _read(self, session: Session, _: Progress) -> Callable[[], None]:
        from caseload_tui.services import importing

        report = importing.Import(session, self._folder, on_conflict=self._on_conflict).report
        return lambda: self._checked(report)

    def _write(self, session: Session, progress: Progress) -> Callable[[], None]:
        from caseload_tui.services import importing

        plan = importing.Import(session, self._folder, on_conflict=self._on_conflict)
        plan.write(progress)
        saved = Saved(f"{plan.report.writes:,} records imported", None, "folder.import")
        return lambda: self._end(saved)

    # back on the screen

    def _end(self, saved: Saved) -> None:
        self.dismiss(saved)

    def _checked(self, report: Report) -> None:
        self._report = report
        keys = [("enter", "check again"), ("esc", "close")]
        if report.is_in_conflict:
            keys = [("ctrl+o", "take the folder's"), ("ctrl+k", "keep mine"), *keys]
        elif not report.is_refused and report.writes:
            keys = [("ctrl+s", f"write {report.writes:,} records"), *keys]
        head = "Cannot be imported yet" if report.is_refused else "Can be imported"
        if not report.is_refused and not report.writes:
            head = "Everything in it is here already"
        self.tell(line((head, BOLD)), ["", *report.problem_lines(), *report.file_lines()])
        self.query_one("#dialog-keys", Bar).show(text.keys(*keys))
