"""EBS volumes configured at launch: the request held against the task definition, and what a volume may be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from course.simulator.rules.ecs.pages import API, GUIDE, seen
from course.simulator.rules.ecs.plans import planned, touches
from course.simulator.rules.ecs.revisions import definition_of, volumes
from course.simulator.rules.rule import PARAPHRASED, Asked, Book, Breach, at
from course.simulator.rules.world import Record, World

book = Book("ecs")

ALL = ("CreateService", "UpdateService", "RunTask", "StartTask")
PAGE = f"{API}/API_ServiceManagedEBSVolumeConfiguration.html"
GUIDE_PAGE = f"{GUIDE}/ebs-volumes.html"
INVALID = "ECS managed EBS volume configuration was invalid"
SIZES = {
    "gp2": (1, 16384),
    "gp3": (1, 16384),
    "io1": (4, 16384),
    "io2": (4, 16384),
    "st1": (125, 16384),
    "sc1": (125, 16384),
    "standard": (1, 1024),
}
"""Volume type → smallest and largest size in GiB. API reference, ServiceManagedEBSVolumeConfiguration."""
WITH_IOPS = ("io1", "io2", "gp3")


def _managed(asked: Asked) -> Iterator[tuple[int, Mapping[str, Any]]]:
    for index, volume in enumerate(asked.get("volumeConfigurations") or ()):
        if volume.get("managedEBSVolume"):
            yield index, volume["managedEBSVolume"]


def _place(index: int, member: str) -> tuple[str | int, ...]:
    return "volumeConfigurations", index, "managedEBSVolume", member


@book.rule(
    "ebs-without-size",
    *ALL,
    code="InvalidParameterException",
    says=INVALID,
    wording=seen("pf-ecs-svc-ebs-volume-without-size-or-snapshot"),
    page=PAGE,
    fix="Set sizeInGiB, or name the snapshot to start from.",
)
def ebs_without_size(asked: Asked) -> Iterator[Breach]:
    """A volume needs a size or a snapshot, and this one has neither."""
    for index, volume in _managed(asked):
        if volume.get("sizeInGiB") is None and not volume.get("snapshotId"):
            yield at(*_place(index, "sizeInGiB"))


@book.rule(
    "ebs-size-range",
    *ALL,
    code="InvalidParameterException",
    says=INVALID,
    wording=PARAPHRASED,
    page=PAGE,
    fix="Choose {least} to {most} GiB.",
)
def ebs_size_range(asked: Asked) -> Iterator[Breach]:
    """A volume of type {type} has {least} to {most} GiB, and {size} are asked for."""
    for index, volume in _managed(asked):
        size, kind = volume.get("sizeInGiB"), str(volume.get("volumeType") or "gp3")
        least, most = SIZES.get(kind, (0, 0))
        if size is not None and most and not least <= size <= most:
            yield at(*_place(index, "sizeInGiB"), size=size, type=kind, least=least, most=most)


@book.rule(
    "ebs-iops-type",
    *ALL,
    code="InvalidParameterException",
    says=INVALID,
    wording=seen("pf-ecs-svc-ebs-iops-unsupported-type"),
    page=PAGE,
    fix="Remove iops, or use gp3, io1 or io2.",
)
def ebs_iops_type(asked: Asked) -> Iterator[Breach]:
    """IOPS are provisioned for gp3, io1 and io2, not for {type}."""
    for index, volume in _managed(asked):
        kind = volume.get("volumeType")
        if volume.get("iops") is not None and kind and kind not in WITH_IOPS:
            yield at(*_place(index, "iops"), type=kind)


@book.rule(
    "ebs-iops-missing",
    *ALL,
    code="InvalidParameterException",
    says=INVALID,
    wording=PARAPHRASED,
    page=PAGE,
    fix="Set iops, or use gp3.",
)
def ebs_iops_missing(asked: Asked) -> Iterator[Breach]:
    """A volume of type {type} is bought with its IOPS, and none are named."""
    for index, volume in _managed(asked):
        if volume.get("volumeType") in ("io1", "io2") and volume.get("iops") is None:
            yield at(*_place(index, "iops"), type=volume["volumeType"])


@book.rule(
    "ebs-throughput-type",
    *ALL,
    code="InvalidParameterException",
    says=INVALID,
    wording=seen("pf-ecs-svc-ebs-throughput-non-gp3"),
    page=PAGE,
    fix="Remove throughput, or use gp3.",
)
def ebs_throughput_type(asked: Asked) -> Iterator[Breach]:
    """Throughput is provisioned for gp3 only, not for {type}."""
    for index, volume in _managed(asked):
        kind = volume.get("volumeType")
        if volume.get("throughput") is not None and kind and kind != "gp3":
            yield at(*_place(index, "throughput"), type=kind)


@book.rule(
    "ebs-rate-without-snapshot",
    *ALL,
    code="InvalidParameterException",
    says=INVALID,
    wording=PARAPHRASED,
    page=PAGE,
    fix="Remove volumeInitializationRate, or name a snapshot.",
)
def ebs_rate_without_snapshot(asked: Asked) -> Iterator[Breach]:
    """The rate says how fast a snapshot is read, and there is no snapshot."""
    for index, volume in _managed(asked):
        if volume.get("volumeInitializationRate") is not None and not volume.get("snapshotId"):
            yield at(*_place(index, "volumeInitializationRate"))


def _planned_volumes(asked: Asked, world: World) -> Iterator[tuple[int, str, Record]]:
    plan = planned(asked, world) if touches(asked, "taskDefinition", "volumeConfigurations") else None
    definition = definition_of(plan, world) if plan is not None and plan.get("volumeConfigurations") else None
    if plan is not None and definition is not None:
        for index, volume in enumerate(plan["volumeConfigurations"]):
            yield index, str(volume.get("name") or ""), definition


@book.rule(
    "volume-unknown",
    *ALL,
    code="InvalidParameterException",
    says="The volume name '{name}' in your request does not have a matching volume in your Task Definition",
    wording=seen("pf-ecs-svc-ebs-name-not-in-taskdef"),
    page=GUIDE_PAGE,
    fix="Add a volume named {name} with configuredAtLaunch to the task definition, or use the name that it has.",
)
def volume_unknown(asked: Asked, world: World) -> Iterator[Breach]:
    """The request configures the volume {name}, and the task definition has none of that name."""
    for index, name, definition in _planned_volumes(asked, world):
        if name not in volumes(definition):
            yield at("volumeConfigurations", index, "name", name=name)


@book.rule(
    "volume-not-at-launch",
    *ALL,
    code="InvalidParameterException",
    says="The volume '{name}' in your Task Definition is not configured at launch.",
    wording=PARAPHRASED,
    page=GUIDE_PAGE,
    fix="Register the task definition with configuredAtLaunch true on the volume {name}.",
)
def volume_not_at_launch(asked: Asked, world: World) -> Iterator[Breach]:
    """Only a volume that the task definition leaves to the launch can be configured, and {name} is not one."""
    for index, name, definition in _planned_volumes(asked, world):
        volume = volumes(definition).get(name)
        if volume is not None and not volume.get("configuredAtLaunch"):
            yield at("volumeConfigurations", index, "name", name=name)
