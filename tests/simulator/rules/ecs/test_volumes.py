"""The rules of volumes: what each refuses, and its nearest valid neighbour."""

from __future__ import annotations

import pytest

from course.simulator.rules.ecs import volumes
from tests.simulator.rules.ecs.definitions import FARGATE, ec2, fargate, pair
from tests.simulator.rules.pairs import Pair, unproven

EFS = {"efsVolumeConfiguration": {"fileSystemId": "fs-0123456789abcdef0"}}
FSX = {
    "fsxWindowsFileServerVolumeConfiguration": {
        "fileSystemId": "fs-0123456789abcdef0",
        "rootDirectory": "share",
        "authorizationConfig": {
            "credentialsParameter": "arn:aws:ssm:eu-west-1:111122223333:parameter/a",
            "domain": "d",
        },
    }
}
HOST = {"host": {"sourcePath": "/var/data"}}
AT_LAUNCH = {"configuredAtLaunch": True}


def volume(*configurations: dict[str, object], **more: object) -> dict[str, object]:
    """Members of a task definition: volumes v0, v1, …"""
    return {"volumes": [{"name": f"v{n}", **each} for n, each in enumerate(configurations)], **more}


def mounting(*names: str) -> dict[str, object]:
    """A container that mounts these volumes."""
    return {"mountPoints": [{"sourceVolume": name, "containerPath": f"/{name}"} for name in names]}


PAIRS = [
    pair("volume-name-missing", FARGATE | volume({"name": ""}), FARGATE | volume({})),
    pair("volume-kinds", ec2(**volume(EFS | HOST)), ec2(**volume(EFS, HOST))),
    pair(
        "volume-kinds",
        ec2(mounting("v0"), **volume(EFS | AT_LAUNCH)),
        ec2(mounting("v0"), **volume(AT_LAUNCH | {"host": {}})),
    ),
    pair("mount-unknown-volume", fargate(mounting("v1"), **volume({})), fargate(mounting("v0"), **volume({}))),
    pair(
        "volumes-from-unknown",
        fargate({"volumesFrom": [{"sourceContainer": "db"}]}, {}),
        fargate({"volumesFrom": [{"sourceContainer": "web-1"}]}, {}),
    ),
    pair("fargate-host-path", FARGATE | volume(HOST), FARGATE | volume({"host": {}})),
    pair(
        "fargate-docker-volume",
        FARGATE | volume({"dockerVolumeConfiguration": {"scope": "task"}}),
        ec2(**volume({"dockerVolumeConfiguration": {"scope": "task"}})),
    ),
    pair("fargate-fsx-volume", FARGATE | volume(FSX), ec2(**volume(FSX))),
    pair(
        "external-efs-volume",
        ec2(**volume(EFS), requiresCompatibilities=["EXTERNAL"]),
        ec2(**volume(EFS), requiresCompatibilities=["EC2"]),
    ),
    pair(
        "docker-volume-autoprovision",
        ec2(**volume({"dockerVolumeConfiguration": {"scope": "task", "autoprovision": True}})),
        ec2(**volume({"dockerVolumeConfiguration": {"scope": "shared", "autoprovision": True}})),
    ),
    pair(
        "volumes-at-launch",
        fargate(mounting("v0", "v1"), **volume(AT_LAUNCH, AT_LAUNCH)),
        fargate(mounting("v0", "v1"), **volume(AT_LAUNCH, {"configuredAtLaunch": False})),
    ),
    pair("volume-at-launch-unmounted", FARGATE | volume(AT_LAUNCH), fargate(mounting("v0"), **volume(AT_LAUNCH))),
]


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_refuses_and_lets_the_neighbour_pass(pair: Pair) -> None:
    pair.holds()


def test_every_rule_is_shown() -> None:
    assert unproven(PAIRS, "ecs", volumes.__name__) == set()
