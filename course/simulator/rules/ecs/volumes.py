"""Volumes: their names, one kind each, who mounts them, and which kinds a launch type has."""

from __future__ import annotations

from collections.abc import Iterator

from course.simulator.rules.ecs.definition_sources import ANYWHERE, GUIDE, api, issue, observed
from course.simulator.rules.ecs.task_definition import (
    Part,
    container_names,
    containers,
    in_container,
    on_fargate,
    parts,
    requires,
)
from course.simulator.rules.rule import PARAPHRASED, Asked, Book, Breach, at

book = Book("ecs")

KINDS = (
    "dockerVolumeConfiguration",
    "efsVolumeConfiguration",
    "s3filesVolumeConfiguration",
    "fsxWindowsFileServerVolumeConfiguration",
    "configuredAtLaunch",
)
"""What a volume can be besides a path of the host. API reference, Volume."""


def _host_path(volume: Part) -> str:
    return (volume.get("host") or {}).get("sourcePath") or ""


@book.rule(
    "volume-name-missing",
    "RegisterTaskDefinition",
    code="ClientException",
    says="volume.name should not be null or empty.",
    wording=issue("aws-cloudformation/cloudformation-coverage-roadmap", 632),
    page=api("Volume"),
    fix="Name the volume; mountPoints find it by this name.",
)
def volume_name_missing(asked: Asked) -> Iterator[Breach]:
    """Every volume needs a name."""
    for number, volume in parts(asked, "volumes"):
        if not volume.get("name"):
            yield at("volumes", number, "name")


@book.rule(
    "volume-kinds",
    "RegisterTaskDefinition",
    code="ClientException",
    says="When the volume parameter is specified, only one volume configuration type should be used.",
    wording=issue("cloudposse/terraform-aws-ecs-alb-service-task", 185),
    page=api("Volume"),
    fix="Keep one of them, or write two volumes.",
)
def volume_kinds(asked: Asked) -> Iterator[Breach]:
    """A volume is of one kind, and this one is of several: {kinds}."""
    for number, volume in parts(asked, "volumes"):
        kinds = [kind for kind in KINDS if volume.get(kind)] + (["host"] if _host_path(volume) else [])
        if len(kinds) > 1:
            yield at("volumes", number, kinds=", ".join(kinds))


@book.rule(
    "mount-unknown-volume",
    "RegisterTaskDefinition",
    code="ClientException",
    says="Unknown volume '{volume}'.",
    wording=issue("ansible/ansible", 35751),
    page=api("MountPoint"),
    fix="Add {volume} to volumes, or mount one that stands there.",
)
def mount_unknown_volume(asked: Asked) -> Iterator[Breach]:
    """A container mounts volumes of its task definition, and there is no {volume}."""
    names = {volume.get("name") for _, volume in parts(asked, "volumes")}
    for place, container in containers(asked):
        for number, mount in parts(container, "mountPoints"):
            volume = mount.get("sourceVolume")
            if volume is not None and volume not in names:
                yield in_container(place, "mountPoints", number, "sourceVolume", volume=volume)


@book.rule(
    "volumes-from-unknown",
    "RegisterTaskDefinition",
    code="ClientException",
    says="Invalid 'volumesFrom' setting. Unknown container: '{other}'",
    wording=observed("volumesfrom-source-container-missing"),
    page=api("VolumeFrom"),
    fix="Name a container of this task definition.",
)
def volumes_from_unknown(asked: Asked) -> Iterator[Breach]:
    """Volumes are taken over from another container of the task, and there is no {other}."""
    names = container_names(asked)
    for place, container in containers(asked):
        for number, source in parts(container, "volumesFrom"):
            other = source.get("sourceContainer")
            if other is not None and other not in names:
                yield in_container(place, "volumesFrom", number, "sourceContainer", other=other)


@book.rule(
    "fargate-host-path",
    "RegisterTaskDefinition",
    code="ClientException",
    says="Fargate compatible task definitions do not support sourcePath",
    wording=issue("cloudposse/terraform-aws-ecs-alb-service-task", 174),
    page=api("HostVolumeProperties"),
    fix="Leave host out for a volume that lives as long as the task, or use EFS for one that lasts.",
)
def fargate_host_path(asked: Asked) -> Iterator[Breach]:
    """On Fargate the host's file system is out of reach, so {path} cannot be mounted from it."""
    if on_fargate(asked):
        for number, volume in parts(asked, "volumes"):
            if _host_path(volume):
                yield at("volumes", number, "host", "sourcePath", path=_host_path(volume))


