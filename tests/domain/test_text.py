"""Text made harmless: what is shown in place of what, and that clean text is left alone."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseload_tui.domain.text import MOST_MARKS, clean, clean_line

ANYTHING = st.text(st.characters(exclude_categories=()))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("line\n\tnext", "line\n\tnext"),
        ("dos\r\nmac\rend", "dos\nmac\nend"),
        ("\x1b]0;title\x07", "␛]0;title␇"),
        ("nul\x00del\x7f", "nul␀del␡"),
        ("c1 \x9b31m", "c1 �31m"),
        ("\u202egnp.exe", "�gnp.exe"),
        ("half \ud83d", "half �"),
        ("e\u0301", "é"),
        ("[red]markup[/red] is text", "[red]markup[/red] is text"),
    ],
)
def test_what_is_harmful_is_replaced_visibly(text: str, expected: str) -> None:
    assert clean(text) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("SAM\u200bPLE", "SAMPLE"),
        ("SAM\u00adPLE", "SAMPLE"),
        ("\ufeffSAMPLE\u2060", "SAMPLE"),
        ("SA\u200dM\u200cPLE\u200d", "SAMPLE"),
        ("SAMPLE\ufe0f", "SAMPLE"),
        ("e\u200b\u0301", "é"),
        ("VAN\u00a0DER\u2003SAMPLE", "VAN DER SAMPLE"),
        ("\u200b", ""),
        ("\u3164", "�"),
        ("\u0639\u0644\u06cc\u200c\u0631", "\u0639\u0644\u06cc\u200c\u0631"),
        ("👩\u200d👧", "👩\u200d👧"),
        ("❤\ufe0f", "❤\ufe0f"),
    ],
)
def test_what_nobody_sees_does_not_tell_two_names_apart(name: str, expected: str) -> None:
    assert clean_line(name) == expected


def test_marks_on_one_letter_are_capped() -> None:
    assert clean("q" + "\u0323" * 500 + "!") == "q" + "\u0323" * MOST_MARKS + "!"


@pytest.mark.parametrize(
    ("text", "expected"), [("  Zoë ", "Zoë"), ("a\nb\tc", "a␤b␉c"), ("a\r\nb", "a␤b"), ("\x1b[2J", "␛[2J")]
)
def test_one_line_is_one_line(text: str, expected: str) -> None:
    assert clean_line(text) == expected


@given(ANYTHING)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert clean_line(clean_line(text)) == clean_line(text)


@given(ANYTHING)
def test_clean_text_holds_no_control_character_and_can_be_written(text: str) -> None:
    kept = clean(text)
    assert not [c for c in kept if unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\t"]
    assert not {"\n", "\t"} & set(clean_line(text))
    assert kept.encode().decode() == kept
