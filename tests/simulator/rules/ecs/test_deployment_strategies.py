"""The rules of blue/green, linear and canary deployments: what each refuses, and its nearest valid neighbour."""

from __future__ import annotations

from typing import Any

import pytest

from course.simulator.rules import findings
from course.simulator.rules.ecs import deployment_strategies
from tests.simulator.rules.ecs.made_ecs import ADVANCED, BALANCER, BLUE_GREEN, SERVICE, described, made
from tests.simulator.rules.pairs import Pair, Request, unproven, with_

BALANCED = SERVICE | {"loadBalancers": [BALANCER]}
WORLD = made(described(BALANCED), described(BLUE_GREEN | {"serviceName": "green"}))
KEY = "deploymentConfiguration"
FUNCTION = "arn:aws:lambda:eu-west-1:111122223333:function:smoke"


def shifting(**configuration: Any) -> Request:
    return BLUE_GREEN | {KEY: {"strategy": "BLUE_GREEN", "bakeTimeInMinutes": 5} | configuration}


def hooked(**hook: Any) -> Request:
    return shifting(lifecycleHooks=[hook])


def linear(**steps: Any) -> Request:
    return shifting(strategy="LINEAR", linearConfiguration=steps)


def canary(**share: Any) -> Request:
    return shifting(strategy="CANARY", canaryConfiguration=share)


PAIRS = [
    Pair("bake-time", "CreateService", shifting(bakeTimeInMinutes=1441), shifting(bakeTimeInMinutes=1440), WORLD),
    Pair(
        "linear-configuration-strategy",
        "CreateService",
        shifting(linearConfiguration={"stepPercent": 10.0}),
        linear(stepPercent=10.0),
        WORLD,
    ),
    Pair(
        "canary-configuration-strategy",
        "CreateService",
        linear() | {KEY: {"strategy": "LINEAR", "canaryConfiguration": {"canaryPercent": 5.0}}},
        canary(canaryPercent=5.0),
        WORLD,
    ),
    Pair("traffic-share", "CreateService", linear(stepPercent=2.9), linear(stepPercent=3.0), WORLD),
    Pair("traffic-share", "CreateService", canary(canaryPercent=0.25), canary(canaryPercent=0.3), WORLD),
    Pair(
        "traffic-wait", "CreateService", canary(canaryBakeTimeInMinutes=1441), canary(canaryBakeTimeInMinutes=0), WORLD
    ),
    Pair(
        "hook-without-stage",
        "CreateService",
        hooked(hookTargetArn=FUNCTION),
        hooked(hookTargetArn=FUNCTION, lifecycleStages=["POST_SCALE_UP"]),
        WORLD,
    ),
    Pair(
        "hook-without-target",
        "CreateService",
        hooked(lifecycleStages=["POST_SCALE_UP"]),
        hooked(targetType="PAUSE", lifecycleStages=["POST_SCALE_UP"]),
        WORLD,
    ),
    Pair(
        "pause-hook-stage",
        "CreateService",
        hooked(targetType="PAUSE", lifecycleStages=["PRODUCTION_TRAFFIC_SHIFT"]),
        hooked(hookTargetArn=FUNCTION, lifecycleStages=["PRODUCTION_TRAFFIC_SHIFT"]),
        WORLD,
    ),
    Pair(
        "advanced-incomplete",
        "CreateService",
        with_(BLUE_GREEN, "loadBalancers", 0, "advancedConfiguration", "roleArn"),
        BLUE_GREEN,
        WORLD,
    ),
    Pair(
        "native-without-advanced",
        "CreateService",
        with_(BLUE_GREEN, "loadBalancers", 0, "advancedConfiguration"),
        BLUE_GREEN,
        WORLD,
    ),
    Pair(
        "native-without-advanced",
        "UpdateService",
        {"cluster": "shop", "service": "web", KEY: {"strategy": "CANARY"}},
        {"cluster": "shop", "service": "green", KEY: {"strategy": "CANARY"}},
        WORLD,
    ),
    Pair(
        "listener-rule-unknown",
        "CreateService",
        with_(BLUE_GREEN, "loadBalancers", 0, "advancedConfiguration", value=ADVANCED | {"testListenerRule": "gone"}),
        BLUE_GREEN,
        WORLD,
    ),
]


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_refuses_and_lets_the_neighbour_pass(pair: Pair) -> None:
    pair.holds()


def test_every_rule_is_shown() -> None:
    assert unproven(PAIRS, "ecs", deployment_strategies.__name__) == set()


@pytest.mark.parametrize("percent", [3.0, 3.3, 10, 33.4, 99.9, 100])
def test_every_tenth_of_a_percent_is_a_share(percent: float) -> None:
    assert findings("ecs", "CreateService", linear(stepPercent=percent), WORLD) == []


def test_blue_green_without_a_load_balancer_is_taken() -> None:
    asked = SERVICE | {KEY: {"strategy": "BLUE_GREEN", "bakeTimeInMinutes": 5}}
    assert findings("ecs", "CreateService", asked, WORLD) == []
