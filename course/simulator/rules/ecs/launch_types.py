"""Launch types and platform versions held against the strategy, the task definition and each other."""

from __future__ import annotations

from collections.abc import Iterator

from course.simulator.rules.ecs.launches import launch_type_of
from course.simulator.rules.ecs.pages import CREATE_SERVICE, GUIDE, RUN_TASK, issue
from course.simulator.rules.ecs.plans import planned, touches
from course.simulator.rules.ecs.revisions import definition_of
from course.simulator.rules.rule import PARAPHRASED, Asked, Book, Breach, at
from course.simulator.rules.world import World

book = Book("ecs")

VERSIONS = ("LATEST", "1.4.0", "1.3.0", "1.2.0", "1.1.0", "1.0.0")
"""Every name that a Fargate platform version ever had: developer guide, "Fargate platform versions for Amazon ECS"."""
VERSIONS_PAGE = f"{GUIDE}/platform-fargate.html"
OF_TASKS = ("CreateService", "UpdateService", "RunTask", "CreateTaskSet")


@book.rule(
    "strategy-and-launch-type",
    "CreateService",
    "RunTask",
    "CreateTaskSet",
    code="InvalidParameterException",
    says="Specifying both a launch type and capacity provider strategy is not supported. Remove one and try again.",
    wording=issue("pulumi/pulumi-awsx", 599),
    page=CREATE_SERVICE,
    fix="Remove launchType, or the strategy.",
)
def strategy_and_launch_type(asked: Asked) -> Iterator[Breach]:
    """A request names a launch type or a capacity provider strategy, never both."""
    if asked.get("capacityProviderStrategy") and asked.get("launchType"):
        yield at("launchType")


@book.rule(
    "launch-type-managed-instances",
    "CreateService",
    "RunTask",
    "CreateTaskSet",
    code="InvalidParameterException",
    says="To use Amazon ECS Managed Instances, specify a capacity provider strategy and omit the launch type.",
    wording=PARAPHRASED,
    page=CREATE_SERVICE,
    fix="Name the Managed Instances provider in capacityProviderStrategy and leave launchType out.",
)
def launch_type_managed_instances(asked: Asked) -> Iterator[Breach]:
    """Managed Instances are reached through a capacity provider strategy only, not as a launch type."""
    if asked.get("launchType") == "MANAGED_INSTANCES" and not asked.get("capacityProviderStrategy"):
        yield at("launchType")


@book.rule(
    "platform-version-unknown",
    *OF_TASKS,
    code="PlatformUnknownException",
    says="The specified platform version doesn't exist.",
    wording="botocore ecs PlatformUnknownException",
    page=VERSIONS_PAGE,
    fix="Leave platformVersion out or write LATEST; on Linux that is 1.4.0.",
)
def platform_version_unknown(asked: Asked) -> Iterator[Breach]:
    """Fargate has no platform version {version}."""
    version = asked.get("platformVersion")
    if version and version not in VERSIONS:
        yield at("platformVersion", version=version)


@book.rule(
    "platform-version-with-ec2",
    "CreateService",
    "RunTask",
    "CreateTaskSet",
    code="InvalidParameterException",
    says="The platform version must be null when specifying an EC2 launch type.",
    wording=issue("ansible-collections/community.aws", 770),
    page=RUN_TASK,
    fix="Leave platformVersion out.",
)
def platform_version_with_ec2(asked: Asked) -> Iterator[Breach]:
    """Platform versions belong to Fargate; on EC2 the instance's image and agent decide."""
    if asked.get("launchType") == "EC2" and asked.get("platformVersion"):
        yield at("platformVersion")


@book.rule(
    "platform-version-off-fargate",
    *OF_TASKS,
    code="InvalidParameterException",
    says="The platform version must be null when specifying an EC2 launch type.",
    wording=issue("ansible-collections/community.aws", 770),
    page=RUN_TASK,
    fix="Leave platformVersion out, or run on Fargate: nothing in this request or the cluster's defaults says so.",
)
def platform_version_off_fargate(asked: Asked, world: World) -> Iterator[Breach]:
    """Platform versions belong to Fargate, and these tasks would run on EC2 instances."""
    plan = planned(asked, world) if asked.get("platformVersion") and asked.get("launchType") != "EC2" else None
    if plan is not None and launch_type_of(plan, world) == "EC2":
        yield at("platformVersion")


@book.rule(
    "definition-off-launch-type",
    *OF_TASKS,
    code="InvalidParameterException",
    says="Task definition does not support launch_type {launch_type}.",
    wording=issue("aws/aws-cli", 3983),
    page=f"{GUIDE}/task_definition_parameters.html",
    fix="Register the task definition with {launch_type} in requiresCompatibilities: AWS then says what is missing.",
)
def definition_off_launch_type(asked: Asked, world: World) -> Iterator[Breach]:
    """The task definition cannot run on {launch_type}: its compatibilities are {compatibilities}."""
    names = ("taskDefinition", "capacityProviderStrategy")
    plan = planned(asked, world) if touches(asked, *names) else None
    definition = definition_of(plan, world) if plan is not None else None
    if plan is None or definition is None:
        return
    compatible = definition.get("compatibilities") or ()
    wanted = launch_type_of(plan, world)
    if compatible and wanted in ("FARGATE", "EC2", "EXTERNAL") and wanted not in compatible:
        yield at("taskDefinition", launch_type=wanted, compatibilities=", ".join(compatible))
