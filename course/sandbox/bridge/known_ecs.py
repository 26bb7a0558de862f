"""What the rules may know of ECS."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from moto.ecs.exceptions import ECSException
from moto.ecs.models import ecs_backends

from course.sandbox.bridge.ecs_base import FARGATE_PROVIDERS, short
from course.sandbox.bridge.ecs_capacity import provider_view
from course.sandbox.bridge.known_place import KnownPlace, shown
from course.simulator.rules.world import Record

# API name → attribute of the record
SERVICE = {
    "serviceName": "name",
    "serviceArn": "arn",
    "clusterArn": "cluster_arn",
    "status": "status",
    "desiredCount": "desired_count",
    "runningCount": "running_count",
    "pendingCount": "pending_count",
    "taskDefinition": "task_definition",
    "launchType": "launch_type",
    "capacityProviderStrategy": "capacity_provider_strategy",
    "platformVersion": "platform_version",
    "loadBalancers": "load_balancers",
    "serviceRegistries": "service_registries",
    "networkConfiguration": "network_configuration",
    "schedulingStrategy": "scheduling_strategy",
    "deploymentController": "deployment_controller",
    "deploymentConfiguration": "deployment_configuration",
    "placementConstraints": "placement_constraints",
    "placementStrategy": "placement_strategy",
    "healthCheckGracePeriodSeconds": "health_check_grace_period_seconds",
    "propagateTags": "propagate_tags",
    "enableExecuteCommand": "enable_execute_command",
    "availabilityZoneRebalancing": "availability_zone_rebalancing",
    "deployments": "deployments",
}
TASK_SET = {
    "id": "id",
    "taskSetArn": "task_set_arn",
    "status": "status",
    "scale": "scale",
    "computedDesiredCount": "computed_desired_count",
    "taskDefinition": "task_definition",
}
TASK_DEFINITION = {
    "taskDefinitionArn": "arn",
    "family": "family",
    "revision": "revision",
    "status": "status",
    "containerDefinitions": "container_definitions",
    "volumes": "volumes",
    "networkMode": "network_mode",
    "compatibilities": "compatibilities",
    "requiresCompatibilities": "requires_compatibilities",
    "cpu": "cpu",
    "memory": "memory",
    "taskRoleArn": "task_role_arn",
    "executionRoleArn": "execution_role_arn",
    "placementConstraints": "placement_constraints",
    "runtimePlatform": "runtime_platform",
    "ephemeralStorage": "ephemeral_storage",
}
TASK = {
    "taskArn": "task_arn",
    "clusterArn": "cluster_arn",
    "taskDefinitionArn": "task_definition_arn",
    "lastStatus": "last_status",
    "desiredStatus": "desired_status",
    "group": "group",
    "startedBy": "started_by",
    "launchType": "launch_type",
    "capacityProviderName": "capacity_provider_name",
    "containers": "containers",
    "enableExecuteCommand": "enable_execute_command",
}
CLUSTER = {
    "clusterArn": "arn",
    "clusterName": "name",
    "status": "status",
    "capacityProviders": "capacity_providers",
    "defaultCapacityProviderStrategy": "default_capacity_provider_strategy",
    "settings": "settings",
    "configuration": "configuration",
    "serviceConnectDefaults": "service_connect_defaults",
}


class KnownEcs(KnownPlace):
    """Clusters, services, task definitions, tasks, capacity providers. What was looked up once is kept: a call asks many
    rules, and most of them ask for the same things."""

    def __init__(self, account: str, region: str) -> None:
        super().__init__(account, region)
        self._kept: dict[tuple[str, ...], Record | None] = {}

    @property
    def _ecs(self) -> Any:
        return ecs_backends[self.account][self.region]

    def _once(self, key: tuple[str, ...], look: Callable[[], Record | None]) -> Record | None:
        if key not in self._kept:
            self._kept[key] = look()
        return self._kept[key]

    def cluster(self, name: str) -> Record | None:
        """DescribeClusters, INACTIVE ones included, without the counts, which would have to be counted."""
        found = self._ecs.clusters.get(short(name))
        return None if found is None else self._once(("cluster", name), lambda: shown(found, CLUSTER))

    def service(self, cluster: str, name: str) -> Record | None:
        """DescribeServices, with DRAINING and INACTIVE ones."""
        found = self._ecs.services.get(f"{short(cluster)}:{short(name)}")
        return None if found is None else self._once(("service", cluster, name), lambda: _service(found))

    def task_definition(self, name: str) -> Record | None:
        """DescribeTaskDefinition; a family alone means its latest active revision."""

        def look() -> Record | None:
            try:
                return shown(self._ecs.describe_task_definition(name), TASK_DEFINITION)
            except (ECSException, ValueError):
                return None

        return self._once(("task definition", name), look)

    def capacity_provider(self, name: str) -> Record | None:
        """DescribeCapacityProviders, FARGATE and FARGATE_SPOT included."""
        if short(name) in FARGATE_PROVIDERS:
            return {"name": short(name), "status": "ACTIVE", "type": short(name)}
        found = self._ecs.capacity_providers.get(short(name))
        return None if found is None else self._once(("provider", name), lambda: provider_view(found, set()))

    def task(self, cluster: str, name: str) -> Record | None:
        """DescribeTasks."""
        there = self._ecs.clusters.get(short(cluster))
        found = None if there is None else self._ecs.find(there, name)
        return None if found is None else shown(found, TASK)

    def provider_of_group(self, group: str) -> Record | None:
        """The capacity provider that uses an Auto Scaling group, given by ARN or by name."""
        for provider in self._ecs.capacity_providers.values():
            arn = str((provider.auto_scaling_group_provider or {}).get("autoScalingGroupArn") or "")
            if arn and short(arn) == short(group):
                return provider_view(provider, set())
        return None

    def uses_provider(self, cluster: str, name: str) -> bool:
        """Whether services or tasks of a cluster use a capacity provider. Looks through all of them."""
        services = (each for each in self._ecs.services.values() if each.cluster_name == cluster)
        tasks = self._ecs.tasks.get(cluster, {}).values()
        return any(
            short(item["capacityProvider"]) == name
            for service in services
            if service.status != "INACTIVE"
            for item in service.capacity_provider_strategy or ()
        ) or any(task.last_status != "STOPPED" and task.capacity_provider_name == name for task in tasks)


def _service(record: Any) -> Record:
    view = shown(record, SERVICE)
    view["taskSets"] = [shown(each, TASK_SET) for each in record.task_sets or ()]
    return view
