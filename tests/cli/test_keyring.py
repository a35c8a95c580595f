"""The keyring of the system as one more way in, with a keyring in memory in place of the system's."""

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail
from keyring.errors import KeyringError, PasswordDeleteError

from caseload_tui.store import keys
from tests.cli.conftest import Run

KeyringT = TypeVar("KeyringT", bound=KeyringBackend)


class Memory(KeyringBackend):
    """A keyring that forgets all when it goes."""

    priority = 1
    held: dict[tuple[str, str], str]

    def get_password(self, service: str, username: str) -> str | None:
        """Return what is held."""
        return self.held.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        """Hold it."""
        self.held[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        """Let it go."""
        if self.held.pop((service, username), None) is None:
            raise PasswordDeleteError


class Broken(Memory):
    """A keyring that takes nothing."""

    def set_password(self, *_: str) -> None:
        """Refuse."""
        raise KeyringError


def use(kind: type[KeyringT]) -> KeyringT:
    made = kind()
    keyring.set_keyring(made)
    return made


@pytest.fixture(autouse=True)
def none() -> Iterator[None]:
    """Begin and end without a keyring, whatever this computer has."""
    use(fail.Keyring)
    yield
    use(fail.Keyring)


@pytest.fixture
def memory() -> Memory:
    held = use(Memory)
    held.held = {}
    return held


@pytest.fixture
def path(run: Run, tmp_path: Path) -> Path:
    assert run("keys", "list").code == 0
    return tmp_path / "copy" / "store"


def slots(path: Path) -> list[str]:
    return [slot.name for slot in keys.read(keys.key_path(path))]


def test_the_keyring_opens_the_store_until_that_is_ended(run: Run, path: Path, memory: Memory) -> None:
    added = run("keys", "keyring")
    assert added.code == 0, added.err
    assert "Whoever is logged in here" in added.out
    assert slots(path) == ["passphrase", "recovery", "keyring"]
    assert len(memory.held) == 1
    assert run("today", "--keyring", "--passphrase-file", "/nowhere").code == 0
    assert run("keys", "revoke", "keyring").out == "No keyring opens the store any more.\n"
    assert (slots(path), memory.held) == (["passphrase", "recovery"], {})
    refused = run("today", "--keyring")
    assert refused.code == 3
    assert "No keyring opens this store." in refused.err


def test_a_keyring_that_takes_nothing_leaves_the_store_as_it_was(run: Run, path: Path, memory: Memory) -> None:
    del memory
    use(Broken)
    refused = run("keys", "keyring")
    assert (refused.code, slots(path)) == (3, ["passphrase", "recovery"])
    assert "did not take the key" in refused.err


def test_without_a_keyring_it_says_so_and_the_passphrase_still_opens(run: Run, path: Path) -> None:
    refused = run("keys", "keyring")
    assert (refused.code, slots(path)) == (3, ["passphrase", "recovery"])
    assert "no keyring that a program can use" in refused.err
    assert run("today").code == 0


def test_another_computer_s_keyring_does_not_open_it_and_another_passphrase_leaves_it(
    run: Run, path: Path, memory: Memory, tmp_path: Path
) -> None:
    assert run("keys", "keyring").code == 0
    (tmp_path / "new").write_text("lantern kettle ostrich meadow\n")
    assert run("passphrase", "--new-passphrase-file", str(tmp_path / "new")).code == 0
    assert slots(path) == ["passphrase", "recovery", "keyring"]
    assert run("today", "--keyring").code == 0
    memory.held.clear()
    refused = run("today", "--keyring")
    assert refused.code == 3
    assert "holds nothing for this store" in refused.err


def test_it_is_no_way_to_take_the_passphrase_away(run: Run, path: Path, memory: Memory) -> None:
    """Whoever sits at an open computer has the keyring; to change what opens the store takes the passphrase."""
    del memory
    assert run("keys", "keyring").code == 0
    assert run("keys", "revoke", "keyring", "--keyring").code == 3
    assert slots(path) == ["passphrase", "recovery", "keyring"]


def test_a_new_data_key_ends_it(run: Run, path: Path, memory: Memory, tmp_path: Path) -> None:
    del memory
    assert run("keys", "keyring").code == 0
    done = run("keys", "rotate", "--to", str(tmp_path / "key"))
    assert done.code == 0, done.err
    assert "No keyring opens it any more" in done.out
    assert slots(path) == ["passphrase", "recovery"]
