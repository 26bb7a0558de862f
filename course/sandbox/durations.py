"""Durations as people write them: 90, 10m, 1h30m, 24h, 2d."""

from __future__ import annotations

import re
from datetime import timedelta

UNITS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}
"""Seconds in each unit; a bare number is seconds."""
LONGEST = timedelta(days=3660)

_WHOLE = re.compile(r"(?:\d+(?:\.\d+)?[smhd])+|\d+(?:\.\d+)?", re.ASCII)
_PART = re.compile(r"(\d+(?:\.\d+)?)([smhd]?)", re.ASCII)


def read_duration(text: str) -> timedelta:
    """The duration. ValueError with a sentence for a learner when it is none, not above zero, or over ten years."""
    given = text.strip().lower()
    if given.startswith("-"):
        raise ValueError(f"{text} goes back; sandbox time only goes forward.")
    if len(given) > 30 or not _WHOLE.fullmatch(given):
        raise ValueError(f"{text!r} is not a duration; write it like 90 (seconds), 10m, 1h30m, 24h or 2d.")
    seconds = sum(float(number) * UNITS[unit] for number, unit in _PART.findall(given))
    if seconds > LONGEST.total_seconds():
        raise ValueError(f"{text} is more than ten years.")
    duration = timedelta(seconds=seconds)
    if duration <= timedelta(0):
        raise ValueError("The duration must be more than nothing.")
    return duration
