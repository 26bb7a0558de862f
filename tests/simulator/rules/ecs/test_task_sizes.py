"""The rules of task sizes: what each refuses, and its nearest valid neighbour."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.simulator.rules.ecs import task_sizes
from course.simulator.rules.ecs.task_sizes import FARGATE_MEMORY, cpu_units, memory_mib
from tests.simulator.rules.pairs import Pair, unproven, with_

FARGATE = {
    "family": "web",
    "requiresCompatibilities": ["FARGATE"],
    "networkMode": "awsvpc",
    "cpu": "256",
    "memory": "512",
    "containerDefinitions": [{"name": "web", "image": "nginx"}],
}

PAIRS = [
    Pair("fargate-task-size", "RegisterTaskDefinition", with_(FARGATE, "memory", value="4096"), FARGATE),
    Pair(
        "fargate-task-size",
        "RegisterTaskDefinition",
        with_(with_(FARGATE, "cpu", value="32 vCPU"), "memory", value="200 GB"),
        with_(with_(FARGATE, "cpu", value="32 vCPU"), "memory", value="244 GB"),
    ),
]


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_refuses_and_lets_the_neighbour_pass(pair: Pair) -> None:
    pair.holds()


def test_every_rule_is_shown() -> None:
    assert unproven(PAIRS, "ecs", task_sizes.__name__) == set()


@given(st.sampled_from(sorted(FARGATE_MEMORY)), st.integers(1, 250))
def test_both_spellings_of_a_size_mean_the_same(cpu: int, gigabytes: int) -> None:
    assert cpu_units(f"{cpu / 1024} vCPU") == cpu
    assert memory_mib(f"{gigabytes} GB") == memory_mib(str(gigabytes * 1024))
