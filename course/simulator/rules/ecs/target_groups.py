"""Target groups that services name: whether they are there, attached, and of the type that the network mode asks for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from course.simulator.rules.ecs.launches import cluster_of
from course.simulator.rules.ecs.pages import API, GUIDE, issue
from course.simulator.rules.ecs.plans import planned, touches
from course.simulator.rules.ecs.revisions import definition_of, network_mode
from course.simulator.rules.rule import PARAPHRASED, Asked, Book, Breach, Path, at
from course.simulator.rules.world import World

book = Book("ecs")

ALL = ("CreateService", "UpdateService", "CreateTaskSet")
PAGE = f"{GUIDE}/service-load-balancing.html"
TYPES = {"awsvpc": "ip", "bridge": "instance", "host": "instance"}
"""Network mode → target type. API reference, LoadBalancer."""


def _groups(asked: Asked) -> Iterator[tuple[Path, str]]:
    """Every target group that a request names, the alternate ones of blue/green too, and where."""
    for index, entry in enumerate(asked.get("loadBalancers") or ()):
        if entry.get("targetGroupArn"):
            yield ("loadBalancers", index, "targetGroupArn"), str(entry["targetGroupArn"])
        advanced: Mapping[str, Any] = entry.get("advancedConfiguration") or {}
        if advanced.get("alternateTargetGroupArn"):
            place = ("loadBalancers", index, "advancedConfiguration", "alternateTargetGroupArn")
            yield place, str(advanced["alternateTargetGroupArn"])


def _asked_groups(asked: Asked, world: World) -> Iterator[tuple[Path, str]]:
    """The same, where there is such a cluster."""
    if asked.get("loadBalancers") and cluster_of(asked, world) is not None:
        yield from _groups(asked)


@book.rule(
    "target-group-unknown",
    *ALL,
    code="InvalidParameterException",
    says="The specified target group {group} does not exist.",
    wording=PARAPHRASED,
    page=f"{API}/API_LoadBalancer.html",
    fix="Give the full ARN of a target group of this Region, as DescribeTargetGroups shows it.",
)
def target_group_unknown(asked: Asked, world: World) -> Iterator[Breach]:
    """There is no target group {group} here."""
    for place, group in _asked_groups(asked, world):
        if world.target_group(group) is None:
            yield at(*place, group=group)


@book.rule(
    "target-group-unattached",
    *ALL,
    code="InvalidParameterException",
    says="The target group with targetGroupArn {group} does not have an associated load balancer.",
    wording=issue("cloudposse/terraform-aws-ecs-web-app", 226),
    page=PAGE,
    fix="First make a listener, or a listener rule, that forwards to the target group; then the service.",
)
def target_group_unattached(asked: Asked, world: World) -> Iterator[Breach]:
    """No load balancer forwards to the target group {group} yet."""
    for place, group in _asked_groups(asked, world):
        record = world.target_group(group) if place[-1] == "targetGroupArn" else None
        if record is not None and not record.get("LoadBalancerArns"):
            yield at(*place, group=group)


@book.rule(
    "target-group-type",
    *ALL,
    code="InvalidParameterException",
    says="The provided target group {group} has target type {type}, which is incompatible with the {mode} network mode"
    " specified in the task definition.",
    wording=issue("riboseinc/terraform-aws-ecs-gitlab", 5),
    page=PAGE,
    fix="Use a target group with target type {wanted}; the type of one that is there cannot be changed.",
)
def target_group_type(asked: Asked, world: World) -> Iterator[Breach]:
    """Tasks in network mode {mode} are registered in target groups of type {wanted}, and this one's type is {type}."""
    plan = planned(asked, world) if touches(asked, "taskDefinition", "loadBalancers") else None
    definition = definition_of(plan, world) if plan is not None and plan.get("loadBalancers") else None
    if plan is None or definition is None:
        return
    mode = network_mode(definition)
    wanted = TYPES.get(mode)
    for place, group in _groups(plan):
        found = (world.target_group(group) or {}).get("TargetType")
        if wanted is not None and found is not None and found != wanted:
            yield at(*place, group=group, type=found, mode=mode, wanted=wanted)
