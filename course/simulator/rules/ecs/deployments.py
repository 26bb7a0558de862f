"""How a service is deployed: percentages, early success, zone rebalancing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from course.simulator.rules.ecs.pages import API, GUIDE, seen
from course.simulator.rules.ecs.plans import planned
from course.simulator.rules.rule import PARAPHRASED, Asked, Book, Breach, at
from course.simulator.rules.world import World

book = Book("ecs")

SERVICES = ("CreateService", "UpdateService")
KEY = "deploymentConfiguration"
PAGE = f"{API}/API_DeploymentConfiguration.html"
EARLY_PAGE = f"{API}/API_DeploymentEarlySuccessCriteria.html"
ZONES_PAGE = f"{GUIDE}/service-rebalancing.html"
BOTH_100 = "Both maximumPercent and minimumHealthyPercent cannot be 100 as this will block deployments"
BOTH_FIX = "Raise maximumPercent above 100, or lower minimumHealthyPercent below it."


def _configuration(asked: Asked) -> Mapping[str, Any]:
    return asked.get(KEY) or {}


def _blocked(configuration: Mapping[str, Any]) -> bool:
    rolling = configuration.get("strategy", "ROLLING") == "ROLLING"
    percents = (configuration.get("minimumHealthyPercent"), configuration.get("maximumPercent"))
    return rolling and percents == (100, 100)


@book.rule(
    "minimum-percent-high",
    *SERVICES,
    code="InvalidParameterException",
    says="minimumHealthyPercent must be at most 100",
    wording=seen("pf-ecs-service-deployment-percent"),
    page=PAGE,
    fix="Set minimumHealthyPercent to 100 or less.",
)
def minimum_percent_high(asked: Asked) -> Iterator[Breach]:
    """At most all of a service's tasks can be healthy, and {percent} % are demanded."""
    percent = _configuration(asked).get("minimumHealthyPercent")
    if percent is not None and percent > 100:
        yield at(KEY, "minimumHealthyPercent", percent=percent)


@book.rule(
    "maximum-percent-low",
    *SERVICES,
    code="InvalidParameterException",
    says="maximumPercent must be at least 100",
    wording=seen("pf-ecs-service-deployment-percent"),
    page=PAGE,
    fix="Set maximumPercent to 100 or more.",
)
def maximum_percent_low(asked: Asked) -> Iterator[Breach]:
    """A service may always have the tasks that it wants, so maximumPercent is 100 at least, not {percent}."""
    percent = _configuration(asked).get("maximumPercent")
    if percent is not None and percent < 100:
        yield at(KEY, "maximumPercent", percent=percent)


@book.rule(
    "percents-block",
    "CreateService",
    code="InvalidParameterException",
    says=BOTH_100,
    wording=seen("pf-ecs-svc-min-healthy-over-max-percent"),
    page=PAGE,
    fix=BOTH_FIX,
)
def percents_block(asked: Asked) -> Iterator[Breach]:
    """With both at 100 no task may stop before another starts, and none may start: nothing could ever be deployed."""
    if _blocked(_configuration(asked)):
        yield at(KEY, "maximumPercent")


@book.rule(
    "percents-block-later",
    "UpdateService",
    code="InvalidParameterException",
    says=BOTH_100,
    wording=seen("pf-ecs-svc-min-healthy-over-max-percent"),
    page=PAGE,
    fix=BOTH_FIX,
)
def percents_block_later(asked: Asked, world: World) -> Iterator[Breach]:
    """With this change both would be 100: no task may stop before another starts, and none may start."""
    wanted = _configuration(asked)
    named = wanted.get("maximumPercent") is not None or wanted.get("minimumHealthyPercent") is not None
    plan = planned(asked, world) if named else None
    if plan is not None and _blocked(_configuration(plan)):
        yield at(KEY, "maximumPercent")


@book.rule(
    "early-success-incomplete",
    *SERVICES,
    code="InvalidParameterException",
    says="You must also specify healthyPercent and sourceServiceRevisionCleanup to enable earlySuccessCriteria.",
    wording=PARAPHRASED,
    page=EARLY_PAGE,
    fix="Set healthyPercent and sourceServiceRevisionCleanup.",
)
def early_success_incomplete(asked: Asked) -> Iterator[Breach]:
    """Early success needs to know how many tasks are enough, and when the old ones go."""
    criteria = _configuration(asked).get("earlySuccessCriteria") or {}
    complete = criteria.get("healthyPercent") is not None and criteria.get("sourceServiceRevisionCleanup")
    if criteria.get("enable") and not complete:
        yield at(KEY, "earlySuccessCriteria")


