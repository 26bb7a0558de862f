"""The throttling of tasks that cannot start: ever longer pauses between attempts.

Developer guide, "Amazon ECS service throttle logic": only tasks that go from PENDING to STOPPED count; the delay grows up
to 27 minutes; a new task definition ends it at once. A container that starts and ends at once is not throttled (captures:
it starts every 50 s).
"""

from __future__ import annotations

from dataclasses import dataclass

PAUSES_S = (30, 30, 300, 300, 300, 300, 600, 1200, 1620)
"""After the first, second, … failure in a row. Captures show 30, 30 and then 300 s for half an hour; the growth from there to
AWS's 27 minutes is ours."""
TOLD_FROM_S = 600
"""The service says that it cannot start tasks consistently from this pause on (captures: not before)."""


@dataclass(slots=True)
class Throttle:
    """Of one service."""

    failures: int = 0
    """Tasks in a row that never ran."""
    until_us: int = 0
    """No task is started before this."""

    @property
    def pause_s(self) -> int:
        """The pause after the last failure."""
        return PAUSES_S[min(self.failures, len(PAUSES_S)) - 1] if self.failures else 0

    @property
    def told(self) -> bool:
        """Whether the service is to say that it is throttled."""
        return self.pause_s >= TOLD_FROM_S

    def failed(self, now_us: int) -> None:
        """A task never ran. Tasks that fail together, while a pause lasts, count once."""
        if now_us >= self.until_us:
            self.failures += 1
        self.until_us = now_us + self.pause_s * 1_000_000

    def reset(self) -> None:
        """A task ran, or there is a new task definition."""
        self.failures, self.until_us = 0, 0
