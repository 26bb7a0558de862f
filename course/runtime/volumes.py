"""The volumes of a task definition as volumes of the engine, and the mount points of its containers. Pure.

Every volume is a volume of the engine, with our label: a host path of a container instance and a file system of EFS too. No
folder of the machine is ever mounted, nothing is left that only root could delete, and a remote engine has them as well.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from course.runtime.labels import sandbox_labels, task_labels


@dataclass(frozen=True, slots=True)
class Volume:
    """One volume of one task, under the name that the engine knows."""

    name: str
    labels: Mapping[str, str]
    lasts: bool
    """Whether it outlives its task: shared ones, host paths, file systems."""


def volumes_of(sandbox: str, task: Mapping[str, Any]) -> dict[str, Volume]:
    """By their names in the task definition. API reference, Volume."""
    return {each["name"]: _volume(sandbox, task, each) for each in task.get("volumes") or ()}


def _volume(sandbox: str, task: Mapping[str, Any], shown: Mapping[str, Any]) -> Volume:
    efs = shown.get("efsVolumeConfiguration")
    if efs:
        point = (efs.get("authorizationConfig") or {}).get("accessPointId") or ""
        return _lasting(sandbox, "efs", efs["fileSystemId"], point or _absolute(efs.get("rootDirectory")))
    docker = shown.get("dockerVolumeConfiguration") or {}
    if docker.get("scope") == "shared":
        return _lasting(sandbox, "shared", shown["name"])
    path = (shown.get("host") or {}).get("sourcePath")
    if path and task.get("launch_type") == "EC2":
        return _lasting(sandbox, "host", _absolute(path))
    labels = {**(docker.get("labels") or {}), **task_labels(sandbox, task)}
    return Volume(f"ecs-course-{sandbox}-{_hash(task['id'], shown['name'])}", labels, lasts=False)


def _lasting(sandbox: str, *what: str) -> Volume:
    return Volume(f"ecs-course-{sandbox}-{what[0]}-{_hash(*what)}", sandbox_labels(sandbox), lasts=True)


def _absolute(path: str | None) -> str:
    return str(PurePosixPath("/") / (path or "/"))


def _hash(*what: str) -> str:
    return hashlib.sha256("\n".join(what).encode()).hexdigest()[:12]


def mounts_of(volumes: Mapping[str, Volume], container: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Docker's HostConfig.Mounts for the mount points of a container. API reference, MountPoint."""
    return [
        {
            "Type": "volume",
            "Source": volumes[each["sourceVolume"]].name,
            "Target": each["containerPath"],
            "ReadOnly": bool(each.get("readOnly")),
        }
        for each in container.get("mountPoints") or ()
        if each.get("sourceVolume") in volumes and each.get("containerPath")
    ]


def volumes_from(container: Mapping[str, Any], ids: Mapping[str, str]) -> list[str]:
    """Docker's HostConfig.VolumesFrom. `ids`: the engine's ids of the containers made so far. KeyError: that one is not."""
    return [
        f"{ids[each['sourceContainer']]}:{'ro' if each.get('readOnly') else 'rw'}"
        for each in container.get("volumesFrom") or ()
    ]
