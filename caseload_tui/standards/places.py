"""Where in a TOML file a key or a value stands, which the parser itself does not tell."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

_MOST_LINES: Final = 400
"""Lines of one statement; what goes on longer is not searched for its end, which would take for ever."""

Path = tuple[str, ...]
"""The keys that lead to a value, such as ("rules", "F2F_GAP", "limit", "VH")."""


@dataclass(frozen=True)
class Places:
    r"""The lines of a file that parses, by the path of what stands there; laid out when first asked for.

    >>> places = Places('id = "x"\n[rules.A]\nmodes = [\n  "video",\n  "pone",\n]\n')
    >>> places.line(("id",)), places.line(("rules", "A")), places.line(("rules", "A", "modes"), "pone")
    (1, 2, 5)
    """

    text: str

    @cached_property
    def _spans(self) -> dict[Path, tuple[int, int]]:
        """First and last line, from 1, of the statement that holds each key."""
        spans: dict[Path, tuple[int, int]] = {}
        table: Path = ()
        for first, last, statement in _statements(self.text):
            try:
                paths = list(_paths(tomllib.loads(statement)))
            except RecursionError:  # nested beyond reason: it is refused, wherever it stands
                continue
            if statement.lstrip().startswith("["):
                table = max(paths, key=len)
                paths = [table[:depth] for depth in range(1, len(table) + 1)]
            else:
                paths = [table + path for path in paths]
            for path in paths:
                spans.setdefault(path, (first, last))
        return spans

    def line(self, path: Path, value: object = None) -> int:
        """Return the line of the value, or of its key, or of the nearest table around it; 0 when there is none."""
        while path and path not in self._spans:
            path = path[:-1]
        if not path:
            return 0
        first, last = self._spans[path]
        if isinstance(value, str):
            for number, line in enumerate(self.text.split("\n")[first - 1 : last], start=first):
                if f'"{value}"' in line or f"'{value}'" in line:
                    return number
        return first


def _statements(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield first line, last line and text of each statement: the fewest lines that parse by themselves."""
    held: list[str] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not held and (not line.strip() or line.lstrip().startswith("#")):
            continue
        held.append(line)
        if len(held) > _MOST_LINES:
            return
        statement = "\n".join(held)
        try:
            tomllib.loads(statement)
        except (ValueError, RecursionError):
            continue
        yield number - len(held) + 1, number, statement
        held = []


def _paths(table: Mapping[str, object]) -> Iterator[Path]:
    """Yield the path of every key in a table, tables before what is in them."""
    for key, value in table.items():
        yield (key,)
        inside = value[0] if isinstance(value, list) and value and isinstance(value[0], dict) else value
        if isinstance(inside, dict):
            yield from ((key, *path) for path in _paths(inside))
