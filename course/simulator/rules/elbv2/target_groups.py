"""Target groups: their names, what each type of target needs, and when they cannot be deleted."""

from __future__ import annotations

import re
from collections.abc import Iterator

from course.simulator.rules.elbv2.pages import api, probed
from course.simulator.rules.rule import PARAPHRASED, Asked, Book, Breach, at
from course.simulator.rules.world import World

book = Book("elbv2")

CREATE = api("CreateTargetGroup")
HTTP = ("HTTP", "HTTPS")
VERSIONS = ("GRPC", "HTTP1", "HTTP2")


@book.rule(
    "target-group-name",
    "CreateTargetGroup",
    code="ValidationError",
    says="Target group name '{name}' {problem}",
    wording=PARAPHRASED,
    page=CREATE,
    fix="Choose a name of 1 to 32 letters, digits and inner hyphens.",
)
def target_group_name(asked: Asked) -> Iterator[Breach]:
    """A target group's name {problem}."""
    name = asked.get("Name")
    if not isinstance(name, str):
        return
    problem = ""
    if len(name) > 32:
        problem = "cannot be longer than '32' characters"
    elif not re.fullmatch(r"[A-Za-z0-9-]*", name):
        problem = "can only contain characters that are alphanumeric characters or hyphens(-)"
    elif name.startswith("-") or name.endswith("-"):
        problem = "cannot begin or end with '-'"
    if problem:
        yield at("Name", name=name, problem=problem)


@book.rule(
    "target-group-protocol-and-port",
    "CreateTargetGroup",
    code="ValidationError",
    says="A target group of type '{type}' must have a protocol and a port",
    wording=probed("tg-protocol-required-non-lambda", "rule.rego"),
    page=CREATE,
    fix="Give Protocol and Port, the ones on which the targets listen.",
)
def target_group_protocol_and_port(asked: Asked) -> Iterator[Breach]:
    """A target group says with which protocol and on which port its targets are reached; only Lambda has neither."""
    kind = asked.get("TargetType") or "instance"
    if kind != "lambda" and not (asked.get("Protocol") and asked.get("Port")):
        yield at("Port" if asked.get("Protocol") else "Protocol", type=kind)


@book.rule(
    "target-group-vpc",
    "CreateTargetGroup",
    code="ValidationError",
    says="A VPC ID must be specified",
    wording="https://github.com/awsdocs/aws-cloudformation-user-guide/pull/467",
    page=CREATE,
    fix="Give VpcId: the VPC of the targets.",
)
def target_group_vpc(asked: Asked) -> Iterator[Breach]:
    """A target group belongs to the VPC of its targets; only Lambda has none."""
    if (asked.get("TargetType") or "instance") != "lambda" and not asked.get("VpcId"):
        yield at("VpcId")


@book.rule(
    "alb-as-target-speaks-tcp",
    "CreateTargetGroup",
    code="ValidationError",
    says="Protocol '{protocol}' is not supported for target groups with target type 'alb'",
    wording=PARAPHRASED,
    page="https://docs.aws.amazon.com/elasticloadbalancing/latest/network/application-load-balancer-target.html",
    fix="Set Protocol to TCP.",
)
def alb_as_target_speaks_tcp(asked: Asked) -> Iterator[Breach]:
    """A target group of Application Load Balancers stands behind a Network Load Balancer, so its protocol is TCP."""
    protocol = asked.get("Protocol")
    if asked.get("TargetType") == "alb" and protocol and protocol != "TCP":
        yield at("Protocol", protocol=protocol)


@book.rule(
    "protocol-version-of-http",
    "CreateTargetGroup",
    code="InvalidConfigurationRequest",
    says="A protocol version is not supported for target groups with the {protocol} protocol",
    wording=PARAPHRASED,
    page=CREATE,
    fix="Leave ProtocolVersion out, or set Protocol to HTTP or HTTPS.",
)
def protocol_version_of_http(asked: Asked) -> Iterator[Breach]:
    """Only HTTP and HTTPS have protocol versions, {protocol} has none."""
    protocol = asked.get("Protocol")
    if asked.get("ProtocolVersion") and protocol and protocol not in HTTP:
        yield at("ProtocolVersion", protocol=protocol)


@book.rule(
    "protocol-version-known",
    "CreateTargetGroup",
    code="ValidationError",
    says="Protocol version '{version}' must be one of '" + ", ".join(VERSIONS) + "'",
    wording=PARAPHRASED,
    page=CREATE,
    fix="Choose HTTP1, HTTP2 or GRPC.",
)
def protocol_version_known(asked: Asked) -> Iterator[Breach]:
    """Targets are spoken to in HTTP1, HTTP2 or GRPC."""
    version = asked.get("ProtocolVersion")
    if version and version not in VERSIONS:
        yield at("ProtocolVersion", version=version)


@book.rule(
    "target-group-in-use",
    "DeleteTargetGroup",
    code="ResourceInUse",
    says="Target group '{arn}' is currently in use by a listener or a rule",
    wording="https://github.com/Reckon-Limited/containerless/issues/1",
    page=api("DeleteTargetGroup"),
    fix="Delete the listeners and rules that forward to it first, or point them elsewhere.",
)
def target_group_in_use(asked: Asked, world: World) -> Iterator[Breach]:
    """A target group to which a listener or a rule forwards cannot be deleted."""
    arn = str(asked.get("TargetGroupArn"))
    group = world.target_group(arn)
    if group is not None and group.get("LoadBalancerArns"):
        yield at("TargetGroupArn", arn=arn)
