"""Sandbox time: a clock into which wall time is passed, and the one clock that everything in this process reads.

It runs at the speed of the wall clock while nothing is in transition, and `factor` times faster while something is.
Jumps add to it, freezing and stepping stop it. It never goes back. Whole microseconds inside, so that nothing is lost
to rounding and a journal can give back exactly what was.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

PATIENCE_S = 600
"""Wall seconds for which it goes on hurrying when nobody calls: what fails again and again does not carry the clock away."""
FACTOR = 60
"""How much faster than the wall clock while something is in transition: an AWS minute takes a second."""
LATEST_US = 4_102_444_800_000_000
"""2100-01-01: jumps end here, long before dates of any protocol overflow."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def to_us(seconds: float) -> int:
    """Microseconds."""
    return round(seconds * 1e6)


def to_datetime(us: int) -> datetime:
    """Microseconds since 1970 as an aware datetime in UTC, exactly."""
    return _EPOCH + timedelta(microseconds=us)


@dataclass
class Clock:
    """One clock. `sandbox_us` was the time when the wall clock showed `wall_us`, both in microseconds since 1970."""

    sandbox_us: int = 0
    wall_us: int = 0
    frozen: bool = False
    hurried: bool = False
    """Whether something is in transition."""
    factor: int = FACTOR
    limit_us: int | None = None
    """While it hurries: when the next thing happens, beyond which nobody knows yet whether it will still hurry."""
    calm_us: int | None = None
    """Wall time from which it does not hurry any more, whatever is in transition."""

    @classmethod
    def at_wall(cls, wall_s: float) -> Clock:
        """A clock that shows the wall's time."""
        return cls(to_us(wall_s), to_us(wall_s))

    @property
    def rate(self) -> int:
        """Sandbox seconds for each second of wall time, as things stand."""
        return 0 if self.frozen else self.factor if self.hurried else 1

    def now_us(self, wall_s: float) -> int:
        """Microseconds since 1970. A wall clock that was set back makes this one wait, never go back."""
        wall_us = to_us(wall_s)
        ahead_us = self._ahead(wall_us)
        limit_us = self.limit_us
        if limit_us is not None and self.hurried and self.rate and self.sandbox_us <= limit_us < ahead_us:
            # only the wall time up to the limit is used; the rest is for after it, at whatever speed
            left_us, fast_us = limit_us - self.sandbox_us, self._fast_us(wall_us)
            in_hurry_us = min(left_us, fast_us * self.factor)
            self.wall_us += -(-in_hurry_us // self.factor) + left_us - in_hurry_us
            self.sandbox_us = limit_us
            return limit_us
        self.sandbox_us = max(self.sandbox_us, min(LATEST_US, ahead_us))
        self.wall_us = wall_us
        return self.sandbox_us

    def now(self, wall_s: float) -> datetime:
        """The time, aware, in UTC."""
        return to_datetime(self.now_us(wall_s))

    def jump(self, wall_s: float, delta: timedelta) -> None:
        """Go `delta` ahead at once. ValueError for a negative delta and beyond the year 2100."""
        if delta < timedelta(0):
            raise ValueError("Sandbox time only goes forward.")
        then = self.now_us(wall_s) + delta // timedelta(microseconds=1)
        if then > LATEST_US:
            raise ValueError("Sandbox time ends in the year 2100.")
        self.sandbox_us = then

    def freeze(self, wall_s: float) -> None:
        """Stand still until `unfreeze`."""
        self.now_us(wall_s)
        self.frozen = True

    def unfreeze(self, wall_s: float) -> None:
        """Run again, from where it stood."""
        self.now_us(wall_s)
        self.frozen = False

    def step(self, wall_s: float, delta: timedelta) -> None:
        """Go `delta` ahead and stand still there. ValueError as for `jump`."""
        self.jump(wall_s, delta)
        self.frozen = True

    def hurry(self, wall_s: float, on: bool, limit_us: int | None = None, patience_s: float | None = None) -> None:
        """Say that something is in transition now, or that nothing is any more; when the next thing happens, and for how
        many seconds of wall time to hurry at most."""
        self.now_us(wall_s)
        self.hurried, self.limit_us = on, limit_us
        self.calm_us = None if patience_s is None else to_us(wall_s + patience_s)

    def set_factor(self, wall_s: float, factor: int) -> None:
        """From now on, hurry at this speed. ValueError unless 1 ≤ factor ≤ 3600."""
        if not 1 <= factor <= 3600:
            raise ValueError("The speed is a whole number from 1 to 3600.")
        self.now_us(wall_s)
        self.factor = factor

    def _ahead(self, wall_us: int) -> int:
        passed_us, fast_us = max(0, wall_us - self.wall_us), self._fast_us(wall_us)
        return self.sandbox_us + (0 if self.frozen else fast_us * self.factor + passed_us - fast_us)

    def _fast_us(self, wall_us: int) -> int:
        """How much of the wall time that has passed is hurried through."""
        if not self.hurried:
            return 0
        end_us = wall_us if self.calm_us is None else min(wall_us, self.calm_us)
        return max(0, end_us - self.wall_us)


class ProcessClock:
    """The clock of this process: reads the wall itself, is safe from any thread, and can be pinned for one thread."""

    def __init__(self, wall: Callable[[], float] = time.time) -> None:
        self.wall = wall
        self._clock = Clock.at_wall(wall())
        self._lock = threading.Lock()
        self._pin = threading.local()

    def now_us(self) -> int:
        """Microseconds since 1970, in sandbox time."""
        pinned: int | None = getattr(self._pin, "at", None)
        if pinned is not None:
            return pinned
        with self._lock:
            return self._clock.now_us(self.wall())

    def steer(self, hurried: bool, limit_us: int | None) -> None:
        """Whether something is in transition from now on, and when the next thing happens (see Clock.limit_us)."""
        with self._lock:
            self._clock.hurry(self.wall(), hurried, limit_us, PATIENCE_S)

    def wall_s_until(self, due_us: int) -> float | None:
        """Seconds of wall time until it shows this, as things stand; None while it stands still."""
        with self._lock:
            left_us = due_us - self._clock.now_us(self.wall())
            return left_us / self._clock.rate / 1e6 if self._clock.rate else None

    @property
    def behind(self) -> bool:
        """Whether it waits at its limit for what happens there, and wall time is left over."""
        with self._lock:
            clock = self._clock
            return clock.hurried and clock.sandbox_us == clock.limit_us and to_us(self.wall()) > clock.wall_us

    @property
    def hurried(self) -> bool:
        """Whether it runs fast, as of the last reading."""
        return self._clock.hurried

    @contextmanager
    def pinned(self, at_us: int) -> Iterator[None]:
        """Within this, in this thread, the clock shows `at_us`: one call happens at one moment, live and replayed."""
        before = getattr(self._pin, "at", None)
        self._pin.at = at_us
        try:
            yield
        finally:
            self._pin.at = before

    @contextmanager
    def changed(self) -> Iterator[tuple[Clock, float]]:
        """The clock and the wall time, to change the one at the other. Nobody reads meanwhile."""
        with self._lock:
            yield self._clock, self.wall()

    def set_back_to(self, clock: Clock) -> None:
        """Become this clock: for a start, which goes on from what the journal remembers."""
        with self._lock:
            self._clock = clock

    def facts(self) -> dict[str, Any]:
        """How the clock stands: its state, `wall_us` being now, and `rate`."""
        self.now_us()
        with self._lock:
            return asdict(self._clock) | {"rate": self._clock.rate}


current = ProcessClock()
"""The clock that everything in this process reads. Never replaced, only set."""


def sandbox_now() -> datetime:
    """The sandbox's time, aware, in UTC."""
    return to_datetime(current.now_us())


def sandbox_time() -> float:
    """The sandbox's time in seconds since 1970, as time.time() would give it."""
    return current.now_us() / 1e6
