"""A store that lacks its newest entries: on the screen and by command it is said, and one can go on knowingly."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.widgets import Input

from caseload_tui import cli
from caseload_tui.errors import RefusedError
from caseload_tui.services import attempts, opening
from caseload_tui.store.keys import weak_keys_in_tests
from caseload_tui.ui.app import CaseloadApp
from caseload_tui.ui.screens.unlock import UnlockScreen
from tests.ui.golden import screen_text

PASSPHRASE = "four plain words here"


@pytest.fixture
def behind(tmp_path: Path) -> Iterator[Path]:
    """Return a store in whose place an older copy of it was put."""
    path = tmp_path / "me.caseload"
    with weak_keys_in_tests():
        session, _ = opening.create(path, PASSPHRASE, opening.Owner("R. Example"))
        session.store.close()
        older = path.read_bytes()
        session = opening.unlock(path, PASSPHRASE)
        with session.store.write("person.add", stamp=session.stamp()):
            pass
        session.store.close()
        path.write_bytes(older)
        yield path


async def test_the_screen_says_what_is_missing_and_goes_on_after_the_words_are_typed(behind: Path) -> None:
    app = CaseloadApp(behind)
    async with app.run_test(size=(80, 24)) as pilot:
        for typed in (PASSPHRASE, "something else"):
            app.screen.query_one(Input).value = typed
            await pilot.press("enter")
            await pilot.pause()
            assert isinstance(app.screen, UnlockScreen)
        assert "The store stays closed. Nothing was changed." in screen_text(app)
        assert attempts.found(behind) is None
        assert app.screen.query_one(Input).password
        app.screen.query_one(Input).value = PASSPHRASE
        await pilot.press("enter")
        await pilot.pause()
        shown = " ".join(screen_text(app).split())
        assert "Type go on, or nothing to leave it closed" in shown
        assert "There is no backup beside it" in shown
        app.screen.query_one(Input).value = "go on"
        await pilot.press("enter")
        await pilot.pause()
        assert app.session is not None
        assert app.session.store.check() == []
    app.session.store.close()


def test_a_command_is_refused_with_its_own_exit_code_and_going_on_opens_the_way(
    behind: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    secret = tmp_path / "secret"
    secret.write_text(PASSPHRASE)
    options = ["--store", str(behind), "--passphrase-file", str(secret)]
    before = behind.read_bytes()
    assert cli.main(["today", *options]) == 16
    assert "of the journal is missing; it was written on" in capsys.readouterr().err
    assert behind.read_bytes() == before
    assert cli.main(["go-on", "--why", "the newer file is gone", *options]) == 0
    assert cli.main(["check", *options]) == 0
    assert cli.main(["go-on", "--why", "again", *options]) == RefusedError.exit_code
