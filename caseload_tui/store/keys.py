"""The key file `<store>.keys`: the random data key, wrapped once in each slot: passphrase, recovery key, keyring.

A slot is opened by deriving a key from the secret with Argon2id and unwrapping with AES-256-GCM; everything else the
slot says is authenticated with it. A check sum tells a damaged slot from a wrong passphrase.
"""

import base64
import hashlib
import json
import os
import secrets
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Final, Literal, NamedTuple, get_args

from caseload_tui.errors import DamagedError, DiskError, KeysError, NewerSchemaError, WrongPassphraseError
from caseload_tui.store import cost as costs
from caseload_tui.store.cost import Cost, weak_keys_in_tests

__all__ = ["Cost", "Opened", "Slot", "SlotName", "weak_keys_in_tests"]

SlotName = Literal["passphrase", "recovery", "keyring"]
"""All but the first hold a random secret that nobody guesses."""


FORMAT: Final = 1
DATA_KEY_BYTES: Final = 32
_SALT_BYTES, _NONCE_BYTES, _RECOVERY_BYTES, _GROUP, _PRINT = 16, 12, 20, 4, 16
_LENGTHS: Final = (_SALT_BYTES, _NONCE_BYTES, DATA_KEY_BYTES + 16)
"""Bytes of a slot's salt, nonce and wrapped key, which ends in the 16 of its tag."""

_BASE32: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
_ALIKE: Final = str.maketrans("018", "OIB")
"""Digits that no recovery key holds, as the letters they were read for."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One wrapped copy of the data key; bytes as base64 text, as in the file."""

    name: SlotName
    made_at: str
    """When, in UTC as the journal writes it."""

    key: str
    """Which data key is inside: the beginning of its hash. While a new one is taken up there are two."""

    memory: int
    rounds: int
    lanes: int
    salt: str
    nonce: str
    wrapped: str
    check: str = ""

    @property
    def cost(self) -> Cost:
        """Return what one guess at the secret costs."""
        return Cost(self.memory, self.rounds, self.lanes)

    def header(self) -> bytes:
        """Return what is authenticated beside the key: everything but the key."""
        parts = {k: v for k, v in asdict(self).items() if k not in ("wrapped", "check")}
        return _canonical({"format": FORMAT, **parts})

    def sum(self) -> str:
        """Return the check sum that tells damage from a wrong secret."""
        return hashlib.sha256(self.header() + self.wrapped.encode()).hexdigest()

    @property
    def is_sound(self) -> bool:
        """Return whether this is what was written, and not what somebody made up who can work out a check sum."""
        try:
            lengths = tuple(len(_bytes(text)) for text in (self.salt, self.nonce, self.wrapped))
            numbers = all(type(number) is int for number in (self.memory, self.rounds, self.lanes))
            is_ours = self.name in get_args(SlotName) and numbers and lengths == _LENGTHS
            return is_ours and secrets.compare_digest(self.sum(), self.check)
        except (ValueError, TypeError, AttributeError):
            return False


class Opened(NamedTuple):
    """A slot that a secret opened, and the data key that was in it."""

    slot: Slot
    data_key: bytes


def key_path(store: Path) -> Path:
    """Return where the keys of a store stand."""
    return store.with_name(store.name + ".keys")


def new_data_key() -> bytes:
    """Return a random key for a new store."""
    return secrets.token_bytes(DATA_KEY_BYTES)


def new_recovery_key() -> str:
    """Return 160 random bits as 8 groups of 4 letters and digits, to be written down once."""
    text = base64.b32encode(secrets.token_bytes(_RECOVERY_BYTES)).decode()
    return "-".join(text[at : at + _GROUP] for at in range(0, len(text), _GROUP))


def print_of(data_key: bytes) -> str:
    """Return which data key this is, without giving it away."""
    return hashlib.sha256(b"caseload data key" + data_key).hexdigest()[:_PRINT]


def wrap(name: SlotName, secret: str, data_key: bytes, made_at: str, cost: Cost | None = None) -> Slot:
    """Return a slot that opens with the secret."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    cost = cost or (costs.for_passphrase() if name == "passphrase" else costs.for_random())
    salt, nonce = secrets.token_bytes(_SALT_BYTES), secrets.token_bytes(_NONCE_BYTES)
    parts = (cost.memory, cost.rounds, cost.lanes, _text(salt), _text(nonce))
    slot = Slot(name, made_at, print_of(data_key), *parts, wrapped="")
    wrapped = AESGCM(_derive(slot, secret)).encrypt(nonce, data_key, slot.header())
    slot = replace(slot, wrapped=_text(wrapped))
    return replace(slot, check=slot.sum())


def opened(slots: tuple[Slot, ...], secret: str) -> Iterator[Opened]:
    """Give every slot that the secret opens; raises WrongPassphraseError when it opens none."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    is_any = False
    for slot in slots:
        if slot.name != "passphrase" and not _may_be_random(secret):
            continue  # a guess that cannot be right need not cost anyone a second
        why = costs.refused(slot.cost)
        if why:
            raise DamagedError(why)
        with suppress(InvalidTag):
            key = AESGCM(_derive(slot, secret)).decrypt(_bytes(slot.nonce), _bytes(slot.wrapped), slot.header())
            is_any = True
            yield Opened(slot, key)
    if not is_any:
        raise WrongPassphraseError("This passphrase does not open the store.", advice="Check Caps Lock and try again.")


