"""What a rule says of itself."""

import pytest

from caseload_tui.standards.rule import Source


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (Source("local", "Local default", None, "D"), "Local default"),
        (Source("local", "North delivery plan", 2026, "D"), "local: North delivery plan, 2026, local default"),
        (Source("contract", "Measure SL006", 2023, "V"), "contract: Measure SL006, 2023, verified"),
        (
            Source("national standard", "National Standards 2021", None, "G"),
            "National Standards 2021, unverified",
        ),
    ],
)
def test_a_source_says_in_words_what_it_is_and_how_sure(source: Source, words: str) -> None:
    assert source.words == words
