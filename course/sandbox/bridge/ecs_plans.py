"""What a service was asked to be, in the form the simulator takes: its plan, and the revision that its tasks are made of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from course.sandbox.bridge.ecs_platform import runs_on_fargate
from course.simulator.breaker import Breaker
from course.simulator.capacity import Share
from course.simulator.definition import Definition, read_definition
from course.simulator.service import Balancer, EarlySuccess, Plan, Revision


def spec_of(definition: Any) -> Definition:
    """A task definition of moto as the simulator knows it; read once."""
    spec: Definition | None = getattr(definition, "spec", None)
    if spec is None:
        spec = definition.spec = read_definition(
            {
                "taskDefinitionArn": definition.arn,
                "networkMode": definition.network_mode,
                "cpu": definition.cpu,
                "memory": definition.memory,
                "runtimePlatform": definition.runtime_platform,
                "containerDefinitions": definition.container_definitions,
            }
        )
    return spec


def shares_of(strategy: list[dict[str, Any]] | None) -> tuple[Share, ...]:
    """A capacity provider strategy."""
    return tuple(
        Share(item["capacityProvider"], int(item.get("weight") or 0), int(item.get("base") or 0))
        for item in strategy or ()
    )


def plan_of(service: Any) -> Plan:
    """The plan of a service's record."""
    settings = service.deployment_configuration or {}
    early = settings.get("earlySuccessCriteria") or {}
    return Plan(
        desired=int(service.desired_count or 0),
        minimum_percent=int(settings.get("minimumHealthyPercent", 100)),
        maximum_percent=int(settings.get("maximumPercent", 200)),
        breaker=_breaker(settings.get("deploymentCircuitBreaker") or {}),
        early_success=_early(early) if early.get("enable") else None,
        bake_minutes=int(settings.get("bakeTimeInMinutes") or 0),
        grace_s=int(service.health_check_grace_period_seconds or 0),
        rebalancing=service.availability_zone_rebalancing == "ENABLED",
    )


def _breaker(asked: Mapping[str, Any]) -> Breaker:
    threshold = asked.get("thresholdConfiguration") or {}
    return Breaker(
        enable=bool(asked.get("enable")),
        rollback=bool(asked.get("rollback")),
        reset_on_healthy_task=asked.get("resetOnHealthyTask") is not False,
        threshold_type=threshold.get("type") or "BOUNDED_PERCENT",
        value=int(threshold.get("value") or 50),
    )


def _early(asked: Mapping[str, Any]) -> EarlySuccess:
    return EarlySuccess(
        int(asked.get("healthyPercent") or 100), asked.get("sourceServiceRevisionCleanup") == "DEFERRED"
    )


def revision_of(service: Any, definition: Any, arn: str) -> Revision:
    """The revision of a service's record as it is now."""
    vpc = (service.network_configuration or {}).get("awsvpcConfiguration") or {}
    return Revision(
        arn=arn,
        definition=spec_of(definition),
        fargate=runs_on_fargate(service.launch_type, service.capacity_provider_strategy),
        strategy=shares_of(service.capacity_provider_strategy),
        subnets=tuple(vpc.get("subnets") or ()),
        balancers=tuple(
            Balancer(each["targetGroupArn"], each.get("containerName") or "", int(each.get("containerPort") or 0))
            for each in service.load_balancers or ()
            if each.get("targetGroupArn")
        ),
    )
