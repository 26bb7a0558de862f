"""The list of containers: how many, their names, which are essential, how large the whole may be."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from course.simulator.rules.ecs.definition_sources import MOTO_TESTS, PARAMETERS, QUOTAS, api, issue, observed, pull
from course.simulator.rules.ecs.task_definition import containers, in_container, name_of
from course.simulator.rules.rule import PARAPHRASED, Asked, Book, Breach, at
from course.simulator.rules.unknown import Undecided

book = Book("ecs")

MOST_CONTAINERS = 10
LONGEST_NAME = 255
LARGEST = 64 * 1024
"""Bytes of a task definition. Developer guide, service quotas."""


@book.rule(
    "containers-empty",
    "RegisterTaskDefinition",
    code="ClientException",
    says="Container list cannot be empty.",
    wording=pull("awsdocs/aws-cloudformation-user-guide", 454),
    page=api("RegisterTaskDefinition"),
    fix="Define at least one container.",
)
def containers_empty(asked: Asked) -> Iterator[Breach]:
    """A task definition needs at least one container."""
    if not asked.get("containerDefinitions"):
        yield at("containerDefinitions")


@book.rule(
    "containers-too-many",
    "RegisterTaskDefinition",
    code="ClientException",
    says="Too many containers.",
    wording=issue("aws/amazon-ecs-cli", 184),
    page=QUOTAS,
    fix="Split them over several task definitions: containers that need not run side by side need not be one task.",
)
def containers_too_many(asked: Asked) -> Iterator[Breach]:
    """A task has at most ten containers, and this one has {count}."""
    count = len(asked.get("containerDefinitions") or ())
    if count > MOST_CONTAINERS:
        yield at("containerDefinitions", count=count)


@book.rule(
    "container-name-missing",
    "RegisterTaskDefinition",
    code="ClientException",
    says="Container.name should not be null or empty.",
    wording=MOTO_TESTS,
    page=PARAMETERS,
    fix="Name the container.",
)
def container_name_missing(asked: Asked) -> Iterator[Breach]:
    """Every container needs a name."""
    for place, container in containers(asked):
        if not container.get("name"):
            yield in_container(place, "name")


@book.rule(
    "container-name-characters",
    "RegisterTaskDefinition",
    code="ClientException",
    says="Container.name contains invalid characters.",
    wording=issue("hashicorp/terraform-provider-aws", 5950),
    page=api("ContainerDefinition"),
    fix="Use only letters, digits, hyphens and underscores in {name}.",
)
def container_name_characters(asked: Asked) -> Iterator[Breach]:
    """The name {name} has a character in it that is neither letter, digit, hyphen nor underscore."""
    for place, container in containers(asked):
        name = name_of(container)
        if re.search(r"[^A-Za-z0-9_-]", name):
            yield in_container(place, "name", name=name)


@book.rule(
    "container-name-length",
    "RegisterTaskDefinition",
    code="ClientException",
    says="Container.name should be 255 characters or less",
    wording=PARAPHRASED,
    page=api("ContainerDefinition"),
    fix="Shorten the name to 255 characters.",
)
def container_name_length(asked: Asked) -> Iterator[Breach]:
    """A container's name is at most 255 characters long, and this one has {length}."""
    for place, container in containers(asked):
        length = len(name_of(container))
        if length > LONGEST_NAME:
            yield in_container(place, "name", length=length)


@book.rule(
    "container-names-unique",
    "RegisterTaskDefinition",
    code="ClientException",
    says="Container names must be unique within a task definition",
    wording=observed("duplicate-container-names"),
    page=PARAMETERS,
    fix="Give each container of the task definition a name of its own.",
)
def container_names_unique(asked: Asked) -> Iterator[Breach]:
    """Two containers of a task definition cannot share the name {name}."""
    seen: set[str] = set()
    for place, container in containers(asked):
        name = name_of(container)
        if name and name in seen:
            yield in_container(place, "name", name=name)
        seen.add(name)


@book.rule(
    "essential-container-missing",
    "RegisterTaskDefinition",
    code="ClientException",
    says="Task definition doesn't have any essential container",
    wording=observed("essential-container"),
    page=api("ContainerDefinition"),
    fix="Let at least one container be essential, as it is when nothing is said.",
)
def essential_container_missing(asked: Asked) -> Iterator[Breach]:
    """A task lives as long as its essential containers, and this one has none."""
    if asked.get("containerDefinitions") and all(c.get("essential") is False for _, c in containers(asked)):
        yield at("containerDefinitions")


@book.rule(
    "task-definition-size",
    "RegisterTaskDefinition",
    code="ClientException",
    says="Actual length: '{length}'. Max allowed length is '65536' bytes.",
    wording=pull("awsdocs/amazon-ecs-developer-guide", 149),
    page=QUOTAS,
    fix="Move long texts out of it: into environment files, parameters, or the image.",
)
def task_definition_size(asked: Asked) -> Iterator[Breach]:
    """A task definition is at most 64 KiB large, and this one has {length} bytes."""
    text = json.dumps(asked, separators=(",", ":"), ensure_ascii=False, default=_unknown)
    if len(text) * 4 > LARGEST:  # otherwise it fits, whatever its characters take
        length = len(text.encode(errors="replace"))
        if length > LARGEST:
            yield at("containerDefinitions", length=length)


def _unknown(value: Any) -> Any:
    raise Undecided
