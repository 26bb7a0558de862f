"""Task sets: for services under the EXTERNAL controller, between 0 and 100 percent of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from course.simulator.rules.ecs.launches import short
from course.simulator.rules.ecs.pages import API, GUIDE
from course.simulator.rules.ecs.plans import controller
from course.simulator.rules.rule import PARAPHRASED, Asked, Book, Breach, at
from course.simulator.rules.world import Record, World

book = Book("ecs")

EXTERNAL_PAGE = f"{GUIDE}/deployment-type-external.html"
ALL = ("CreateTaskSet", "UpdateTaskSet", "DeleteTaskSet", "UpdateServicePrimaryTaskSet")


def _service(asked: Asked, world: World) -> Record | None:
    if not asked.get("service"):
        return None
    return world.service(str(asked.get("cluster") or "default"), str(asked["service"]))


def _task_set(asked: Asked, world: World) -> Mapping[str, Any] | None:
    """The task set that a request names, by id or ARN."""
    wanted = short(str(asked.get("taskSet") or ""))
    for each in (_service(asked, world) or {}).get("taskSets") or ():
        if wanted in (short(str(each.get("id") or "")), short(str(each.get("taskSetArn") or ""))):
            return each  # type: ignore[no-any-return]
    return None


@book.rule(
    "task-set-scale",
    "CreateTaskSet",
    "UpdateTaskSet",
    code="InvalidParameterException",
    says="scale value must be between 0 and 100.",
    wording=PARAPHRASED,
    page=f"{API}/API_Scale.html",
    fix="Give a percentage of the service's desired count, from 0 to 100.",
)
def task_set_scale(asked: Asked) -> Iterator[Breach]:
    """A task set has 0 to 100 percent of the service's desired count, and {value} are asked for."""
    value = (asked.get("scale") or {}).get("value")
    if value is not None and not 0 <= value <= 100:
        yield at("scale", "value", value=value)


@book.rule(
    "task-set-controller",
    "CreateTaskSet",
    code="InvalidParameterException",
    says="Task sets can only be created for services that use the EXTERNAL deployment controller.",
    wording=PARAPHRASED,
    page=f"{API}/API_CreateTaskSet.html",
    fix="Use UpdateService, or create the service with the deployment controller EXTERNAL.",
)
def task_set_controller(asked: Asked, world: World) -> Iterator[Breach]:
    """Task sets are for services under the EXTERNAL controller; here ECS itself deploys."""
    service = _service(asked, world)
    if service is not None and service.get("status", "ACTIVE") == "ACTIVE" and controller(service) == "ECS":
        yield at("service")


@book.rule(
    "task-set-service-inactive",
    *ALL,
    code="ServiceNotActiveException",
    says="Service was not ACTIVE.",
    wording=PARAPHRASED,
    page=EXTERNAL_PAGE,
    fix="Create the service anew.",
)
def task_set_service_inactive(asked: Asked, world: World) -> Iterator[Breach]:
    """The service is {status}: its task sets are no longer changed."""
    status = (_service(asked, world) or {}).get("status", "ACTIVE")
    if status != "ACTIVE":
        yield at("service", status=status)


@book.rule(
    "task-set-in-use",
    "DeleteTaskSet",
    code="InvalidParameterException",
    says="The task set cannot be deleted while it is scaled above 0.",
    wording=PARAPHRASED,
    page=f"{API}/API_DeleteTaskSet.html",
    fix="Scale it to 0 first (UpdateTaskSet), or pass force=true.",
)
def task_set_in_use(asked: Asked, world: World) -> Iterator[Breach]:
    """The task set has {value} percent of the service's tasks, and they would stop with it."""
    task_set = _task_set(asked, world) if not asked.get("force") else None
    value = ((task_set or {}).get("scale") or {}).get("value") or 0
    if task_set is not None and value > 0 and task_set.get("computedDesiredCount", 1):
        yield at("taskSet", value=value)
