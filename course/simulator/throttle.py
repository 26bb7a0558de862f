"""The throttling of tasks that cannot start: ever longer pauses between attempts.

Developer guide, "Amazon ECS service throttle logic": only tasks that go from PENDING to STOPPED count; the delay grows up
to 27 minutes; a new task definition ends it at once. How it grows is not documented: here it doubles.
"""

from __future__ import annotations

from dataclasses import dataclass

from course.simulator.durations import seconds

TOLERATED = 2
"""Failures in a row before the first pause (captures: a first retry comes at once)."""


@dataclass(slots=True)
class Throttle:
    """Of one service."""

    failures: int = 0
    """Tasks in a row that never ran."""
    until_us: int = 0
    """No task is started before this."""

    def failed(self, now_us: int) -> bool:
        """A task never ran. Whether the service is being throttled now."""
        self.failures += 1
        over = self.failures - TOLERATED
        if over <= 0:
            return False
        delay = min(seconds("throttle_most"), seconds("throttle_first") * 2 ** min(over - 1, 30))
        self.until_us = now_us + round(delay * 1e6)
        return True

    def reset(self) -> None:
        """A task ran, or there is a new task definition."""
        self.failures, self.until_us = 0, 0
