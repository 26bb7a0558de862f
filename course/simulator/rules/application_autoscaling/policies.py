"""Scaling policies: one configuration, that of their type; target tracking follows one metric."""

from __future__ import annotations

import re
from collections.abc import Iterator

from course.simulator.rules.application_autoscaling.pages import api, probed
from course.simulator.rules.application_autoscaling.scalable_targets import DIMENSION, MOTO, NAMED, named
from course.simulator.rules.rule import Asked, Book, Breach, at
from course.simulator.rules.world import World

book = Book("application-autoscaling")

PUT, PREDEFINED = api("PutScalingPolicy"), api("PredefinedMetricSpecification")
TYPES = ("StepScaling", "TargetTrackingScaling", "PredictiveScaling")
KEY = "TargetTrackingScalingPolicyConfiguration"
OF_PREDEFINED, OF_CUSTOMIZED = "PredefinedMetricSpecification", "CustomizedMetricSpecification"
REQUESTS = "ALBRequestCountPerTarget"
ECS_METRICS = ("ECSServiceAverageCPUUtilization", "ECSServiceAverageMemoryUtilization", REQUESTS)
"""API reference, PredefinedMetricSpecification."""
LABEL = re.compile(r"app/[^/]+/[^/]+/targetgroup/[^/]+/[^/]+")


def tracking(asked: Asked) -> Asked | None:
    """The configuration of a target tracking policy, None for other policies."""
    found = asked.get(KEY)
    return found if found is not None and asked.get("PolicyType") in (None, "TargetTrackingScaling") else None


def predefined(asked: Asked) -> tuple[str, str | None] | None:
    """Metric type and resource label, None without a predefined metric."""
    found = (tracking(asked) or {}).get(OF_PREDEFINED)
    return (str(found.get("PredefinedMetricType")), found.get("ResourceLabel")) if found else None


@book.rule(
    "policy-configuration-missing",
    "PutScalingPolicy",
    code="ValidationException",
    says="{type} policy configuration must be specified",
    wording=probed("policy-type-config-required"),
    page=PUT,
    fix="Add {type}PolicyConfiguration.",
)
def policy_configuration_missing(asked: Asked) -> Iterator[Breach]:
    """A policy of type {type} is configured in {type}PolicyConfiguration."""
    kind = asked.get("PolicyType")
    if kind in TYPES and not asked.get(f"{kind}PolicyConfiguration"):
        yield at(f"{kind}PolicyConfiguration", type=kind)


@book.rule(
    "policy-configuration-of-its-type",
    "PutScalingPolicy",
    code="ValidationException",
    says="You must only provide a single scaling policy configuration, which must match the scaling policy type specified.",
    wording=probed("policy-type-config-mismatch"),
    page=PUT,
    fix="Keep {type}PolicyConfiguration alone.",
)
def policy_configuration_of_its_type(asked: Asked) -> Iterator[Breach]:
    """A policy has one configuration, that of its type {type}."""
    kind = asked.get("PolicyType")
    if kind in TYPES and asked.get(f"{kind}PolicyConfiguration"):
        for other in TYPES:
            if other != kind and asked.get(f"{other}PolicyConfiguration"):
                yield at(f"{other}PolicyConfiguration", type=kind)


@book.rule(
    "tracked-metric-missing",
    "PutScalingPolicy",
    code="ValidationException",
    says=f"{OF_PREDEFINED} or {OF_CUSTOMIZED} must be set for target tracking scaling.",
    wording=probed("tt-metric-spec-missing"),
    page=api("TargetTrackingScalingPolicyConfiguration"),
    fix=f"Add {OF_PREDEFINED} with PredefinedMetricType {ECS_METRICS[0]}, for example.",
)
def tracked_metric_missing(asked: Asked) -> Iterator[Breach]:
    """Target tracking needs a metric to track."""
    found = tracking(asked)
    if found is not None and not found.get(OF_PREDEFINED) and not found.get(OF_CUSTOMIZED):
        yield at(KEY)


@book.rule(
    "one-tracked-metric",
    "PutScalingPolicy",
    code="ValidationException",
    says=f"Only one of {OF_PREDEFINED} or {OF_CUSTOMIZED} can be set for target tracking scaling.",
    wording=probed("tt-metric-spec-exclusive"),
    page=api("TargetTrackingScalingPolicyConfiguration"),
    fix="Keep one of them, and put the other metric into a policy of its own.",
)
def one_tracked_metric(asked: Asked) -> Iterator[Breach]:
    """A target tracking policy tracks one metric; a second one takes a second policy."""
    found = tracking(asked) or {}
    if found.get(OF_PREDEFINED) and found.get(OF_CUSTOMIZED):
        yield at(KEY, OF_CUSTOMIZED)


