"""The periods that CloudWatch offers, and where the first one of a request begins. In seconds."""

from __future__ import annotations

from course.sandbox.stores.buckets import TIERS

SHORT = (1, 5, 10, 20, 30)


def why_no_period(period: int) -> str:
    """Why a period cannot be asked for, to stand after its name; "" when it can."""
    return (
        "" if period in SHORT or (period > 0 and period % 60 == 0) else "must be 1, 5, 10, 20, 30 or a multiple of 60."
    )


def first_period(start: float, now: float, period: int) -> int:
    """Where the first period of a range begins that starts at `start`.

    Rounded down to the minute; to 5 minutes when more than 15 days ago, to the hour when more than 63; to the period
    itself when that is below a minute (API_GetMetricStatistics, StartTime).
    """
    age = now - start
    long_ago = 300 if age <= TIERS[2][1] else 3600
    step = min(period, 60) if age <= TIERS[1][1] else long_ago
    return int(start // step) * step
