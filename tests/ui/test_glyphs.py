"""The signs the program draws are a closed set that every system's terminal fonts have."""

import re
from pathlib import Path

import pytest

from caseload_tui.ui import glyphs
from caseload_tui.ui.glyphs import ASCII, WGL4, G

UI = Path(glyphs.__file__).parent

# The part of Windows Glyph List 4 beyond ASCII that the program may use.
WGL4_SIGNS = set("•§▌■═─\u203a…·√●○×–▲▼▄█□│←→║°’‘“”")


def test_every_sign_is_in_wgl4() -> None:
    drawn = set("".join(getattr(WGL4, name) for name in glyphs.names()))
    assert {sign for sign in drawn if not sign.isascii()} <= WGL4_SIGNS


def test_every_sign_has_an_ascii_one() -> None:
    assert all(getattr(ASCII, name).isascii() for name in glyphs.names())


@pytest.mark.parametrize("name", glyphs.names())
def test_both_tables_take_as_many_cells(name: str) -> None:
    longer = {"cut"}  # two dots: a single one would read as the end of a sentence
    assert len(getattr(WGL4, name)) == len(getattr(ASCII, name)) or name in longer


def test_the_switch_changes_the_whole_table_at_once() -> None:
    glyphs.use_ascii(ascii_only=True)
    try:
        assert (G.bar, G.double_rule, G.counts, G.absent) == (">", "=", "O", "x")
    finally:
        glyphs.use_ascii(ascii_only=False)
    assert G.bar == "▌"


def test_no_sign_is_drawn_past_the_table() -> None:
    """A sign written straight into a string would not follow the switch."""
    found = {}
    for path in UI.rglob("*.py"):
        if path.name in ("glyphs.py", "terminal.py"):
            continue
        code = re.sub(r'"""(?:.|\n)*?"""|#.*', "", path.read_text("utf-8"))
        if signs := {sign for sign in code if not sign.isascii()} - {"’", "‘"}:
            found[path.name] = signs
    assert found == {}


def test_no_colour_is_written_outside_the_themes() -> None:
    styles = [*UI.rglob("*.tcss"), *UI.rglob("*.py")]
    hexes = {path.name for path in styles if re.search(r"#[0-9A-Fa-f]{6}\b", path.read_text("utf-8"))}
    assert hexes == {"themes.py"}
    assert not [path.name for path in styles if "$text-muted" in path.read_text("utf-8")]
