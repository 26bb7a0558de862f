"""The scheduling strategy DAEMON: one task on each instance, and so what such a service may not ask for."""

from __future__ import annotations

from collections.abc import Iterator

from course.simulator.rules.ecs.launches import cluster_of
from course.simulator.rules.ecs.pages import CREATE_SERVICE, GUIDE, issue, seen
from course.simulator.rules.ecs.plans import controller, updated
from course.simulator.rules.rule import PARAPHRASED, Asked, Book, Breach, at
from course.simulator.rules.world import World

book = Book("ecs")

PAGE = f"{GUIDE}/ecs_service-options.html"
NO_COUNT = (
    "The daemon scheduling strategy does not support a desired count for services. Remove the desired count value and try"
    " again"
)
AT_MOST_100 = (
    "The daemon scheduling strategy does not support values above 100 for maximumPercent on a deployment configuration."
    " Change the maximumPercent value to 100, and try again"
)
NO_STRATEGY = (
    "Specifying a capacity provider strategy is not supported when you create a service using the DAEMON scheduling"
    " strategy."
)


def _daemon(asked: Asked) -> bool:
    return bool(asked.get("schedulingStrategy") == "DAEMON")


def _daemon_there(asked: Asked, world: World, wanted: bool) -> bool:
    """Whether an update that asks for something is about a DAEMON service."""
    service = updated(asked, world) if wanted else None
    return service is not None and service.get("schedulingStrategy") == "DAEMON"


@book.rule(
    "daemon-desired-count",
    "CreateService",
    code="InvalidParameterException",
    says=NO_COUNT,
    wording=issue("fabfuel/ecs-deploy", 59),
    page=PAGE,
    fix="Leave desiredCount out; 0 is refused too.",
)
def daemon_desired_count(asked: Asked) -> Iterator[Breach]:
    """A DAEMON service runs one task on each instance: how many that makes is not yours to say."""
    if _daemon(asked) and "desiredCount" in asked:
        yield at("desiredCount")


@book.rule(
    "daemon-desired-count-later",
    "UpdateService",
    code="InvalidParameterException",
    says=NO_COUNT,
    wording=issue("fabfuel/ecs-deploy", 59),
    page=PAGE,
    fix="Leave desiredCount out; add or remove instances instead.",
)
def daemon_desired_count_later(asked: Asked, world: World) -> Iterator[Breach]:
    """A DAEMON service runs one task on each instance: how many that makes is not yours to say."""
    if _daemon_there(asked, world, asked.get("desiredCount") is not None):
        yield at("desiredCount")


@book.rule(
    "daemon-maximum-percent",
    "CreateService",
    code="InvalidParameterException",
    says=AT_MOST_100,
    wording="https://github.com/hashicorp/terraform-provider-aws/pull/4825",
    page=PAGE,
    fix="Set maximumPercent to 100 or leave it out.",
)
def daemon_maximum_percent(asked: Asked) -> Iterator[Breach]:
    """There is never a second task of a DAEMON service on an instance, so maximumPercent is 100."""
    percent = (asked.get("deploymentConfiguration") or {}).get("maximumPercent") if _daemon(asked) else None
    if percent is not None and percent > 100:
        yield at("deploymentConfiguration", "maximumPercent")


@book.rule(
    "daemon-maximum-percent-later",
    "UpdateService",
    code="InvalidParameterException",
    says=AT_MOST_100,
    wording="https://github.com/hashicorp/terraform-provider-aws/pull/4825",
    page=PAGE,
    fix="Set maximumPercent to 100 or leave it out.",
)
def daemon_maximum_percent_later(asked: Asked, world: World) -> Iterator[Breach]:
    """There is never a second task of a DAEMON service on an instance, so maximumPercent is 100."""
    percent = (asked.get("deploymentConfiguration") or {}).get("maximumPercent")
    if percent is not None and _daemon_there(asked, world, percent > 100):
        yield at("deploymentConfiguration", "maximumPercent")


@book.rule(
    "daemon-placement-strategy",
    "CreateService",
    code="InvalidParameterException",
    says="The daemon scheduling strategy does not support placement strategies",
    wording=seen("pf-ecs-svc-daemon-with-placement-strategies"),
    page=PAGE,
    fix="Remove placementStrategy; placement constraints are allowed.",
)
def daemon_placement_strategy(asked: Asked) -> Iterator[Breach]:
    """A DAEMON service is on every instance, so there is nothing to spread or to pack."""
    if _daemon(asked) and asked.get("placementStrategy"):
        yield at("placementStrategy")


@book.rule(
    "daemon-on-fargate",
    "CreateService",
    code="InvalidParameterException",
    says="The daemon scheduling strategy is not supported for tasks using the Fargate launch type.",
    wording=PARAPHRASED,
    page=CREATE_SERVICE,
    fix="Run it on EC2 instances, or use REPLICA; on Fargate an agent goes into the task as a sidecar.",
)
def daemon_on_fargate(asked: Asked) -> Iterator[Breach]:
    """On Fargate there are no instances of yours to put one task on each."""
    if _daemon(asked) and asked.get("launchType") == "FARGATE":
        yield at("schedulingStrategy")


@book.rule(
    "daemon-with-capacity-strategy",
    "CreateService",
    code="InvalidParameterException",
    says=NO_STRATEGY,
    wording=issue("aws/containers-roadmap", 692),
    page=CREATE_SERVICE,
    fix="Remove the strategy and set launchType to EC2.",
)
def daemon_with_capacity_strategy(asked: Asked) -> Iterator[Breach]:
    """A DAEMON service is on every instance of the cluster, so no strategy shares its tasks out."""
    if _daemon(asked) and asked.get("capacityProviderStrategy") and not asked.get("launchType"):
        yield at("capacityProviderStrategy")


@book.rule(
    "daemon-with-default-strategy",
    "CreateService",
    code="InvalidParameterException",
    says=NO_STRATEGY,
    wording=issue("aws/containers-roadmap", 692),
    page=CREATE_SERVICE,
    fix="Set launchType to EC2, so that the cluster's default strategy does not apply.",
)
def daemon_with_default_strategy(asked: Asked, world: World) -> Iterator[Breach]:
    """The cluster's default strategy would apply to this DAEMON service, and a DAEMON service takes none."""
    if not _daemon(asked) or asked.get("launchType") or asked.get("capacityProviderStrategy"):
        return
    cluster = cluster_of(asked, world)
    if cluster is not None and cluster.get("defaultCapacityProviderStrategy"):
        yield at("launchType")


@book.rule(
    "daemon-controller",
    "CreateService",
    code="InvalidParameterException",
    says="The daemon scheduling strategy is not supported with the {controller} deployment controller.",
    wording=PARAPHRASED,
    page=CREATE_SERVICE,
    fix="Use the ECS controller.",
)
def daemon_controller(asked: Asked) -> Iterator[Breach]:
    """Only the ECS controller deploys DAEMON services, and this one is to be under {controller}."""
    if _daemon(asked) and controller(asked) != "ECS":
        yield at("deploymentController", "type", controller=controller(asked))


@book.rule(
    "daemon-volumes",
    "CreateService",
    code="InvalidParameterException",
    says="volumeConfigurations is only supported for REPLICA service and not DAEMON service.",
    wording=PARAPHRASED,
    page=CREATE_SERVICE,
    fix="Use a volume that the task definition describes in full.",
)
def daemon_volumes(asked: Asked) -> Iterator[Breach]:
    """ECS makes EBS volumes for the tasks of REPLICA services only."""
    if _daemon(asked) and asked.get("volumeConfigurations"):
        yield at("volumeConfigurations")
