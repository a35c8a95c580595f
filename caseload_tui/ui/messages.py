"""What a list tells the screen it stands on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.message import Message

if TYPE_CHECKING:
    from textual.widget import Widget


class RowHighlighted(Message):
    """The cursor stands on another row, or on none."""

    def __init__(self, rows: Widget, row: Any | None) -> None:  # noqa: ANN401 - a row of whatever the list holds
        """Keep the list and the row."""
        super().__init__()
        self.rows = rows
        self.row = row

    @property
    def control(self) -> Widget:
        """Return the list, by which handlers select."""
        return self.rows


class RowOpened(RowHighlighted):
    """The row under the cursor is to be opened."""


class ColumnChosen(Message):
    """The title of a column was clicked."""

    def __init__(self, word: str) -> None:
        """Keep the word that orders by the column."""
        super().__init__()
        self.word = word
