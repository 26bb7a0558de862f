"""Task sets: the counts and times that plain moto leaves out."""

from __future__ import annotations

import math
from typing import Any

from moto.ecs.exceptions import ECSException, TaskSetNotFoundException
from moto.ecs.models import TaskSet

from course.sandbox.bridge.ecs_base import Records
from course.sandbox.bridge.ecs_network import network_with_defaults
from course.sandbox.bridge.moment import now


class TaskSetRecords(Records):
    """Task sets of services whose deployment controller is EXTERNAL."""

    def create_task_set(self, service: str, cluster_str: str, task_definition: str, **asked: Any) -> TaskSet:
        """A new task set. What its scale starts stays PROVISIONING until there is a scheduler."""
        asked["network_configuration"] = network_with_defaults(asked.get("network_configuration"))
        made = super().create_task_set(service, cluster_str, task_definition, **asked)
        made.createdAt = made.updatedAt = made.stabilityStatusAt = now()
        self._count(service, cluster_str, made)
        return made

    def update_task_set(self, cluster: str, service: str, task_set: str, scale: dict[str, Any]) -> TaskSet:
        """The task set with its new scale."""
        if not self.describe_task_sets(cluster, service, [task_set]):
            raise _none()
        changed = super().update_task_set(cluster, service, task_set, scale)
        changed.updatedAt = now()
        self._count(service, cluster, changed)
        return changed

    def delete_task_set(self, cluster: str, service: str, task_set: str) -> TaskSet:
        """The task set, gone."""
        try:
            return super().delete_task_set(cluster, service, task_set)
        except TaskSetNotFoundException:
            raise _none() from None

    def update_service_primary_task_set(self, cluster: str, service: str, primary_task_set: str) -> TaskSet:
        """The task set, PRIMARY."""
        if not self.describe_task_sets(cluster, service, [primary_task_set]):
            raise _none()
        return super().update_service_primary_task_set(cluster, service, primary_task_set)

    def _count(self, service: str, cluster_str: str, task_set: TaskSet) -> None:
        """API reference, TaskSet: computedDesiredCount is the scale of the service's desired count, rounded up."""
        desired = self.service_named(cluster_str, service).desired_count
        task_set.computed_desired_count = math.ceil(desired * float(task_set.scale["value"]) / 100)
        task_set.running_count = task_set.pending_count = 0
        task_set.stabilityStatus = "STABILIZING" if task_set.computed_desired_count else "STEADY_STATE"


def _none() -> ECSException:
    # code: botocore's exceptions of these operations; plain moto says ClientException, and the words are its
    return ECSException("TaskSetNotFoundException", "The specified task set does not exist.")
