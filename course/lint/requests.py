"""Requests as boto3 and the AWS CLI take them, and what the describe calls show, which is read as the request that made it."""

from __future__ import annotations

from typing import Any

from course.lint.subject import Subject
from course.simulator.rules.rule import Path
from course.simulator.rules.shapes.check import members_of
from course.simulator.rules.shapes.model import input_of

Json = dict[str, Any]

MARKS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("ecs", "RegisterTaskDefinition", ("containerDefinitions",)),
    ("ecs", "RegisterTaskDefinition", ("family",)),
    ("ecs", "CreateService", ("serviceName",)),
    ("ecs", "UpdateService", ("service",)),
    ("ecs", "CreateService", ("taskDefinition", "desiredCount")),
    ("ecs", "CreateService", ("taskDefinition", "loadBalancers")),
    ("ecs", "CreateService", ("taskDefinition", "deploymentConfiguration")),
    ("ecs", "RunTask", ("taskDefinition",)),
    ("ecs", "CreateCluster", ("clusterName",)),
    ("ecs", "PutClusterCapacityProviders", ("cluster", "capacityProviders")),
    ("ecs", "CreateCapacityProvider", ("name", "autoScalingGroupProvider")),
    ("application-autoscaling", "RegisterScalableTarget", ("ScalableDimension", "MinCapacity")),
    ("application-autoscaling", "RegisterScalableTarget", ("ScalableDimension", "MaxCapacity")),
    ("application-autoscaling", "PutScalingPolicy", ("PolicyName", "ScalableDimension")),
    ("elbv2", "CreateTargetGroup", ("Name", "TargetType")),
    ("elbv2", "CreateListener", ("LoadBalancerArn", "DefaultActions")),
    ("ecr", "CreateRepository", ("repositoryName", "imageTagMutability")),
)
"""What tells requests apart: the first whose members are all there."""

DEFINITION_SHOWS = (
    "taskDefinitionArn", "revision", "status", "requiresAttributes", "compatibilities", "registeredAt", "deregisteredAt",
    "deleteRequestedAt", "registeredBy",
)  # fmt: skip
"""What DescribeTaskDefinition shows and RegisterTaskDefinition does not take."""


def requests(value: Any, base: Path = ()) -> list[Subject] | None:
    """The requests in an object, None where it is none that lint knows."""
    if not isinstance(value, dict):
        return None
    if isinstance(value.get("taskDefinition"), dict):
        return [_described_definition(value["taskDefinition"], (*base, "taskDefinition"))]
    if isinstance(value.get("services"), list) and all(isinstance(each, dict) for each in value["services"]):
        return [_described_service(each, (*base, "services", place)) for place, each in enumerate(value["services"])]
    if "taskDefinitionArn" in value and "containerDefinitions" in value:
        return [_described_definition(value, base)]
    if "serviceArn" in value and "serviceName" in value:
        return [_described_service(value, base)]
    for service, operation, marks in MARKS:
        if all(mark in value for mark in marks):
            return [Subject("request", _name(operation, value), service, operation, value, base)]
    return None


def containers(value: list[Any], base: Path = ()) -> Subject | None:
    """A list of container definitions alone, as Terraform's container_definitions has it; None for any other list."""
    if not value or not all(isinstance(each, dict) and "name" in each and "image" in each for each in value):
        return None
    from course.simulator.rules.unknown import UNKNOWN

    around = dict.fromkeys(members_of("ecs", "RegisterTaskDefinitionRequest"), UNKNOWN)
    asked = around | {"containerDefinitions": value}
    return Subject(
        "request", "container definitions", "ecs", "RegisterTaskDefinition", asked, base, lambda path: path[1:]
    )


def _name(operation: str, asked: Json) -> str:
    kinds = {
        "RegisterTaskDefinition": ("task definition", "family"),
        "CreateService": ("service", "serviceName"),
        "UpdateService": ("update of service", "service"),
        "RunTask": ("task of", "taskDefinition"),
        "CreateCluster": ("cluster", "clusterName"),
        "CreateTargetGroup": ("target group", "Name"),
        "CreateRepository": ("repository", "repositoryName"),
        "RegisterScalableTarget": ("scalable target", "ResourceId"),
        "PutScalingPolicy": ("scaling policy", "PolicyName"),
    }
    kind, member = kinds.get(operation, (operation, ""))
    name = asked.get(member)
    return f"{kind} {name}" if isinstance(name, str) else kind


def _described_definition(shown: Json, base: Path) -> Subject:
    asked = {member: value for member, value in shown.items() if member not in DEFINITION_SHOWS}
    arn = shown.get("taskDefinitionArn")
    fills: Json = {member: shown[member] for member in ("taskDefinitionArn", "revision") if member in shown}
    made = arn if isinstance(arn, str) else ""
    return Subject(
        "described",
        _name("RegisterTaskDefinition", asked),
        "ecs",
        "RegisterTaskDefinition",
        asked,
        base,
        made=made,
        fills=fills,
    )


def _described_service(shown: Json, base: Path) -> Subject:
    """DescribeServices shows defaults that CreateService would not take beside what was asked: these are left out."""
    shape = input_of("ecs", "CreateService")
    assert shape is not None
    asked = {member: value for member, value in shown.items() if member in members_of("ecs", shape)}
    if isinstance(shown.get("clusterArn"), str):
        asked["cluster"] = shown["clusterArn"]
    if shown.get("schedulingStrategy") == "DAEMON":
        asked.pop("desiredCount", None)
    if not asked.get("healthCheckGracePeriodSeconds"):
        asked.pop("healthCheckGracePeriodSeconds", None)
    if asked.get("capacityProviderStrategy"):
        asked.pop("launchType", None)
    for member in (
        "loadBalancers",
        "serviceRegistries",
        "capacityProviderStrategy",
        "placementConstraints",
        "placementStrategy",
    ):
        if asked.get(member) == []:
            del asked[member]
    return Subject("described", _name("CreateService", asked), "ecs", "CreateService", asked, base)
