"""Identities: time-ordered event ids (UUID version 7) and the form of the course's slugs."""

from __future__ import annotations

import re
from uuid import UUID

SLUG = re.compile(r"[a-z0-9]+(?:[_-][a-z0-9]+)*")
"""Ids of days, criteria, questions and wrong solutions: lower case, digits, single _ or -. A slug is for life."""


def uuid7(unix_ms: int, random_bits: int) -> UUID:
    """A version 7 UUID (RFC 9562, section 5.7) from a Unix time in milliseconds and 74 random bits.

    Time and chance are passed in, so that logs in tests repeat exactly.
    """
    if not 0 <= unix_ms < 1 << 48:
        raise ValueError(f"unix_ms must fit 48 bits, got {unix_ms}")
    rand_a, rand_b = (random_bits >> 62) & 0xFFF, random_bits & ((1 << 62) - 1)
    return UUID(int=unix_ms << 80 | 0x7 << 76 | rand_a << 64 | 0b10 << 62 | rand_b)
