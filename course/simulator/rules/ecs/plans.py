"""The service or the tasks as they would be if a request were granted: the request itself, or what it would make of a
service that is there."""

from __future__ import annotations

from typing import Any

from course.simulator.rules.ecs.launches import cluster_of
from course.simulator.rules.rule import Asked
from course.simulator.rules.world import Record, World

KEPT = (
    "taskDefinition",
    "launchType",
    "capacityProviderStrategy",
    "platformVersion",
    "loadBalancers",
    "serviceRegistries",
    "networkConfiguration",
    "schedulingStrategy",
    "deploymentController",
    "placementConstraints",
    "placementStrategy",
    "desiredCount",
    "enableExecuteCommand",
    "availabilityZoneRebalancing",
)
"""What UpdateService leaves as it was unless the request names it, under the names that DescribeServices uses too."""
OF_THE_DEPLOYMENT = ("serviceConnectConfiguration", "volumeConfigurations")
"""The same, shown on the primary deployment."""


def is_update(asked: Asked) -> bool:
    """Whether the request is about a service that is there (UpdateService names it `service`, CreateService
    `serviceName`)."""
    return "service" in asked and "serviceName" not in asked


def updated(asked: Asked, world: World) -> Record | None:
    """The ACTIVE service that a request names. None otherwise: AWS refuses that first, in its own words."""
    if not is_update(asked):
        return None
    if cluster_of(asked, world) is None:
        return None
    service = world.service(str(asked.get("cluster") or "default"), str(asked["service"]))
    return service if service is not None and service.get("status", "ACTIVE") == "ACTIVE" else None


def controller(plan: Asked) -> str:
    """ECS, CODE_DEPLOY or EXTERNAL."""
    return str((plan.get("deploymentController") or {}).get("type") or "ECS")


def planned(asked: Asked, world: World) -> Asked | None:
    """What would be there, in the form of CreateService; None where there is no such cluster or service, or it cannot be
    told.

    A task set, and a service under the EXTERNAL controller, whose task sets hold the settings, are taken as asked.
    """
    if not is_update(asked):
        return asked if cluster_of(asked, world) is not None else None
    service = updated(asked, world)
    if service is None:
        return None
    if controller(service) == "EXTERNAL":
        return asked
    if asked.get("capacityProviderStrategy") == []:
        return None  # back to a launch type that no describe call shows
    primary: Record = next((each for each in service.get("deployments") or () if each.get("status") == "PRIMARY"), {})
    plan: dict[str, Any] = {key: service[key] for key in KEPT if service.get(key) is not None}
    plan |= {key: primary[key] for key in OF_THE_DEPLOYMENT if primary.get(key) is not None}
    plan |= {key: value for key, value in asked.items() if value is not None}
    if asked.get("capacityProviderStrategy"):
        plan.pop("launchType", None)
    plan["deploymentConfiguration"] = {
        **(service.get("deploymentConfiguration") or {}),
        **(asked.get("deploymentConfiguration") or {}),
    }
    return plan


def touches(asked: Asked, *names: str) -> bool:
    """Whether a request could have made things wrong: a new service or task always, an update only if it names one of
    these."""
    return not is_update(asked) or any(asked.get(name) is not None for name in names)
