"""The rules of task sizes: what each refuses, and its nearest valid neighbour."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.simulator.rules import findings
from course.simulator.rules.ecs import task_sizes
from course.simulator.rules.ecs.task_definition import cpu_units, memory_mib
from course.simulator.rules.ecs.task_sizes import FARGATE_MEMORY
from tests.simulator.rules.ecs.definitions import EC2, FARGATE, pair
from tests.simulator.rules.pairs import Pair, unproven

WINDOWS = {"runtimePlatform": {"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"}}
LINUX = {"runtimePlatform": {"operatingSystemFamily": "LINUX"}}


def size(cpu: str, memory: str) -> dict[str, str]:
    """Members of a task definition."""
    return {"cpu": cpu, "memory": memory}


PAIRS = [
    *(
        pair("task-cpu-invalid", FARGATE | {"cpu": refused}, FARGATE | {"cpu": accepted})
        for refused, accepted in [("", "256"), ("a lot", "256"), ("0.25", ".25 vCPU"), ("64", "256")]
    ),
    pair("task-cpu-invalid", EC2 | {"cpu": "127"}, EC2 | {"cpu": "128"}),
    pair("task-cpu-invalid", EC2 | {"cpu": "193 vCPU"}, EC2 | {"cpu": "192 vCPU"}),
    *(
        pair("task-memory-invalid", FARGATE | {"memory": refused}, FARGATE | {"memory": accepted})
        for refused, accepted in [("", "512"), ("much", "512"), ("0.5", "0.5 GB")]
    ),
    pair("fargate-cpu-missing", FARGATE | {"cpu": None}, FARGATE),
    pair("fargate-memory-missing", FARGATE | {"memory": None}, FARGATE),
    pair("fargate-task-cpu", FARGATE | {"cpu": "300"}, FARGATE | {"cpu": "256"}),
    pair("fargate-task-cpu", FARGATE | {"cpu": "300"}, EC2 | {"cpu": "300"}),
    pair("fargate-task-size", FARGATE | {"memory": "4096"}, FARGATE | {"memory": "2048"}),
    pair("fargate-task-size", FARGATE | size("32 vCPU", "200 GB"), FARGATE | size("32 vCPU", "244 GB")),
    pair("fargate-windows-small", FARGATE | WINDOWS, FARGATE | LINUX),
    pair("fargate-windows-small", FARGATE | WINDOWS | size("512", "2048"), FARGATE | WINDOWS | size("1024", "2048")),
    pair("fargate-windows-large", FARGATE | WINDOWS | size("8192", "16384"), FARGATE | WINDOWS | size("4096", "16384")),
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


@given(st.sampled_from(sorted(FARGATE_MEMORY)), st.integers(1, 250 * 4))
def test_what_is_not_in_the_table_is_refused(cpu: int, quarters: int) -> None:
    memory = quarters * 256
    found = findings("ecs", "RegisterTaskDefinition", FARGATE | size(str(cpu), str(memory)))
    assert [one.rule for one in found] == ([] if memory in FARGATE_MEMORY[cpu] else ["fargate-task-size"])


def test_the_words_name_both_values() -> None:
    (found,) = findings("ecs", "RegisterTaskDefinition", FARGATE | {"memory": "4096"})
    assert "256 CPU, 4096 memory" in found.says
    assert found.fix == "Choose a memory that Fargate offers with 256 CPU units: 512, 1024, 2048 MiB."
