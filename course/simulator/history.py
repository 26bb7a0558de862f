"""The history of a service: service deployments, as ListServiceDeployments and DescribeServiceDeployments show them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

DeploymentStatus = Literal[
    "PENDING",
    "SUCCESSFUL",
    "STOPPED",
    "STOP_REQUESTED",
    "IN_PROGRESS",
    "ROLLBACK_REQUESTED",
    "ROLLBACK_IN_PROGRESS",
    "ROLLBACK_SUCCESSFUL",
    "ROLLBACK_FAILED",
]
"""API reference, ServiceDeploymentStatus."""
OPEN = frozenset({"PENDING", "IN_PROGRESS", "STOP_REQUESTED", "ROLLBACK_REQUESTED", "ROLLBACK_IN_PROGRESS"})


class Count(NamedTuple):
    """Tasks of a service revision, as a service deployment remembers them."""

    requested: int
    running: int
    pending: int


@dataclass(slots=True, eq=False)
class ServiceDeployment:
    """One service deployment. Times are microseconds of sandbox time."""

    arn: str
    deployment: str
    """Id of the deployment (`ecs-svc/…`) whose story this is."""
    target: str
    """ARN of the service revision that is being deployed."""
    sources: tuple[str, ...]
    """ARNs of the service revisions that were there."""
    created_us: int
    started_us: int
    updated_us: int
    status: DeploymentStatus = "IN_PROGRESS"
    status_reason: str = ""
    finished_us: int | None = None
    stopped_us: int | None = None
    rollback_revision: str = ""
    rollback_reason: str = ""
    rollback_started_us: int | None = None
    breaker_status: Literal["TRIGGERED", "MONITORING", "MONITORING_COMPLETE", "DISABLED"] = "DISABLED"
    failures: int = 0
    threshold: int = 0
    counts: dict[str, Count] = field(default_factory=dict)
    """ARN of a revision → its tasks, as they were at the end."""

    @property
    def open(self) -> bool:
        """Whether it is still going on."""
        return self.status in OPEN

    def end(self, status: DeploymentStatus, now_us: int, reason: str = "") -> None:
        """It is over."""
        self.status, self.status_reason = status, reason or self.status_reason
        self.updated_us = now_us
        if status == "STOPPED":
            self.stopped_us = now_us
        self.finished_us = now_us
        if self.breaker_status == "MONITORING":
            self.breaker_status = "MONITORING_COMPLETE"
