"""Which target of a group receives the next request: the algorithms of an Application Load Balancer.

Application Load Balancers user guide, "Routing algorithms", "Slow start mode" and "Cross-zone load balancing for target groups".
A target's weight is 1; less while it warms up; and where cross-zone load balancing is off, the targets of a zone share what
reaches their zone, and each zone is reached equally often.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from typing import TYPE_CHECKING

from course.dataplane.balancer.smooth import Smooth

if TYPE_CHECKING:
    from course.dataplane.balancer.group import Target

LEAST_SHARE = 0.05
"""Of a target that has only begun its slow start: it gets some requests, or it would never warm up."""


class Chooser:
    """Chooses for one group. Weighted random draws from a generator seeded with the group's ARN, so that tests can repeat it."""

    def __init__(self, arn: str) -> None:
        self._random = random.Random(arn)
        self._smooth: Smooth[Target] = Smooth()
        self._targets: list[Target] = []
        self._place = 0
        self._algorithm = "round_robin"
        self._zonal: dict[Target, float] = {}
        self._warm_from = 0.0
        """Wall-clock second from which no target is in slow start any more."""
        self._even = True

    def configure(self, targets: list[Target], attributes: dict[str, str]) -> None:
        """Take the targets to which requests may go now."""
        self._targets = targets
        self._algorithm = attributes.get("load_balancing.algorithm.type") or "round_robin"
        self._zonal = {}
        if attributes.get("load_balancing.cross_zone.enabled") == "false":
            in_zone = Counter(target.zone for target in targets)
            self._zonal = {target: 1 / in_zone[target.zone] for target in targets}
        self._warm_from = max((each.slow_start[1] for each in targets if each.slow_start), default=0.0)
        self._even = not self._zonal and self._algorithm == "round_robin"

    def next(self) -> Target | None:
        """Whose turn it is; None where there is no target."""
        targets = self._targets
        if not targets:
            return None
        if self._even and (not self._warm_from or time.time() >= self._warm_from):
            self._place = place = (self._place + 1) % len(targets)
            return targets[place]
        if self._algorithm == "least_outstanding_requests":
            return self._least_outstanding()
        weights = [self.weight(target) for target in targets]
        if self._algorithm == "weighted_random":
            return self._random.choices(targets, weights)[0]
        self._smooth.choices = list(zip(targets, weights, strict=True))
        return self._smooth.next()

    def weight(self, target: Target) -> float:
        """The share that a target may have now, beside the others'."""
        weight = self._zonal.get(target, 1.0)
        if target.slow_start is not None:
            begun, warm = target.slow_start
            if warm > begun:
                weight *= min(1.0, max(LEAST_SHARE, (time.time() - begun) / (warm - begun)))
        return weight

    def _least_outstanding(self) -> Target:
        self._place = (self._place + 1) % len(self._targets)
        turned = self._targets[self._place :] + self._targets[: self._place]  # equals take turns
        return min(turned, key=lambda each: (each.outstanding + 1) / self.weight(each))
