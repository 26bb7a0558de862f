"""The rules of network modes: what each refuses, and its nearest valid neighbour."""

from __future__ import annotations

import pytest

from course.simulator.rules.ecs import network_modes
from tests.simulator.rules.ecs.definitions import FARGATE, ec2, fargate, pair
from tests.simulator.rules.pairs import Pair, unproven

PAIRS = [
    pair("fargate-network-mode", FARGATE | {"networkMode": "bridge"}, FARGATE),
    pair("fargate-network-mode", FARGATE | {"networkMode": None}, FARGATE),
    pair(
        "external-network-mode",
        ec2(requiresCompatibilities=["EXTERNAL"], networkMode="awsvpc"),
        ec2(requiresCompatibilities=["EXTERNAL"], networkMode="bridge"),
    ),
    *(
        pair(
            f"{mode}-host-port",
            ec2({"portMappings": [{"containerPort": 80, "hostPort": 8080}]}, networkMode=mode),
            ec2({"portMappings": [{"containerPort": 80, "hostPort": 80}]}, networkMode=mode),
        )
        for mode in ("awsvpc", "host")
    ),
    pair(
        "none-port-mappings",
        ec2({"portMappings": [{"containerPort": 80}]}, networkMode="none"),
        ec2({"portMappings": []}, networkMode="none"),
    ),
    pair("awsvpc-links", ec2({"links": ["web-1"]}, {}, networkMode="awsvpc"), ec2({"links": ["web-1"]}, {})),
    pair("links-outside-bridge", ec2({"links": ["web-1"]}, {}, networkMode="host"), ec2({"links": ["web-1"]}, {})),
    *(
        pair(rule, ec2({key: value}, networkMode="awsvpc"), ec2({key: value}, networkMode="bridge"))
        for rule, key, value in [
            ("awsvpc-hostname", "hostname", "web"),
            ("awsvpc-extra-hosts", "extraHosts", [{"hostname": "db", "ipAddress": "10.0.0.5"}]),
            ("awsvpc-dns-servers", "dnsServers", ["10.0.0.2"]),
            ("awsvpc-dns-search-domains", "dnsSearchDomains", ["internal"]),
            ("awsvpc-disable-networking", "disableNetworking", True),
        ]
    ),
    pair(
        "port-range-network-mode",
        ec2({"portMappings": [{"containerPortRange": "80-90"}]}, networkMode="host"),
        ec2({"portMappings": [{"containerPortRange": "80-90"}]}, networkMode="bridge"),
    ),
    pair(
        "awsvpc-host-port",
        fargate({"portMappings": [{"containerPort": 80, "hostPort": 0}]}),
        fargate({"portMappings": [{"containerPort": 80}]}),
    ),
]


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_refuses_and_lets_the_neighbour_pass(pair: Pair) -> None:
    pair.holds()


def test_every_rule_is_shown() -> None:
    assert unproven(PAIRS, "ecs", network_modes.__name__) == set()
