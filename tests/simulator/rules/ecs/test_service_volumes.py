"""The rules of volumes configured at launch: what each refuses, and its nearest valid neighbour."""

from __future__ import annotations

from typing import Any

import pytest

from course.simulator.rules.ecs import service_volumes
from tests.simulator.rules.ecs.made_ecs import ROLE, SERVICE, TASK, described, made
from tests.simulator.rules.pairs import Pair, Request, unproven

WORLD = made(described(SERVICE))


def stored(name: str = "data", request: Request = SERVICE, **volume: Any) -> Request:
    managed = {"roleArn": ROLE, "sizeInGiB": 10} | volume
    kept = {key: value for key, value in managed.items() if value is not None}
    return request | {"volumeConfigurations": [{"name": name, "managedEBSVolume": kept}]}


PAIRS = [
    Pair(
        "ebs-without-size", "CreateService", stored(sizeInGiB=None), stored(sizeInGiB=None, snapshotId="snap-1"), WORLD
    ),
    Pair(
        "ebs-size-range",
        "CreateService",
        stored(volumeType="st1", sizeInGiB=124),
        stored(volumeType="st1", sizeInGiB=125),
        WORLD,
    ),
    Pair(
        "ebs-size-range", "RunTask", stored(request=TASK, sizeInGiB=16385), stored(request=TASK, sizeInGiB=16384), WORLD
    ),
    Pair(
        "ebs-iops-type",
        "CreateService",
        stored(volumeType="gp2", iops=3000),
        stored(volumeType="gp3", iops=3000),
        WORLD,
    ),
    Pair("ebs-iops-missing", "CreateService", stored(volumeType="io2"), stored(volumeType="io2", iops=1000), WORLD),
    Pair(
        "ebs-throughput-type",
        "CreateService",
        stored(volumeType="gp2", throughput=200),
        stored(volumeType="gp3", throughput=200),
        WORLD,
    ),
    Pair(
        "ebs-rate-without-snapshot",
        "CreateService",
        stored(volumeInitializationRate=200),
        stored(volumeInitializationRate=200, snapshotId="snap-1"),
        WORLD,
    ),
    Pair("volume-unknown", "CreateService", stored("date"), stored("data"), WORLD),
    Pair("volume-not-at-launch", "CreateService", stored("scratch"), stored("data"), WORLD),
]


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_refuses_and_lets_the_neighbour_pass(pair: Pair) -> None:
    pair.holds()


def test_every_rule_is_shown() -> None:
    assert unproven(PAIRS, "ecs", service_volumes.__name__) == set()
