"""RunTask and StartTask: how many, in whose name, and with which overrides."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from course.simulator.rules.ecs.definition_sources import SIZES
from course.simulator.rules.ecs.launches import cluster_of, launch_type_of
from course.simulator.rules.ecs.pages import API, GUIDE, RUN_TASK, issue
from course.simulator.rules.ecs.revisions import containers, definition_of
from course.simulator.rules.ecs.task_definition import cpu_units, memory_mib
from course.simulator.rules.ecs.task_sizes import FARGATE_MEMORY
from course.simulator.rules.rule import PARAPHRASED, Asked, Book, Breach, at
from course.simulator.rules.world import World

book = Book("ecs")

BOTH = ("RunTask", "StartTask")
START_TASK = f"{API}/API_StartTask.html"
OVERRIDE_PAGE = f"{API}/API_ContainerOverride.html"
MOST_AT_ONCE = 10
LONGEST_OVERRIDES = 8192
"""Characters, "including the JSON formatting characters": API reference, RunTask, overrides."""
_STARTED_BY = re.compile(r"[A-Za-z0-9_/-]*")


def _overrides(asked: Asked) -> Mapping[str, Any]:
    return asked.get("overrides") or {}


@book.rule(
    "run-task-count",
    "RunTask",
    code="InvalidParameterException",
    says="count must be between 1 and 10.",
    wording=PARAPHRASED,
    page=RUN_TASK,
    fix="Ask for 1 to 10 tasks in one call.",
)
def run_task_count(asked: Asked) -> Iterator[Breach]:
    """One call of RunTask starts 1 to 10 tasks, and {count} are asked for."""
    count = asked.get("count")
    if count is not None and not 1 <= count <= MOST_AT_ONCE:
        yield at("count", count=count)


@book.rule(
    "start-task-instances",
    "StartTask",
    code="InvalidParameterException",
    says="containerInstances can have at most 10 items.",
    wording=PARAPHRASED,
    page=START_TASK,
    fix="Name at most 10 container instances in one call.",
)
def start_task_instances(asked: Asked) -> Iterator[Breach]:
    """One call of StartTask starts tasks on at most 10 instances, and {count} are named."""
    count = len(asked.get("containerInstances") or ())
    if count > MOST_AT_ONCE:
        yield at("containerInstances", count=count)


@book.rule(
    "started-by",
    "RunTask",
    code="InvalidParameterException",
    says="Invalid startedBy: up to 128 letters (uppercase and lowercase), numbers, hyphens, forward slashes, and underscores"
    " are allowed.",
    wording=PARAPHRASED,
    page=RUN_TASK,
    fix="Use letters, digits, hyphens, slashes and underscores, at most 128.",
)
def started_by(asked: Asked) -> Iterator[Breach]:
    """startedBy has letters, digits, hyphens, slashes and underscores, 128 at most; {text} does not fit."""
    text = str(asked.get("startedBy") or "")
    if len(text) > 128 or not _STARTED_BY.fullmatch(text):
        yield at("startedBy", text=text[:80])


@book.rule(
    "run-task-propagates-service-tags",
    "RunTask",
    code="InvalidParameterException",
    says="Invalid value for propagateTags",
    wording="https://github.com/kayac/ecspresso/blob/v2/run.go",
    page=RUN_TASK,
    fix="Use TASK_DEFINITION, or give the tags themselves.",
)
def run_task_propagates_service_tags(asked: Asked) -> Iterator[Breach]:
    """A task that RunTask starts belongs to no service whose tags it could take."""
    if asked.get("propagateTags") == "SERVICE":
        yield at("propagateTags")


@book.rule(
    "overrides-too-long",
    *BOTH,
    code="InvalidParameterException",
    says="Container Overrides length must be at most 8192",
    wording=issue("Netflix/metaflow", 1482),
    page=RUN_TASK,
    fix="Put the data where the task can fetch it (S3, Parameter Store) and override only its address.",
)
def overrides_too_long(asked: Asked) -> Iterator[Breach]:
    """All overrides together have at most 8192 characters as JSON, and these have {count}."""
    overrides = _overrides(asked)
    count = len(json.dumps(overrides, separators=(",", ":"), ensure_ascii=False, default=str)) if overrides else 0
    if count > LONGEST_OVERRIDES:
        yield at("overrides", count=count)


@book.rule(
    "override-without-container",
    *BOTH,
    code="InvalidParameterException",
    says="The name of the container must be specified if any override is specified.",
    wording=PARAPHRASED,
    page=OVERRIDE_PAGE,
    fix="Name the container that gets the override.",
)
def override_without_container(asked: Asked) -> Iterator[Breach]:
    """An override is for one container, and this one does not say for which."""
    for index, override in enumerate(_overrides(asked).get("containerOverrides") or ()):
        if override and not override.get("name"):
            yield at("overrides", "containerOverrides", index, "name")


@book.rule(
    "override-storage",
    *BOTH,
    code="InvalidParameterException",
    says="Ephemeral storage must be between 21 and 200 GiB.",
    wording=PARAPHRASED,
    page=f"{API}/API_EphemeralStorage.html",
    fix="Choose 21 to 200 GiB; 20 GiB are there without asking.",
)
def override_storage(asked: Asked) -> Iterator[Breach]:
    """Fargate gives a task 21 to 200 GiB of its own on request, and {size} are asked for."""
    size = (_overrides(asked).get("ephemeralStorage") or {}).get("sizeInGiB")
    if size is not None and not 21 <= size <= 200:
        yield at("overrides", "ephemeralStorage", "sizeInGiB", size=size)


@book.rule(
    "override-container-unknown",
    *BOTH,
    code="InvalidParameterException",
    says="Override for container named {name} is not a container in the TaskDefinition.",
    wording=issue("azavea/django-ecsmanage", 21),
    page=OVERRIDE_PAGE,
    fix="Write the name of a container of the task definition: {there}.",
)
def override_container_unknown(asked: Asked, world: World) -> Iterator[Breach]:
    """The overrides name the container {name}, and the task definition has {there}."""
    named = _overrides(asked).get("containerOverrides") or ()
    definition = definition_of(asked, world) if named and cluster_of(asked, world) is not None else None
    if definition is None:
        return
    there = containers(definition)
    for index, override in enumerate(named):
        name = override.get("name")
        if name and name not in there:
            yield at("overrides", "containerOverrides", index, "name", name=name, there=", ".join(there))


@book.rule(
    "override-fargate-size",
    "RunTask",
    code="InvalidParameterException",
    says="No Fargate configuration exists for given values.",
    wording=f"{GUIDE}/task-cpu-memory-error.html",
    page=SIZES,
    fix="Override cpu and memory together, with a pair that Fargate offers.",
)
def override_fargate_size(asked: Asked, world: World) -> Iterator[Breach]:
    """With the overrides the task would have {cpu} CPU units and {memory} MiB, which Fargate does not offer."""
    overrides = _overrides(asked)
    if not overrides.get("cpu") and not overrides.get("memory"):
        return
    definition = definition_of(asked, world)
    if definition is None or launch_type_of(asked, world) != "FARGATE":
        return
    cpu = cpu_units(str(overrides.get("cpu") or definition.get("cpu") or ""))
    memory = memory_mib(str(overrides.get("memory") or definition.get("memory") or ""))
    if cpu is not None and memory is not None and memory not in FARGATE_MEMORY.get(cpu, ()):
        yield at("overrides", "memory", cpu=cpu, memory=memory)
