"""The rules of load balancers and their attributes: what each refuses, and its nearest valid neighbour."""

from __future__ import annotations

from functools import partial

import pytest

from course.simulator.rules.elbv2 import load_balancer_addresses, load_balancer_attributes, load_balancers
from tests.simulator.rules.elbv2.made_balancers import ALB, NLB, OTHER_ALB, WORLD, group
from tests.simulator.rules.pairs import Pair, Request, unproven, with_

Balancing = partial(Pair, service="elbv2", world=WORLD)

CREATE = {"Name": "web", "Subnets": ["subnet-a", "subnet-b"], "SecurityGroups": ["sg-1"]}
MAPPED = {
    "Name": "queue",
    "Type": "network",
    "Scheme": "internal",
    "SubnetMappings": [{"SubnetId": "subnet-a", "PrivateIPv4Address": "10.0.0.9"}],
}
ELASTIC = {
    "Name": "queue",
    "Type": "network",
    "SubnetMappings": [{"SubnetId": s, "AllocationId": f"eipalloc-{s}"} for s in ("subnet-a", "subnet-b")],
}
SUBNETS = {"LoadBalancerArn": ALB, "Subnets": ["subnet-a", "subnet-b"]}


def attributes(key: str, value: str, *more: tuple[str, str], of: str = ALB) -> Request:
    return {"LoadBalancerArn": of, "Attributes": [{"Key": k, "Value": v} for k, v in ((key, value), *more)]}


def changed(rule: str, key: str, refused: str, accepted: str) -> Pair:
    return Balancing(rule, "ModifyLoadBalancerAttributes", attributes(key, refused), attributes(key, accepted))


