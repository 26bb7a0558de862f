"""The rules of clusters: what each refuses, and its nearest valid neighbour."""

from __future__ import annotations

import pytest

from course.simulator.rules.ecs import clusters
from tests.simulator.rules.ecs.made_ecs import described, item, made, spread
from tests.simulator.rules.pairs import Pair, unproven, with_

WORLD = made()
WORLD.capacity_providers |= {f"group-{number}": {"name": f"group-{number}"} for number in range(21)}
CLUSTER = {"clusterName": "new", "settings": [{"name": "containerInsights", "value": "enhanced"}]}
LOGGED = CLUSTER | {
    "configuration": {
        "executeCommandConfiguration": {
            "logging": "OVERRIDE",
            "logConfiguration": {"cloudWatchLogGroupName": "/exec"},
        }
    }
}
EXEC = ("configuration", "executeCommandConfiguration")
MANY = [f"group-{number}" for number in range(20)]
PUT = {
    "cluster": "shop",
    "capacityProviders": ["FARGATE", "FARGATE_SPOT", "hosts"],
    "defaultCapacityProviderStrategy": [],
}
BUSY = made(described(spread(item("FARGATE_SPOT", weight=1))))

PAIRS = [
    Pair("cluster-name", "CreateCluster", CLUSTER | {"clusterName": "my shop"}, CLUSTER | {"clusterName": "my_shop"}),
    Pair("cluster-name", "CreateCluster", CLUSTER | {"clusterName": "x" * 256}, CLUSTER | {"clusterName": "x" * 255}),
    Pair("cluster-insights-value", "CreateCluster", with_(CLUSTER, "settings", 0, "value", value="Enhanced"), CLUSTER),
    Pair("exec-override-without-log", "CreateCluster", with_(LOGGED, *EXEC, "logConfiguration"), LOGGED),
    Pair(
        "exec-override-without-log",
        "CreateCluster",
        with_(LOGGED, *EXEC, "logConfiguration", value={"s3KeyPrefix": "exec"}),
        with_(LOGGED, *EXEC, "logConfiguration", value={"s3BucketName": "exec"}),
    ),
    Pair("exec-log-without-override", "CreateCluster", with_(LOGGED, *EXEC, "logging", value="DEFAULT"), LOGGED),
    Pair(
        "cluster-too-many-providers",
        "CreateCluster",
        CLUSTER | {"capacityProviders": [*MANY, "group-20"]},
        CLUSTER | {"capacityProviders": MANY},
        WORLD,
    ),
    Pair(
        "cluster-provider-unknown",
        "CreateCluster",
        CLUSTER | {"capacityProviders": ["FARGATE_SPOTS"]},
        CLUSTER | {"capacityProviders": ["FARGATE_SPOT"]},
        WORLD,
    ),
    Pair(
        "cluster-provider-in-use",
        "PutClusterCapacityProviders",
        PUT | {"capacityProviders": ["FARGATE"]},
        PUT,
        BUSY,
    ),
    Pair(
        "cluster-contains-provider",
        "DeleteCluster",
        {"cluster": "own"},
        {"cluster": "shop"},
        made(own={"capacityProviders": ["FARGATE", "managed"]}),
    ),
]


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_refuses_and_lets_the_neighbour_pass(pair: Pair) -> None:
    pair.holds()


def test_every_rule_is_shown() -> None:
    assert unproven(PAIRS, "ecs", clusters.__name__) == set()
