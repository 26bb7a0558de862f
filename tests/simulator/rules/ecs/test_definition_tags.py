"""The rules of tags: what each refuses, and its nearest valid neighbour."""

from __future__ import annotations

import pytest

from course.simulator.rules.ecs import definition_tags
from tests.simulator.rules.ecs.definitions import FARGATE, pair
from tests.simulator.rules.pairs import Pair, unproven


def tags(*keys: str) -> dict[str, object]:
    """Tags with these keys."""
    return {"tags": [{"key": key, "value": "x"} for key in keys]}


PAIRS = [
    pair("definition-tags-empty", FARGATE | tags(), FARGATE | tags("team")),
]


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_refuses_and_lets_the_neighbour_pass(pair: Pair) -> None:
    pair.holds()


def test_every_rule_is_shown() -> None:
    assert unproven(PAIRS, "ecs", definition_tags.__name__) == set()
