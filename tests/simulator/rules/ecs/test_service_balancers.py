"""The rules of services' load balancers and target groups: what each refuses, and its nearest valid neighbour."""

from __future__ import annotations

import pytest

from course.simulator.rules import findings
from course.simulator.rules.ecs import service_balancers, target_groups
from tests.simulator.rules.ecs.made_ecs import (
    BALANCER,
    BLUE_GREEN,
    INSTANCE_GROUP,
    IP_GROUP,
    LONELY_GROUP,
    NETWORK,
    ON_EC2,
    OTHER_IP_GROUP,
    SERVICE,
    described,
    made,
)
from tests.simulator.rules.pairs import Pair, unproven, with_

BALANCED = SERVICE | {"loadBalancers": [BALANCER]}
ENTRY = ("loadBalancers", 0)
ON_HOSTS = ON_EC2 | {"loadBalancers": [BALANCER | {"targetGroupArn": INSTANCE_GROUP}]}
CLASSIC = ON_EC2 | {"loadBalancers": [{"loadBalancerName": "old", "containerName": "web", "containerPort": 80}]}
CLASSIC_AWSVPC = CLASSIC | {"taskDefinition": "web:1", "networkConfiguration": NETWORK}
WORLD = made(described(BALANCED))
UPDATE = {"cluster": "shop", "service": "web"}

PAIRS = [
    Pair(
        "balancer-both-names",
        "CreateService",
        with_(BALANCED, *ENTRY, "loadBalancerName", value="shop"),
        BALANCED,
        WORLD,
    ),
    Pair("balancer-no-name", "CreateService", with_(BALANCED, *ENTRY, "targetGroupArn"), BALANCED, WORLD),
    Pair("balancer-no-container", "CreateService", with_(BALANCED, *ENTRY, "containerName"), BALANCED, WORLD),
    Pair("balancer-no-port", "CreateService", with_(BALANCED, *ENTRY, "containerPort"), BALANCED, WORLD),
    Pair(
        "balancers-too-many",
        "CreateService",
        BALANCED | {"loadBalancers": [BALANCER] * 6},
        BALANCED | {"loadBalancers": [BALANCER] * 5},
        WORLD,
    ),
    Pair(
        "classic-balancer-on-fargate",
        "CreateService",
        SERVICE | {"loadBalancers": CLASSIC["loadBalancers"]},
        CLASSIC,
        WORLD,
    ),
    Pair("classic-balancer-with-awsvpc", "CreateService", CLASSIC_AWSVPC, CLASSIC, WORLD),
    Pair("role-without-balancer", "CreateService", ON_EC2 | {"role": "ecs"}, ON_HOSTS | {"role": "ecs"}, WORLD),
    Pair("role-beside-linked-role", "CreateService", BALANCED | {"role": "ecs"}, ON_HOSTS | {"role": "ecs"}, WORLD),
    Pair(
        "balancer-container-unknown",
        "CreateService",
        with_(BALANCED, *ENTRY, "containerName", value="wep"),
        BALANCED,
        WORLD,
    ),
    Pair(
        "balancer-container-unknown",
        "UpdateService",
        UPDATE | {"loadBalancers": [BALANCER | {"containerName": "api"}]},
        UPDATE | {"loadBalancers": [BALANCER]},
        WORLD,
    ),
    Pair(
        "balancer-port-unmapped", "CreateService", with_(BALANCED, *ENTRY, "containerPort", value=8080), BALANCED, WORLD
    ),
    Pair(
        "balancer-port-unmapped",
        "CreateService",
        with_(BALANCED, *ENTRY, "containerPort", value=8011),
        with_(BALANCED, *ENTRY, "containerPort", value=8010),
        WORLD,
    ),
    Pair(
        "target-group-unknown", "CreateService", with_(BALANCED, *ENTRY, "targetGroupArn", value="web"), BALANCED, WORLD
    ),
    Pair(
        "target-group-unattached",
        "CreateService",
        with_(BALANCED, *ENTRY, "targetGroupArn", value=LONELY_GROUP),
        BALANCED,
        WORLD,
    ),
    Pair(
        "target-group-type",
        "CreateService",
        with_(BALANCED, *ENTRY, "targetGroupArn", value=INSTANCE_GROUP),
        BALANCED,
        WORLD,
    ),
    Pair(
        "target-group-type", "CreateService", with_(ON_HOSTS, *ENTRY, "targetGroupArn", value=IP_GROUP), ON_HOSTS, WORLD
    ),
    Pair(
        "target-group-type",
        "CreateService",
        with_(BLUE_GREEN, *ENTRY, "advancedConfiguration", "alternateTargetGroupArn", value=INSTANCE_GROUP),
        BLUE_GREEN,
        WORLD,
    ),
]


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_refuses_and_lets_the_neighbour_pass(pair: Pair) -> None:
    pair.holds()


def test_every_rule_is_shown() -> None:
    assert unproven(PAIRS, "ecs", service_balancers.__name__) == set()
    assert unproven(PAIRS, "ecs", target_groups.__name__) == set()


def test_an_alternate_target_group_need_not_be_attached_yet() -> None:
    world = made()
    world.target_groups[OTHER_IP_GROUP]["LoadBalancerArns"] = []
    assert findings("ecs", "CreateService", BLUE_GREEN, world) == []


def test_a_new_task_definition_is_held_against_the_load_balancer_that_is_there() -> None:
    world = made(described(BALANCED))
    world.task_definitions["web:2"]["containerDefinitions"][0]["portMappings"] = [{"containerPort": 3000}]
    found = findings("ecs", "UpdateService", UPDATE | {"taskDefinition": "web:2"}, world)
    assert [(each.rule, each.says) for each in found] == [
        ("balancer-port-unmapped", "The container web did not have a container port 80 defined.")
    ]
