"""ECS as AWS answers where plain moto does not: clusters and capacity providers, for now."""

from __future__ import annotations

from collections import Counter
from typing import Any

import moto.ecs.urls as ecs_urls
from moto.core.responses import ActionResult
from moto.ecs.models import Cluster, EC2ContainerServiceBackend, ecs_backends
from moto.ecs.responses import EC2ContainerServiceResponse

FARGATE_PROVIDERS = ("FARGATE", "FARGATE_SPOT")
PENDING = {"PROVISIONING", "PENDING", "ACTIVATING"}


class Backend(EC2ContainerServiceBackend):  # type: ignore[misc]
    """moto's records of ECS in one account and region."""

    @property
    def _url_module(self) -> Any:
        return ecs_urls  # moto derives it from the module of the class, which is ours

    def create_cluster(self, cluster_name: str, *args: Any, **kwargs: Any) -> Cluster:
        """The existing cluster if there is an active one of that name, as AWS does; plain moto empties it."""
        existing = self.clusters.get(cluster_name)
        if existing is not None and existing.status == "ACTIVE":
            return existing
        return super().create_cluster(cluster_name, *args, **kwargs)

    def list_clusters(self) -> list[str]:
        """ARNs of the clusters that have not been deleted."""
        return [cluster.arn for cluster in self.clusters.values() if cluster.status != "INACTIVE"]

    def cluster_view(self, cluster: Cluster, include: set[str]) -> dict[str, Any]:
        """A cluster as the API shows it. Counted now from the records: moto's own counters drift below zero."""
        states = Counter(task.last_status for task in self.tasks.get(cluster.name, {}).values())
        services = [s for s in self.services.values() if s.cluster_arn == cluster.arn and s.status == "ACTIVE"]
        view: dict[str, Any] = {
            "clusterArn": cluster.arn,
            "clusterName": cluster.name,
            "status": cluster.status,
            "registeredContainerInstancesCount": cluster.registered_container_instances_count,
            "runningTasksCount": states["RUNNING"],
            "pendingTasksCount": sum(states[state] for state in PENDING),
            "activeServicesCount": len(services),
            "statistics": self._statistics(cluster) if "STATISTICS" in include else [],
            "tags": (cluster.tags or []) if "TAGS" in include else [],
            "settings": cluster.settings if "SETTINGS" in include else [],
            "capacityProviders": cluster.capacity_providers or [],
            "defaultCapacityProviderStrategy": cluster.default_capacity_provider_strategy or [],
        }
        if cluster.configuration and "CONFIGURATIONS" in include:
            view["configuration"] = cluster.configuration
        if "ATTACHMENTS" in include:
            view["attachments"] = []
        if cluster.service_connect_defaults:
            view["serviceConnectDefaults"] = cluster.service_connect_defaults
        return view

    def _statistics(self, cluster: Cluster) -> list[dict[str, str]]:
        counts: Counter[str] = Counter()
        for task in self.tasks.get(cluster.name, {}).values():
            kind = "EC2" if task.container_instance_arn else "Fargate"
            if task.last_status == "RUNNING":
                counts[f"running{kind}TasksCount"] += 1
            elif task.last_status in PENDING:
                counts[f"pending{kind}TasksCount"] += 1
        for service in self.services.values():
            if service.cluster_arn == cluster.arn and service.status in (
                "ACTIVE",
                "DRAINING",
            ):
                kind = "EC2" if service.launch_type == "EC2" else "Fargate"
                counts[f"{service.status.lower()}{kind}ServiceCount"] += 1
        names = [
            "runningEC2TasksCount",
            "runningFargateTasksCount",
            "pendingEC2TasksCount",
            "pendingFargateTasksCount",
        ]
        names += ["activeEC2ServiceCount", "activeFargateServiceCount"]
        names += ["drainingEC2ServiceCount", "drainingFargateServiceCount"]
        return [{"name": name, "value": str(counts[name])} for name in names]

    def provider_views(self, names: list[str] | None, include: set[str]) -> tuple[list[Any], list[Any]]:
        """Capacity providers and failures; every account has FARGATE and FARGATE_SPOT. No names mean all."""
        own = [provider.name for provider in self.capacity_providers.values()]
        found: list[Any] = []
        failures: list[Any] = []
        for name in names or [*own, *FARGATE_PROVIDERS]:
            short = name.rpartition("/")[2]
            if short in FARGATE_PROVIDERS:
                arn = f"arn:{self.partition}:ecs:{self.region_name}:{self.account_id}:capacity-provider/{short}"
                found.append(
                    {
                        "capacityProviderArn": arn,
                        "name": short,
                        "status": "ACTIVE",
                        "type": short,
                        "tags": [],
                    }
                )
                continue
            providers, missing = self.describe_capacity_providers([name])
            found += [_provider_view(provider, include) for provider in providers]
            failures += missing
        return found, failures


