"""The pages of a damaged store, decrypted one by one: each is whole or it is not, whatever the others are.

SQLCipher 4 as this program uses it: pages of 4,096 bytes, of which the last 80 hold the vector (16) and the
authentication code (64) of the rest. The first 16 bytes of the file are the salt of the authentication key. Nothing is
written, and the file is opened for reading only.
"""

import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from caseload_tui.store.files import log_path

PAGE: Final = 4096
_VECTOR, _CODE = 16, 64
USABLE: Final = PAGE - _VECTOR - _CODE
_SALT: Final = 16
_MASK: Final = 0x3A
_ROUNDS: Final = 2
_HEADER: Final = b"SQLite format 3\x00"
_LOG_HEADER, _FRAME_HEADER = 32, 24
_LOG_SALTS: Final = slice(16, 24)
_FRAME_SALTS: Final = slice(8, 16)


@dataclass
class Pages:
    """What can be read of a store: the newest whole version of each page, from the log or from the file."""

    whole: dict[int, bytes] = field(default_factory=dict)
    damaged: set[int] = field(default_factory=set)
    """Pages of which no version is whole."""

    older: set[int] = field(default_factory=set)
    """Pages of which a newer version is damaged."""

    is_authentic: bool = True
    """False when the salt is lost, so that nobody can say of a page whether it is what was written."""

    @property
    def is_mixed(self) -> bool:
        """Return whether pages may be of different moments, or are not known to be what was written."""
        return bool(self.older) or not self.is_authentic

    @property
    def count(self) -> int:
        """Return how many pages there are or were."""
        return len(self.whole) + len(self.damaged)


def read(path: Path, key: bytes) -> Pages:
    """Read every page of a store and of its log."""
    data = path.read_bytes()
    log = log_path(path).read_bytes() if log_path(path).exists() else b""
    size = (len(data) + PAGE - 1) // PAGE
    cipher = _Cipher(key)
    found = Pages()
    if not cipher.find_salt(data):
        found.is_authentic = False
    for number in range(1, size + 1):
        page = cipher.open(number, data[(number - 1) * PAGE : number * PAGE])
        if page is None:
            found.damaged.add(number)
        else:
            found.whole[number] = page
    for number, sealed in _committed(log):
        page = cipher.open(number, sealed)
        if page is not None:
            found.whole[number] = page
            found.damaged.discard(number)
            found.older.discard(number)
        elif number in found.whole:
            found.older.add(number)
        elif number <= size + len(log) // PAGE:
            found.damaged.add(number)
    return found


class _Cipher:
    """Opens single pages with the store's key."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._code_key: bytes | None = None

    def find_salt(self, data: bytes) -> bool:
        """Find the salt: as it stands there, or with one byte wrong; what tells is that a page then proves whole."""
        tried = [number for number in range(2, 6) if len(data) >= number * PAGE]
        for salt in _salts(data[:_SALT]):
            code_key = hashlib.pbkdf2_hmac("sha512", self._key, bytes(b ^ _MASK for b in salt), _ROUNDS, len(self._key))
            if any(_is_whole(code_key, number, data[(number - 1) * PAGE : number * PAGE]) for number in tried):
                self._code_key = code_key
                return True
        return False

    def open(self, number: int, sealed: bytes) -> bytes | None:
        """Return a page as SQLite knows it, None when it is not what was written."""
        if len(sealed) != PAGE or (self._code_key and not _is_whole(self._code_key, number, sealed)):
            return None
        from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

        start = _SALT if number == 1 else 0
        opener = Cipher(algorithms.AES(self._key), modes.CBC(sealed[USABLE : USABLE + _VECTOR])).decryptor()
        page = opener.update(sealed[start:USABLE]) + opener.finalize()
        return (_HEADER + page if number == 1 else page)[:USABLE]


def _salts(salt: bytes) -> Iterator[bytes]:
    yield salt
    for at in range(len(salt)):
        for value in range(256):
            yield salt[:at] + bytes([value]) + salt[at + 1 :]


def _is_whole(code_key: bytes, number: int, sealed: bytes) -> bool:
    start = _SALT if number == 1 else 0
    code = hmac.digest(code_key, sealed[start : USABLE + _VECTOR] + number.to_bytes(4, "little"), "sha512")
    return hmac.compare_digest(code, sealed[USABLE + _VECTOR :])


def _committed(log: bytes) -> Iterator[tuple[int, bytes]]:
    """Give page number and sealed page of the frames of the log, up to the last that ends a transaction."""
    step = _FRAME_HEADER + PAGE
    frames = [log[at : at + step] for at in range(_LOG_HEADER, len(log) - step + 1, step)]
    salts = log[_LOG_SALTS]
    if frames and all(frame[_FRAME_SALTS] != salts for frame in frames):
        salts = frames[0][_FRAME_SALTS]  # the header of the log is damaged; a log begins with its newest round
    ours = [frame for frame in frames if frame[_FRAME_SALTS] == salts]
    last = max((at for at, frame in enumerate(ours) if any(frame[4:8])), default=-1)
    for frame in ours[: last + 1]:
        yield int.from_bytes(frame[:4], "big"), frame[_FRAME_HEADER:]
