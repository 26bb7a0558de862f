"""Which log events of a batch CloudWatch Logs takes: the rules of PutLogEvents. Times in ms, sandbox time."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise

from course.sandbox.stores.lines import size_of

DAY_MS = 86_400_000
OLDEST_MS = 14 * DAY_MS
NEWEST_MS = 2 * 3_600_000
BATCH_BYTES = 1_048_576
BATCH_EVENTS = 10_000


class Refused(ValueError):
    """The whole batch is refused; the text says why, for the client."""


def admit(
    times: Sequence[int], messages: Sequence[str], now: int, retention_days: int | None
) -> tuple[slice, dict[str, int]]:
    """The part of a batch that is taken, and `rejectedLogEventsInfo` ({} when all is). Refused for the whole batch.

    API_PutLogEvents: events over 2 h ahead, over 14 days old, or older than the group's retention are left out; a batch
    must be in order of time, at most 10,000 events, 1,048,576 bytes, and its valid part at most 24 hours wide.
    """
    if len(times) > BATCH_EVENTS:
        raise Refused(
            f"1 validation error detected: Value at 'logEvents' failed to satisfy constraint: "
            f"Member must have length less than or equal to {BATCH_EVENTS}"
        )
    if any(later < earlier for earlier, later in pairwise(times)):
        raise Refused("Log events in a single PutLogEvents request must be in chronological order.")
    size = sum(map(size_of, messages))
    if size > BATCH_BYTES:
        raise Refused(f"Upload too large: {size} bytes exceeds limit of {BATCH_BYTES}")
    too_old = bisect_left(times, now - OLDEST_MS)
    expired = bisect_left(times, now - retention_days * DAY_MS) if retention_days else 0
    too_new = bisect_right(times, now + NEWEST_MS)
    info: dict[str, int] = {}
    if too_new < len(times):
        info["tooNewLogEventStartIndex"] = too_new
    if too_old:
        info["tooOldLogEventEndIndex"] = too_old
    if expired:
        info["expiredLogEventEndIndex"] = expired
    first = max(too_old, expired)
    if first < too_new and times[too_new - 1] - times[first] > DAY_MS:
        raise Refused("The batch of log events in a single PutLogEvents request cannot span more than 24 hours.")
    return slice(first, max(first, too_new)), info
