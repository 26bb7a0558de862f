"""The rules of images: what each refuses, and its nearest valid neighbour."""

from __future__ import annotations

import pytest

from course.simulator.rules.ecs import images
from tests.simulator.rules.ecs.definitions import fargate, pair
from tests.simulator.rules.pairs import Pair, unproven

DIGEST = "sha256:" + "0Aa9" * 16

PAIRS = [
    pair("image-missing", fargate({"image": ""}), fargate({"image": "n"})),
    pair(
        "image-characters",
        fargate({"image": "$REGISTRY/web:1"}),
        fargate({"image": "registry.example:5000/team_a/web:1.0-b"}),
    ),
    pair("image-characters", fargate({"image": "nginx:1.27 "}), fargate({"image": "nginx:1.27"})),
    pair("image-length", fargate({"image": "i" * 256}), fargate({"image": "i" * 255})),
    pair("image-digest", fargate({"image": "nginx@sha256:0123"}), fargate({"image": f"nginx@{DIGEST}"})),
    pair("image-length", fargate({"image": "i" * 256 + f"@{DIGEST}"}), fargate({"image": "i" * 255 + f"@{DIGEST}"})),
]


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_refuses_and_lets_the_neighbour_pass(pair: Pair) -> None:
    pair.holds()


def test_every_rule_is_shown() -> None:
    assert unproven(PAIRS, "ecs", images.__name__) == set()
