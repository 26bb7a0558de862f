"""The rules of dependencies: what each refuses, and its nearest valid neighbour."""

from __future__ import annotations

import pytest

from course.simulator.rules.ecs import dependencies
from tests.simulator.rules.ecs.definitions import ec2, fargate, pair
from tests.simulator.rules.pairs import Pair, unproven

CHECK = {"command": ["CMD", "true"]}


def after(name: str, condition: str = "START") -> dict[str, object]:
    """A container that waits for another."""
    return {"dependsOn": [{"containerName": name, "condition": condition}]}


PAIRS = [
    pair("depends-on-unknown", fargate(after("db"), {}), fargate(after("web-1"), {})),
    pair("depends-on-itself", fargate(after("web"), {}), fargate(after("web-1"), {})),
    pair("depends-on-cycle", fargate(after("web-1"), after("web")), fargate(after("web-1"), {})),
    pair(
        "depends-on-cycle",
        fargate(after("web-1"), after("web-2"), after("web"), after("web")),
        fargate(after("web-1"), after("web-2"), {}, after("web")),
    ),
    pair(
        "depends-on-healthy",
        fargate(after("web-1", "HEALTHY"), {}),
        fargate(after("web-1", "HEALTHY"), {"healthCheck": CHECK}),
    ),
    *(
        pair(
            "depends-on-essential",
            fargate(after("web-1", condition), {}),
            fargate(after("web-1", condition), {"essential": False}),
        )
        for condition in ("COMPLETE", "SUCCESS")
    ),
    pair("links-cycle", ec2({"links": ["web-1:db"]}, {"links": ["web"]}), ec2({"links": ["web-1:db"]}, {"links": []})),
    pair("fargate-start-timeout", fargate({"startTimeout": 121}), fargate({"startTimeout": 120})),
    pair("fargate-stop-timeout", fargate({"stopTimeout": 121}), ec2({"stopTimeout": 121})),
    pair("fargate-stop-timeout", fargate({"stopTimeout": 1}), fargate({"stopTimeout": 2})),
]


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_refuses_and_lets_the_neighbour_pass(pair: Pair) -> None:
    pair.holds()


def test_every_rule_is_shown() -> None:
    assert unproven(PAIRS, "ecs", dependencies.__name__) == set()
