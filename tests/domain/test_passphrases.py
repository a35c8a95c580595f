"""What a new passphrase is worth: what anybody would try first is worth next to nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseload_tui.domain.passphrases import LEAST, problem, strength, worth


@pytest.mark.parametrize(
    "guess",
    [
        "aaaaaaaaaaaa",
        "abcdefghijklmnopqrstuvwxyz",
        "qwertyuiopasdfghjklzxcvbnm",
        "098765432109876",
        "passwordpassword",
        "P4$$w0rdP4$$w0rd2026",
        "Liverpool2026!!",
        "Summer2025Summer2025",
        "probationprobation1",
        "xyzxyzxyzxyzxyz",
        "            ",
        "correct horse battery staple",
        "R. EXAMPLE N01A001",
    ],
)
def test_what_anybody_would_try_first_is_refused(guess: str) -> None:
    own = ("R. Example", "N01A001")
    assert worth(guess, own) < LEAST
    assert strength(guess, own) == "easy to guess"
    assert problem(guess, own).startswith("That is easy to guess: ")


@pytest.mark.parametrize(
    ("passphrase", "words"),
    [
        ("four invented words here", "strong"),
        ("expert first study power", "strong"),
        ("kettle under a lamp", "good"),
        ("xK4vq2Lw9zTb", "just enough"),
        ("short one", "too short"),
        ("", "too short"),
    ],
)
def test_ordinary_words_count_in_full_or_nearly(passphrase: str, words: str) -> None:
    assert strength(passphrase) == words


def test_the_own_name_hardly_counts() -> None:
    assert worth("theodora kettle") - worth("theodora kettle", ["Theodora Sample"]) == len("theodora") - 1


@given(st.text(max_size=80))
def test_no_more_counts_than_was_typed_and_typing_it_twice_adds_next_to_nothing(text: str) -> None:
    once = worth(text)
    assert once <= len(text.casefold())
    assert worth(text + text) <= len(text.casefold()) + 2


@given(st.text(min_size=1, max_size=40))
def test_a_weak_one_is_refused_and_a_strong_one_is_not(text: str) -> None:
    assert (problem(text) == "") == (strength(text) not in ("too short", "easy to guess"))
