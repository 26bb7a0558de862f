"""All open connections of the load balancers: how many there may be, and which have been silent for too long.

One timer looks at all of them a few times a second, as long as there is any, instead of a timer for each request. Clients
that have no request under way stand in `waiting`, the longest waiting first: where the last place is taken, that one has to go,
so that thousands of slow clients keep nobody out.
"""

from __future__ import annotations

import asyncio
import time
from typing import Protocol

from course.dataplane.balancer.figures import Figures
from course.dataplane.balancer.limits import Limits


class Watched(Protocol):
    """A connection that can be looked at."""

    def check(self, now: float) -> None:
        """Close it if it has been silent for too long. `now` is monotonic, seconds."""

    def abort(self) -> None:
        """Close it at once."""


class Connections:
    """The open connections, and the clock by which they are looked at."""

    def __init__(self, limits: Limits, figures: Figures) -> None:
        self.limits, self.figures = limits, figures
        self.loop = asyncio.get_running_loop()
        self.now = time.monotonic()
        """Monotonic seconds, as exact as a tick."""
        self.open: set[Watched] = set()
        self.clients = 0
        self.waiting: dict[Watched, None] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._told_at = 0.0
        self._forgotten: set[str] = set()

    def take(self, connection: Watched) -> None:
        """A connection is open."""
        self.open.add(connection)
        self.wake()

    def leave(self, connection: Watched) -> None:
        """A connection is closed."""
        self.open.discard(connection)

    def take_client(self, client: Watched) -> bool:
        """A client has come; False if there is no place for it."""
        if self.clients >= self.limits.clients:
            longest = next(iter(self.waiting), None)
            if longest is None:
                return False
            del self.waiting[longest]
            longest.abort()
        self.clients += 1
        self.waiting[client] = None
        self.take(client)
        return True

    def leave_client(self, client: Watched) -> None:
        """A client has gone."""
        self.clients -= 1
        self.waiting.pop(client, None)
        self.leave(client)

    def wake(self) -> None:
        """Something happens: look at connections from now on."""
        if self._timer is None:
            self.now = time.monotonic()
            self._timer = self.loop.call_later(self.limits.tick_s, self._tick)

    def forget(self, balancers: set[str]) -> None:
        """These load balancers, and no others, are gone: tell the last of their figures, and keep none."""
        self._forgotten = balancers
        if balancers:
            self.wake()

    def _tick(self) -> None:
        now = self.now = time.monotonic()
        for connection in list(self.open):
            connection.check(now)
        self._timer = None
        if now - self._told_at >= self.limits.figures_s or not self.open:
            self._told_at = now
            known = self.figures.balancers
            gone = {arn for arn in self._forgotten if arn in known and not known[arn].active}
            self._forgotten = {arn for arn in self._forgotten - gone if arn in known}
            self.figures.flush(gone)
        if self.open or self._forgotten:
            self._timer = self.loop.call_later(self.limits.tick_s, self._tick)

    def close(self) -> None:
        """Close everything."""
        for connection in list(self.open):
            connection.abort()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self.figures.flush()
