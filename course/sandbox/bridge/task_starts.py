"""Whether a task of the records may start: its facts put together for the decision (simulator/starting)."""

from __future__ import annotations

from typing import Any

from course.sandbox.bridge.start_surroundings import RecordsAround
from course.simulator.network.model import Interface
from course.simulator.starting.access import assumable
from course.simulator.starting.decide import trouble
from course.simulator.starting.facts import Starter, Trouble
from course.simulator.starting.reading import asked_of
from course.simulator.starting.reasons import cannot_assume
from course.simulator.starting.uses import refusal
from course.simulator.task import ContainerRun, Task


def trouble_of(account: str, region: str, record: Any, definition: Any, task: Task) -> Trouble | None:
    """What keeps a task from starting, None where nothing does."""
    return trouble(starter_of(account, region, record, definition, task), RecordsAround(account, region))


def refused_to(account: str, region: str, record: Any, definition: Any, task: Task, run: ContainerRun) -> list[str]:
    """What AWS refuses a running program: the line it logs, for each of its uses; "" where it may."""
    starter, around = starter_of(account, region, record, definition, task), RecordsAround(account, region)
    return [refusal(starter, around, use, run.behaviour.sdk) for use in run.behaviour.uses]


def starter_of(account: str, region: str, record: Any, definition: Any, task: Task) -> Starter:
    """A task of the records as the decision sees it."""
    overrides = record.overrides or {}
    return Starter(
        id=task.id,
        account=account,
        region=region,
        containers=asked_of({"containerDefinitions": definition.container_definitions}, region),
        arn=task.arn,
        execution_role=overrides.get("executionRoleArn") or getattr(definition, "execution_role_arn", "") or "",
        task_role=overrides.get("taskRoleArn") or getattr(definition, "task_role_arn", "") or "",
        fargate=task.fargate,
        architecture=task.definition.architecture,
        interface=interface_of_task(record, task),
    )


def interface_of_task(record: Any, task: Task) -> Interface | None:
    """The task's own interface. On a container instance the agent uses the instance's, which nobody knows."""
    vpc = (record.network or {}).get("awsvpcConfiguration")
    if not vpc or not task.fargate or not task.address:
        return None
    groups = tuple(vpc.get("securityGroups") or record.default_groups)
    return Interface(f"task {task.id[:8]}", task.subnet, task.address, groups, vpc.get("assignPublicIp") == "ENABLED")


def roles_refused(account: str, region: str, definition: Any, overrides: dict[str, Any]) -> str:
    """Why ECS cannot assume a role of the definition, in its words; "" where it can assume all."""
    around = RecordsAround(account, region)
    starter = Starter("", account, region, (), arn=f"arn:aws:ecs:{region}:{account}:*")
    roles = (
        overrides.get("executionRoleArn") or getattr(definition, "execution_role_arn", ""),
        overrides.get("taskRoleArn") or getattr(definition, "task_role_arn", ""),
    )
    refused = (role for role in roles if role and not assumable(starter, around, role))
    return next(map(cannot_assume, refused), "")
