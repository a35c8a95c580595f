"""Back up now: a copy of the store, proved, with a bar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseload_tui.domain import wording
from caseload_tui.services import backups
from caseload_tui.ui.glyphs import G
from caseload_tui.ui.screens.progress import Progress, WorkDialog
from caseload_tui.ui.terminal import plain
from caseload_tui.ui.text import BOLD, MUTED, line

if TYPE_CHECKING:
    from collections.abc import Callable

    from caseload_tui.services.session import Session


class BackupDialog(WorkDialog[None]):
    """Makes a backup at once and says where it is and what it holds."""

    def on_mount(self) -> None:
        """Start at once: it changes no record."""
        self.show_title(line(("Back up now", BOLD), ("  encrypted as the store is, with its keys", MUTED)))
        self.begin("copying", self._back_up)

    def _back_up(self, session: Session, progress: Progress) -> Callable[[], None]:
        made = backups.back_up(session, progress)
        warning = backups.warning(session)
        rows, path = made.contents.rows, made.backup.path
        held = f"{wording.count(rows['cases'], 'person', 'people')}, {wording.count(rows['contacts'], 'contact')}"

        def after() -> None:
            self.caseload.backup_warning = warning
            self.tell(
                line((G.met, "flag-green"), " The backup was made, opened again and proved."),
                [plain(path.name), plain(f"  in {path.parent}"), f"  {held}, {wording.size(path.stat().st_size)}"],
            )

        return after
