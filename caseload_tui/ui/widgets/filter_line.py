"""The line in which a list is filtered: what is typed half is completed, what is complete and wrong is pointed at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual import on
from textual.containers import Vertical
from textual.message import Message
from textual.suggester import Suggester
from textual.widgets import Input

from caseload_tui.domain.filters import Completion, FilterError, complete
from caseload_tui.ui.text import BOLD, KEY, MUTED, TEXT, Piece, cut, line, width
from caseload_tui.ui.widgets.lines import Bar

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult

    from caseload_tui.domain.filters import Filter

_GIVES: Final = 24
_MARGIN: Final = 3


class _Offers(Suggester):
    """Offers the rest of the word that is typed; the right arrow takes it."""

    def __init__(self) -> None:
        """Ask anew each time: it is quick."""
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        """Return the line with its last word completed."""
        found = _longer(value)
        return value[: found[0].start] + found[0].word if found and value[found[0].start :] else None


class FilterLine(Vertical):
    """A field and, below it, the words that fit or what is wrong. Hidden until it is opened."""

    class Typed(Message):
        """A line that is understood; `is_open`: its last word may become a longer one."""

        def __init__(self, words: str, *, is_open: bool) -> None:
            """Keep the line."""
            super().__init__()
            self.words = words
            self.is_open = is_open

    class Entered(Message):
        """The line is taken."""

    def __init__(self, parse: Callable[[str], Filter], *, id: str = "filter-line") -> None:  # noqa: A002 - Textual's word
        """Keep what reads a line."""
        super().__init__(id=id)
        self._parse = parse

    def compose(self) -> ComposeResult:
        """Lay the field over its words."""
        yield Input(
            id="filter",
            placeholder="name, reference, rosh:high, overdue:in-person, seen:>30d",
            suggester=_Offers(),
            select_on_focus=False,
        )
        yield Bar(id="filter-words", margin=_MARGIN)

    @property
    def field(self) -> Input:
        """Return the field."""
        return self.query_one("#filter", Input)

    def open(self, words: str) -> None:
        """Show the line and go there; what is typed goes on where it ends."""
        self.add_class("shown")
        with self.prevent(Input.Changed):
            self.field.value = f"{words} " if words else ""
        self.field.cursor_position = len(self.field.value)
        self.field.focus()

    def close(self) -> None:
        """Hide the line."""
        self.remove_class("shown")

    @on(Input.Changed)
    def _typing(self, event: Input.Changed) -> None:
        event.stop()
        if self.has_class("shown"):
            self._read(event.value, is_taken=False)

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        if self._read(event.value, is_taken=True):
            self.post_message(self.Entered())

    def _read(self, value: str, *, is_taken: bool) -> bool:
        """Say what the line is; returns whether it is understood."""
        offered = [] if is_taken else _longer(value)
        try:
            self._parse(value)
        except FilterError as problem:
            last = max(value.rfind(" "), value.rfind("\t")) + 1
            if not is_taken and problem.column > last:
                self._offer(offered, problem.accepted)
            else:
                self._point_at(problem)
            return False
        self._offer(offered)
        self.post_message(self.Typed(value.strip(), is_open=bool(offered)))
        return True

    def _offer(self, found: list[Completion], accepted: str = "") -> None:
        """Show the words that fit where the line ends."""
        pieces: list[Piece] = []
        room = self.size.width - 2 * _MARGIN
        for item in found:
            gives = () if item.word in item.gives or not item.word.endswith(":") else cut(line(item.gives), _GIVES)
            part: list[Piece] = [(item.word, KEY), *((f" {text}", MUTED) for text, _ in gives), ("   ", TEXT)]
            if width(pieces) + width(part) > room:
                break
            pieces += part
        self.query_one("#filter-words", Bar).show(tuple(pieces) or line((accepted, MUTED)))

    def _point_at(self, problem: FilterError) -> None:
        """Show what is wrong under the word that is."""
        place = " " * max(problem.column - 1, 0) + "^ "
        reason = problem.why or (f"did you mean {problem.meant}?" if problem.meant else "not understood")
        words = line((f"{problem.value}: {reason}", BOLD), (f"  accepted: {problem.accepted}", MUTED))
        self.query_one("#filter-words", Bar).show(((place, "flag-amber bold"), *words))


def _longer(value: str) -> list[Completion]:
    """Return what the last word may become, apart from itself; nothing after a blank."""
    if not value or value[-1].isspace():
        return []
    return [each for each in complete(value) if each.word != value[each.start :].lower()]
