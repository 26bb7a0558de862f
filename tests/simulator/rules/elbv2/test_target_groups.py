"""The rules of target groups, health checks and targets: what each refuses, and its nearest valid neighbour."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from course.simulator.rules import findings
from course.simulator.rules.elbv2 import health_checks, target_group_attributes, target_groups, targets
from tests.simulator.rules.elbv2.made_balancers import WORLD, group
from tests.simulator.rules.pairs import Pair, Request, unproven, with_

Balancing = partial(Pair, service="elbv2", world=WORLD)

CREATE: Request = {"Name": "web", "Protocol": "HTTP", "Port": 80, "VpcId": "vpc-1", "TargetType": "ip"}
TCP: Request = CREATE | {"Protocol": "TCP"}
LAMBDA: Request = {"Name": "function", "TargetType": "lambda"}


def made(rule: str, refused: dict[str, Any], accepted: dict[str, Any], of: Request = CREATE) -> Pair:
    return Balancing(rule, "CreateTargetGroup", of | refused, of | accepted)


def attribute(rule: str, key: str, refused: str, accepted: str) -> Pair:
    first, second = (
        {"TargetGroupArn": group("web"), "Attributes": [{"Key": key, "Value": value}]} for value in (refused, accepted)
    )
    return Balancing(rule, "ModifyTargetGroupAttributes", first, second)


def registered(name: str, *targets: Any) -> Request:
    listed = [target if isinstance(target, dict) else {"Id": target} for target in targets]
    return {"TargetGroupArn": group(name), "Targets": listed}


def modified(**asked: Any) -> Request:
    return {"TargetGroupArn": group("web")} | asked


PAIRS = [
    *(made("target-group-name", {"Name": bad}, {}) for bad in ("w" * 33, "w.b", "-web", "web-")),
    Balancing("target-group-protocol-and-port", "CreateTargetGroup", with_(CREATE, "Port"), CREATE),
    Balancing("target-group-protocol-and-port", "CreateTargetGroup", with_(CREATE, "Protocol"), CREATE),
    Balancing("target-group-vpc", "CreateTargetGroup", with_(CREATE, "VpcId"), LAMBDA),
    made("alb-as-target-speaks-tcp", {"TargetType": "alb"}, {"TargetType": "alb", "Protocol": "TCP"}),
    made("protocol-version-of-http", {"ProtocolVersion": "HTTP2", "Protocol": "TCP"}, {"ProtocolVersion": "HTTP2"}),
    made("protocol-version-known", {"ProtocolVersion": "HTTP3"}, {"ProtocolVersion": "HTTP2"}),
    Balancing(
        "target-group-in-use", "DeleteTargetGroup", {"TargetGroupArn": group("used")}, {"TargetGroupArn": group("web")}
    ),
    made("health-check-protocol", {"HealthCheckProtocol": "TCP"}, {"HealthCheckProtocol": "HTTPS"}),
    made("health-check-protocol", {"HealthCheckProtocol": "UDP"}, {"HealthCheckProtocol": "TCP"}, TCP),
    made(
        "tcp-health-check-path",
        {"HealthCheckPath": "/healthz"},
        {"HealthCheckPath": "/healthz", "HealthCheckProtocol": "HTTP"},
        TCP,
    ),
    made(
        "tcp-health-check-matcher",
        {"Matcher": {"HttpCode": "200"}},
        {"Matcher": {"HttpCode": "200"}, "HealthCheckProtocol": "HTTP"},
        TCP,
    ),
    Balancing(
        "tcp-health-check-path",
        "ModifyTargetGroup",
        modified(HealthCheckProtocol="TCP", HealthCheckPath="/healthz"),
        modified(HealthCheckProtocol="HTTP", HealthCheckPath="/healthz"),
    ),
    made("health-check-path", {"HealthCheckPath": "healthz"}, {"HealthCheckPath": "/healthz"}),
    made("health-check-port", {"HealthCheckPort": "traffic port"}, {"HealthCheckPort": "traffic-port"}),
    made("health-check-port", {"HealthCheckPort": "0"}, {"HealthCheckPort": "8080"}),
    made("health-check-always-on", {"HealthCheckEnabled": False}, {"HealthCheckEnabled": True}),
    Balancing(
        "health-check-always-on",
        "CreateTargetGroup",
        CREATE | {"HealthCheckEnabled": False},
        LAMBDA | {"HealthCheckEnabled": False},
    ),
    made(
        "health-check-timeout",
        {"HealthCheckTimeoutSeconds": 10, "HealthCheckIntervalSeconds": 10},
        {"HealthCheckTimeoutSeconds": 9, "HealthCheckIntervalSeconds": 10},
    ),
    made("health-check-timeout", {"HealthCheckTimeoutSeconds": 30}, {"HealthCheckTimeoutSeconds": 29}),
    made(
        "health-check-timeout",
        {"HealthCheckTimeoutSeconds": 11, "HealthCheckIntervalSeconds": 10},
        {"HealthCheckTimeoutSeconds": 10, "HealthCheckIntervalSeconds": 10},
        TCP,
    ),
    Balancing(
        "health-check-timeout-changed",
        "ModifyTargetGroup",
        modified(HealthCheckIntervalSeconds=5),
        modified(HealthCheckIntervalSeconds=6),
    ),
    made("health-check-codes", {"Matcher": {"HttpCode": "200-500"}}, {"Matcher": {"HttpCode": "200-499"}}),
    made("health-check-codes", {"Matcher": {"HttpCode": "199"}}, {"Matcher": {"HttpCode": "200,202"}}),
    made(
        "health-check-codes",
        {"Matcher": {"HttpCode": "200-600"}, "HealthCheckProtocol": "HTTP"},
        {"Matcher": {"HttpCode": "200-599"}, "HealthCheckProtocol": "HTTP"},
        TCP,
    ),
    made("health-check-codes-form", {"Matcher": {"HttpCode": "2xx"}}, {"Matcher": {"HttpCode": "200-299"}}),
    made("grpc-codes", {"Matcher": {"GrpcCode": "0"}}, {"Matcher": {"GrpcCode": "0"}, "ProtocolVersion": "GRPC"}),
    Balancing(
        "target-group-attribute-unknown",
        "ModifyTargetGroupAttributes",
        {"TargetGroupArn": group("web"), "Attributes": [{"Key": "slow_start.seconds", "Value": "30"}]},
        {"TargetGroupArn": group("web"), "Attributes": [{"Key": "slow_start.duration_seconds", "Value": "30"}]},
    ),
    attribute("target-group-seconds", "deregistration_delay.timeout_seconds", "3601", "3600"),
    attribute("target-group-seconds", "deregistration_delay.timeout_seconds", "-1", "0"),
    attribute("target-group-seconds", "slow_start.duration_seconds", "29", "0"),
    attribute("target-group-seconds", "slow_start.duration_seconds", "901", "900"),
    attribute("target-group-seconds", "stickiness.lb_cookie.duration_seconds", "0", "1"),
    attribute("balancing-algorithm", "load_balancing.algorithm.type", "random", "weighted_random"),
    Balancing(
        "target-is-an-instance",
        "RegisterTargets",
        registered("machines", "10.0.0.5"),
        registered("machines", "i-0123456789abcdef0"),
    ),
    Balancing(
        "target-instance-unknown",
        "RegisterTargets",
        registered("machines", "i-0123456789abcdef1"),
        registered("machines", "i-0123456789abcdef0"),
    ),
    Balancing(
        "target-instance-unknown",
        "RegisterTargets",
        registered("machines", "i-0123456789abcdef2"),
        registered("machines", "i-0123456789abcdef0"),
    ),
    Balancing(
        "target-is-an-address",
        "RegisterTargets",
        registered("web", "i-0123456789abcdef0"),
        registered("web", "10.0.0.5"),
    ),
    Balancing(
        "target-address-private",
        "RegisterTargets",
        registered("web", {"Id": "203.0.113.9", "AvailabilityZone": "all"}),
        registered("web", {"Id": "192.168.0.9", "AvailabilityZone": "all"}),
    ),
    Balancing(
        "target-outside-the-vpc", "RegisterTargets", registered("web", "192.168.0.9"), registered("web", "10.0.255.9")
    ),
    Balancing(
        "one-lambda-target",
        "RegisterTargets",
        registered("function", "arn:aws:lambda:eu-west-1:111122223333:function:a", "…:function:b"),
        registered("function", "arn:aws:lambda:eu-west-1:111122223333:function:a"),
    ),
]


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_refuses_and_lets_the_neighbour_pass(pair: Pair) -> None:
    pair.holds()


@pytest.mark.parametrize("module", [target_groups, health_checks, targets, target_group_attributes])
def test_every_rule_is_shown(module: object) -> None:
    assert unproven(PAIRS, "elbv2", module.__name__) == set()  # type: ignore[attr-defined]


def test_a_target_outside_the_vpc_that_is_for_all_zones_is_taken() -> None:
    asked = registered("web", {"Id": "192.168.0.9", "AvailabilityZone": "all"})
    assert findings("elbv2", "RegisterTargets", asked, WORLD) == []