@book.rule(
    "metric-of-ecs",
    "PutScalingPolicy",
    code="ValidationException",
    says="Scalable dimension {dimension} only supports the following predefined metric types: "
    + ", ".join(ECS_METRICS),
    wording=probed("predefined-metric-dimension"),
    page=PREDEFINED,
    fix="Choose one of the three, or describe the metric in " + OF_CUSTOMIZED + ".",
)
def metric_of_ecs(asked: Asked) -> Iterator[Breach]:
    """Three metrics are there for ECS services, and {metric} is none of them."""
    found = predefined(asked)
    if found and asked.get("ScalableDimension") == DIMENSION and found[0] not in ECS_METRICS:
        yield at(KEY, OF_PREDEFINED, "PredefinedMetricType", dimension=DIMENSION, metric=found[0])


@book.rule(
    "resource-label-missing",
    "PutScalingPolicy",
    code="ValidationException",
    says=f"Resource label should be specified for predefined metric type {REQUESTS}",
    wording="https://github.com/terraform-aws-modules/terraform-aws-autoscaling/issues/192",
    page=PREDEFINED,
    fix="Set ResourceLabel to app/NAME/ID/targetgroup/NAME/ID: the ends of both ARNs.",
)
def resource_label_missing(asked: Asked) -> Iterator[Breach]:
    """Requests are counted for one target group behind one load balancer, so the label names both."""
    found = predefined(asked)
    if found and found[0] == REQUESTS and not found[1]:
        yield at(KEY, OF_PREDEFINED, "ResourceLabel")


@book.rule(
    "resource-label-form",
    "PutScalingPolicy",
    code="ValidationException",
    says=f"Invalid resource label '{{label}}' for predefined metric type {REQUESTS}",
    wording=probed("resource-label-format"),
    page=PREDEFINED,
    fix="Write app/NAME/ID/targetgroup/NAME/ID: the ends of both ARNs, the load balancer's first.",
)
def resource_label_form(asked: Asked) -> Iterator[Breach]:
    """The label of the requests is the end of the load balancer's ARN, then that of the target group's."""
    found = predefined(asked)
    if found and found[0] == REQUESTS and found[1] and not LABEL.fullmatch(found[1]):
        yield at(KEY, OF_PREDEFINED, "ResourceLabel", label=found[1])


@book.rule(
    "resource-label-unwanted",
    "PutScalingPolicy",
    code="ValidationException",
    says="Resource label should not be specified for predefined metric type {metric}",
    wording=probed("resource-label-requires-alb-metric"),
    page=PREDEFINED,
    fix="Leave ResourceLabel out.",
)
def resource_label_unwanted(asked: Asked) -> Iterator[Breach]:
    """Only the requests of a load balancer need a label; {metric} does not."""
    found = predefined(asked)
    if found and found[0] in ECS_METRICS and found[0] != REQUESTS and found[1]:
        yield at(KEY, OF_PREDEFINED, "ResourceLabel", metric=found[0])


@book.rule(
    "customized-metric-of-one-kind",
    "PutScalingPolicy",
    code="ValidationException",
    says="The customized metric specification is not valid.",
    wording=probed("customized-metric-exclusive"),
    page=api("CustomizedMetricSpecification"),
    fix="Keep Metrics for metric math, or MetricName, Namespace and Statistic for a single metric.",
)
def customized_metric_of_one_kind(asked: Asked) -> Iterator[Breach]:
    """A metric of your own is either a single metric or metric math, not both."""
    found = (tracking(asked) or {}).get(OF_CUSTOMIZED) or {}
    single = [member for member in ("MetricName", "Namespace", "Statistic", "Dimensions", "Unit") if found.get(member)]
    if found.get("Metrics") and single:
        yield at(KEY, OF_CUSTOMIZED, single[0])


@book.rule(
    "scaling-policy-there",
    "DeleteScalingPolicy",
    code="ObjectNotFoundException",
    says=f"No scaling policy found for {NAMED}, policy name: {{name}}",
    wording=MOTO,
    page=api("DeleteScalingPolicy"),
    fix="Look the policy up with DescribeScalingPolicies.",
)
def scaling_policy_there(asked: Asked, world: World) -> Iterator[Breach]:
    """Only a policy that is there can be deleted."""
    name, resource, dimension = (str(asked.get(key)) for key in ("PolicyName", "ResourceId", "ScalableDimension"))
    if world.scaling_policy(name, resource, dimension) is None:
        yield at("PolicyName", name=name, **named(asked))
