"""Changing what opens a store: another passphrase, another recovery key, one key less. No data is written anew."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from caseload_tui.domain.journal import utc_text
from caseload_tui.domain.stamp import Stamp
from caseload_tui.errors import DamagedError, LockedError, RefusedError, UnprovedError
from caseload_tui.store import keys, keys_told
from caseload_tui.store.keys import Opened, Slot, SlotName
from caseload_tui.store.store import Store

_CALLED: Final[dict[SlotName, str]] = {
    "passphrase": "passphrase",
    "recovery": "recovery key",
    "keyring": "key in a keyring",
}


def listed(path: Path) -> tuple[Slot, ...]:
    """Return the slots of a store; to see them no secret is needed."""
    return keys.read(keys.key_path(path))


def put(store: Store, secret: str, name: SlotName, new: str, *, verb: str, stamp: Stamp) -> Slot:
    """Give a slot another secret, or add it, and return it. `secret` is one that opens the store now.

    Raises:
        WrongPassphraseError: `secret` opens no slot.
        RefusedError: nothing would change.
    """
    before = listed(store.path)
    data_key = _opened(store, before, secret).data_key
    if name == "passphrase" and secret == new:
        raise RefusedError("The new passphrase is the old one.", advice="Nothing was changed.")
    slot = keys.wrap(name, new, data_key, utc_text(stamp.at))
    keys.unwrap((slot,), new)  # a slot that its own secret does not open must never take the place of one that does
    others = [other for other in before if other.name != name and other.key == slot.key]
    after = (slot, *others) if name == "passphrase" else (*others, slot)
    _change(store, before, after, verb, stamp)
    return slot


def revoke(store: Store, secret: str, name: SlotName, *, verb: str, stamp: Stamp) -> None:
    """Take a slot away. The last way in stays: `secret` must open what is left.

    Raises:
        WrongPassphraseError: `secret` opens no slot.
        RefusedError: there is no such slot, or `secret` opens just that one.
    """
    before = listed(store.path)
    opened = _opened(store, before, secret)
    left = tuple(slot for slot in before if slot.name != name and slot.key == opened.slot.key)
    if not any(slot.name == name for slot in before):
        raise RefusedError(f"This store has no {_CALLED[name]}.", advice="Nothing was changed.")
    if opened.slot not in left:
        raise RefusedError(
            f"That is the {_CALLED[name]} itself. Only who knows the passphrase can revoke it.",
            advice="Set a new passphrase first: the recovery key opens that too.",
        )
    _change(store, before, left, verb, stamp)


def _opened(store: Store, slots: tuple[Slot, ...], secret: str) -> Opened:
    """Return the slot that the secret opens; the key file may be another store's, or hold two data keys for a while."""
    for opened in keys.opened(slots, secret):
        if store.is_encrypted_with(opened.data_key):
            return opened
    raise RefusedError("The key file here is not the one of this store.", advice="Put the right one back first.")


def _change(store: Store, before: tuple[Slot, ...], after: tuple[Slot, ...], verb: str, stamp: Stamp) -> None:
    """Write the key file and the journal; whoever writes holds the store's lock, so two windows cannot cross."""
    file = keys.key_path(store.path)
    with _both_or_neither(file, after), keys.disk_errors(), store.write(verb, stamp=stamp) as change:
        if keys.read(file) != before:
            raise LockedError("The keys were changed elsewhere meanwhile.", advice="Look at them and try again.")
        change.about = keys_told.about(after)
        keys.replace_file(file, after)


@contextmanager
def _both_or_neither(file: Path, after: tuple[Slot, ...]) -> Iterator[None]:
    """Put the key file back where the journal could not be written; where nobody knows, `settle` finds out."""
    try:
        yield
    except UnprovedError:
        raise
    except BaseException:
        if keys.read(file) == after:
            keys.take_back(file)
        raise


def settle(store: Store, stamp: Stamp) -> None:
    """Let the journal tell of a change of the keys after which the program was ended before it could.

    The key file before is there as long as that may be so.
    """
    file = keys.key_path(store.path)
    if store.is_demo or not keys.previous(file).exists():
        return
    with suppress(DamagedError):  # it was broken off while it was written, and tells nothing
        before, now = keys.read(keys.previous(file)), keys.read(file)
        if before != now:
            why = "The program was ended after the keys were changed, before the journal told of it."
            with store.write(keys_told.missing_verb(before, now), stamp=stamp, why=why) as change:
                change.about = keys_told.about(now)
    keys.previous(file).unlink()
