"""The rules of port mappings: what each refuses, and its nearest valid neighbour."""

from __future__ import annotations

import pytest

from course.simulator.rules import findings
from course.simulator.rules.ecs import ports
from tests.simulator.rules.ecs.definitions import ec2, fargate, pair
from tests.simulator.rules.pairs import Pair, Request, unproven


def mapped(*mappings: dict[str, object]) -> dict[str, object]:
    """A container with these port mappings."""
    return {"portMappings": list(mappings)}


RANGES = [{"containerPortRange": f"{n}-{n + 1}"} for n in range(1000, 1202, 2)]

PAIRS = [
    pair(
        "container-port", fargate(mapped({"protocol": "tcp"})), fargate(mapped({"protocol": "tcp", "containerPort": 1}))
    ),
    pair("container-port", fargate(mapped({"containerPort": 65536})), fargate(mapped({"containerPort": 65535}))),
    pair(
        "host-port",
        ec2(mapped({"containerPort": 80, "hostPort": 65536})),
        ec2(mapped({"containerPort": 80, "hostPort": 65535})),
    ),
    pair(
        "host-ports-unique",
        ec2(mapped({"containerPort": 80, "hostPort": 80}), mapped({"containerPort": 8080, "hostPort": 80})),
        ec2(mapped({"containerPort": 80, "hostPort": 80}), mapped({"containerPort": 8080, "hostPort": 0})),
    ),
    pair(
        "host-ports-unique",
        ec2(mapped({"containerPort": 80}), mapped({"containerPort": 80}), networkMode="host"),
        ec2(mapped({"containerPort": 80}), mapped({"containerPort": 80, "protocol": "udp"}), networkMode="host"),
    ),
    pair(
        "awsvpc-ports-unique",
        fargate(mapped({"containerPort": 80}), mapped({"containerPort": 80})),
        fargate(mapped({"containerPort": 80}), mapped({"containerPort": 81})),
    ),
    pair(
        "awsvpc-ports-unique",
        fargate(mapped({"containerPortRange": "8080-8090"}), mapped({"containerPortRange": "8085-8095"})),
        fargate(mapped({"containerPortRange": "8080-8090"}), mapped({"containerPortRange": "8091-8095"})),
    ),
    pair(
        "port-name-form",
        fargate(mapped({"containerPort": 80, "name": "HTTP"})),
        fargate(mapped({"containerPort": 80, "name": "http"})),
    ),
    pair(
        "port-name-form",
        fargate(mapped({"containerPort": 80, "name": "n" * 65})),
        fargate(mapped({"containerPort": 80, "name": "n" * 64})),
    ),
    pair(
        "port-names-unique",
        fargate(mapped({"containerPort": 80, "name": "http"}), mapped({"containerPort": 81, "name": "http"})),
        fargate(mapped({"containerPort": 80, "name": "http"}), mapped({"containerPort": 81, "name": "http-1"})),
    ),
    pair("port-range-form", ec2(mapped({"containerPortRange": "90-80"})), ec2(mapped({"containerPortRange": "80-90"}))),
    pair("port-range-form", ec2(mapped({"containerPortRange": "80-80"})), ec2(mapped({"containerPortRange": "80-81"}))),
    pair(
        "port-range-form",
        ec2(mapped({"containerPortRange": "1-65536"})),
        ec2(mapped({"containerPortRange": "1-65535"})),
    ),
    pair(
        "port-and-range",
        ec2(mapped({"containerPortRange": "80-90", "hostPort": 80})),
        ec2(mapped({"containerPortRange": "80-90"})),
    ),
    pair("port-ranges-too-many", ec2(mapped(*RANGES)), ec2(mapped(*RANGES[1:]))),
    pair(
        "port-ranges-overlap",
        ec2(mapped({"containerPortRange": "80-90"}, {"containerPortRange": "90-99"})),
        ec2(mapped({"containerPortRange": "80-90"}, {"containerPortRange": "91-99"})),
    ),
]


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_refuses_and_lets_the_neighbour_pass(pair: Pair) -> None:
    pair.holds()


def test_every_rule_is_shown() -> None:
    assert unproven(PAIRS, "ecs", ports.__name__) == set()


@pytest.mark.parametrize(
    ("definition", "words"),
    [
        (
            ec2(mapped({"containerPort": 80, "hostPort": 80}), mapped({"containerPort": 81, "hostPort": 80})),
            "TCP host port '80' is mapped multiple times in task.",
        ),
        (
            fargate(mapped({"containerPort": 53, "protocol": "udp"}), mapped({"containerPort": 53, "protocol": "udp"})),
            "UDP container port '53' is used multiple times in task when networkMode=awsvpc.",
        ),
        (
            fargate(mapped({"containerPortRange": "8080-8090"}), mapped({"containerPortRange": "8085-8095"})),
            "TCP container port '8085' is used multiple times in task when networkMode=awsvpc.",
        ),
    ],
)
def test_the_words_name_protocol_and_port(definition: Request, words: str) -> None:
    (found,) = findings("ecs", "RegisterTaskDefinition", definition)
    assert found.says == words
