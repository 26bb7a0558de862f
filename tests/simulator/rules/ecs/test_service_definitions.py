"""The rules of services and their task definitions: what each refuses, and its nearest valid neighbour."""

from __future__ import annotations

import pytest

from course.simulator.rules.ecs import service_definitions
from tests.simulator.rules.ecs.made_ecs import ROLE, SERVICE, TASK, described, made
from tests.simulator.rules.pairs import Pair, unproven, with_

WORLD = made(described(SERVICE), described(SERVICE | {"serviceName": "exec", "taskDefinition": "web:2"}))
EXTERNAL = {"cluster": "shop", "serviceName": "sets", "deploymentController": {"type": "EXTERNAL"}}
UPDATE = {"cluster": "shop", "service": "web"}

PAIRS = [
    Pair(
        "service-name",
        "CreateService",
        SERVICE | {"serviceName": "web app"},
        SERVICE | {"serviceName": "web-app"},
        WORLD,
    ),
    Pair(
        "desired-count-negative", "CreateService", SERVICE | {"desiredCount": -1}, SERVICE | {"desiredCount": 0}, WORLD
    ),
    Pair("service-without-definition", "CreateService", with_(EXTERNAL, "deploymentController"), EXTERNAL, WORLD),
    Pair(
        "external-with-definition",
        "CreateService",
        EXTERNAL | {"taskDefinition": "web:1"},
        EXTERNAL,
        WORLD,
        also=("network-missing",),
    ),
    Pair("service-definition-unknown", "CreateService", SERVICE | {"taskDefinition": "web:9"}, SERVICE, WORLD),
    Pair(
        "service-definition-unknown",
        "UpdateService",
        UPDATE | {"taskDefinition": "shop"},
        UPDATE | {"taskDefinition": "web"},
        WORLD,
    ),
    Pair("service-definition-inactive", "CreateService", SERVICE | {"taskDefinition": "old:1"}, SERVICE, WORLD),
    Pair("task-definition-unknown", "RunTask", TASK | {"taskDefinition": "web:9"}, TASK, WORLD),
    Pair("task-definition-inactive", "RunTask", TASK | {"taskDefinition": "old:1"}, TASK, WORLD),
    Pair(
        "exec-without-role",
        "CreateService",
        SERVICE | {"enableExecuteCommand": True},
        SERVICE | {"enableExecuteCommand": True, "taskDefinition": "web:2"},
        WORLD,
    ),
    Pair(
        "exec-without-role-later",
        "UpdateService",
        UPDATE | {"enableExecuteCommand": True},
        UPDATE | {"enableExecuteCommand": True, "taskDefinition": "web:2"},
        WORLD,
    ),
    Pair(
        "exec-without-role-later",
        "UpdateService",
        {"cluster": "shop", "service": "exec", "enableExecuteCommand": True, "taskDefinition": "web:1"},
        {"cluster": "shop", "service": "exec", "enableExecuteCommand": True},
        WORLD,
    ),
    Pair(
        "exec-without-task-role",
        "RunTask",
        TASK | {"enableExecuteCommand": True},
        TASK | {"enableExecuteCommand": True, "overrides": {"taskRoleArn": ROLE}},
        WORLD,
    ),
]


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_refuses_and_lets_the_neighbour_pass(pair: Pair) -> None:
    pair.holds()


def test_every_rule_is_shown() -> None:
    assert unproven(PAIRS, "ecs", service_definitions.__name__) == set()
