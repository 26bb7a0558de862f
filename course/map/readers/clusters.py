"""Clusters with their capacity, and the services in them as records."""

from __future__ import annotations

from typing import Any

from course.map.asking import Asking
from course.map.found import Found, Record, facts, short
from course.map.scene import Mood, Node

MOST_CLUSTERS = 6
MOST_SERVICES = 12
"""Of one cluster."""


def read(ask: Asking, found: Found) -> None:
    """Clusters, the busy ones first where there are too many; services by name."""
    names = [found.only] if found.only else ask.pages("ecs", "list_clusters", "clusterArns", most=300)
    clusters: list[Record] = ask.each("ecs", "describe_clusters", "clusters", names, "clusters", include=["SETTINGS"])
    clusters = [cluster for cluster in clusters if cluster.get("status") != "INACTIVE"]
    clusters.sort(key=lambda cluster: (not _busy(cluster), cluster.get("clusterName", "")))
    found.leave_out("clusters", len(clusters) - MOST_CLUSTERS)
    found.clusters = sorted(clusters[:MOST_CLUSTERS], key=lambda cluster: str(cluster.get("clusterName", "")))
    for cluster in found.clusters:
        found.nodes.append(_node(cluster))
        _services(ask, found, cluster["clusterArn"])


def _busy(cluster: Record) -> bool:
    counts = ("activeServicesCount", "runningTasksCount", "pendingTasksCount", "registeredContainerInstancesCount")
    return any(cluster.get(count) for count in counts)


def _services(ask: Asking, found: Found, cluster: str) -> None:
    arns = sorted(ask.pages("ecs", "list_services", "serviceArns", most=300, cluster=cluster, maxResults=100))
    found.hidden[cluster] = max(0, len(arns) - MOST_SERVICES)
    found.leave_out("services", found.hidden[cluster])
    asked: dict[str, Any] = {"portion": 10, "cluster": cluster}
    described = ask.each("ecs", "describe_services", "services", arns[:MOST_SERVICES], "services", **asked)
    found.services += [service for service in described if service.get("status") != "INACTIVE"]


def _node(cluster: Record) -> Node:
    status = str(cluster.get("status", ""))
    mood = {"ACTIVE": Mood.GOOD, "FAILED": Mood.BAD, "PROVISIONING": Mood.MOVING, "DEPROVISIONING": Mood.MOVING}
    providers = [_short_provider(name) for name in cluster.get("capacityProviders") or ()]
    running, pending = cluster.get("runningTasksCount", 0), cluster.get("pendingTasksCount", 0)
    says = [f"{running} running"] + ([f"{pending} pending"] if pending else [])
    instances = cluster.get("registeredContainerInstancesCount", 0)
    says += [f"{instances} instances"] if instances else []
    says += [" + ".join(providers)] if providers else []
    strategy = [
        f"{step.get('capacityProvider')} base {step.get('base', 0)} weight {step.get('weight', 0)}"
        for step in cluster.get("defaultCapacityProviderStrategy") or ()
    ]
    return Node(
        id=cluster["clusterArn"], kind="cluster", name=str(cluster.get("clusterName", "")), state=status,
        mood=mood.get(status, Mood.IDLE), says=" · ".join(says),
        facts=facts(
            ("active services", cluster.get("activeServicesCount", 0)), ("tasks running", running),
            ("tasks pending", pending), ("container instances", instances), ("capacity providers", providers),
            ("default strategy", strategy),
            ("settings", [f"{each['name']} {each['value']}" for each in cluster.get("settings") or ()]),
            ("ARN", cluster["clusterArn"]),
        ),
    )  # fmt: skip


def _short_provider(name: str) -> str:
    return short(name)
