"""The rules of capacity provider strategies: what each refuses, and its nearest valid neighbour."""

from __future__ import annotations

import pytest

from course.simulator.rules import findings
from course.simulator.rules.ecs import capacity_strategies
from tests.simulator.rules.ecs.made_ecs import HERE, SERVICE, described, item, made, spread
from tests.simulator.rules.pairs import Pair, unproven, with_

WORLD = made()
BOTH = [item("FARGATE", base=1, weight=1), item("FARGATE_SPOT", weight=3)]
CLUSTER = {
    "clusterName": "new",
    "capacityProviders": ["FARGATE", "FARGATE_SPOT"],
    "defaultCapacityProviderStrategy": BOTH,
}
TWENTY = [item(f"group-{number}", weight=1) for number in range(20)]
LONG = CLUSTER | {
    "capacityProviders": [each["capacityProvider"] for each in TWENTY],
    "defaultCapacityProviderStrategy": TWENTY,
}
WIDE = made(wide={"capacityProviders": LONG["capacityProviders"]})
WIDE.capacity_providers |= {f"group-{number}": {"name": f"group-{number}"} for number in range(21)}
NO_CHOICE = {key: value for key, value in SERVICE.items() if key != "launchType"}
DEFAULTS = made(
    heavy={"defaultCapacityProviderStrategy": [item("FARGATE", weight=1), item("FARGATE_SPOT", weight=0)]},
    light={"defaultCapacityProviderStrategy": [item("FARGATE", weight=0), item("FARGATE_SPOT", weight=0)]},
    alone={"defaultCapacityProviderStrategy": [item("FARGATE_SPOT", weight=0)]},
)
THERE = made(described(spread(item("FARGATE", base=0, weight=1))))
UPDATE = {"cluster": "shop", "service": "web"}

PAIRS = [
    Pair(
        "strategy-mixes-providers",
        "CreateService",
        spread(item("FARGATE", weight=1), item("hosts", weight=1)),
        spread(item("FARGATE", weight=1), item("FARGATE_SPOT", weight=1)),
        WORLD,
    ),
    Pair(
        "strategy-mixes-providers",
        "PutClusterCapacityProviders",
        {
            "cluster": "shop",
            "capacityProviders": ["FARGATE", "hosts"],
            "defaultCapacityProviderStrategy": [item("FARGATE", weight=1), item("hosts", weight=1)],
        },
        {
            "cluster": "shop",
            "capacityProviders": ["FARGATE", "hosts"],
            "defaultCapacityProviderStrategy": [item("FARGATE", weight=1)],
        },
        WORLD,
    ),
    Pair(
        "strategy-two-bases",
        "CreateService",
        spread(item("FARGATE", base=1, weight=1), item("FARGATE_SPOT", base=1, weight=1)),
        spread(item("FARGATE", base=1, weight=1), item("FARGATE_SPOT", base=0, weight=1)),
        WORLD,
    ),
    Pair(
        "default-strategy-two-bases",
        "CreateCluster",
        with_(CLUSTER, "defaultCapacityProviderStrategy", 1, "base", value=1),
        with_(CLUSTER, "defaultCapacityProviderStrategy", 1, "base", value=0),
        WORLD,
    ),
    Pair(
        "strategy-without-weight",
        "CreateService",
        spread(item("FARGATE", base=1), item("FARGATE_SPOT", weight=0)),
        spread(item("FARGATE", base=1), item("FARGATE_SPOT", weight=1)),
        WORLD,
    ),
    Pair(
        "strategy-without-weight",
        "CreateService",
        spread(item("FARGATE"), item("FARGATE_SPOT")),
        spread(item("FARGATE_SPOT")),  # of a single provider AWS does not say it
        WORLD,
    ),
    Pair(
        "default-strategy-without-weight",
        "CreateService",
        NO_CHOICE | {"cluster": "light"},
        NO_CHOICE | {"cluster": "heavy"},
        DEFAULTS,
    ),
    Pair(
        "default-strategy-without-weight",
        "CreateService",
        NO_CHOICE | {"cluster": "alone"},
        SERVICE | {"cluster": "alone"},
        DEFAULTS,
    ),
    Pair(
        "strategy-too-long",
        "CreateService",
        with_(spread(*TWENTY, item("group-0", weight=1)), "cluster", value="wide"),
        with_(spread(*TWENTY), "cluster", value="wide"),
        WIDE,
    ),
    Pair(
        "strategy-too-long",
        "CreateCluster",
        LONG | {"defaultCapacityProviderStrategy": [*TWENTY, item("group-0", weight=1)]},
        LONG,
        WIDE,
    ),
    Pair(
        "strategy-provider-not-associated",
        "CreateService",
        with_(spread(item("FARGATE_SPOT", weight=1)), "cluster", value="bare"),
        with_(spread(item("FARGATE", weight=1)), "cluster", value="bare"),
        made(bare={"capacityProviders": ["FARGATE"]}),
    ),
    Pair(
        "default-strategy-provider-not-listed",
        "CreateCluster",
        with_(CLUSTER, "capacityProviders", value=["FARGATE"]),
        CLUSTER,
        WORLD,
    ),
    Pair(
        "strategy-changed-without-deployment",
        "UpdateService",
        UPDATE | {"capacityProviderStrategy": [item("FARGATE_SPOT", weight=1)]},
        UPDATE | {"capacityProviderStrategy": [item("FARGATE_SPOT", weight=1)], "forceNewDeployment": True},
        THERE,
    ),
    Pair(
        "strategy-changed-without-deployment",
        "UpdateService",
        UPDATE | {"capacityProviderStrategy": [item("FARGATE", weight=2)]},
        UPDATE | {"capacityProviderStrategy": [item("FARGATE", weight=1)]},
        THERE,
    ),
]


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_refuses_and_lets_the_neighbour_pass(pair: Pair) -> None:
    pair.holds()


def test_every_rule_is_shown() -> None:
    assert unproven(PAIRS, "ecs", capacity_strategies.__name__) == set()


@pytest.mark.parametrize("operation", ["RunTask", "UpdateService", "CreateTaskSet"])
def test_a_strategy_is_judged_alike_wherever_it_is_asked_for(operation: str) -> None:
    asked = {
        "cluster": "shop",
        "service": "web",
        "taskDefinition": "web:1",
        "networkConfiguration": SERVICE["networkConfiguration"],
    }
    bad = asked | {"capacityProviderStrategy": [item("FARGATE", base=1), item("hosts", base=1)]}
    found = {finding.rule for finding in findings("ecs", operation, bad, THERE)}
    assert {"strategy-mixes-providers", "strategy-two-bases", "strategy-without-weight"} <= found


def test_a_managed_instances_provider_serves_its_own_cluster_only() -> None:
    elsewhere = made(other={"clusterArn": f"{HERE}:cluster/other"})
    asked = spread(item("managed", weight=1))
    assert findings("ecs", "CreateService", asked, elsewhere) == []
    found = findings("ecs", "CreateService", asked | {"cluster": "other"}, elsewhere)
    assert [each.rule for each in found] == ["strategy-provider-not-associated"]


def test_a_name_and_an_arn_are_the_same_provider() -> None:
    asked = spread(item(f"{HERE}:capacity-provider/hosts", weight=1), item("spare", weight=1)) | {
        "taskDefinition": "large:1",
    }
    assert findings("ecs", "CreateService", asked, WORLD) == []
