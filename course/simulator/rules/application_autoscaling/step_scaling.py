"""Step scaling: the steps cover the metric without gap or overlap, and say by how much to scale."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator

from course.simulator.rules.application_autoscaling.pages import api, probed
from course.simulator.rules.rule import Asked, Book, Breach, at

book = Book("application-autoscaling")

CONFIG, STEP = api("StepScalingPolicyConfiguration"), api("StepAdjustment")
KEY = "StepScalingPolicyConfiguration"
STEPS = (KEY, "StepAdjustments")
LOWER, UPPER = "MetricIntervalLowerBound", "MetricIntervalUpperBound"


def configuration(asked: Asked) -> Asked | None:
    """The configuration of a step scaling policy, None for other policies."""
    found = asked.get(KEY)
    return found if found is not None and asked.get("PolicyType") in (None, "StepScaling") else None


def intervals(asked: Asked) -> list[tuple[float, float]]:
    """Lower and upper bound of each step; a bound that is left out is infinite."""
    return [
        (float(step.get(LOWER, -math.inf)), float(step.get(UPPER, math.inf)))
        for step in (configuration(asked) or {}).get("StepAdjustments") or ()
    ]


@book.rule(
    "adjustment-type-missing",
    "PutScalingPolicy",
    code="ValidationException",
    says="Adjustment type must be specified",
    wording=probed("step-adjustment-type-required"),
    page=CONFIG,
    fix="Set AdjustmentType to ChangeInCapacity, PercentChangeInCapacity or ExactCapacity.",
)
def adjustment_type_missing(asked: Asked) -> Iterator[Breach]:
    """A step scaling policy says what its numbers mean: a change, a change in percent, or a capacity."""
    found = configuration(asked)
    if found is not None and not found.get("AdjustmentType"):
        yield at(KEY, "AdjustmentType")


@book.rule(
    "steps-missing",
    "PutScalingPolicy",
    code="ValidationException",
    says="There must be at least one step adjustment",
    wording=probed("step-adjustments-required"),
    page=CONFIG,
    fix="Add a step: MetricIntervalLowerBound 0 with ScalingAdjustment 1, for example.",
)
def steps_missing(asked: Asked) -> Iterator[Breach]:
    """A step scaling policy has at least one step."""
    found = configuration(asked)
    if found is not None and not found.get("StepAdjustments"):
        yield at(*STEPS)


@book.rule(
    "step-without-bounds",
    "PutScalingPolicy",
    code="ValidationException",
    says="Both lower and upper bounds of a step adjustment cannot be left unspecified",
    wording="https://github.com/hashicorp/terraform-provider-aws/issues/4812",
    page=STEP,
    fix="Give the step a bound: lower bound 0 to scale out, upper bound 0 to scale in.",
)
def step_without_bounds(asked: Asked) -> Iterator[Breach]:
    """A step begins or ends somewhere."""
    for place, bounds in enumerate(intervals(asked)):
        if bounds == (-math.inf, math.inf):
            yield at(*STEPS, place)


@book.rule(
    "step-bounds-in-order",
    "PutScalingPolicy",
    code="ValidationException",
    says="Lower bound must be less than upper bound for a step adjustment",
    wording=probed("step-adjustment-bound-order"),
    page=STEP,
    fix="Choose an upper bound above {lower}.",
)
def step_bounds_in_order(asked: Asked) -> Iterator[Breach]:
    """A step ends above the place where it begins, and {upper} is not above {lower}."""
    for place, (lower, upper) in enumerate(intervals(asked)):
        if lower >= upper:
            yield at(*STEPS, place, UPPER, lower=lower, upper=upper)


@book.rule(
    "one-step-open-at-an-end",
    "PutScalingPolicy",
    code="ValidationException",
    says="At most one step adjustment may have an unspecified {end} bound",
    wording=probed("step-adjustment-two-null-lower"),
    page=STEP,
    fix="Give all steps but one a {end} bound.",
)
def one_step_open_at_an_end(asked: Asked) -> Iterator[Breach]:
    """Only one step can be without {end} bound: it goes on for ever."""
    for end, side, infinite in (("lower", 0, -math.inf), ("upper", 1, math.inf)):
        open_steps = [place for place, bounds in enumerate(intervals(asked)) if bounds[side] == infinite]
        if len(open_steps) > 1:
            yield at(*STEPS, open_steps[1], end=end)


@book.rule(
    "steps-overlap",
    "PutScalingPolicy",
    code="ValidationException",
    says="Step adjustment intervals cannot overlap",
    wording=probed("step-adjustment-overlap"),
    page=STEP,
    fix="Let each step begin where the one before it ends.",
)
def steps_overlap(asked: Asked) -> Iterator[Breach]:
    """Each value of the metric belongs to one step, and those between {start} and {end} belong to two."""
    for (_, upper), (next_lower, next_upper) in _neighbours(asked):
        open_twice = next_lower == -math.inf or upper == next_upper == math.inf  # one-step-open-at-an-end
        if next_lower < upper and not open_twice:
            yield at(*STEPS, start=next_lower, end=min(upper, next_upper))


@book.rule(
    "steps-leave-a-gap",
    "PutScalingPolicy",
    code="ValidationException",
    says="Step adjustment intervals cannot have gaps between them",
    wording=probed("step-adjustment-gap"),
    page=STEP,
    fix="Let the next step begin at {end}.",
)
def steps_leave_a_gap(asked: Asked) -> Iterator[Breach]:
    """Between two steps no value of the metric is left out, and those between {end} and {start} are."""
    for (_, upper), (next_lower, _) in _neighbours(asked):
        if next_lower > upper:
            yield at(*STEPS, end=upper, start=next_lower)


@book.rule(
    "steps-open-at-the-end",
    "PutScalingPolicy",
    code="ValidationException",
    says="There must be a step adjustment with an unspecified {end} bound when one step adjustment has a {sign} {end}"
    " bound",
    wording=probed("step-adjustment-missing-null-lower"),
    page=STEP,
    fix="Leave the {end} bound of the outermost step out.",
)
def steps_open_at_the_end(asked: Asked) -> Iterator[Breach]:
    """Steps with a {sign} {end} bound need one that goes on for ever at that side."""
    found = intervals(asked)
    lows, highs = [lower for lower, _ in found], [upper for _, upper in found]
    if -math.inf not in lows and any(lower < 0 for lower in lows):
        yield at(*STEPS, end="lower", sign="negative")
    if found and math.inf not in highs and any(upper > 0 for upper in highs):
        yield at(*STEPS, end="upper", sign="positive")


@book.rule(
    "exact-capacity-not-negative",
    "PutScalingPolicy",
    code="ValidationException",
    says="Scaling adjustment cannot be less than 0 when adjustment type is ExactCapacity",
    wording=probed("step-adjustment-exact-capacity-negative"),
    page=STEP,
    fix="Give the number of tasks, or use ChangeInCapacity to take some away.",
)
def exact_capacity_not_negative(asked: Asked) -> Iterator[Breach]:
    """With ExactCapacity the adjustment is the number of tasks, and {number} is none."""
    found = configuration(asked) or {}
    for place, step in enumerate(found.get("StepAdjustments") or ()):
        number = step.get("ScalingAdjustment")
        if found.get("AdjustmentType") == "ExactCapacity" and isinstance(number, int) and number < 0:
            yield at(*STEPS, place, "ScalingAdjustment", number=number)


@book.rule(
    "magnitude-of-percents",
    "PutScalingPolicy",
    code="ValidationException",
    says="Minimum adjustment magnitude is only allowed for adjustment type PercentChangeInCapacity",
    wording=probed("min-adjustment-magnitude-percent-only"),
    page=CONFIG,
    fix="Leave MinAdjustmentMagnitude out, or use PercentChangeInCapacity.",
)
def magnitude_of_percents(asked: Asked) -> Iterator[Breach]:
    """Only a change in percent can come out too small, so only there is a least magnitude."""
    found = configuration(asked) or {}
    kind = found.get("AdjustmentType")
    if kind not in (None, "PercentChangeInCapacity") and found.get("MinAdjustmentMagnitude") is not None:
        yield at(KEY, "MinAdjustmentMagnitude")


def _neighbours(asked: Asked) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    """Steps next to each other, by their lower bounds; steps that are wrong in themselves are left out."""
    found = sorted(bounds for bounds in intervals(asked) if bounds[0] < bounds[1])
    yield from itertools.pairwise(found)
