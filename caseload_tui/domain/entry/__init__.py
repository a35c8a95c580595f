"""The one line in which a contact is recorded: reading it as it is typed, writing a draft back, offering words.

`WHAT [WHEN] [OUTCOME] [FLAGS] [NOTE] [; NEXT]`, as docs/languages.md describes it; quick enough for every key press.
"""

from caseload_tui.domain.entry.completing import Completion, complete
from caseload_tui.domain.entry.parts import Entry, Token
from caseload_tui.domain.entry.reading import parse
from caseload_tui.domain.entry.writing import format  # noqa: A004 - the other half of `parse`

__all__ = ["Completion", "Entry", "Token", "complete", "format", "parse"]
