"""Every sign the program draws, in one table that switches to ASCII as a whole.

Only characters of WGL4 are used, so that the fonts of every system's terminal have them.
"""

from dataclasses import dataclass, fields
from typing import Final


@dataclass(frozen=True, slots=True)
class Glyphs:
    """One sign for each meaning."""

    red: str = "!!"
    amber: str = "!"
    blue: str = "i"
    soon: str = "•"
    restricted: str = "§"
    draft: str = "~"
    not_saved: str = "*"
    bar: str = "▌"
    mark: str = "■"
    double_rule: str = "═"
    rule: str = "─"
    crumb: str = "\u203a"
    cut: str = "…"
    between: str = "·"
    met: str = "√"
    counts: str = "●"
    other: str = "○"
    absent: str = "×"
    acceptable: str = "–"
    awaited: str = "?"
    nothing: str = "·"
    ascending: str = "▲"
    descending: str = "▼"
    allowed: str = "▄"
    late: str = "█"
    served: str = "■"
    to_serve: str = "□"
    edge: str = "│"
    chosen: str = "(•)"
    not_chosen: str = "( )"


WGL4: Final = Glyphs()

ASCII: Final = Glyphs(
    soon="-",
    restricted="R",
    bar=">",
    mark="#",
    double_rule="=",
    rule="-",
    crumb=">",
    cut="..",
    between="-",
    met="+",
    counts="O",
    other="o",
    absent="x",
    acceptable="a",
    nothing=".",
    ascending="^",
    descending="v",
    allowed="=",
    late="#",
    served="#",
    to_serve=".",
    edge="|",
    chosen="(*)",
)


class _Shown:
    """The table in use. It is one for the process, as there is one terminal."""

    __slots__ = ("table",)

    def __init__(self) -> None:
        self.table = WGL4

    def __getattr__(self, name: str) -> str:
        """Return the sign of a meaning in the table in use."""
        sign: str = getattr(self.table, name)
        return sign


G: Final = _Shown()
"""The signs in use: `G.red`, `G.bar`."""


def use_ascii(*, ascii_only: bool) -> None:
    """Choose the table for the whole process."""
    G.table = ASCII if ascii_only else WGL4


def names() -> tuple[str, ...]:
    """Return the meanings there are signs for."""
    return tuple(field.name for field in fields(Glyphs))
