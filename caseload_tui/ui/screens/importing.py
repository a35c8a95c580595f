"""Import: a folder is checked first and what it would do is shown; nothing is written until that is confirmed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Literal

from textual import on
from textual.widgets import Input
from textual.worker import get_current_worker

from caseload_tui.errors import CaseloadError
from caseload_tui.services.views import Saved
from caseload_tui.ui import text
from caseload_tui.ui.glyphs import G
from caseload_tui.ui.screens.dialog import Dialog
from caseload_tui.ui.text import BOLD, MUTED, NO_LINE, Line, line
from caseload_tui.ui.widgets.lines import Bar, Sheet

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from caseload_tui.exchange.report import Report

_BAR = 24


class _StoppedError(Exception):
    """The person stopped the import; the transaction is given up."""


class ImportDialog(Dialog[Saved | None]):
    """Brings in a folder: path, report, then all of it or nothing."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape", "stop", "stop or close"),
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
        self._is_busy = False

    def body(self) -> ComposeResult:
        """Give the field and the report."""
        yield Input(id="import-folder", placeholder="the folder, such as ~/northside")
        yield Bar(id="import-progress", margin=0, ground="surface")
        yield Sheet(id="import-report", ground="surface")

    def on_mount(self) -> None:
        """Ask for the folder."""
        self.show_title(
            line(("Import a folder", BOLD), ("  checked first, nothing is written until you say so", MUTED))
        )
        self.query_one(Input).focus()

    @property
    def _folder(self) -> Path:
        return Path(self.query_one(Input).value.strip()).expanduser()

    @on(Input.Submitted)
    def _check(self) -> None:
        if self.query_one(Input).value.strip() and not self._is_busy:
            self._begin("checking")
            self.run_worker(self._read, thread=True, exclusive=True, exit_on_error=False, group="import")

    def action_take(self, what: Literal["update", "skip"]) -> None:
        """Say what happens to records that are here already with other content."""
        self._on_conflict = what
        self._check()

    def action_write(self) -> None:
        """Write what the report announces."""
        if self._report is not None and not self._report.is_refused and not self._is_busy:
            self._begin("writing")
            self.run_worker(self._write, thread=True, exclusive=True, exit_on_error=False, group="import")

    def _begin(self, word: str) -> None:
        self._is_busy = True
        self.query_one("#import-progress", Bar).show(line((f"{word} {G.cut}", MUTED)))
        self.query_one("#dialog-keys", Bar).show(text.keys(("esc", "stop")))

    # in a thread, on a connection of its own

    def _read(self) -> None:
        from caseload_tui.services import importing

        session = replace(self.session, store=self.session.store.again())
        try:
            report = importing.Import(session, self._folder, on_conflict=self._on_conflict).report
        except CaseloadError as refusal:
            self.app.call_from_thread(self._refused, refusal)
        else:
            self.app.call_from_thread(self._checked, report)
        finally:
            session.store.close()

    def _write(self) -> None:
        from caseload_tui.services import importing

        worker = get_current_worker()
        session = replace(self.session, store=self.session.store.again())

        def progress(done: int, total: int) -> None:
            if worker.is_cancelled:
                raise _StoppedError
            self.app.call_from_thread(self._progress, done, total)

        try:
            plan = importing.Import(session, self._folder, on_conflict=self._on_conflict)
            plan.write(progress)
        except CaseloadError as refusal:
            self.app.call_from_thread(self._refused, refusal)
        except _StoppedError:
            pass
        else:
            self.app.call_from_thread(self._written, plan.report.writes)
        finally:
            session.store.close()

    # back on the screen

    def _progress(self, done: int, total: int) -> None:
        filled = round(_BAR * done / max(total, 1))
        bar = (
            (G.served * filled, "accent"),
            (G.to_serve * (_BAR - filled), MUTED),
            (f"  {done:,} of {total:,}", "foreground"),
        )
        self.query_one("#import-progress", Bar).show(bar)

    def _checked(self, report: Report) -> None:
        self._is_busy, self._report = False, report
        keys = [("enter", "check again"), ("esc", "close")]
        if report.is_in_conflict:
            keys = [("ctrl+o", "take the folder's"), ("ctrl+k", "keep mine"), *keys]
        elif not report.is_refused and report.writes:
            keys = [("ctrl+s", f"write {report.writes:,} records"), *keys]
        head = "Cannot be imported yet" if report.is_refused else "Can be imported"
        if not report.is_refused and not report.writes:
            head = "Everything in it is here already"
        self.query_one("#import-progress", Bar).show(line((head, BOLD)))
        self._listed(list(report.lines()))
        self.query_one("#dialog-keys", Bar).show(text.keys(*keys))

    def _listed(self, rows: list[str]) -> None:
        def lay(cells: int) -> list[Line]:
            return [
                NO_LINE,
                *(
                    part
                    for row in rows
                    for part in text.wrap(row, cells, MUTED if row.startswith(" ") else "foreground")
                ),
            ]

        self.query_one(Sheet).show(lay)

    def _refused(self, refusal: CaseloadError) -> None:
        self._is_busy, self._report = False, None
        self.query_one("#import-progress", Bar).show(line(("! ", "flag-red bold"), (refusal.message, BOLD)))
        self._listed([refusal.advice, *map(str, refusal.problems)])
        self.query_one("#dialog-keys", Bar).show(text.keys(*self.KEYS))

    def _written(self, records: int) -> None:
        self.dismiss(Saved(f"{records:,} records imported", None, "folder.import"))

    def action_stop(self) -> None:
        """Stop what runs, or close."""
        if self._is_busy:
            self.workers.cancel_group(self, "import")
            self._is_busy = False
            self.query_one("#import-progress", Bar).show(line(("Stopped. Nothing was written.", BOLD)))
            self.query_one("#dialog-keys", Bar).show(text.keys(*self.KEYS))
        else:
            self.dismiss(None)
