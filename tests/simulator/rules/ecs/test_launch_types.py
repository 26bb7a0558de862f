"""The rules of launch types and platform versions: what each refuses, and its nearest valid neighbour."""

from __future__ import annotations

import pytest

from course.simulator.rules.ecs import launch_types
from tests.simulator.rules.ecs.made_ecs import NETWORK, ON_EC2, SERVICE, TASK, described, item, made, spread
from tests.simulator.rules.pairs import Pair, unproven, with_

WORLD = made(described(SERVICE))
ANYWHERE = with_(SERVICE, "launchType")

PAIRS = [
    Pair(
        "strategy-and-launch-type",
        "CreateService",
        SERVICE | {"capacityProviderStrategy": [item("FARGATE", weight=1)]},
        SERVICE | {"capacityProviderStrategy": []},
        WORLD,
    ),
    Pair(
        "launch-type-managed-instances",
        "CreateService",
        SERVICE | {"launchType": "MANAGED_INSTANCES"},
        spread(item("managed", weight=1)),
        WORLD,
    ),
    Pair(
        "platform-version-unknown",
        "CreateService",
        SERVICE | {"platformVersion": "1.5.0"},
        SERVICE | {"platformVersion": "1.4.0"},
        WORLD,
    ),
    Pair("platform-version-with-ec2", "CreateService", ON_EC2 | {"platformVersion": "LATEST"}, ON_EC2, WORLD),
    Pair(
        "platform-version-off-fargate",
        "CreateService",
        ANYWHERE | {"platformVersion": "LATEST"},
        spread(item("FARGATE", weight=1)) | {"platformVersion": "LATEST"},
        WORLD,
    ),
    Pair("definition-off-launch-type", "CreateService", SERVICE | {"taskDefinition": "large:1"}, SERVICE, WORLD),
    Pair(
        "definition-off-launch-type",
        "RunTask",
        with_(TASK, "launchType")
        | {"taskDefinition": "large:1", "capacityProviderStrategy": [item("FARGATE", weight=1)]},
        with_(TASK, "launchType")
        | {"taskDefinition": "large:1", "capacityProviderStrategy": [item("hosts", weight=1)]},
        WORLD,
    ),
    Pair(
        "definition-off-launch-type",
        "UpdateService",
        {"cluster": "shop", "service": "web", "taskDefinition": "large:1"},
        {"cluster": "shop", "service": "web", "taskDefinition": "web:2"},
        WORLD,
    ),
    Pair(
        "definition-off-launch-type",
        "CreateService",
        ON_EC2 | {"launchType": "EXTERNAL", "taskDefinition": "web:1", "networkConfiguration": NETWORK},
        ON_EC2 | {"launchType": "EXTERNAL"},
        WORLD,
    ),
]


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_refuses_and_lets_the_neighbour_pass(pair: Pair) -> None:
    pair.holds()


def test_every_rule_is_shown() -> None:
    assert unproven(PAIRS, "ecs", launch_types.__name__) == set()
