"""The rules of RunTask and StartTask: what each refuses, and its nearest valid neighbour."""

from __future__ import annotations

import pytest

from course.simulator.rules.ecs import task_requests
from tests.simulator.rules.ecs.made_ecs import NETWORK, TASK, item, made
from tests.simulator.rules.pairs import Pair, Request, unproven, with_

WORLD = made()
START = {"cluster": "shop", "taskDefinition": "hosts:1", "containerInstances": ["a"]}


def overridden(request: Request = TASK, **override: object) -> Request:
    return request | {"overrides": {"containerOverrides": [{"name": "web", **override}]}}


def sized(**size: str) -> Request:
    return TASK | {"overrides": size}


SPACE = 8192 - len('{"containerOverrides":[{"name":"web","command":[""]}]}')

PAIRS = [
    Pair("run-task-count", "RunTask", TASK | {"count": 11}, TASK | {"count": 10}, WORLD),
    Pair("run-task-count", "RunTask", TASK | {"count": 0}, TASK | {"count": 1}, WORLD),
    Pair(
        "start-task-instances",
        "StartTask",
        START | {"containerInstances": ["a"] * 11},
        START | {"containerInstances": ["a"] * 10},
        WORLD,
    ),
    Pair("started-by", "RunTask", TASK | {"startedBy": "nightly job"}, TASK | {"startedBy": "nightly_job/7"}, WORLD),
    Pair("started-by", "RunTask", TASK | {"startedBy": "x" * 129}, TASK | {"startedBy": "x" * 128}, WORLD),
    Pair(
        "run-task-propagates-service-tags",
        "RunTask",
        TASK | {"propagateTags": "SERVICE"},
        TASK | {"propagateTags": "TASK_DEFINITION"},
        WORLD,
    ),
    Pair(
        "overrides-too-long",
        "RunTask",
        overridden(command=["x" * (SPACE + 1)]),
        overridden(command=["x" * SPACE]),
        WORLD,
    ),
    Pair(
        "override-without-container",
        "RunTask",
        with_(overridden(command=["ls"]), "overrides", "containerOverrides", 0, "name"),
        overridden(command=["ls"]),
        WORLD,
    ),
    Pair(
        "override-storage",
        "RunTask",
        TASK | {"overrides": {"ephemeralStorage": {"sizeInGiB": 20}}},
        TASK | {"overrides": {"ephemeralStorage": {"sizeInGiB": 21}}},
        WORLD,
    ),
    Pair("override-container-unknown", "RunTask", overridden(name="wep"), overridden(name="log"), WORLD),
    Pair(
        "override-container-unknown", "StartTask", overridden(START, name="wep"), overridden(START, name="log"), WORLD
    ),
    Pair("override-fargate-size", "RunTask", sized(memory="4096"), sized(memory="1024"), WORLD),
    Pair("override-fargate-size", "RunTask", sized(cpu="1 vCPU"), sized(cpu="1 vCPU", memory="2 GB"), WORLD),
    Pair(
        "override-fargate-size",
        "RunTask",
        sized(memory="4096"),
        {
            "cluster": "shop",
            "taskDefinition": "web:1",
            "networkConfiguration": NETWORK,
            "capacityProviderStrategy": [item("hosts", weight=1)],
            "overrides": {"memory": "4096"},
        },
        WORLD,
    ),
]


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_refuses_and_lets_the_neighbour_pass(pair: Pair) -> None:
    pair.holds()


def test_every_rule_is_shown() -> None:
    assert unproven(PAIRS, "ecs", task_requests.__name__) == set()
