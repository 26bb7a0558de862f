"""Services as such: their names and counts, their task definitions, ECS Exec."""

from __future__ import annotations

import re
from collections.abc import Iterator

from course.simulator.rules.ecs.launches import cluster_of
from course.simulator.rules.ecs.pages import CREATE_SERVICE, GUIDE, RUN_TASK, UPDATE_SERVICE, issue, seen
from course.simulator.rules.ecs.plans import controller, planned, touches, updated
from course.simulator.rules.ecs.revisions import definition_of
from course.simulator.rules.rule import PARAPHRASED, Asked, Book, Breach, at
from course.simulator.rules.world import Record, World

book = Book("ecs")

_NAME = re.compile(r"[A-Za-z0-9_-]{1,255}")
EXEC_PAGE = f"{GUIDE}/ecs-exec.html"
ROLE_FIX = "Give the task definition a taskRoleArn whose policy allows the ssmmessages actions of ECS Exec."


def _definition(asked: Asked, world: World) -> Record | None:
    return definition_of(asked, world) if cluster_of(asked, world) is not None else None


@book.rule(
    "service-name",
    "CreateService",
    code="InvalidParameterException",
    says="Invalid service name: up to 255 letters (uppercase and lowercase), numbers, underscores, and hyphens are allowed.",
    wording=PARAPHRASED,
    page=CREATE_SERVICE,
    fix="Use letters, digits, hyphens and underscores, at most 255.",
)
def service_name(asked: Asked) -> Iterator[Breach]:
    """A service's name has letters, digits, hyphens and underscores only, 255 at most; {name} does not fit."""
    name = str(asked.get("serviceName") or "")
    if not _NAME.fullmatch(name):
        yield at("serviceName", name=name[:80] or "an empty name")


@book.rule(
    "desired-count-negative",
    "CreateService",
    "UpdateService",
    code="InvalidParameterException",
    says="desiredCount must be at least 0",
    wording=PARAPHRASED,
    page=CREATE_SERVICE,
    fix="Ask for 0 or more tasks.",
)
def desired_count_negative(asked: Asked) -> Iterator[Breach]:
    """A service wants 0 tasks or more, and {count} are asked for."""
    count = asked.get("desiredCount")
    if count is not None and count < 0:
        yield at("desiredCount", count=count)


@book.rule(
    "service-without-definition",
    "CreateService",
    code="InvalidParameterException",
    says="TaskDefinition can not be blank.",
    wording=PARAPHRASED,
    page=CREATE_SERVICE,
    fix="Name a task definition; only services under the EXTERNAL controller have none.",
)
def service_without_definition(asked: Asked) -> Iterator[Breach]:
    """A service under the {controller} controller has a task definition."""
    if controller(asked) != "EXTERNAL" and not asked.get("taskDefinition"):
        yield at("taskDefinition", controller=controller(asked))


@book.rule(
    "external-with-definition",
    "CreateService",
    code="InvalidParameterException",
    says="TaskDefinition must be blank",
    wording=seen("pf-ecs-svc-external-with-taskdef"),
    page=CREATE_SERVICE,
    fix="Name the task definition in CreateTaskSet instead.",
)
def external_with_definition(asked: Asked) -> Iterator[Breach]:
    """Under the EXTERNAL controller each task set has its task definition, and the service has none."""
    if controller(asked) == "EXTERNAL" and asked.get("taskDefinition"):
        yield at("taskDefinition")


@book.rule(
    "service-definition-unknown",
    "CreateService",
    "UpdateService",
    "CreateTaskSet",
    code="ClientException",
    says="TaskDefinition not found.",
    wording=issue("Cloud-CV/EvalAI", 2419),
    page=CREATE_SERVICE,
    fix="Look in ListTaskDefinitions; a family without a revision means its latest ACTIVE one.",
)
def service_definition_unknown(asked: Asked, world: World) -> Iterator[Breach]:
    """There is no task definition {name}."""
    if asked.get("taskDefinition") and cluster_of(asked, world) is not None and definition_of(asked, world) is None:
        yield at("taskDefinition", name=asked["taskDefinition"])


