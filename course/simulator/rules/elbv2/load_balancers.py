"""Load balancers: their names, subnets, security groups and addresses, and when they cannot be deleted."""

from __future__ import annotations

import re
from collections.abc import Iterator

from course.simulator.rules.elbv2.pages import api, probed
from course.simulator.rules.rule import PARAPHRASED, Asked, Book, Breach, Path, at
from course.simulator.rules.world import World

book = Book("elbv2")

CREATE = api("CreateLoadBalancer")
TWO_ZONES = "At least two subnets in two different Availability Zones must be specified"
TWO_ZONES_SEEN = "https://github.com/aws-samples/aws-cdk-examples/issues/226"


@book.rule(
    "load-balancer-name",
    "CreateLoadBalancer",
    code="ValidationError",
    says="The load balancer name '{name}' {problem}",
    wording=probed("lb-name", "rule.rego"),
    page=CREATE,
    fix="Choose a name of 1 to 32 letters, digits and inner hyphens that does not begin with internal-.",
)
def load_balancer_name(asked: Asked) -> Iterator[Breach]:
    """A load balancer's name {problem}."""
    name = asked.get("Name")
    if not isinstance(name, str):
        return
    problem = ""
    if len(name) > 32:
        problem = "cannot be longer than '32' characters"
    elif not re.fullmatch(r"[A-Za-z0-9-]*", name):
        problem = "can only contain characters that are alphanumeric characters and hyphens(-)"
    elif name.startswith("-"):
        problem = "cannot begin with a hyphen(-)"
    elif name.endswith("-"):
        problem = "cannot end with a hyphen(-)"
    elif name.startswith("internal-"):
        problem = "cannot begin with 'internal-'"
    if problem:
        yield at("Name", name=name, problem=problem)


@book.rule(
    "alb-two-subnets",
    "CreateLoadBalancer",
    code="ValidationError",
    says=TWO_ZONES,
    wording=TWO_ZONES_SEEN,
    page=CREATE,
    fix="Give two subnets in two different Availability Zones.",
)
def alb_two_subnets(asked: Asked) -> Iterator[Breach]:
    """An Application Load Balancer stands in at least two Availability Zones."""
    subnets = [*(asked.get("Subnets") or ()), *(asked.get("SubnetMappings") or ())]
    if (asked.get("Type") or "application") == "application" and len(subnets) < 2:
        yield at("Subnets")


@book.rule(
    "alb-keeps-two-subnets",
    "SetSubnets",
    code="ValidationError",
    says=TWO_ZONES,
    wording=TWO_ZONES_SEEN,
    page=api("SetSubnets"),
    fix="Give two subnets in two different Availability Zones.",
)
def alb_keeps_two_subnets(asked: Asked, world: World) -> Iterator[Breach]:
    """An Application Load Balancer stands in at least two Availability Zones, before and after a change."""
    balancer = world.load_balancer(str(asked.get("LoadBalancerArn")))
    if balancer is not None and balancer.get("Type") == "application" and len(_subnets(asked)) < 2:
        yield at("Subnets")


@book.rule(
    "subnets-or-mappings",
    "CreateLoadBalancer",
    "SetSubnets",
    code="ValidationError",
    says="You must specify either subnets or subnet mappings, but not both.",
    wording=PARAPHRASED,
    page=CREATE,
    fix="Keep Subnets, or SubnetMappings where each subnet needs an address of its own.",
)
def subnets_or_mappings(asked: Asked) -> Iterator[Breach]:
    """A load balancer is given its subnets in one of two ways, not in both."""
    if asked.get("Subnets") and asked.get("SubnetMappings"):
        yield at("SubnetMappings")


@book.rule(
    "load-balancer-subnet-unknown",
    "CreateLoadBalancer",
    "SetSubnets",
    code="SubnetNotFound",
    says="The specified subnet does not exist.",
    wording="botocore elbv2 SubnetNotFoundException",
    page=CREATE,
    fix="Give the id of a subnet in this Region: there is no {subnet}.",
)
def load_balancer_subnet_unknown(asked: Asked, world: World) -> Iterator[Breach]:
    """A load balancer's subnets exist in its Region, and {subnet} does not."""
    for path, subnet in _subnets(asked):
        if world.subnet(subnet) is None:
            yield Breach(path, {"subnet": subnet})


