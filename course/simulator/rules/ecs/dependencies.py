"""Dependencies between containers: which must start, end or be healthy before which, links, and how long to wait."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from course.simulator.rules.ecs.definition_sources import api, issue, observed
from course.simulator.rules.ecs.task_definition import (
    Part,
    container_names,
    containers,
    in_container,
    name_of,
    on_fargate,
    parts,
)
from course.simulator.rules.rule import PARAPHRASED, Asked, Book, Breach

book = Book("ecs")

SHORTEST, LONGEST = 2, 120
"""Seconds of startTimeout and stopTimeout on Fargate. API reference, ContainerDefinition."""


def _dependencies(asked: Asked) -> Iterator[tuple[int, Part, int, str, Part]]:
    """Each dependency: the container's place, the container, the dependency's number, the other's name, the dependency."""
    for place, container in containers(asked):
        for number, dependency in parts(container, "dependsOn"):
            yield place, container, number, dependency.get("containerName") or "", dependency


def _in_a_circle(ahead: Mapping[str, set[str]]) -> set[str]:
    """The names that lead back to themselves by way of others."""
    found = set()
    for start in ahead:
        seen: set[str] = set()
        open_ = set(ahead[start]) - {start}
        while open_:
            name = open_.pop()
            seen.add(name)
            open_ |= ahead.get(name, set()) - seen
        if start in seen:
            found.add(start)
    return found


@book.rule(
    "depends-on-unknown",
    "RegisterTaskDefinition",
    code="ClientException",
    says="Cannot depend on container + '{other}' because it does not exist",
    wording=issue("dagster-io/dagster", 6926),
    page=api("ContainerDependency"),
    fix="Name a container of this task definition: {names}.",
)
def depends_on_unknown(asked: Asked) -> Iterator[Breach]:
    """A container can depend only on another of the same task definition, and there is no {other}."""
    names = container_names(asked)
    for place, _, number, other, _ in _dependencies(asked):
        if other not in names:
            where = ("dependsOn", number, "containerName")
            yield in_container(place, *where, other=other, names=", ".join(sorted(names)))


@book.rule(
    "depends-on-itself",
    "RegisterTaskDefinition",
    code="ClientException",
    says="Container '{name}' cannot depend on itself",
    wording=PARAPHRASED,
    page=api("ContainerDependency"),
    fix="Remove the dependency, or name another container.",
)
def depends_on_itself(asked: Asked) -> Iterator[Breach]:
    """A container cannot wait for itself, and {name} does."""
    for place, container, number, other, _ in _dependencies(asked):
        if other and other == name_of(container):
            yield in_container(place, "dependsOn", number, "containerName", name=other)


@book.rule(
    "depends-on-cycle",
    "RegisterTaskDefinition",
    code="ClientException",
    says="Container dependencies should not have a cycle",
    wording=PARAPHRASED,
    page=api("ContainerDependency"),
    fix="Remove one of the dependencies between {names}.",
)
def depends_on_cycle(asked: Asked) -> Iterator[Breach]:
    """Containers that wait for each other in a circle never start: {names}."""
    ahead: dict[str, set[str]] = {}
    for _, container, _, other, _ in _dependencies(asked):
        ahead.setdefault(name_of(container), set()).add(other)
    circle = _in_a_circle(ahead)
    for place, container in containers(asked):
        if name_of(container) in circle:
            yield in_container(place, "dependsOn", names=", ".join(sorted(circle)))
            return


@book.rule(
    "depends-on-healthy",
    "RegisterTaskDefinition",
    code="ClientException",
    says="A dependency container with HEALTHY condition must have health check configured",
    wording=observed("dependson-healthy-without-healthcheck"),
    page=api("ContainerDependency"),
    fix="Give {other} a healthCheck in the task definition (one in the image does not count), or wait for START.",
)
def depends_on_healthy(asked: Asked) -> Iterator[Breach]:
    """Without a health check {other} is never healthy, so nothing can wait for that."""
    unchecked = {name_of(container) for _, container in containers(asked) if container.get("healthCheck") is None}
    for place, _, number, other, dependency in _dependencies(asked):
        if dependency.get("condition") == "HEALTHY" and other in unchecked:
            yield in_container(place, "dependsOn", number, "condition", other=other)


@book.rule(
    "depends-on-essential",
    "RegisterTaskDefinition",
    code="ClientException",
    says="A dependency container with SUCCESS or COMPLETE condition cannot be an essential container",
    wording=issue("boto/boto3", 2436),
    page=api("ContainerDependency"),
    fix="Set essential to false for {other}, or wait for START or HEALTHY.",
)
def depends_on_essential(asked: Asked) -> Iterator[Breach]:
    """When {other} ends the task ends, because it is essential, so nothing can wait for its end."""
    essential = {name_of(container) for _, container in containers(asked) if container.get("essential") is not False}
    for place, _, number, other, dependency in _dependencies(asked):
        if dependency.get("condition") in ("SUCCESS", "COMPLETE") and other in essential:
            yield in_container(place, "dependsOn", number, "condition", other=other)


@book.rule(
    "links-cycle",
    "RegisterTaskDefinition",
    code="ClientException",
    says="Container links should not have a cycle",
    wording=issue("Shippable/support", 4194),
    page=api("ContainerDefinition"),
    fix="Remove one of the links between {names}.",
)
def links_cycle(asked: Asked) -> Iterator[Breach]:
    """A linked container starts first, so links in a circle cannot be kept: {names}."""
    ahead = {
        name_of(container): {str(link).partition(":")[0] for link in container.get("links") or ()}
        for _, container in containers(asked)
        if container.get("links")
    }
    circle = _in_a_circle(ahead)
    for place, container in containers(asked):
        if name_of(container) in circle:
            yield in_container(place, "links", names=", ".join(sorted(circle)))
            return


@book.rule(
    "fargate-start-timeout",
    "RegisterTaskDefinition",
    code="ClientException",
    says="The 'startTimeout' setting for container '{name}' must be between 2 and 120",
    wording=PARAPHRASED,
    page=api("ContainerDefinition"),
    fix="Set startTimeout to 2 to 120 seconds.",
)
def fargate_start_timeout(asked: Asked) -> Iterator[Breach]:
    """On Fargate a container waits 2 to 120 seconds for those it depends on, not {seconds}."""
    yield from _beyond(asked, "startTimeout")


@book.rule(
    "fargate-stop-timeout",
    "RegisterTaskDefinition",
    code="ClientException",
    says="The 'stopTimeout' setting for container '{name}' must be between 2 and 120",
    wording=PARAPHRASED,
    page=api("ContainerDefinition"),
    fix="Set stopTimeout to 2 to 120 seconds.",
)
def fargate_stop_timeout(asked: Asked) -> Iterator[Breach]:
    """On Fargate a container has 2 to 120 seconds between SIGTERM and SIGKILL, not {seconds}."""
    yield from _beyond(asked, "stopTimeout")


def _beyond(asked: Asked, key: str) -> Iterator[Breach]:
    if on_fargate(asked):
        for place, container in containers(asked):
            seconds = container.get(key)
            if seconds is not None and not SHORTEST <= seconds <= LONGEST:
                yield in_container(place, key, name=name_of(container), seconds=seconds)
