"""Days in a row with work."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta


def streak(dates: Iterable[str], today: date) -> int:
    """How many calendar days in a row (YYYY-MM-DD, UTC) had work, ending today or, while today is young, yesterday."""
    worked = set(dates)
    day = today if today.isoformat() in worked else today - timedelta(days=1)
    length = 0
    while day.isoformat() in worked:
        length += 1
        day -= timedelta(days=1)
    return length
