"""Placement constraints and strategies: their numbers and fields, and that Fargate has none."""

from __future__ import annotations

from collections.abc import Iterator

from course.simulator.rules.ecs.launches import FARGATE_PROVIDERS, launch_type_of, providers
from course.simulator.rules.ecs.pages import API, GUIDE, seen
from course.simulator.rules.ecs.plans import planned
from course.simulator.rules.rule import PARAPHRASED, Asked, Book, Breach, at
from course.simulator.rules.world import World

book = Book("ecs")

ALL = ("CreateService", "UpdateService", "RunTask")
CONSTRAINT_PAGE = f"{API}/API_PlacementConstraint.html"
STRATEGY_PAGE = f"{API}/API_PlacementStrategy.html"
MOST_STRATEGIES, MOST_CONSTRAINTS = 5, 10  # API reference, CreateService
ON_FARGATE = "Placement constraints and strategies are not supported with FARGATE launch type."


def _placed(asked: Asked) -> str | None:
    """Which of the two a request has."""
    return next((key for key in ("placementConstraints", "placementStrategy") if asked.get(key)), None)


@book.rule(
    "placement-with-fargate",
    "CreateService",
    "RunTask",
    code="InvalidParameterException",
    says=ON_FARGATE,
    wording=PARAPHRASED,
    page=f"{GUIDE}/task-placement-constraints.html",
    fix="Remove {member}: Fargate spreads tasks over the Availability Zones of their subnets.",
)
def placement_with_fargate(asked: Asked) -> Iterator[Breach]:
    """On Fargate there are no instances to choose from."""
    member = _placed(asked)
    names = providers(asked.get("capacityProviderStrategy"))
    if member and (asked.get("launchType") == "FARGATE" or (names and set(names) <= FARGATE_PROVIDERS)):
        yield at(member, member=member)


@book.rule(
    "placement-on-fargate",
    *ALL,
    code="InvalidParameterException",
    says=ON_FARGATE,
    wording=PARAPHRASED,
    page=f"{GUIDE}/task-placement-constraints.html",
    fix="Remove {member}, or run on EC2 instances.",
)
def placement_on_fargate(asked: Asked, world: World) -> Iterator[Breach]:
    """On Fargate there are no instances to choose from, and these tasks run there."""
    member = _placed(asked)
    said = asked.get("launchType") == "FARGATE" or ("service" not in asked and asked.get("capacityProviderStrategy"))
    plan = planned(asked, world) if member and not said else None
    if plan is not None and launch_type_of(plan, world) == "FARGATE":
        yield at(str(member), member=member)


@book.rule(
    "placement-strategies-too-many",
    *ALL,
    code="InvalidParameterException",
    says="Maximum number of strategies is 5",
    wording=seen("pf-ecs-svc-placement-strategies-max6"),
    page=STRATEGY_PAGE,
    fix="Keep at most 5 strategy rules.",
)
def placement_strategies_too_many(asked: Asked) -> Iterator[Breach]:
    """Tasks are placed by at most 5 strategy rules, and {count} are named."""
    count = len(asked.get("placementStrategy") or ())
    if count > MOST_STRATEGIES:
        yield at("placementStrategy", count=count)


@book.rule(
    "placement-constraints-too-many",
    *ALL,
    code="InvalidParameterException",
    says="Maximum number of constraints is 10",
    wording=PARAPHRASED,
    page=CONSTRAINT_PAGE,
    fix="Keep at most 10 constraints, those of the task definition included.",
)
def placement_constraints_too_many(asked: Asked) -> Iterator[Breach]:
    """A task has at most 10 placement constraints, and {count} are named."""
    count = len(asked.get("placementConstraints") or ())
    if count > MOST_CONSTRAINTS:
        yield at("placementConstraints", count=count)


@book.rule(
    "distinct-instance-with-expression",
    *ALL,
    code="InvalidParameterException",
    says="distinctInstance expression should not be specified",
    wording=seen("pf-ecs-svc-placement-constraint-distinct-instance-expression"),
    page=CONSTRAINT_PAGE,
    fix="Remove the expression, or use the type memberOf.",
)
def distinct_instance_with_expression(asked: Asked) -> Iterator[Breach]:
    """distinctInstance means any instance that has no such task yet; an expression belongs to memberOf."""
    for index, constraint in enumerate(asked.get("placementConstraints") or ()):
        if constraint.get("type") == "distinctInstance" and constraint.get("expression"):
            yield at("placementConstraints", index, "expression")


@book.rule(
    "binpack-field",
    *ALL,
    code="InvalidParameterException",
    says="binpack field '{field}' is invalid",
    wording=seen("pf-ecs-svc-binpack-field"),
    page=STRATEGY_PAGE,
    fix="Pack by cpu or by memory.",
)
def binpack_field(asked: Asked) -> Iterator[Breach]:
    """binpack packs by cpu or by memory, and the field is {field}."""
    for index, strategy in enumerate(asked.get("placementStrategy") or ()):
        field = strategy.get("field")
        if strategy.get("type") == "binpack" and field and str(field).lower() not in ("cpu", "memory"):
            yield at("placementStrategy", index, "field", field=field)


@book.rule(
    "random-with-field",
    *ALL,
    code="InvalidParameterException",
    says="random field should not be specified",
    wording=seen("pf-ecs-svc-random-with-field"),
    page=STRATEGY_PAGE,
    fix="Remove the field.",
)
def random_with_field(asked: Asked) -> Iterator[Breach]:
    """random looks at nothing, so it has no field."""
    for index, strategy in enumerate(asked.get("placementStrategy") or ()):
        if strategy.get("type") == "random" and strategy.get("field"):
            yield at("placementStrategy", index, "field")
