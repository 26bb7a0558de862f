"""The arithmetic of rolling deployments: how many tasks may start, how many must go, within the two percentages.

API reference, DeploymentConfiguration: minimumHealthyPercent of the desired count is rounded up, maximumPercent down.
"""

from __future__ import annotations

import math
from typing import NamedTuple


def lower_limit(desired: int, minimum_healthy_percent: int) -> int:
    """Tasks that must stay healthy."""
    return math.ceil(desired * minimum_healthy_percent / 100)


def upper_limit(desired: int, maximum_percent: int) -> int:
    """Tasks that may run or be pending."""
    return math.floor(desired * maximum_percent / 100)


class Tasks(NamedTuple):
    """Tasks whose desired status is RUNNING, of one side of a deployment."""

    healthy: int = 0
    """They count towards the lower limit."""
    unhealthy: int = 0
    """Failed their health checks."""
    pending: int = 0
    """Not RUNNING yet, or RUNNING and not known to be healthy."""

    @property
    def all(self) -> int:
        """All of them; they count towards the upper limit."""
        return self.healthy + self.unhealthy + self.pending


class Moves(NamedTuple):
    """What one pass of the scheduler does."""

    start: int = 0
    """New tasks."""
    stop_old: int = 0
    """Old tasks, those that are not healthy first."""
    stop_unhealthy: int = 0
    """New tasks that failed their health checks."""
    scale_in: int = 0
    """New tasks beyond the desired count, those that are not healthy first."""
    spare: int = 0
    """Healthy tasks, old and new together, of which the lower limit can do without."""
    stuck: bool = False
    """Tasks are missing, and the two percentages allow neither a start nor a stop."""


def rolling_moves(
    desired: int, new: Tasks, old: Tasks, leaving: int, minimum_percent: int, maximum_percent: int
) -> Moves:
    """The next moves of a rolling deployment; with no old tasks, of a service that keeps its desired count.

    `leaving` tasks are being stopped; they take room under the upper limit until they are STOPPED (captures). A replacement
    of an unhealthy task is started first where there is room, and the unhealthy one stopped once the lower limit can do
    without it; if the replacement fails too, one of them goes. Without room, one unhealthy task is stopped first (API
    reference, DeploymentConfiguration; developer guide, "Amazon ECS services").
    """
    wanting = desired - new.healthy - new.pending
    room = upper_limit(desired, maximum_percent) - new.all - old.all - leaving
    start = max(0, min(wanting, room))

    spare = max(0, new.healthy + old.healthy - lower_limit(desired, minimum_percent))
    stop_old = old.unhealthy + old.pending + min(old.healthy, spare)

    if new.healthy + old.healthy >= lower_limit(desired, minimum_percent):
        stop_unhealthy = new.unhealthy
    else:
        stop_unhealthy = min(new.unhealthy, max(0, new.healthy + new.unhealthy - desired))
    if new.unhealthy and wanting > 0 and start == 0 and stop_old == 0 and leaving == 0:
        stop_unhealthy = max(stop_unhealthy, 1)
    scale_in = max(0, -wanting)
    stuck = wanting > 0 and start == 0 and stop_old == 0 and stop_unhealthy == new.pending == leaving == 0
    return Moves(start, stop_old, stop_unhealthy, scale_in, spare, stuck)
