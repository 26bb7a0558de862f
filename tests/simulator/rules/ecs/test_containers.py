"""The rules of the list of containers: what each refuses, and its nearest valid neighbour."""

from __future__ import annotations

import json

import pytest

from course.simulator.rules.ecs import containers
from tests.simulator.rules.ecs.definitions import FARGATE, fargate, pair
from tests.simulator.rules.pairs import Pair, unproven

SPARE = 64 * 1024 - len(json.dumps(fargate({"command": [""]}), separators=(",", ":")))
"""Characters that a command may have before the whole is too large."""

PAIRS = [
    pair("containers-empty", FARGATE | {"containerDefinitions": []}, FARGATE),
    pair("containers-too-many", fargate(*[{}] * 11), fargate(*[{}] * 10)),
    pair("container-name-missing", fargate({"name": ""}), fargate({"name": "w"})),
    pair("container-name-characters", fargate({"name": "web api"}), fargate({"name": "web_api-1"})),
    pair("container-name-length", fargate({"name": "w" * 256}), fargate({"name": "w" * 255})),
    pair("container-names-unique", fargate({}, {"name": "web"}), fargate({}, {"name": "Web"})),
    pair(
        "essential-container-missing",
        fargate({"essential": False}, {"essential": False}),
        fargate({"essential": False}, {}),
    ),
    pair("task-definition-size", fargate({"command": ["x" * (SPARE + 1)]}), fargate({"command": ["x" * SPARE]})),
    pair("task-definition-size", fargate({"command": ["ü" * 32768]}), fargate({"command": ["u" * 32768]})),
]


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_refuses_and_lets_the_neighbour_pass(pair: Pair) -> None:
    pair.holds()


def test_every_rule_is_shown() -> None:
    assert unproven(PAIRS, "ecs", containers.__name__) == set()
