"""Roles of a task: what is no role at all, and what cannot be done without an execution role."""

from __future__ import annotations

import re
from collections.abc import Iterator

from course.simulator.rules.ecs.definition_sources import GUIDE, api, issue
from course.simulator.rules.ecs.task_definition import containers, in_container, name_of, on_fargate
from course.simulator.rules.rule import Asked, Book, Breach, at

book = Book("ecs")

EXECUTION_ROLE = f"{GUIDE}/task_execution_IAM_role.html"
_ROLE = re.compile(r"arn:[\w-]+:iam::\d{12}:role/[\w+=,.@/-]+|[\w+=,.@/-]+", re.ASCII)
"""A role's ARN, or its name (and path) in short."""
_ECR_IMAGE = re.compile(r"\d{12}\.dkr[.-]ecr[\w.-]*\.[a-z0-9-]+\.(amazonaws\.com|on\.aws)\b")


@book.rule(
    "role-invalid",
    "RegisterTaskDefinition",
    code="ClientException",
    says="Role is not valid",
    wording=issue("aws-samples/aws-modern-application-workshop", 9),
    page=api("RegisterTaskDefinition"),
    fix="Write the role's ARN: arn:aws:iam::111122223333:role/name.",
)
def role_invalid(asked: Asked) -> Iterator[Breach]:
    """A role is named by its ARN, or the task's role by its name, and {given} is neither."""
    for key in ("taskRoleArn", "executionRoleArn"):
        given = asked.get(key)
        if given is not None and not _ROLE.fullmatch(given):
            yield at(key, given=repr(given))


@book.rule(
    "secrets-execution-role",
    "RegisterTaskDefinition",
    code="ClientException",
    says="When you are specifying container secrets, you must also specify a value for 'executionRoleArn'.",
    wording=issue("fabfuel/ecs-deploy", 87),
    page=EXECUTION_ROLE,
    fix="Add an executionRoleArn whose role may read the secrets of {name}.",
)
def secrets_execution_role(asked: Asked) -> Iterator[Breach]:
    """Secrets are fetched before the container starts, with the execution role, and there is none."""
    if not asked.get("executionRoleArn"):
        for place, container in containers(asked):
            if container.get("secrets"):
                yield in_container(place, "secrets", name=name_of(container))


@book.rule(
    "fargate-ecr-execution-role",
    "RegisterTaskDefinition",
    code="ClientException",
    says="Fargate requires task definition to have execution role ARN to support ECR images.",
    wording=issue("hashicorp/terraform-provider-aws", 3051),
    page=EXECUTION_ROLE,
    fix="Add an executionRoleArn with the policy AmazonECSTaskExecutionRolePolicy.",
)
def fargate_ecr_execution_role(asked: Asked) -> Iterator[Breach]:
    """On Fargate the execution role pulls images from ECR, and there is none."""
    if on_fargate(asked) and not asked.get("executionRoleArn"):
        for place, container in containers(asked):
            if _ECR_IMAGE.match(container.get("image") or ""):
                yield in_container(place, "image")


@book.rule(
    "fargate-awslogs-execution-role",
    "RegisterTaskDefinition",
    code="ClientException",
    says="Fargate requires task definition to have execution role ARN to support log driver awslogs.",
    wording=issue("virtual-kubelet/virtual-kubelet", 193),
    page=EXECUTION_ROLE,
    fix="Add an executionRoleArn with the policy AmazonECSTaskExecutionRolePolicy.",
)
def fargate_awslogs_execution_role(asked: Asked) -> Iterator[Breach]:
    """On Fargate the execution role writes the logs to CloudWatch, and there is none."""
    if on_fargate(asked) and not asked.get("executionRoleArn"):
        for place, container in containers(asked):
            if (container.get("logConfiguration") or {}).get("logDriver") == "awslogs":
                yield in_container(place, "logConfiguration", "logDriver")
