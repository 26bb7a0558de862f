"""Targets: the form of their ids, and where they are."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from typing import Any

from course.simulator.rules.elbv2.pages import api, probed
from course.simulator.rules.rule import PARAPHRASED, Asked, Book, Breach, at
from course.simulator.rules.world import Record, World

book = Book("elbv2")

TARGET = api("TargetDescription")
PRIVATE = [ipaddress.ip_network(block) for block in ("10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16")]
"""RFC 1918 and RFC 6598."""

_INSTANCE = re.compile(r"i-[0-9a-f]{8,17}")


@book.rule(
    "target-is-an-instance",
    "RegisterTargets",
    code="ValidationError",
    says="Instance ID '{id}' is not valid",
    wording=PARAPHRASED,
    page=TARGET,
    fix="Register instance ids here; for tasks in awsvpc mode make a target group of type ip.",
)
def target_is_an_instance(asked: Asked, world: World) -> Iterator[Breach]:
    """The targets of a group of type instance are EC2 instances, and {id} is no instance id."""
    if _type(asked, world) == "instance":
        for place, id in _targets(asked):
            if not _INSTANCE.fullmatch(id):
                yield at("Targets", place, "Id", id=id)


@book.rule(
    "target-instance-unknown",
    "RegisterTargets",
    code="InvalidTarget",
    says="The specified target does not exist, is not in the same VPC as the target group, or has an unsupported"
    " instance type.",
    wording="botocore elbv2 InvalidTargetException",
    page=api("RegisterTargets"),
    fix="Register an instance that runs in the target group's VPC: {id} does not.",
)
def target_instance_unknown(asked: Asked, world: World) -> Iterator[Breach]:
    """A target of type instance runs in the target group's VPC, and {id} does not."""
    group = world.target_group(str(asked.get("TargetGroupArn")))
    if group is None or group.get("TargetType") != "instance":
        return
    for place, id in _targets(asked):
        if _INSTANCE.fullmatch(id):
            instance = world.instance(id)
            if instance is None or instance.get("VpcId") not in (None, group.get("VpcId")):
                yield at("Targets", place, "Id", id=id)


@book.rule(
    "target-is-an-address",
    "RegisterTargets",
    code="ValidationError",
    says="The IP address '{id}' is not valid",
    wording=PARAPHRASED,
    page=TARGET,
    fix="Register IP addresses here, or make a target group of type instance.",
)
def target_is_an_address(asked: Asked, world: World) -> Iterator[Breach]:
    """The targets of a group of type ip are IP addresses, and {id} is none."""
    if _type(asked, world) == "ip":
        for place, id in _targets(asked):
            if _address(id) is None:
                yield at("Targets", place, "Id", id=id)


@book.rule(
    "target-address-private",
    "RegisterTargets",
    code="ValidationError",
    says="The IP address '{id}' must be in the VPC or in a private (RFC 1918 or RFC 6598) range",
    wording=PARAPHRASED,
    page="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html#target-type",
    fix="Register a private address.",
)
def target_address_private(asked: Asked, world: World) -> Iterator[Breach]:
    """A target cannot be a publicly routable address such as {id}."""
    for place, id, address in _outside(asked, world):
        if address.version == 4 and not any(address in block for block in PRIVATE):
            yield at("Targets", place, "Id", id=id)


@book.rule(
    "target-outside-the-vpc",
    "RegisterTargets",
    code="ValidationError",
    says="The Availability Zone is required for IP address '{id}' because it is not in the VPC",
    wording="https://github.com/kubernetes-sigs/aws-load-balancer-controller/issues/3714",
    page=TARGET,
    fix="Set AvailabilityZone to all, if the address is meant to be outside the target group's VPC.",
)
def target_outside_the_vpc(asked: Asked, world: World) -> Iterator[Breach]:
    """A target outside the target group's VPC is registered for all Availability Zones, and {id} is outside."""
    for place, id, address in _outside(asked, world):
        zone = asked["Targets"][place].get("AvailabilityZone")
        if not zone and address.version == 4 and any(address in block for block in PRIVATE):
            yield at("Targets", place, "AvailabilityZone", id=id)


@book.rule(
    "one-lambda-target",
    "RegisterTargets",
    code="ValidationError",
    says="Up to '1' Lambda function target(s) can be registered, but '{count}' were specified",
    wording=probed("tg-lambda-single-target", "rule.rego"),
    page="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html",
    fix="Make a target group for each function.",
)
def one_lambda_target(asked: Asked, world: World) -> Iterator[Breach]:
    """A target group of type lambda has one function, and here are {count}."""
    count = len(_targets(asked))
    if count > 1 and _type(asked, world) == "lambda":
        yield at("Targets", count=count)


def _type(asked: Asked, world: World) -> str | None:
    return (world.target_group(str(asked.get("TargetGroupArn"))) or {}).get("TargetType")


def _targets(asked: Asked) -> list[tuple[int, str]]:
    return [(place, str(target.get("Id"))) for place, target in enumerate(asked.get("Targets") or ())]


def _address(text: str) -> Any:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


def _outside(asked: Asked, world: World) -> Iterator[tuple[int, str, Any]]:
    """The addresses that are in none of the blocks of the target group's VPC."""
    group = world.target_group(str(asked.get("TargetGroupArn")))
    vpc: Record | None = None
    if group is not None and group.get("TargetType") == "ip":
        vpc = world.vpc(str(group.get("VpcId")))
    if vpc is None:
        return
    blocks = [ipaddress.ip_network(each["CidrBlock"]) for each in vpc.get("CidrBlockAssociationSet") or ()]
    for place, id in _targets(asked):
        address = _address(id)
        if address is not None and not any(address in block for block in blocks):
            yield place, id, address
