"""The rules of families and revisions: what each refuses, and its nearest valid neighbour."""

from __future__ import annotations

import pytest

from course.simulator.rules.ecs import families
from tests.simulator.rules.ecs.definitions import FARGATE, pair
from tests.simulator.rules.pairs import Pair, unproven

PAIRS = [
    pair("family-empty", FARGATE | {"family": ""}, FARGATE | {"family": "w"}),
    pair("family-characters", FARGATE | {"family": "web.api"}, FARGATE | {"family": "web_API-2"}),
    pair("family-length", FARGATE | {"family": "w" * 256}, FARGATE | {"family": "w" * 255}),
    Pair(
        "deregister-revision-missing",
        "DeregisterTaskDefinition",
        {"taskDefinition": "arn:aws:ecs:eu-west-1:111122223333:task-definition/web"},
        {"taskDefinition": "arn:aws:ecs:eu-west-1:111122223333:task-definition/web:1"},
    ),
    Pair(
        "deregister-revision-number",
        "DeregisterTaskDefinition",
        {"taskDefinition": "web:latest"},
        {"taskDefinition": "web:12"},
    ),
    Pair(
        "delete-too-many",
        "DeleteTaskDefinitions",
        {"taskDefinitions": [f"web:{n}" for n in range(11)]},
        {"taskDefinitions": [f"web:{n}" for n in range(10)]},
    ),
]


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_refuses_and_lets_the_neighbour_pass(pair: Pair) -> None:
    pair.holds()


def test_every_rule_is_shown() -> None:
    assert unproven(PAIRS, "ecs", families.__name__) == set()
