"""Long work with a bar that can be stopped: each in a thread with a connection of its own."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from textual import on
from textual.binding import Binding
from textual.widgets import Input
from textual.worker import Worker, get_current_worker

from caseload_tui.domain import wording
from caseload_tui.domain.paths import typed_path
from caseload_tui.errors import CaseloadError
from caseload_tui.ui import text
from caseload_tui.ui.glyphs import G
from caseload_tui.ui.screens.dialog import Dialog
from caseload_tui.ui.text import BOLD, MUTED, TEXT, Line, line
from caseload_tui.ui.widgets.form import Field
from caseload_tui.ui.widgets.lines import Bar, Sheet

if TYPE_CHECKING:
    from pathlib import Path

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from caseload_tui.services.session import Session

Progress = Callable[[int, int], None]
"""Told how much of how much is done."""

Work = Callable[["Session", Progress], Callable[[], None]]
"""Gets a session with a connection of its own; returns what to show when it is done."""

ResultT = TypeVar("ResultT")
_BAR = 24


class StoppedError(Exception):
    """The person stopped the work; its transaction is given up."""


def bar(done: int, total: int) -> Line:
    """Return how far the work is, as a bar and in numbers."""
    filled = round(_BAR * min(done / max(total, 1), 1.0))
    numbers = f"  {done:,} of {total:,}"
    return ((G.served * filled, "accent"), (G.to_serve * (_BAR - filled), MUTED), (numbers, TEXT))


class WorkDialog(Dialog[ResultT], Generic[ResultT]):
    """Runs one piece of work at a time beside the screen. Subclasses start it with `begin`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape", "stop", "stop or close"),
        # Before the body, which takes these keys where it is too high for the screen.
        Binding("down", "scroll_result(1)", "down", priority=True),
        Binding("up", "scroll_result(-1)", "up", priority=True),
        Binding("pagedown", "scroll_result(1, True)", "page down", priority=True),
        Binding("pageup", "scroll_result(-1, True)", "page up", priority=True),
    ]

    def __init__(self) -> None:
        """Start idle."""
        super().__init__()
        self._worker: Worker[None] | None = None

    @property
    def is_busy(self) -> bool:
        """Return whether the work is running."""
        return self._worker is not None

    def begin(self, word: str, work: Work) -> None:
        """Run `work` in a thread; what it returns is called on the screen when it is done.

        Args:
            word: What is being done, for the place of the bar.
            work: What to do.
        """
        if self.is_busy:
            return
        self.tell(line((f"{word} {G.cut}", MUTED)), [])
        self.query_one("#dialog-keys", Bar).show(text.keys(("esc", "stop")))
        self._worker = self.run_worker(
            lambda: self._work(work), thread=True, exclusive=True, exit_on_error=False, group="work"
        )

    def _work(self, work: Work) -> None:
        worker = get_current_worker()

        def progress(done: int, total: int) -> None:
            if worker.is_cancelled:
                raise StoppedError
            self.app.call_from_thread(self.query_one("#work-progress", Bar).show, bar(done, total))

        def failed(refusal: CaseloadError) -> Callable[[], None]:
            return lambda: self.refused(refusal)

        try:
            with closing(self.session.store.again()) as store:
                after = work(replace(self.session, store=store), progress)
        except CaseloadError as refusal:
            after = failed(refusal)
        except StoppedError:
            return
        if not worker.is_cancelled:
            self.app.call_from_thread(self._done, after)

    def _done(self, after: Callable[[], None]) -> None:
        self._worker = None
        self.query_one("#dialog-keys", Bar).show(text.keys(*self.KEYS))
        after()

    def tell(self, head: Line, rows: list[str]) -> None:
        """Show a sentence, and lines below it."""

        def lay(cells: int) -> list[Line]:
            return [part for row in rows for part in text.wrap(row, cells, MUTED if row.startswith(" ") else TEXT)]

        self.query_one("#work-progress", Bar).show(head)
        sheet = self.query_one("#work-result", Sheet)
        sheet.show(lay)
        sheet.scroll_home(animate=False)

    def action_scroll_result(self, by: int, is_page: bool = False) -> None:  # noqa: FBT002 - from a binding
        """Scroll a long result by lines or pages."""
        sheet = self.query_one("#work-result", Sheet)
        step = max(sheet.size.height - 1, 1) if is_page else 1
        sheet.scroll_relative(y=by * step, animate=False)

    def refused(self, refusal: CaseloadError) -> None:
        """Say why it was not done."""
        self.tell(line(("! ", "flag-red bold"), (refusal.message, BOLD)), [refusal.advice, *map(str, refusal.problems)])

    def body(self) -> ComposeResult:
        """Give the places of progress and result."""
        yield Bar(id="work-progress", margin=0, ground="surface")
        yield Sheet(id="work-result", ground="surface")

    def action_stop(self) -> None:
        """Stop what runs, or close."""
        if self._worker is None:
            self.dismiss(None)
            return
        self._worker.cancel()
        self._worker = None
        self.tell(line(("Stopped. Nothing was written.", BOLD)), [])
        self.query_one("#dialog-keys", Bar).show(text.keys(*self.KEYS))


