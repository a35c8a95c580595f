"""The keyring of the system as one more way in: a convenience for whoever is logged in, never the only one.

Every program of the same person can read it, so it protects from a thief of the disk and from nobody who sits here.
"""

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from caseload_tui.errors import DamagedError, RefusedError
from caseload_tui.services import attempts
from caseload_tui.services.session import Session
from caseload_tui.store import keys, slots
from caseload_tui.store.keys import Slot

if TYPE_CHECKING:
    from types import ModuleType

_SERVICE: Final = "caseload"
_NONE: Final = "This computer has no keyring that a program can use."
_ADVICE: Final = "The passphrase and the recovery key open the store as always."


def is_offered(store: Path) -> bool:
    """Return whether a store can be opened with a keyring; whether it is this computer's is not asked."""
    try:
        return _slot(store) is not None
    except DamagedError:
        return False


def secret_of(store: Path) -> str:
    """Return what the keyring of this computer holds for a store.

    Raises:
        RefusedError: there is no keyring, or it holds nothing for this store.
        DamagedError: the key file is not what was written.
    """
    slot = _slot(store)
    if slot is None:
        raise RefusedError("No keyring opens this store.", advice="`caseload keys keyring` lets this computer's.")
    try:
        secret = _keyring().get_password(_SERVICE, _account(slot))
    except Exception as error:
        raise RefusedError("The keyring of this computer did not answer.", advice=_ADVICE) from error
    if not isinstance(secret, str):
        raise RefusedError("The keyring of this computer holds nothing for this store.", advice=_ADVICE)
    return secret


def put(session: Session, secret: str) -> None:
    """Let the keyring of this computer open the store; `secret` opens it now.

    Raises:
        RefusedError: there is no keyring, or it takes nothing.
        WrongPassphraseError: `secret` opens nothing.
    """
    keyring, new = _keyring(), keys.new_recovery_key()
    store = session.store
    with attempts.counted(store.path, session.now):
        slot = slots.put(store, secret, "keyring", new, verb="keys.keyring", stamp=session.stamp())
    with suppress(Exception):  # each system's keyring has errors of its own
        keyring.set_password(_SERVICE, _account(slot), new)
        if keyring.get_password(_SERVICE, _account(slot)) == new:
            return
    slots.revoke(store, secret, "keyring", verb="keys.revoke", stamp=session.stamp())
    raise RefusedError("The keyring of this computer did not take the key.", advice=_ADVICE)


def remove(session: Session, secret: str) -> None:
    """Let no keyring open the store any more, and take out what this computer's holds.

    Raises:
        WrongPassphraseError: `secret` opens nothing.
        RefusedError: no keyring opens it.
    """
    store = session.store
    slot = _slot(store.path)
    with attempts.counted(store.path, session.now):
        slots.revoke(store, secret, "keyring", verb="keys.revoke", stamp=session.stamp())
    with suppress(Exception):  # what is left there opens nothing any more
        _keyring().delete_password(_SERVICE, _account(slot) if slot else "")


def _slot(store: Path) -> Slot | None:
    return next((slot for slot in keys.read(keys.key_path(store)) if slot.name == "keyring"), None)


def _account(slot: Slot) -> str:
    """Return the name in the keyring: another one for each store and each data key, and it tells nobody which."""
    return slot.key


def _keyring() -> "ModuleType":
    """Return the library, where it is installed and finds a keyring.

    Raises:
        RefusedError: it is not, or does not.
    """
    try:
        import keyring

        usable = keyring.get_keyring().priority > 0
    except Exception as error:
        raise RefusedError(_NONE, advice="`pip install caseload-tui[keyring]` brings what is needed.") from error
    if not usable:
        raise RefusedError(_NONE, advice=_ADVICE)
    return keyring
