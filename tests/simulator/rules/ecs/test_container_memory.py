"""The rules of memory and CPU of containers: what each refuses, and its nearest valid neighbour."""

from __future__ import annotations

import pytest

from course.simulator.rules.ecs import container_memory
from tests.simulator.rules.ecs.definitions import ec2, fargate, pair
from tests.simulator.rules.pairs import Pair, unproven

PAIRS = [
    pair("container-memory-missing", ec2({"memory": None}), ec2({"memory": None, "memoryReservation": 64})),
    pair("container-memory-missing", ec2({"memory": 0}), ec2({"memory": 0}, memory="512")),
    pair(
        "container-memory-order",
        ec2({"memory": 128, "memoryReservation": 129}),
        ec2({"memory": 128, "memoryReservation": 128}),
    ),
    pair("container-memory-above-task", fargate({"memory": 513}), fargate({"memory": 512})),
    pair("container-memory-above-task", ec2({"memory": 2049}, memory="2 GB"), ec2({"memory": 2048}, memory="2 GB")),
    pair(
        "container-reservations-above-task",
        fargate({"memoryReservation": 256}, {"memoryReservation": 257}),
        fargate({"memoryReservation": 256}, {"memoryReservation": 256}),
    ),
    pair("container-cpu-above-task", fargate({"cpu": 128}, {"cpu": 129}), fargate({"cpu": 128}, {"cpu": 128})),
]


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_refuses_and_lets_the_neighbour_pass(pair: Pair) -> None:
    pair.holds()


def test_every_rule_is_shown() -> None:
    assert unproven(PAIRS, "ecs", container_memory.__name__) == set()
