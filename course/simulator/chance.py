"""Chance without dice: every draw follows from the seed and the name of what is drawn, whatever was drawn before.

So a task starts after the same seconds in a replay, in another order of events, and beside other tasks.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from hashlib import blake2b


def _digest(seed: str, names: tuple[object, ...], size: int) -> bytes:
    return blake2b("/".join(map(str, names)).encode(), digest_size=size, key=seed.encode()[:64]).digest()


def fraction(seed: str, *names: object) -> float:
    """A number from 0 up to but without 1."""
    return int.from_bytes(_digest(seed, names, 7)) / (1 << 56)


def hexadecimal(seed: str, *names: object) -> str:
    """32 hexadecimal digits, as the ids of tasks."""
    return _digest(seed, names, 16).hex()


def uuid(seed: str, *names: object) -> str:
    """An id in the form of a UUID of version 4."""
    digits = bytearray(_digest(seed, names, 16))
    digits[6] = digits[6] & 0x0F | 0x40
    digits[8] = digits[8] & 0x3F | 0x80
    text = digits.hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def decimal(seed: str, *names: object) -> str:
    """Nineteen decimal digits, as the ids of deployments."""
    return str(10**18 + int.from_bytes(_digest(seed, names, 8)) % (2**63 - 10**18))


def base64_name(seed: str, *names: object) -> str:
    """21 characters of [A-Za-z0-9_-], as the ids of service deployments (captures)."""
    return urlsafe_b64encode(_digest(seed, names, 16)).decode()[:21]
