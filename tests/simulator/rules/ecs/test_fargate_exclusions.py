"""The rules of what Fargate does not offer: what each refuses, and its nearest valid neighbour."""

from __future__ import annotations

import pytest

from course.simulator.rules.ecs import fargate_exclusions
from tests.simulator.rules.ecs.definitions import FARGATE, ec2, fargate, pair
from tests.simulator.rules.pairs import Pair, unproven

WINDOWS_2022 = {"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"}
WINDOWS_2016 = {"operatingSystemFamily": "WINDOWS_SERVER_2016_FULL"}
ONE_VCPU = FARGATE | {"cpu": "1024", "memory": "2048"}

PAIRS = [
    pair("fargate-privileged", fargate({"privileged": True}), fargate({"privileged": False})),
    pair(
        "fargate-docker-security-options",
        fargate({"dockerSecurityOptions": ["no-new-privileges"]}),
        ec2({"dockerSecurityOptions": ["no-new-privileges"]}),
    ),
    *(
        pair(rule, fargate({"linuxParameters": {key: value}}), ec2({"linuxParameters": {key: value}}))
        for rule, key, value in [
            ("fargate-devices", "devices", [{"hostPath": "/dev/fuse"}]),
            ("fargate-shared-memory-size", "sharedMemorySize", 64),
            ("fargate-max-swap", "maxSwap", 64),
            ("fargate-swappiness", "swappiness", 60),
        ]
    ),
    pair(
        "fargate-capabilities",
        fargate({"linuxParameters": {"capabilities": {"add": ["NET_ADMIN"]}}}),
        fargate({"linuxParameters": {"capabilities": {"add": ["SYS_PTRACE"]}}}),
    ),
    pair(
        "fargate-gpu",
        fargate({"resourceRequirements": [{"type": "GPU", "value": "1"}]}),
        ec2({"resourceRequirements": [{"type": "GPU", "value": "1"}]}),
    ),
    pair("fargate-ipc-mode", FARGATE | {"ipcMode": "task"}, ec2(ipcMode="task")),
    pair("fargate-pid-mode", FARGATE | {"pidMode": "host"}, FARGATE | {"pidMode": "task"}),
    pair(
        "fargate-placement-constraints",
        FARGATE | {"placementConstraints": [{"type": "memberOf", "expression": "true"}]},
        FARGATE | {"placementConstraints": []},
    ),
    pair(
        "fargate-windows-arm64",
        ONE_VCPU | {"runtimePlatform": WINDOWS_2022 | {"cpuArchitecture": "ARM64"}},
        ONE_VCPU | {"runtimePlatform": WINDOWS_2022 | {"cpuArchitecture": "X86_64"}},
    ),
    pair(
        "fargate-windows-family",
        ONE_VCPU | {"runtimePlatform": WINDOWS_2016},
        ONE_VCPU | {"runtimePlatform": WINDOWS_2022},
    ),
]


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_refuses_and_lets_the_neighbour_pass(pair: Pair) -> None:
    pair.holds()


def test_every_rule_is_shown() -> None:
    assert unproven(PAIRS, "ecs", fargate_exclusions.__name__) == set()
