"""How times that a client took from its own clock are read in sandbox time. All in seconds since 1970."""

from __future__ import annotations

NEAR_S = 300.0
"""Seconds around the wall clock within which a client's time means "now"."""

SAME_S = 2.0
"""Seconds up to which the two clocks count as one: a stamp then stays exactly as the client wrote it."""


def window(start: float | None, end: float | None, wall: float, now: float) -> tuple[float | None, float | None]:
    """The range a request asks for, in sandbox time: one that ends near the wall clock goes on until sandbox now.

    `wall` is the wall clock, `now` sandbox time. A range that would lie wholly after `now` (the sandbox is frozen) keeps
    its length and ends now.
    """
    if end is None or abs(end - wall) > NEAR_S:
        return start, end
    if start is not None and start > now:
        start = now - (end - start)
    return start, max(end, now)


def moment(stamp: float, wall: float, now: float) -> float:
    """The sandbox time of something a client stamped with `stamp`: near the wall clock, as near to sandbox now."""
    apart = now - wall
    return stamp + apart if abs(apart) > SAME_S and abs(stamp - wall) <= NEAR_S else stamp
