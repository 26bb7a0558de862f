"""Clusters: idempotent, counted from the records, never emptied or deleted with things in them."""

from __future__ import annotations

from collections import Counter
from typing import Any

from moto.backends import get_backend
from moto.core.responses import ActionResult
from moto.ecs.exceptions import ECSException
from moto.ecs.models import Cluster

from course.sandbox.bridge.ecs_base import FARGATE_PROVIDERS, Answers, Records, invalid, short

PENDING = {"PROVISIONING", "PENDING", "ACTIVATING"}
# what moto passes on by position
ASKED = ("tags", "cluster_settings", "configuration", "capacity_providers", "default_capacity_provider_strategy")


class ClusterRecords(Records):
    """Clusters."""

    def create_cluster(self, cluster_name: str, *args: Any, **kwargs: Any) -> Cluster:
        """The existing cluster if there is an active one of that name, as AWS does; plain moto empties it.

        What the call names must be as it was when the cluster was made. Code and words: public code that meets them
        with another `configuration`; that the other members are held to the same is our reading of the words.
        """
        asked = {
            name: value for name, value in (dict(zip(ASKED, args, strict=False)) | kwargs).items() if value is not None
        }
        existing = self.clusters.get(cluster_name)
        if existing is None or existing.status != "ACTIVE":
            made = super().create_cluster(cluster_name, *args, **kwargs)
            made.created_with = asked
            self.ensure_namespace(made)
            return made
        if any(existing.created_with.get(name) != value for name, value in asked.items()):
            raise invalid(
                "Arguments on this idempotent request are inconsistent with arguments used in previous request(s)."
            )
        return existing

    def ensure_namespace(self, cluster: Cluster) -> None:
        """API reference, ClusterServiceConnectDefaultsRequest: a namespace of a new name is made, for API calls only."""
        name = (cluster.service_connect_defaults or {}).get("namespace")
        if not name or name.startswith("arn:"):
            return
        cloud_map = get_backend("servicediscovery")[self.account_id][self.region_name]
        if all(namespace.name != name for namespace in cloud_map.namespaces.values()):
            cloud_map.create_http_namespace(name, "", "", [])

    def list_clusters(self) -> list[str]:
        """ARNs of the clusters that have not been deleted."""
        return [cluster.arn for cluster in self.clusters.values() if cluster.status != "INACTIVE"]

    def delete_cluster(self, cluster_str: str) -> Cluster:
        """The cluster, INACTIVE; refused while anything is in it.

        Codes: botocore's exceptions of DeleteCluster; words: quoted by users of each. That deleting it again is no
        error: aws/aws-cli #2078.
        """
        gone = self.clusters.get(short(cluster_str))
        if gone is not None and gone.status == "INACTIVE":
            return gone
        cluster = self._get_cluster(cluster_str)
        if any(s.status != "INACTIVE" for s in self.services.values() if s.cluster_arn == cluster.arn):
            raise ECSException(
                "ClusterContainsServicesException", "The Cluster cannot be deleted while Services are active."
            )
        if self.container_instances.get(cluster.name):
            raise ECSException(
                "ClusterContainsContainerInstancesException",
                "The Cluster cannot be deleted while Container Instances are active or draining.",
            )
        if any(task.last_status != "STOPPED" for task in self.tasks.get(cluster.name, {}).values()):
            raise ECSException("ClusterContainsTasksException", "The Cluster cannot be deleted while Tasks are active.")
        return super().delete_cluster(cluster_str)

    def cluster_view(self, cluster: Cluster, include: set[str]) -> dict[str, Any]:
        """A cluster as the API shows it. Counted now from the records: moto's own counters drift below zero."""
        states = Counter(task.last_status for task in self.tasks.get(cluster.name, {}).values())
        services = [s for s in self.services.values() if s.cluster_arn == cluster.arn and s.status == "ACTIVE"]
        view: dict[str, Any] = {
            "clusterArn": cluster.arn,
            "clusterName": cluster.name,
            "status": cluster.status,
            "registeredContainerInstancesCount": len(self.container_instances.get(cluster.name, {})),
            "runningTasksCount": states["RUNNING"],
            "pendingTasksCount": sum(states[state] for state in PENDING),
            "activeServicesCount": len(services),
            "statistics": self._statistics(cluster) if "STATISTICS" in include else [],
            "tags": (cluster.tags or []) if "TAGS" in include else [],
            "settings": cluster.settings if "SETTINGS" in include else [],
            "capacityProviders": cluster.capacity_providers or [],
            "defaultCapacityProviderStrategy": _strategy(cluster.default_capacity_provider_strategy),
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
            if service.cluster_arn == cluster.arn and service.status in ("ACTIVE", "DRAINING"):
                kind = "Fargate" if _on_fargate(service) else "EC2"
                counts[f"{service.status.lower()}{kind}ServiceCount"] += 1
        names = [f"{state}{kind}TasksCount" for state in ("running", "pending") for kind in ("EC2", "Fargate")]
        names += [f"{state}{kind}ServiceCount" for state in ("active", "draining") for kind in ("EC2", "Fargate")]
        return [{"name": name, "value": str(counts[name])} for name in names]


def _strategy(strategy: list[dict[str, Any]] | None) -> list[dict[str, Any]]:
    return [{"weight": 0, "base": 0} | item for item in strategy or []]


def _on_fargate(service: Any) -> bool:
    strategy = getattr(service, "capacity_provider_strategy", None) or []
    return service.launch_type == "FARGATE" or any(item["capacityProvider"] in FARGATE_PROVIDERS for item in strategy)


class ClusterAnswers(Answers):
    """Operations on clusters."""

    def _whole(self, cluster: Cluster) -> ActionResult:
        return ActionResult({"cluster": self._records.cluster_view(cluster, {"TAGS", "SETTINGS", "CONFIGURATIONS"})})

    def create_cluster(self) -> ActionResult:
        """CreateCluster."""
        return self._whole(super().create_cluster().result["cluster"])

    def update_cluster(self) -> ActionResult:
        """UpdateCluster."""
        cluster = super().update_cluster().result["cluster"]
        self._records.ensure_namespace(cluster)
        return self._whole(cluster)

    def update_cluster_settings(self) -> ActionResult:
        """UpdateClusterSettings, which plain moto does not have: settings not named keep their value."""
        cluster = self._records._get_cluster(self._get_param("cluster"))
        changed = {setting["name"]: setting["value"] for setting in self._get_param("settings", [])}
        merged = {setting["name"]: setting["value"] for setting in cluster.settings} | changed
        cluster.settings = [{"name": name, "value": value} for name, value in merged.items()]
        return self._whole(cluster)

    def put_cluster_capacity_providers(self) -> ActionResult:
        """PutClusterCapacityProviders."""
        return self._whole(super().put_cluster_capacity_providers().result["cluster"])

    def delete_cluster(self) -> ActionResult:
        """DeleteCluster."""
        return self._whole(super().delete_cluster().result["cluster"])

    def list_clusters(self) -> ActionResult:
        """ListClusters."""
        return ActionResult(self._page("clusterArns", self._records.list_clusters()))

    def describe_clusters(self) -> ActionResult:
        """DescribeClusters: settings, configuration, statistics, tags and attachments only when `include` asks."""
        clusters, failures = self._records.describe_clusters(self._get_param("clusters", []))
        views = [self._records.cluster_view(cluster, self._include()) for cluster in clusters]
        return ActionResult({"clusters": views, "failures": failures})
