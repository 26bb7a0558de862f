"""iam:PassRole: handing a role to a service. IAM user guide, "Grant a user permissions to pass a role to an AWS service"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from course.simulator.iam.asking.need import Around, Asked, Need

TASKS, ECS = "ecs-tasks.amazonaws.com", "ecs.amazonaws.com"
ROLE_FIELDS = ("taskRoleArn", "executionRoleArn")


def passed(asked: Asked, around: Around) -> list[Need]:
    """One need for each role that a call of ECS, EC2 or CloudFormation hands on, each once."""
    find = PASSES.get((asked.service, asked.operation))
    if find is None:
        return []
    roles: dict[tuple[str, str], Need] = {}
    for role, service in find(asked, around):
        arn = role if role.startswith("arn:") else around.arn_of("role", role)
        if arn:
            roles[arn, service] = Need("iam:PassRole", (arn,), {"iam:passedtoservice": service})
    return list(roles.values())


Roles = Iterator[tuple[str, str]]


def _of_definition(asked: Asked, around: Around) -> Roles:
    yield from ((asked.text(name), TASKS) for name in ROLE_FIELDS if asked.text(name))


def _of_run(asked: Asked, around: Around) -> Roles:
    """The roles of the definition, or those of the overrides. Captured in aws/serverless-application-model#2247."""
    overrides = asked.part("overrides")
    own = dict(zip(ROLE_FIELDS, around.roles_of(asked.text("taskDefinition")), strict=False))
    for name in ROLE_FIELDS:
        if role := overrides.get(name) or own.get(name):
            yield str(role), TASKS
    yield from _infrastructure(asked, around)


def _of_service(asked: Asked, around: Around) -> Roles:
    if asked.text("role"):
        yield asked.text("role"), ECS
    yield from _infrastructure(asked, around)


def _infrastructure(asked: Asked, around: Around) -> Roles:
    """Developer guide, "Amazon ECS infrastructure IAM role": passed to ecs.amazonaws.com."""
    for volume in asked.parts("volumeConfigurations"):
        yield from _role(volume.get("managedEBSVolume"))
    yield from (pair for lattice in asked.parts("vpcLatticeConfigurations") for pair in _role(lattice))
    for balancer in asked.parts("loadBalancers"):
        yield from _role(balancer.get("advancedConfiguration"))
    for service in asked.part("serviceConnectConfiguration").get("services") or ():
        yield from _role(service.get("tls") if isinstance(service, Mapping) else None)


def _role(holder: Any) -> Roles:
    if isinstance(holder, Mapping) and holder.get("roleArn"):
        yield str(holder["roleArn"]), ECS


def _of_provider(asked: Asked, around: Around) -> Roles:
    managed = asked.part("managedInstancesProvider")
    if managed.get("infrastructureRoleArn"):
        yield str(managed["infrastructureRoleArn"]), ECS


def _of_instances(asked: Asked, around: Around) -> Roles:
    profile = asked.part("IamInstanceProfile")
    name = str(profile.get("Arn") or profile.get("Name") or "")
    if name and (role := around.arn_of("role of instance profile", name)):
        yield role, "ec2.amazonaws.com"


def _of_stack(asked: Asked, around: Around) -> Roles:
    if asked.text("RoleARN"):
        yield asked.text("RoleARN"), "cloudformation.amazonaws.com"


PASSES = {
    ("ecs", "RegisterTaskDefinition"): _of_definition,
    ("ecs", "RunTask"): _of_run,
    ("ecs", "StartTask"): _of_run,
    ("ecs", "CreateService"): _of_service,
    ("ecs", "UpdateService"): _of_service,
    ("ecs", "CreateCapacityProvider"): _of_provider,
    ("ec2", "RunInstances"): _of_instances,
    **{
        ("cloudformation", f"{operation}{what}"): _of_stack
        for operation in ("Create", "Update", "Delete")
        for what in ("Stack", "ChangeSet")
    },
}
"""(service, operation) → the roles it hands on, each with the service that gets it."""
