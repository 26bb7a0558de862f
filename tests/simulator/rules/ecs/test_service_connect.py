"""The rules of Service Connect: what each refuses, and its nearest valid neighbour."""

from __future__ import annotations

from typing import Any

import pytest

from course.simulator.rules import findings
from course.simulator.rules.ecs import service_connect
from tests.simulator.rules.ecs.made_ecs import SERVICE, described, made
from tests.simulator.rules.pairs import Pair, Request, unproven, with_

KEY = "serviceConnectConfiguration"


def connected(*services: dict[str, Any], namespace: str | None = "shop.local", **more: Any) -> Request:
    connect = {"enabled": True, "services": list(services)} | ({"namespace": namespace} if namespace else {})
    return SERVICE | {KEY: connect} | more


WEB: dict[str, Any] = {"portName": "web", "clientAliases": [{"port": 80, "dnsName": "web"}]}
PLAIN: dict[str, Any] = {"portName": "plain", "clientAliases": [{"port": 81, "dnsName": "plain"}]}
CONNECTED = connected(WEB)
WORLD = made(described(CONNECTED), joined={"serviceConnectDefaults": {"namespace": "shop.local"}})


PAIRS = [
    Pair(
        "connect-aliases-too-many",
        "CreateService",
        connected(WEB | {"clientAliases": [{"port": 80}, {"port": 81}]}),
        CONNECTED,
        WORLD,
    ),
    Pair(
        "connect-alias-name",
        "CreateService",
        connected(WEB | {"clientAliases": [{"port": 80, "dnsName": "-web"}]}),
        CONNECTED,
        WORLD,
    ),
    Pair(
        "connect-discovery-name",
        "CreateService",
        connected(WEB | {"discoveryName": "Web"}),
        connected(WEB | {"discoveryName": "web"}),
        WORLD,
    ),
    Pair(
        "connect-name-twice",
        "CreateService",
        connected(WEB, PLAIN | {"discoveryName": "web"}),
        connected(WEB, PLAIN),
        WORLD,
    ),
    Pair(
        "connect-alias-twice",
        "CreateService",
        connected(WEB, PLAIN | {"clientAliases": [{"port": 80, "dnsName": "web"}]}),
        connected(WEB, PLAIN | {"clientAliases": [{"port": 81, "dnsName": "web"}]}),
        WORLD,
    ),
    Pair(
        "connect-without-namespace",
        "CreateService",
        connected(WEB, namespace=None),
        connected(WEB, namespace=None, cluster="joined"),
        WORLD,
    ),
    Pair("connect-namespace-unknown", "CreateService", connected(WEB, namespace="shop"), CONNECTED, WORLD),
    Pair("connect-port-name", "CreateService", connected(WEB | {"portName": "80"}), CONNECTED, WORLD),
    Pair(
        "connect-request-timeout-tcp",
        "CreateService",
        connected(PLAIN | {"timeout": {"perRequestTimeoutSeconds": 5}}),
        connected(WEB | {"timeout": {"perRequestTimeoutSeconds": 5}}),
        WORLD,
    ),
]


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_refuses_and_lets_the_neighbour_pass(pair: Pair) -> None:
    pair.holds()


def test_every_rule_is_shown() -> None:
    assert unproven(PAIRS, "ecs", service_connect.__name__) == set()


def test_a_client_needs_no_services_and_switched_off_it_needs_nothing() -> None:
    assert findings("ecs", "CreateService", connected(), WORLD) == []
    off = with_(connected(WEB | {"portName": "80"}, namespace=None), KEY, "enabled", value=False)
    assert findings("ecs", "CreateService", off, WORLD) == []


def test_a_new_task_definition_is_held_against_the_port_names_in_use() -> None:
    world = made(described(CONNECTED))
    world.task_definitions["web:2"]["containerDefinitions"][0]["portMappings"] = [{"containerPort": 80}]
    found = findings("ecs", "UpdateService", {"cluster": "shop", "service": "web", "taskDefinition": "web:2"}, world)
    assert [each.rule for each in found] == ["connect-port-name"]
