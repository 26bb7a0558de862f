"""Task sizes: Fargate's table of CPU and memory, and what the platform adds to it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from course.simulator.rules.rule import Asked, Book, Breach, at

book = Book("ecs")

SIZES_PAGE = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html#task_size"
GIB = 1024

FARGATE_MEMORY: dict[int, tuple[int, ...]] = {
    256: (512, 1 * GIB, 2 * GIB),
    512: tuple(range(1 * GIB, 4 * GIB + 1, GIB)),
    1024: tuple(range(2 * GIB, 8 * GIB + 1, GIB)),
    2048: tuple(range(4 * GIB, 16 * GIB + 1, GIB)),
    4096: tuple(range(8 * GIB, 30 * GIB + 1, GIB)),
    8192: tuple(range(16 * GIB, 60 * GIB + 1, 4 * GIB)),
    16384: tuple(range(32 * GIB, 120 * GIB + 1, 8 * GIB)),
    32768: (60 * GIB, 120 * GIB, 244 * GIB),
}
"""CPU units → MiB of memory that Fargate offers with them. Developer guide, "Task size"; 32 vCPU: since 2026."""


def cpu_units(text: str) -> int | None:
    """Task-level CPU in units: "1024" and "1 vCPU" are the same. None for anything else."""
    if match := re.fullmatch(r"(\d+)", text.strip()):
        return int(match[1])
    if match := re.fullmatch(r"(\d*\.?\d+)\s*vcpu", text.strip(), re.IGNORECASE):
        return round(float(match[1]) * 1024)
    return None


def memory_mib(text: str) -> int | None:
    """Task-level memory in MiB: "2048" and "2 GB" are the same. None for anything else."""
    if match := re.fullmatch(r"(\d+)", text.strip()):
        return int(match[1])
    if match := re.fullmatch(r"(\d*\.?\d+)\s*gb", text.strip(), re.IGNORECASE):
        return round(float(match[1]) * GIB)
    return None


def on_fargate(asked: Asked) -> bool:
    """Whether the task definition is to be valid for Fargate."""
    return "FARGATE" in (asked.get("requiresCompatibilities") or ())


@book.rule(
    "fargate-task-size",
    "RegisterTaskDefinition",
    code="ClientException",
    says="No Fargate configuration exists for given values.",
    wording="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-cpu-memory-error.html",
    page=SIZES_PAGE,
    fix="Choose a memory that Fargate offers with {cpu} CPU units: {offered}.",
)
def fargate_task_size(asked: Asked) -> Iterator[Breach]:
    """Fargate offers {cpu} CPU units only with certain amounts of memory, and {memory} MiB is none of them."""
    if not on_fargate(asked) or not asked.get("cpu") or not asked.get("memory"):
        return
    cpu, memory = cpu_units(str(asked["cpu"])), memory_mib(str(asked["memory"]))
    if cpu in FARGATE_MEMORY and memory is not None and memory not in FARGATE_MEMORY[cpu]:
        offered = FARGATE_MEMORY[cpu]
        step = f"{offered[0]} to {offered[-1]} MiB" if len(offered) > 3 else ", ".join(map(str, offered)) + " MiB"
        yield at("memory", cpu=cpu, memory=memory, offered=step)
