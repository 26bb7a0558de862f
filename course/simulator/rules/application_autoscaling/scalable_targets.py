"""Scalable targets: which service they are, and between which numbers they scale."""

from __future__ import annotations

import re
from collections.abc import Iterator

from course.simulator.rules.application_autoscaling.pages import api, probed
from course.simulator.rules.rule import PARAPHRASED, Asked, Book, Breach, at
from course.simulator.rules.world import Record, World

book = Book("application-autoscaling")

REGISTER = api("RegisterScalableTarget")
DIMENSION = "ecs:service:DesiredCount"
ON_A_TARGET = ("PutScalingPolicy", "PutScheduledAction")
PUT = ("RegisterScalableTarget", *ON_A_TARGET)
BELOW_MINIMUM = "Maximum capacity cannot be less than minimum capacity"
MOTO = "https://github.com/getmoto/moto/blob/master/moto/applicationautoscaling/models.py"
NAMED = "service namespace: {namespace}, resource ID: {resource}, scalable dimension: {dimension}"


def target_of(asked: Asked, world: World) -> Record | None:
    """The scalable target that the request names."""
    return world.scalable_target(str(asked.get("ResourceId")), str(asked.get("ScalableDimension")))


def named(asked: Asked) -> dict[str, object]:
    """What fills the blanks of NAMED."""
    return {
        "namespace": asked.get("ServiceNamespace"),
        "resource": asked.get("ResourceId"),
        "dimension": asked.get("ScalableDimension"),
    }


@book.rule(
    "scalable-dimension-of-its-namespace",
    *PUT,
    code="ValidationException",
    says="Unsupported service namespace, resource type or scalable dimension",
    wording=probed("resource-id-shape"),
    page=REGISTER,
    fix=f"For an ECS service write ServiceNamespace ecs, ResourceId service/CLUSTER/SERVICE and {DIMENSION}.",
)
def scalable_dimension_of_its_namespace(asked: Asked) -> Iterator[Breach]:
    """Namespace, resource id and dimension speak of the same kind of thing: ecs, service/…, ecs:service:DesiredCount."""
    namespace, dimension = asked.get("ServiceNamespace"), asked.get("ScalableDimension")
    if isinstance(namespace, str) and isinstance(dimension, str) and not dimension.startswith(f"{namespace}:"):
        yield at("ScalableDimension")
    elif namespace == "ecs" and not str(asked.get("ResourceId")).startswith("service/"):
        yield at("ResourceId")


@book.rule(
    "ecs-resource-id",
    *PUT,
    code="ValidationException",
    says="The resource ID '{resource}' is not valid: it must be service/CLUSTER/SERVICE",
    wording=PARAPHRASED,
    page=REGISTER,
    fix="Write service/, the name of the cluster, a slash, the name of the service: no ARNs.",
)
def ecs_resource_id(asked: Asked) -> Iterator[Breach]:
    """An ECS service is named service/CLUSTER/SERVICE here, and not {resource}."""
    resource = str(asked.get("ResourceId"))
    of_ecs = asked.get("ServiceNamespace") == "ecs" and resource.startswith("service/")
    if of_ecs and not re.fullmatch(r"service/[^/:]+/[^/:]+", resource):
        yield at("ResourceId", resource=resource)


@book.rule(
    "scaled-service-exists",
    "RegisterScalableTarget",
    code="ValidationException",
    says="ECS service doesn't exist: {resource}",
    wording="https://github.com/spinnaker/clouddriver/blob/master/clouddriver-ecs/src/main/java/com/netflix/spinnaker/"
    "clouddriver/ecs/deploy/ops/CreateServerGroupAtomicOperation.java",
    page=REGISTER,
    fix="Create the service first, or mend the names of cluster and service.",
)
def scaled_service_exists(asked: Asked, world: World) -> Iterator[Breach]:
    """Only a service that is there can be scaled."""
    parts = str(asked.get("ResourceId")).split("/")
    if asked.get("ServiceNamespace") == "ecs" and parts[0] == "service" and len(parts) == 3:
        service = world.service(parts[1], parts[2])
        if service is None or service.get("status") == "INACTIVE":
            yield at("ResourceId", resource=asked.get("ResourceId"))


