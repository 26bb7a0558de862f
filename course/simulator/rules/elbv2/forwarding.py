"""Where a listener and its rules may forward: which target groups fit which load balancers."""

from __future__ import annotations

from collections.abc import Iterator

from course.simulator.rules.elbv2.actions import actions, balancer_of, listener_of, target_groups
from course.simulator.rules.elbv2.pages import api, probed
from course.simulator.rules.rule import PARAPHRASED, Asked, Book, Breach
from course.simulator.rules.world import World

book = Book("elbv2")

CREATE = api("CreateListener")
FORWARDING = ("CreateListener", "ModifyListener", "CreateRule", "ModifyRule")
GROUP_PROTOCOLS = {
    "HTTP": ("HTTP", "HTTPS"),
    "HTTPS": ("HTTP", "HTTPS"),
    "TCP": ("TCP", "TLS", "TCP_UDP"),
    "TLS": ("TCP", "TLS", "TCP_UDP"),
    "UDP": ("UDP", "TCP_UDP"),
    "TCP_UDP": ("TCP_UDP",),
}
"""Protocol of a listener → protocols of target groups to which it can forward. Network guide, "Listeners"."""


@book.rule(
    "network-load-balancers-forward",
    *FORWARDING,
    code="InvalidLoadBalancerAction",
    says="Actions of type '{type}' are not supported on load balancers with type 'network'",
    wording=PARAPHRASED,
    page="https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-listeners.html",
    fix="Forward to a target group.",
)
def network_load_balancers_forward(asked: Asked, world: World) -> Iterator[Breach]:
    """A Network Load Balancer only forwards; it knows no action of type {type}."""
    for path, action in actions(asked):
        kind = action.get("Type")
        if kind not in (None, "forward") and (balancer_of(asked, world) or {}).get("Type") == "network":
            yield Breach((*path, "Type"), {"type": kind})


@book.rule(
    "target-group-of-another-vpc",
    *FORWARDING,
    code="InvalidConfigurationRequest",
    says="The following target groups are in a different VPC than load balancer '{balancer}': {group}",
    wording=probed("listener-tg-vpc-match"),
    page=CREATE,
    fix="Make the target group in {vpc}, the load balancer's VPC.",
)
def target_group_of_another_vpc(asked: Asked, world: World) -> Iterator[Breach]:
    """A load balancer forwards within its VPC: the target group is in {other}, not in {vpc}."""
    for path, arn in target_groups(asked):
        balancer, group = balancer_of(asked, world), world.target_group(arn)
        if balancer is not None and group is not None:
            vpc, other = balancer.get("VpcId"), group.get("VpcId")
            if vpc and other and vpc != other:
                yield Breach(
                    path, {"balancer": balancer.get("LoadBalancerArn"), "group": arn, "vpc": vpc, "other": other}
                )


@book.rule(
    "protocols-do-not-meet",
    *FORWARDING,
    code="IncompatibleProtocols",
    says="The listener and the following target groups have incompatible protocols: {group}",
    wording=probed("listener-tg-protocol-match"),
    page="https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-listeners.html",
    fix="Use a target group of one of these protocols: {allowed}.",
)
def protocols_do_not_meet(asked: Asked, world: World) -> Iterator[Breach]:
    """A listener for {protocol} forwards to target groups of {allowed}, not of {other}."""
    for path, arn in target_groups(asked):
        group = world.target_group(arn)
        protocol = asked.get("Protocol") or (listener_of(asked, world) or {}).get("Protocol")
        allowed = GROUP_PROTOCOLS.get(str(protocol))
        if group is not None and allowed and group.get("TargetType") in ("instance", "ip"):
            other = group.get("Protocol")
            if other and other not in allowed:
                values = {"group": arn, "protocol": protocol, "other": other, "allowed": ", ".join(allowed)}
                yield Breach(path, values)


@book.rule(
    "target-group-of-another-load-balancer",
    *FORWARDING,
    code="TargetGroupAssociationLimit",
    says="The following target groups cannot be associated with more than one load balancer: {group}",
    wording="https://github.com/hashicorp/terraform-provider-aws/issues/22005",
    page="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html",
    fix="Give each load balancer a target group of its own.",
)
def target_group_of_another_load_balancer(asked: Asked, world: World) -> Iterator[Breach]:
    """A target group serves one load balancer, and this one serves {other}."""
    for path, arn in target_groups(asked):
        balancer, group = balancer_of(asked, world), world.target_group(arn)
        if balancer is not None and group is not None:
            others = [each for each in group.get("LoadBalancerArns") or () if each != balancer.get("LoadBalancerArn")]
            if others:
                yield Breach(path, {"group": arn, "other": others[0]})
