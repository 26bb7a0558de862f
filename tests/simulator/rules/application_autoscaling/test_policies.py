"""The rules of scaling policies: what each refuses, and its nearest valid neighbour."""

from __future__ import annotations

import itertools
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.simulator.rules import findings
from course.simulator.rules.application_autoscaling import policies, step_scaling
from tests.simulator.rules.application_autoscaling.made_scaling import SERVICE, WORLD
from tests.simulator.rules.pairs import Pair, Request, unproven, with_

SERVICE_NAME = "application-autoscaling"
Scaling = partial(Pair, service=SERVICE_NAME, world=WORLD)

CPU = {"PredefinedMetricType": "ECSServiceAverageCPUUtilization"}
LABEL = "app/web/1111111111111111/targetgroup/web/2222222222222222"
REQUESTS = {"PredefinedMetricType": "ALBRequestCountPerTarget", "ResourceLabel": LABEL}
OWN = {"MetricName": "Depth", "Namespace": "Shop", "Statistic": "Average"}
MATH = {"Metrics": [{"Id": "e1", "Expression": "1"}]}
TRACKING: Request = SERVICE | {
    "PolicyName": "cpu",
    "PolicyType": "TargetTrackingScaling",
    "TargetTrackingScalingPolicyConfiguration": {"TargetValue": 60.0, "PredefinedMetricSpecification": CPU},
}


def tracks(rule: str, refused: dict[str, Any], accepted: dict[str, Any]) -> Pair:
    first, second = (
        TRACKING | {"TargetTrackingScalingPolicyConfiguration": {"TargetValue": 60.0} | spec}
        for spec in (refused, accepted)
    )
    return Scaling(rule, "PutScalingPolicy", first, second)


def metric(rule: str, refused: dict[str, Any], accepted: dict[str, Any]) -> Pair:
    return tracks(rule, {"PredefinedMetricSpecification": refused}, {"PredefinedMetricSpecification": accepted})


def step(lower: float | None, upper: float | None, by: int = 1) -> dict[str, Any]:
    bounds = {"MetricIntervalLowerBound": lower, "MetricIntervalUpperBound": upper}
    return {"ScalingAdjustment": by} | {key: value for key, value in bounds.items() if value is not None}


def steps(*adjustments: dict[str, Any], **more: Any) -> Request:
    configuration = {"AdjustmentType": "ChangeInCapacity", "StepAdjustments": list(adjustments)} | more
    return SERVICE | {
        "PolicyName": "steps",
        "PolicyType": "StepScaling",
        "StepScalingPolicyConfiguration": configuration,
    }


def stepped(rule: str, refused: list[dict[str, Any]], accepted: list[dict[str, Any]], *also: str) -> Pair:
    return Scaling(rule, "PutScalingPolicy", steps(*refused), steps(*accepted), also=also)


PAIRS = [
    Scaling(
        "policy-configuration-missing",
        "PutScalingPolicy",
        with_(TRACKING, "TargetTrackingScalingPolicyConfiguration"),
        TRACKING,
    ),
    Scaling(
        "policy-configuration-of-its-type",
        "PutScalingPolicy",
        TRACKING | {"StepScalingPolicyConfiguration": {"AdjustmentType": "ChangeInCapacity"}},
        TRACKING,
    ),
    tracks("tracked-metric-missing", {}, {"PredefinedMetricSpecification": CPU}),
    tracks(
        "one-tracked-metric",
        {"PredefinedMetricSpecification": CPU, "CustomizedMetricSpecification": OWN},
        {"CustomizedMetricSpecification": OWN},
    ),
    metric("metric-of-ecs", {"PredefinedMetricType": "RDSReaderAverageCPUUtilization"}, CPU),
    metric("resource-label-missing", {"PredefinedMetricType": "ALBRequestCountPerTarget"}, REQUESTS),
    metric("resource-label-form", REQUESTS | {"ResourceLabel": "targetgroup/web/2222222222222222"}, REQUESTS),
    metric("resource-label-unwanted", CPU | {"ResourceLabel": LABEL}, CPU),
    tracks(
        "customized-metric-of-one-kind",
        {"CustomizedMetricSpecification": OWN | MATH},
        {"CustomizedMetricSpecification": MATH},
    ),
    Scaling(
        "scaling-policy-there",
        "DeleteScalingPolicy",
        SERVICE | {"PolicyName": "memory"},
        SERVICE | {"PolicyName": "cpu"},
    ),
    Scaling(
        "adjustment-type-missing",
        "PutScalingPolicy",
        steps(step(0, None), AdjustmentType=None),
        steps(step(0, None)),
    ),
    stepped("steps-missing", [], [step(0, None)]),
    stepped("step-without-bounds", [step(None, None)], [step(0, None)]),
    stepped("step-bounds-in-order", [step(10, 10), step(10, None)], [step(10, 11), step(11, None)]),
    stepped("one-step-open-at-an-end", [step(0, None), step(10, None)], [step(0, 10), step(10, None)]),
    stepped("steps-overlap", [step(0, 10), step(5, None)], [step(0, 10), step(10, None)]),
    stepped("steps-leave-a-gap", [step(0, 10), step(15, None)], [step(0, 15), step(15, None)]),
    stepped("steps-open-at-the-end", [step(0, 10)], [step(0, None)]),
    stepped("steps-open-at-the-end", [step(-10, 0, -1)], [step(None, 0, -1)]),
    Scaling(
        "exact-capacity-not-negative",
        "PutScalingPolicy",
        steps(step(0, None, -1), AdjustmentType="ExactCapacity"),
        steps(step(0, None, -1), AdjustmentType="ChangeInCapacity"),
    ),
    Scaling(
        "magnitude-of-percents",
        "PutScalingPolicy",
        steps(step(0, None), MinAdjustmentMagnitude=2),
        steps(step(0, None), MinAdjustmentMagnitude=2, AdjustmentType="PercentChangeInCapacity"),
    ),
]


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_refuses_and_lets_the_neighbour_pass(pair: Pair) -> None:
    pair.holds()


@pytest.mark.parametrize("module", [policies, step_scaling])
def test_every_rule_is_shown(module: object) -> None:
    assert unproven(PAIRS, SERVICE_NAME, module.__name__) == set()  # type: ignore[attr-defined]


@given(st.lists(st.integers(-50, 50), min_size=1, max_size=6, unique=True).map(sorted))
def test_steps_that_cover_everything_from_end_to_end_are_taken(cuts: list[int]) -> None:
    ends = [None, *cuts, None]
    adjustments = [step(lower, upper) for lower, upper in itertools.pairwise(ends)]
    assert findings(SERVICE_NAME, "PutScalingPolicy", steps(*adjustments), WORLD) == []


@given(st.lists(st.integers(-50, 50), min_size=3, max_size=6, unique=True).map(sorted), st.data())
def test_a_step_taken_out_of_the_middle_leaves_a_gap(cuts: list[int], data: st.DataObject) -> None:
    ends = [None, *cuts, None]
    adjustments = [step(lower, upper) for lower, upper in itertools.pairwise(ends)]
    del adjustments[data.draw(st.integers(1, len(adjustments) - 2))]
    found = {found.rule for found in findings(SERVICE_NAME, "PutScalingPolicy", steps(*adjustments), WORLD)}
    assert found == {"steps-leave-a-gap"}
