"""What widgets and screens tell each other."""

from __future__ import annotations

from textual.message import Message


class CaseOpened(Message):
    """A person's case is to be shown."""

    def __init__(self, crn: str) -> None:
        """Keep the reference."""
        super().__init__()
        self.crn = crn
