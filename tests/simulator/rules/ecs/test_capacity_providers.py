"""The rules of capacity providers: what each refuses, and its nearest valid neighbour."""

from __future__ import annotations

import pytest

from course.simulator.rules import findings
from course.simulator.rules.ecs import capacity_providers
from tests.simulator.rules.ecs.made_ecs import made
from tests.simulator.rules.pairs import Pair, unproven, with_

WORLD = made()
GROUP = "arn:aws:autoscaling:eu-west-1:111122223333:autoScalingGroup:1:autoScalingGroupName/guarded"
PROVIDER = {
    "name": "large",
    "autoScalingGroupProvider": {
        "autoScalingGroupArn": GROUP,
        "managedScaling": {"status": "ENABLED", "minimumScalingStepSize": 1, "maximumScalingStepSize": 1},
        "managedTerminationProtection": "ENABLED",
    },
}
MANAGED = {"infrastructureRoleArn": "arn:aws:iam::111122223333:role/infra", "instanceLaunchTemplate": {}}
STEPS = ("autoScalingGroupProvider", "managedScaling")

PAIRS = [
    Pair("provider-name", "CreateCapacityProvider", PROVIDER | {"name": "ECS-large"}, PROVIDER, WORLD),
    Pair("provider-name", "CreateCapacityProvider", PROVIDER | {"name": "fargate"}, PROVIDER, WORLD),
    Pair("provider-name", "CreateCapacityProvider", PROVIDER | {"name": "large.eu"}, PROVIDER, WORLD),
    Pair("provider-kind", "CreateCapacityProvider", {"name": "large"}, PROVIDER, WORLD),
    Pair("provider-kind", "CreateCapacityProvider", PROVIDER | {"managedInstancesProvider": MANAGED}, PROVIDER, WORLD),
    Pair(
        "provider-scaling-steps",
        "CreateCapacityProvider",
        with_(PROVIDER, *STEPS, "minimumScalingStepSize", value=2),
        PROVIDER,
        WORLD,
    ),
    Pair("provider-exists", "CreateCapacityProvider", PROVIDER | {"name": "hosts"}, PROVIDER, WORLD),
    Pair(
        "provider-group-taken",
        "CreateCapacityProvider",
        with_(PROVIDER, "autoScalingGroupProvider", "autoScalingGroupArn", value="hosts-group"),
        PROVIDER,
        WORLD,
    ),
    Pair(
        "provider-group-unprotected",
        "CreateCapacityProvider",
        with_(PROVIDER, "autoScalingGroupProvider", "autoScalingGroupArn", value="open"),
        PROVIDER,
        WORLD,
    ),
    Pair("provider-unknown", "UpdateCapacityProvider", {"name": "host"}, {"name": "hosts"}, WORLD),
    Pair(
        "provider-reserved",
        "DeleteCapacityProvider",
        {"capacityProvider": "FARGATE_SPOT"},
        {"capacityProvider": "hosts"},
        WORLD,
    ),
]


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_refuses_and_lets_the_neighbour_pass(pair: Pair) -> None:
    pair.holds()


def test_every_rule_is_shown() -> None:
    assert unproven(PAIRS, "ecs", capacity_providers.__name__) == set()


def test_a_group_that_nobody_knows_is_given_the_benefit_of_the_doubt() -> None:
    asked = with_(PROVIDER, "autoScalingGroupProvider", "autoScalingGroupArn", value="not-here")
    assert findings("ecs", "CreateCapacityProvider", asked, WORLD) == []
