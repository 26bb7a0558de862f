"""Task sizes: Fargate's table of CPU and memory, and what the platform adds to it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from course.simulator.rules.ecs.definition_sources import SIZE_ERRORS, SIZES, api, issue, observed
from course.simulator.rules.ecs.task_definition import GIB, on_fargate, on_windows, task_cpu, task_memory
from course.simulator.rules.rule import PARAPHRASED, Asked, Book, Breach, at

book = Book("ecs")

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

LEAST_CPU, MOST_CPU = 128, 196608
"""CPU units of a task anywhere. API reference, RegisterTaskDefinition, `cpu`."""
WINDOWS_CPU = (1024, 2048, 4096)
"""CPU units of Windows tasks on Fargate. The table in the developer guide, column "Operating systems"."""

NO_SUCH_SIZE = (
    "No Fargate configuration exists for given values: {cpu} CPU, {memory} memory. "
    "See the Amazon ECS documentation for the valid values."
)
"""As AWS answered in September 2026. Until then the sentence ended at "values"."""


def _cpu_in_bounds(asked: Asked) -> int | None:
    cpu = task_cpu(asked)
    return cpu if cpu is not None and LEAST_CPU <= cpu <= MOST_CPU else None


@book.rule(
    "task-cpu-invalid",
    "RegisterTaskDefinition",
    code="ClientException",
    says="Invalid 'cpu' setting for task.",
    wording=SIZE_ERRORS,
    page=api("RegisterTaskDefinition"),
    fix='Write CPU units ("256" to "196608") or vCPUs (".25 vCPU").',
)
def task_cpu_invalid(asked: Asked) -> Iterator[Breach]:
    """A task's CPU is a number of units from 128 to 196608 or a number of vCPUs, and {cpu} is neither."""
    given = asked.get("cpu")
    if given is not None and _cpu_in_bounds(asked) is None:
        yield at("cpu", cpu=repr(given))


@book.rule(
    "task-memory-invalid",
    "RegisterTaskDefinition",
    code="ClientException",
    says="Invalid 'memory' setting for task.",
    wording=PARAPHRASED,
    page=SIZE_ERRORS,
    fix='Write MiB ("512") or GB ("0.5 GB").',
)
def task_memory_invalid(asked: Asked) -> Iterator[Breach]:
    """A task's memory is a number of MiB or of GB, and {memory} is neither."""
    given = asked.get("memory")
    # a number with another unit of memory has the benefit of the doubt
    if given is not None and not re.fullmatch(
        r"\s*0*[1-9]\d*\s*|\s*\d*\.?\d+\s*[kmg]i?b\s*", str(given), re.IGNORECASE
    ):
        yield at("memory", memory=repr(given))


@book.rule(
    "fargate-cpu-missing",
    "RegisterTaskDefinition",
    code="ClientException",
    says="Fargate requires that 'cpu' be defined at the task level.",
    wording=observed("fargate-task-cpu-memory"),
    page=SIZES,
    fix='Give the task itself a CPU that Fargate offers, "256" for the smallest.',
)
def fargate_cpu_missing(asked: Asked) -> Iterator[Breach]:
    """On Fargate the task itself has a size, whatever its containers ask for, and this one has no CPU."""
    if on_fargate(asked) and asked.get("cpu") is None:
        yield at("cpu")


@book.rule(
    "fargate-memory-missing",
    "RegisterTaskDefinition",
    code="ClientException",
    says="Fargate requires that 'memory' be defined at the task level.",
    wording=issue("aws/amazon-ecs-cli", 982),
    page=SIZES,
    fix='Give the task itself a memory that Fargate offers with its CPU, "512" for the smallest.',
)
def fargate_memory_missing(asked: Asked) -> Iterator[Breach]:
    """On Fargate the task itself has a size, whatever its containers ask for, and this one has no memory."""
    if on_fargate(asked) and asked.get("memory") is None:
        yield at("memory")


@book.rule(
    "fargate-task-cpu",
    "RegisterTaskDefinition",
    code="ClientException",
    says=NO_SUCH_SIZE,
    wording=observed("windows-arm64"),
    page=SIZES,
    fix="Choose a CPU that Fargate offers: {offered}.",
)
def fargate_task_cpu(asked: Asked) -> Iterator[Breach]:
    """Fargate offers eight amounts of CPU, and {cpu} units is none of them."""
    if not on_fargate(asked):
        return
    cpu, memory = _cpu_in_bounds(asked), task_memory(asked)
    if cpu is not None and memory is not None and cpu not in FARGATE_MEMORY:
        yield at("cpu", cpu=cpu, memory=memory, offered=", ".join(map(str, FARGATE_MEMORY)))


@book.rule(
    "fargate-task-size",
    "RegisterTaskDefinition",
    code="ClientException",
    says=NO_SUCH_SIZE,
    wording=observed("windows-arm64"),
    page=SIZES,
    fix="Choose a memory that Fargate offers with {cpu} CPU units: {offered}.",
)
def fargate_task_size(asked: Asked) -> Iterator[Breach]:
    """Fargate offers {cpu} CPU units only with certain amounts of memory, and {memory} MiB is none of them."""
    if not on_fargate(asked):
        return
    cpu, memory = task_cpu(asked), task_memory(asked)
    if cpu in FARGATE_MEMORY and memory is not None and memory not in FARGATE_MEMORY[cpu]:
        offered = FARGATE_MEMORY[cpu]
        step = f"{offered[0]} to {offered[-1]} MiB" if len(offered) > 3 else ", ".join(map(str, offered)) + " MiB"
        yield at("memory", cpu=cpu, memory=memory, offered=step)


@book.rule(
    "fargate-windows-small",
    "RegisterTaskDefinition",
    code="ClientException",
    says=NO_SUCH_SIZE,
    wording=observed("fargate-windows-cpu-under-1vcpu"),
    page=api("RegisterTaskDefinition"),
    fix="Give a Windows task at least 1024 CPU units.",
)
def fargate_windows_small(asked: Asked) -> Iterator[Breach]:
    """On Fargate, Windows needs at least one vCPU, and {cpu} units is less."""
    cpu = task_cpu(asked)
    if cpu in FARGATE_MEMORY and cpu < min(WINDOWS_CPU) and on_fargate(asked) and on_windows(asked):
        yield at("cpu", cpu=cpu, memory=asked.get("memory"))


@book.rule(
    "fargate-windows-large",
    "RegisterTaskDefinition",
    code="ClientException",
    says=NO_SUCH_SIZE,
    wording=PARAPHRASED,
    page=SIZES,
    fix="Use at most 4096 CPU units, or Linux.",
)
def fargate_windows_large(asked: Asked) -> Iterator[Breach]:
    """On Fargate, 8 vCPU and more are for Linux only."""
    cpu = task_cpu(asked)
    if cpu in FARGATE_MEMORY and cpu > max(WINDOWS_CPU) and on_fargate(asked) and on_windows(asked):
        yield at("cpu", cpu=cpu, memory=asked.get("memory"))