@book.rule(
    "one-subnet-per-zone",
    "CreateLoadBalancer",
    "SetSubnets",
    code="InvalidConfigurationRequest",
    says="A load balancer cannot be attached to multiple subnets in the same Availability Zone",
    wording="https://github.com/robertdebock/terraform-aws-vault/issues/5",
    page=CREATE,
    fix="Keep one subnet for each Availability Zone: {zone} has two.",
)
def one_subnet_per_zone(asked: Asked, world: World) -> Iterator[Breach]:
    """A load balancer has one subnet in each of its Availability Zones, and there are two in {zone}."""
    zones: set[str] = set()
    for path, subnet in _subnets(asked):
        zone = (world.subnet(subnet) or {}).get("AvailabilityZone")
        if zone in zones:
            yield Breach(path, {"zone": zone})
        elif zone:
            zones.add(zone)


@book.rule(
    "load-balancer-in-one-vpc",
    "CreateLoadBalancer",
    "SetSubnets",
    code="InvalidConfigurationRequest",
    says="All subnets of a load balancer must be in the same VPC",
    wording=PARAPHRASED,
    page="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html",
    fix="Choose subnets of {vpc} only.",
)
def load_balancer_in_one_vpc(asked: Asked, world: World) -> Iterator[Breach]:
    """A load balancer stands in one VPC: {subnet} is in {other}, not in {vpc}."""
    vpc = (world.load_balancer(str(asked.get("LoadBalancerArn") or "")) or {}).get("VpcId")
    for path, subnet in _subnets(asked):
        found = (world.subnet(subnet) or {}).get("VpcId")
        vpc = vpc or found
        if found and found != vpc:
            yield Breach(path, {"vpc": vpc, "other": found, "subnet": subnet})


@book.rule(
    "load-balancer-security-group-unknown",
    "CreateLoadBalancer",
    "SetSecurityGroups",
    code="InvalidSecurityGroup",
    says="The security group '{group}' does not exist",
    wording="https://github.com/kubernetes-sigs/aws-load-balancer-controller/issues/2371",
    page=CREATE,
    fix="Give the id of a security group in this Region: there is no {group}.",
)
def load_balancer_security_group_unknown(asked: Asked, world: World) -> Iterator[Breach]:
    """A load balancer's security groups exist in its Region, and {group} does not."""
    for place, group in enumerate(asked.get("SecurityGroups") or ()):
        if world.security_group(group) is None:
            yield at("SecurityGroups", place, group=group)


@book.rule(
    "load-balancer-security-group-of-another-vpc",
    "CreateLoadBalancer",
    "SetSecurityGroups",
    code="InvalidConfigurationRequest",
    says="One or more security groups are invalid",
    wording=probed("lb-sg-vpc-match"),
    page=CREATE,
    fix="Choose a security group of {vpc}.",
)
def load_balancer_security_group_of_another_vpc(asked: Asked, world: World) -> Iterator[Breach]:
    """A load balancer's security groups belong to its VPC: {group} belongs to {other}, not to {vpc}."""
    vpc = (world.load_balancer(str(asked.get("LoadBalancerArn") or "")) or {}).get("VpcId")
    for _, subnet in _subnets(asked):
        vpc = vpc or (world.subnet(subnet) or {}).get("VpcId")
    for place, group in enumerate(asked.get("SecurityGroups") or ()):
        other = (world.security_group(group) or {}).get("VpcId")
        if vpc and other and other != vpc:
            yield at("SecurityGroups", place, group=group, vpc=vpc, other=other)


@book.rule(
    "deletion-protection",
    "DeleteLoadBalancer",
    code="OperationNotPermitted",
    says="Load balancer '{arn}' cannot be deleted because deletion protection is enabled",
    wording="https://github.com/rebuy-de/aws-nuke/issues/258",
    page=api("DeleteLoadBalancer"),
    fix="Set the attribute deletion_protection.enabled to false first.",
)
def deletion_protection(asked: Asked, world: World) -> Iterator[Breach]:
    """A load balancer whose deletion protection is on cannot be deleted."""
    arn = str(asked.get("LoadBalancerArn"))
    if (world.load_balancer_attributes(arn) or {}).get("deletion_protection.enabled") == "true":
        yield at("LoadBalancerArn", arn=arn)


def _subnets(asked: Asked) -> list[tuple[Path, str]]:
    """Where each subnet is named, and its id."""
    plain: list[tuple[Path, str]] = [(("Subnets", place), id) for place, id in enumerate(asked.get("Subnets") or ())]
    mapped: list[tuple[Path, str]] = [
        (("SubnetMappings", place, "SubnetId"), str(mapping.get("SubnetId")))
        for place, mapping in enumerate(asked.get("SubnetMappings") or ())
    ]
    return plain + mapped
