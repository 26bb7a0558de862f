"""The deployment circuit breaker: after how many failed tasks a deployment has failed."""

from __future__ import annotations

import math
from dataclasses import dataclass

LEAST, MOST = 3, 200
"""Bounds of BOUNDED_PERCENT. Developer guide, "How the Amazon ECS deployment circuit breaker detects failures"."""


@dataclass(frozen=True, slots=True)
class Breaker:
    """deploymentCircuitBreaker of a service. API reference, DeploymentCircuitBreaker and ThresholdConfiguration (2026)."""

    enable: bool = False
    rollback: bool = False
    reset_on_healthy_task: bool = True
    threshold_type: str = "BOUNDED_PERCENT"
    """COUNT, BOUNDED_PERCENT or UNBOUNDED_PERCENT."""
    value: int = 50

    def threshold(self, desired: int) -> int:
        """Failed tasks that make a deployment fail, for the service's latest desired count."""
        if self.threshold_type == "COUNT":
            return self.value
        share = math.ceil(self.value * desired / 100)
        return max(1, share) if self.threshold_type == "UNBOUNDED_PERCENT" else min(MOST, max(LEAST, share))
