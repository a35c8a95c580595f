"""The key file `<store>.keys`: the random data key, wrapped once for the passphrase and once for the recovery key.

A slot is opened by deriving a key from the secret with Argon2id and unwrapping with AES-256-GCM; its parameters are
authenticated with it. A check sum tells a damaged slot from a wrong passphrase.
"""

import base64
import hashlib
import json
import os
import secrets
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Final, Literal

from caseload_tui.errors import DamagedError, DiskError, NewerSchemaError, WrongPassphraseError

SlotName = Literal["passphrase", "recovery"]

FORMAT: Final = 1
DATA_KEY_BYTES: Final = 32
_SALT_BYTES, _NONCE_BYTES, _RECOVERY_BYTES, _GROUP = 16, 12, 20, 4
_MAX_MEMORY_KIB, _MAX_ROUNDS, _MAX_LANES = 2 * 1024 * 1024, 20, 64


@dataclass(frozen=True, slots=True)
class Cost:
    """What one guess at a secret costs: memory in KiB, rounds, lanes."""

    memory: int
    rounds: int
    lanes: int

    @property
    def is_weak(self) -> bool:
        """Return whether this costs less than a real store must ask."""
        return self.memory < STRONG.memory or self.rounds < STRONG.rounds


STRONG: Final = Cost(64 * 1024, 3, 4)
"""64 MiB, 3 rounds, 4 lanes: the second profile of RFC 9106; 0.1 to 0.3 s on a laptop."""

WEAK_FOR_TESTS: Final = Cost(64, 1, 1)
_weak_is_allowed = False


@contextmanager
def weak_keys_in_tests() -> Iterator[None]:
    """Let this process make and open stores whose keys are cheap to guess. Tests use it; nothing else may."""
    global _weak_is_allowed  # noqa: PLW0603 - a switch of the whole process is what it is
    before, _weak_is_allowed = _weak_is_allowed, True
    try:
        yield
    finally:
        _weak_is_allowed = before


def default_cost() -> Cost:
    """Return what a new slot costs."""
    return WEAK_FOR_TESTS if _weak_is_allowed else STRONG


@dataclass(frozen=True, slots=True)
class Slot:
    """One wrapped copy of the data key; bytes as base64 text, as in the file."""

    name: SlotName
    memory: int
    rounds: int
    lanes: int
    salt: str
    nonce: str
    wrapped: str
    check: str = ""

    def header(self) -> bytes:
        """Return what is authenticated beside the key: everything but the key."""
        parts = {k: v for k, v in asdict(self).items() if k not in ("wrapped", "check")}
        return _canonical({"format": FORMAT, **parts})

    def sum(self) -> str:
        """Return the check sum that tells damage from a wrong secret."""
        return hashlib.sha256(self.header() + self.wrapped.encode()).hexdigest()


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


def wrap(name: SlotName, secret: str, data_key: bytes, cost: Cost | None = None) -> Slot:
    """Return a slot that opens with the secret."""
    cost = cost or default_cost()
    slot = Slot(
        name,
        cost.memory,
        cost.rounds,
        cost.lanes,
        _text(secrets.token_bytes(_SALT_BYTES)),
        _text(secrets.token_bytes(_NONCE_BYTES)),
        "",
    )
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    wrapped = AESGCM(_derive(slot, secret)).encrypt(_bytes(slot.nonce), data_key, slot.header())
    slot = replace(slot, wrapped=_text(wrapped))
    return replace(slot, check=slot.sum())


def unwrap(slots: tuple[Slot, ...], secret: str) -> bytes:
    """Return the data key; raises WrongPassphraseError when the secret opens none of the slots."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    for slot in slots:
        _refuse_absurd(slot)
        try:
            return AESGCM(_derive(slot, secret)).decrypt(_bytes(slot.nonce), _bytes(slot.wrapped), slot.header())
        except InvalidTag:
            continue
    raise WrongPassphraseError("This passphrase does not open the store.", advice="Check Caps Lock and try again.")


def read(path: Path, *, salvage: bool = False) -> tuple[Slot, ...]:
    """Return the slots of a key file; raises DamagedError when anything in it has changed.

    `salvage` passes over damaged slots, so that a whole one (the recovery key's) still opens the store.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise DamagedError(
            "The key file of this store is missing.", advice=f"Put {path.name} back beside the store, from a backup."
        ) from None
    except OSError as error:
        raise DiskError("The key file of this store cannot be read.", advice=f"Check {path.name}.") from error
    try:
        document = json.loads(data)
        if document["format"] > FORMAT:
            raise NewerSchemaError("The key file was written by a newer version of the program.")
        slots = tuple(Slot(**slot) for slot in document["slots"])
        sound = tuple(slot for slot in slots if secrets.compare_digest(slot.sum(), slot.check))
        is_whole = len(sound) == len(slots) and _document(slots) == data
    except (ValueError, KeyError, TypeError, AttributeError):
        sound, is_whole = (), False
    if not sound or not (is_whole or salvage):
        raise DamagedError(
            "The key file of this store is damaged.", advice=f"Restore {path.name} from a backup; keep the damaged one."
        )
    return sound


def write(path: Path, slots: tuple[Slot, ...]) -> None:
    """Write a key file so that after a crash either the old or the new one stands there, whole."""
    new = path.with_name(path.name + ".new")
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(_document(slots))
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
    from argon2.low_level import Type, hash_secret_raw

    return hash_secret_raw(
        _plain(slot.name, secret),
        _bytes(slot.salt),
        time_cost=slot.rounds,
        memory_cost=slot.memory,
        parallelism=slot.lanes,
        hash_len=DATA_KEY_BYTES,
        type=Type.ID,
    )


def _plain(name: SlotName, secret: str) -> bytes:
    """Return the secret as bytes, the same from every keyboard; a recovery key in any spelling."""
    if name == "recovery":
        return "".join(c for c in secret.upper() if c.isalnum()).encode()
    return unicodedata.normalize("NFC", secret).encode()


def _refuse_absurd(slot: Slot) -> None:
    cost = Cost(slot.memory, slot.rounds, slot.lanes)
    if not (cost.memory <= _MAX_MEMORY_KIB and cost.rounds <= _MAX_ROUNDS and cost.lanes <= _MAX_LANES):
        raise DamagedError("The key file asks for more work than any real one: it was not made by this program.")
    if cost.is_weak and not _weak_is_allowed:
        raise DamagedError("The key file asks for less work than a safe one: the store was made by a test.")


def _document(slots: tuple[Slot, ...]) -> bytes:
    return _canonical({"format": FORMAT, "slots": [asdict(slot) for slot in slots]})


def _canonical(value: Mapping[str, object]) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