def unwrap(slots: tuple[Slot, ...], secret: str) -> bytes:
    """Return the data key; raises WrongPassphraseError when the secret opens none of the slots."""
    return next(opened(slots, secret)).data_key


def read(path: Path, *, salvage: bool = False) -> tuple[Slot, ...]:
    """Return the slots of a key file; raises DamagedError when anything in it has changed.

    `salvage` passes over damaged slots, so that a whole one (the recovery key's) still opens the store.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise KeysError(
            "The key file of this store is missing.", advice=f"Put {path.name} back beside the store, from a backup."
        ) from None
    except OSError as error:
        raise DiskError("The key file of this store cannot be read.", advice="Check the rights on it.") from error
    try:
        found = json.loads(data)
        if found["format"] > FORMAT:
            raise NewerSchemaError("The key file was written by a newer version of the program.")
        slots = tuple(Slot(**slot) for slot in found["slots"])
        sound = tuple(slot for slot in slots if slot.is_sound)
        is_whole = len(sound) == len(slots) and document(slots) == data
    except (ValueError, KeyError, TypeError, AttributeError):
        sound, is_whole = (), False
    if not sound or not (is_whole or salvage):
        raise KeysError(
            "The key file of this store is damaged.", advice=f"Restore {path.name} from a backup; keep the damaged one."
        )
    return sound


def write(path: Path, slots: tuple[Slot, ...]) -> None:
    """Write a key file so that after a crash either the old or the new one stands there, whole; then read it back."""
    _put(path, document(slots))
    if read(path) != slots:
        raise DiskError("The key file is not what was written to it.", advice="Make a backup to another disk now.")


def replace_file(path: Path, slots: tuple[Slot, ...]) -> None:
    """Write a key file and keep the one before as `.prev`, until the store has been opened with the new one."""
    keep(path)
    write(path, slots)


def keep(path: Path) -> None:
    """Keep a key file as the one before the change that comes now."""
    _put(previous(path), path.read_bytes())


def take_back(path: Path) -> None:
    """Put the key file before the last change back; it takes no room, so it can be done on a full disk."""
    previous(path).replace(path)
    sync_folder(path.parent)


def previous(path: Path) -> Path:
    """Return where the key file before the last change stands."""
    return path.with_name(path.name + ".prev")


@contextmanager
def disk_errors() -> Iterator[None]:
    """Say in our words that the disk does not take a change of the keys."""
    try:
        yield
    except OSError as error:
        raise DiskError(
            "The disk does not take the change. Nothing was lost: the store opens as before.",
            advice="Free some space, and check the rights on the folder of the store.",
        ) from error


def unfinished(path: Path) -> Path:
    """Return where a key file stands while it is written."""
    return path.with_name(path.name + ".new")


def _put(path: Path, data: bytes) -> None:
    new = unfinished(path)
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    except BaseException:
        new.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable, where the system can."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _derive(slot: Slot, secret: str) -> bytes:
    return costs.derive(_plain(slot.name, secret), _bytes(slot.salt), slot.cost)


def _plain(name: SlotName, secret: str) -> bytes:
    """Return the secret as bytes, the same from every keyboard; a recovery key in any spelling."""
    return (unicodedata.normalize("NFC", secret) if name == "passphrase" else recovery_letters(secret)).encode()


def recovery_letters(typed: str) -> str:
    """Return the letters and digits of a recovery key, however it was typed.

    >>> recovery_letters("abcd-ef01 2")
    'ABCDEFOI2'
    """
    return "".join(c for c in typed.upper() if c.isalnum()).translate(_ALIKE)


def _may_be_random(secret: str) -> bool:
    letters = recovery_letters(secret)
    return len(letters) * 5 == _RECOVERY_BYTES * 8 and _BASE32.issuperset(letters)


def document(slots: tuple[Slot, ...]) -> bytes:
    """Return a key file as it is written."""
    return _canonical({"format": FORMAT, "slots": [asdict(slot) for slot in slots]})


def _canonical(value: Mapping[str, object]) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
