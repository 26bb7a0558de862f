"""Roles that ECS is given: those of a task, that of the volumes, and that of a service with a load balancer."""

from __future__ import annotations

import re
from collections.abc import Iterator

from course.simulator.rules.iam.documents import trusts
from course.simulator.rules.rule import Asked, Book, Breach, Path, at
from course.simulator.rules.world import World

book = Book("ecs")

GUIDE = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/{}.html"
OF_A_TASK = ("taskRoleArn", "executionRoleArn")
ROLE_ARN = re.compile(r"arn:[a-z-]+:iam::\d{12}:role/.+")
TASKS, ECS = "ecs-tasks.amazonaws.com", "ecs.amazonaws.com"


def probed(rule: str) -> str:
    """A public record of what CloudFormation and this API answered to a real deployment (cdk-preflight)."""
    return f"https://github.com/badmintoncryer/cdk-preflight/blob/main/rules/ecs/pf-ecs-{rule}/rule.rego"


@book.rule(
    "role-valid",
    "RegisterTaskDefinition",
    code="ClientException",
    says="Role is not valid",
    wording="https://github.com/fabfuel/ecs-deploy/issues/231",
    page=GUIDE.format("task_definition_parameters"),
    fix="Write the role's ARN, arn:aws:iam::ACCOUNT:role/NAME, or leave {member} out.",
)
def role_valid(asked: Asked) -> Iterator[Breach]:
    """A role of a task is named by the ARN or the name of an IAM role, and {role} is neither."""
    for member in OF_A_TASK:
        role = asked.get(member)
        if isinstance(role, str) and (not role.strip() or (role.startswith("arn:") and not ROLE_ARN.fullmatch(role))):
            yield at(member, member=member, role=role or "an empty text")


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
    """ECS makes the volumes itself, so their role exists and trusts ecs.amazonaws.com; {role} does not."""
    for place, volume in enumerate(asked.get("volumeConfigurations") or ()):
        role = (volume.get("managedEBSVolume") or {}).get("roleArn")
        if role and _cannot_be_assumed(str(role), ECS, world):
            yield at("volumeConfigurations", place, "managedEBSVolume", "roleArn", role=role)


@book.rule(
    "service-role-with-load-balancer",
    "CreateService",
    code="InvalidParameterException",
    says="IAM roles are only valid for services configured to use load balancers",
    wording=probed("svc-role-without-load-balancers"),
    page=GUIDE.format("service_definition_parameters"),
    fix="Leave role out: ECS has a service-linked role of its own.",
)
def service_role_with_load_balancer(asked: Asked) -> Iterator[Breach]:
    """A service's role is for its load balancer, and here is none."""
    if asked.get("role") and not asked.get("loadBalancers"):
        yield at("role")


@book.rule(
    "service-role-without-awsvpc",
    "CreateService",
    code="InvalidParameterException",
    says="You cannot specify an IAM role for services that require a service linked role",
    wording=probed("svc-role-with-awsvpc"),
    page=GUIDE.format("service_definition_parameters"),
    fix="Leave role out: ECS has a service-linked role of its own.",
)
def service_role_without_awsvpc(asked: Asked) -> Iterator[Breach]:
    """Tasks in awsvpc mode need ECS's service-linked role, so the service has no other."""
    if asked.get("role") and asked.get("loadBalancers") and asked.get("networkConfiguration"):
        yield at("role")


def _cannot_be_assumed(role: str, service: str, world: World) -> bool:
    """Whether ECS could not assume a role of this account. What other accounts have is not known."""
    if role.startswith("arn:") and f":iam::{world.account}:" not in role:
        return False
    found = world.role(role)
    return found is None or not trusts(found.get("AssumeRolePolicyDocument"), service)
