"""Finding a national contact type by words of its description."""

import re
from collections.abc import Sequence
from functools import cache

from caseload_tui.domain import codes


def matching(words: Sequence[str]) -> list[str]:
    """Return the codes of the types whose description has all the words, or is just these words; beginnings will do.

    Types that only the program writes are left out.
    """
    parts = [part for word in words for part in _split(word)]
    if not parts:
        return []
    whole = [code for code, description in _described() if list(description) == parts]
    return whole or [
        code
        for code, description in _described()
        if all(any(each.startswith(part) for each in description) for part in parts)
    ]


def name_of(code: str) -> str:
    """Return a type as a list offers it: code and description."""
    return f"{code} {codes.contact_types()[code].title}"


@cache
def _described() -> tuple[tuple[str, tuple[str, ...]], ...]:
    types = codes.contact_types().values()
    return tuple((each.code, _split(each.title)) for each in types if not each.system_generated)


def _split(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\w+", text.lower()))
