"""Doctor: the state of the store, on a sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseload_tui.services import doctor
from caseload_tui.ui import text
from caseload_tui.ui.glyphs import G
from caseload_tui.ui.screens.progress import Progress, WorkDialog
from caseload_tui.ui.terminal import plain
from caseload_tui.ui.text import BOLD, MUTED, TEXT, Line, line
from caseload_tui.ui.widgets.lines import Sheet

if TYPE_CHECKING:
    from collections.abc import Callable

    from caseload_tui.services.session import Session

_TITLE = 17


class DoctorDialog(WorkDialog[None]):
    """Says how the store is, and what is to be done."""

    def on_mount(self) -> None:
        """Start at once: it changes nothing."""
        self.show_title(line(("Doctor", BOLD), ("  the state of the store and of its backups", MUTED)))
        self.begin("looking", self._look)

    def _look(self, session: Session, _: Progress) -> Callable[[], None]:
        found = doctor.examine(session)
        sign = (G.met, "flag-green") if found.is_well else ("!", "flag-red bold")

        def lay(cells: int) -> list[Line]:
            rows: list[Line] = []
            for title, words in found.pairs():
                first, *more = text.wrap(plain(words), max(cells - _TITLE, 1))
                rows += [((title.ljust(_TITLE), MUTED), *first), *(((" " * _TITLE, TEXT), *row) for row in more)]
            return rows

        def after() -> None:
            self.tell(line(sign, (f" {plain(found.sentence)}", BOLD)), [])
            self.query_one("#work-result", Sheet).show(lay)

        return after
