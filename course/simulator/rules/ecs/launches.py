"""Where the tasks of a request are to run: by its launch type, its capacity provider strategy, or the cluster's default."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from course.simulator.rules.rule import Asked
from course.simulator.rules.world import Record, World

FARGATE_PROVIDERS = frozenset({"FARGATE", "FARGATE_SPOT"})

Item = Mapping[str, Any]
"""An entry of a strategy: capacityProvider, base, weight."""


def short(name_or_arn: str) -> str:
    """The last part of an ARN, or the name itself."""
    return name_or_arn.rpartition("/")[2]


def providers(strategy: Sequence[Item] | None) -> list[str]:
    """The short names of a strategy's providers, in its order."""
    return [short(str(item.get("capacityProvider") or "")) for item in strategy or ()]


def cluster_of(asked: Asked, world: World) -> Record | None:
    """The request's cluster. None for one that is not there or deleted: AWS refuses that first, in its own words."""
    cluster = world.cluster(str(asked.get("cluster") or "default"))
    return cluster if cluster is not None and cluster.get("status", "ACTIVE") == "ACTIVE" else None


def strategy_of(asked: Asked, cluster: Record) -> Sequence[Item]:
    """The strategy that decides, empty where a launch type does. API reference, CreateService: with neither a strategy nor
    a launch type, the cluster's default strategy applies."""
    if asked.get("capacityProviderStrategy"):
        return tuple(asked["capacityProviderStrategy"])
    return () if asked.get("launchType") else tuple(cluster.get("defaultCapacityProviderStrategy") or ())


def launch_type_of(asked: Asked, world: World) -> str | None:
    """FARGATE, EC2, EXTERNAL or MANAGED_INSTANCES: what the tasks will run on, None where that cannot be told."""
    if asked.get("launchType") and not asked.get("capacityProviderStrategy"):
        return str(asked["launchType"])
    cluster = cluster_of(asked, world)
    if cluster is None:
        return None
    names = providers(strategy_of(asked, cluster))
    if not names:
        return "EC2"
    if set(names) <= FARGATE_PROVIDERS:
        return "FARGATE"
    kinds = {_kind(world.capacity_provider(name)) for name in names}
    return kinds.pop() if len(kinds) == 1 else None


def _kind(provider: Record | None) -> str | None:
    if provider is None:
        return None
    if provider.get("autoScalingGroupProvider"):
        return "EC2"
    return "MANAGED_INSTANCES" if provider.get("managedInstancesProvider") else None
