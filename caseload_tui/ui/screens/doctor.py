"""Doctor: the state of the store, on a sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseload_tui.services import doctor
from caseload_tui.ui.glyphs import G
from caseload_tui.ui.screens.progress import Progress, WorkDialog
from caseload_tui.ui.terminal import plain
from caseload_tui.ui.text import BOLD, MUTED, line

if TYPE_CHECKING:
    from collections.abc import Callable

    from caseload_tui.services.session import Session

_TITLE = 16


class DoctorDialog(WorkDialog[None]):
    """Says how the store is, and what is to be done."""

    def on_mount(self) -> None:
        """Start at once: it changes nothing."""
        self.show_title(line(("Doctor", BOLD), ("  the state of the store and of its backups", MUTED)))
        self.begin("looking", self._look)

    def _look(self, session: Session, _: Progress) -> Callable[[], None]:
        found = doctor.examine(session)
        rows = [plain(f"{title:<{_TITLE}} {words}") for title, words in found.pairs()]
        sign = (G.met, "flag-green") if found.is_well else ("! ", "flag-red bold")
        return lambda: self.tell(line(sign, (f" {plain(found.sentence)}", BOLD)), rows)
