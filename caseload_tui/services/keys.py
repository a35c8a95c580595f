"""What opens a store: showing it, changing it. Whoever changes it says a secret that opens the store now."""

from collections.abc import Callable
from pathlib import Path

from caseload_tui.domain import passphrases
from caseload_tui.domain.stamp import Stamp
from caseload_tui.errors import RefusedError
from caseload_tui.services import attempts
from caseload_tui.services.session import Session
from caseload_tui.store import keys, rekey, slots
from caseload_tui.store.keys import Slot

__all__ = ["Slot"]

Progress = Callable[[int, int], None]
"""Told how much of how much is done."""

GROUPS_BACK = 2
"""How many groups of a recovery key are typed back: enough to prove that it was written down."""


def listed(path: Path) -> tuple[Slot, ...]:
    """Return what opens a store; no secret is needed to see that.

    Raises:
        DamagedError: the key file is missing or not what was written.
    """
    return slots.listed(path)


def new_recovery_key() -> str:
    """Return a recovery key that opens nothing yet: first it is written down, and two groups typed back."""
    return keys.new_recovery_key()


def is_typed_back(key: str, typed: str) -> bool:
    """Return whether the first groups of a recovery key, or all of it, were typed."""
    letters = keys.recovery_letters(typed)
    first = keys.recovery_letters("".join(key.split("-")[:GROUPS_BACK]))
    return letters in (first, keys.recovery_letters(key))


def owner_words(session: Session) -> tuple[str, ...]:
    """Return what others know of the owner and would try first."""
    return tuple(part for part in (session.actor, session.officer_code) if part)


def change_passphrase(session: Session, secret: str, new: str) -> None:
    """Set another passphrase; `secret` is the present one, or the recovery key.

    Raises:
        WrongPassphraseError: `secret` opens nothing.
        RefusedError: the new passphrase is too weak or the old one.
    """
    weak = passphrases.problem(new, owner_words(session))
    if weak:
        raise RefusedError(weak)
    _put(session, secret, "passphrase", new, "keys.passphrase")


def put_recovery_key(session: Session, secret: str, key: str) -> None:
    """Let another recovery key open the store, in place of the one before if there was one.

    Raises:
        WrongPassphraseError: `secret` opens nothing.
    """
    _put(session, secret, "recovery", key, "keys.recovery")


def _put(session: Session, secret: str, name: keys.SlotName, new: str, verb: str) -> None:
    with attempts.counted(session.store.path, session.now):
        slots.put(session.store, secret, name, new, verb=verb, stamp=session.stamp())


def revoke_recovery_key(session: Session, passphrase: str) -> None:
    """Let only the passphrase open the store.

    Raises:
        WrongPassphraseError: it does not.
        RefusedError: there is no recovery key, or it was given in place of the passphrase.
    """
    with attempts.counted(session.store.path, session.now):
        slots.revoke(session.store, passphrase, "recovery", verb="keys.revoke", stamp=session.stamp())


def rotate(
    path: Path, passphrase: str, recovery_key: str | None, stamp: Stamp, *, copying: Progress, proving: Progress
) -> None:
    """Encrypt a closed store with another data key; see `store.rekey`.

    Raises:
        WrongPassphraseError, LockedError, DamagedError, DiskError: then nothing has changed.
    """
    rekey.rotate(path, passphrase, recovery_key, stamp=stamp, copying=copying, proving=proving)
