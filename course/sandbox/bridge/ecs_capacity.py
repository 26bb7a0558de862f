"""Capacity providers: Fargate's two, Auto Scaling groups, Managed Instances."""

from __future__ import annotations

from typing import Any

from moto.core.responses import ActionResult
from moto.ecs.exceptions import EcsClientException
from moto.ecs.models import CapacityProvider

from course.sandbox.bridge.ecs_base import FARGATE_PROVIDERS, Answers, Records, short


class CapacityRecords(Records):
    """Capacity providers."""

    def make_provider(self, asked: dict[str, Any]) -> CapacityProvider:
        """A new provider. Managed Instances belong to one cluster; plain moto knows only Auto Scaling groups."""
        name = asked["name"]
        managed = asked.get("managedInstancesProvider")
        provider = self.create_capacity_provider(name, asked.get("autoScalingGroupProvider") or {}, asked.get("tags"))
        if managed is not None:
            provider.auto_scaling_group_provider = None
            provider.managed_instances_provider = {"propagateTags": "NONE"} | managed
            provider.type = "MANAGED_INSTANCES"
            cluster = self._get_cluster(asked.get("cluster") or "default")
            provider.cluster = cluster.arn
            # developer guide, "Amazon ECS capacity providers": available in that cluster at once, and nowhere else
            cluster.capacity_providers = [*(cluster.capacity_providers or []), name]
        else:
            provider.auto_scaling_group_provider.setdefault("managedDraining", "ENABLED")
            provider.type = "EC2_AUTOSCALING"
        return provider

    def own_provider(self, name_or_arn: str) -> CapacityProvider:
        """The provider of that name, or AWS's refusal."""
        provider = self._get_provider(name_or_arn)
        if provider is None:
            raise EcsClientException(
                "The specified capacity provider does not exist. Specify a valid name or ARN and try again."
            )
        return provider

    def remove_provider(self, name_or_arn: str) -> CapacityProvider:
        """The provider, gone: from the cluster to which Managed Instances belong, too."""
        provider = self.own_provider(name_or_arn)
        self.delete_capacity_provider(provider.name)
        for cluster in self.clusters.values():
            if getattr(provider, "cluster", None) == cluster.arn:
                cluster.capacity_providers = [name for name in cluster.capacity_providers if name != provider.name]
        provider.status = "INACTIVE"
        provider.update_status = "DELETE_COMPLETE"
        return provider

    def provider_views(self, names: list[str] | None, include: set[str]) -> tuple[list[Any], list[Any]]:
        """Capacity providers and failures; every account has FARGATE and FARGATE_SPOT. No names mean all."""
        found: list[Any] = []
        failures: list[Any] = []
        for name in names or [*self.capacity_providers, *FARGATE_PROVIDERS]:
            if short(name) in FARGATE_PROVIDERS:
                found.append(self._fargate(short(name)))
            elif (provider := self._get_provider(name)) is not None:
                found.append(provider_view(provider, include))
            else:
                failures.append({"arn": self.arn_of(f"capacity-provider/{short(name)}"), "reason": "MISSING"})
        return found, failures

    def _fargate(self, name: str) -> dict[str, Any]:
        arn = self.arn_of(f"capacity-provider/{name}")
        return {"capacityProviderArn": arn, "name": name, "status": "ACTIVE", "type": name, "tags": []}


def provider_view(provider: CapacityProvider, include: set[str]) -> dict[str, Any]:
    """A capacity provider as the API shows it."""
    names = {
        "capacityProviderArn": "capacity_provider_arn",
        "name": "name",
        "cluster": "cluster",
        "status": "status",
        "type": "type",
        "autoScalingGroupProvider": "auto_scaling_group_provider",
        "managedInstancesProvider": "managed_instances_provider",
        "updateStatus": "update_status",
    }
    view = {key: getattr(provider, name, None) for key, name in names.items()}
    view["tags"] = (provider.tags or []) if "TAGS" in include else []
    return view


class CapacityAnswers(Answers):
    """Operations on capacity providers."""

    def create_capacity_provider(self) -> ActionResult:
        """CreateCapacityProvider."""
        return self._provider(self._records.make_provider(self._asked()))

    def describe_capacity_providers(self) -> ActionResult:
        """DescribeCapacityProviders."""
        providers, failures = self._records.provider_views(self._get_param("capacityProviders"), self._include())
        return ActionResult(self._page("capacityProviders", providers) | {"failures": failures})

    def update_capacity_provider(self) -> ActionResult:
        """UpdateCapacityProvider."""
        provider = self._records.own_provider(self._get_param("name"))
        managed = self._get_param("managedInstancesProvider")
        if managed is not None:
            provider.managed_instances_provider = provider.managed_instances_provider | managed
            provider.update_status = "UPDATE_COMPLETE"
        else:
            provider.update(self._get_param("autoScalingGroupProvider") or {})
            draining = (self._get_param("autoScalingGroupProvider") or {}).get("managedDraining")
            if draining:
                provider.auto_scaling_group_provider["managedDraining"] = draining
        return self._provider(provider)

    def delete_capacity_provider(self) -> ActionResult:
        """DeleteCapacityProvider."""
        return self._provider(self._records.remove_provider(self._get_param("capacityProvider")))

    def _provider(self, provider: CapacityProvider) -> ActionResult:
        return ActionResult({"capacityProvider": provider_view(provider, {"TAGS"})})
