"""The rules of service discovery: what each refuses, and its nearest valid neighbour."""

from __future__ import annotations

import pytest

from course.simulator.rules.ecs import service_registries
from tests.simulator.rules.ecs.made_ecs import ON_EC2, REGISTRY, SERVICE, SRV_REGISTRY, described, made
from tests.simulator.rules.pairs import Pair, unproven, with_

WORLD = made(described(SERVICE))
FOUND = SERVICE | {"serviceRegistries": [{"registryArn": REGISTRY}]}
PORT = {"containerName": "web", "containerPort": 80}
SRV = SERVICE | {"serviceRegistries": [{"registryArn": SRV_REGISTRY} | PORT]}
ON_HOSTS = ON_EC2 | {"serviceRegistries": [{"registryArn": SRV_REGISTRY} | PORT]}
ENTRY = ("serviceRegistries", 0)

PAIRS = [
    Pair(
        "registries-too-many",
        "CreateService",
        FOUND | {"serviceRegistries": [{"registryArn": REGISTRY}, {"registryArn": SRV_REGISTRY}]},
        FOUND,
        WORLD,
    ),
    Pair("registry-two-ports", "CreateService", with_(SRV, *ENTRY, "port", value=80), SRV, WORLD),
    Pair(
        "registry-unknown",
        "CreateService",
        with_(FOUND, *ENTRY, "registryArn", value="arn:aws:servicediscovery:::service/srv-z"),
        FOUND,
        WORLD,
    ),
    Pair("registry-without-container", "CreateService", with_(ON_HOSTS, *ENTRY, "containerPort"), ON_HOSTS, WORLD),
    Pair(
        "registry-needless-port",
        "CreateService",
        FOUND | {"serviceRegistries": [{"registryArn": REGISTRY} | PORT]},
        SRV,
        WORLD,
    ),
]


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_refuses_and_lets_the_neighbour_pass(pair: Pair) -> None:
    pair.holds()


def test_every_rule_is_shown() -> None:
    assert unproven(PAIRS, "ecs", service_registries.__name__) == set()
