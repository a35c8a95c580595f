"""Ids of new records: unique without a network and without a counter, so that two laptops never make the same one."""

import secrets

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_LENGTH = 14


def new_id(kind: str) -> str:
    """Return a new id such as `c-4k0vzq8m2xh7tb`: 70 random bits, no letters that are easily mistaken."""
    return f"{kind}-" + "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))
