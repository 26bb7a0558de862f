"""The rules of DAEMON services: what each refuses, and its nearest valid neighbour."""

from __future__ import annotations

import pytest

from course.simulator.rules.ecs import service_daemons
from tests.simulator.rules.ecs.made_ecs import (
    BALANCER,
    DAEMON,
    INSTANCE_GROUP,
    NETWORK,
    ROLE,
    SERVICE,
    described,
    item,
    made,
)
from tests.simulator.rules.pairs import Pair, unproven, with_

WORLD = made(
    described(DAEMON, deploymentConfiguration={"minimumHealthyPercent": 0, "maximumPercent": 100}),
    described(SERVICE),
    defaulted={"defaultCapacityProviderStrategy": [item("hosts", weight=1)]},
)
ENTRY = BALANCER | {"targetGroupArn": INSTANCE_GROUP}
STORED = {
    "taskDefinition": "large:1",
    "networkConfiguration": NETWORK,
    "volumeConfigurations": [{"name": "data", "managedEBSVolume": {"roleArn": ROLE, "sizeInGiB": 1}}],
}


def update(service: str, **changes: object) -> dict[str, object]:
    return {"cluster": "shop", "service": service, **changes}


PAIRS = [
    Pair("daemon-desired-count", "CreateService", DAEMON | {"desiredCount": 0}, DAEMON, WORLD),
    Pair(
        "daemon-desired-count-later",
        "UpdateService",
        update("agent", desiredCount=2),
        update("web", desiredCount=2),
        WORLD,
    ),
    Pair(
        "daemon-maximum-percent",
        "CreateService",
        DAEMON | {"deploymentConfiguration": {"maximumPercent": 200}},
        DAEMON | {"deploymentConfiguration": {"maximumPercent": 100}},
        WORLD,
    ),
    Pair(
        "daemon-maximum-percent-later",
        "UpdateService",
        update("agent", deploymentConfiguration={"maximumPercent": 200}),
        update("agent", deploymentConfiguration={"maximumPercent": 100}),
        WORLD,
    ),
    Pair(
        "daemon-placement-strategy",
        "CreateService",
        DAEMON | {"placementStrategy": [{"type": "random"}]},
        DAEMON | {"placementConstraints": [{"type": "distinctInstance"}]},
        WORLD,
    ),
    Pair(
        "daemon-on-fargate",
        "CreateService",
        with_(SERVICE, "desiredCount") | {"schedulingStrategy": "DAEMON"},
        SERVICE,
        WORLD,
    ),
    Pair(
        "daemon-with-capacity-strategy",
        "CreateService",
        with_(DAEMON, "launchType") | {"capacityProviderStrategy": [item("hosts", weight=1)]},
        DAEMON,
        WORLD,
    ),
    Pair(
        "daemon-with-default-strategy",
        "CreateService",
        with_(DAEMON, "launchType") | {"cluster": "defaulted"},
        DAEMON | {"cluster": "defaulted"},
        WORLD,
    ),
    Pair(
        "daemon-controller",
        "CreateService",
        DAEMON | {"deploymentController": {"type": "CODE_DEPLOY"}, "loadBalancers": [ENTRY]},
        DAEMON | {"deploymentController": {"type": "ECS"}, "loadBalancers": [ENTRY]},
        WORLD,
    ),
    Pair(
        "daemon-volumes", "CreateService", DAEMON | STORED, DAEMON | STORED | {"schedulingStrategy": "REPLICA"}, WORLD
    ),
]


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_refuses_and_lets_the_neighbour_pass(pair: Pair) -> None:
    pair.holds()


def test_every_rule_is_shown() -> None:
    assert unproven(PAIRS, "ecs", service_daemons.__name__) == set()
