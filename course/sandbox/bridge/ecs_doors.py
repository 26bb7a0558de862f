"""Where the scheduler comes in: what the records report, and what happens to them while nobody schedules."""

from __future__ import annotations

from typing import Any, Protocol

from course.sandbox.bridge.moment import now


class Scheduler(Protocol):
    """Told of every change that ECS would act upon. It may change the records; it runs under the sandbox's lock."""

    def service_changed(self, records: Any, service: Any) -> None:
        """A service was made, or its desired count or its primary deployment changed."""

    def service_deleted(self, records: Any, service: Any) -> None:
        """A service is DRAINING: its tasks are to stop, then it is INACTIVE."""

    def tasks_started(self, records: Any, tasks: list[Any]) -> None:
        """Tasks are PROVISIONING, their network interfaces made."""

    def task_stopping(self, records: Any, task: Any) -> None:
        """A task's desired status is STOPPED."""


class Standstill:
    """No scheduler: services have no tasks, tasks stay PROVISIONING, and what is to end ends at once."""

    def service_changed(self, records: Any, service: Any) -> None:
        """A deployment that wants no tasks has nothing to wait for; any other stays IN_PROGRESS."""
        for deployment in service.deployments:
            if deployment["status"] == "PRIMARY" and deployment["desiredCount"] == 0:
                deployment["rolloutState"] = "COMPLETED"
                deployment["rolloutStateReason"] = f"ECS deployment {deployment['id']} completed."

    def service_deleted(self, records: Any, service: Any) -> None:
        """There are no tasks to wait for."""
        service.status = "INACTIVE"
        service.deployments = []

    def tasks_started(self, records: Any, tasks: list[Any]) -> None:
        """They stay as they are."""

    def task_stopping(self, records: Any, task: Any) -> None:
        """A task that never ran is stopped as soon as it is asked to."""
        task.stopping_at = task.execution_stopped_at = task.stopped_at = now()
        task.last_status = "STOPPED"
        task.version += 1
        for container in task.containers:
            container["lastStatus"] = "STOPPED"
        records.release(task)


scheduler: Scheduler = Standstill()
"""Read through the module (`ecs_doors.scheduler`) at every call, so that it can be replaced."""
