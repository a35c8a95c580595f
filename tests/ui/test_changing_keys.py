"""What opens the store is changed on the screen; wrong passphrases wait and are told of; no secret becomes a draft."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from caseload_tui.errors import WrongPassphraseError
from caseload_tui.services import attempts, keyring, opening
from caseload_tui.services.keys import is_typed_back
from caseload_tui.store.keys import weak_keys_in_tests
from caseload_tui.ui.app import CaseloadApp
from caseload_tui.ui.screens.unlock import UnlockScreen
from tests.ui.golden import screen_text
from tests.ui.team import PASSPHRASE, locked, team

NEW = "lantern kettle ostrich meadow"
KEY = "ABCD-EFGH-IJKL-MNOP-QRST-UVWX-YZ23-4567"


@asynccontextmanager
async def opened(path: Path) -> AsyncIterator[Pilot[int]]:
    with weak_keys_in_tests():
        app = CaseloadApp(path)
        async with app.run_test(size=(120, 36), notifications=True) as pilot:
            app.opened(opening.unlock(path, PASSPHRASE))
            await shown(pilot, "unlocked")
            yield pilot
        app.open_session.store.close()


async def typed(pilot: Pilot[int], *lines: str) -> None:
    for words in lines:
        field = pilot.app.focused
        assert isinstance(field, Input)
        field.value = words
        await pilot.press("enter")
    await pilot.app.workers.wait_for_complete()
    await pilot.pause(0.2)


async def shown(pilot: Pilot[int], words: str) -> None:
    """Wait until the words stand on the screen; a busy machine takes its time."""
    for _ in range(100):
        if words in screen_text(pilot.app):
            return
        await pilot.pause(0.1)
    pytest.fail(f"not shown: {words}")


def opens(path: Path, secret: str) -> bool:
    with weak_keys_in_tests():
        try:
            opening.unlock(path, secret).store.close()
        except WrongPassphraseError:
            return False
    return True


@pytest.fixture
def path(tmp_path: Path) -> Path:
    locked(tmp_path / "northside.store")
    return tmp_path / "northside.store"


def app_of(pilot: Pilot[int]) -> CaseloadApp:
    assert isinstance(pilot.app, CaseloadApp)
    return pilot.app


async def test_the_passphrase_is_changed_with_the_old_one_and_the_new_one_twice(path: Path) -> None:
    async with opened(path) as pilot:
        app_of(pilot).do("keys.passphrase", None)
        await pilot.pause()
        assert "or the recovery key" in screen_text(pilot.app)
        await typed(pilot, PASSPHRASE, NEW)
        assert "Strength: strong" in screen_text(pilot.app)
        assert NEW not in screen_text(pilot.app)
        await typed(pilot, NEW)
        await shown(pilot, "The new passphrase opens the store from now on.")
    assert (opens(path, NEW), opens(path, PASSPHRASE)) == (True, False)


async def test_weak_differing_and_wrong_passphrases_are_refused_in_their_place(path: Path) -> None:
    async with opened(path) as pilot:
        app_of(pilot).do("keys.passphrase", None)
        await pilot.pause()
        await typed(pilot, "not the one", "short", "short")
        assert "at least 12" in screen_text(pilot.app)
        await typed(pilot, NEW, NEW + "s")
        assert "not the same" in screen_text(pilot.app)
        await typed(pilot, NEW)
        await shown(pilot, "does not open the store")
        assert isinstance(pilot.app.focused, Input)
        assert pilot.app.focused.value == ""
        await typed(pilot, PASSPHRASE, NEW, NEW)
        await shown(pilot, "opens the store from now on")
        session = app_of(pilot).session
        assert session is not None
        assert session.store.drafts() == []
    assert opens(path, NEW)


async def test_leaving_changes_nothing(path: Path) -> None:
    async with opened(path) as pilot:
        app_of(pilot).do("keys.passphrase", None)
        await pilot.pause()
        await typed(pilot, PASSPHRASE, NEW)
        await pilot.press("escape")
    assert (opens(path, NEW), opens(path, PASSPHRASE)) == (False, True)


async def test_a_new_recovery_key_opens_once_it_was_typed_back(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("caseload_tui.store.keys.new_recovery_key", lambda: KEY)
    assert is_typed_back(KEY, "abcd efgh")
    async with opened(path) as pilot:
        app_of(pilot).do("keys.recovery", None)
        await pilot.pause()
        assert KEY in screen_text(pilot.app)
        await typed(pilot, PASSPHRASE, "abcd efgj")
        assert PASSPHRASE not in screen_text(pilot.app)
        assert "not what stands above" in screen_text(pilot.app)
        assert not opens(path, KEY)
        await typed(pilot, PASSPHRASE, "abcd efgh")
        await shown(pilot, "The new recovery key opens the store from now on.")
        assert KEY not in screen_text(pilot.app)
    assert opens(path, KEY)


async def test_leaving_says_that_the_key_shown_opens_nothing(path: Path) -> None:
    async with opened(path) as pilot:
        app_of(pilot).do("keys.recovery", None)
        await pilot.pause()
        assert "this key opens nothing" in screen_text(pilot.app)
        await pilot.press("escape")
        assert [note.message for note in app_of(pilot)._notifications if "opens nothing" in note.message]


async def test_after_three_wrong_passphrases_the_next_one_waits_and_all_are_told(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with weak_keys_in_tests():
        app = CaseloadApp(path)
        async with app.run_test(size=(120, 36), notifications=True) as pilot:
            for _ in range(3):
                await typed(pilot, "wrong")
                await shown(pilot, "does not open the store")
            monkeypatch.setattr(attempts, "wait", lambda *_: 1.0)  # however long the third one took to be refused
            await typed(pilot, PASSPHRASE)
            await shown(pilot, "After 3 wrong passphrases the next try waits 1 second.")
            assert isinstance(app.screen, UnlockScreen)
            await shown(pilot, "3 wrong passphrases since")
            assert attempts.found(path) is None
        app.open_session.store.close()


async def test_the_demo_has_no_passphrase_to_change(tmp_path: Path) -> None:
    with team(tmp_path) as session:
        app = CaseloadApp(session=session)
        async with app.run_test(size=(120, 36), notifications=True) as pilot:
            await pilot.pause()
            app.do("keys.passphrase", None)
            await pilot.pause()
            assert "The demo is not encrypted" in screen_text(app)
            await typed(pilot, PASSPHRASE, NEW, NEW)
            assert "Change passphrase" in screen_text(app)


async def test_enter_alone_opens_with_the_keyring_where_there_is_one(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: dict[str, str] = {}
    library = SimpleNamespace(
        get_keyring=lambda: SimpleNamespace(priority=1),
        set_password=lambda _, name, secret: held.update({name: secret}),
        get_password=lambda _, name: held.get(name),
    )
    monkeypatch.setitem(sys.modules, "keyring", library)
    with weak_keys_in_tests():
        session = opening.unlock(path, PASSPHRASE)
        keyring.put(session, PASSPHRASE)
        session.store.close()
        app = CaseloadApp(path)
        async with app.run_test(size=(80, 24)) as pilot:
            await shown(pilot, "Enter alone opens it with a keyring.")
            await pilot.press("enter")
            await shown(pilot, "unlocked")
            app.lock()
            held.clear()
            await pilot.pause(0.5)
            await pilot.press("enter")
            await shown(pilot, "The keyring of this computer holds nothing")
            assert attempts.found(path) is None
