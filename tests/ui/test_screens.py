"""Whole screens as text, at the sizes that people have; and text that means harm, through every screen."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot

from caseload_tui.domain import records as r
from caseload_tui.services.session import Session
from caseload_tui.ui import glyphs
from caseload_tui.ui.app import CaseloadApp
from caseload_tui.ui.terminal import UNSAFE
from caseload_tui.ui.themes import CONTRAST, LIGHT
from tests.ui.golden import assert_golden, screen_text
from tests.ui.team import HOSTILE, TODAY, day, team

WIDE, SMALL = (120, 36), (80, 24)

# What is pressed to get there from Today, key by key; a pause stands between them.
SCREENS: dict[str, Sequence[str]] = {
    "today": (),
    "caseload": ("2",),
    "case-due": ("2", "enter"),
    "case-timeline": ("2", "enter", "tab tab"),
    "why": ("2", "enter", "w"),
    "record-contact": ("2", "c", "o f space a t"),
    "new-person": ("n",),
    "palette": ("colon", "u n"),
}


async def press(pilot: Pilot[int], steps: Sequence[str]) -> None:
    await pilot.pause(0.3)
    for keys in steps:
        await pilot.press(*keys.split())
        await pilot.pause(0.3)


@pytest.mark.parametrize("name", SCREENS)
@pytest.mark.parametrize("size", [WIDE, SMALL], ids=["120x36", "80x24"])
async def test_a_screen_reads_as_it_did(name: str, size: tuple[int, int], tmp_path: Path) -> None:
    with team(tmp_path) as session:
        app = CaseloadApp(session=session)
        async with app.run_test(size=size) as pilot:
            await press(pilot, SCREENS[name])
            assert_golden(app, f"{name}-{size[0]}x{size[1]}")


@pytest.mark.parametrize("theme", [LIGHT.name, CONTRAST.name])
async def test_a_theme_changes_no_word(theme: str, tmp_path: Path) -> None:
    with team(tmp_path) as session:
        app = CaseloadApp(session=session, theme=theme)
        async with app.run_test(size=WIDE) as pilot:
            await press(pilot, SCREENS["caseload"])
            assert_golden(app, "caseload-120x36")


async def test_without_colour_every_flag_is_still_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    with team(tmp_path) as session:
        app = CaseloadApp(session=session)
        async with app.run_test(size=WIDE) as pilot:
            await press(pilot, SCREENS["caseload"])
            assert app.no_color
            assert_golden(app, "caseload-120x36")


async def test_a_terminal_of_ascii_gets_ascii(tmp_path: Path) -> None:
    with team(tmp_path) as session:
        app = CaseloadApp(session=session, is_ascii=True)
        try:
            async with app.run_test(size=WIDE) as pilot:
                await press(pilot, SCREENS["caseload"])
                shown = screen_text(app)
        finally:
            glyphs.use_ascii(ascii_only=False)
    assert shown.isascii()
    assert "> !! SAMPLE, Alan      High    24 d in-person contact   overdue 10 d" in shown


def hostile() -> list[object]:
    """Return a person, an officer's name and notes that try to act on the terminal, as an old store might hold them."""
    crn = "X900666"
    return [
        r.Officer("N01", f"R. {HOSTILE}", "PO", "practitioner", "T1"),
        r.Case(crn, HOSTILE, "[b]Q[/b]", officer_code="N01", team_code="T1", tier="[x", rosh="VH"),
        r.Sentence("s-666", crn, "CO", day("2026-03-02"), starts_on=day("2026-03-02"), ends_on=day("2027-03-02")),
        r.Contact(
            "c-666", crn, None, "COAP", TODAY, "10:00", mode="in_person_office", place=HOSTILE, notes=f"{HOSTILE}\n[/"
        ),
        r.Contact("c-667", crn, None, "COAP", day("2026-11-20"), outcome_code="ATTC", notes=f"note {HOSTILE}"),
    ]


@contextmanager
def hostile_team(folder: Path) -> Iterator[Session]:
    with team(folder, *hostile()) as session:
        yield session


async def test_harmful_text_is_drawn_as_text_on_every_screen(tmp_path: Path) -> None:
    with hostile_team(tmp_path) as session:
        app = CaseloadApp(session=session)
        async with app.run_test(size=WIDE, notifications=True) as pilot:
            await pilot.press("2", "slash")
            await pilot.pause(0.2)
            for key in "rosh:vh":
                await pilot.press({":": "colon"}.get(key, key))
            await pilot.press("enter")
            seen = 0
            for steps in (
                "enter",
                "tab",
                "tab",
                "w",
                "escape c o f space a t",
                "escape p",
                "escape a",
                "escape colon",
                "x",
            ):
                await press(pilot, [steps])
                shown = screen_text(app)
                assert not UNSAFE.search(shown.replace("\n", "")), steps
                assert "]52;c" in shown or "[red]X[/" in shown, f"{steps}: the name is not there\n{shown}"
                seen += 1
            assert seen == 9
            await pilot.press("escape", "escape", "c")
            await pilot.pause(0.3)
            assert "of at" in screen_text(app), "the draft of before is there again"
            await pilot.press("enter")
            await pilot.pause(0.5)
            assert "Saved" in screen_text(app), screen_text(app)


@pytest.mark.parametrize("name", ["today", "caseload"])
async def test_who_and_how_late_stay_to_the_last(name: str, tmp_path: Path) -> None:
    with team(tmp_path) as session:
        app = CaseloadApp(session=session)
        async with app.run_test(size=(60, 20)) as pilot:
            await press(pilot, SCREENS[name])
            row = next(row for row in screen_text(app).splitlines() if "SAMPLE, Alan" in row)
            assert row.startswith("▌ !! SAMPLE, Alan      in-person contact")
            assert row.endswith("overdue 10 d")
