"""The rules of ECS's roles: what each refuses, and its nearest valid neighbour."""

from __future__ import annotations

from typing import Any

import pytest

from course.simulator.rules import findings
from course.simulator.rules.ecs import roles
from tests.simulator.rules.made_world import MadeWorld
from tests.simulator.rules.pairs import Pair, Request, unproven, with_

HERE = "arn:aws:iam::111122223333:role"


def _role(name: str, service: str) -> dict[str, Any]:
    statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    return {"RoleName": name, "Arn": f"{HERE}/{name}", "AssumeRolePolicyDocument": {"Statement": [statement]}}


def _forbidden(name: str, service: str) -> dict[str, Any]:
    """A role that trusts the service and is denied to everybody."""
    role = _role(name, service)
    denied = {"Effect": "Deny", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}
    role["AssumeRolePolicyDocument"]["Statement"].append(denied)
    return role


DEFINITIONS = {
    "web:1": {"taskRoleArn": f"{HERE}/task", "executionRoleArn": f"{HERE}/task"},
    "web:2": {"taskRoleArn": f"{HERE}/infrastructure"},
    "web:3": {"executionRoleArn": f"{HERE}/nobody"},
    "web:4": {"taskRoleArn": "arn:aws:iam::444455556666:role/theirs"},
}
WORLD = MadeWorld(
    roles={
        "task": _role("task", "ecs-tasks.amazonaws.com"),
        "infrastructure": _role("infrastructure", "ecs.amazonaws.com"),
        "forbidden": _forbidden("forbidden", "ecs.amazonaws.com"),
    },
    task_definitions=DEFINITIONS,
)

REGISTER: Request = {
    "family": "web",
    "containerDefinitions": [{"name": "web", "image": "nginx", "memory": 128}],
    "taskRoleArn": f"{HERE}/task",
}
VOLUMES: Request = {
    "serviceName": "web",
    "taskDefinition": "web:1",
    "desiredCount": 1,
    "volumeConfigurations": [
        {"name": "data", "managedEBSVolume": {"roleArn": f"{HERE}/infrastructure", "sizeInGiB": 5}},
    ],
}


def _under(kind: str, role: str) -> Request:
    """A service whose traffic ECS shifts, or whose tasks it registers with VPC Lattice, under this role."""
    group = "arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/web/6d0ecf831eec9f09"
    advanced = {
        "alternateTargetGroupArn": group,
        "productionListenerRule": "arn:aws:elasticloadbalancing:r",
        "roleArn": role,
    }
    things = {
        "loadBalancers": {"targetGroupArn": group, "containerName": "web", "advancedConfiguration": advanced},
        "vpcLatticeConfigurations": {"roleArn": role, "targetGroupArn": group, "portName": "http"},
    }
    return {"serviceName": "web", "taskDefinition": "web:1", "desiredCount": 1, kind: [things[kind]]}


def runs(refused: Request, accepted: Request) -> Pair:
    return Pair("task-role-assumable", "RunTask", refused, accepted, world=WORLD)


PAIRS = [
    runs({"taskDefinition": "web:2"}, {"taskDefinition": "web:1"}),
    runs({"taskDefinition": "web:3"}, {"taskDefinition": "web:4"}),
    runs(
        {"taskDefinition": "web:1", "overrides": {"taskRoleArn": f"{HERE}/nobody"}},
        {"taskDefinition": "web:2", "overrides": {"taskRoleArn": f"{HERE}/task"}},
    ),
    Pair(
        "infrastructure-role-assumable",
        "CreateService",
        with_(VOLUMES, "volumeConfigurations", 0, "managedEBSVolume", "roleArn", value=f"{HERE}/task"),
        VOLUMES,
        world=WORLD,
    ),
    Pair(
        "infrastructure-role-assumable",
        "CreateService",
        with_(VOLUMES, "volumeConfigurations", 0, "managedEBSVolume", "roleArn", value=f"{HERE}/forbidden"),
        VOLUMES,
        world=WORLD,
    ),
    *(
        Pair(
            "infrastructure-role-assumable",
            "CreateService",
            _under(kind, f"{HERE}/task"),
            _under(kind, f"{HERE}/infrastructure"),
            world=WORLD,
        )
        for kind in ("loadBalancers", "vpcLatticeConfigurations")
    ),
]
MINE = {"task-role-assumable", "infrastructure-role-assumable"}


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_refuses_and_lets_the_neighbour_pass(pair: Pair) -> None:
    # other rules of ECS may need more of a world than this one has
    broken = {found.rule for found in findings("ecs", pair.operation, pair.refused, WORLD)}
    assert broken & MINE == {pair.rule}
    kept = {found.rule for found in findings("ecs", pair.operation, pair.accepted, WORLD)}
    assert kept & MINE == set()


def test_every_rule_is_shown() -> None:
    assert unproven(PAIRS, "ecs", roles.__name__) == set()


def test_a_service_with_such_a_task_is_made_and_says_so_in_its_events() -> None:
    asked = {"serviceName": "web", "taskDefinition": "web:3", "desiredCount": 1}
    found = {found.rule for found in findings("ecs", "CreateService", asked, WORLD)}
    assert "task-role-assumable" not in found