@book.rule(
    "early-success-percent",
    *SERVICES,
    code="InvalidParameterException",
    says="healthyPercent must be greater than or equal to the minimumHealthyPercent value.",
    wording=PARAPHRASED,
    page=EARLY_PAGE,
    fix="Set healthyPercent to {least} or more.",
)
def early_success_percent(asked: Asked) -> Iterator[Breach]:
    """A deployment that counts as successful at {percent} % would be one below the demanded {least} %."""
    criteria = _configuration(asked).get("earlySuccessCriteria") or {}
    percent, least = criteria.get("healthyPercent"), _configuration(asked).get("minimumHealthyPercent")
    if criteria.get("enable") and percent is not None and least is not None and percent < least:
        yield at(KEY, "earlySuccessCriteria", "healthyPercent", percent=percent, least=least)


@book.rule(
    "rebalancing-daemon",
    "CreateService",
    code="InvalidParameterException",
    says="Availability Zone Rebalancing does not support DAEMON services",
    wording=seen("pf-ecs-svc-az-rebalancing-with-daemon"),
    page=ZONES_PAGE,
    fix="Leave availabilityZoneRebalancing out.",
)
def rebalancing_daemon(asked: Asked) -> Iterator[Breach]:
    """The tasks of a DAEMON service stay on their instances; there is nothing to rebalance."""
    if asked.get("availabilityZoneRebalancing") == "ENABLED" and asked.get("schedulingStrategy") == "DAEMON":
        yield at("availabilityZoneRebalancing")


def _rebalanced(asked: Asked, world: World) -> Asked | None:
    return planned(asked, world) if asked.get("availabilityZoneRebalancing") == "ENABLED" else None


@book.rule(
    "rebalancing-percent",
    *SERVICES,
    code="InvalidParameterException",
    says="Availability Zone Rebalancing does not support a maximumPercent of 100",
    wording=PARAPHRASED,
    page=ZONES_PAGE,
    fix="Raise maximumPercent above 100, or set availabilityZoneRebalancing to DISABLED.",
)
def rebalancing_percent(asked: Asked, world: World) -> Iterator[Breach]:
    """Rebalancing starts a task in another zone before it stops one, and maximumPercent 100 leaves no room for it."""
    plan = _rebalanced(asked, world)
    if plan is None or plan.get("schedulingStrategy") == "DAEMON":
        return
    if _configuration(plan).get("maximumPercent") == 100:
        yield at(KEY, "maximumPercent")


@book.rule(
    "rebalancing-balancer",
    *SERVICES,
    code="InvalidParameterException",
    says="Availability Zone Rebalancing does not support services that use a Classic Load Balancer",
    wording=PARAPHRASED,
    page=ZONES_PAGE,
    fix="Use a target group, or set availabilityZoneRebalancing to DISABLED.",
)
def rebalancing_balancer(asked: Asked, world: World) -> Iterator[Breach]:
    """Rebalancing does not work with classic load balancers."""
    plan = _rebalanced(asked, world)
    if plan is not None and any(entry.get("loadBalancerName") for entry in plan.get("loadBalancers") or ()):
        yield at("availabilityZoneRebalancing")


@book.rule(
    "rebalancing-zone-constraint",
    *SERVICES,
    code="InvalidParameterException",
    says="Availability Zone Rebalancing does not support ecs.availability-zone as a task placement constraint",
    wording=PARAPHRASED,
    page=ZONES_PAGE,
    fix="Remove the constraint, or set availabilityZoneRebalancing to DISABLED.",
)
def rebalancing_zone_constraint(asked: Asked, world: World) -> Iterator[Breach]:
    """A constraint holds the tasks in certain zones, and rebalancing would move them."""
    for constraint in (_rebalanced(asked, world) or {}).get("placementConstraints") or ():
        if "ecs.availability-zone" in str(constraint.get("expression")):
            yield at("availabilityZoneRebalancing")


@book.rule(
    "rebalancing-external",
    "CreateService",
    code="InvalidParameterException",
    says="Availability Zone Rebalancing does not support the EXTERNAL launch type",
    wording=PARAPHRASED,
    page=ZONES_PAGE,
    fix="Leave availabilityZoneRebalancing out.",
)
def rebalancing_external(asked: Asked) -> Iterator[Breach]:
    """Servers of your own lie in no Availability Zone."""
    if asked.get("availabilityZoneRebalancing") == "ENABLED" and asked.get("launchType") == "EXTERNAL":
        yield at("availabilityZoneRebalancing")
