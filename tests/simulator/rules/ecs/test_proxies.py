"""The rules of the proxy of App Mesh: what each refuses, and its nearest valid neighbour."""

from __future__ import annotations

import pytest

from course.simulator.rules.ecs import proxies
from tests.simulator.rules.ecs.definitions import EC2, FARGATE, pair
from tests.simulator.rules.pairs import Pair, unproven

PORTS = {"ProxyIngressPort": "15000", "ProxyEgressPort": "15001", "AppPorts": "8080", "IgnoredUID": "1337"}


def proxy(container: str = "web", **properties: str) -> dict[str, object]:
    """A proxy configuration."""
    pairs = [{"name": name, "value": value} for name, value in properties.items()]
    return {"proxyConfiguration": {"type": "APPMESH", "containerName": container, "properties": pairs}}


def without(name: str) -> dict[str, str]:
    """The proxy's properties but one."""
    return {key: value for key, value in PORTS.items() if key != name}


PAIRS = [
    pair("proxy-network-mode", EC2 | proxy(**PORTS), EC2 | proxy(**PORTS) | {"networkMode": "awsvpc"}),
    pair("proxy-container-unknown", FARGATE | proxy("envoy", **PORTS), FARGATE | proxy("web", **PORTS)),
    pair("proxy-ingress-port", FARGATE | proxy(**without("ProxyIngressPort")), FARGATE | proxy(**PORTS)),
    pair("proxy-properties-missing", FARGATE | proxy(**without("AppPorts")), FARGATE | proxy(**PORTS)),
]


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_refuses_and_lets_the_neighbour_pass(pair: Pair) -> None:
    pair.holds()


def test_every_rule_is_shown() -> None:
    assert unproven(PAIRS, "ecs", proxies.__name__) == set()
