"""How words are cut where there is no room for all of them."""

import pytest

from caseload_tui.ui import text
from caseload_tui.ui.text import line


def cut(words: str, cells: int) -> str:
    return "".join(part for part, _ in text.cut(line(words), cells))


@pytest.mark.parametrize(
    ("words", "cells", "shown"),
    [
        ("unacceptable absence", 20, "unacceptable absence"),
        ("unacceptable absence", 18, "unacceptable…"),
        ("unacceptable absence", 13, "unacceptable…"),
        ("unacceptable absence", 9, "unaccept…"),
        ("attended, sent home (behaviour)", 24, "attended, sent home…"),
        ("attended, complied", 12, "attended…"),
        ("an Eightsyllabledword", 12, "an Eightsyl…"),
        ("text or email", 8, "text or…"),
        ("acceptable, family/childcare", 20, "acceptable, family…"),
        ("abc", 1, "…"),
        ("abc", 0, ""),
    ],
)
def test_a_text_is_cut_at_the_end_of_a_word_unless_that_leaves_too_little(words: str, cells: int, shown: str) -> None:
    assert cut(words, cells) == shown


def test_parts_that_flow_are_never_broken() -> None:
    parts = [line("one two"), line("three"), line("four five")]
    assert [text.width(row) for row in text.flow(parts, 14)] == [14, 9]