@book.rule(
    "service-definition-inactive",
    "CreateService",
    "UpdateService",
    "CreateTaskSet",
    code="ClientException",
    says="TaskDefinition is inactive",
    wording="https://github.com/Cloud-CV/EvalAI/blob/master/apps/challenges/aws_utils.py",
    page=f"{GUIDE}/deregister-task-definition-v2.html",
    fix="Use an ACTIVE revision, or register it once more.",
)
def service_definition_inactive(asked: Asked, world: World) -> Iterator[Breach]:
    """The task definition {name} was deregistered; nothing new starts from it."""
    definition = _definition(asked, world)
    if definition is not None and definition.get("status", "ACTIVE") != "ACTIVE":
        yield at("taskDefinition", name=asked["taskDefinition"])


@book.rule(
    "task-definition-unknown",
    "RunTask",
    "StartTask",
    code="ClientException",
    says="TaskDefinition not found.",
    wording=issue("Cloud-CV/EvalAI", 2419),
    page=RUN_TASK,
    fix="Look in ListTaskDefinitions; a family without a revision means its latest ACTIVE one.",
)
def task_definition_unknown(asked: Asked, world: World) -> Iterator[Breach]:
    """There is no task definition {name}."""
    if asked.get("taskDefinition") and cluster_of(asked, world) is not None and definition_of(asked, world) is None:
        yield at("taskDefinition", name=asked["taskDefinition"])


@book.rule(
    "task-definition-inactive",
    "RunTask",
    "StartTask",
    code="InvalidParameterException",
    says="TaskDefinition is inactive",
    wording="https://github.com/DefangLabs/defang/pull/775",
    page=f"{GUIDE}/deregister-task-definition-v2.html",
    fix="Use an ACTIVE revision, or register it once more.",
)
def task_definition_inactive(asked: Asked, world: World) -> Iterator[Breach]:
    """The task definition {name} was deregistered; nothing new starts from it."""
    definition = _definition(asked, world)
    if definition is not None and definition.get("status", "ACTIVE") != "ACTIVE":
        yield at("taskDefinition", name=asked["taskDefinition"])


@book.rule(
    "exec-without-role",
    "CreateService",
    code="InvalidParameterException",
    says="The service couldn't be created because a valid taskRoleArn is not being used. Specify a valid task role in your"
    " task definition and try again.",
    wording=PARAPHRASED,
    page=EXEC_PAGE,
    fix=ROLE_FIX,
)
def exec_without_role(asked: Asked, world: World) -> Iterator[Breach]:
    """ECS Exec works with the rights of the task role, and the task definition has none."""
    definition = _definition(asked, world) if asked.get("enableExecuteCommand") else None
    if definition is not None and not definition.get("taskRoleArn"):
        yield at("enableExecuteCommand")


@book.rule(
    "exec-without-role-later",
    "UpdateService",
    code="InvalidParameterException",
    says="The service couldn't be updated because a valid taskRoleArn is not being used. Specify a valid task role in your"
    " task definition and try again.",
    wording=issue("docker-archive/compose-cli", 2120),
    page=UPDATE_SERVICE,
    fix=ROLE_FIX,
)
def exec_without_role_later(asked: Asked, world: World) -> Iterator[Breach]:
    """ECS Exec works with the rights of the task role, and the service's task definition has none."""
    plan = planned(asked, world) if touches(asked, "taskDefinition", "enableExecuteCommand") else None
    if plan is None or updated(asked, world) is None or not plan.get("enableExecuteCommand"):
        return
    definition = definition_of(plan, world)
    if definition is not None and not definition.get("taskRoleArn"):
        yield at("enableExecuteCommand")


@book.rule(
    "exec-without-task-role",
    "RunTask",
    "StartTask",
    code="InvalidParameterException",
    says="The execute command failed because a valid task role is not being used. Specify a valid task role in your task"
    " definition or as a task override and try again.",
    wording=issue("boto/boto3", 3173),
    page=RUN_TASK,
    fix="Give the task definition a taskRoleArn, or name one in overrides.",
)
def exec_without_task_role(asked: Asked, world: World) -> Iterator[Breach]:
    """ECS Exec works with the rights of the task role, and neither the task definition nor the overrides name one."""
    definition = _definition(asked, world) if asked.get("enableExecuteCommand") else None
    if definition is None or definition.get("taskRoleArn"):
        return
    if not (asked.get("overrides") or {}).get("taskRoleArn"):
        yield at("enableExecuteCommand")
