"""Roles that ECS is given: those of a task, and that of the volumes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from course.simulator.rules.iam.documents import trusts
from course.simulator.rules.rule import Asked, Book, Breach, Path, at
from course.simulator.rules.world import World

book = Book("ecs")

GUIDE = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/{}.html"
OF_A_TASK = ("taskRoleArn", "executionRoleArn")
ROLE_ARN = re.compile(r"arn:[a-z-]+:iam::\d{12}:role/.+")
TASKS, ECS = "ecs-tasks.amazonaws.com", "ecs.amazonaws.com"


@book.rule(
    "task-role-assumable",
    "RunTask",
    "StartTask",
    code="ClientException",
    says="ECS was unable to assume the role '{role}' that was provided for this task. Please verify that the role being"
    " passed has the proper trust relationship and permissions and that your IAM user has permissions to pass this role.",
    wording="https://github.com/aws-samples/aws-modern-application-workshop/issues/88",
    page=GUIDE.format("task-iam-roles"),
    fix=f"Let the role's trust policy allow sts:AssumeRole to {TASKS}.",
)
def task_role_assumable(asked: Asked, world: World) -> Iterator[Breach]:
    """A task gets its roles from ECS, so they exist and trust ecs-tasks.amazonaws.com; {role} does not."""
    definition = world.task_definition(str(asked.get("taskDefinition")))
    overrides = asked.get("overrides") or {}
    for member in OF_A_TASK:
        role = overrides.get(member) or (definition or {}).get(member)
        if role and _cannot_be_assumed(str(role), TASKS, world):
            path: Path = ("overrides", member) if overrides.get(member) else ("taskDefinition",)
            yield Breach(path, {"role": role})


@book.rule(
    "infrastructure-role-assumable",
    "CreateService",
    "UpdateService",
    code="InvalidParameterException",
    says="ECS was unable to assume the configured ECS Infrastructure Role '{role}'. Please verify that the role being"
    " passed has the proper trust relationship with Amazon ECS.",
    wording="https://github.com/hashicorp/terraform-provider-aws/issues/38538",
    page=GUIDE.format("infrastructure_IAM_role"),
    fix=f"Let the role's trust policy allow sts:AssumeRole to {ECS}.",
)
def infrastructure_role_assumable(asked: Asked, world: World) -> Iterator[Breach]:
    """What ECS makes and changes by itself, it does under a role that exists and trusts ecs.amazonaws.com; {role} does not."""
    for place in _infrastructure_roles(asked):
        role = place[-1]
        if role and _cannot_be_assumed(str(role), ECS, world):
            yield at(*place[:-1], "roleArn", role=role)


def _infrastructure_roles(asked: Asked) -> Iterator[tuple[Any, ...]]:
    """Where a role stands under which ECS acts by itself (volumes, shifted traffic, VPC Lattice), and the role."""
    for place, volume in enumerate(asked.get("volumeConfigurations") or ()):
        yield "volumeConfigurations", place, "managedEBSVolume", (volume.get("managedEBSVolume") or {}).get("roleArn")
    for place, balancer in enumerate(asked.get("loadBalancers") or ()):
        advanced = balancer.get("advancedConfiguration") or {}
        yield "loadBalancers", place, "advancedConfiguration", advanced.get("roleArn")
    for place, lattice in enumerate(asked.get("vpcLatticeConfigurations") or ()):
        yield "vpcLatticeConfigurations", place, lattice.get("roleArn")


def _cannot_be_assumed(role: str, service: str, world: World) -> bool:
    """Whether ECS could not assume a role of this account. What other accounts have is not known."""
    if role.startswith("arn:") and f":iam::{world.account}:" not in role:
        return False
    found = world.role(role)
    return found is None or not trusts(found.get("AssumeRolePolicyDocument"), service)