class Response(EC2ContainerServiceResponse):  # type: ignore[misc]
    """ECS's operations: each method is one, named in snake case; it reads parameters and answers in API names."""

    def __init__(self) -> None:
        super().__init__()
        # plain moto writes "show the tags" into a dict that all requests share
        shared = vars(EC2ContainerServiceResponse)["RESPONSE_KEY_PATH_TO_TRANSFORMER"]
        self.RESPONSE_KEY_PATH_TO_TRANSFORMER = dict(shared)

    @property
    def _records(self) -> Backend:
        records = ecs_backends[self.current_account][self.region]
        assert isinstance(records, Backend)
        return records

    def _whole(self, cluster: Cluster) -> ActionResult:
        return ActionResult({"cluster": self._records.cluster_view(cluster, {"TAGS", "SETTINGS", "CONFIGURATIONS"})})

    def create_cluster(self) -> ActionResult:
        """CreateCluster."""
        cluster = super().create_cluster().result
        return self._whole(cluster["cluster"])

    def update_cluster(self) -> ActionResult:
        """UpdateCluster."""
        cluster = super().update_cluster().result
        return self._whole(cluster["cluster"])

    def update_cluster_settings(self) -> ActionResult:
        """UpdateClusterSettings, which plain moto does not have: settings not named keep their value."""
        cluster = self._records._get_cluster(self._get_param("cluster"))
        changed = {setting["name"]: setting["value"] for setting in self._get_param("settings", [])}
        merged = {setting["name"]: setting["value"] for setting in cluster.settings} | changed
        cluster.settings = [{"name": name, "value": value} for name, value in merged.items()]
        return self._whole(cluster)

    def put_cluster_capacity_providers(self) -> ActionResult:
        """PutClusterCapacityProviders."""
        cluster = super().put_cluster_capacity_providers().result
        return self._whole(cluster["cluster"])

    def delete_cluster(self) -> ActionResult:
        """DeleteCluster."""
        cluster = super().delete_cluster().result
        return self._whole(cluster["cluster"])

    def describe_clusters(self) -> ActionResult:
        """DescribeClusters: settings, configuration, statistics, tags and attachments only when `include` asks."""
        clusters, failures = self._records.describe_clusters(self._get_param("clusters", []))
        include = set(self._get_param("include", []))
        views = [self._records.cluster_view(cluster, include) for cluster in clusters]
        return ActionResult({"clusters": views, "failures": failures})

    def describe_capacity_providers(self) -> ActionResult:
        """DescribeCapacityProviders."""
        include = set(self._get_param("include", []))
        providers, failures = self._records.provider_views(self._get_param("capacityProviders"), include)
        return ActionResult({"capacityProviders": providers, "failures": failures})


def install() -> None:
    """Make moto use the classes above. Idempotent; before the first request, because moto keeps what it found."""
    ecs_backends.backend = Backend
    ecs_urls.url_paths["{0}/$"] = Response.dispatch


def _provider_view(provider: Any, include: set[str]) -> dict[str, Any]:
    return {
        "capacityProviderArn": provider.capacity_provider_arn,
        "name": provider.name,
        "status": provider.status,
        "type": "EC2_AUTOSCALING",
        "autoScalingGroupProvider": provider.auto_scaling_group_provider,
        "tags": (provider.tags or []) if "TAGS" in include else [],
    }
