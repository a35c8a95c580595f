"""First run: who you are, a passphrase, the recovery key typed back. Then the empty caseload says what to press."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final, cast

from textual import on
from textual.containers import Vertical
from textual.screen import Screen
from textual.widgets import Input

from caseload_tui.domain import passphrases
from caseload_tui.errors import CaseloadError
from caseload_tui.ui import text
from caseload_tui.ui.glyphs import G
from caseload_tui.ui.text import BOLD, MUTED, NO_LINE, Line, line
from caseload_tui.ui.widgets.form import Field
from caseload_tui.ui.widgets.lines import Sheet

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from caseload_tui.services.opening import Owner
    from caseload_tui.services.session import Session
    from caseload_tui.ui.app import CaseloadApp

_WIDTH: Final = 76
_ROW: Final = 4
"""Groups of the recovery key in one row."""

_KEY_GROUPS: Final = 2
"""How many groups of the recovery key are typed back: enough to prove that it was written down."""


class FirstRunScreen(Screen[None]):
    """Makes the store in three steps, one question at a time."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape", "back", "one step back"),
        ("ctrl+t", "show_typed", "show what I type"),
    ]

    def __init__(self) -> None:
        """Start with the first step."""
        super().__init__()
        self._step = 1
        self._session: Session | None = None
        self._recovery = ""

    @property
    def caseload(self) -> CaseloadApp:
        """Return the app with its own type."""
        return cast("CaseloadApp", self.app)

    def compose(self) -> ComposeResult:
        """Lay out the steps; one is shown."""
        with Vertical(id="first-run"):
            yield Sheet(id="first-top")
            with Vertical(id="step-1", classes="step"):
                yield Field("Name", "Your name", Input(), hint="stands beside what you record", ground="background")
                yield Field(
                    "Officer", "Officer code", Input(), hint="optional; whose people come first", ground="background"
                )
            with Vertical(id="step-2", classes="step"):
                yield Field("Passphrase", "Passphrase", Input(password=True), ground="background")
                yield Field("Again", "Once more", Input(password=True), ground="background")
            with Vertical(id="step-3", classes="step"):
                yield Field("Key", "Type it back", Input(), ground="background")
            yield Sheet(id="first-below")

    def on_mount(self) -> None:
        """Show the first step."""
        self._show()

    def _field(self, name: str) -> Field:
        return self.query_one(f"#field-{name}", Field)

    @property
    def _owner(self) -> Owner:
        from caseload_tui.services.opening import Owner

        return Owner(self._field("name").value, self._field("officer").value or None)

    def _show(self) -> None:
        for number in (1, 2, 3):
            # Set at once and not by a class, so that what is typed ahead reaches the field that is shown.
            self.query_one(f"#step-{number}").display = number == self._step
        self.query_one("#first-top", Sheet).show(self._top)
        below = [text.keys(("enter", "go on"), ("ctrl+q", "quit"))]
        if self._step == 2:  # noqa: PLR2004 - the step of the passphrase
            below = [text.keys(("enter", "make the store"), ("ctrl+t", "show what I type"), ("esc", "one step back"))]
        self.query_one("#first-below", Sheet).show(lambda _: below)
        self.set_focus(self.query_one(f"#step-{self._step} Input", Input))

    def _top(self, cells: int) -> list[Line]:
        titles = {1: "Who you are", 2: "A passphrase", 3: "The recovery key"}
        words = {
            1: "There is no store on this computer yet. Three short steps make one. Nothing leaves this computer.",
            2: "It locks everything that is kept here. Four or more words are best. Nobody can read the store without "
            "it, and nobody can reset it.",
            3: "If the passphrase is ever forgotten, only this key opens the store. Write it down now and keep it "
            "away from this computer. It is shown once.",
        }
        lines = [
            line(("Caseload", BOLD), (f"   step {self._step} of 3", MUTED)),
            ((G.double_rule * cells, "line"),),
            NO_LINE,
            line((titles[self._step], BOLD)),
            *text.wrap(words[self._step], cells, MUTED),
            NO_LINE,
        ]
        if self._step == 3:  # noqa: PLR2004 - the step of the key
            groups = self._recovery.split("-")
            rows = ["-".join(groups[at : at + _ROW]) for at in range(0, len(groups), _ROW)]
            lines += [*(line(("  " + row, "accent bold")) for row in rows), NO_LINE]
            lines.append(line(f"To show that you wrote it down, type its first {_KEY_GROUPS} groups of {len(groups)}."))
            lines.append(NO_LINE)
        return lines

    @on(Input.Changed, "#field-passphrase Input")
    def _typing(self, event: Input.Changed) -> None:
        if self._step != 2:  # noqa: PLR2004 - the fields are emptied when the step is over
            return
        words = passphrases.strength(event.value, self._owner.words) if event.value else ""
        below = [
            line(("Strength: ", MUTED), (words, BOLD)),
            line(("Repeats, rows of keys, names and common words hardly count.", MUTED)),
            NO_LINE,
            text.keys(("enter", "make the store"), ("ctrl+t", "show what I type"), ("esc", "one step back")),
        ]
        self.query_one("#first-below", Sheet).show(lambda _: below)

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        fields = list(self.query(f"#step-{self._step} Input").results(Input))
        if event.input not in fields:
            return  # typed ahead of the step
        at = fields.index(event.input)
        if at + 1 < len(fields):
            fields[at + 1].focus()
        else:
            (self._check_who, self._make, self._check_key)[self._step - 1]()

    def _check_who(self) -> None:
        name = self._field("name")
        name.refuse("" if name.value else "a name is needed", "yours; it never leaves this computer")
        officer = self._field("officer")
        has_blank = " " in officer.value.strip()
        officer.refuse("a code has no blanks" if has_blank else "", "leave it empty if you have none")
        if name.value and not has_blank:
            self._step = 2
            self._show()

    def _make(self) -> None:
        first, again = self._field("passphrase"), self._field("again")
        weak = passphrases.problem(first.field.value, self._owner.words)
        first.refuse(weak)
        differs = first.field.value != again.field.value
        again.refuse("the two are not the same" if differs and not weak else "", "ctrl+t shows what you type")
        if weak:
            first.field.focus()
        elif not differs:
            self.query_one("#first-below", Sheet).show(lambda _: [line((f"Making the store {G.cut}", MUTED))])
            self.call_after_refresh(self._create, first.field.value)

    def _create(self, passphrase: str) -> None:
        from caseload_tui.services import opening

        path = self.caseload.path or opening.default_path()
        try:
            self._session, key = opening.create(path, passphrase, self._owner)
        except CaseloadError as refusal:
            self._field("passphrase").refuse(refusal.message, refusal.advice)
            self._show()
            return
        for name in ("passphrase", "again"):
            cast("Input", self._field(name).field).value = ""
        self._recovery = key or ""
        if not self._recovery:
            self._finish()
            return
        self._step = 3
        self._show()

    def _check_key(self) -> None:
        field = self._field("key")
        wanted = "".join(self._recovery.split("-")[:_KEY_GROUPS]).lower()
        typed = field.value.replace("-", "").replace(" ", "").lower()
        if typed in (wanted, self._recovery.replace("-", "").lower()):
            self._finish()
        else:
            field.refuse("that is not what stands above", f"the first {_KEY_GROUPS} groups")

    def _finish(self) -> None:
        self._recovery = ""
        if self._session is not None:
            self.caseload.opened(self._session)

    def action_back(self) -> None:
        """Go one step back; a store that is made stays made."""
        if self._step == 2:  # noqa: PLR2004 - only the step of the passphrase has one before it
            self._step = 1
            self._show()

    def action_show_typed(self) -> None:
        """Show or hide the passphrases."""
        for name in ("passphrase", "again"):
            field = cast("Input", self._field(name).field)
            field.password = not field.password
