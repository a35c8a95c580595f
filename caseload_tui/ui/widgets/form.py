"""Fields of forms: a label at the left, an edge, the reason of a refusal beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from caseload_tui.ui import text
from caseload_tui.ui.glyphs import G
from caseload_tui.ui.text import BOLD, MUTED, TEXT, line
from caseload_tui.ui.themes import ink
from caseload_tui.ui.widgets.lines import Bar, Sheet, strip

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.geometry import Size
    from textual.strip import Strip
    from textual.widgets import Input


_MARK: Final = 6
"""Cells that an option takes beside its words."""


class Choice(Widget, can_focus=True):
    """A few choices that lie open; nothing is chosen until the person does."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("right,down", "turn(1)", "next choice"),
        ("space", "begin", "first choice"),
        ("enter", "next_field", "next field"),
        ("left,up", "turn(-1)", "choice before"),
        ("backspace,delete", "clear", "none"),
    ]
    DEFAULT_CSS = """
    Choice { height: auto; width: 1fr; }
    """
    chosen: reactive[str | None] = reactive(None)

    class Changed(Message):
        """Another choice, or none."""

        def __init__(self, choice: Choice) -> None:
            """Keep the field."""
            super().__init__()
            self.choice = choice

    def __init__(self, options: Sequence[tuple[str, str]], *, value: str | None = None, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        """Keep the options as (value, words)."""
        super().__init__(id=id)
        self._options = tuple(options)
        self.set_reactive(Choice.chosen, value)

    @property
    def value(self) -> str:
        """Return what is chosen, "" for nothing."""
        return self.chosen or ""

    def watch_chosen(self) -> None:
        """Tell the form."""
        if self.is_mounted:
            self.post_message(self.Changed(self))

    def action_turn(self, by: int) -> None:
        """Choose the next one or the one before."""
        values = [value for value, _ in self._options]
        at = values.index(self.chosen) if self.chosen in values else (-1 if by > 0 else 0)
        self.chosen = values[(at + by) % len(values)]

    def action_begin(self) -> None:
        """Choose the first where nothing is chosen; what is chosen stays, since a blank confirms in other programs."""
        if self.chosen is None:
            self.action_turn(1)

    def action_next_field(self) -> None:
        """Go on as from any other field."""
        self.screen.focus_next()

    def action_clear(self) -> None:
        """Choose none."""
        self.chosen = None

    def on_key(self, event: events.Key) -> None:
        """Choose by the first letters."""
        if event.character and event.character.isalnum():
            found = next(
                (value for value, words in self._options if words.lower().startswith(event.character.lower())), None
            )
            if found is not None:
                event.stop()
                self.chosen = found

    def on_click(self, event: events.Click) -> None:
        """Choose with the mouse."""
        at = 1
        for value, words in self._rows(self.size.width)[event.y]:
            size = len(words) + _MARK
            if at <= event.x < at + size:
                self.chosen = value
            at += size

    def _rows(self, width: int) -> list[list[tuple[str, str]]]:
        """Return the options, as many on a line as there is room for."""
        rows: list[list[tuple[str, str]]] = [[]]
        for option in self._options:
            if rows[-1] and 1 + sum(len(words) + _MARK for _, words in [*rows[-1], option]) > width:
                rows.append([])
            rows[-1].append(option)
        return rows

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002 - Textual's
        """Return the lines that all options take."""
        return len(self._rows(width))

    def render_line(self, y: int) -> Strip:
        """Draw the choices."""
        pieces: list[text.Piece] = [(" ", TEXT)]
        rows = self._rows(self.size.width)
        for value, words in rows[y] if y < len(rows) else ():
            is_chosen = value == self.chosen
            pieces.append((f"{G.chosen if is_chosen else G.not_chosen} {words}  ", BOLD if is_chosen else TEXT))
        ground = "selection" if self.has_focus else "panel"
        return strip(text.cut(tuple(pieces), self.size.width), self.size.width, ink(self.app), ground)

    def on_focus(self) -> None:
        """Draw the focus."""
        self.refresh()

    def on_blur(self) -> None:
        """Draw it without."""
        self.refresh()


class Field(Vertical):
    """One field of a form: label, field and, when it is refused, the reason."""

    DEFAULT_CSS = """
    Field { height: auto; margin: 0 0 1 0; }
    Field > Horizontal { height: auto; }
    Field .label { width: 15; }
    Field Input, Field Choice { width: 1fr; max-width: 62; }
    Field .hint { width: auto; min-width: 24; }
    Field .reason { display: none; height: auto; padding: 0 0 0 15; }
    Field.refused .reason { display: block; }
    """

    def __init__(
        self, name: str, label: str, field: Input | Choice, *, hint: str = "", ground: str = "surface"
    ) -> None:
        """Keep the name that refusals use, the label and the field; `hint` says what may be typed."""
        super().__init__(id=f"field-{name.lower().replace(' ', '-')}")
        self.column = name
        self._label = label
        self.field = field
        self._hint = hint
        self._ground = ground
        field.add_class("edged")

    def compose(self) -> ComposeResult:
        """Lay out label, field and reason."""
        with Horizontal():
            yield Bar(ground=self._ground, margin=0, classes="label")
            yield self.field
            if self._hint:
                yield Bar(ground=self._ground, margin=1, classes="hint")
        yield Sheet(ground=self._ground, classes="reason")

    def on_mount(self) -> None:
        """Draw the label."""
        self.refuse("")
        if self._hint:
            self.query_one(".hint", Bar).show(line((self._hint, MUTED)))
            self.query_one(".hint", Bar).styles.width = len(self._hint) + 2

    def on_input_changed(self) -> None:
        """Take a refusal away with what was refused."""
        self.refuse("")

    def on_choice_changed(self) -> None:
        """Take a refusal away with what was refused."""
        self.refuse("")

    @property
    def value(self) -> str:
        """Return what stands in the field, without blanks around it."""
        return self.field.value.strip()

    def refuse(self, why: str, accepted: str = "") -> None:
        """Show why the field is refused, or with "" that it is not."""
        self.set_class(bool(why), "refused")
        bar: text.Piece = (G.bar, "flag-red") if why else (" ", TEXT)
        self.query_one(".label", Bar).show((bar, (" ", TEXT), (self._label, BOLD if why else MUTED)))
        pieces = line(("! ", "flag-red bold"), (why, BOLD), (f"  {accepted}" if accepted else "", MUTED))
        self.query_one(".reason", Sheet).show(lambda cells: text.wrap_pieces(pieces, cells) if why else [])
