"""What the rules may know of ECS."""

from __future__ import annotations

from operator import attrgetter
from typing import Any

from moto.ecs.exceptions import TaskDefinitionNotFoundException
from moto.ecs.models import ecs_backends

from course.sandbox.bridge.ecs_base import short
from course.sandbox.bridge.known_place import KnownPlace
from course.sandbox.bridge.known_record import Fields, Shown
from course.simulator.rules.world import Record

SERVICE: Fields = {
    "serviceName": attrgetter("name"),
    "status": attrgetter("status"),
    "schedulingStrategy": attrgetter("scheduling_strategy"),
}
TASK_DEFINITION: Fields = {
    "taskDefinitionArn": attrgetter("arn"),
    "family": attrgetter("family"),
    "taskRoleArn": lambda definition: getattr(definition, "task_role_arn", None),
    "executionRoleArn": lambda definition: getattr(definition, "execution_role_arn", None),
}


class KnownEcs(KnownPlace):
    """Clusters, services, task definitions, tasks, capacity providers."""

    @property
    def _ecs(self) -> Any:
        return ecs_backends[self.account][self.region]

    def cluster(self, name: str) -> Record | None:
        """DescribeClusters, INACTIVE ones included."""
        found = self._ecs.clusters.get(short(name))
        view: Record | None = None if found is None else self._ecs.cluster_view(found, {"SETTINGS", "CONFIGURATIONS"})
        return view

    def service(self, cluster: str, name: str) -> Record | None:
        """DescribeServices, with DRAINING and INACTIVE ones."""
        found = self._ecs.services.get(f"{short(cluster)}:{short(name)}")
        return Shown(found, SERVICE) if found is not None else None

    def task_definition(self, name: str) -> Record | None:
        """DescribeTaskDefinition; a family alone means its latest active revision."""
        try:
            found = self._ecs.describe_task_definition(name)
        except (TaskDefinitionNotFoundException, ValueError, KeyError):
            return None
        return Shown(found, TASK_DEFINITION) if found is not None else None

    def capacity_provider(self, name: str) -> Record | None:
        """DescribeCapacityProviders, FARGATE and FARGATE_SPOT included."""
        return None

    def task(self, cluster: str, name: str) -> Record | None:
        """DescribeTasks."""
        return None
