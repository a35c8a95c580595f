"""Which keys open a backup and the store in whose place it is to be put: found from one passphrase."""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from caseload_tui.errors import CaseloadError, DamagedError, WrongPassphraseError
from caseload_tui.store import keys
from caseload_tui.store.still import still


@dataclass(frozen=True)
class Keys:
    """Which keys open what: found from what was typed, before anything is compared or moved."""

    backup: bytes
    present: bytes | None
    """What opens the store that is there; None when there is none, or it is too damaged to tell."""

    stays: bool
    """Whether what was typed opens the present key file, which then stays as it is."""

    is_strange: bool = False
    """Whether a store is in the place that nothing opens that was typed: it is neither looked at nor replaced."""

    @property
    def new(self) -> bytes:
        """Return the key with which the restored store is encrypted."""
        return self.present if self.stays and self.present else self.backup


def find_keys(file: Path, store: Path, secret: str, present_secret: str | None = None) -> Keys:
    """Return the keys that a passphrase or recovery key opens: that of the backup's time, or the present one.

    `present_secret` opens the present store where that is another one.

    Raises:
        WrongPassphraseError: it opens neither, or not the backup.
        DamagedError: no key file can be read.
    """
    ours, why = _unwrapped(keys.key_path(file), secret)
    present, _ = _unwrapped(keys.key_path(store), present_secret or secret) if store.exists() else (None, None)
    stays = present is not None
    if ours is None and present is not None and _opens(file, present):
        ours = present
    if ours is None:
        raise why or WrongPassphraseError("This passphrase does not open the backup.")
    if present is None and store.exists() and _opens(store, ours):
        present = ours
    is_strange = present is None and store.exists() and _has_whole_keys(store)
    return Keys(ours, present, stays, is_strange)


def _unwrapped(path: Path, secret: str) -> tuple[bytes | None, CaseloadError | None]:
    try:
        return keys.unwrap(keys.read(path, salvage=True), secret), None
    except (WrongPassphraseError, DamagedError) as error:
        return None, error


def _has_whole_keys(store: Path) -> bool:
    with suppress(DamagedError):
        return bool(keys.read(keys.key_path(store), salvage=True))
    return False


def _opens(path: Path, key: bytes) -> bool:
    """Return whether a key opens a file; of a damaged first page nobody can tell."""
    try:
        with still(path, key):
            return True
    except CaseloadError:
        return False
