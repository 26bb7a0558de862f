"""A world made by hand: what is in its tables is there, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Table = dict[str, dict[str, Any]]


def _last(name: str) -> str:
    return name.rpartition("/")[2]


@dataclass
class MadeWorld:
    """Each table: name → record as its describe call shows it. Names and ARNs find the same record."""

    account: str = "111122223333"
    region: str = "eu-west-1"
    clusters: Table = field(default_factory=dict)
    services: Table = field(default_factory=dict)
    """Under `cluster/service`."""
    task_definitions: Table = field(default_factory=dict)
    """Under `family:revision`; under `family` for the latest one."""
    capacity_providers: Table = field(default_factory=lambda: {n: {"name": n} for n in ("FARGATE", "FARGATE_SPOT")})
    tasks: Table = field(default_factory=dict)
    target_groups: Table = field(default_factory=dict)
    """These four under their ARNs."""
    load_balancers: Table = field(default_factory=dict)
    listeners: Table = field(default_factory=dict)
    load_balancer_attributes_by_arn: Table = field(default_factory=dict)
    listener_rules: Table = field(default_factory=dict)
    """A rule belongs to the listener that its `ListenerArn` names."""
    vpcs: Table = field(default_factory=dict)
    subnets: Table = field(default_factory=dict)
    security_groups: Table = field(default_factory=dict)
    instances: Table = field(default_factory=dict)
    roles: Table = field(default_factory=dict)
    policies: Table = field(default_factory=dict)
    secrets: Table = field(default_factory=dict)
    parameters: Table = field(default_factory=dict)
    log_groups: Table = field(default_factory=dict)
    repositories: Table = field(default_factory=dict)
    scalable_targets: Table = field(default_factory=dict)
    """Under `resource id dimension`."""
    auto_scaling_groups: Table = field(default_factory=dict)
    namespaces: Table = field(default_factory=dict)
    discovery_services: Table = field(default_factory=dict)
    """Under `resource id dimension`; these two under `name resource id dimension`."""
    scaling_policies: Table = field(default_factory=dict)
    scheduled_actions: Table = field(default_factory=dict)

    def cluster(self, name: str) -> dict[str, Any] | None:
        return self.clusters.get(_last(name))

    def service(self, cluster: str, name: str) -> dict[str, Any] | None:
        return self.services.get(f"{_last(cluster)}/{_last(name)}")

    def task_definition(self, name: str) -> dict[str, Any] | None:
        return self.task_definitions.get(_last(name))

    def capacity_provider(self, name: str) -> dict[str, Any] | None:
        return self.capacity_providers.get(_last(name))

    def task(self, cluster: str, name: str) -> dict[str, Any] | None:
        return self.tasks.get(f"{_last(cluster)}/{_last(name)}")

    def target_group(self, arn: str) -> dict[str, Any] | None:
        return self.target_groups.get(arn)

    def load_balancer(self, arn: str) -> dict[str, Any] | None:
        return self.load_balancers.get(arn)

    def load_balancer_attributes(self, arn: str) -> dict[str, Any] | None:
        return self.load_balancer_attributes_by_arn.get(arn, {} if arn in self.load_balancers else None)

    def listener(self, arn: str) -> dict[str, Any] | None:
        return self.listeners.get(arn)

    def listeners_of(self, load_balancer: str) -> list[dict[str, Any]]:
        return [each for each in self.listeners.values() if each.get("LoadBalancerArn") == load_balancer]

    def listener_rule(self, arn: str) -> dict[str, Any] | None:
        return self.listener_rules.get(arn)

    def rules_of(self, listener: str) -> list[dict[str, Any]]:
        return [each for each in self.listener_rules.values() if each.get("ListenerArn") == listener]

    def vpc(self, id: str) -> dict[str, Any] | None:
        return self.vpcs.get(id)

    def subnet(self, id: str) -> dict[str, Any] | None:
        return self.subnets.get(id)

    def security_group(self, id: str) -> dict[str, Any] | None:
        return self.security_groups.get(id)

    def instance(self, id: str) -> dict[str, Any] | None:
        return self.instances.get(id)

    def role(self, name: str) -> dict[str, Any] | None:
        return self.roles.get(_last(name))

    def policy(self, arn: str) -> dict[str, Any] | None:
        return self.policies.get(arn)

    def secret(self, name: str) -> dict[str, Any] | None:
        return self.secrets.get(name)

    def parameter(self, name: str) -> dict[str, Any] | None:
        return self.parameters.get(name)

    def log_group(self, name: str) -> dict[str, Any] | None:
        return self.log_groups.get(name)

    def repository(self, name: str) -> dict[str, Any] | None:
        return self.repositories.get(name)

    def scalable_target(self, resource_id: str, dimension: str) -> dict[str, Any] | None:
        return self.scalable_targets.get(f"{resource_id} {dimension}")

    def provider_of_group(self, group: str) -> dict[str, Any] | None:
        for provider in self.capacity_providers.values():
            arn = (provider.get("autoScalingGroupProvider") or {}).get("autoScalingGroupArn", "")
            if arn and _last(arn) == _last(group):
                return provider
        return None

    def uses_provider(self, cluster: str, name: str) -> bool:
        return any(
            item["capacityProvider"] == name
            for key, service in self.services.items()
            if key.startswith(f"{cluster}/")
            for item in service.get("capacityProviderStrategy") or ()
        )

    def auto_scaling_group(self, name: str) -> dict[str, Any] | None:
        return self.auto_scaling_groups.get(_last(name))

    def namespace(self, name: str) -> dict[str, Any] | None:
        return self.namespaces.get(_last(name))

    def discovery_service(self, arn: str) -> dict[str, Any] | None:
        return self.discovery_services.get(_last(arn))

    def scaling_policy(self, name: str, resource_id: str, dimension: str) -> dict[str, Any] | None:
        return self.scaling_policies.get(f"{name} {resource_id} {dimension}")

    def scheduled_action(self, name: str, resource_id: str, dimension: str) -> dict[str, Any] | None:
        return self.scheduled_actions.get(f"{name} {resource_id} {dimension}")
