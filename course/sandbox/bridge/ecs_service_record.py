"""A service as the API shows it: what was asked for stands in the record, what happens to it is read from the simulator."""

from __future__ import annotations

from typing import Any

from moto.ecs.models import Service

from course.sandbox.clock import to_datetime
from course.simulator.service import Deployment
from course.simulator.service import Service as Life


class ServiceRecord(Service):  # type: ignore[misc]
    """One service. `life` is set once the record is whole; before, moto's constructor may set what it likes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.life: Life | None = None
        self.shown_of: dict[str, dict[str, Any]] = {}
        """What a deployment shows beside its course: id → launch type, platform, network."""
        self.revisions: dict[str, dict[str, Any]] = {}
        """ARN of a service revision → what DescribeServiceRevisions shows."""
        self._definition: str | None = None
        self.wanted_definition: str | None = None
        """The task definition that was asked for last."""
        super().__init__(*args, **kwargs)

    @property
    def status(self) -> str:
        """ACTIVE, DRAINING, INACTIVE."""
        return self.life.status if self.life is not None else "ACTIVE"

    @property
    def running_count(self) -> int:
        """Its RUNNING tasks."""
        return self.life.counts()[0] if self.life is not None else 0

    @property
    def pending_count(self) -> int:
        """Its tasks on their way."""
        return self.life.counts()[1] if self.life is not None else 0

    @property
    def deployments(self) -> list[dict[str, Any]]:
        """The deployments that are not over, newest first."""
        return [self._shown(each) for each in self.life.deployments] if self.life is not None else []

    @property
    def events(self) -> list[dict[str, Any]]:
        """The newest hundred, newest first."""
        told = self.life.events if self.life is not None else ()
        return [{"id": event.id, "createdAt": to_datetime(event.at_us), "message": event.message} for event in told]

    @property
    def task_definition(self) -> str | None:
        """Of the primary deployment: after a rollback, the one before."""
        primary = self.life.primary if self.life is not None else None
        return primary.revision.definition.arn if primary is not None else self._definition

    @task_definition.setter
    def task_definition(self, arn: str | None) -> None:
        self._definition = self.wanted_definition = arn

    @property
    def current_service_deployment(self) -> str | None:
        """ARN of the newest service deployment."""
        history = self.life.history if self.life is not None else ()
        return history[0].arn if history else None

    @property
    def current_service_revisions(self) -> list[dict[str, Any]]:
        """The service revisions that have tasks or are to have some. API reference, ServiceCurrentRevisionSummary."""
        life = self.life
        return (
            []
            if life is None
            else [
                {
                    "arn": each.revision.arn,
                    "requestedTaskCount": each.desired,
                    "runningTaskCount": life.counts(each)[0],
                    "pendingTaskCount": life.counts(each)[1],
                }
                for each in life.deployments
            ]
        )

    def _shown(self, deployment: Deployment) -> dict[str, Any]:
        assert self.life is not None
        running, pending = self.life.counts(deployment)
        return {
            "id": deployment.id,
            "status": deployment.status,
            "taskDefinition": deployment.revision.definition.arn,
            "desiredCount": deployment.desired,
            "pendingCount": pending,
            "runningCount": running,
            "failedTasks": deployment.failed_tasks,
            "createdAt": to_datetime(deployment.created_us),
            "updatedAt": to_datetime(deployment.updated_us),
            "rolloutState": deployment.rollout,
            "rolloutStateReason": deployment.reason,
        } | self.shown_of.get(deployment.id, {})

    def __setattr__(self, name: str, value: Any) -> None:
        # moto's own constructor and updates set counts and states, which follow from the life of the service
        if name not in FOLLOWS:
            super().__setattr__(name, value)


FOLLOWS = frozenset({"status", "running_count", "pending_count", "deployments", "events"})
