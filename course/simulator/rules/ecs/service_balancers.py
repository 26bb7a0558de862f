"""Load balancers of services and task sets: the entry itself, and the container and target group that it names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from course.simulator.rules.ecs.pages import API, CREATE_SERVICE, GUIDE, issue, seen
from course.simulator.rules.ecs.plans import planned, touches
from course.simulator.rules.ecs.revisions import containers, definition_of, listens, network_mode
from course.simulator.rules.rule import PARAPHRASED, Asked, Book, Breach, at
from course.simulator.rules.world import World

book = Book("ecs")

ALL = ("CreateService", "UpdateService", "CreateTaskSet")
PAGE = f"{API}/API_LoadBalancer.html"
GROUPS_PAGE = f"{GUIDE}/register-multiple-targetgroups.html"
MOST_GROUPS = 5
"""Developer guide, "Registering multiple target groups with an Amazon ECS service"."""


def _entries(asked: Asked) -> tuple[Mapping[str, Any], ...]:
    return tuple(asked.get("loadBalancers") or ())


@book.rule(
    "balancer-both-names",
    *ALL,
    code="InvalidParameterException",
    says="loadBalancerName and targetGroupArn cannot both be specified",
    wording=seen("pf-ecs-service-lb-target-exclusive"),
    page=PAGE,
    fix="Keep targetGroupArn and remove loadBalancerName, which is for classic load balancers.",
)
def balancer_both_names(asked: Asked) -> Iterator[Breach]:
    """An entry names a target group or a classic load balancer, never both."""
    for index, entry in enumerate(_entries(asked)):
        if entry.get("loadBalancerName") and entry.get("targetGroupArn"):
            yield at("loadBalancers", index, "loadBalancerName")


@book.rule(
    "balancer-no-name",
    *ALL,
    code="InvalidParameterException",
    says="targetGroupArn or loadBalancerName must be specified for each load balancer.",
    wording=PARAPHRASED,
    page=PAGE,
    fix="Name a target group.",
)
def balancer_no_name(asked: Asked) -> Iterator[Breach]:
    """An entry names the target group in which tasks are registered, and this one names none."""
    for index, entry in enumerate(_entries(asked)):
        if not entry.get("loadBalancerName") and not entry.get("targetGroupArn"):
            yield at("loadBalancers", index, "targetGroupArn")


@book.rule(
    "balancer-no-container",
    *ALL,
    code="InvalidParameterException",
    says="Container Name can not be blank.",
    wording=issue("aws/amazon-ecs-cli", 359),
    page=PAGE,
    fix="Name the container, as it is called in the task definition.",
)
def balancer_no_container(asked: Asked) -> Iterator[Breach]:
    """An entry says which container gets the traffic, and this one names none."""
    for index, entry in enumerate(_entries(asked)):
        if not entry.get("containerName"):
            yield at("loadBalancers", index, "containerName")


@book.rule(
    "balancer-no-port",
    *ALL,
    code="InvalidParameterException",
    says="Container Port can not be blank.",
    wording=PARAPHRASED,
    page=PAGE,
    fix="Name the container's port that gets the traffic.",
)
def balancer_no_port(asked: Asked) -> Iterator[Breach]:
    """An entry says which port of the container gets the traffic, and this one names none."""
    for index, entry in enumerate(_entries(asked)):
        if entry.get("containerName") and entry.get("containerPort") is None:
            yield at("loadBalancers", index, "containerPort")


@book.rule(
    "balancers-too-many",
    *ALL,
    code="InvalidParameterException",
    says="load balancers can have at most 5 items.",
    wording=PARAPHRASED,
    page=GROUPS_PAGE,
    fix="Name at most 5 target groups.",
)
def balancers_too_many(asked: Asked) -> Iterator[Breach]:
    """A service registers its tasks in at most 5 target groups, and {count} are named."""
    count = len(_entries(asked))
    if count > MOST_GROUPS:
        yield at("loadBalancers", count=count)


@book.rule(
    "classic-balancer-on-fargate",
    "CreateService",
    "CreateTaskSet",
    code="InvalidParameterException",
    says="Classic Load Balancers are not supported with Fargate",
    wording=seen("pf-ecs-svc-classic-lb-with-fargate"),
    page=CREATE_SERVICE,
    fix="Use a target group of an Application or Network Load Balancer, of target type ip.",
)
def classic_balancer_on_fargate(asked: Asked) -> Iterator[Breach]:
    """A classic load balancer knows instances only, and tasks on Fargate have none."""
    if asked.get("launchType") != "FARGATE":
        return
    for index, entry in enumerate(_entries(asked)):
        if entry.get("loadBalancerName") and not entry.get("targetGroupArn"):
            yield at("loadBalancers", index, "loadBalancerName")


@book.rule(
    "role-without-balancer",
    "CreateService",
    code="InvalidParameterException",
    says="IAM roles are only valid for services configured to use load balancers",
    wording=seen("pf-ecs-svc-role-without-load-balancers"),
    page=CREATE_SERVICE,
    fix="Remove role: ECS uses its service-linked role.",
)
def role_without_balancer(asked: Asked) -> Iterator[Breach]:
    """The role is the one with which ECS calls a load balancer, and this service has none."""
    if asked.get("role") and not asked.get("loadBalancers"):
        yield at("role")


@book.rule(
    "role-beside-linked-role",
    "CreateService",
    code="InvalidParameterException",
    says="You cannot specify an IAM role for services that require a service linked role",
    wording=seen("pf-ecs-svc-role-with-awsvpc"),
    page=CREATE_SERVICE,
    fix="Remove role: ECS uses its service-linked role.",
)
def role_beside_linked_role(asked: Asked) -> Iterator[Breach]:
    """With awsvpc, service discovery or several target groups ECS uses its service-linked role and takes no other."""
    needed = asked.get("networkConfiguration") or asked.get("serviceRegistries") or len(_entries(asked)) > 1
    if asked.get("role") and asked.get("loadBalancers") and needed:
        yield at("role")


def _planned_entries(asked: Asked, world: World) -> Iterator[tuple[int, Mapping[str, Any], Mapping[str, Any]]]:
    """Each load balancer entry of what would be there, with the task definition: if either is new."""
    if not touches(asked, "taskDefinition", "loadBalancers"):
        return
    plan = planned(asked, world)
    definition = definition_of(plan, world) if plan is not None and plan.get("loadBalancers") else None
    if plan is not None and definition is not None:
        yield from ((index, entry, definition) for index, entry in enumerate(_entries(plan)))


@book.rule(
    "balancer-container-unknown",
    *ALL,
    code="InvalidParameterException",
    says="The container {container} does not exist in the task definition.",
    wording=issue("aws/amazon-ecs-agent", 1276),
    page=PAGE,
    fix="Write the name of a container of the task definition: {there}.",
)
def balancer_container_unknown(asked: Asked, world: World) -> Iterator[Breach]:
    """The load balancer is to reach the container {container}, and the task definition has {there}."""
    for index, entry, definition in _planned_entries(asked, world):
        name = entry.get("containerName")
        if name and name not in containers(definition):
            yield at("loadBalancers", index, "containerName", container=name, there=", ".join(containers(definition)))


@book.rule(
    "balancer-port-unmapped",
    *ALL,
    code="InvalidParameterException",
    says="The container {container} did not have a container port {port} defined.",
    wording=issue("pulumi/pulumi-awsx", 1172),
    page=PAGE,
    fix="Add a port mapping with containerPort {port} to the task definition, or name a port that is mapped.",
)
def balancer_port_unmapped(asked: Asked, world: World) -> Iterator[Breach]:
    """The load balancer is to reach port {port} of the container {container}, and no port mapping opens it."""
    for index, entry, definition in _planned_entries(asked, world):
        name, port = str(entry.get("containerName")), entry.get("containerPort")
        container = containers(definition).get(name)
        if container is not None and port is not None and not listens(container, port):
            yield at("loadBalancers", index, "containerPort", container=name, port=port)


@book.rule(
    "classic-balancer-with-awsvpc",
    *ALL,
    code="InvalidParameterException",
    says="Classic Load Balancers are not supported with the awsvpc network mode.",
    wording=PARAPHRASED,
    page=CREATE_SERVICE,
    fix="Use a target group of an Application or Network Load Balancer, of target type ip.",
)
def classic_balancer_with_awsvpc(asked: Asked, world: World) -> Iterator[Breach]:
    """A classic load balancer knows instances only, and tasks in network mode awsvpc have addresses of their own."""
    if asked.get("launchType") == "FARGATE":
        return
    for index, entry, definition in _planned_entries(asked, world):
        classic = entry.get("loadBalancerName") and not entry.get("targetGroupArn")
        if classic and network_mode(definition) == "awsvpc":
            yield at("loadBalancers", index, "loadBalancerName")
