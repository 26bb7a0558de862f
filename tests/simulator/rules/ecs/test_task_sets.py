"""The rules of task sets: what each refuses, and its nearest valid neighbour."""

from __future__ import annotations

import pytest

from course.simulator.rules.ecs import task_sets
from tests.simulator.rules.ecs.made_ecs import NETWORK, SERVICE, described, made
from tests.simulator.rules.pairs import Pair, unproven, with_

EXTERNAL = {"serviceName": "sets", "deploymentController": {"type": "EXTERNAL"}}
FULL = {
    "id": "ecs-svc/1",
    "taskSetArn": "arn:aws:ecs:::task-set/shop/sets/ecs-svc/1",
    "scale": {"value": 100.0},
    "computedDesiredCount": 2,
}
EMPTY = FULL | {
    "id": "ecs-svc/2",
    "taskSetArn": "arn:aws:ecs:::task-set/shop/sets/ecs-svc/2",
    "scale": {"value": 0.0},
    "computedDesiredCount": 0,
}
WORLD = made(
    described(SERVICE),
    described(EXTERNAL, taskSets=[FULL, EMPTY]),
    described(EXTERNAL | {"serviceName": "gone"}, status="INACTIVE"),
)
TASK_SET = {
    "cluster": "shop",
    "service": "sets",
    "taskDefinition": "web:1",
    "launchType": "FARGATE",
    "networkConfiguration": NETWORK,
    "scale": {"value": 100.0, "unit": "PERCENT"},
}
OF_SETS = {"cluster": "shop", "service": "sets"}

PAIRS = [
    Pair("task-set-scale", "CreateTaskSet", with_(TASK_SET, "scale", "value", value=101.0), TASK_SET, WORLD),
    Pair("task-set-controller", "CreateTaskSet", TASK_SET | {"service": "web"}, TASK_SET, WORLD),
    Pair("task-set-service-inactive", "CreateTaskSet", TASK_SET | {"service": "gone"}, TASK_SET, WORLD),
    Pair(
        "task-set-in-use",
        "DeleteTaskSet",
        OF_SETS | {"taskSet": "ecs-svc/1"},
        OF_SETS | {"taskSet": "ecs-svc/2"},
        WORLD,
    ),
    Pair(
        "task-set-in-use",
        "DeleteTaskSet",
        OF_SETS | {"taskSet": FULL["taskSetArn"]},
        OF_SETS | {"taskSet": "ecs-svc/1", "force": True},
        WORLD,
    ),
]


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_refuses_and_lets_the_neighbour_pass(pair: Pair) -> None:
    pair.holds()


def test_every_rule_is_shown() -> None:
    assert unproven(PAIRS, "ecs", task_sets.__name__) == set()
