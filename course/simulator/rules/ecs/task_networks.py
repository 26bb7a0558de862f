"""Network configurations of services, tasks and task sets: when one is needed, and its subnets and security groups."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from course.simulator.rules.ecs.launches import cluster_of, launch_type_of
from course.simulator.rules.ecs.pages import API, CREATE_SERVICE, GUIDE, issue
from course.simulator.rules.ecs.plans import planned, touches
from course.simulator.rules.ecs.revisions import definition_of, network_mode
from course.simulator.rules.rule import PARAPHRASED, Asked, Book, Breach, at
from course.simulator.rules.world import World

book = Book("ecs")

ALL = ("CreateService", "UpdateService", "RunTask", "StartTask", "CreateTaskSet")
VPC_PAGE = f"{API}/API_AwsVpcConfiguration.html"
MOTO = "https://github.com/getmoto/moto/blob/master/moto/ecs/models.py"
MOST_SUBNETS, MOST_GROUPS = 16, 5  # API reference, AwsVpcConfiguration
PLACE = ("networkConfiguration", "awsvpcConfiguration")


def _vpc(asked: Asked) -> Mapping[str, Any]:
    return (asked.get("networkConfiguration") or {}).get("awsvpcConfiguration") or {}


def _vpc_in(asked: Asked, world: World) -> Mapping[str, Any]:
    """The same, where there is such a cluster."""
    vpc = _vpc(asked)
    return vpc if vpc and cluster_of(asked, world) is not None else {}


@book.rule(
    "subnets-empty",
    *ALL,
    code="InvalidParameterException",
    says="subnets can not be empty.",
    wording=MOTO,
    page=VPC_PAGE,
    fix="Name at least one subnet.",
)
def subnets_empty(asked: Asked) -> Iterator[Breach]:
    """A network configuration names the subnets in which tasks may start, and this one names none."""
    vpc = _vpc(asked)
    if vpc and not vpc.get("subnets"):
        yield at(*PLACE, "subnets")


@book.rule(
    "subnets-too-many",
    *ALL,
    code="InvalidParameterException",
    says="subnets can have at most 16 items.",
    wording=PARAPHRASED,
    page=VPC_PAGE,
    fix="Name at most 16 subnets.",
)
def subnets_too_many(asked: Asked) -> Iterator[Breach]:
    """A network configuration has at most 16 subnets, and {count} are named."""
    count = len(_vpc(asked).get("subnets") or ())
    if count > MOST_SUBNETS:
        yield at(*PLACE, "subnets", count=count)


@book.rule(
    "security-groups-too-many",
    *ALL,
    code="InvalidParameterException",
    says="securityGroups can have at most 5 items.",
    wording=PARAPHRASED,
    page=VPC_PAGE,
    fix="Name at most 5 security groups; put more rules into one instead.",
)
def security_groups_too_many(asked: Asked) -> Iterator[Breach]:
    """A network configuration has at most 5 security groups, and {count} are named."""
    count = len(_vpc(asked).get("securityGroups") or ())
    if count > MOST_GROUPS:
        yield at(*PLACE, "securityGroups", count=count)


@book.rule(
    "public-ip-on-ec2",
    "CreateService",
    "RunTask",
    "CreateTaskSet",
    code="InvalidParameterException",
    says="Assign public IP is not supported for this launch type.",
    wording=issue("aws/amazon-ecs-cli", 627),
    page=f"{GUIDE}/task-networking-awsvpc.html",
    fix="Leave assignPublicIp out and give the subnet a NAT gateway, or run on Fargate.",
)
def public_ip_on_ec2(asked: Asked) -> Iterator[Breach]:
    """Only tasks on Fargate may be given a public address; on EC2 they reach out through a NAT gateway."""
    if asked.get("launchType") == "EC2" and _vpc(asked).get("assignPublicIp") == "ENABLED":
        yield at(*PLACE, "assignPublicIp")


@book.rule(
    "public-ip-off-fargate",
    "CreateService",
    "UpdateService",
    "RunTask",
    "CreateTaskSet",
    code="InvalidParameterException",
    says="Assign public IP is not supported for this launch type.",
    wording=issue("aws/aws-cdk", 13348),
    page=f"{GUIDE}/task-networking-awsvpc.html",
    fix="Leave assignPublicIp out, or run on Fargate: nothing in this request or the cluster's defaults says so.",
)
def public_ip_off_fargate(asked: Asked, world: World) -> Iterator[Breach]:
    """Only tasks on Fargate may be given a public address, and these would run on EC2 instances.

    Without a launch type or a strategy, and without a default strategy of the cluster, ECS takes EC2.
    """
    plan = planned(asked, world) if _vpc(asked).get("assignPublicIp") == "ENABLED" else None
    if plan is not None and asked.get("launchType") != "EC2" and launch_type_of(plan, world) == "EC2":
        yield at(*PLACE, "assignPublicIp")


@book.rule(
    "network-missing",
    *ALL,
    code="InvalidParameterException",
    says="Network Configuration must be provided when networkMode 'awsvpc' is specified.",
    wording=issue("fabfuel/ecs-deploy", 133),
    page=CREATE_SERVICE,
    fix="Add networkConfiguration with the subnets and security groups of the tasks.",
)
def network_missing(asked: Asked, world: World) -> Iterator[Breach]:
    """Tasks in network mode awsvpc have a network interface of their own, and nothing says in which subnets."""
    plan = planned(asked, world) if touches(asked, "taskDefinition", "networkConfiguration") else None
    definition = definition_of(plan, world) if plan is not None else None
    if plan is not None and definition is not None and network_mode(definition) == "awsvpc" and not _vpc(plan):
        yield at("networkConfiguration")


@book.rule(
    "network-without-awsvpc",
    *ALL,
    code="InvalidParameterException",
    says="Network Configuration is not valid for the given networkMode of this task definition.",
    wording=issue("aws-actions/amazon-ecs-deploy-task-definition", 616),
    page=CREATE_SERVICE,
    fix="Remove networkConfiguration, or register the task definition with network mode awsvpc.",
)
def network_without_awsvpc(asked: Asked, world: World) -> Iterator[Breach]:
    """Only tasks in network mode awsvpc have a network configuration; this task definition's mode is {mode}."""
    plan = planned(asked, world) if touches(asked, "taskDefinition", "networkConfiguration") else None
    if plan is None or not _vpc(plan):
        return
    definition = definition_of(plan, world)
    if definition is not None and network_mode(definition) != "awsvpc":
        yield at("networkConfiguration", mode=network_mode(definition))