PAIRS = [
    *(
        Balancing("load-balancer-name", "CreateLoadBalancer", with_(CREATE, "Name", value=bad), CREATE)
        for bad in ("w" * 33, "w_b", "-web", "web-", "internal-web")
    ),
    Balancing("alb-two-subnets", "CreateLoadBalancer", with_(CREATE, "Subnets", value=["subnet-a"]), CREATE),
    Balancing("alb-two-subnets", "CreateLoadBalancer", with_(CREATE, "Subnets"), CREATE),
    Balancing(
        "alb-two-subnets",
        "CreateLoadBalancer",
        with_(CREATE, "Subnets", value=["subnet-a"]),
        with_(CREATE, "Subnets", value=["subnet-a"]) | {"Type": "network"},
    ),
    Balancing("alb-keeps-two-subnets", "SetSubnets", with_(SUBNETS, "Subnets", value=["subnet-a"]), SUBNETS),
    Balancing(
        "alb-keeps-two-subnets",
        "SetSubnets",
        with_(SUBNETS, "Subnets", value=["subnet-a"]),
        {"LoadBalancerArn": NLB, "Subnets": ["subnet-a"]},
    ),
    Balancing(
        "subnets-or-mappings",
        "CreateLoadBalancer",
        MAPPED | {"Subnets": ["subnet-b"]},
        MAPPED,
    ),
    Balancing(
        "elastic-ip-on-network-load-balancers",
        "CreateLoadBalancer",
        ELASTIC | {"Type": "application"},
        ELASTIC,
    ),
    Balancing(
        "private-address-on-internal-network-load-balancers",
        "CreateLoadBalancer",
        MAPPED | {"Scheme": "internet-facing"},
        MAPPED,
    ),
    Balancing(
        "load-balancer-subnet-unknown", "CreateLoadBalancer", with_(CREATE, "Subnets", 1, value="subnet-zz"), CREATE
    ),
    Balancing("one-subnet-per-zone", "CreateLoadBalancer", with_(CREATE, "Subnets", 1, value="subnet-a2"), CREATE),
    Balancing("one-subnet-per-zone", "SetSubnets", with_(SUBNETS, "Subnets", 1, value="subnet-a2"), SUBNETS),
    Balancing(
        "load-balancer-in-one-vpc", "CreateLoadBalancer", with_(CREATE, "Subnets", 1, value="subnet-other"), CREATE
    ),
    Balancing("load-balancer-in-one-vpc", "SetSubnets", with_(SUBNETS, "Subnets", 1, value="subnet-other"), SUBNETS),
    Balancing(
        "load-balancer-security-group-unknown",
        "CreateLoadBalancer",
        with_(CREATE, "SecurityGroups", value=["sg-9"]),
        CREATE,
    ),
    Balancing(
        "load-balancer-security-group-of-another-vpc",
        "CreateLoadBalancer",
        with_(CREATE, "SecurityGroups", value=["sg-2"]),
        CREATE,
    ),
    Balancing(
        "load-balancer-security-group-of-another-vpc",
        "SetSecurityGroups",
        {"LoadBalancerArn": ALB, "SecurityGroups": ["sg-2"]},
        {"LoadBalancerArn": ALB, "SecurityGroups": ["sg-1"]},
    ),
    Balancing("deletion-protection", "DeleteLoadBalancer", {"LoadBalancerArn": ALB}, {"LoadBalancerArn": NLB}),
    Balancing(
        "load-balancer-attribute-unknown",
        "ModifyLoadBalancerAttributes",
        attributes("idle_timeout.seconds", "60"),
        attributes("idle_timeout.timeout_seconds", "60"),
    ),
    Balancing(
        "load-balancer-attribute-unknown",
        "ModifyLoadBalancerAttributes",
        attributes("idle_timeout.timeout_seconds", "60", of=NLB),
        attributes("idle_timeout.timeout_seconds", "60", of=ALB),
    ),
    Balancing(
        "attribute-given-twice",
        "ModifyLoadBalancerAttributes",
        attributes("waf.fail_open.enabled", "true", ("waf.fail_open.enabled", "true")),
        attributes("waf.fail_open.enabled", "true", ("routing.http2.enabled", "true")),
    ),
    changed("attribute-true-or-false", "routing.http2.enabled", "yes", "true"),
    Balancing(
        "attribute-true-or-false",
        "ModifyTargetGroupAttributes",
        {"TargetGroupArn": group("web"), "Attributes": [{"Key": "stickiness.enabled", "Value": "on"}]},
        {
            "TargetGroupArn": group("web"),
            "Attributes": [
                {"Key": "load_balancing.cross_zone.enabled", "Value": "use_load_balancer_configuration"},
            ],
        },
    ),
    changed("idle-timeout", "idle_timeout.timeout_seconds", "4001", "4000"),
    changed("idle-timeout", "idle_timeout.timeout_seconds", "0", "1"),
    changed("client-keep-alive", "client_keep_alive.seconds", "59", "60"),
    changed("client-keep-alive", "client_keep_alive.seconds", "604801", "604800"),
    changed("alb-cross-zone-stays-on", "load_balancing.cross_zone.enabled", "false", "true"),
    Balancing(
        "alb-cross-zone-stays-on",
        "ModifyLoadBalancerAttributes",
        attributes("load_balancing.cross_zone.enabled", "false"),
        attributes("load_balancing.cross_zone.enabled", "false", of=NLB),
    ),
    Balancing(
        "logs-need-a-bucket",
        "ModifyLoadBalancerAttributes",
        attributes("access_logs.s3.enabled", "true"),
        attributes("access_logs.s3.enabled", "true", ("access_logs.s3.bucket", "logs")),
    ),
    Balancing(
        "logs-need-a-bucket",
        "ModifyLoadBalancerAttributes",
        attributes("access_logs.s3.enabled", "true"),
        attributes("access_logs.s3.enabled", "true", of=OTHER_ALB),
    ),
]


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_refuses_and_lets_the_neighbour_pass(pair: Pair) -> None:
    pair.holds()


@pytest.mark.parametrize("module", [load_balancers, load_balancer_addresses, load_balancer_attributes])
def test_every_rule_is_shown(module: object) -> None:
    assert unproven(PAIRS, "elbv2", module.__name__) == set()  # type: ignore[attr-defined]
