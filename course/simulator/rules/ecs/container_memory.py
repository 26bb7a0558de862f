"""Memory and CPU of containers: what each must have, and what all may have together within the task's size."""

from __future__ import annotations

from collections.abc import Iterator

from course.simulator.rules.ecs.definition_sources import api, issue, observed
from course.simulator.rules.ecs.task_definition import containers, in_container, on_fargate, task_cpu, task_memory
from course.simulator.rules.rule import PARAPHRASED, Asked, Book, Breach, at

book = Book("ecs")


@book.rule(
    "container-memory-missing",
    "RegisterTaskDefinition",
    code="ClientException",
    says="Invalid setting for container '{name}'. At least one of 'memory' or 'memoryReservation' must be specified.",
    wording=issue("aws/aws-cli", 4453),
    page=api("ContainerDefinition"),
    fix="Give {name} a memory or a memoryReservation, or the whole task a memory.",
)
def container_memory_missing(asked: Asked) -> Iterator[Breach]:
    """Where the task has no memory of its own, each container says how much it needs, and {name} does not."""
    if asked.get("memory") is not None or on_fargate(asked):
        return
    for place, container in containers(asked):
        if not container.get("memory") and not container.get("memoryReservation"):
            yield in_container(place, "memory", name=container.get("name"))


@book.rule(
    "container-memory-order",
    "RegisterTaskDefinition",
    code="ClientException",
    says="'memory' must be greater than or equal to 'memoryReservation'",
    wording=observed("container-memory-reservation"),
    page=api("ContainerDefinition"),
    fix="Raise the limit memory to at least {soft} MiB, or reserve less.",
)
def container_memory_order(asked: Asked) -> Iterator[Breach]:
    """A container's limit cannot lie below what is reserved for it: {hard} MiB and {soft} MiB."""
    for place, container in containers(asked):
        hard, soft = container.get("memory"), container.get("memoryReservation")
        if hard and soft and hard < soft:
            yield in_container(place, "memory", hard=hard, soft=soft)


@book.rule(
    "container-memory-above-task",
    "RegisterTaskDefinition",
    code="ClientException",
    says="The 'memory' setting for container '{name}' is greater than for the task.",
    wording=issue("pulumi/pulumi-awsx", 188),
    page=api("ContainerDefinition"),
    fix="Give {name} at most {whole} MiB, or the task more.",
)
def container_memory_above_task(asked: Asked) -> Iterator[Breach]:
    """A container cannot have more memory than its whole task: {hard} MiB of {whole} MiB."""
    whole = task_memory(asked)
    if whole is None:
        return
    for place, container in containers(asked):
        hard = container.get("memory") or 0
        if hard > whole:
            yield in_container(place, "memory", name=container.get("name"), hard=hard, whole=whole)


@book.rule(
    "container-reservations-above-task",
    "RegisterTaskDefinition",
    code="ClientException",
    says="The sum of all container 'memoryReservation' values cannot be greater than the value of the task 'memory'.",
    wording=PARAPHRASED,
    page=api("ContainerDefinition"),
    fix="Reserve at most {whole} MiB in all, or give the task more memory.",
)
def container_reservations_above_task(asked: Asked) -> Iterator[Breach]:
    """The containers cannot reserve more memory than their task has: {reserved} MiB of {whole} MiB."""
    whole = task_memory(asked)
    if whole is None:
        return
    reserved = sum(container.get("memoryReservation") or 0 for _, container in containers(asked))
    if reserved > whole:
        yield at("containerDefinitions", reserved=reserved, whole=whole)


@book.rule(
    "container-cpu-above-task",
    "RegisterTaskDefinition",
    code="ClientException",
    says="The sum of all container 'cpu' values cannot be greater than the value of the task 'cpu'.",
    wording=issue("aws/aws-cdk", 1553),
    page=api("ContainerDefinition"),
    fix="Give the containers at most {whole} CPU units in all, or the task more.",
)
def container_cpu_above_task(asked: Asked) -> Iterator[Breach]:
    """On Fargate the containers cannot have more CPU than their task: {parts} units of {whole}."""
    whole = task_cpu(asked)
    if whole is None or not on_fargate(asked):
        return
    parts = sum(container.get("cpu") or 0 for _, container in containers(asked))
    if parts > whole:
        yield at("containerDefinitions", parts=parts, whole=whole)
