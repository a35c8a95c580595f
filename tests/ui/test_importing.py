"""The import screen: what only the person can answer is asked there, and nothing else is written than was shown."""

import datetime as dt
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from caseload_tui.domain import records as r
from caseload_tui.services import opening
from caseload_tui.services.session import Session
from caseload_tui.ui.app import CaseloadApp
from tests.ui.golden import screen_text
from tests.ui.team import PASSPHRASE, locked, now
from tests.ui.test_journeys import SIZE, until

Steps = Callable[[CaseloadApp, Pilot[int]], Awaitable[None]]
PERSON = "crn,surname\nX900701,INVENTED\n"


def folder(tmp_path: Path, **files: str) -> Path:
    """Make a folder of CSV."""
    path = tmp_path / "in"
    path.mkdir(exist_ok=True)
    for name, text in files.items():
        (path / f"{name}.csv").write_text(text, "utf-8")
    return path


@contextmanager
def encrypted(tmp_path: Path) -> Iterator[Session]:
    """Open a store for real people: nothing is brought into a demo."""
    path = tmp_path / "northside.store"
    locked(path)
    session = opening.unlock(path, PASSPHRASE, now=now)
    try:
        yield session
    finally:
        session.store.close()


async def gone(app: CaseloadApp, pilot: Pilot[int], words: str) -> None:
    """Wait until words are no longer on the screen."""
    for _ in range(60):
        if words not in screen_text(app):
            return
        await pilot.pause(0.05)
    raise AssertionError(screen_text(app))


async def importing(session: Session, path: Path, steps: Steps) -> None:
    """Open the import screen on a folder, have it checked, and go on."""
    app = CaseloadApp(session=session)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause(0.2)
        await pilot.press("i")
        await until(app, pilot, "Import a folder")
        app.screen.query_one(Input).value = str(path)
        await pilot.press("enter")
        await steps(app, pilot)


@pytest.mark.parametrize(
    ("key", "began_on"), [("ctrl+d", dt.date(2026, 4, 3)), ("ctrl+n", dt.date(2026, 3, 4))], ids=["day", "month"]
)
async def test_dates_that_can_be_read_in_two_ways_are_asked_about_with_an_example(
    tmp_path: Path, key: str, began_on: dt.date
) -> None:
    path = folder(tmp_path, cases=PERSON, pauses="crn,kind,from\nX900701,hospital,03/04/2026\n")

    async def steps(app: CaseloadApp, pilot: Pilot[int]) -> None:
        asked = await until(app, pilot, "Which comes first in these dates")
        assert "pauses.csv, from, line 2: 03/04/2026" in asked
        assert "day first: Fri 3 Apr 2026" in asked
        assert "month first: Wed 4 Mar 2026" in asked
        assert "--dates" not in asked
        await pilot.press("ctrl+s")
        await pilot.press(key)
        await until(app, pilot, "Can be imported")
        await pilot.press("ctrl+s")
        await gone(app, pilot, "Import a folder")

    with encrypted(tmp_path) as session:
        await importing(session, path, steps)
        facts = session.store.facts("X900701")
        assert facts is not None
        assert facts.pauses == (r.Pause("X900701", "hospital", began_on),)


async def test_a_date_of_birth_is_asked_about_and_not_shown(tmp_path: Path) -> None:
    path = folder(tmp_path, cases="crn,date_of_birth\nX900701,03/04/1980\n")

    async def steps(app: CaseloadApp, pilot: Pilot[int]) -> None:
        asked = await until(app, pilot, "cases.csv, date_of_birth, line 2")
        assert "1980" not in asked

    with encrypted(tmp_path) as session:
        await importing(session, path, steps)


async def test_answers_are_for_the_folder_that_was_checked_and_no_other(tmp_path: Path) -> None:
    path = folder(tmp_path, cases=PERSON, pauses="crn,kind,from\nX900701,hospital,03/04/2026\n")

    async def steps(app: CaseloadApp, pilot: Pilot[int]) -> None:
        await until(app, pilot, "Which comes first")
        await pilot.press("ctrl+d")
        await until(app, pilot, "Can be imported")
        await pilot.press("slash")
        await until(app, pilot, "Not checked yet")
        await pilot.press("ctrl+s", "enter")
        await until(app, pilot, "Which comes first")

    with encrypted(tmp_path) as session:
        await importing(session, path, steps)
        assert session.store.facts("X900701") is None


async def test_a_folder_changed_since_the_check_is_not_written(tmp_path: Path) -> None:
    path = folder(tmp_path, cases=PERSON)

    async def steps(app: CaseloadApp, pilot: Pilot[int]) -> None:
        await until(app, pilot, "Can be imported")
        folder(tmp_path, cases=PERSON.replace("INVENTED", "REPLACED"))
        await pilot.press("ctrl+s")
        await until(app, pilot, "was changed since the check; nothing was written")

    with encrypted(tmp_path) as session:
        await importing(session, path, steps)
        assert session.store.facts("X900701") is None


@pytest.mark.parametrize(("key", "surname"), [("ctrl+o", "INVENTED"), ("ctrl+k", "OTHER")], ids=["theirs", "mine"])
async def test_a_record_that_differs_is_taken_or_kept_as_is_said(tmp_path: Path, key: str, surname: str) -> None:
    path = folder(tmp_path, cases=f"{PERSON}X900702,NEW\n")

    async def steps(app: CaseloadApp, pilot: Pilot[int]) -> None:
        found = await until(app, pilot, "differs from what is recorded here: surname")
        assert "--on-conflict" not in found
        await pilot.press(key)
        await until(app, pilot, "Can be imported")
        await pilot.press("ctrl+s")
        await gone(app, pilot, "Import a folder")

    with encrypted(tmp_path) as session:
        stamp = session.stamp()
        with session.store.write("person.add", stamp=stamp, subject="X900701") as change:
            change.put(r.Case("X900701", surname="OTHER"))
        await importing(session, path, steps)
        facts = session.store.facts("X900701")
        assert facts is not None
        assert facts.case.surname == surname


async def test_a_home_that_nobody_has_is_no_folder(tmp_path: Path) -> None:
    async def steps(app: CaseloadApp, pilot: Pilot[int]) -> None:
        await until(app, pilot, "There is no such folder")

    with encrypted(tmp_path) as session:
        await importing(session, Path("~nobody-of-this-name/in"), steps)


async def test_where_not_every_problem_is_shown_the_screen_says_what_lists_them(tmp_path: Path) -> None:
    rows = "".join(f"X9{n:05},Z\n" for n in range(21))

    async def steps(app: CaseloadApp, pilot: Pilot[int]) -> None:
        await until(app, pilot, "Cannot be imported yet")
        await pilot.press("pagedown", "pagedown")
        said = await until(app, pilot, "1 more problems in cases.csv")
        assert 'import FOLDER --all" lists every one of them.' in said

    with encrypted(tmp_path) as session:
        await importing(session, folder(tmp_path, cases=f"crn,rosh\n{rows}"), steps)