@book.rule(
    "capacity-not-negative",
    "RegisterScalableTarget",
    code="ValidationException",
    says="{which} capacity cannot be less than 0",
    wording=PARAPHRASED,
    page=REGISTER,
    fix="Choose 0 or more.",
)
def capacity_not_negative(asked: Asked) -> Iterator[Breach]:
    """A service has no fewer than 0 tasks."""
    for member, which in (("MinCapacity", "Minimum"), ("MaxCapacity", "Maximum")):
        number = asked.get(member)
        if isinstance(number, int) and number < 0:
            yield at(member, which=which)


@book.rule(
    "capacity-in-order",
    "RegisterScalableTarget",
    code="ValidationException",
    says=BELOW_MINIMUM,
    wording=probed("min-max-capacity"),
    page=REGISTER,
    fix="Choose a MaxCapacity of at least {low}, the MinCapacity.",
)
def capacity_in_order(asked: Asked) -> Iterator[Breach]:
    """The largest number of tasks, {high}, is at least the smallest, {low}."""
    low, high = asked.get("MinCapacity"), asked.get("MaxCapacity")
    if isinstance(low, int) and isinstance(high, int) and 0 <= high < low:
        yield at("MaxCapacity", low=low, high=high)


@book.rule(
    "capacity-in-order-after-a-change",
    "RegisterScalableTarget",
    code="ValidationException",
    says=BELOW_MINIMUM,
    wording=probed("min-max-capacity"),
    page=REGISTER,
    fix="Change the other capacity, too: together they would be {low} to {high}.",
)
def capacity_in_order_after_a_change(asked: Asked, world: World) -> Iterator[Breach]:
    """A change of one capacity goes with the other one that is there: {low} to {high} is out of order."""
    target = target_of(asked, world)
    if target is not None and ("MinCapacity" in asked) != ("MaxCapacity" in asked):
        low = asked.get("MinCapacity", target.get("MinCapacity"))
        high = asked.get("MaxCapacity", target.get("MaxCapacity"))
        if isinstance(low, int) and isinstance(high, int) and 0 <= high < low:
            yield at("MinCapacity" if "MinCapacity" in asked else "MaxCapacity", low=low, high=high)


@book.rule(
    "new-target-has-both-capacities",
    "RegisterScalableTarget",
    code="ValidationException",
    says="Both minimum and maximum capacity must be specified when registering a new scalable target",
    wording=PARAPHRASED,
    page=REGISTER,
    fix="Give {missing}, too.",
)
def new_target_has_both_capacities(asked: Asked, world: World) -> Iterator[Breach]:
    """A scalable target begins with a smallest and a largest number; later either may change alone."""
    missing = [member for member in ("MinCapacity", "MaxCapacity") if asked.get(member) is None]
    if missing and target_of(asked, world) is None:
        yield at(missing[0], missing=" and ".join(missing))


@book.rule(
    "scalable-target-registered",
    *ON_A_TARGET,
    code="ObjectNotFoundException",
    says=f"No scalable target registered for {NAMED}",
    wording=PARAPHRASED,
    page=api("PutScalingPolicy"),
    fix="Register the scalable target first, with the same resource id and dimension.",
)
def scalable_target_registered(asked: Asked, world: World) -> Iterator[Breach]:
    """A policy or an action belongs to a scalable target that is registered."""
    if target_of(asked, world) is None:
        yield at("ResourceId", **named(asked))


@book.rule(
    "scalable-target-there",
    "DeregisterScalableTarget",
    code="ObjectNotFoundException",
    says=f"No scalable target found for {NAMED}",
    wording=MOTO,
    page=api("DeregisterScalableTarget"),
    fix="Look the target up with DescribeScalableTargets.",
)
def scalable_target_there(asked: Asked, world: World) -> Iterator[Breach]:
    """Only a scalable target that is registered can be deregistered."""
    if target_of(asked, world) is None:
        yield at("ResourceId", **named(asked))
