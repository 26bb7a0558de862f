"""The rules of disk, GPUs, limits and placement: what each refuses, and its nearest valid neighbour."""

from __future__ import annotations

import pytest

from course.simulator.rules.ecs import task_resources
from tests.simulator.rules.ecs.definitions import EC2, FARGATE, ec2, fargate, pair
from tests.simulator.rules.pairs import Pair, unproven


def needs(*requirements: dict[str, object]) -> dict[str, object]:
    """A container with these resource requirements."""
    return {"resourceRequirements": list(requirements)}


def disk(gib: int) -> dict[str, object]:
    """Ephemeral storage."""
    return {"ephemeralStorage": {"sizeInGiB": gib}}


SHARE = {"type": "GPU", "sharingStrategy": {"nvidiaMps": {"memory": 1024}}}
CONSTRAINT = {"type": "memberOf", "expression": "attribute:ecs.os-type == linux"}
CONFIDENTIAL = {"isolationMode": "CONFIDENTIAL_SANDBOX"}

PAIRS = [
    pair("ephemeral-storage-size", FARGATE | disk(20), FARGATE | disk(21)),
    pair("ephemeral-storage-size", FARGATE | disk(201), FARGATE | disk(200)),
    pair("ephemeral-storage-ec2", ec2(requiresCompatibilities=["EC2"], **disk(50)), FARGATE | disk(50)),
    pair(
        "inference-accelerators",
        EC2 | {"inferenceAccelerators": [{"deviceName": "d", "deviceType": "eia2.medium"}]},
        EC2 | {"inferenceAccelerators": []},
    ),
    pair("gpu-value", ec2(needs({"type": "GPU"})), ec2(needs({"type": "GPU", "value": "ALL"}))),
    pair("gpu-value", ec2(needs(SHARE | {"value": "1"})), ec2(needs(SHARE))),
    pair(
        "neuron-value",
        ec2(needs({"type": "NeuronDevice", "value": "1"})),
        ec2(needs({"type": "NeuronDevice", "value": "ALL"})),
    ),
    pair(
        "ulimit-order",
        fargate({"ulimits": [{"name": "nofile", "softLimit": 2048, "hardLimit": 1024}]}),
        fargate({"ulimits": [{"name": "nofile", "softLimit": 1024, "hardLimit": 1024}]}),
    ),
    pair(
        "ulimit-order",
        fargate({"ulimits": [{"name": "core", "softLimit": 1, "hardLimit": 0}]}),
        fargate({"ulimits": [{"name": "core", "softLimit": 1, "hardLimit": -1}]}),
    ),
    pair(
        "swap-numbers",
        ec2({"linuxParameters": {"swappiness": 101, "maxSwap": 0}}),
        ec2({"linuxParameters": {"swappiness": 100, "maxSwap": 0}}),
    ),
    pair("swap-numbers", ec2({"linuxParameters": {"maxSwap": -1}}), ec2({"linuxParameters": {"maxSwap": 0}})),
    pair(
        "definition-placement-constraints-too-many",
        EC2 | {"placementConstraints": [CONSTRAINT] * 11},
        EC2 | {"placementConstraints": [CONSTRAINT] * 10},
    ),
    pair(
        "attestation-policy-missing",
        EC2 | {"trustedExecutionConfiguration": CONFIDENTIAL},
        EC2 | {"trustedExecutionConfiguration": CONFIDENTIAL | {"attestationPolicy": "e30="}},
    ),
]


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_refuses_and_lets_the_neighbour_pass(pair: Pair) -> None:
    pair.holds()


def test_every_rule_is_shown() -> None:
    assert unproven(PAIRS, "ecs", task_resources.__name__) == set()
