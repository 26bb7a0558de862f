"""A service's settings and deployments with ECS's defaults: pure, out of the request and what was there before."""

from __future__ import annotations

from typing import Any

from course.sandbox.bridge.ecs_network import network_with_defaults
from course.sandbox.bridge.ecs_platform import family_of, real_version, runs_on_fargate

# UpdateService in the API reference: what starts new tasks. The rest takes effect with the next deployment, or at once.
STARTS_A_DEPLOYMENT = (
    "taskDefinition",
    "capacityProviderStrategy",
    "networkConfiguration",
    "platformVersion",
    "loadBalancers",
    "serviceRegistries",
    "serviceConnectConfiguration",
    "volumeConfigurations",
    "vpcLatticeConfigurations",
)


def deployment_settings(asked: dict[str, Any] | None, *, controller: str, daemon: bool) -> dict[str, Any]:
    """deploymentConfiguration with its defaults: API reference, DeploymentConfiguration (DAEMON: 0 and 100)."""
    settings: dict[str, Any] = {
        "maximumPercent": 100 if daemon else 200,
        "minimumHealthyPercent": 0 if daemon else 100,
    }
    if controller == "ECS":
        settings |= {"strategy": "ROLLING", "bakeTimeInMinutes": 0}
        settings["deploymentCircuitBreaker"] = {"enable": False, "rollback": False}
    return merged(settings, asked or {})


def merged(old: dict[str, Any], asked: dict[str, Any]) -> dict[str, Any]:
    """`old` with what was asked; of the circuit breaker, too, what is not named keeps its value."""
    new = old | asked
    if "deploymentCircuitBreaker" in asked:
        new["deploymentCircuitBreaker"] = old.get("deploymentCircuitBreaker", {}) | asked["deploymentCircuitBreaker"]
    return new


def with_strategy_defaults(strategy: list[dict[str, Any]] | None) -> list[dict[str, Any]]:
    """API reference, CapacityProviderStrategyItem: weight 0 and base 0."""
    return [{"weight": 0, "base": 0} | item for item in strategy or []]


def rebalances(asked: dict[str, Any]) -> str:
    """availabilityZoneRebalancing of a new service: ENABLED by default where AWS allows it (API reference and
    developer guide, "Balancing an Amazon ECS service across Availability Zones": not DAEMON, not maximumPercent 100,
    not with the ECS controller's alternatives, not with a Classic Load Balancer)."""
    if "availabilityZoneRebalancing" in asked:
        return str(asked["availabilityZoneRebalancing"])
    possible = (
        asked.get("schedulingStrategy") != "DAEMON"
        and (asked.get("deploymentController") or {}).get("type", "ECS") == "ECS"
        and (asked.get("deploymentConfiguration") or {}).get("maximumPercent", 200) > 100
        and not any("loadBalancerName" in balancer for balancer in asked.get("loadBalancers", []))
    )
    return "ENABLED" if possible else "DISABLED"


def deployment_facts(service: Any, definition: Any) -> dict[str, Any]:
    """What a deployment of the service as it is now shows beside its course."""
    strategy = service.capacity_provider_strategy
    facts: dict[str, Any] = {"capacityProviderStrategy": strategy} if strategy else {"launchType": service.launch_type}
    if runs_on_fargate(service.launch_type, strategy):
        family = family_of(definition)
        facts |= {"platformVersion": real_version(service.platform_version, family), "platformFamily": family}
    network = network_with_defaults(service.network_configuration)
    if network:
        facts["networkConfiguration"] = network
    for key in ("serviceConnectConfiguration", "volumeConfigurations", "vpcLatticeConfigurations"):
        if service.asked.get(key):
            facts[key] = service.asked[key]
    return facts