class CheckDialog(WorkDialog[None]):
    """Proves that file, journal and overdue list are whole and agree."""

    def on_mount(self) -> None:
        """Start at once: it changes nothing."""
        self.show_title(line(("Check the store", BOLD)))
        self.begin("checking", self._check)

    def _check(self, session: Session, _: Progress) -> Callable[[], None]:
        problems = session.store.check()

        def after() -> None:
            if problems:
                self.tell(line((wording.count(len(problems), "problem"), "flag-red bold")), [str(p) for p in problems])
            else:
                whole = "The file, the journal and the overdue list are whole and agree."
                self.tell(line((G.met, "flag-green"), f" {whole}"), [])

        return after


class RebuildDialog(WorkDialog[None]):
    """Works every duty out again; the records are not touched."""

    def __init__(self, why: str = "  every duty is worked out again from the records") -> None:
        """Say why, beside the title."""
        super().__init__()
        self._why = why

    def on_mount(self) -> None:
        """Start at once: what it writes is derived from the records."""
        self.show_title(line(("Rebuild", BOLD), (self._why, MUTED)))
        self.begin("working out", self._rebuild)

    def _rebuild(self, session: Session, progress: Progress) -> Callable[[], None]:
        session.store.rebuild(progress)
        return lambda: self.tell(line((G.met, "flag-green"), " Every duty was worked out again."), [])


class ExportDialog(WorkDialog[None]):
    """Writes everything to a folder of CSV."""

    KEYS = (("enter", "write the folder"), ("esc", "close"))

    def body(self) -> ComposeResult:
        """Give the field and the result."""
        yield Field("Folder", "Folder", Input(), hint="a new one, such as ~/northside")
        yield Field("Why", "What for", Input(), hint="for the journal; no names")
        yield from super().body()

    def on_mount(self) -> None:
        """Ask for the folder."""
        warning = "  names and notes leave the store unencrypted; the journal says so"
        self.show_title(line(("Export", BOLD), (warning, MUTED)))
        self.query_one(Input).focus()

    @on(Input.Submitted)
    def _entered(self) -> None:
        lacking = [field for field in self.query(Field) if not field.value.strip()]
        if lacking:
            lacking[0].field.focus()
            return
        folder, why = (field.value.strip() for field in self.query(Field))
        self.begin("writing", lambda session, progress: self._export(session, typed_path(folder), why, progress))

    def _export(self, session: Session, folder: Path, why: str, progress: Progress) -> Callable[[], None]:
        from caseload_tui.services import exporting

        rows = exporting.export(session, folder, why=why, progress=progress)
        listed = [f"{name}: {wording.count(number, 'row')}" for name, number in rows.items() if number]
        return lambda: self.tell(
            line((G.met, "flag-green"), f" Written: {wording.count(sum(rows.values()), 'row')}"), listed
        )