@book.rule(
    "subnet-unknown",
    *ALL,
    code="InvalidParameterException",
    says="Error retrieving subnet information for [{subnet}]: The subnet ID '{subnet}' does not exist (ErrorCode:"
    " InvalidSubnetID.NotFound)",
    wording=MOTO,
    page=VPC_PAGE,
    fix="Look in DescribeSubnets, in this Region, for the subnet that you mean.",
)
def subnet_unknown(asked: Asked, world: World) -> Iterator[Breach]:
    """There is no subnet {subnet} here."""
    for index, subnet in enumerate(_vpc_in(asked, world).get("subnets") or ()):
        if world.subnet(str(subnet)) is None:
            yield at(*PLACE, "subnets", index, subnet=subnet)


@book.rule(
    "security-group-unknown",
    *ALL,
    code="InvalidParameterException",
    says="Error retrieving security group information for [{group}]: The security group '{group}' does not exist"
    " (ErrorCode: InvalidGroup.NotFound)",
    wording=MOTO,
    page=VPC_PAGE,
    fix="Give the id of a security group (sg-…) of this Region; names are not taken.",
)
def security_group_unknown(asked: Asked, world: World) -> Iterator[Breach]:
    """There is no security group {group} here."""
    for index, group in enumerate(_vpc_in(asked, world).get("securityGroups") or ()):
        if world.security_group(str(group)) is None:
            yield at(*PLACE, "securityGroups", index, group=group)


def _networks(asked: Asked, world: World) -> list[str]:
    """The VPC of each subnet that is there."""
    found = (world.subnet(str(subnet)) for subnet in _vpc_in(asked, world).get("subnets") or ())
    return [str(subnet["VpcId"]) for subnet in found if subnet is not None and subnet.get("VpcId")]


@book.rule(
    "subnets-of-two-networks",
    *ALL,
    code="InvalidParameterException",
    says="All specified subnets must be from the same VPC.",
    wording=PARAPHRASED,
    page=VPC_PAGE,
    fix="Name subnets of one VPC only.",
)
def subnets_of_two_networks(asked: Asked, world: World) -> Iterator[Breach]:
    """All subnets of a network configuration lie in one VPC, and these lie in {networks}."""
    networks = list(dict.fromkeys(_networks(asked, world)))
    if len(networks) > 1:
        yield at(*PLACE, "subnets", networks=" and ".join(networks))


@book.rule(
    "security-group-elsewhere",
    *ALL,
    code="InvalidParameterException",
    says="Security group {group} does not appear to belong to the same VPC as the input subnets.",
    wording="https://github.com/awslabs/mcp/blob/main/src/ecs-mcp-server/tests/llm_testing/SCRIPT_IMPROVEMENTS.md",
    page=VPC_PAGE,
    fix="Use a security group of {network}, the VPC of the subnets.",
)
def security_group_elsewhere(asked: Asked, world: World) -> Iterator[Breach]:
    """A security group and the subnets lie in one VPC: {group} lies in another than the subnets, which are in {network}."""
    networks = set(_networks(asked, world))
    if len(networks) != 1:
        return
    for index, name in enumerate(_vpc(asked).get("securityGroups") or ()):
        group = world.security_group(str(name))
        if group is not None and group.get("VpcId") and group["VpcId"] not in networks:
            yield at(*PLACE, "securityGroups", index, group=name, network=next(iter(networks)))
