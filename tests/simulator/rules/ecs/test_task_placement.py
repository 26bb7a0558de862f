"""The rules of task placement: what each refuses, and its nearest valid neighbour."""

from __future__ import annotations

import pytest

from course.simulator.rules import findings
from course.simulator.rules.ecs import task_placement
from tests.simulator.rules.ecs.made_ecs import NETWORK, ON_EC2, SERVICE, described, item, made, spread
from tests.simulator.rules.pairs import Pair, unproven, with_

SPREAD = {"type": "spread", "field": "attribute:ecs.availability-zone"}
DISTINCT = {"type": "distinctInstance"}
WORLD = made(
    described(SERVICE),
    described(ON_EC2),
    spot={"defaultCapacityProviderStrategy": [item("FARGATE_SPOT", weight=1)]},
)
ANYWHERE = with_(SERVICE, "launchType") | {"placementStrategy": [SPREAD]}

PAIRS = [
    Pair(
        "placement-with-fargate",
        "CreateService",
        SERVICE | {"placementConstraints": [DISTINCT]},
        ON_EC2 | {"placementConstraints": [DISTINCT]},
        WORLD,
    ),
    Pair(
        "placement-with-fargate",
        "CreateService",
        spread(item("FARGATE_SPOT", weight=1)) | {"placementStrategy": [SPREAD]},
        spread(item("hosts", weight=1)) | {"placementStrategy": [SPREAD]},
        WORLD,
    ),
    Pair("placement-on-fargate", "CreateService", ANYWHERE | {"cluster": "spot"}, ANYWHERE, WORLD),
    Pair(
        "placement-on-fargate",
        "UpdateService",
        {"cluster": "shop", "service": "web", "placementStrategy": [SPREAD]},
        {"cluster": "shop", "service": "hosts", "placementStrategy": [SPREAD]},
        WORLD,
    ),
    Pair(
        "placement-strategies-too-many",
        "CreateService",
        ON_EC2 | {"placementStrategy": [SPREAD] * 6},
        ON_EC2 | {"placementStrategy": [SPREAD] * 5},
        WORLD,
    ),
    Pair(
        "placement-constraints-too-many",
        "CreateService",
        ON_EC2 | {"placementConstraints": [DISTINCT] * 11},
        ON_EC2 | {"placementConstraints": [DISTINCT] * 10},
        WORLD,
    ),
    Pair(
        "distinct-instance-with-expression",
        "CreateService",
        ON_EC2 | {"placementConstraints": [DISTINCT | {"expression": "attribute:gpu exists"}]},
        ON_EC2 | {"placementConstraints": [{"type": "memberOf", "expression": "attribute:gpu exists"}]},
        WORLD,
    ),
    Pair(
        "binpack-field",
        "CreateService",
        ON_EC2 | {"placementStrategy": [{"type": "binpack", "field": "instanceId"}]},
        ON_EC2 | {"placementStrategy": [{"type": "binpack", "field": "memory"}]},
        WORLD,
    ),
    Pair(
        "random-with-field",
        "CreateService",
        ON_EC2 | {"placementStrategy": [{"type": "random", "field": "memory"}]},
        ON_EC2 | {"placementStrategy": [{"type": "random"}]},
        WORLD,
    ),
]


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_refuses_and_lets_the_neighbour_pass(pair: Pair) -> None:
    pair.holds()


def test_every_rule_is_shown() -> None:
    assert unproven(PAIRS, "ecs", task_placement.__name__) == set()


def test_tasks_whose_infrastructure_cannot_be_told_are_not_judged_by_it() -> None:
    asked = spread(item("managed", weight=1)) | {"placementStrategy": [SPREAD], "networkConfiguration": NETWORK}
    assert findings("ecs", "CreateService", asked, WORLD) == []
