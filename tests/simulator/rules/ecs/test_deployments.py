"""The rules of how services are deployed: what each refuses, and its nearest valid neighbour."""

from __future__ import annotations

from typing import Any

import pytest

from course.simulator.rules.ecs import deployments
from tests.simulator.rules.ecs.made_ecs import DAEMON, ON_EC2, SERVICE, described, made
from tests.simulator.rules.pairs import Pair, Request, unproven

WORLD = made(described(SERVICE))
BALANCED = {"availabilityZoneRebalancing": "ENABLED"}
EARLY = {"enable": True, "healthyPercent": 100, "sourceServiceRevisionCleanup": "DEFERRED"}


def deployed(**configuration: Any) -> Request:
    return SERVICE | {"deploymentConfiguration": configuration}


def update(**configuration: Any) -> Request:
    return {"cluster": "shop", "service": "web", "deploymentConfiguration": configuration}


PAIRS = [
    Pair(
        "minimum-percent-high",
        "CreateService",
        deployed(minimumHealthyPercent=101),
        deployed(minimumHealthyPercent=100),
        WORLD,
    ),
    Pair("maximum-percent-low", "CreateService", deployed(maximumPercent=99), deployed(maximumPercent=101), WORLD),
    Pair(
        "percents-block",
        "CreateService",
        deployed(minimumHealthyPercent=100, maximumPercent=100),
        deployed(minimumHealthyPercent=99, maximumPercent=100),
        WORLD,
    ),
    Pair(
        "percents-block-later",
        "UpdateService",
        update(maximumPercent=100),
        update(maximumPercent=100, minimumHealthyPercent=50),
        WORLD,
    ),
    Pair(
        "early-success-incomplete",
        "CreateService",
        deployed(earlySuccessCriteria={"enable": True, "healthyPercent": 90}),
        deployed(earlySuccessCriteria=EARLY),
        WORLD,
    ),
    Pair(
        "early-success-percent",
        "CreateService",
        deployed(minimumHealthyPercent=100, earlySuccessCriteria=EARLY | {"healthyPercent": 90}),
        deployed(minimumHealthyPercent=90, earlySuccessCriteria=EARLY | {"healthyPercent": 90}),
        WORLD,
    ),
    Pair(
        "rebalancing-daemon",
        "CreateService",
        DAEMON | BALANCED,
        DAEMON | {"availabilityZoneRebalancing": "DISABLED"},
        WORLD,
    ),
    Pair(
        "rebalancing-percent",
        "CreateService",
        deployed(minimumHealthyPercent=50, maximumPercent=100) | BALANCED,
        deployed(minimumHealthyPercent=50, maximumPercent=150) | BALANCED,
        WORLD,
    ),
    Pair(
        "rebalancing-balancer",
        "CreateService",
        ON_EC2
        | BALANCED
        | {"loadBalancers": [{"loadBalancerName": "old", "containerName": "web", "containerPort": 80}]},
        ON_EC2 | BALANCED,
        WORLD,
    ),
    Pair(
        "rebalancing-zone-constraint",
        "CreateService",
        ON_EC2
        | BALANCED
        | {
            "placementConstraints": [
                {"type": "memberOf", "expression": "attribute:ecs.availability-zone == eu-west-1a"}
            ]
        },
        ON_EC2
        | BALANCED
        | {"placementConstraints": [{"type": "memberOf", "expression": "attribute:ecs.instance-type == t3.small"}]},
        WORLD,
    ),
    Pair(
        "rebalancing-external",
        "CreateService",
        ON_EC2 | BALANCED | {"launchType": "EXTERNAL"},
        ON_EC2 | BALANCED,
        WORLD,
    ),
]


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_refuses_and_lets_the_neighbour_pass(pair: Pair) -> None:
    pair.holds()


def test_every_rule_is_shown() -> None:
    assert unproven(PAIRS, "ecs", deployments.__name__) == set()
