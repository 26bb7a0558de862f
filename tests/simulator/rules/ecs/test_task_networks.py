"""The rules of network configurations: what each refuses, and its nearest valid neighbour."""

from __future__ import annotations

import pytest

from course.simulator.rules import findings
from course.simulator.rules.ecs import task_networks
from tests.simulator.rules.ecs.made_ecs import NETWORK, ON_EC2, SERVICE, TASK, described, item, made, spread
from tests.simulator.rules.pairs import Pair, unproven, with_

WORLD = made(described(SERVICE))
VPC = ("networkConfiguration", "awsvpcConfiguration")
MANY = [f"subnet-{number}" for number in range(17)]
WIDE = made()
WIDE.subnets |= {name: {"VpcId": "vpc-a"} for name in MANY}
WIDE.security_groups |= {f"sg-{number}": {"VpcId": "vpc-a"} for number in range(6)}
SIX = [f"sg-{number}" for number in range(6)]
PUBLIC = ON_EC2 | {
    "taskDefinition": "web:1",
    "networkConfiguration": {"awsvpcConfiguration": NETWORK["awsvpcConfiguration"] | {"assignPublicIp": "ENABLED"}},
}
CLOSED = with_(PUBLIC, *VPC, "assignPublicIp", value="DISABLED")
UPDATE = {"cluster": "shop", "service": "web"}

PAIRS = [
    Pair("subnets-empty", "CreateService", with_(SERVICE, *VPC, "subnets", value=[]), SERVICE, WORLD),
    Pair(
        "subnets-too-many",
        "CreateService",
        with_(SERVICE, *VPC, "subnets", value=MANY),
        with_(SERVICE, *VPC, "subnets", value=MANY[:16]),
        WIDE,
    ),
    Pair(
        "security-groups-too-many",
        "CreateService",
        with_(SERVICE, *VPC, "securityGroups", value=SIX),
        with_(SERVICE, *VPC, "securityGroups", value=SIX[:5]),
        WIDE,
    ),
    Pair("public-ip-on-ec2", "CreateService", PUBLIC, CLOSED, WORLD),
    Pair("public-ip-on-ec2", "CreateService", PUBLIC, PUBLIC | {"launchType": "FARGATE"}, WORLD),
    Pair("public-ip-off-fargate", "CreateService", with_(PUBLIC, "launchType"), with_(CLOSED, "launchType"), WORLD),
    Pair(
        "public-ip-off-fargate",
        "CreateService",
        with_(PUBLIC, "launchType") | {"capacityProviderStrategy": [item("hosts", weight=1)]},
        with_(PUBLIC, "launchType") | {"capacityProviderStrategy": [item("FARGATE_SPOT", weight=1)]},
        WORLD,
    ),
    Pair("network-missing", "CreateService", with_(SERVICE, "networkConfiguration"), SERVICE, WORLD),
    Pair("network-missing", "RunTask", with_(TASK, "networkConfiguration"), TASK, WORLD),
    Pair(
        "network-without-awsvpc",
        "CreateService",
        ON_EC2 | {"networkConfiguration": NETWORK},
        ON_EC2 | {"networkConfiguration": NETWORK, "taskDefinition": "web:1"},
        WORLD,
    ),
    Pair(
        "network-without-awsvpc",
        "UpdateService",
        UPDATE | {"service": "hosts", "networkConfiguration": NETWORK},
        UPDATE | {"service": "web", "networkConfiguration": NETWORK},
        made(described(SERVICE), described(ON_EC2)),
    ),
    Pair("subnet-unknown", "CreateService", with_(SERVICE, *VPC, "subnets", 1, value="subnet-z"), SERVICE, WORLD),
    Pair("security-group-unknown", "RunTask", with_(TASK, *VPC, "securityGroups", 0, value="web"), TASK, WORLD),
    Pair(
        "security-group-unknown",
        "CreateService",
        with_(SERVICE, *VPC, "securityGroups", 0, value="sg-z"),
        SERVICE,
        WORLD,
    ),
    Pair(
        "subnets-of-two-networks",
        "CreateService",
        with_(SERVICE, *VPC, "subnets", 1, value="subnet-other"),
        SERVICE,
        WORLD,
    ),
    Pair(
        "security-group-elsewhere",
        "CreateService",
        with_(SERVICE, *VPC, "securityGroups", 0, value="sg-other"),
        SERVICE,
        WORLD,
    ),
]


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_refuses_and_lets_the_neighbour_pass(pair: Pair) -> None:
    pair.holds()


def test_every_rule_is_shown() -> None:
    assert unproven(PAIRS, "ecs", task_networks.__name__) == set()


def test_an_update_that_leaves_the_network_alone_is_not_judged_by_it() -> None:
    gone = made(described(SERVICE))
    gone.subnets.clear()
    assert findings("ecs", "UpdateService", UPDATE | {"desiredCount": 4}, gone) == []


def test_a_new_task_definition_is_judged_with_the_network_that_the_service_has() -> None:
    asked = UPDATE | {"taskDefinition": "hosts:1"}
    found = [each.rule for each in findings("ecs", "UpdateService", asked, WORLD)]
    assert found == ["definition-off-launch-type", "network-without-awsvpc"]


def test_the_clusters_default_strategy_decides_where_the_request_says_nothing() -> None:
    asked = {key: value for key, value in spread().items() if key != "capacityProviderStrategy"}
    asked = with_(asked, *VPC, "assignPublicIp", value="ENABLED")
    on_fargate = made(plain={}, spot={"defaultCapacityProviderStrategy": [item("FARGATE_SPOT", weight=1)]})
    assert findings("ecs", "CreateService", asked | {"cluster": "spot"}, on_fargate) == []
    assert [each.rule for each in findings("ecs", "CreateService", asked | {"cluster": "plain"}, on_fargate)] == [
        "public-ip-off-fargate"
    ]