@book.rule(
    "fargate-docker-volume",
    "RegisterTaskDefinition",
    code="ClientException",
    says="Fargate compatible task definitions do not support dockerVolumeConfiguration",
    wording=observed("fargate-docker-volume"),
    page=api("DockerVolumeConfiguration"),
    fix="Leave it out for a volume that lives as long as the task, or use EFS for one that lasts.",
)
def fargate_docker_volume(asked: Asked) -> Iterator[Breach]:
    """On Fargate there is no Docker daemon to make volumes."""
    if on_fargate(asked):
        for number, volume in parts(asked, "volumes"):
            if volume.get("dockerVolumeConfiguration"):
                yield at("volumes", number, "dockerVolumeConfiguration")


@book.rule(
    "fargate-fsx-volume",
    "RegisterTaskDefinition",
    code="ClientException",
    says="Fargate compatible task definitions do not support fsxWindowsFileServerVolumeConfiguration",
    wording=PARAPHRASED,
    page=f"{GUIDE}/wfsx-volumes.html",
    fix="Run the task on Windows instances of EC2.",
)
def fargate_fsx_volume(asked: Asked) -> Iterator[Breach]:
    """FSx for Windows File Server can be mounted on Windows instances of EC2 only, not on Fargate."""
    if on_fargate(asked):
        for number, volume in parts(asked, "volumes"):
            if volume.get("fsxWindowsFileServerVolumeConfiguration"):
                yield at("volumes", number, "fsxWindowsFileServerVolumeConfiguration")


@book.rule(
    "external-efs-volume",
    "RegisterTaskDefinition",
    code="ClientException",
    says="Tasks using the External launch type do not support efsVolumeConfiguration.",
    wording=PARAPHRASED,
    page=ANYWHERE,
    fix="Mount the file system on the machine, and give its path as host.sourcePath.",
)
def external_efs_volume(asked: Asked) -> Iterator[Breach]:
    """EFS volumes are not supported on machines outside AWS."""
    if requires(asked, "EXTERNAL"):
        for number, volume in parts(asked, "volumes"):
            if volume.get("efsVolumeConfiguration"):
                yield at("volumes", number, "efsVolumeConfiguration")


@book.rule(
    "docker-volume-autoprovision",
    "RegisterTaskDefinition",
    code="ClientException",
    says="autoprovision is only supported for volumes with scope shared.",
    wording=PARAPHRASED,
    page=f"{GUIDE}/docker-volumes.html",
    fix="Remove autoprovision, or set scope to shared.",
)
def docker_volume_autoprovision(asked: Asked) -> Iterator[Breach]:
    """A volume of one task is always made for it, so autoprovision belongs to shared volumes only."""
    for number, volume in parts(asked, "volumes"):
        docker = volume.get("dockerVolumeConfiguration") or {}
        if docker.get("autoprovision") and docker.get("scope") == "task":
            yield at("volumes", number, "dockerVolumeConfiguration", "autoprovision")


@book.rule(
    "volumes-at-launch",
    "RegisterTaskDefinition",
    code="ClientException",
    says="Only one volume can be configured at launch.",
    wording=PARAPHRASED,
    page=api("Volume"),
    fix="Keep one volume with configuredAtLaunch.",
)
def volumes_at_launch(asked: Asked) -> Iterator[Breach]:
    """A task gets at most one EBS volume at launch, and here are {count}."""
    count = sum(1 for _, volume in parts(asked, "volumes") if volume.get("configuredAtLaunch"))
    if count > 1:
        yield at("volumes", count=count)


@book.rule(
    "volume-at-launch-unmounted",
    "RegisterTaskDefinition",
    code="ClientException",
    says="Volumes [{name}] are not referenced by any of the containers",
    wording=observed("volume-not-referenced"),
    page=api("Volume"),
    fix="Mount {name} in a container, or remove it.",
)
def volume_at_launch_unmounted(asked: Asked) -> Iterator[Breach]:
    """A volume that is configured at launch is there for a container, and none mounts {name}."""
    for number, volume in parts(asked, "volumes"):
        name = volume.get("name")
        if name and volume.get("configuredAtLaunch"):
            mounts = (mount for _, container in containers(asked) for _, mount in parts(container, "mountPoints"))
            if all(mount.get("sourceVolume") != name for mount in mounts):
                yield at("volumes", number, name=name)
